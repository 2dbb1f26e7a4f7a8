#include "scenario/yaml_reader.hpp"

#include <algorithm>

#include <fmt/ranges.h>

#include "scenario/scenario.hpp"

namespace corredor {

void YamlReader::wrong(const Value& value, const std::string& must, const std::string& hint)
{
    problems_->mark_unsound(path_.text());
    problems_->add(problem_at(value.place, fmt::format("{} is {}, {}", path_.subject(), shown(value), must), hint));
}

bool YamlReader::has_kind(const Value& value, Value::Kind kind, std::string_view wanted)
{
    if (value.kind == kind) return true;
    std::string hint;
    if (value.kind == Value::Kind::none) hint = "give it a value or leave the key out";
    if (kind == Value::Kind::list && value.is_text()) hint = fmt::format("write [{}]", shown(value.text));
    wrong(value, fmt::format("must be {}", wanted), hint);
    return false;
}

bool YamlReader::is_plain_text(const Value& value, std::string_view wanted)
{
    if (!has_kind(value, Value::Kind::text, wanted)) return false;
    if (value.is_quoted) wrong(value, fmt::format("must be {}", wanted), "remove the quotes");
    return !value.is_quoted;
}

std::string YamlReader::truth_hint(std::string_view text)
{
    std::string lower{text};
    for (char& c : lower) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    if (lower == "yes" || lower == "on" || lower == "y" || lower == "true" || lower == "1") return "write true";
    if (lower == "no" || lower == "off" || lower == "n" || lower == "false" || lower == "0") return "write false";
    return "";
}

bool YamlReader::refuse_made_by_path(const Value& map, const Member& entry)
{
    if (!entry.made_by_path) return false;
    std::vector<std::string_view> others;
    for (const Member& e : map.entries)
        if (!e.made_by_path) others.push_back(e.key);
    const std::string to_add = fmt::format("to add one: {}={{…}}", path_.of(entry.key));
    problems_->mark_unsound(path_.of(entry.key));
    problems_->add(problem_at(entry.key_place, fmt::format("{} has no entry '{}'", path_.subject(), shown(entry.key)),
                              did_you_mean(entry.key, others, to_add)));
    return true;
}

void YamlReader::report_missing(const Value& map, const Field& field)
{
    problems_->mark_unsound(path_.of(field.name));
    if (!problems_->is_complete()) return;
    problems_->add(problem_at(map.place, fmt::format("{} is missing", path_.of(field.name)),
                              fmt::format("it is required: {}", field.about)));
}

void YamlReader::report_effects(const Value& map, const std::vector<const Member*>& given,
                                const std::vector<std::string_view>& known)
{
    problems_->mark_unsound(path_.text());
    const bool has_unknown_key = std::any_of(map.entries.begin(), map.entries.end(), [&known](const Member& m) {
        return std::find(known.begin(), known.end(), m.key) == known.end();
    });
    if (given.empty()) {
        if (has_unknown_key) return;  // the one that is misspelt, reported as such
        std::vector<std::string_view> kinds;
        for_each_kind<Intervention>([&kinds]<class Kind>(const Kind&) { kinds.push_back(Kind::name); });
        problems_->add(problem_at(map.place, fmt::format("{} names no intervention", path_.subject()),
                                  fmt::format("give it one of {}", joined(kinds))));
        return;
    }
    for (std::size_t i = 1; i < given.size(); ++i)
        problems_->add(problem_at(given[i]->key_place,
                                  fmt::format("{} holds both {} and {}, must hold one intervention", path_.subject(),
                                              given.front()->key, given[i]->key),
                                  "write a second entry"));
}

namespace {

/// Paths of the sections at the top that have such a key: `seed` is meant as `run.seed`.
std::vector<std::string> paths_in_sections(std::string_view key)
{
    std::vector<std::string> paths;
    auto visit = [&]<class T>(const Field& section, const T&) {
        if constexpr (Spec<T>) {
            const auto keys = keys_of<T>();
            if (std::ranges::find(keys, key) != keys.end()) paths.push_back(fmt::format("{}.{}", section.name, key));
        }
    };
    const Scenario scenario;
    Scenario::fields(scenario, visit);
    return paths;
}

}  // namespace

std::string YamlReader::unknown_key_hint(const Member& entry, const std::vector<std::string_view>& known) const
{
    const bool is_number = std::ranges::all_of(entry.key, [](char c) { return c >= '0' && c <= '9'; });
    if (is_number && entry.value.kind == Value::Kind::none)
        return "decimals have a point, as in 1.5: a comma begins the next key";
    if (path_.text().empty())
        if (const auto paths = paths_in_sections(entry.key); !paths.empty())
            return fmt::format("did you mean {}?", fmt::join(paths, " or "));
    return did_you_mean(entry.key, known, "known here: " + joined(known));
}

void YamlReader::report_unknown(const Value& map, const std::vector<std::string_view>& known)
{
    for (const Member& e : map.entries) {
        if (problems_->full()) return;
        if (std::find(known.begin(), known.end(), e.key) != known.end()) continue;
        problems_->add(problem_at(e.key_place, fmt::format("{} is not a known key", path_.of(shown(e.key))),
                                  unknown_key_hint(e, known)));
    }
}

void YamlReader::read(const Value& value, Knots& out, const Field& field)
{
    if (value.is_text()) {
        double constant = 0.0;
        read(value, constant, field);
        out = Knots{constant};
        return;
    }
    if (!has_kind(value, Value::Kind::map, "a number, or a map of dates to numbers")) return;
    if (value.entries.empty()) return wrong(value, "must hold at least one date", "write a number for a constant");

    out.points.clear();
    const Member* before = nullptr;
    for (const Member& e : value.entries) {
        path_.within(e.key, [&] {
            const Value key = Value::of_text(e.key, e.key_place);
            Date date;
            take(key, parse_day(e.key), date);
            double number = 0.0;
            read(e.value, number, field);
            // A patch may add an earlier date; within one file the order is the reader's check against slips.
            const bool same_source = before != nullptr && before->key_place.source == e.key_place.source;
            if (same_source && e.key < before->key)
                wrong(key, fmt::format("must come after {}", before->key), "dates ascend");
            before = &e;
            out.points.emplace_back(date, number);
        });
    }
    std::sort(out.points.begin(), out.points.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
}

}  // namespace corredor

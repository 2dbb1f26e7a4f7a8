#include "scenario/inherit.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include <fmt/format.h>

#include "scenario/nearest.hpp"
#include "scenario/yaml_events.hpp"

namespace corredor {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t deepest_inheritance = 8;
constexpr std::string_view scenario_ending = ".yaml";

/// A scenario without a name of its own must not pass for its parent in a table of both.
void tell_apart(Value& base, const Value& patch)
{
    if (patch.find("name") != nullptr || !patch.place.source) return;
    const fs::path file{patch.place.source->shown};
    if (file.extension() != scenario_ending) return;
    for (const std::string_view key : {"name", "name_es"})
        if (Member* name = base.find(key); name != nullptr && name->value.is_text())
            name->value.text += fmt::format(" ({})", file.stem().string());
}

/// A translation goes with the words that it translates, and a question with the scenario that asks it: whoever writes
/// other words does not inherit the one, whoever takes a name of his own not the other.
void forget_words(Value& base, const Value& patch)
{
    if (patch.find("name") != nullptr) {
        base.erase("question");
        base.erase("question_es");
    }
    for (const std::string_view key : {"name", "question"})
        if (patch.find(key) != nullptr) base.erase(std::string{key} + "_es");
}

void lay_over(Value& base, Value&& patch, bool is_top)
{
    std::unordered_map<std::string, std::size_t> index;  // a hostile map may be very long
    for (std::size_t i = 0; i < base.entries.size(); ++i) index.emplace(base.entries[i].key, i);
    for (Member& e : patch.entries) {
        const auto [where, is_new] = index.emplace(e.key, base.entries.size());
        if (is_new) {
            base.entries.push_back(std::move(e));
            continue;
        }
        Member& old = base.entries[where->second];
        if (old.value.is_map() && e.value.is_map()) {
            lay_over(old.value, std::move(e.value), false);
            old.value.place = e.value.place;
        } else if (is_top && e.key == "timeline" && old.value.is_list() && e.value.is_list()) {
            std::move(e.value.items.begin(), e.value.items.end(), std::back_inserter(old.value.items));
        } else {
            old = std::move(e);
        }
    }
}

std::vector<std::string> ids_in(const Value& timeline)
{
    std::vector<std::string> ids;
    for (const Value& entry : timeline.items)
        if (const Member* id = entry.find("id"); id != nullptr && id->value.is_text()) ids.push_back(id->value.text);
    return ids;
}

void drop_entries(Value& base, const Value& drop, Problems& problems)
{
    if (!drop.is_list()) {
        problems.add(problem_at(drop.place, fmt::format("drop is {}, must be a list of ids", shown(drop)),
                                "write [first_id, second_id]"));
        return;
    }
    Value empty;
    Member* timeline = base.find("timeline");
    Value& entries = timeline != nullptr ? timeline->value : empty;
    const auto ids = ids_in(entries);
    for (const Value& id : drop.items) {
        const auto is_meant = [&id](const Value& entry) {
            const Member* own = entry.find("id");
            return own != nullptr && id.is_text() && own->value.text == id.text;
        };
        if (std::erase_if(entries.items, is_meant) == 0)
            problems.add(problem_at(id.place,
                                    fmt::format("drop: no entry of the timeline above has the id {}", shown(id)),
                                    did_you_mean(id.text, ids, ids.empty() ? "" : "ids there: " + joined(ids))));
    }
}

class Inheritance {
public:
    Inheritance(const Folders& folders, Problems& problems) : folders_{&folders}, problems_{&problems} {}

    Value with_parents(Value value)
    {
        if (value.kind == Value::Kind::none) return value;
        if (!value.is_map()) {
            problems_->add(problem_at(value.place,
                                      fmt::format("the scenario is {}, must be a map of keys", shown(value)),
                                      "begin with `schema_version: 1`"));
            return {};
        }
        const Member* extends = value.find("extends");
        const Member* drop = value.find("drop");
        const bool is_child = extends != nullptr;
        Value base;
        if (extends != nullptr) base = parent(extends->value);
        if (base.kind == Value::Kind::none) base = Value::empty_map(value.place);
        if (drop != nullptr && extends == nullptr)
            problems_->add(problem_at(drop->key_place, "drop has nothing to drop from without `extends`",
                                      "take the entries out of the timeline"));
        else if (drop != nullptr && problems_->is_complete())
            drop_entries(base, drop->value, *problems_);
        value.erase("extends");
        value.erase("drop");
        const Place own = value.place;
        forget_words(base, value);
        if (is_child) tell_apart(base, value);
        lay_over(base, std::move(value), true);
        base.place = own;
        return base;
    }

    Value file(const FoundFile& found)
    {
        chain_.push_back(found.file);
        Value value = with_parents(read_yaml_file(found, *problems_));
        if (value.kind == Value::Kind::none) problems_->mark_incomplete();
        chain_.pop_back();
        return value;
    }

private:
    Value parent(const Value& named)
    {
        if (auto problem = why_not(named)) {
            problems_->mark_incomplete();
            problems_->add(std::move(*problem));
            return {};
        }
        return file(found_);
    }

    /// Finds the parent; what speaks against it, if anything does.
    std::optional<Problem> why_not(const Value& named)
    {
        if (!named.is_text())
            return problem_at(named.place,
                              fmt::format("extends is {}, must be the path of one scenario file", shown(named)));
        const bool is_name =
            !named.text.empty() && !fs::path{named.text}.has_extension();  // as in `corredor run baseline`
        auto result = folders_->find(is_name ? named.text + std::string{scenario_ending} : named.text,
                                     *named.place.source, scenario_ending);
        if (const auto* not_found = std::get_if<NotFound>(&result)) {
            Problem problem =
                problem_at(named.place, fmt::format("extends: {} {}", shown(named), not_found->what), not_found->hint);
            problem.is_missing_file = not_found->is_missing;
            return problem;
        }
        found_ = std::get<FoundFile>(std::move(result));
        if (std::find(chain_.begin(), chain_.end(), found_.file) != chain_.end())
            return problem_at(named.place, fmt::format("extends: {} leads back to itself", shown(named)),
                              "a scenario may not be its own ancestor");
        if (chain_.size() >= deepest_inheritance)
            return problem_at(named.place, fmt::format("extends: more than {} files deep", deepest_inheritance));
        return std::nullopt;
    }

    const Folders* folders_;
    Problems* problems_;
    FoundFile found_;
    std::vector<fs::path> chain_;
};

}  // namespace

void extend(Value& scenario, Value part, Problems& problems)
{
    if (part.kind == Value::Kind::none) return;
    if (!part.is_map()) {
        problems.add(problem_at(part.place,
                                fmt::format("what extends a scenario is {}, must be a map of keys", shown(part)), ""));
        return;
    }
    if (const Member* drop = part.find("drop")) drop_entries(scenario, drop->value, problems);
    part.erase("drop");
    forget_words(scenario, part);
    const Place whole = scenario.place;
    lay_over(scenario, std::move(part), true);
    scenario.place = whole;
}

namespace {

Value parse_not_empty(const std::string& yaml, const std::shared_ptr<const SourceFile>& source, Problems& problems)
{
    const std::size_t before = problems.size();
    Value value = parse_yaml(yaml, source, problems);
    if (value.kind == Value::Kind::none && problems.size() == before)
        problems.add(problem_at({source, 1, 1}, "the scenario is empty", "begin with `schema_version: 1`"));
    return value;
}

}  // namespace

Value read_yaml_file(const FoundFile& found, Problems& problems)
{
    const auto source = std::make_shared<const SourceFile>(SourceFile{found.shown, found.file.parent_path()});
    const auto bytes = read_bytes(found.file, YamlLimits{}.bytes);
    if (const auto* failed = std::get_if<NotFound>(&bytes)) {
        Problem problem = problem_at({source, 0, 0}, failed->what, failed->hint);
        problem.is_missing_file = failed->is_missing;
        problems.add(std::move(problem));
        return {};
    }
    return parse_not_empty(std::get<std::string>(bytes), source, problems);
}

Value read_with_parents(const FoundFile& found, const Folders& folders, Problems& problems)
{
    return Inheritance{folders, problems}.file(found);
}

Value read_with_parents(std::string_view yaml, const std::string& shown_name, const Folders& folders,
                        Problems& problems)
{
    const auto source = std::make_shared<const SourceFile>(SourceFile{shown_name, folders.own()});
    return Inheritance{folders, problems}.with_parents(parse_not_empty(std::string{yaml}, source, problems));
}

}  // namespace corredor

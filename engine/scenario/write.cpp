#include "scenario/write.hpp"

#include <algorithm>
#include <functional>
#include <map>

#include <fmt/format.h>

#include "scenario/to_value.hpp"
#include "scenario/yaml_events.hpp"
#include "scenario/yaml_text.hpp"

namespace corredor {

bool says_nothing(const Value& v)
{
    return v.kind == Value::Kind::none || (v.is_text() ? v.text.empty() : v.items.empty() && v.entries.empty());
}

Value to_value(const Set& set)
{
    Problems problems;  // a value that is not YAML can only be text
    Value value = parse_yaml(set.value, nullptr, problems);
    if (!problems.empty() || value.kind == Value::Kind::none) value = plain_text(set.value);
    Value map = Value::empty_map();
    map.entries.push_back({.key = "path", .key_place = {}, .value = plain_text(set.path)});
    map.entries.push_back({.key = "value", .key_place = {}, .value = std::move(value)});
    return map;
}

Value to_value(const Knots& knots)
{
    if (knots.points.size() == 1 && knots.points.front().first == Date{}) return to_value(knots.points.front().second);
    Value map = Value::empty_map();
    for (const auto& [date, value] : knots.points)
        map.entries.push_back({.key = to_string(date), .key_place = {}, .value = to_value(value)});
    return map;
}

Value to_value(DocumentSet set)
{
    Value list = Value::empty_list();
    for (std::size_t i = 0; i < documents_count; ++i)
        if (const auto d = static_cast<Documents>(i); set.admits(d)) list.items.push_back(to_value(d));
    return list;
}

Value to_value(const TimelineEntry& entry)
{
    ValueCollector common;
    TimelineEntry::fields(entry, common);
    Value map = Value::empty_map();
    for (Member& e : common.entries)
        if (!says_nothing(e.value)) map.entries.push_back(std::move(e));
    std::visit(
        [&map]<class Kind>(const Kind& effect) {
            map.entries.push_back({.key = std::string{Kind::name}, .key_place = {}, .value = to_value(effect)});
        },
        entry.effect);
    return map;
}

std::string to_yaml(const Scenario& scenario)
{
    return yaml_block(to_value(scenario));
}

namespace {

void flatten(const Value& value, const std::string& path, FlatScenario& out)
{
    const bool is_list_of_maps = value.is_list() && !value.items.empty() && value.items.front().is_map();
    if (!value.is_map() && !is_list_of_maps) {
        out.emplace(path, yaml_flow(value));
        return;
    }
    for (const Member& e : value.entries) flatten(e.value, path.empty() ? e.key : path + '.' + e.key, out);
    for (std::size_t i = 0; i < value.items.size(); ++i) flatten(value.items[i], fmt::format("{}[{}]", path, i), out);
}

/// What an entry of a timeline does: the key that is not common to all entries.
std::string_view kind_of(const Value& entry)
{
    std::string_view kind;
    for_each_kind<Intervention>([&]<class Kind>(const Kind&) {
        if (entry.find(Kind::name) != nullptr) kind = Kind::name;
    });
    return kind;
}

std::string text_at(const Value& map, std::string_view key)
{
    const Member* found = map.find(key);
    return found == nullptr ? "" : found->value.text;
}

/// Entries of a timeline by what stays theirs when others come and go: their id, or their day and kind.
void flatten_timeline(const Value& timeline, FlatScenario& out)
{
    std::map<std::string, int> seen;
    for (const Value& entry : timeline.items) {
        std::string name = text_at(entry, "id");
        if (name.empty()) name = fmt::format("{}_{}", text_at(entry, "on"), kind_of(entry));
        if (const int before = seen[name]++; before > 0) name += fmt::format("_{}", before + 1);
        flatten(entry, "timeline." + name, out);
    }
}

FlatScenario flatten(Value scenario)
{
    FlatScenario out;
    if (const Member* timeline = scenario.find("timeline")) {
        flatten_timeline(timeline->value, out);
        scenario.erase("timeline");
    }
    flatten(scenario, "", out);
    return out;
}

}  // namespace

FlatScenario flatten(std::string_view resolved_yaml)
{
    Problems problems;
    Value scenario = parse_yaml(resolved_yaml, nullptr, problems);
    return problems.empty() && scenario.is_map() ? flatten(std::move(scenario)) : FlatScenario{};
}

std::vector<Difference> diff(const FlatScenario& a, const FlatScenario& b)
{
    std::vector<Difference> differences;
    for (const auto& [path, value] : a) {
        const auto other = b.find(path);
        if (other == b.end() || other->second != value)
            differences.push_back({path, value, other == b.end() ? "" : other->second});
    }
    for (const auto& [path, value] : b)
        if (!a.contains(path)) differences.push_back({path, "", value});
    std::ranges::sort(differences, {}, &Difference::path);
    return differences;
}

std::vector<Difference> diff(const Scenario& a, const Scenario& b)
{
    return diff(flatten(to_value(a)), flatten(to_value(b)));
}

}  // namespace corredor

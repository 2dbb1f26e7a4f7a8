#include "studies/case_sums.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "state/incident.hpp"

namespace corredor {

namespace {

std::vector<double> numbers(const Group& group, std::string_view name)
{
    const auto found = std::ranges::find(group.variables, name, &Variable::name);
    std::vector<double> all;
    if (found != group.variables.end())
        found->values.visit([&]<class T>(std::span<const T> values) {
            if constexpr (std::is_arithmetic_v<T>)
                for (const T value : values) all.push_back(static_cast<double>(value));
        });
    return all;
}

/// A group that holds every row there was.
const Group* whole_group(const Dataset& run, std::string_view name)
{
    const auto group = std::ranges::find(run.groups, name, &Group::name);
    if (group == run.groups.end()) return nullptr;
    for (const Attribute& attribute : group->attributes) {
        if (attribute.name == "rows_not_kept" && attribute.value != AttributeValue{std::int64_t{0}}) return nullptr;
        if (attribute.name == "share" && attribute.value != AttributeValue{1.0}) return nullptr;
    }
    return &*group;
}

double persons_per_agent(const Group& group)
{
    const auto found = std::ranges::find(group.attributes, "persons_per_agent", &Attribute::name);
    return static_cast<double>(std::get<std::int64_t>(found->value));
}

std::size_t length(const Dataset& run, std::string_view dimension)
{
    const auto found = std::ranges::find(run.dimensions, dimension, &Dimension::name);
    return found == run.dimensions.end() ? 0 : found->length;
}

/// Values in whole cents: dollars of many rows do not add up to the last bit.
std::vector<double> in_cents(std::vector<double> usd)
{
    for (double& value : usd) value = std::round(value * 100.0);
    return usd;
}

std::string first_wrong_of_events(const Dataset& run, const Group& events)
{
    const std::vector<double> time = numbers(run, "time");
    const std::size_t mechanisms = length(run, "mechanism");
    const std::size_t cells = length(run, "node") * mechanisms;
    const double scale = persons_per_agent(events);
    std::vector<double> incidents(time.size() * cells, 0.0);
    std::vector<double> cents = incidents;
    std::vector<double> captives = incidents;
    const auto day = numbers(events, "day");
    const auto node = numbers(events, "node");
    const auto mechanism = numbers(events, "mechanism");
    const auto kind = numbers(events, "kind");
    const auto usd = numbers(events, "amount_usd");
    const auto taken = numbers(events, "taken");
    for (std::size_t row = 0; row < day.size(); ++row) {
        const auto record = static_cast<std::size_t>(std::ranges::upper_bound(time, day[row]) - time.begin());
        const std::size_t cell = record * cells + static_cast<std::size_t>(node[row]) * mechanisms +
                                 static_cast<std::size_t>(mechanism[row]);
        if (kind[row] == static_cast<double>(IncidentKind::incident)) incidents[cell] += scale;
        cents[cell] += std::round(usd[row] * 100.0) * scale;
        captives[cell] += taken[row] * scale;
    }
    const auto is_right = [&](std::string_view name, const std::vector<double>& sums, bool is_usd) {
        const std::vector<double> counted = numbers(run, name);
        return counted.empty() || sums == (is_usd ? in_cents(counted) : counted);
    };
    if (!is_right("incidents", incidents, false)) return "incidents";
    if (!is_right("losses_usd", cents, true)) return "losses_usd";
    return is_right("captives", captives, false) ? "" : "captives";
}

std::string first_wrong_of_persons(const Dataset& run, const Group& persons)
{
    const std::size_t statuses = length(run, "status");
    std::vector<double> sums(length(run, "node") * statuses, 0.0);
    const auto node = numbers(persons, "node");
    const auto status = numbers(persons, "status");
    for (std::size_t row = 0; row < node.size(); ++row)
        sums[static_cast<std::size_t>(node[row]) * statuses + static_cast<std::size_t>(status[row])] +=
            persons_per_agent(persons);
    const std::vector<double> counted = numbers(run, "persons");
    if (counted.empty()) return "";
    return std::ranges::equal(sums, std::span{counted}.last(sums.size())) ? "" : "persons";
}

}  // namespace

std::string first_wrong_sum(const Dataset& run)
{
    std::string wrong;
    if (const Group* events = whole_group(run, "events")) wrong = first_wrong_of_events(run, *events);
    if (const Group* persons = whole_group(run, "people"); persons != nullptr && wrong.empty())
        wrong = first_wrong_of_persons(run, *persons);
    return wrong;
}

}  // namespace corredor

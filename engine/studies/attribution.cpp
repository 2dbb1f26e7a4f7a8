#include "studies/attribution.hpp"

#include <algorithm>
#include <bit>

#include <fmt/format.h>

namespace corredor {

namespace {

std::string name_of(const TimelineEntry& entry)
{
    if (!entry.id.empty()) return entry.id;
    const auto kind = std::visit([]<class Effect>(const Effect&) { return Effect::name; }, entry.effect);
    return fmt::format("{} on {}", kind, to_string(entry.on));
}

bool is_in(const std::vector<TimelineEntry>& timeline, const TimelineEntry& entry)
{
    return std::ranges::find(timeline, entry) != timeline.end();
}

/// Whether two scenarios differ in what is run, and not only in what they are called.
bool runs_differ(Scenario a, Scenario b)
{
    a.name = b.name;
    a.question = b.question;
    a.name_es = b.name_es;
    a.question_es = b.question_es;
    return a != b;
}

}  // namespace

Subsets::Subsets(const LoadedScenario& base, const LoadedScenario& alternative, const CompareRequest& request)
{
    std::vector<std::size_t> own;  // positions in the alternative's timeline
    const auto& timeline = alternative.scenario.timeline;
    for (std::size_t i = 0; i < timeline.size(); ++i)
        if (!is_in(base.scenario.timeline, timeline[i])) own.push_back(i);
    if (own.empty())
        throw ComparisonError{
            fmt::format("'{}' has no interventions of its own to attribute effects to", alternative.scenario.name)};
    if (own.size() > most_interventions)
        throw ComparisonError{fmt::format("'{}' has {} interventions of its own, must be at most {} to attribute "
                                          "effects: every set of them is run",
                                          alternative.scenario.name, own.size(), most_interventions)};
    for (const std::size_t i : own) names_.push_back(name_of(timeline[i]));

    const std::size_t all = (std::size_t{1} << own.size()) - 1;
    for (std::size_t set = 0; set < all; ++set) {
        std::vector<TimelineEntry> kept;
        for (std::size_t i = 0; i < timeline.size(); ++i) {
            const auto found = std::ranges::find(own, i);
            const bool is_left_out =
                found != own.end() && (set >> static_cast<std::size_t>(found - own.begin()) & 1U) == 0;
            if (!is_left_out) kept.push_back(timeline[i]);
        }
        LoadedScenario scenario = request.with_timeline(alternative, std::move(kept));
        if (set == 0) differs_otherwise_ = runs_differ(scenario.scenario, base.scenario);
        if (set == 0 && !differs_otherwise_) continue;  // the base itself
        scenarios_.push_back(std::move(scenario));
        sets_.push_back(set);
    }
}

std::vector<double> shapley_values(const std::vector<double>& worth, std::size_t parts)
{
    std::vector<double> factorial(parts + 1, 1.0);
    for (std::size_t n = 1; n <= parts; ++n) factorial[n] = factorial[n - 1] * static_cast<double>(n);
    std::vector<double> values(parts, 0.0);
    for (std::size_t part = 0; part < parts; ++part)
        for (std::size_t set = 0; set < worth.size(); ++set) {
            if ((set >> part & 1U) != 0) continue;
            const auto size = static_cast<std::size_t>(std::popcount(set));
            const double weight = factorial[size] * factorial[parts - size - 1] / factorial[parts];
            values[part] += weight * (worth[set | std::size_t{1} << part] - worth[set]);
        }
    return values;
}

}  // namespace corredor

#include "studies/report_collection.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "output/output_error.hpp"

namespace corredor {

namespace {

std::string listed(const std::vector<std::string>& titles)
{
    std::string text;
    for (const std::string& title : titles)
        text += (text.empty() ? "'" : ", '") + title.substr(0, title.find('\n')) + "'";
    return text;
}

OutputError of_other_scenarios(const Recipe& comparison, const std::vector<ReportScenario>& scenarios)
{
    std::vector<std::string> titles;
    for (const ReportScenario& s : scenarios) titles.push_back(s.first().record.title);
    return {
        OutputFailure::read_failed, comparison.file,
        fmt::format("compares {}, but the runs are of {}: name results of its base first, then of its alternatives, "
                    "or leave it out",
                    listed(comparison.scenarios), listed(titles))};
}

/// Whether a comparison was made of the very runs that a report has of one of its scenarios.
bool is_of_runs(const Recipe& comparison, const std::string& sha256, const ReportScenario& scenario)
{
    const auto& runs = scenario.runs();
    const bool has_seeds = std::ranges::all_of(comparison.seeds, [&](std::int64_t seed) {
        return std::ranges::find(runs, seed, &RunOfReport::seed) != runs.end();
    });
    return has_seeds && scenario.first().record.persons_per_agent == comparison.persons_per_agent &&
           std::ranges::find(runs, sha256, &RunOfReport::scenario_sha256) != runs.end();
}

}  // namespace

void ReportCollection::add(ReportRun&& run)
{
    if (!steps_) {
        steps_ = std::make_unique<ReportSteps>(run.record);
        look_up_observations(run.record);
    }
    if (!steps_->fits(run.record))
        throw OutputError{OutputFailure::read_failed, run.file,
                          "has records on other days than the first file: runs in one report must share start, end "
                          "and outputs.record_every_days"};
    note_places(run);
    auto found = std::ranges::find_if(scenarios_, [&](const ReportScenario& s) { return s.is_of(run); });
    if (found == scenarios_.end()) found = scenarios_.insert(found, ReportScenario{run, *steps_, axes_});
    for (const RunOfReport& other : found->runs())
        if (other.seed == run.record.seed)
            throw OutputError{OutputFailure::read_failed, run.file,
                              fmt::format("is the same run as {}: same scenario and seed {}", other.file, other.seed)};
    if (found == scenarios_.begin()) of_base_.push_back(simulated_values(run.record, found_.observed));
    found->add(std::move(run));
}

void ReportCollection::note_places(const ReportRun& run)
{
    for (const PlaceOfReport& place : run.places) {
        places_.emplace(place.id, place);
        (void)axes_.index_of("node", place.id);
    }
    for (const LegOfReport& leg : run.legs) {
        legs_.emplace(leg.id, leg);
        (void)axes_.index_of("leg", leg.id);
    }
    for (const std::string& status : run.record.status) (void)axes_.index_of("status", status);
    for (const std::string& organisation : run.organisations) (void)axes_.index_of("organisation", organisation);
}

void ReportCollection::look_up_observations(const RunRecord& base)
{
    try {
        found_ = find_observations(base, tables_folder_);
        has_observations_ = true;
    } catch (const ScenarioError&) {
        has_observations_ = false;  // the report is written without, and says so
    }
}

Validation ReportCollection::validation() const
{
    return validate_against(of_base_, scenarios_.front().first().record, found_.observed, found_.places);
}

std::optional<std::size_t> ReportCollection::scenario_of(const std::string& title, const std::string& sha256) const
{
    const auto place = [&](auto&& holds) -> std::optional<std::size_t> {
        const auto found = std::ranges::find_if(scenarios_, holds);
        if (found == scenarios_.end()) return std::nullopt;
        return static_cast<std::size_t>(found - scenarios_.begin());
    };
    const auto of_sum = place([&](const ReportScenario& s) {
        return std::ranges::find(s.runs(), sha256, &RunOfReport::scenario_sha256) != s.runs().end();
    });
    return of_sum ? of_sum : place([&](const ReportScenario& s) { return s.first().record.title == title; });
}

std::vector<std::string> ReportCollection::check_comparisons() const
{
    std::set<std::string> notes;
    for (const Recipe& recipe : recipes_) {
        if (!recipe.is_comparison) continue;
        std::size_t shown = 0;
        for (std::size_t i = 0; i < recipe.scenarios.size(); ++i) {
            const std::string sha256 = i < recipe.sha256.size() ? recipe.sha256[i] : "";
            const auto here = scenario_of(recipe.scenarios[i], sha256);
            if (i == 0 && here != std::optional<std::size_t>{0}) throw of_other_scenarios(recipe, scenarios_);
            if (!here) continue;
            ++shown;
            if (!is_of_runs(recipe, sha256, scenarios_[*here])) notes.insert("comparison_of_other_runs");
        }
        if (shown < 2) throw of_other_scenarios(recipe, scenarios_);
        if (shown < recipe.scenarios.size()) notes.insert("comparison_of_more");
    }
    return {notes.begin(), notes.end()};
}

void ReportCollection::tell_amounts()
{
    const std::int64_t coarsest = persons_per_agent();
    for (ReportScenario& s : scenarios_) s.tell_amounts(coarsest);
}

std::int64_t ReportCollection::persons_per_agent() const
{
    std::int64_t most = 1;
    for (const ReportScenario& s : scenarios_) most = std::max(most, s.first().record.persons_per_agent);
    return most;
}

}  // namespace corredor

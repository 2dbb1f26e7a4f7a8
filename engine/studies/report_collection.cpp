#include "studies/report_collection.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "output/output_error.hpp"

namespace corredor {

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

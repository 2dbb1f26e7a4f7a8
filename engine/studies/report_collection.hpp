#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "studies/observed.hpp"
#include "studies/report_scenario.hpp"
#include "studies/validation.hpp"

namespace corredor {

/// Scenarios of a report as they come in, each with its runs. The first is the base, which is set beside what was
/// observed.
class ReportCollection {
public:
    /// tables_folder  where tables of scenarios that are not shipped are looked up
    explicit ReportCollection(std::filesystem::path tables_folder) : tables_folder_{std::move(tables_folder)} {}

    /// errors  OutputError when the run does not go with those before it
    void add(ReportRun&&);
    /// Once all runs are in, and before amounts are read.
    void tell_amounts();
    void add(CrossTable&& table) { cross_tables_.push_back(std::move(table)); }
    void add(Recipe&& recipe) { recipes_.push_back(std::move(recipe)); }

    [[nodiscard]] const std::vector<ReportScenario>& scenarios() const { return scenarios_; }
    [[nodiscard]] const std::vector<CrossTable>& cross_tables() const { return cross_tables_; }
    [[nodiscard]] const std::vector<Recipe>& recipes() const { return recipes_; }
    /// Which scenario a file is of: the one with its sum, or where it was run with another seed, its title.
    [[nodiscard]] std::optional<std::size_t> scenario_of(const std::string& title, const std::string& sha256) const;
    /// Once all runs are in. Short names of what a reader should know of comparisons.
    /// errors  OutputError for one that is of other scenarios than the runs
    [[nodiscard]] std::vector<std::string> check_comparisons() const;

    [[nodiscard]] const ReportSteps& steps() const { return *steps_; }
    [[nodiscard]] ReportAxes& axes() { return axes_; }
    [[nodiscard]] const PlaceOfReport& place(const std::string& id) const { return places_.at(id); }
    [[nodiscard]] const LegOfReport& leg(const std::string& id) const { return legs_.at(id); }

    /// What was observed; without rows where the tables of the base cannot be read.
    [[nodiscard]] const FoundObservations& found() const { return found_; }
    [[nodiscard]] bool has_observations() const { return has_observations_; }
    [[nodiscard]] Validation validation() const;

    /// The largest scale of the scenarios: what is few in one of them is few in all.
    [[nodiscard]] std::int64_t persons_per_agent() const;

private:
    void note_places(const ReportRun&);
    void look_up_observations(const RunRecord& base);

    std::filesystem::path tables_folder_;
    std::unique_ptr<ReportSteps> steps_;
    ReportAxes axes_;
    std::vector<ReportScenario> scenarios_;
    std::vector<CrossTable> cross_tables_;
    std::vector<Recipe> recipes_;
    std::map<std::string, PlaceOfReport> places_;
    std::map<std::string, LegOfReport> legs_;
    FoundObservations found_;
    bool has_observations_ = false;
    std::vector<std::vector<SimulatedValue>> of_base_;  // (run, scored target)
};

}  // namespace corredor

#pragma once

#include <filesystem>
#include <string>

#include "studies/run_record.hpp"
#include "studies/scores.hpp"

namespace corredor {

/// What a run can be compared with, and how sure we are of it.
struct FoundObservations {
    Observations observed;
    std::vector<NodeRow> places;       // of the scenario
    bool are_those_of_the_run = true;  // false: tables of the same name, but of other content
};

/// Looks up the tables that a run's scenario names.
/// errors  ScenarioError when they cannot be read
[[nodiscard]] FoundObservations find_observations(const RunRecord&, const std::filesystem::path& tables_folder);

}  // namespace corredor

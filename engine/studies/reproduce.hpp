#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "scenario/load.hpp"
#include "studies/replicates.hpp"

namespace corredor {

/// What running the scenario of a result file again came to.
struct Reproduction {
    bool finished = false;
    std::size_t runs = 0;     // replicates in the file
    std::size_t records = 0;  // that were compared, over all runs
    /// The first recorded day whose state differs, and in which run; nothing when all are the same.
    std::optional<Date> first_difference;
    std::size_t run_that_differs = 0;
    std::string made_by;      // program and version in the file
    bool same_inputs = true;  // the scenario with its tables has the checksum in the file
    double seconds = 0.0;
};

/// Runs the scenario that a result file holds again and compares the hash of the state at every record.
/// load  where the tables of the scenario are found
/// errors  OutputError, ScenarioError
[[nodiscard]] Reproduction reproduce(const std::filesystem::path& file, const LoadOptions& load, int threads,
                                     const StudyKeepGoing& = {});

/// The scenario that a result file holds, with the seed of its run or of one of its replicates.
/// replicate  must be said of a file that holds several
/// errors     OutputError, ScenarioError
[[nodiscard]] LoadedScenario scenario_in(const std::filesystem::path& file, const LoadOptions& load,
                                         std::optional<std::size_t> replicate = std::nullopt);

}  // namespace corredor

#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "scenario/load.hpp"

namespace corredor {

/// Columns of a design that are no path: the seed of a run, and which of a study's replicates it is.
inline constexpr const char* seed_column = "seed";
inline constexpr const char* replicate_column = "replicate";

/// A table of runs. Each column is a path as `--set` takes it, or `seed`, or `replicate`; each row is a run. An empty
/// cell leaves what the scenario says.
struct SweepDesign {
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;  // (run, column)
};

/// errors  ScenarioError
[[nodiscard]] SweepDesign read_design(const std::filesystem::path& csv_file);

/// The table as CSV, each field quoted where it must be.
[[nodiscard]] std::string to_csv(const SweepDesign&);
[[nodiscard]] std::string csv_field(const std::string& text);

/// The options of the study with those of one row on top. `replicate` r gives the seed that replicate r of
/// `run --replicates` has (see replicate_seed), of the row's `seed` if it has one: rows with the same number share
/// their luck.
///
/// study_seed  of the scenario with the study's options
/// errors  ScenarioError for a seed or replicate that is no whole number
[[nodiscard]] LoadOptions options_of_row(const SweepDesign&, std::size_t row, const LoadOptions& study,
                                         std::int64_t study_seed);

}  // namespace corredor

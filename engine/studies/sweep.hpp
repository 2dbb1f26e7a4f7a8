#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "studies/headline.hpp"
#include "studies/replicates.hpp"
#include "studies/sweep_folder.hpp"

namespace corredor {

struct SweepRequest {
    std::string scenario;
    LoadOptions load;  // of every row; a row's own values come on top
    std::filesystem::path design;
    std::filesystem::path folder;
    std::vector<std::string> kept = {};  // variables to keep of each run beside its headline numbers; "all": every one
    std::size_t chunk = 1;               // of `chunks`: rows chunk - 1, chunk - 1 + chunks, …
    std::size_t chunks = 1;
    int threads = 0;  // 0: one for each processor
};

struct SweepOutcome {
    bool finished = false;    // false: stopped before the last row
    std::size_t rows = 0;     // of this chunk
    std::size_t skipped = 0;  // whose result was there
    std::size_t ran = 0;
    std::size_t failed = 0;
    double seconds = 0.0;
    double seconds_of_runs = 0.0;  // summed over runs
    int runs_at_a_time = 1;
    int first_failure_code = 0;
    std::string first_failure = {};
};

/// Runs what is missing of a sweep: one run for each row, several at a time, each on one thread unless there are fewer
/// rows than processors. Each result goes to disk as it comes, so memory depends on processors and not on rows. A row
/// that fails is written down with its exit code, and the others go on. A run that is stopped leaves a checkpoint and
/// is taken up there by the next command. Results do not depend on threads, chunks or interruptions. errors
/// ScenarioError when the scenario without the design is wrong, or the design cannot be read; OutputError for
///         the folder itself
[[nodiscard]] SweepOutcome run_sweep(const SweepRequest&, const StudyKeepGoing& = {});

/// Runs one row that is still missing, on one thread, and keeps its result like any other: what a run takes here. Not
/// at all when none is missing.
struct SweepPilot {
    std::size_t missing = 0;  // rows without a result, before
    double seconds_per_run = 0.0;
    bool stopped = false;
};
[[nodiscard]] SweepPilot time_pilot(const SweepRequest&, const StudyKeepGoing& = {});

/// The numbers by which a sweep tells each of its runs: headline numbers, and the measures of a result file that are
/// not among them.
[[nodiscard]] std::vector<HeadlineNumber> sweep_numbers(const Dataset& run);

}  // namespace corredor

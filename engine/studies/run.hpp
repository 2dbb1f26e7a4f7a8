#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "output/recorder.hpp"
#include "output/whole_file.hpp"
#include "simulation/simulation.hpp"

namespace corredor {

/// When a run puts down a checkpoint, and where.
struct CheckpointPolicy {
    /// Without the date and the ending: runs/base gives runs/base.2019-01-01.chk, which goes on on that day.
    std::optional<std::filesystem::path> stem;
    std::int32_t every_days = 0;  // 0: never on the way
    /// Of the time that the run takes; 0: never. Kept against what ends a process at once; a finished run leaves none.
    double every_seconds = 0.0;
    bool when_stopped = false;  // also when the run is asked to end early
    std::size_t kept = 3;       // the last few are kept, of those that this run wrote
};

/// Whether a run keeps the single cases that its scenario asks for (outputs.events_at_most and its like). A study of
/// many runs has no place for them.
enum class Cases : std::uint8_t { left_out, kept };

struct RunRequest {
    std::string scenario;
    LoadOptions load;
    int threads = 0;  // 0: one for each processor
    std::optional<std::filesystem::path> output;
    Overwrite overwrite = Overwrite::refuse;
    Endings endings = Endings::forgotten;
    Cases cases = Cases::left_out;
    CheckpointPolicy checkpoints = {};
    std::optional<std::filesystem::path> resume = std::nullopt;  // a checkpoint to go on from
    double time_limit_seconds = 0.0;                             // 0: none; afterwards the run is asked to end
    std::function<void(const Simulation&)> look = {};            // is shown the state at the end of every day
};

struct RunProgress {
    Tick tick = 0;
    Tick last_tick = 0;
    Date date;
    std::int64_t people_under_way = 0;
    std::int64_t agent_days = 0;
    double seconds = 0.0;
};

/// Called now and then during a run; false stops it after the current day.
using KeepGoing = std::function<bool(const RunProgress&)>;

struct RunOutcome {
    bool finished = false;
    double seconds = 0.0;
    std::int64_t agent_days = 0;
    std::uint64_t state_hash = 0;
    std::optional<std::filesystem::path> checkpoint;  // the last that was written
    double checkpoint_seconds = 0.0;                  // spent on writing checkpoints
    bool out_of_time = false;
    Dataset dataset;  // borrows from `recorder`
    std::unique_ptr<Simulation> simulation;
    std::unique_ptr<Recorder> recorder;
};

/// What a result file says of the scenario that it is of.
[[nodiscard]] Provenance provenance_of(const LoadedScenario&);

/// Runs a scenario and, when asked to, writes its result file.
/// errors  ScenarioError, OutputError; see read_checkpoint for those of a run that goes on
[[nodiscard]] RunOutcome run_scenario(const RunRequest&, const KeepGoing& = {});
[[nodiscard]] RunOutcome run_scenario(const LoadedScenario&, const RunRequest&, const KeepGoing& = {});

}  // namespace corredor

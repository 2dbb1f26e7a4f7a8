#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "output/recorder.hpp"
#include "output/whole_file.hpp"
#include "simulation/simulation.hpp"

namespace corredor {

struct RunRequest {
    std::string scenario;
    LoadOptions load;
    int threads = 0;  // 0: one for each processor
    std::optional<std::filesystem::path> output;
    Overwrite overwrite = Overwrite::refuse;
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
    Dataset dataset;  // borrows from `recorder`
    std::unique_ptr<Simulation> simulation;
    std::unique_ptr<Recorder> recorder;
};

/// Runs a scenario and, when asked to, writes its result file.
/// errors  ScenarioError, OutputError
[[nodiscard]] RunOutcome run_scenario(const RunRequest&, const KeepGoing& = {});
[[nodiscard]] RunOutcome run_scenario(const LoadedScenario&, const RunRequest&, const KeepGoing& = {});

}  // namespace corredor

#include "studies/run.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "output/result_file.hpp"
#include "simulation/checkpoint.hpp"
#include "simulation/last_day.hpp"

namespace corredor {

Provenance provenance_of(const LoadedScenario& loaded)
{
    const Scenario& scenario = loaded.scenario;
    Provenance provenance{.title = scenario.name,
                          .question = scenario.question,
                          .resolved_scenario = loaded.resolved_yaml,
                          .scenario_sha256 = loaded.sha256,
                          .inputs = {},
                          .history =
                              fmt::format("corredor {} run, seed {}, {} to {}", CORREDOR_VERSION, scenario.run.seed,
                                          to_string(scenario.run.start), to_string(scenario.run.end)),
                          .seed = scenario.run.seed,
                          .persons_per_agent = scenario.run.persons_per_agent};
    for (const InputFile& input : loaded.inputs) provenance.inputs.emplace_back(input.path, input.sha256);
    return provenance;
}

namespace {

/// Puts checkpoints down, and removes those that are too many.
class CheckpointWriter {
public:
    CheckpointWriter(const CheckpointPolicy& policy, const LoadedScenario& loaded) : policy_{policy}, loaded_{&loaded}
    {
    }

    [[nodiscard]] bool is_due(const Simulation& simulation) const
    {
        if (!policy_.stem || simulation.tick() == 0 || simulation.tick() == last_tick_) return false;
        const bool by_days = policy_.every_days > 0 && simulation.tick() % policy_.every_days == 0;
        return by_days || (policy_.every_seconds > 0.0 && seconds_since(last_written_) >= policy_.every_seconds);
    }

    void write(const Simulation& simulation, const Recorder& recorder)
    {
        if (!policy_.stem || simulation.tick() == last_tick_) return;
        auto path = *policy_.stem;
        path += "." + to_string(simulation.date()) + ".chk";
        const auto begin = Clock::now();
        write_checkpoint(path, *loaded_, simulation, recorder);
        seconds_ += seconds_since(begin);
        last_written_ = Clock::now();
        last_tick_ = simulation.tick();
        std::erase(written_, path);
        written_.push_back(path);
        if (written_.size() > std::max<std::size_t>(1, policy_.kept)) remove_first();
    }

    /// What was written by the clock is of no use once the result is there.
    void finish()
    {
        if (policy_.every_days > 0) return;
        while (!written_.empty()) remove_first();
    }

    [[nodiscard]] double seconds() const { return seconds_; }

    /// A checkpoint that is there already needs not be written again.
    void stands_at(Tick tick) { last_tick_ = tick; }

    [[nodiscard]] std::optional<std::filesystem::path> last() const
    {
        return written_.empty() ? std::nullopt : std::optional{written_.back()};
    }

private:
    using Clock = std::chrono::steady_clock;

    static double seconds_since(Clock::time_point begin)
    {
        return std::chrono::duration<double>(Clock::now() - begin).count();
    }
    void remove_first()
    {
        std::error_code is_left_lying;  // one too many does no harm
        std::filesystem::remove(written_.front(), is_left_lying);
        written_.erase(written_.begin());
    }

    CheckpointPolicy policy_;
    const LoadedScenario* loaded_;
    Tick last_tick_ = -1;
    Clock::time_point last_written_ = Clock::now();
    double seconds_ = 0.0;
    std::vector<std::filesystem::path> written_;
};

void check_destinations(const RunRequest& request)
{
    if (request.output) check_destination(*request.output, request.overwrite);
    if (!request.checkpoints.stem) return;
    auto probe = *request.checkpoints.stem;
    probe += ".chk";
    check_destination(probe, Overwrite::allow);  // the folder is there and can be written in
}

std::unique_ptr<Recorder> recorder_of_run(const Simulation& simulation)
{
    const OutputSpec& outputs = simulation.scenario().outputs;
    auto recorder =
        std::make_unique<Recorder>(simulation.world(), simulation.mechanisms(), simulation.territory().organisation_ids,
                                   simulation.persons_per_agent(), outputs.variables);
    if (outputs.events_at_most) recorder->keep_events(*outputs.events_at_most);
    if (outputs.journeys_share)
        recorder->keep_journeys(*outputs.journeys_share, outputs.journeys_at_most.value_or(OutputSpec::rows_at_most));
    if (outputs.persons_share)
        recorder->keep_persons(*outputs.persons_share, outputs.persons_at_most.value_or(OutputSpec::rows_at_most));
    return recorder;
}

LoadedScenario without_cases(LoadedScenario loaded)
{
    loaded.scenario.outputs.leave_out_cases();
    return loaded;
}

}  // namespace

RunOutcome run_scenario(const LoadedScenario& loaded, const RunRequest& request, const KeepGoing& keep_going)
{
    if (request.cases == Cases::left_out && loaded.scenario.outputs.asks_for_cases())
        return run_scenario(without_cases(loaded), request, keep_going);
    check_destinations(request);
    const auto begin = std::chrono::steady_clock::now();
    const auto seconds = [&] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    };

    RunOutcome outcome;
    const bool tells_persons = loaded.scenario.outputs.persons_share.has_value();
    outcome.simulation =
        std::make_unique<Simulation>(loaded, request.threads, tells_persons ? Endings::kept : request.endings);
    Simulation& simulation = *outcome.simulation;
    outcome.recorder = recorder_of_run(simulation);
    CheckpointWriter checkpoints{request.checkpoints, loaded};
    if (request.resume) {
        read_checkpoint(*request.resume, loaded, simulation, *outcome.recorder);
        checkpoints.stands_at(simulation.tick());
    }
    double last_report = -1.0;
    const auto stop = [&](const Simulation& s) {
        tell_last_day(s, *outcome.recorder);
        if (request.look) request.look(s);
        if (checkpoints.is_due(s)) checkpoints.write(s, *outcome.recorder);
        if (request.time_limit_seconds > 0.0 && seconds() >= request.time_limit_seconds) {
            outcome.out_of_time = true;
            return true;
        }
        if (!keep_going || seconds() - last_report < 0.05) return false;
        last_report = seconds();
        std::int64_t under_way = 0;
        for (const Lane& lane : s.state().lanes) under_way += lane.journeys.size();
        return !keep_going(
            {s.tick(), s.last_tick(), s.date(), under_way * s.persons_per_agent(), s.agent_days(), seconds()});
    };
    simulation.run(
        [&](const Simulation& s) {
            outcome.state_hash = fingerprint(s.state());
            outcome.recorder->sample(s.tick(), s.totals(), s.state().crime, outcome.state_hash);
        },
        stop);
    if (request.look) request.look(simulation);
    outcome.finished = simulation.tick() == simulation.last_tick();
    if (outcome.finished) {
        tell_last_day(simulation, *outcome.recorder);
        tell_persons(simulation, *outcome.recorder);
    }
    outcome.agent_days = simulation.agent_days();
    if (!outcome.finished && request.checkpoints.when_stopped) checkpoints.write(simulation, *outcome.recorder);
    outcome.checkpoint_seconds = checkpoints.seconds();
    outcome.dataset = outcome.recorder->dataset(simulation.scenario().run.start, provenance_of(loaded));
    if (request.output && outcome.finished) write_result(*request.output, outcome.dataset, request.overwrite);
    if (outcome.finished) checkpoints.finish();
    outcome.checkpoint = checkpoints.last();
    outcome.seconds = seconds();
    return outcome;
}

RunOutcome run_scenario(const RunRequest& request, const KeepGoing& keep_going)
{
    return run_scenario(load_scenario(request.scenario, request.load), request, keep_going);
}

}  // namespace corredor

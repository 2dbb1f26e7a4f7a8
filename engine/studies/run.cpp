#include "studies/run.hpp"

#include <fmt/format.h>

#include "output/result_file.hpp"

namespace corredor {

namespace {

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

}  // namespace

RunOutcome run_scenario(const LoadedScenario& loaded, const RunRequest& request, const KeepGoing& keep_going)
{
    if (request.output) check_destination(*request.output, request.overwrite);
    const auto begin = std::chrono::steady_clock::now();
    const auto seconds = [&] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    };

    RunOutcome outcome;
    outcome.simulation = std::make_unique<Simulation>(loaded, request.threads);
    Simulation& simulation = *outcome.simulation;
    outcome.recorder =
        std::make_unique<Recorder>(simulation.world(), simulation.mechanisms(), simulation.persons_per_agent(),
                                   simulation.scenario().outputs.variables);
    double last_report = -1.0;
    const auto stop = [&](const Simulation& s) {
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
            outcome.recorder->sample(s.tick(), s.totals(), outcome.state_hash);
        },
        stop);
    outcome.finished = simulation.tick() == simulation.last_tick();
    outcome.agent_days = simulation.agent_days();
    outcome.dataset = outcome.recorder->dataset(simulation.scenario().run.start, provenance_of(loaded));
    if (request.output && outcome.finished) write_result(*request.output, outcome.dataset, request.overwrite);
    outcome.seconds = seconds();
    return outcome;
}

RunOutcome run_scenario(const RunRequest& request, const KeepGoing& keep_going)
{
    return run_scenario(load_scenario(request.scenario, request.load), request, keep_going);
}

}  // namespace corredor

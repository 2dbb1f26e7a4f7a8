#include <map>
#include <string>
#include <utility>
#include <vector>

#include <pybind11/stl.h>

#include "asking_python.hpp"
#include "base/calendar.hpp"
#include "base/check.hpp"
#include "bindings.hpp"
#include "studies/headline.hpp"
#include "studies/run.hpp"

namespace py = pybind11;
using namespace py::literals;

namespace corredor::python {

namespace {

/// What Python keeps of a run; the rest is in the result file.
struct RunReport {
    std::string scenario;
    std::int64_t seed = 0;
    std::int64_t persons_per_agent = 1;
    double seconds = 0.0;
    std::int64_t agent_days = 0;
    std::uint64_t state_hash = 0;
    std::map<std::string, double> measures;
    std::vector<HeadlineRow> headline;
};

RunReport report_of(const RunOutcome& outcome)
{
    const Scenario& scenario = outcome.simulation->scenario();
    return {.scenario = scenario.name,
            .seed = scenario.run.seed,
            .persons_per_agent = scenario.run.persons_per_agent,
            .seconds = outcome.seconds,
            .agent_days = outcome.agent_days,
            .state_hash = outcome.state_hash,
            .measures = measures_of(outcome.dataset),
            .headline = rows_of(headline(record_of(outcome.dataset)))};
}

RunReport run(const ReadyScenario& scenario, const std::optional<std::string>& output, bool overwrite, int threads,
              const std::optional<std::string>& checkpoint, std::int32_t checkpoint_every_days,
              const std::optional<std::string>& resume, const py::object& progress)
{
    RunRequest request{.scenario = {},
                       .load = {},
                       .threads = threads,
                       .output = std::nullopt,
                       .overwrite = overwrite ? Overwrite::allow : Overwrite::refuse};
    if (output) request.output = *output;
    request.cases = Cases::kept;
    if (checkpoint)
        request.checkpoints = {.stem = *checkpoint, .every_days = checkpoint_every_days, .when_stopped = true};
    if (resume) request.resume = *resume;

    PythonInterest interest{progress};
    const py::gil_scoped_release free;
    const RunOutcome outcome = run_scenario(scenario.loaded, request, [&](const RunProgress& now) {
        return interest.ask(now.tick, now.last_tick, to_string(now.date), now.people_under_way, now.agent_days,
                            now.seconds);
    });
    if (outcome.finished) return report_of(outcome);
    const py::gil_scoped_acquire gil;
    if (outcome.checkpoint) interest.note("the run can go on from " + outcome.checkpoint->string());
    interest.raise_again();
    throw InternalError{"a run ended early without being asked to"};
}

}  // namespace

std::vector<HeadlineRow> rows_of(const std::vector<HeadlineNumber>& numbers)
{
    std::vector<HeadlineRow> rows;
    for (const HeadlineNumber& n : numbers) rows.emplace_back(n.key, n.label, n.unit, n.value);
    return rows;
}

std::map<std::string, double> measures_of(const Dataset& dataset)
{
    std::map<std::string, double> measures;
    for (const Group& group : dataset.groups) {
        if (group.name != "measures") continue;
        for (const Variable& variable : group.variables)
            variable.values.visit([&]<class T>(std::span<const T> values) {
                if constexpr (std::is_arithmetic_v<T>)
                    if (values.size() == 1) measures[variable.name] = static_cast<double>(values.front());
            });
    }
    return measures;
}

void bind_run(py::module_& m)
{
    py::class_<RunReport>(m, "RunReport", "What a finished run tells besides its result file.")
        .def_readonly("scenario", &RunReport::scenario, "str: name of the scenario.")
        .def_readonly("seed", &RunReport::seed, "int: seed of all random numbers.")
        .def_readonly("persons_per_agent", &RunReport::persons_per_agent, "int [people]: that one agent stood for.")
        .def_readonly("seconds", &RunReport::seconds, "float [s]: how long the run took; not part of the result.")
        .def_readonly("agent_days", &RunReport::agent_days, "int [agent-days]: work done, agents under way times days.")
        .def_readonly("state_hash", &RunReport::state_hash,
                      "int: hash of the whole state at the end of the last record.")
        .def_readonly("measures", &RunReport::measures, "dict of str to float: the group ``measures`` of the result.")
        .def_readonly("headline", &RunReport::headline,
                      "list of (str, str, str, float): key, label, unit and value of the numbers that tell the run.");

    m.def("run", &run, "scenario"_a, py::kw_only(), "output"_a, "overwrite"_a, "threads"_a, "checkpoint"_a,
          "checkpoint_every_days"_a, "resume"_a, "progress"_a,
          R"doc(
Run a scenario; :func:`corredor.run` is what to call.

Parameters
----------
scenario : ReadyScenario
    What to run.
output : str or None
    Result file to write; None writes nothing.
overwrite : bool
    Whether a file of that name may be replaced.
threads : int
    0 for one per processor. Results do not depend on it.
checkpoint : str or None
    Checkpoints are this with the date and an ending; one is put down when the run is interrupted.
checkpoint_every_days : int [days]
    Also on the way; 0 for never.
resume : str or None
    A checkpoint to go on from.
progress : callable or None
    Called at most every 50 ms with tick, last tick, date, people under way, agent-days and seconds. What it raises ends
    the run.

Returns
-------
RunReport

Raises
------
ScenarioError
    If the checkpoint is of another scenario.
RunError
    If the result could not be written, or an invariant broke.
)doc");
}

}  // namespace corredor::python

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <pybind11/stl.h>

#include "base/calendar.hpp"
#include "bindings.hpp"
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
};

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

RunReport report_of(const RunOutcome& outcome)
{
    const Scenario& scenario = outcome.simulation->scenario();
    return {.scenario = scenario.name,
            .seed = scenario.run.seed,
            .persons_per_agent = scenario.run.persons_per_agent,
            .seconds = outcome.seconds,
            .agent_days = outcome.agent_days,
            .state_hash = outcome.state_hash,
            .measures = measures_of(outcome.dataset)};
}

std::optional<Date> date_in(const std::optional<std::string>& text)
{
    if (!text) return std::nullopt;
    const auto date = parse_date(*text);
    if (!date) throw py::value_error("until must be a date such as 2019-06-30, not '" + *text + "'");
    return date;
}

/// Lets Python see to its signals, then tells it how far the run is. Called between days, without the GIL.
KeepGoing asking_python(const py::object& progress)
{
    return [&progress](const RunProgress& now) {
        const py::gil_scoped_acquire gil;
        // An exception, of Ctrl-C or of the callback, leaves the run through here: nothing is written.
        if (PyErr_CheckSignals() != 0) throw py::error_already_set();
        if (!progress.is_none())
            progress(now.tick, now.last_tick, to_string(now.date), now.people_under_way, now.agent_days, now.seconds);
        return true;
    };
}

RunReport run(const std::string& scenario, const std::optional<std::string>& output, bool overwrite,
              std::optional<std::int64_t> seed, int threads, std::optional<std::int64_t> persons_per_agent,
              const std::optional<std::string>& until,
              const std::vector<std::pair<std::string, std::string>>& overrides, const py::object& progress)
{
    RunRequest request{.scenario = scenario,
                       .load = {},
                       .threads = threads,
                       .output = std::nullopt,
                       .overwrite = overwrite ? Overwrite::allow : Overwrite::refuse};
    if (output) request.output = *output;
    for (const auto& [path, value] : overrides) request.load.set.push_back({.path = path, .value = value});
    request.load.seed = seed;
    request.load.persons_per_agent = persons_per_agent;
    request.load.until = date_in(until);

    const py::gil_scoped_release free;
    return report_of(run_scenario(request, asking_python(progress)));
}

}  // namespace

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
        .def_readonly("measures", &RunReport::measures, "dict of str to float: the group ``measures`` of the result.");

    m.def("run", &run, "scenario"_a, py::kw_only(), "output"_a, "overwrite"_a, "seed"_a, "threads"_a,
          "persons_per_agent"_a, "until"_a, "overrides"_a, "progress"_a,
          R"doc(
Run a scenario; :func:`corredor.run` is what to call.

Parameters
----------
scenario : str
    Path of a scenario file, or the name of a shipped one.
output : str or None
    Result file to write; None writes nothing.
overwrite : bool
    Whether a file of that name may be replaced.
seed, persons_per_agent : int or None
    Instead of the scenario's; None leaves them.
threads : int
    0 for one per processor. Results do not depend on it.
until : str or None
    Day after the last, ``YYYY-MM-DD``.
overrides : list of (str, str)
    Paths of keys and their values as they would be written in the scenario.
progress : callable or None
    Called at most every 50 ms with tick, last tick, date, people under way, agent-days and seconds. What it raises ends
    the run.

Returns
-------
RunReport

Raises
------
ScenarioError
    With everything that is wrong in the scenario.
RunError
    If the result could not be written, or an invariant broke.
)doc");
}

}  // namespace corredor::python

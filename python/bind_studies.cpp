#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include <pybind11/stl.h>

#include "asking_python.hpp"
#include "bindings.hpp"
#include "output/result_file.hpp"
#include "scenario/write.hpp"
#include "studies/compare.hpp"
#include "studies/comparison_file.hpp"
#include "studies/ensemble.hpp"

namespace py = pybind11;
using namespace py::literals;

namespace corredor::python {

namespace {

using ScenarioPointer = std::shared_ptr<ReadyScenario>;

/// What Python keeps of a study; the rest is in its file.
struct StudyReport {
    double seconds = 0.0;
    std::int64_t agent_days = 0;
    std::size_t replicates = 0;
    bool narrow_enough = false;
};

struct EnsembleReport {
    double seconds = 0.0;
    std::int64_t agent_days = 0;
    std::vector<std::int64_t> seeds;
    std::vector<std::uint64_t> state_hashes;
    std::vector<std::vector<HeadlineRow>> headline;  // (replicate)
};

Overwrite overwriting(bool is_allowed)
{
    return is_allowed ? Overwrite::allow : Overwrite::refuse;
}

StudyReport compare_scenarios(const ScenarioPointer& base, const std::vector<ScenarioPointer>& alternatives,
                              const std::string& output, bool overwrite, std::size_t replicates,
                              const std::optional<std::pair<std::string, double>>& until_half_width,
                              std::size_t most_replicates, bool attribute, int threads, const py::object& progress)
{
    CompareRequest request{.replicates = replicates,
                           .until = std::nullopt,
                           .most_replicates = most_replicates,
                           .threads = threads,
                           .attribute = attribute,
                           .with_timeline = {}};
    if (until_half_width) request.until = NarrowEnough{until_half_width->first, until_half_width->second};
    std::vector<LoadedScenario> loaded;
    for (const ScenarioPointer& alternative : alternatives) loaded.push_back(alternative->loaded);
    LoadOptions load;
    if (!alternatives.empty()) load.folder = alternatives.front()->folder;
    request.with_timeline = [load](const LoadedScenario& of, std::vector<TimelineEntry> timeline) {
        Scenario scenario = of.scenario;
        scenario.timeline = std::move(timeline);
        return load_resolved(to_yaml(scenario), load);
    };

    PythonInterest interest{progress};
    const py::gil_scoped_release free;
    check_destination(output, overwriting(overwrite));
    const Comparison comparison = while_python_waits(
        interest, [&](const StudyKeepGoing& keep_going) { return compare(base->loaded, loaded, request, keep_going); });
    if (interest.has_raised()) {
        const py::gil_scoped_acquire gil;
        interest.raise_again();
    }
    write_result(output, dataset_of(comparison), overwriting(overwrite));
    return {.seconds = comparison.seconds,
            .agent_days = comparison.agent_days,
            .replicates = comparison.replicates(),
            .narrow_enough = comparison.narrow_enough};
}

EnsembleReport run_replicates(const ScenarioPointer& scenario, const std::string& output, bool overwrite,
                              std::size_t replicates, int threads, const py::object& progress)
{
    const EnsembleRequest request{
        .replicates = replicates, .threads = threads, .output = output, .overwrite = overwriting(overwrite)};
    PythonInterest interest{progress};
    const py::gil_scoped_release free;
    const EnsembleOutcome outcome = while_python_waits(interest, [&](const StudyKeepGoing& keep_going) {
        return run_ensemble(scenario->loaded, request, keep_going);
    });
    if (!outcome.finished) {
        const py::gil_scoped_acquire gil;
        interest.raise_again();
    }
    EnsembleReport report;
    report.seconds = outcome.seconds;
    report.agent_days = outcome.agent_days;
    for (const Replicate& replicate : outcome.replicates) {
        report.seeds.push_back(replicate.seed);
        report.state_hashes.push_back(replicate.state_hash);
        report.headline.push_back(rows_of(replicate.numbers));
    }
    return report;
}

}  // namespace

void bind_studies(py::module_& m)
{
    py::register_local_exception_translator(
        [](std::exception_ptr thrown) {  // NOLINT(performance-unnecessary-value-param)
            try {
                if (thrown) std::rethrow_exception(thrown);
            } catch (const ComparisonError& error) {
                PyErr_SetString(PyExc_ValueError, error.what());
            }
        });

    py::class_<StudyReport>(m, "StudyReport", "What a comparison tells besides its file.")
        .def_readonly("seconds", &StudyReport::seconds, "float [s]: how long it took; not part of the result.")
        .def_readonly("agent_days", &StudyReport::agent_days, "int [agent-days]: work done over all runs.")
        .def_readonly("replicates", &StudyReport::replicates, "int: pairs of runs.")
        .def_readonly("narrow_enough", &StudyReport::narrow_enough,
                      "bool: whether the interval that was asked for is reached.");
    py::class_<EnsembleReport>(m, "EnsembleReport", "What an ensemble tells besides its file.")
        .def_readonly("seconds", &EnsembleReport::seconds, "float [s]: how long it took; not part of the result.")
        .def_readonly("agent_days", &EnsembleReport::agent_days, "int [agent-days]: work done over all runs.")
        .def_readonly("seeds", &EnsembleReport::seeds, "list of int: seed of each replicate.")
        .def_readonly("state_hashes", &EnsembleReport::state_hashes,
                      "list of int: hash of the whole state at the end of each replicate.")
        .def_readonly("headline", &EnsembleReport::headline,
                      "list of list of (str, str, str, float): key, label, unit and value, for each replicate.");

    m.def("compare", &compare_scenarios, "base"_a, "alternatives"_a, py::kw_only(), "output"_a, "overwrite"_a,
          "replicates"_a, "until_half_width"_a, "most_replicates"_a, "attribute"_a, "threads"_a, "progress"_a,
          R"doc(
Compare scenarios with the same luck; :func:`corredor.compare` is what to call.

Parameters
----------
base : ReadyScenario
    What the others are compared with.
alternatives : list of ReadyScenario
    One or more.
output : str
    The file to write.
overwrite : bool
    Whether a file of that name may be replaced.
replicates : int
    Pairs of runs.
until_half_width : (str, float) or None
    Go on until half the 95 % interval of this measure is at most this.
most_replicates : int
    With ``until_half_width``: never more.
attribute : bool
    Share the effect out among the interventions.
threads : int
    0 for one per processor. Results do not depend on it.
progress : callable or None
    Called with runs done, runs, share of all days done, agent-days and seconds.

Returns
-------
StudyReport

Raises
------
ValueError
    If the scenarios cannot be compared.
RunError
    If the file could not be written.
)doc");
    m.def("ensemble", &run_replicates, "scenario"_a, py::kw_only(), "output"_a, "overwrite"_a, "replicates"_a,
          "threads"_a, "progress"_a, R"doc(
Run a scenario many times; :func:`corredor.ensemble` is what to call.

Parameters
----------
scenario : ReadyScenario
    What to run.
output : str
    The file to write.
overwrite : bool
    Whether a file of that name may be replaced.
replicates : int
    Runs, each with a seed of its own.
threads : int
    0 for one per processor. Results do not depend on it.
progress : callable or None
    As for :func:`compare`.

Returns
-------
EnsembleReport

Raises
------
RunError
    If the file could not be written.
)doc");
}

}  // namespace corredor::python

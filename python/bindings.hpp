#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include <pybind11/pybind11.h>

#include "output/dataset.hpp"
#include "scenario/load.hpp"
#include "studies/headline.hpp"

namespace corredor::python {

/// Turns exceptions of the engine into ScenarioError and RunError of the package.
void bind_errors(pybind11::module_&);

/// Loading and changing scenarios.
void bind_scenario(pybind11::module_&);

/// Running a scenario: the GIL is free meanwhile, Ctrl-C ends it between two days.
void bind_run(pybind11::module_&);

/// Comparisons and ensembles.
void bind_studies(pybind11::module_&);

/// A run that is stepped from Python.
void bind_simulation(pybind11::module_&);

/// Writing reports of finished runs, without the GIL.
void bind_report(pybind11::module_&);

/// Scoring runs against what was observed, without the GIL.
void bind_validation(pybind11::module_&);

/// A scenario that is ready to run, and the folder that its tables are looked up from.
struct ReadyScenario {
    LoadedScenario loaded;
    std::filesystem::path folder;
};

/// Key, label, unit and value of a headline number.
using HeadlineRow = std::tuple<std::string, std::string, std::string, double>;
[[nodiscard]] std::vector<HeadlineRow> rows_of(const std::vector<HeadlineNumber>&);

/// The group `measures` of a result.
[[nodiscard]] std::map<std::string, double> measures_of(const Dataset&);

}  // namespace corredor::python

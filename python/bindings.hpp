#pragma once

#include <pybind11/pybind11.h>

namespace corredor::python {

/// Turns exceptions of the engine into ScenarioError and RunError of the package.
void bind_errors(pybind11::module_&);

/// Running a scenario: the GIL is free meanwhile, Ctrl-C ends it between two days.
void bind_run(pybind11::module_&);

/// Writing reports of finished runs, without the GIL.
void bind_report(pybind11::module_&);

}  // namespace corredor::python

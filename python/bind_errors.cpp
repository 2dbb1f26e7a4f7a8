#include <exception>

#include "base/check.hpp"
#include "bindings.hpp"
#include "output/output_error.hpp"
#include "scenario/problem.hpp"

namespace py = pybind11;

namespace corredor::python {

namespace {

py::object error_class(const char* name)
{
    return py::module_::import("corredor.errors").attr(name);
}

void raise_scenario_error(const ScenarioError& error)
{
    const py::object problem_class = error_class("Problem");
    py::list problems;
    for (const Problem& p : error.problems) problems.append(problem_class(p.file, p.line, p.column, p.what, p.hint));
    const py::object exception = error_class("ScenarioError")(problems);
    PyErr_SetObject(error_class("ScenarioError").ptr(), exception.ptr());
}

}  // namespace

void bind_errors(py::module_&)
{
    // By value, as pybind11 declares it.
    py::register_local_exception_translator(
        [](std::exception_ptr thrown) {  // NOLINT(performance-unnecessary-value-param)
            if (!thrown) return;
            try {
                std::rethrow_exception(thrown);
            } catch (const ScenarioError& error) {
                raise_scenario_error(error);
            } catch (const OutputError& error) {
                PyErr_SetString(error_class("RunError").ptr(), error.what());
            } catch (const InternalError& error) {
                PyErr_SetString(error_class("RunError").ptr(), error.what());
            }
        });
}

}  // namespace corredor::python

#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <pybind11/stl.h>

#include "bindings.hpp"
#include "studies/validation.hpp"

namespace py = pybind11;
using namespace py::literals;

namespace corredor::python {

namespace {

std::pair<std::size_t, std::string> validate_runs(const std::string& targets, const std::vector<std::string>& files,
                                                  const std::string& tables_folder)
{
    const py::gil_scoped_release free;
    const ValidationInputs inputs = read_validation_inputs(targets, {files.begin(), files.end()}, tables_folder);
    return {inputs.runs.size(), to_json(validate_against(inputs.runs, inputs.observed, inputs.places)).dump()};
}

}  // namespace

void bind_validation(py::module_& m)
{
    m.def("validate_against", &validate_runs, "targets"_a, "files"_a, py::kw_only(), "tables_folder"_a,
          R"doc(
Score runs against observed values; :func:`corredor.validate_against` is what to call.

Parameters
----------
targets : str
    Table of observed values.
files : list of str
    Result files of one scenario, at least one.
tables_folder : str
    Where the tables of a scenario are looked up that are not shipped.

Returns
-------
(int, str)
    Number of runs, and what ``corredor validate-against --json`` prints.

Raises
------
ScenarioError
    If a table cannot be read, or two results hold the same run.
RunError
    If a result cannot be read.
)doc");
}

}  // namespace corredor::python

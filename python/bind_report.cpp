#include <string>
#include <vector>

#include <pybind11/stl.h>

#include "bindings.hpp"
#include "studies/report.hpp"

namespace py = pybind11;
using namespace py::literals;

namespace corredor::python {

namespace {

std::vector<std::string> report(const std::vector<std::string>& files, const std::string& output, bool overwrite,
                                const std::string& tables_folder, const std::string& title)
{
    const py::gil_scoped_release free;
    return write_report({.files = {files.begin(), files.end()},
                         .output = output,
                         .overwrite = overwrite ? Overwrite::allow : Overwrite::refuse,
                         .tables_folder = tables_folder,
                         .title = title})
        .notes;
}

}  // namespace

void bind_report(py::module_& m)
{
    m.def("report", &report, "files"_a, py::kw_only(), "output"_a, "overwrite"_a, "tables_folder"_a, "title"_a,
          R"doc(
Write a report; :func:`corredor.report` is what to call.

Parameters
----------
files : list of str
    Result files; those of one scenario with different seeds are its replicates, the first scenario is the base.
output : str
    The HTML file to write.
overwrite : bool
    Whether a file of that name may be replaced.
tables_folder : str
    Where the tables of scenarios that are not shipped are looked up.
title : str
    Instead of those of the scenarios; empty leaves them.

Returns
-------
list of str
    Short names of what a reader should know, such as ``"single_runs"``; the page explains them.

Raises
------
RunError
    If a result cannot be read or the report cannot be written.
)doc");
}

}  // namespace corredor::python

#include "bindings.hpp"

namespace py = pybind11;

PYBIND11_MODULE(_engine, m)
{
    m.doc() = "The simulation engine, as Python sees it; use the package corredor instead.";
    m.attr("version") = CORREDOR_VERSION;
    corredor::python::bind_errors(m);
    corredor::python::bind_scenario(m);
    corredor::python::bind_run(m);
    corredor::python::bind_studies(m);
    corredor::python::bind_simulation(m);
    corredor::python::bind_report(m);
    corredor::python::bind_validation(m);
}

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <pybind11/stl.h>

#include "bindings.hpp"
#include "scenario/load_text.hpp"
#include "scenario/scalars.hpp"
#include "scenario/shipped.hpp"
#include "scenario/write.hpp"
#include "scenario/yaml_events.hpp"
#include "studies/idle_entries.hpp"

namespace py = pybind11;
using namespace py::literals;

namespace corredor::python {

namespace {

namespace fs = std::filesystem;

using Overrides = std::vector<std::pair<std::string, std::string>>;

std::optional<Date> date_in(const std::optional<std::string>& text)
{
    if (!text) return std::nullopt;
    const auto date = parse_date(*text);
    if (!date) throw py::value_error("until must be a date such as 2019-06-30, not '" + *text + "'");
    return date;
}

/// Where the tables of a scenario file, or of a shipped scenario, are looked up.
fs::path folder_of(const std::string& named)
{
    std::error_code failed;
    if (fs::is_regular_file(named, failed)) return fs::canonical(named).parent_path();
    fs::path name{named};
    if (name.extension() != ".yaml") name += ".yaml";
    // By name alone: list_shipped() reads every one of them for its title, a fifth of a second.
    for (const fs::path& folder : shipped_folders())
        if (fs::is_regular_file(folder / name, failed)) return fs::canonical(folder / name).parent_path();
    return fs::current_path();
}

ReadyScenario load(const std::optional<std::string>& source, const std::string& text,
                   const std::optional<std::string>& folder, const std::string& text_name,
                   const std::optional<std::pair<std::string, std::string>>& layer, const Overrides& overrides,
                   std::optional<std::int64_t> seed, std::optional<std::int64_t> persons_per_agent,
                   const std::optional<std::string>& until, bool any_size)
{
    LoadOptions options;
    for (const auto& [path, value] : overrides) options.set.push_back({.path = path, .value = value});
    options.seed = seed;
    options.persons_per_agent = persons_per_agent;
    options.until = date_in(until);
    if (any_size) options.memory_bytes = std::numeric_limits<std::uint64_t>::max();
    const py::gil_scoped_release free;
    if (source) return {.loaded = load_scenario(*source, options), .folder = folder_of(*source)};
    options.folder = fs::absolute(folder.value_or("."));
    const ScenarioText whole{.shown = text_name, .yaml = text};
    if (layer) {
        const ScenarioText part{.shown = layer->first, .yaml = layer->second};
        return {.loaded = load_extended(whole, part, options), .folder = options.folder};
    }
    return {.loaded = load_text(whole, options), .folder = options.folder};
}

py::object date_of(Date date)
{
    return py::module_::import("datetime").attr("date").attr("fromisoformat")(to_string(date));
}

/// Text without quotes is what YAML makes of it: a number, a truth value, a date.
py::object scalar_of(const Value& value)
{
    const std::string& text = value.text;
    if (!value.is_quoted) {
        if (text == "true" || text == "false") return py::bool_(text == "true");
        if (text.find_first_not_of("-0123456789") == std::string::npos)
            if (const auto whole = parse_whole_number(text); std::holds_alternative<std::int64_t>(whole))
                return py::int_(std::get<std::int64_t>(whole));
        if (const auto number = parse_number(text); std::holds_alternative<double>(number))
            return py::float_(std::get<double>(number));
        if (const auto date = parse_date(text)) return date_of(*date);
    }
    return py::str(text);
}

py::object object_of(const Value& value)
{
    switch (value.kind) {
    case Value::Kind::none:
        return py::none();
    case Value::Kind::text:
        return scalar_of(value);
    case Value::Kind::list: {
        py::list items;
        for (const Value& item : value.items) items.append(object_of(item));
        return items;
    }
    case Value::Kind::map: {
        py::dict entries;
        for (const Member& entry : value.entries) entries[py::str(entry.key)] = object_of(entry.value);
        return entries;
    }
    }
    return py::none();
}

py::object values_of(const ReadyScenario& scenario)
{
    Problems problems;
    const auto source = std::make_shared<const SourceFile>(SourceFile{"resolved scenario", scenario.folder});
    const Value tree = parse_yaml(scenario.loaded.resolved_yaml, source, problems);
    problems.throw_if_any();
    return object_of(tree);
}

std::string in_vain(const ReadyScenario& scenario, bool shortened)
{
    const auto idle = shortened ? idle_entries_of_a_part(scenario.loaded) : idle_entries(scenario.loaded);
    return text_of(idle, scenario.loaded.scenario);
}

std::vector<std::tuple<std::string, std::string, std::string>> differences(const ReadyScenario& a,
                                                                           const ReadyScenario& b)
{
    std::vector<std::tuple<std::string, std::string, std::string>> found;
    for (const Difference& d : diff(a.loaded.scenario, b.loaded.scenario)) found.emplace_back(d.path, d.a, d.b);
    return found;
}

}  // namespace

void bind_scenario(py::module_& m)
{
    const auto& run_of = [](const ReadyScenario& s) -> const RunSpec& { return s.loaded.scenario.run; };
    py::class_<ReadyScenario, std::shared_ptr<ReadyScenario>>(m, "ReadyScenario",
                                                              "A scenario that was read, resolved and checked.")
        .def_property_readonly(
            "name", [](const ReadyScenario& s) { return s.loaded.scenario.name; }, "str: its title.")
        .def_property_readonly(
            "question", [](const ReadyScenario& s) { return s.loaded.scenario.question; },
            "str: the question it asks; may be empty.")
        .def_property_readonly(
            "start", [run_of](const ReadyScenario& s) { return date_of(run_of(s).start); },
            "datetime.date: the first day.")
        .def_property_readonly(
            "end", [run_of](const ReadyScenario& s) { return date_of(run_of(s).end); },
            "datetime.date: the day after the last.")
        .def_property_readonly(
            "seed", [run_of](const ReadyScenario& s) { return run_of(s).seed; }, "int: seed of all random numbers.")
        .def_property_readonly(
            "persons_per_agent", [run_of](const ReadyScenario& s) { return run_of(s).persons_per_agent; },
            "int [people]: that one agent stands for.")
        .def_property_readonly(
            "yaml", [](const ReadyScenario& s) { return s.loaded.resolved_yaml; },
            "str: the scenario with every value written out.")
        .def_property_readonly(
            "sha256", [](const ReadyScenario& s) { return s.loaded.sha256; }, "str: of the scenario and its tables.")
        .def_property_readonly(
            "folder", [](const ReadyScenario& s) { return s.folder.string(); }, "str: where its tables are looked up.")
        .def("values", &values_of, "Gives the resolved scenario as mappings, lists and values of Python.")
        .def("in_vain", &in_vain, py::kw_only(), "shortened"_a, R"doc(
Tell of entries of the timeline that change nothing in it, those of a file that it extends apart.

Parameters
----------
shortened : bool
    Whether the run may be a part of what the scenario was made for: if it extends no other, entries outside the
    run are not named then.

Returns
-------
str
    A line for each that holds already, one for all outside the run.
)doc");

    m.def("load", &load, "source"_a, py::kw_only(), "text"_a, "folder"_a, "text_name"_a, "layer"_a, "overrides"_a,
          "seed"_a, "persons_per_agent"_a, "until"_a, "any_size"_a,
          R"doc(
Read, resolve and check a scenario; :class:`corredor.Scenario` is what to use.

Parameters
----------
source : str or None
    Path of a scenario file, or the name of a shipped one; None takes ``text``.
text : str
    A scenario as YAML.
folder : str or None
    Where the tables of ``text`` are looked up.
text_name : str
    What messages call ``text``.
layer : (str, str) or None
    What messages call a part of a scenario, and that part as YAML; it is laid over as by `extends`.
overrides : list of (str, str)
    Paths of keys and their values as they would be written in the scenario.
seed, persons_per_agent : int or None
    Instead of the scenario's; None leaves them.
until : str or None
    Day after the last, ``YYYY-MM-DD``.
any_size : bool
    Whether a run may need more memory than there is.

Returns
-------
ReadyScenario

Raises
------
ScenarioError
    With everything that is wrong in the scenario.
)doc");
    m.def("differences", &differences, "a"_a, "b"_a, R"doc(
Tell what differs between two scenarios.

Returns
-------
list of (str, str, str)
    Path, value in ``a``, value in ``b``; an empty value is not there.
)doc");
}

}  // namespace corredor::python

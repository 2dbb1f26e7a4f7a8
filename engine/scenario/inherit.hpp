#pragma once

#include "scenario/files.hpp"
#include "scenario/value.hpp"

namespace corredor {

/// Reads a scenario file and those it extends, and lays them over each other: maps merge, lists replace, `timeline`
/// appends, `drop` takes entries of the parents out of the timeline. What it returns has neither `extends` nor `drop`.
[[nodiscard]] Value read_with_parents(const FoundFile&, const Folders&, Problems&);

/// The same for text that is not in a file.
[[nodiscard]] Value read_with_parents(std::string_view yaml, const std::string& shown, const Folders&, Problems&);

/// Lays part of a scenario, with or without `drop`, over one whose parents have been read.
void extend(Value& scenario, Value part, Problems&);

/// Reads one file into a value.
[[nodiscard]] Value read_yaml_file(const FoundFile&, Problems&);

}  // namespace corredor

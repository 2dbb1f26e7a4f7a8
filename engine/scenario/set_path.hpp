#pragma once

#include <string>

#include "scenario/value.hpp"

namespace corredor {

/// Gives the value at a path of keys joined by dots. Keys that are not there yet are made; whether they mean anything
/// is for the reader to say. Entries of a list are meant by their `id`, or by their number from 0.
void set_at(Value& tree, const std::string& path, const Place& path_place, Value value, Problems&);

}  // namespace corredor

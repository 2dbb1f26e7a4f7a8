#pragma once

#include <string>
#include <string_view>

#include "scenario/value.hpp"

namespace corredor {

/// What the key of words in Spanish has after that of the words they translate: name, name_es.
inline constexpr std::string_view translation_ending = "_es";

/// Gives the value at a path of keys joined by dots. Keys that are not there yet are made; whether they mean anything
/// is for the reader to say. Entries of a list are meant by their `id`, or by their number from 0. New words lose the
/// translation of the old ones.
void set_at(Value& tree, const std::string& path, const Place& path_place, Value value, Problems&);

}  // namespace corredor

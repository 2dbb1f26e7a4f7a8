#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "base/field.hpp"

namespace corredor {

/// Why text is not the value that it should be: completes "x is 3x, …".
struct Complaint {
    std::string must;
    std::string hint;
};

template <class T>
using Parsed = std::variant<T, Complaint>;

// What YAML and CSV have in common. Numbers are written as in JSON: no leading zero, no `_`, no infinity.

[[nodiscard]] Parsed<double> parse_number(std::string_view);

/// Takes `1e6` and `2.0` too: whole numbers up to 2^53 however they are written.
[[nodiscard]] Parsed<std::int64_t> parse_whole_number(std::string_view);

/// Days from 1900 to 2199.
[[nodiscard]] Parsed<Date> parse_day(std::string_view);

/// Nothing wrong with the bounds: an empty complaint.
[[nodiscard]] Complaint check_bounds(const Field&, double value);

template <class Enum>
[[nodiscard]] Parsed<Enum> parse_name(std::string_view text);

/// 3 as `3`, a tenth as `0.1`: the shortest text that reads back as the same number.
[[nodiscard]] std::string number_text(double);

[[nodiscard]] Complaint unknown_name(std::string_view text, std::span<const std::string_view> names);

template <class Enum>
Parsed<Enum> parse_name(std::string_view text)
{
    const auto names = names_of<Enum>;
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == text) return static_cast<Enum>(i);
    return unknown_name(text, names);
}

}  // namespace corredor

#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/calendar.hpp"

namespace corredor {

/// What is true of one scenario key. Reader, validator, `show`, JSON Schema and the reference page are all made from
/// it.
struct Field {
    std::string_view name;
    std::string_view about;
    std::string_view unit = "";
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
    std::string_view source = "";
    bool required = false;
};

/// A scenario's spec lists its keys in `fields`, each once, with the member that holds the value.
template <class T>
concept Spec = requires(T& spec, void (*visit)(const Field&, ...))
{
    T::fields(spec, visit);
};

/// Names used in scenario files for things declared elsewhere in the scenario; looked up when the scenario is checked.
struct NodeRef {
    std::string name;
    friend auto operator<=>(const NodeRef&, const NodeRef&) = default;
};
struct CountryRef {
    std::string name;
    friend auto operator<=>(const CountryRef&, const CountryRef&) = default;
};
struct BorderPairRef {
    std::string name;
    friend auto operator<=>(const BorderPairRef&, const BorderPairRef&) = default;
};
struct LegRef {
    std::string name;
    friend auto operator<=>(const LegRef&, const LegRef&) = default;
};

struct OrganisationRef {
    std::string name;
    friend auto operator<=>(const OrganisationRef&, const OrganisationRef&) = default;
};
struct EconomyRef {
    std::string name;
    friend auto operator<=>(const EconomyRef&, const EconomyRef&) = default;
};

/// A CSV file beside the scenario.
struct TableRef {
    std::string path;
    friend bool operator==(const TableRef&, const TableRef&) = default;
};

/// A quantity that changes over time: values at dates, in order. Before the first and after the last it is constant.
struct Knots {
    std::vector<std::pair<Date, double>> points;

    Knots() = default;
    Knots(double constant) : points{{Date{}, constant}} {}  // NOLINT: a plain number is a constant series
    friend bool operator==(const Knots&, const Knots&) = default;
};

/// Names of an enumeration's values, in the order of the enumeration; each enumeration used in a spec specialises it.
template <class Enum>
inline constexpr std::span<const std::string_view> names_of = {};

template <class Enum>
requires std::is_enum_v<Enum>
[[nodiscard]] constexpr std::string_view name_of(Enum value)
{
    return names_of<Enum>[static_cast<std::size_t>(value)];
}

}  // namespace corredor

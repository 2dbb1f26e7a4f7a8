#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "state/crime_tally.hpp"
#include "state/tally.hpp"

namespace corredor {

enum class Kind : std::uint8_t {
    stock,  // at the end of the recorded day
    flow    // since the record before
};
enum class Scale : std::uint8_t {
    people,
    incidents,
    usd,
    whole,      // counted one by one, whatever an agent stands for
    whole_usd,  // the same, in cents
    millionths  // of 1
};

/// Something that a run can report: one of the counts kept, with the axes it is counted over.
struct VariableSpec {
    std::string_view name;
    std::vector<std::string_view> axes;  // after time
    std::string_view long_name;
    std::string_view unit;
    Kind kind = Kind::flow;
    Scale scale = Scale::people;
    Tally::Counts Tally::*counts = nullptr;              // of people,
    CrimeTally::Counts CrimeTally::*of_crime = nullptr;  // or of organisations
    bool is_over_all_nodes = false;                      // counted by (organisation, node, economy), told without nodes
};

/// Everything that a run can report. To add one: a count in Tally, its row here.
[[nodiscard]] std::span<const VariableSpec> variable_specs();

/// Headline sums over a whole run.
struct MeasureSpec {
    std::string_view name;
    std::string_view long_name;
    std::string_view variable;
    std::string_view unit;
};
[[nodiscard]] std::span<const MeasureSpec> measure_specs();

}  // namespace corredor

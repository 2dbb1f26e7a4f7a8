#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "studies/run_record.hpp"

namespace corredor {

enum class PlaceAxis : std::uint8_t { node, leg };

/// Something that is compared month by month and place by place.
struct PlacedVariable {
    std::string_view name;
    PlaceAxis axis = PlaceAxis::node;
    std::string_view long_name;
    std::string_view unit;
    Series RunRecord::*series = nullptr;
    bool is_stock = false;
    std::vector<std::string_view> statuses = {};  // of a stock by status; empty: all cells of a place
};
[[nodiscard]] const std::vector<PlacedVariable>& placed_variables();

/// The calendar months that a run touches.
struct Months {
    std::vector<Date> first_day;
    Date end;

    [[nodiscard]] std::size_t count() const { return first_day.size(); }
};
[[nodiscard]] Months months_of(Date start, Date end);

/// One variable of a run. A record that lies in two months counts for each in proportion; stocks are at the end of the
/// month, linear between records.
struct PlacedValues {
    std::vector<double> by_month;  // (month, place)
    std::vector<double> in_all;    // (place): the sum over the run; of a stock, the end
};
[[nodiscard]] PlacedValues placed_values(const RunRecord&, const PlacedVariable&, const Months&);

[[nodiscard]] std::size_t place_count(const RunRecord&, PlaceAxis);

}  // namespace corredor

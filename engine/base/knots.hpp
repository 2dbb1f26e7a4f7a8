#pragma once

#include "base/elementary.hpp"
#include "base/field.hpp"

namespace corredor {

enum class Between : std::uint8_t { linear, log_linear };

/// The value of a dated series on a day.
[[nodiscard]] inline double value_on(const Knots& knots, Date day, Between between = Between::linear)
{
    if (knots.points.empty()) return 0.0;
    if (day <= knots.points.front().first) return knots.points.front().second;
    for (std::size_t i = 1; i < knots.points.size(); ++i) {
        const auto& [next_date, next] = knots.points[i];
        if (day >= next_date) continue;
        const auto& [date, value] = knots.points[i - 1];
        const double part = static_cast<double>(day.days_since(date)) / static_cast<double>(next_date.days_since(date));
        if (between == Between::log_linear && value > 0.0 && next > 0.0)
            return exp_exact(log_exact(value) * (1.0 - part) + log_exact(next) * part);
        return value * (1.0 - part) + next * part;
    }
    return knots.points.back().second;
}

}  // namespace corredor

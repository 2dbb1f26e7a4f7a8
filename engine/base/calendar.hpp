#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace corredor {

/// A tick is one day; ticks count from the first day of the run.
using Tick = std::int32_t;

/// A day of the Gregorian calendar, counted from 1970-01-01. Intervals of dates are half-open.
struct Date {
    std::int32_t days_since_1970 = 0;

    friend constexpr auto operator<=>(Date, Date) = default;
    [[nodiscard]] constexpr Date plus_days(std::int32_t days) const { return {days_since_1970 + days}; }
    [[nodiscard]] constexpr std::int32_t days_since(Date other) const
    {
        return days_since_1970 - other.days_since_1970;
    }
};

struct CivilDay {
    std::int32_t year = 1970;
    std::int32_t month = 1;
    std::int32_t day = 1;
};

/// source  Hinnant, "chrono-compatible low-level date algorithms" (days from civil)
[[nodiscard]] Date date_of(CivilDay);
[[nodiscard]] CivilDay civil(Date);

/// Reads `YYYY-MM-DD`; nothing when the text is not a day that exists.
[[nodiscard]] std::optional<Date> parse_date(std::string_view);
[[nodiscard]] std::string to_string(Date);

}  // namespace corredor

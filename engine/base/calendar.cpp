#include "base/calendar.hpp"

#include <charconv>
#include <chrono>

#include <fmt/format.h>

namespace corredor {

Date date_of(CivilDay civil_day)
{
    using namespace std::chrono;
    const year_month_day ymd{year{civil_day.year}, month{static_cast<unsigned>(civil_day.month)},
                             day{static_cast<unsigned>(civil_day.day)}};
    return {static_cast<std::int32_t>(sys_days{ymd}.time_since_epoch().count())};
}

CivilDay civil(Date date)
{
    using namespace std::chrono;
    const year_month_day ymd{sys_days{days{date.days_since_1970}}};
    return {static_cast<int>(ymd.year()), static_cast<std::int32_t>(static_cast<unsigned>(ymd.month())),
            static_cast<std::int32_t>(static_cast<unsigned>(ymd.day()))};
}

namespace {

std::optional<std::int32_t> digits(std::string_view text)
{
    std::int32_t value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

}  // namespace

std::optional<Date> parse_date(std::string_view text)
{
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = digits(text.substr(0, 4));
    const auto month = digits(text.substr(5, 2));
    const auto day = digits(text.substr(8, 2));
    if (!year || !month || !day) return std::nullopt;
    const std::chrono::year_month_day ymd{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                          std::chrono::day{static_cast<unsigned>(*day)}};
    if (!ymd.ok()) return std::nullopt;
    return date_of({*year, *month, *day});
}

std::string to_string(Date date)
{
    const CivilDay d = civil(date);
    return fmt::format("{:04}-{:02}-{:02}", d.year, d.month, d.day);
}

}  // namespace corredor

#include <gtest/gtest.h>

#include "base/calendar.hpp"

namespace corredor {
namespace {

TEST(Calendar, ReadsBackEveryDayItWrites)
{
    for (std::int32_t day = -20'000; day < 40'000; day += 7) EXPECT_EQ(parse_date(to_string(Date{day})), Date{day});
}

TEST(Calendar, KnowsHowManyDaysTheBaselineHas)
{
    // 2015..2025: eight years of 365 days and leap days in 2016, 2020, 2024: 11 * 365 + 3
    EXPECT_EQ(parse_date("2026-01-01")->days_since(*parse_date("2015-01-01")), 4018);
}

TEST(Calendar, RefusesDaysThatDoNotExist)
{
    for (const char* text : {"2019-02-29", "2019-13-01", "2019-1-01", "2019/01/01", "yesterday", "", "2019-00-10"})
        EXPECT_FALSE(parse_date(text).has_value()) << text;
}

}  // namespace
}  // namespace corredor

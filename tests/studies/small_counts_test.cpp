#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "studies/small_counts.hpp"

namespace corredor {
namespace {

TEST(SmallCounts, TellFewAllAlikeAndNothingAndFiveAgentsAsTheyAre)
{
    const SmallCounts small{100.0};  // one agent stands for a hundred people
    EXPECT_EQ(small.told(0.0), 0.0);
    for (const double few : {0.4, 1.0, 100.0, 400.0, 499.0}) EXPECT_EQ(small.told(few), 250.0) << few;
    EXPECT_EQ(small.told(500.0), 500.0);
    EXPECT_EQ(small.told(123'456.0), 123'456.0);
    EXPECT_EQ(SmallCounts{1.0}.told(2.0), 3.0) << "whole, for it is packed as a whole number";
}

TEST(SmallCounts, ASumIsExactUnlessItWouldGiveAPartAway)
{
    const SmallCounts small{1.0};
    const auto sum = [&](std::vector<double> parts) {
        std::vector<double> told;
        for (const double part : parts) told.push_back(small.told(part));
        return small.told_sum(parts, told);
    };
    EXPECT_EQ(sum({10, 20, 0}), 30.0);
    EXPECT_EQ(sum({10, 4, 3}), 17.0) << "two hidden parts of 7 together: neither is given away";
    EXPECT_EQ(sum({10, 4, 0}), 13.0) << "14 - 10 would be the hidden 4";
    EXPECT_EQ(sum({10, 1, 1}), 13.0) << "12 - 10 would be two, so both are one";
    EXPECT_EQ(sum({1, 1, 1}), 3.0);
}

RC_GTEST_PROP(SmallCounts, WhatIsTakenFromATotalLeavesNothingThatDependsOnASingleHiddenPart, ())
{
    const SmallCounts small{1.0};
    const auto seen = static_cast<double>(*rc::gen::inRange(5, 1000));
    const auto of = [&](double hidden) {
        const std::vector<double> parts{seen, hidden};
        const std::vector<double> told{small.told(seen), small.told(hidden)};
        return small.told_sum(parts, told);
    };
    RC_ASSERT(of(1.0) == of(2.0) && of(2.0) == of(3.0) && of(3.0) == of(4.0));
}

TEST(SmallCounts, KnowWhatIsCountedAndWhatAnAgentAddsToIt)
{
    EXPECT_TRUE(is_count("incidents_robbery", "1"));
    EXPECT_TRUE(is_count("persons", "people"));
    EXPECT_FALSE(is_count("journey_days", "days"));
    EXPECT_FALSE(is_count("command_eln", "1"));
    EXPECT_FALSE(is_count("losses_usd", "USD"));
    EXPECT_TRUE(small_counts_of("persons", 100).is_few(400.0));
    EXPECT_FALSE(small_counts_of("homicides", 100).is_few(5.0)) << "killings are counted one by one";
}

}  // namespace
}  // namespace corredor

#include <gtest/gtest.h>

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

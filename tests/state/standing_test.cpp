#include <gtest/gtest.h>

#include "state/standing.hpp"

namespace corredor {
namespace {

constexpr NodeId town{0};
constexpr NodeId city{1};
constexpr LegId road{0};  // from the town to the city
constexpr std::uint16_t today = 10;

Legs one_road()
{
    Legs legs;
    legs.from.push_back(town);
    legs.to.push_back(city);
    return legs;
}

/// A party that came by the road and stands in the city from a day on.
Party who_stops(Status status, std::uint16_t from)
{
    Party party;
    party.node = city;
    party.leg = road;
    party.status = status;
    party.waiting_since = from;
    return party;
}

TEST(Standing, WhoTravelsIsOnTheLegAndCountsWhereItWasLeftLast)
{
    Party party;
    party.node = town;
    party.leg = road;
    const Standing now = standing(one_road(), party, today);
    EXPECT_TRUE(now.is_on_leg);
    EXPECT_EQ(now.status, Status::travelling);
    EXPECT_EQ(now.node, town);
}

TEST(Standing, WhoWillWaitAtTheEndOfTheLegIsStillOnIt)
{
    const Standing now = standing(one_road(), who_stops(Status::waiting, today + 1), today);
    EXPECT_TRUE(now.is_on_leg);
    EXPECT_EQ(now.status, Status::travelling);
    EXPECT_EQ(now.node, town);  // not the city that its row says already
}

TEST(Standing, WhoWaitsSinceTodayOrLongerCountsAtItsStop)
{
    for (const std::uint16_t since : {std::uint16_t{0}, std::uint16_t{9}, today}) {
        const Standing now = standing(one_road(), who_stops(Status::waiting, since), today);
        EXPECT_FALSE(now.is_on_leg) << since;
        EXPECT_EQ(now.status, Status::waiting) << since;
        EXPECT_EQ(now.node, city) << since;
    }
}

TEST(Standing, OthersCountWhereTheirRowSaysOnceTheirDayHasCome)
{
    const Standing later = standing(one_road(), who_stops(Status::detained, today + 3), today);
    EXPECT_TRUE(later.is_on_leg);
    EXPECT_EQ(later.status, Status::travelling);
    EXPECT_EQ(later.node, city);  // only who waits is ahead of its place
    const Standing now = standing(one_road(), who_stops(Status::detained, today), today);
    EXPECT_FALSE(now.is_on_leg);
    EXPECT_EQ(now.status, Status::detained);
    EXPECT_EQ(now.node, city);
}

}  // namespace
}  // namespace corredor

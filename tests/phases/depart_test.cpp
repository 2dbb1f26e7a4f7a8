#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "tiny_worlds.hpp"

namespace corredor {
namespace {

/// Everybody who leaves stays at the border town, whose post admits nobody: they can be looked at.
Sketch people_to_look_at(std::int32_t days)
{
    Sketch sketch = border_with_a_post(days);
    sketch.model().journey.capacity_people_per_day[LegRef{"B-D"}] = 0;
    sketch.model().journey.give_up_days = 10'000;
    return sketch;
}

TEST(Depart, LetsACohortLeaveOnItsDay)
{
    Sketch sketch = people_to_look_at(20);
    sketch.cohort("O", 100, 3);
    sketch.cohort("B", 50, 5);
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 3);
    EXPECT_EQ(sum(simulation.totals().departures), 0);
    live(simulation, 1);
    EXPECT_EQ(at_node(simulation, &Tally::departures, "O"), 100);
    live(simulation, 2);
    EXPECT_EQ(sum(simulation.totals().departures), 150);
    EXPECT_EQ(at_node(simulation, &Tally::departures, "B"), 50);
}

TEST(Depart, NeverTakesMoreFromAPoolThanItHolds)
{
    Sketch sketch = people_to_look_at(300);
    sketch.model().departures.pool_people = 200;
    sketch.model().departures.origin_share[NodeRef{"O"}] = 1.0;
    sketch.model().departures.push_per_year = 20.0;
    sketch.model().departures.party_size_share = {0.5, 0.0, 0.5};
    Simulation simulation{sketch.loaded(), 1};
    for (int d = 0; d < 300; ++d) {
        live(simulation, 1);
        ASSERT_LE(at_node(simulation, &Tally::departures, "O"), 200);
    }
    EXPECT_GE(at_node(simulation, &Tally::departures, "O"), 198) << "those left are fewer than the largest party";
}

TEST(Depart, LetsThoseWhoCameBackLeaveAgain)
{
    Sketch sketch = border_with_a_post(400);
    sketch.model().departures.pool_people = 100;
    sketch.model().departures.origin_share[NodeRef{"O"}] = 1.0;
    sketch.model().departures.push_per_year = 20.0;
    sketch.country("BB").return_per_year = 10.0;
    Simulation simulation{sketch.loaded(), 1};
    for (int d = 0; d < 400; ++d) {
        live(simulation, 1);
        ASSERT_LE(at_node(simulation, &Tally::departures, "O") - at_node(simulation, &Tally::returns, "O"), 100);
    }
    EXPECT_GT(at_node(simulation, &Tally::departures, "O"), 300);
}

std::set<PartyId> who_left(double people_per_day, std::int32_t days)
{
    Sketch sketch = people_to_look_at(days);
    sketch.stream_of_people("O", people_per_day);
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, days);
    std::set<PartyId> ids;
    for (const Party& party : parties(simulation)) ids.insert(party.id);
    return ids;
}

// Common random numbers: a policy that lowers departures removes some people and renames nobody.
TEST(Depart, KeepsEveryonesIdentityWhenFewerLeave)
{
    const std::set<PartyId> many = who_left(40.0, 50);
    const std::set<PartyId> few = who_left(30.0, 50);
    EXPECT_LT(few.size(), many.size());
    for (const PartyId id : few) ASSERT_TRUE(many.contains(id));
}

TEST(Depart, FollowsThePushOnALogarithmicScaleBetweenItsDates)
{
    Sketch sketch = people_to_look_at(100);
    sketch.stream_of_people("O", 1.0);
    Knots push;
    push.points = {{day(0), 100 * 365.0 / 1e9}, {day(100), 10'000 * 365.0 / 1e9}};
    sketch.model().departures.push_per_year = push;
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 50);
    const std::int64_t before = at_node(simulation, &Tally::departures, "O");
    live(simulation, 1);
    // On day 50 the geometric mean, 1,000; 4 standard deviations of the Poisson law are 126.
    EXPECT_NEAR(static_cast<double>(at_node(simulation, &Tally::departures, "O") - before), 1'000.0, 126.0);
}

// 20,000 parties of a cohort of 30,000 people: mean size 1.5. Shares with their binomial standard errors, cash
// log-normal with median 200 and sd of the logarithm 0.5.
TEST(DepartStatistics, GivesPartiesTheSizesDocumentsAndCashOfTheScenario)
{
    Sketch sketch = people_to_look_at(3);
    sketch.model().departures.party_size_share = {0.6, 0.3, 0.1};
    sketch.model().endowment.passport_share = 0.7;
    sketch.model().endowment.visa_share = 0.2;
    sketch.model().endowment.cash_median_usd = 200.0;
    sketch.model().endowment.cash_log_sd = 0.5;
    sketch.cohort("O", 30'000);
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 2);
    const std::vector<Party> all = parties(simulation);
    ASSERT_EQ(all.size(), 20'000U);
    double sizes[4] = {};
    double documents[documents_count] = {};
    double log_cash = 0.0;
    double log_cash_squares = 0.0;
    for (const Party& party : all) {
        ++sizes[party.size];
        ++documents[static_cast<std::size_t>(party.documents())];
        const double l = std::log(party.cash_cents / 100.0 / party.size / 200.0);
        log_cash += l;
        log_cash_squares += l * l;
    }
    const auto expect_share = [](double count, double share) {
        EXPECT_NEAR(count / 20'000, share, 4 * std::sqrt(share * (1 - share) / 20'000)) << share;
    };
    expect_share(sizes[1], 0.6);
    expect_share(sizes[2], 0.3);
    expect_share(sizes[3], 0.1);
    expect_share(documents[0], 0.3);
    expect_share(documents[1], 0.7 * 0.8);
    expect_share(documents[2], 0.7 * 0.2);
    EXPECT_NEAR(log_cash / 20'000, 0.0, 4 * 0.5 / std::sqrt(20'000.0));
    EXPECT_NEAR(log_cash_squares / 20'000, 0.25, 4 * 0.25 * std::sqrt(2.0 / 20'000));
}

// 60 people a day in parties of mean 1.5 over 200 days: 8,000 parties, Poisson; people: sum of sizes, variance of the
// sum 8,000 * E[size^2] = 8,000 * 2.7, so 12,000 +- 4 * 147.
TEST(DepartStatistics, LetsAsManyLeaveAsThePushSays)
{
    Sketch sketch = people_to_look_at(200);
    sketch.model().departures.party_size_share = {0.6, 0.3, 0.1};
    sketch.stream_of_people("O", 60.0);
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 200);
    EXPECT_NEAR(static_cast<double>(at_node(simulation, &Tally::departures, "O")), 12'000.0, 4 * 147.0);
}

// Two places of attraction 0 and ln 3, ways equal and without weight: 1 to 3. Over 10,000 parties 4 * 0.00433.
TEST(DepartStatistics, SharesDestinationsByTheLogit)
{
    Sketch sketch{10};
    sketch.country("AA");
    sketch.node("O", "AA", NodeKind::origin);
    sketch.destination("D1", "AA", 0.0);
    sketch.destination("D2", "AA", std::log(3.0));
    sketch.road("O", "D1");
    sketch.road("O", "D2");
    sketch.cohort("O", 10'000);
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 5);
    EXPECT_NEAR(static_cast<double>(stock(simulation, "D2", Status::settled)) / 10'000, 0.75, 4 * 0.00433);
}

}  // namespace
}  // namespace corredor

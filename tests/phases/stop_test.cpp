#include <cmath>

#include <gtest/gtest.h>

#include "tiny_worlds.hpp"

namespace corredor {
namespace {

/// O -> B -> D in one country; everybody stops at B and leaves it on each day with the same chance.
Sketch stop_on_the_way(std::int32_t days, double leaves)
{
    Sketch sketch{days};
    sketch.country("AA");
    sketch.node("O", "AA", NodeKind::origin);
    sketch.node("B", "AA", NodeKind::city);
    sketch.destination("D", "AA");
    sketch.road("O", "B");
    sketch.road("B", "D");
    sketch.model().journey.stops["B"] = {.stop_share = 1.0, .departure_chance_per_day = leaves};
    return sketch;
}

void expect_share(std::int64_t count, double people, double share, const std::string& what)
{
    EXPECT_NEAR(static_cast<double>(count) / people, share, 4 * std::sqrt(share * (1 - share) / people)) << what;
}

TEST(Travel, TakesTheHoursOfTheLegAtTheHoursOfADay)
{
    Sketch sketch{30};
    sketch.country("AA");
    sketch.node("O", "AA", NodeKind::origin);
    sketch.node("B", "AA", NodeKind::city);
    sketch.destination("D", "AA");
    sketch.scenario.world.bus_hours_per_day = 20;
    sketch.road("O", "B", 50.0).fare_usd = 12.5;  // two days and a half
    sketch.road("B", "D", 29.0);                  // together 3.95 days
    sketch.cohort("O", 10);
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 2);
    EXPECT_EQ(at_leg(simulation, &Tally::persons_on_leg, "O-B"), 10);
    live(simulation, 1);
    EXPECT_EQ(at_leg(simulation, &Tally::persons_on_leg, "B-D"), 10);
    EXPECT_EQ(stock(simulation, "D", Status::settled), 0);
    live(simulation, 1);
    EXPECT_EQ(stock(simulation, "D", Status::settled), 10);
    EXPECT_EQ(at_node(simulation, &Tally::journey_days, "D"), 10 * 3);
    EXPECT_EQ(gained(simulation, Account::carriers), 10 * 1'250);
}

TEST(Travel, TakesDaysAndFoodOnFoot)
{
    Sketch sketch{30};
    sketch.country("AA");
    sketch.node("O", "AA", NodeKind::origin);
    sketch.destination("D", "AA");
    sketch.model().modes.walking_constant = 50.0;
    sketch.model().routes.walk_food_usd_per_day = 3.0;
    LegRow& road = sketch.road("O", "D", 24.0);
    road.walk_days = 10.0;
    road.fare_usd = 100.0;
    sketch.model().endowment.cash_median_usd = 20.0;  // as far as it goes: walkers do not need to buy a ticket
    sketch.cohort("O", 10);
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 10);
    EXPECT_EQ(stock(simulation, "D", Status::settled), 0);
    live(simulation, 1);
    EXPECT_EQ(stock(simulation, "D", Status::settled), 10);
    EXPECT_EQ(gained(simulation, Account::living), 10 * 2'000);
    EXPECT_EQ(gained(simulation, Account::carriers), 0);
}

TEST(Travel, SurvivesLegsLongerThanTheNearDaysOfTheCalendar)
{
    Sketch sketch = stop_on_the_way(700, 0.5);
    sketch.tables.legs[0].bus_hours = 24.0 * 300;
    sketch.tables.legs[1].bus_hours = 24.0 * 257;
    sketch.cohort("O", 50);
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 600);
    EXPECT_EQ(stock(simulation, "D", Status::settled), 50);
    EXPECT_GE(at_node(simulation, &Tally::journey_days, "D"), 50 * 557);
}

// Having arrived at B on day 1, a share 0.3 leaves on each day from day 2 on. After k days 0.7^k are still there.
TEST(StopStatistics, LastAsAConstantChanceADaySays)
{
    constexpr std::int64_t people = 20'000;
    Sketch sketch = stop_on_the_way(40, 0.3);
    sketch.cohort("O", people);
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 2);
    EXPECT_EQ(stock(simulation, "B", Status::waiting), people);
    for (int k = 1; k <= 10; ++k) {
        live(simulation, 1);
        expect_share(stock(simulation, "B", Status::waiting), people, std::pow(0.7, k), "after " + std::to_string(k));
    }
}

TEST(StopStatistics, AreMadeByTheShareThatTheScenarioSays)
{
    constexpr std::int64_t people = 20'000;
    Sketch sketch = stop_on_the_way(40, 0.3);
    sketch.model().journey.stops["B"].stop_share = 0.4;
    sketch.cohort("O", people);
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 2);
    expect_share(stock(simulation, "B", Status::waiting), people, 0.4, "stop");
}

// On each day of a stop, the last included, a hazard of 0.2 strikes with chance s = 1 - exp(-0.2) = 0.1813, whether or
// not the party leaves that day. Days at a stop: 1 / 0.3 on average, variance 0.7 / 0.09. Incidents: mean s / 0.3 =
// 0.6042, variance s (1 - s) / 0.3 + s^2 * 7.7778 = 0.7503: over 20,000 people a standard error of 0.00613.
TEST(StopStatistics, BringIncidentsAtTheHazardOfThePlace)
{
    constexpr std::int64_t people = 20'000;
    Sketch sketch = stop_on_the_way(60, 0.3);
    sketch.model().mechanisms["robbery"].hazard_per_day_at[NodeRef{"B"}] = 0.2;
    sketch.model().mechanisms["robbery"].takes_usd = 25.0;
    sketch.model().mechanisms["elsewhere"].hazard_per_day_at[NodeRef{"D"}] = 5.0;
    sketch.cohort("O", people);
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 60);
    ASSERT_EQ(stock(simulation, "D", Status::settled), people);
    const std::int64_t incidents = sum(simulation.totals().incidents);
    const double s = 1.0 - std::exp(-0.2);
    EXPECT_NEAR(static_cast<double>(incidents) / people, s / 0.3, 4 * 0.00613);
    EXPECT_EQ(gained(simulation, Account::robbers), incidents * 2'500) << "nobody has so little that less was taken";
    EXPECT_EQ(sum(simulation.totals().losses_cents), incidents * 2'500);
    // Those who were robbed stay no longer: the stop lasts as long as without.
    const double days = static_cast<double>(at_node(simulation, &Tally::journey_days, "D")) / people;
    EXPECT_NEAR(days, 2.0 + 1.0 / 0.3, 4 * std::sqrt(0.7 / 0.09 / people));
}

// Mechanisms compete for the same party: which of them strikes is drawn by the shares of their hazards, 1 to 3.
TEST(StopStatistics, ShareIncidentsByTheHazards)
{
    constexpr std::int64_t people = 20'000;
    Sketch sketch = stop_on_the_way(60, 0.3);
    sketch.model().mechanisms["a"].hazard_per_day = 0.1;
    sketch.model().mechanisms["b"].hazard_per_day = 0.2;
    sketch.model().mechanisms["b"].factor_alone = 1.5;
    sketch.model().mechanisms["c"].hazard_per_day = 0.0;
    sketch.cohort("O", people);
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 60);
    const std::size_t at_b = simulation.world().node("B").index() * 3;
    const Tally totals = simulation.totals();
    const std::int64_t all = sum(totals.incidents);
    EXPECT_GT(all, people / 2);
    expect_share(totals.incidents[at_b], static_cast<double>(all), 0.25, "a");
    EXPECT_EQ(totals.incidents[at_b] + totals.incidents[at_b + 1], all);
}

TEST(Encounter, TakesAShareOfThePurseAndNeverMoreThanItHolds)
{
    Sketch sketch = stop_on_the_way(60, 0.3);
    sketch.model().mechanisms["robbery"].hazard_per_day = 50.0;  // every day
    sketch.model().mechanisms["robbery"].share_of_cash = 0.5;
    sketch.model().mechanisms["robbery"].takes_usd = 300.0;
    sketch.model().endowment.cash_median_usd = 1'000.0;
    sketch.cohort("O", 500);
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 3);  // robbed once, on day 2: 500 + 300 of 1,000
    EXPECT_EQ(gained(simulation, Account::robbers), 500 * 80'000);
    live(simulation, 57);
    EXPECT_LE(gained(simulation, Account::robbers), 500 * 100'000);
    EXPECT_EQ(gained(simulation, Account::robbers) + gained(simulation, Account::households), 500 * 100'000);
}

TEST(Encounter, LeavesThoseInPeaceWhoDoNotStop)
{
    Sketch sketch = stop_on_the_way(60, 0.3);
    sketch.model().journey.stops.clear();
    sketch.model().mechanisms["robbery"].hazard_per_day = 50.0;
    sketch.cohort("O", 500);
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 60);
    EXPECT_EQ(sum(simulation.totals().incidents), 0);
}

}  // namespace
}  // namespace corredor

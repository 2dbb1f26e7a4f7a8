#include <cmath>

#include <gtest/gtest.h>

#include "tiny_worlds.hpp"

namespace corredor {
namespace {

/// O -> B -> D in one country: everybody is at B for one day, on which mechanisms may strike.
Sketch one_day_at_b(std::int64_t people)
{
    Sketch sketch{30};
    sketch.country("AA");
    sketch.node("O", "AA", NodeKind::origin);
    sketch.node("B", "AA", NodeKind::city);
    sketch.destination("D", "AA");
    sketch.road("O", "B");
    sketch.road("B", "D");
    sketch.model().journey.stops["B"] = {.stop_share = 1.0, .departure_chance_per_day = 1.0};
    sketch.cohort("O", people);
    return sketch;
}

MechanismSpec extortion(double hazard_per_day)
{
    MechanismSpec spec;
    spec.economy = Economy::migrant_extortion;
    spec.hazard_per_day = hazard_per_day;
    spec.takes_usd = 10.0;
    return spec;
}

std::int64_t incidents_of(const Sketch& sketch)
{
    Simulation simulation{sketch.loaded(), 2};
    live(simulation, 30);
    return sum(simulation.totals().incidents);
}

std::int64_t taken_by(const Simulation& simulation, Economy economy)
{
    const Tally totals = simulation.totals();
    std::int64_t cents = 0;
    for (std::size_t i = static_cast<std::size_t>(economy); i < totals.takings_cents.size(); i += economy_count)
        cents += totals.takings_cents[i];
    return cents;
}

TEST(Harm, OfAnEconomyNeedsAnOrganisation)
{
    Sketch sketch = one_day_at_b(500);
    sketch.model().mechanisms["extortion"] = extortion(5.0);
    EXPECT_EQ(incidents_of(sketch), 0);
    sketch.model().crime.fixed_reach = 0.0;
    EXPECT_EQ(incidents_of(sketch), 0);
    sketch.model().crime.fixed_reach = 1.0;
    EXPECT_GT(incidents_of(sketch), 450) << "struck with 1 - exp(-5)";
}

TEST(Harm, TakesForTheBusinessThatItBelongsTo)
{
    Sketch sketch = one_day_at_b(500);
    sketch.model().mechanisms["extortion"] = extortion(1.0);
    sketch.model().mechanisms["robbery"].hazard_per_day = 1.0;
    sketch.model().mechanisms["robbery"].takes_usd = 3.0;
    sketch.model().crime.fixed_reach = 1.0;
    Simulation simulation{sketch.loaded(), 2};
    live(simulation, 30);
    const Tally totals = simulation.totals();
    const std::size_t b = simulation.world().node("B").index() * 2;
    EXPECT_GT(totals.incidents[b], 100);
    EXPECT_GT(totals.incidents[b + 1], 100);
    EXPECT_EQ(taken_by(simulation, Economy::migrant_extortion), totals.incidents[b] * 1'000);
    EXPECT_EQ(gained(simulation, Account::organisations), totals.incidents[b] * 1'000);
    EXPECT_EQ(gained(simulation, Account::robbers), totals.incidents[b + 1] * 300);
    EXPECT_EQ(sum(totals.takings_cents), totals.incidents[b] * 1'000);
}

// Struck with 1 - exp(-h) on the one day: 0.00995 at 0.01, 0.0198 at 0.02. Over 200,000 people the standard errors are
// 44.4 and 62.3 incidents; a false alarm of either has a chance below 1e-6 at 5 standard errors.
TEST(HarmStatistics, GrowsWithHazardAndReach)
{
    constexpr std::int64_t people = 200'000;
    Sketch sketch = one_day_at_b(people);
    sketch.model().mechanisms["extortion"] = extortion(0.02);
    sketch.model().crime.fixed_reach = 0.5;
    EXPECT_NEAR(static_cast<double>(incidents_of(sketch)), people * (1.0 - std::exp(-0.01)), 5 * 44.4);
    sketch.model().mechanisms["extortion"].hazard_per_day = 0.04;
    EXPECT_NEAR(static_cast<double>(incidents_of(sketch)), people * (1.0 - std::exp(-0.02)), 5 * 62.3);
    sketch.model().mechanisms["extortion"].hazard_per_day = 0.02;
    sketch.model().crime.fixed_reach = 1.0;
    EXPECT_NEAR(static_cast<double>(incidents_of(sketch)), people * (1.0 - std::exp(-0.02)), 5 * 62.3);
}

// A quarter is there without organisations: a hazard of 0.1 at reach 0 is one of 0.025, and nobody's takings.
TEST(HarmStatistics, HasABackgroundThatIsNobodysBusiness)
{
    constexpr std::int64_t people = 50'000;
    Sketch sketch = one_day_at_b(people);
    sketch.model().mechanisms["extortion"] = extortion(0.1);
    sketch.model().mechanisms["extortion"].background_share = 0.25;
    {
        Simulation simulation{sketch.loaded(), 2};
        live(simulation, 30);
        const double struck = 1.0 - std::exp(-0.025);
        EXPECT_NEAR(static_cast<double>(sum(simulation.totals().incidents)), people * struck,
                    5 * std::sqrt(people * struck * (1 - struck)));
        EXPECT_EQ(gained(simulation, Account::organisations), 0);
    }
    // With all the reach there is, three quarters of the incidents are an organisation's.
    sketch.model().crime.fixed_reach = 1.0;
    Simulation simulation{sketch.loaded(), 2};
    live(simulation, 30);
    const auto all = static_cast<double>(sum(simulation.totals().incidents));
    EXPECT_NEAR(static_cast<double>(gained(simulation, Account::organisations)) / 1'000.0, all * 0.75,
                5 * std::sqrt(all * 0.75 * 0.25));
}

// Alone, women are 0.3 of the adults here. With a factor of 3 for them the hazard is 0.02 for men and 0.06 for women,
// so 0.7 * 0.019801 + 0.3 * (bound 0.058235) of all are struck: 0.03133.
TEST(HarmStatistics, KnowsWhoIsInAParty)
{
    constexpr std::int64_t people = 100'000;
    Sketch sketch = one_day_at_b(people);
    sketch.model().endowment.woman_share = 0.3;
    sketch.model().mechanisms["extortion"] = extortion(0.02);
    sketch.model().mechanisms["extortion"].factor_woman = 3.0;
    sketch.model().crime.fixed_reach = 1.0;
    const double bound = 1.0 - std::exp(-0.06);  // by which all come up, and a third of the men are struck
    const double expected = 0.3 * bound + 0.7 * bound / 3.0;
    EXPECT_NEAR(static_cast<double>(incidents_of(sketch)), people * expected, 5 * std::sqrt(people * expected));
    sketch.model().mechanisms["extortion"].factor_woman = 0.0;
    const double men = 0.7 * (1.0 - std::exp(-0.02));
    EXPECT_NEAR(static_cast<double>(incidents_of(sketch)), people * men, 5 * std::sqrt(people * men));
}

TEST(HarmStatistics, StrikesAtIrregularCrossings)
{
    constexpr std::int64_t people = 50'000;
    Sketch sketch = border_with_a_post(30);
    add_trocha(sketch);
    sketch.country("BB").admits = {Documents::visa};
    sketch.cohort("O", people);
    MechanismSpec& spec = sketch.model().mechanisms["extortion"] = extortion(0.0);
    spec.stage = Stage::trocha;
    spec.chance = 0.1;
    sketch.model().crime.fixed_reach = 0.5;
    Simulation simulation{sketch.loaded(), 2};
    live(simulation, 30);
    ASSERT_EQ(stock(simulation, "D", Status::settled), people);
    EXPECT_NEAR(static_cast<double>(sum(simulation.totals().incidents)), people * 0.05,
                5 * std::sqrt(people * 0.05 * 0.95));
    EXPECT_EQ(sum(simulation.totals().struck), sum(simulation.totals().incidents));
}

}  // namespace
}  // namespace corredor

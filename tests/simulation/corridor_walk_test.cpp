#include <cmath>

#include <gtest/gtest.h>

#include "scenario/load.hpp"
#include "tiny_worlds.hpp"

namespace corredor {
namespace {

// A walk through 60 places whose expectations are known exactly, from powers of its Markov chain: see bench/README.md.
// Of each traveller, after so many days:
struct Expected {
    Tick days;
    double arrived;
    double hits;
};
constexpr Expected after_200_days{200, 0.216425, 6.1072};
constexpr Expected after_365_days{365, 0.99999159, 6.80154};

constexpr std::int64_t people = 20'000;

LoadedScenario walk()
{
    LoadedScenario loaded = load_scenario(CORREDOR_SOURCE_DIR "/bench/corridor_walk/corridor_walk.yaml");
    for (CohortSpec& cohort : loaded.scenario.model.departures.cohorts) cohort.people = people / 2;
    loaded.models = {{.on = loaded.scenario.run.start, .model = loaded.scenario.model}};
    return loaded;
}

double arrived(const Simulation& simulation)
{
    return static_cast<double>(sum(simulation.totals().journeys_ended)) / people;
}
double hits(const Simulation& simulation)
{
    return static_cast<double>(sum(simulation.totals().incidents)) / people;
}

// Arrivals are binomial: at 200 days a standard error of sqrt(0.216425 * 0.783575 / 20000) = 0.00291. Hits have a
// standard deviation of 2.53 a traveller (0.008 over 10^5 travellers, as published with the walk): 0.0179.
TEST(CorridorWalkStatistics, AgreesWithTheExactExpectations)
{
    Simulation simulation{walk(), 0};
    while (simulation.tick() < after_200_days.days) simulation.step();
    EXPECT_NEAR(arrived(simulation), after_200_days.arrived, 4 * 0.00291);
    EXPECT_NEAR(hits(simulation), after_200_days.hits, 4 * 0.0179);
    while (simulation.tick() < after_365_days.days) simulation.step();
    EXPECT_NEAR(hits(simulation), after_365_days.hits, 4 * 0.0179);
    // 0.17 of 20,000 are expected to be still on their way: five or more have a chance below 1e-5.
    EXPECT_GE(arrived(simulation), 1.0 - 4.0 / people);
}

// The days on the way of those who arrive are known only by sampling, but the people are: nobody is counted twice.
TEST(CorridorWalkStatistics, LosesNobodyOnTheWay)
{
    Simulation simulation{walk(), 0};
    for (int d = 0; d < 365; d += 73) {
        for (int i = 0; i < 73; ++i) simulation.step();
        check_invariants(simulation.world(), simulation.state(), simulation.tick() - 1);
        EXPECT_EQ(sum(simulation.totals().departures), people);
    }
}

}  // namespace
}  // namespace corredor

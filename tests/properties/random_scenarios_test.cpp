#include <gtest/gtest.h>

#include "properties/random_scenario.hpp"
#include "studies/run.hpp"

namespace corredor {
namespace {

/// 240 scenarios in eight parts, so that they can be run side by side.
class RandomScenarioProperty : public testing::TestWithParam<std::uint64_t> {
protected:
    static constexpr std::uint64_t scenarios = 30;
    [[nodiscard]] static std::uint64_t first() { return GetParam() * scenarios; }
};

// People, money and places on legs add up after every tick: see simulation/invariants.cpp for each by name.
TEST_P(RandomScenarioProperty, EveryInvariantHoldsAfterEveryTick)
{
    std::int64_t departed = 0;
    for (std::uint64_t seed = first(); seed < first() + scenarios; ++seed) {
        Simulation simulation{RandomScenario{seed}.loaded(), 1};
        ASSERT_NO_THROW(live(simulation, simulation.last_tick())) << "scenario " << seed;
        departed += sum(simulation.totals().departures);
        const Tally totals = simulation.totals();
        for (std::size_t leg = 0; leg < simulation.world().leg_count(); ++leg) {
            ASSERT_LE(totals.irregular_entries[leg], totals.crossings[leg]) << "scenario " << seed;
            ASSERT_LE(totals.registered_irregular_entries[leg], totals.irregular_entries[leg]) << "scenario " << seed;
            ASSERT_EQ(totals.party_size_passed[leg], totals.crossings[leg]) << "scenario " << seed;
        }
    }
    EXPECT_GT(departed, 1'000) << "nobody moves in these worlds";
}

TEST_P(RandomScenarioProperty, TheNumberOfThreadsChangesNothing)
{
    for (std::uint64_t seed = first(); seed < first() + 3; ++seed) {
        const LoadedScenario loaded = RandomScenario{seed}.loaded();
        const auto alone = hashes(loaded, 1);
        for (const int threads : {2, 3, 8})
            ASSERT_EQ(hashes(loaded, threads), alone) << threads << " threads, scenario " << seed;
    }
}

TEST_P(RandomScenarioProperty, WhatIsRecordedChangesNothing)
{
    for (std::uint64_t seed = first(); seed < first() + 3; ++seed) {
        LoadedScenario loaded = RandomScenario{seed}.loaded();
        const std::uint64_t unrecorded = hashes(loaded).back();
        for (const std::int64_t every_days : {1, 7, 3'650}) {
            loaded.scenario.outputs.record_every_days = every_days;
            for (const auto& variables : {std::vector<std::string>{}, std::vector<std::string>{"persons"}}) {
                loaded.scenario.outputs.variables = variables;
                RunRequest request;
                request.threads = 1;
                ASSERT_EQ(run_scenario(loaded, request).state_hash, unrecorded) << "scenario " << seed;
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Part, RandomScenarioProperty, testing::Range<std::uint64_t>(0, 8));

}  // namespace
}  // namespace corredor

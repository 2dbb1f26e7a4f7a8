#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

#include "studies/outcomes.hpp"
#include "studies/run.hpp"

namespace corredor {
namespace {

constexpr std::size_t classes = 4;

std::vector<std::int64_t> crossed(const std::vector<PartyOutcome>& base, const std::vector<PartyOutcome>& alternative)
{
    return cross_outcomes(base, alternative, classes);
}

TEST(Outcomes, PartiesAreMatchedByWhoTheyAre)
{
    const auto table = crossed({{7, 1, 2}, {8, 1, 3}, {9, 2, 1}}, {{7, 1, 2}, {8, 3, 3}, {9, 1, 1}});
    EXPECT_EQ(table[1 * classes + 1], 2);
    EXPECT_EQ(table[1 * classes + 3], 3);
    EXPECT_EQ(table[2 * classes + 1], 1);
    EXPECT_EQ(std::accumulate(table.begin(), table.end(), std::int64_t{0}), 6);
}

TEST(Outcomes, WhoSetsOutInOneRunOnlyStayedInTheOther)
{
    const auto table = crossed({{7, 1, 2}}, {{9, 2, 3}});
    EXPECT_EQ(table[1 * classes + OutcomeClasses::stayed], 2);
    EXPECT_EQ(table[OutcomeClasses::stayed * classes + 2], 3);
}

// Four set out together; one is taken captive (3) in the alternative while three go on (1).
TEST(Outcomes, AsManyOfAPartedPartyAsPossibleFareAlike)
{
    const auto table = crossed({{7, 1, 4}}, {{7, 1, 3}, {7, 3, 1}});
    EXPECT_EQ(table[1 * classes + 1], 3);
    EXPECT_EQ(table[1 * classes + 3], 1);
    const auto both = crossed({{7, 1, 3}, {7, 2, 1}}, {{7, 1, 3}, {7, 3, 1}});
    EXPECT_EQ(both[1 * classes + 1], 3);
    EXPECT_EQ(both[2 * classes + 3], 1);
}

// Everybody who departed, and everybody who was there at the start, is found once at the end.
TEST(Outcomes, NobodyIsMissingAtTheEndOfARun)
{
    const LoadedScenario loaded = load_scenario(CORREDOR_SOURCE_DIR "/tests/scenario/tiny/tiny.yaml");
    RunRequest request{.scenario = {}, .load = {}, .threads = 2, .output = {}};
    request.endings = Endings::kept;
    const RunOutcome run = run_scenario(loaded, request);
    const OutcomeClasses names{run.simulation->world()};
    const auto outcomes = outcomes_of(*run.simulation, names);
    std::int64_t people = 0;
    for (const PartyOutcome& outcome : outcomes) people += outcome.people;
    std::int64_t created = 0;
    const Tally totals = run.simulation->totals();
    for (std::size_t status = 0; status < status_count; ++status) created += totals.ledger[status];
    EXPECT_EQ(people, created);
    EXPECT_EQ(std::ranges::adjacent_find(outcomes, {}, &PartyOutcome::party), outcomes.end());
    EXPECT_EQ(run_scenario(loaded, RunRequest{.scenario = {}, .load = {}, .threads = 1, .output = {}}).state_hash,
              run.state_hash);
}

}  // namespace
}  // namespace corredor

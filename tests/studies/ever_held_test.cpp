#include <gtest/gtest.h>

#include "studies/ever_held.hpp"
#include "studies/run.hpp"

namespace corredor {
namespace {

using Row = EverHeld::Row;

TEST(EverHeld, PeopleAreMatchedByTheirPartyAndAsManyAsPossibleAreTheSame)
{
    const std::vector<Row> base{{7, 2}, {8, 1}, {11, 3}};
    const std::vector<Row> alternative{{8, 1}, {9, 4}, {11, 1}};
    const CrossedHeld crossed = cross_held(base, alternative);
    EXPECT_EQ(crossed.in_both, 1 + 1);
    EXPECT_EQ(crossed.in_base_only, 2 + 2);
    EXPECT_EQ(crossed.in_alternative_only, 4);
}

TEST(EverHeld, NobodyIsHeldInOneRunOnlyWhenBothAreTheSame)
{
    const std::vector<Row> rows{{7, 2}, {8, 1}};
    const CrossedHeld crossed = cross_held(rows, rows);
    EXPECT_EQ(crossed.in_both, 3);
    EXPECT_EQ(crossed.in_base_only + crossed.in_alternative_only, 0);
}

// Who came to be held is counted by the run itself as a flow, at the moment; here it is seen at the ends of days.
// Nobody is seen who was not counted, and at the end of the run those still held are among those seen.
TEST(EverHeld, WhoIsSeenWasCountedByTheRun)
{
    LoadOptions load;
    load.set = {{"run.persons_per_agent", "200"}, {"run.end", "2019-01-01"}};
    const LoadedScenario loaded = load_scenario("baseline", load);
    EverHeld held;
    RunRequest request{.scenario = {}, .load = {}, .threads = 2, .output = {}, .endings = Endings::kept};
    request.look = [&held](const Simulation& simulation) { held.look(simulation); };
    const RunOutcome run = run_scenario(loaded, request);
    const OutcomeClasses classes{run.simulation->world()};
    const auto rows = held.rows(outcomes_of(*run.simulation, classes));
    const auto ledger = run.simulation->totals().ledger;
    ASSERT_EQ(rows.size(), held_statuses.size());
    for (std::size_t h = 0; h < held_statuses.size(); ++h) {
        const auto status = static_cast<std::size_t>(held_statuses[h]);
        std::int64_t seen = 0;
        for (const Row& row : rows[h]) seen += row.people;
        std::int64_t came = 0;
        std::int64_t went = 0;
        for (std::size_t from = 0; from <= status_count; ++from) came += ledger[from * status_count + status];
        for (std::size_t to = 0; to < status_count; ++to) went += ledger[(status + 1) * status_count + to];
        EXPECT_LE(seen, came) << status_names[status];
        EXPECT_GE(seen, came - went) << status_names[status];
        if (held_statuses[h] == Status::trafficked) {
            EXPECT_GT(seen, came - went) << "some have come free, and are seen all the same";
        }
    }
}

}  // namespace
}  // namespace corredor

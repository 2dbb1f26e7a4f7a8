#include <gtest/gtest.h>

#include "base/check.hpp"
#include "simulation/simulation.hpp"
#include "tiny_worlds.hpp"

namespace corredor {
namespace {

Sketch some_days(std::int32_t days)
{
    Sketch sketch = border_with_a_post(days);
    sketch.stream_of_people("O", 5.0);
    return sketch;
}

TEST(Simulation, IsObservedAtEachRecordAndAtTheEnd)
{
    Sketch sketch = some_days(25);
    sketch.scenario.outputs.record_every_days = 10;
    Simulation simulation{sketch.loaded(), 1};
    std::vector<Tick> observed;
    simulation.run([&](const Simulation& s) { observed.push_back(s.tick()); });
    EXPECT_EQ(observed, (std::vector<Tick>{10, 20, 25}));
    EXPECT_EQ(simulation.date(), day(25));
    EXPECT_THROW(simulation.step(), InternalError) << "there is no day after the last";
}

TEST(Simulation, StopsEarlyWhenItIsTold)
{
    Simulation simulation{some_days(25).loaded(), 1};
    simulation.run({}, [](const Simulation& s) { return s.tick() == 7; });
    EXPECT_EQ(simulation.tick(), 7);
}

TEST(Simulation, HasAnotherHistoryForAnotherSeedAndTheSameForTheSame)
{
    Sketch sketch = some_days(30);
    const auto first = hashes(sketch.loaded());
    EXPECT_EQ(hashes(sketch.loaded()), first);
    sketch.scenario.run.seed = 2;
    EXPECT_NE(hashes(sketch.loaded()).back(), first.back());
}

TEST(Simulation, LivesThroughAWorldWithoutPeople)
{
    Simulation simulation{border_with_a_post(40).loaded(), 2};
    live(simulation, 40);
    EXPECT_EQ(sum(simulation.totals().persons), 0);
    EXPECT_EQ(simulation.agent_days(), 0);
}

// One agent for ten people: a tenth of the agents, each with the same right to a place, and ten people to a place.
TEST(Simulation, CountsAgentsAndAdmitsPeople)
{
    Sketch sketch = border_with_a_post(20);
    sketch.scenario.run.persons_per_agent = 10;
    sketch.model().journey.capacity_people_per_day[LegRef{"B-D"}] = 30;
    sketch.cohort("O", 1'000);
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 1);
    EXPECT_EQ(sum(simulation.totals().departures), 100);
    live(simulation, 1);
    for (int d = 1; d <= 10; ++d) {
        EXPECT_EQ(at_leg(simulation, &Tally::crossings, "B-D"), 3 * d);
        live(simulation, 1);
    }
}

TEST(Invariants, NoticeEachKindOfLoss)
{
    Simulation simulation{some_days(20).loaded(), 1};
    live(simulation, 10);
    const auto expect_broken = [&](const std::function<void(State&)>& break_it) {
        // The state of a simulation cannot be copied or written to from outside; this is the one test that needs it.
        State& state = const_cast<State&>(simulation.state());
        Tally kept = state.lanes[0].tally;
        break_it(state);
        EXPECT_THROW(check_invariants(simulation.world(), state, simulation.tick() - 1), InternalError);
        state.lanes[0].tally = kept;
        EXPECT_NO_THROW(check_invariants(simulation.world(), state, simulation.tick() - 1));
    };
    expect_broken([](State& s) { ++s.lanes[0].tally.persons[static_cast<std::size_t>(Status::settled)]; });
    expect_broken([](State& s) { ++s.lanes[0].tally.persons[static_cast<std::size_t>(Status::dead)]; });
    expect_broken([](State& s) { --s.lanes[0].tally.accounts_cents[0]; });
    expect_broken([](State& s) { ++s.lanes[0].tally.persons_on_leg[0]; });
    expect_broken([](State& s) { ++s.lanes[0].tally.residents[0]; });
    expect_broken([](State& s) { ++s.lanes[0].tally.ledger[0]; });
}

}  // namespace
}  // namespace corredor

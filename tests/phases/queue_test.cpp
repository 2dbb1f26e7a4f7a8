#include <algorithm>
#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include "tiny_worlds.hpp"

namespace corredor {
namespace {

/// A stream of people who leave a border town for the far side, through a post that admits so many a day.
Sketch post_with_a_queue(std::int32_t days, double people_per_day, std::int64_t capacity)
{
    Sketch sketch{days};
    sketch.country("AA");
    sketch.country("BB");
    sketch.node("B", "AA", NodeKind::origin);
    sketch.destination("D", "BB");
    sketch.post("B", "D");
    sketch.stream_of_people("B", people_per_day);
    sketch.model().journey.capacity_people_per_day[LegRef{"B-D"}] = capacity;
    sketch.model().journey.give_up_days = 10'000;
    sketch.model().routes.refresh_days = 3'650;
    return sketch;
}

// The recursion of Lindley in whole days: all who left by today are there when the post opens, so
// queue tonight = max(queue last night + arrivals today - capacity, 0).
TEST(Queue, IsTheRecursionOfLindleyDayByDay)
{
    for (const std::int64_t capacity : {0, 1, 7, 10, 1'000}) {
        Simulation simulation{post_with_a_queue(300, 9.0, capacity).loaded(), 1};
        std::int64_t left_before = 0;
        std::int64_t crossed_before = 0;
        std::int64_t queue = 0;
        for (int d = 0; d < 300; ++d) {
            live(simulation, 1);
            const std::int64_t left = at_node(simulation, &Tally::departures, "B");
            const std::int64_t crossed = at_leg(simulation, &Tally::crossings, "B-D");
            ASSERT_LE(crossed - crossed_before, capacity);
            queue = std::max<std::int64_t>(queue + left - left_before - capacity, 0);
            ASSERT_EQ(stock(simulation, "B", Status::waiting), queue) << "day " << d << ", capacity " << capacity;
            left_before = left;
            crossed_before = crossed;
        }
    }
}

TEST(Queue, AdmitsThoseFirstWhoHaveWaitedLongest)
{
    Sketch sketch = post_with_a_queue(200, 22.0, 20);
    sketch.model().departures.party_size_share = {0.5, 0.3, 0.2};
    Simulation simulation{sketch.loaded(), 1};
    std::map<PartyId, std::uint16_t> waiting;  // since when
    for (int d = 0; d < 200; ++d) {
        live(simulation, 1);
        std::map<PartyId, std::uint16_t> still;
        std::uint16_t longest = 0xffff;
        for (const Party& p : parties(simulation))
            if (p.halt == Halt::queue) {
                still[p.id] = p.waiting_since;
                longest = std::min(longest, p.waiting_since);
            }
        for (const auto& [id, since] : waiting)
            ASSERT_TRUE(still.contains(id) || since <= longest) << "someone was overtaken on day " << d;
        for (const auto& [id, since] : still) {
            const auto before = waiting.find(id);
            ASSERT_EQ(since, before == waiting.end() ? d : before->second) << "waiting since another day than before";
        }
        waiting = std::move(still);
    }
    EXPECT_FALSE(waiting.empty());
}

TEST(Queue, NeverAdmitsMorePeopleThanTheDayHasPlaces)
{
    Sketch sketch = post_with_a_queue(100, 30.0, 25);
    sketch.model().departures.party_size_share = {0.2, 0.2, 0.2, 0.4};
    Simulation simulation{sketch.loaded(), 1};
    std::int64_t before = 0;
    for (int d = 0; d < 100; ++d) {
        live(simulation, 1);
        const std::int64_t crossed = at_leg(simulation, &Tally::crossings, "B-D");
        ASSERT_LE(crossed - before, 25);
        ASSERT_TRUE(d < 20 || crossed - before >= 25 - 3) << "only a party of four may have been too many";
        before = crossed;
    }
}

TEST(Queue, DoesNotDependOnThreads)
{
    Sketch sketch = post_with_a_queue(60, 40.0, 30);
    sketch.model().departures.party_size_share = {0.5, 0.5};
    const auto alone = hashes(sketch.loaded(), 1);
    for (const int threads : {2, 3, 8}) EXPECT_EQ(hashes(sketch.loaded(), threads), alone) << threads;
}

/// Expected queue, averaged over the first days, of the recursion from an empty start: the law of the queue is carried
/// on from day to day.
double expected_mean_queue(double mean, std::size_t capacity, int days)
{
    constexpr std::size_t longest = 600;
    std::vector<double> arrivals(longest);
    arrivals[0] = std::exp(-mean);
    for (std::size_t k = 1; k < longest; ++k) arrivals[k] = arrivals[k - 1] * mean / static_cast<double>(k);
    std::vector<double> queue(longest, 0.0);
    queue[0] = 1.0;
    double total = 0.0;
    for (int d = 0; d < days; ++d) {
        std::vector<double> next(longest, 0.0);
        for (std::size_t q = 0; q < longest && queue[q] + 1.0 > 1.0; ++q)
            for (std::size_t a = 0; a < 80 && q + a < longest; ++a)
                next[q + a > capacity ? q + a - capacity : 0] += queue[q] * arrivals[a];
        queue = std::move(next);
        for (std::size_t q = 0; q < longest; ++q) total += static_cast<double>(q) * queue[q];
    }
    return total / days;
}

struct Estimate {
    double mean = 0.0;
    double standard_error = 0.0;
};
template <class Run>
Estimate over_seeds(int seeds, Run&& run)
{
    double total = 0.0;
    double squares = 0.0;
    for (int seed = 1; seed <= seeds; ++seed) {
        const double value = run(seed);
        total += value;
        squares += value * value;
    }
    const double mean = total / seeds;
    return {mean, std::sqrt((squares / seeds - mean * mean) / (seeds - 1))};
}

Estimate mean_queue(double people_per_day, std::int64_t capacity, int days, int seeds)
{
    Sketch sketch = post_with_a_queue(days, people_per_day, capacity);
    return over_seeds(seeds, [&](int seed) {
        sketch.scenario.run.seed = seed;
        Simulation simulation{sketch.loaded(), 1};
        double total = 0.0;
        for (int d = 0; d < days; ++d) {
            simulation.step();
            total += static_cast<double>(stock(simulation, "B", Status::waiting));
        }
        return total / days;
    });
}

// One place a day, Poisson arrivals at daybreak, admission on the same day: the nights that a person waits have the
// mean of the wait in an M/D/1 queue, load / (2 (1 - load)) days (Pollaczek and Khinchine): with X = queue + arrivals
// before the post opens, X' = max(X - 1, 0) + arrivals is the number left behind in that queue. By Little's law the
// mean queue is load times that. At load 0.7: 0.8167 people. 120 runs of 1,500 days; 3 standard errors are about 0.02.
TEST(QueueStatistics, WaitsAsPollaczekAndKhinchineSay)
{
    constexpr double load = 0.7;
    constexpr int days = 1'500;
    const double stationary = load * load / (2.0 * (1.0 - load));
    const double expected = expected_mean_queue(load, 1, days);
    EXPECT_NEAR(expected, stationary, 0.005);  // what the empty start takes away from the average
    const Estimate found = mean_queue(load, 1, days, 120);
    EXPECT_LT(found.standard_error, 0.02);
    EXPECT_NEAR(found.mean, expected, 4 * found.standard_error);
}

// Several places a day: no closed form, so the law of the queue is carried on day by day. Load 0.9, 10 places.
TEST(QueueStatistics, OfSeveralPlacesHasTheLawOfTheRecursion)
{
    constexpr int days = 300;
    const double expected = expected_mean_queue(9.0, 10, days);
    const Estimate found = mean_queue(9.0, 10, days, 100);
    EXPECT_LT(found.standard_error, 0.05 * expected);
    EXPECT_NEAR(found.mean, expected, 4 * found.standard_error);
}

}  // namespace
}  // namespace corredor

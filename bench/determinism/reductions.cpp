// What it costs to count in an order that does not depend on threads. A run of the ordinary engine says how much each
// lane adds to each count on a day; the same additions are then made in the engine's way (every lane into counts of its
// own, added up lane by lane) and as a program would that does not care about order (all threads at once into one set
// of shared atomic counts). `bench/run.py` calls this and prints what it says.
//   corredor_reductions SCENARIO THREADS PERSONS_PER_AGENT FIRST_DAY DAYS

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "scenario/load.hpp"
#include "simulation/simulation.hpp"

namespace {

using namespace corredor;

double seconds_of(const auto& work)
{
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// All counts of a lane one after the other.
std::vector<std::int64_t> flat(const Tally& tally)
{
    std::vector<std::int64_t> all;
    Tally::each(tally, [&](const Tally::Counts& counts) { all.insert(all.end(), counts.begin(), counts.end()); });
    return all;
}

struct Addition {
    std::uint32_t cell = 0;
    std::int32_t value = 0;
};

/// One day's changes of one lane. A count of people changes party by party, so that many additions are made as there
/// are people behind the change; sums of money or of days are one each.
std::vector<Addition> additions_between(const std::vector<std::int64_t>& before, const std::vector<std::int64_t>& after)
{
    constexpr std::int64_t most_at_once = 64;
    std::vector<Addition> additions;
    for (std::size_t cell = 0; cell < before.size(); ++cell) {
        const std::int64_t change = after[cell] - before[cell];
        const std::int64_t size = std::abs(change);
        const std::int64_t parts = size <= most_at_once ? size : most_at_once;
        for (std::int64_t part = 0; part < parts; ++part)
            additions.push_back({static_cast<std::uint32_t>(cell), static_cast<std::int32_t>(change / parts)});
    }
    // As parties come: not cell by cell, which would leave each count in a register.
    for (std::size_t i = additions.size(); i > 1; --i) std::swap(additions[i - 1], additions[mix(i) % i]);
    return additions;
}

struct Timing {
    double days = 0.0;       // the engine's days themselves
    double ordered = 0.0;    // their additions, lane by lane
    double merging = 0.0;    // adding up lanes, in order
    double unordered = 0.0;  // their additions, into shared counts
    std::size_t additions = 0;
};

/// Both ways of counting the additions of one day.
class Counters {
public:
    Counters(std::size_t cells, const Workers& workers) : workers_{workers}, own_(lane_count), shared_(cells)
    {
        for (auto& own : own_) own.assign(cells, 0);
    }

    void count(const std::vector<std::vector<Addition>>& of_lanes, Timing& timing)
    {
        timing.ordered += seconds_of([&] {
            workers_.for_each(lane_count, [&](std::size_t l) {
                for (const Addition& a : of_lanes[l]) own_[l][a.cell] += a.value;
            });
        });
        timing.merging += seconds_of([&] {
            sum_ = own_.front();
            for (std::size_t l = 1; l < lane_count; ++l)
                for (std::size_t cell = 0; cell < sum_.size(); ++cell) sum_[cell] += own_[l][cell];
        });
        timing.unordered += seconds_of([&] {
            workers_.for_each(lane_count, [&](std::size_t l) {
                for (const Addition& a : of_lanes[l]) shared_[a.cell].fetch_add(a.value, std::memory_order_relaxed);
            });
        });
        for (const auto& of_lane : of_lanes) timing.additions += of_lane.size();
    }

    [[nodiscard]] bool agree() const
    {
        return std::ranges::equal(sum_, shared_, {}, {}, [](const auto& count) { return count.load(); });
    }

private:
    const Workers& workers_;
    std::vector<std::vector<std::int64_t>> own_;
    std::vector<std::int64_t> sum_;
    std::vector<std::atomic<std::int64_t>> shared_;
};

}  // namespace

int main(int argc, char** argv)
{
    if (argc != 6) {
        fmt::print(stderr, "usage: corredor_reductions SCENARIO THREADS PERSONS_PER_AGENT FIRST_DAY DAYS\n");
        return 2;
    }
    const int threads = std::atoi(argv[2]);
    LoadOptions options;
    options.persons_per_agent = std::atoi(argv[3]);
    const Tick first = std::atoi(argv[4]);
    const Tick days = std::atoi(argv[5]);
    Simulation simulation{load_scenario(argv[1], options), threads};
    while (simulation.tick() < first) simulation.step();

    const auto counts_of = [&] {
        std::vector<std::vector<std::int64_t>> all;
        for (const Lane& lane : simulation.state().lanes) all.push_back(flat(lane.tally));
        return all;
    };
    auto before = counts_of();
    const Workers workers{threads};
    Counters counters{before.front().size(), workers};
    Timing timing;
    for (Tick day = 0; day < days; ++day) {
        timing.days += seconds_of([&] { simulation.step(); });
        auto after = counts_of();
        std::vector<std::vector<Addition>> additions;
        for (std::size_t l = 0; l < lane_count; ++l) additions.push_back(additions_between(before[l], after[l]));
        counters.count(additions, timing);
        before = std::move(after);
    }
    if (!counters.agree()) {
        fmt::print(stderr, "both ways of counting disagree\n");
        return 1;
    }
    fmt::print("{{\"days\": {}, \"ordered\": {}, \"merging\": {}, \"unordered\": {}, \"additions\": {}}}\n",
               timing.days, timing.ordered, timing.merging, timing.unordered, timing.additions);
    return 0;
}

#include "studies/replicates.hpp"

#include <algorithm>

#include "base/random.hpp"
#include "scenario/validate.hpp"

namespace corredor {

std::int64_t replicate_seed(std::int64_t study_seed, std::uint64_t replicate)
{
    constexpr unsigned half_bits = 26;
    constexpr std::uint64_t half = (std::uint64_t{1} << half_bits) - 1;
    const std::uint64_t key = mix(static_cast<std::uint64_t>(study_seed) ^ 0x636f72726564'6f72ULL);
    std::uint64_t left = replicate >> half_bits & half;
    std::uint64_t right = replicate & half;
    for (std::uint64_t round = 0; round < 4; ++round) {
        const std::uint64_t mixed = mix(key ^ mix(right | round << half_bits)) & half;
        left = std::exchange(right, left ^ mixed);
    }
    return static_cast<std::int64_t>(left << half_bits | right);
}

LoadedScenario with_seed(LoadedScenario loaded, std::int64_t seed)
{
    loaded.scenario.run.seed = seed;
    return loaded;
}

double memory_of(const LoadedScenario& loaded)
{
    constexpr double bytes_per_agent = 64.0;
    constexpr double bytes_besides = 200e6;  // ways, records, results
    double people = static_cast<double>(loaded.scenario.model.departures.pool_people);
    for (const CohortSpec& cohort : loaded.scenario.model.departures.cohorts)
        people += static_cast<double>(cohort.people);
    for (const StockRow& row : loaded.tables.initial_stock) people += static_cast<double>(row.people);
    return people / static_cast<double>(loaded.scenario.run.persons_per_agent) * bytes_per_agent + bytes_besides;
}

Shares share_out(std::size_t runs, int threads, double bytes)
{
    const int all = Workers{threads}.threads();
    const double fit = std::max(1.0, static_cast<double>(memory_for_a_run()) / bytes);
    const double most = std::min({static_cast<double>(runs), static_cast<double>(all), fit});
    const int at_a_time = std::max(1, static_cast<int>(most));
    return {at_a_time, std::max(1, all / at_a_time)};
}

StudyMonitor::StudyMonitor(std::size_t runs, StudyKeepGoing keep_going)
    : keep_going_{std::move(keep_going)}, runs_{runs}
{
}

// The last word that a run says of itself counts, so the agent-days of runs under way are left out until they end.
KeepGoing StudyMonitor::of_run()
{
    const std::lock_guard outer{mutex_};
    const std::size_t run = next_run_++;
    share_[run] = 0.0;
    return [this, run](const RunProgress& now) {
        const std::lock_guard lock{mutex_};
        share_[run] = now.last_tick > 0 ? static_cast<double>(now.tick) / now.last_tick : 1.0;
        return tell();
    };
}

void StudyMonitor::run_is_done(const RunOutcome& outcome)
{
    const std::lock_guard lock{mutex_};
    ++runs_done_;
    agent_days_ += outcome.agent_days;
    tell();
}

void StudyMonitor::runs_are_now(std::size_t runs)
{
    const std::lock_guard lock{mutex_};
    runs_ = runs;
}

bool StudyMonitor::is_stopped() const
{
    const std::lock_guard lock{mutex_};
    return is_stopped_;
}

bool StudyMonitor::tell()
{
    if (is_stopped_) return false;
    if (!keep_going_) return true;
    double done = 0.0;
    for (const auto& [run, share] : share_) done += share;
    const double all = std::max<double>(1.0, static_cast<double>(runs_));
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin_;
    is_stopped_ = !keep_going_({runs_done_, runs_, std::min(1.0, done / all), agent_days_, passed.count()});
    return !is_stopped_;
}

}  // namespace corredor

#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "base/parallel.hpp"
#include "studies/run.hpp"

namespace corredor {

/// The seed of a replicate: a permutation of the numbers below 2^52, keyed by the seed of the study (four rounds of a
/// Feistel network on SplitMix64). So no two replicates of a study share a stream of random numbers, replicate r has
/// the same seed however many there are, and `--seed` runs any of them alone.
[[nodiscard]] std::int64_t replicate_seed(std::int64_t study_seed, std::uint64_t replicate);

/// The same scenario with another seed. Its YAML stays that of the study.
[[nodiscard]] LoadedScenario with_seed(LoadedScenario loaded, std::int64_t seed);

/// How a study with many runs shares out the machine: runs at a time, and threads for each of them. As many runs at a
/// time as there are threads, if memory holds them: threads between runs never wait for one another.
struct Shares {
    int runs_at_a_time = 1;
    int threads_each = 1;
};

/// threads  0: one for each processor
/// bytes    [bytes] that one run takes, roughly
[[nodiscard]] Shares share_out(std::size_t runs, int threads, double bytes);

/// [bytes] that a run of this scenario takes at most, roughly.
[[nodiscard]] double memory_of(const LoadedScenario&);

struct StudyProgress {
    std::size_t runs_done = 0;
    std::size_t runs = 0;
    double share_done = 0.0;  // of all days of all runs
    std::int64_t agent_days = 0;
    double seconds = 0.0;
};

/// Called now and then during a study, from one thread at a time; false ends it.
using StudyKeepGoing = std::function<bool(const StudyProgress&)>;

/// Adds up how far the runs of a study have come. May be told from many threads.
class StudyMonitor {
public:
    StudyMonitor(std::size_t runs, StudyKeepGoing keep_going);

    /// For one run: to be asked by it.
    [[nodiscard]] KeepGoing of_run();
    void run_is_done(const RunOutcome& outcome);
    void runs_are_now(std::size_t runs);
    [[nodiscard]] bool is_stopped() const;

private:
    bool tell();

    mutable std::mutex mutex_;
    StudyKeepGoing keep_going_;
    std::size_t runs_;
    std::size_t runs_done_ = 0;
    std::size_t next_run_ = 0;
    std::map<std::size_t, double> share_;  // of runs under way
    std::int64_t agent_days_ = 0;
    bool is_stopped_ = false;
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

/// Works on items 0, 1, … several at a time and hands the results over in their order, so that nothing depends on
/// threads. No more results wait for their turn than there are workers.
///
/// work  gives the result of an item, or nothing to end here
/// take  is given each result by one thread at a time; false: no more are wanted
template <class Work, class Take>
void work_in_order(std::size_t count, int workers, Work&& work, Take&& take)
{
    using Result = typename std::invoke_result_t<Work, std::size_t>::value_type;
    std::mutex mutex;
    std::condition_variable turn;
    std::map<std::size_t, Result> waiting;
    std::size_t next_item = 0;
    std::size_t next_taken = 0;
    bool is_over = false;
    std::exception_ptr error;

    const auto claim = [&]() -> std::optional<std::size_t> {
        std::unique_lock lock{mutex};
        const auto most_ahead = static_cast<std::size_t>(workers);
        turn.wait(lock, [&] { return is_over || next_item >= count || next_item < next_taken + 2 * most_ahead; });
        if (is_over || next_item >= count) return std::nullopt;
        return next_item++;
    };
    const auto hand_over = [&](std::size_t item, std::optional<Result> result) {
        const std::lock_guard lock{mutex};
        if (result)
            waiting.emplace(item, std::move(*result));
        else
            is_over = true;
        while (!is_over && !waiting.empty() && waiting.begin()->first == next_taken) {
            Result first = std::move(waiting.begin()->second);
            waiting.erase(waiting.begin());
            if (!take(next_taken++, std::move(first))) is_over = true;
        }
        turn.notify_all();
    };
    Workers{workers}.for_each(static_cast<std::size_t>(workers), [&](std::size_t) {
        try {
            while (const auto item = claim()) hand_over(*item, work(*item));
        } catch (...) {
            const std::lock_guard lock{mutex};
            if (!error) error = std::current_exception();
            is_over = true;
            turn.notify_all();
        }
    });
    if (error) std::rethrow_exception(error);
}

}  // namespace corredor

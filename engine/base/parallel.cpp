#include "base/parallel.hpp"

#include "base/check.hpp"

#ifdef CORREDOR_STD_THREADS

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace corredor {

// ThreadSanitizer cannot see inside Debian's oneTBB and reports races that are none; this backend it understands.
struct Workers::Arena {
    int threads = 1;
};

Workers::Workers(int threads)
    : arena_{std::make_unique<Arena>(
          Arena{threads > 0 ? threads : std::max(1, static_cast<int>(std::thread::hardware_concurrency()))})}
{
}

void Workers::for_each(std::size_t count, const std::function<void(std::size_t)>& work) const
{
    std::atomic<std::size_t> next = 0;
    std::exception_ptr first_error;
    std::mutex error_mutex;
    const auto take_pieces = [&] {
        for (std::size_t i = next++; i < count; i = next++) {
            try {
                work(i);
            } catch (...) {
                const std::lock_guard lock{error_mutex};
                if (!first_error) first_error = std::current_exception();
            }
        }
    };
    if (arena_->threads == 1) {
        take_pieces();
    } else {
        std::vector<std::jthread> threads;
        for (int t = 0; t < arena_->threads; ++t) threads.emplace_back(take_pieces);
    }
    if (first_error) std::rethrow_exception(first_error);
}

}  // namespace corredor

#else

#include <optional>

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

namespace corredor {

struct Workers::Arena {
    explicit Arena(int count) : threads{count}, arena{count}
    {
        // More threads than processors are of use only to show that results do not depend on them.
        if (count > oneapi::tbb::info::default_concurrency())
            allow.emplace(oneapi::tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(count));
    }
    int threads;
    std::optional<oneapi::tbb::global_control> allow;
    oneapi::tbb::task_arena arena;
};

Workers::Workers(int threads)
    : arena_{std::make_unique<Arena>(threads > 0 ? threads : oneapi::tbb::info::default_concurrency())}
{
}

void Workers::for_each(std::size_t count, const std::function<void(std::size_t)>& work) const
{
    if (arena_->threads == 1) {
        for (std::size_t i = 0; i < count; ++i) work(i);
        return;
    }
    arena_->arena.execute(
        [&] { oneapi::tbb::parallel_for(std::size_t{0}, count, work, oneapi::tbb::simple_partitioner{}); });
}

}  // namespace corredor

#endif

namespace corredor {

Workers::~Workers() = default;
Workers::Workers(Workers&&) noexcept = default;
Workers& Workers::operator=(Workers&&) noexcept = default;
int Workers::threads() const
{
    return arena_->threads;
}

}  // namespace corredor

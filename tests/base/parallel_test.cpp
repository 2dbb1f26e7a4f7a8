#include <atomic>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include "base/parallel.hpp"

namespace corredor {
namespace {

TEST(Workers, DoEveryPieceOnceWhateverTheirNumber)
{
    for (const int threads : {1, 2, 3, 8, 16}) {
        const Workers workers{threads};
        EXPECT_EQ(workers.threads(), threads);
        for (const std::size_t count : {0U, 1U, 2U, 32U, 1'000U}) {
            std::vector<std::atomic<int>> done(count);
            workers.for_each(count, [&](std::size_t i) { ++done[i]; });
            for (const auto& times : done) ASSERT_EQ(times, 1) << threads << " threads, " << count << " pieces";
        }
    }
}

TEST(Workers, ThrowAgainWhatAPieceThrew)
{
    for (const int threads : {1, 3}) {
        const Workers workers{threads};
        const auto fail_at_seven = [](std::size_t i) {
            if (i == 7) throw std::runtime_error{"seven"};
        };
        EXPECT_THROW(workers.for_each(32, fail_at_seven), std::runtime_error) << threads;
    }
}

}  // namespace
}  // namespace corredor

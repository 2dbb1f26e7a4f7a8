#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <gtest/gtest.h>

#include "base/random.hpp"
#include "world/ways.hpp"

namespace corredor {
namespace {

// Every test here compares counts with what they are expected to be. Null: they follow the law. The sum of squares is
// compared with the quantile of chi-square that it passes with chance 1e-8 under the null; there are fewer than 100
// comparisons, so false alarms stay below 1e-6. Seeds are fixed.

void expect_counts(const std::vector<double>& observed, const std::vector<double>& expected, const std::string& what)
{
    double sum = 0.0;
    double cells = 0.0;
    double seen = 0.0;
    double due = 0.0;
    double left = 0.0;
    for (const double e : expected) left += e;
    for (std::size_t k = 0; k < expected.size(); ++k) {
        seen += observed[k];
        due += expected[k];
        left -= expected[k];
        if (due < 20.0 || (left < 20.0 && k + 1 < expected.size())) continue;
        sum += (seen - due) * (seen - due) / due;
        ++cells;
        seen = due = 0.0;
    }
    ASSERT_GT(cells, 1.0) << what;
    const boost::math::chi_squared_distribution<double> null{cells - 1.0};
    EXPECT_LT(sum, quantile(complement(null, 1e-8))) << what << ", " << cells << " cells";
}

// 1,000,000 draws each.
TEST(GeometricStatistics, WaitsFollowTheLaw)
{
    constexpr std::uint64_t draws = 1'000'000;
    for (const double p : {0.004, 0.03, 0.3, 0.5, 0.9}) {
        const double inverse = inverse_log_failure(p);
        std::vector<double> observed(6'000, 0.0);
        std::vector<double> expected(6'000, 0.0);
        for (std::uint64_t i = 0; i < draws; ++i) {
            const std::int64_t days = geometric(Draws{21, Stream::travel, i, 3}.bits(), inverse);
            observed[static_cast<std::size_t>(std::min<std::int64_t>(days, 5'999))] += 1.0;
        }
        for (std::size_t k = 1; k < expected.size(); ++k)
            expected[k] = static_cast<double>(draws) * p * std::pow(1.0 - p, static_cast<double>(k - 1));
        expect_counts(observed, expected, "chance " + std::to_string(p));
    }
}

// 200,000 draws each. More than 256 trials take several uniform numbers; above one half failures are counted.
TEST(BinomialStatistics, CountsFollowTheLaw)
{
    constexpr std::uint64_t draws = 200'000;
    for (const std::int64_t trials : {1, 7, 256, 600})
        for (const double p : {0.02, 0.4, 0.5, 0.93}) {
            const boost::math::binomial_distribution<double> law{static_cast<double>(trials), p};
            std::vector<double> observed(static_cast<std::size_t>(trials) + 1, 0.0);
            std::vector<double> expected;
            for (std::int64_t k = 0; k <= trials; ++k)
                expected.push_back(static_cast<double>(draws) * pdf(law, static_cast<double>(k)));
            for (std::uint64_t i = 0; i < draws; ++i) {
                Draws of_entity{29, Stream::belief, i, 2};
                observed.at(static_cast<std::size_t>(binomial(of_entity, trials, p))) += 1.0;
            }
            expect_counts(observed, expected, std::to_string(trials) + " trials at " + std::to_string(p));
        }
}

// Choice by thresholds, the way that parties choose legs: 1,000,000 draws for each number of ways.
TEST(ThresholdStatistics, EachWayIsTakenAsOftenAsItsShare)
{
    constexpr std::uint64_t draws = 1'000'000;
    constexpr std::size_t slots = 8;
    for (std::size_t ways = 2; ways <= slots; ++ways) {
        std::vector<double> share(ways);
        double total = 0.0;
        for (std::size_t w = 0; w < ways; ++w) total += share[w] = 1.0 / static_cast<double>((w + 1) * (w + 1));
        std::array<std::int32_t, slots> upto{};
        upto.fill(0x7fffffff);
        double sum = 0.0;
        for (std::size_t w = 0; w + 1 < ways; ++w) {
            sum += share[w] / total;
            upto[w] = static_cast<std::int32_t>(sum * 0x1p31) - 1;  // the last draw that takes this way
        }
        std::vector<double> observed(ways, 0.0);
        for (std::uint64_t i = 0; i < draws; ++i)
            observed[Ways::slot_of(upto.data(), slots, Draws{22, Stream::travel, i, 4}.bits() >> 1U)] += 1.0;
        std::vector<double> expected(ways);
        for (std::size_t w = 0; w < ways; ++w) expected[w] = static_cast<double>(draws) * share[w] / total;
        expect_counts(observed, expected, std::to_string(ways) + " ways");
    }
}

// 1,000,000 draws in 256 cells of equal chance, from consecutive entities, from consecutive days, from consecutive
// draws of one entity, and from the seeds of replicates.
TEST(UniformStatistics, CellsAreHitEquallyOftenAlongEveryAxis)
{
    constexpr std::uint64_t draws = 1'000'000;
    constexpr std::size_t cells = 256;
    const std::vector<double> expected(cells, static_cast<double>(draws) / cells);
    const auto compare = [&](const std::string& axis, auto&& draw) {
        std::vector<double> observed(cells, 0.0);
        for (std::uint64_t i = 0; i < draws; ++i) observed[static_cast<std::size_t>(draw(i) * cells)] += 1.0;
        expect_counts(observed, expected, axis);
    };
    compare("entities", [](std::uint64_t i) { return Draws{23, Stream::residence, i, 5}.uniform(); });
    compare("days", [](std::uint64_t i) {
        return Draws{23, Stream::residence, 99, static_cast<std::int32_t>(i)}.uniform();
    });
    compare("seeds", [](std::uint64_t i) { return Draws{i, Stream::residence, 99, 5}.uniform(); });
    Draws one{23, Stream::departure, 99, 5};
    compare("draws", [&](std::uint64_t) { return one.uniform(); });
    compare("fine", [](std::uint64_t i) { return Draws{24, Stream::departure_count, i, 5}.fine_uniform(); });
}

// Pairs of neighbours fall into 32 x 32 cells equally often: neither the next entity nor the next day, stream or seed
// can be told from this one. 1,000,000 pairs each.
TEST(UniformStatistics, NeighboursAreIndependent)
{
    constexpr std::uint64_t pairs = 1'000'000;
    constexpr std::size_t side = 32;
    const std::vector<double> expected(side * side, static_cast<double>(pairs) / (side * side));
    const auto compare = [&](const std::string& axis, auto&& first, auto&& second) {
        std::vector<double> observed(side * side, 0.0);
        for (std::uint64_t i = 0; i < pairs; ++i)
            observed[static_cast<std::size_t>(first(i) * side) * side + static_cast<std::size_t>(second(i) * side)] +=
                1.0;
        expect_counts(observed, expected, axis);
    };
    const auto plain = [](std::uint64_t i) { return Draws{25, Stream::travel, i, 7}.uniform(); };
    compare("entity", plain, [](std::uint64_t i) { return Draws{25, Stream::travel, i + 1, 7}.uniform(); });
    compare("day", plain, [](std::uint64_t i) { return Draws{25, Stream::travel, i, 8}.uniform(); });
    compare("stream", plain, [](std::uint64_t i) { return Draws{25, Stream::crossing, i, 7}.uniform(); });
    compare("seed", plain, [](std::uint64_t i) { return Draws{26, Stream::travel, i, 7}.uniform(); });
}

// Standard normal by inversion, 1,000,000 draws in 40 cells of equal chance.
TEST(NormalStatistics, DrawsFollowTheLaw)
{
    constexpr std::uint64_t draws = 1'000'000;
    constexpr std::size_t cells = 40;
    std::vector<double> observed(cells, 0.0);
    for (std::uint64_t i = 0; i < draws; ++i) {
        const double z = normal(Draws{27, Stream::belief, i, 1}.uniform());
        const double below = 0.5 * std::erfc(-z / std::sqrt(2.0));
        observed[std::min(cells - 1, static_cast<std::size_t>(below * cells))] += 1.0;
    }
    expect_counts(observed, std::vector<double>(cells, static_cast<double>(draws) / cells), "normal");
}

}  // namespace
}  // namespace corredor

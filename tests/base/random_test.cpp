#include <cmath>
#include <vector>

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/poisson.hpp>
#include <gtest/gtest.h>

#include "base/check.hpp"
#include "base/random.hpp"

namespace corredor {
namespace {

// Vectors for philox4x32-10 from kat_vectors of Random123 1.09. The counter is (entity, stream and day, index), the key
// is the seed, so each of them is one call of ours.
TEST(Philox, AnswersThePublishedVectors)
{
    EXPECT_EQ(random_block(0, Stream{0}, 0, 0, 0), (RandomBlock{0x6627e8d5U, 0xe169c58dU, 0xbc57ac4cU, 0x9b00dbd8U}));
    EXPECT_EQ(random_block(0xffffffffffffffffU, Stream{0xff}, 0xffffffffffffffffU, 0xffffff, 0xffffffffU),
              (RandomBlock{0x408f276dU, 0x41c83b0eU, 0xa20bc7c6U, 0x6d5451fdU}));
    // The digits of pi.
    EXPECT_EQ(random_block(0x299f31d0a4093822U, Stream{0x13}, 0x85a308d3243f6a88U, 0x198a2e, 0x03707344U),
              (RandomBlock{0xd16cfe09U, 0x94fdccebU, 0x5001e420U, 0x24126ea1U}));
}

TEST(Philox, GivesManyEntitiesWhatItGivesEachOfThem)
{
    for (const std::int32_t day : {0, 3, 4017, -1}) {
        for (std::size_t count = 0; count <= 200; ++count) {
            std::vector<std::uint64_t> entities(count);
            for (std::size_t i = 0; i < count; ++i) entities[i] = mix(i + count);
            std::vector<RandomBlock> blocks(count);
            random_blocks(20'250'101, Stream::travel, entities, day, blocks);
            for (std::size_t i = 0; i < count; ++i)
                ASSERT_EQ(blocks[i], random_block(20'250'101, Stream::travel, entities[i], day, 0))
                    << i << " of " << count << " on day " << day;
        }
    }
}

TEST(Draws, GoOnIntoTheNextBlockAndStartTheSameFromAGivenFirstOne)
{
    Draws draws{7, Stream::crossing, 42, 9};
    Draws given{7, Stream::crossing, 42, 9, random_block(7, Stream::crossing, 42, 9, 0)};
    for (std::uint32_t i = 0; i < 20; ++i) {
        const std::uint32_t expected = random_block(7, Stream::crossing, 42, 9, i / 4)[i % 4];
        EXPECT_EQ(draws.bits(), expected);
        EXPECT_EQ(given.bits(), expected);
    }
}

TEST(Draws, DifferWhenAnythingTheyAreDrawnForDiffers)
{
    const RandomBlock base = random_block(1, Stream::travel, 1, 1, 0);
    EXPECT_NE(base, random_block(2, Stream::travel, 1, 1, 0));
    EXPECT_NE(base, random_block(1ULL << 32U | 1U, Stream::travel, 1, 1, 0));
    EXPECT_NE(base, random_block(1, Stream::crossing, 1, 1, 0));
    EXPECT_NE(base, random_block(1, Stream::travel, 2, 1, 0));
    EXPECT_NE(base, random_block(1, Stream::travel, 1ULL << 32U | 1U, 1, 0));
    EXPECT_NE(base, random_block(1, Stream::travel, 1, 2, 0));
    EXPECT_NE(base, random_block(1, Stream::travel, 1, 1, 1));
}

/// A first block that is all ones or all zeros: the ends of what can be drawn.
Draws draws_from(std::uint32_t bits)
{
    return Draws{0, Stream::travel, 0, 0, {bits, bits, bits, bits}};
}

TEST(Draws, NeverGiveEitherEndOfTheUnitInterval)
{
    for (const std::uint32_t bits : {0U, 0xffffffffU}) {
        EXPECT_GT(draws_from(bits).uniform(), 0.0);
        EXPECT_LT(draws_from(bits).uniform(), 1.0);
        EXPECT_GT(draws_from(bits).fine_uniform(), 0.0);
        EXPECT_LT(draws_from(bits).fine_uniform(), 1.0);
    }
    EXPECT_TRUE(draws_from(0xffffffffU).happens(1.0));
    EXPECT_FALSE(draws_from(0).happens(0.0));
}

TEST(LogOfUniform, IsAsExactAs32BitsAre)
{
    // A step of the uniform number is 2^-32 apart from the next: an error of a hundredth of that can change nothing
    // that 32 bits could tell apart. Where the number is small its logarithm is large, and what counts is relative.
    const auto check = [](std::uint32_t bits) {
        const long double exact = std::log((static_cast<long double>(bits) + 0.5L) * 0x1p-32L);
        const double error = std::fabs(static_cast<double>(log_of_uniform(bits) - exact));
        ASSERT_LT(error, 0x1p-32 / 100) << bits;
        ASSERT_LT(log_of_uniform(bits), 0.0) << bits;
    };
    for (std::uint64_t bits = 0; bits <= 0xffffffffU; bits += 65'521) check(static_cast<std::uint32_t>(bits));
    for (std::uint32_t i = 0; i < 5'000; ++i) {
        check(i);
        check(0xffffffffU - i);
    }
    for (unsigned power = 1; power < 32; ++power)
        for (std::uint32_t i = 0; i < 10; ++i) check((1U << power) - 5 + i);
}

/// How many of the 2^32 equally likely inputs give a count above n: by halving, since more bits never give more.
double chance_above(std::int64_t n, double inverse)
{
    std::uint64_t low = 0;
    std::uint64_t high = 1ULL << 32U;
    while (low < high) {
        const std::uint64_t middle = (low + high) / 2;
        if (geometric(static_cast<std::uint32_t>(middle), inverse) > n)
            low = middle + 1;
        else
            high = middle;
    }
    return static_cast<double>(low) * 0x1p-32;
}

TEST(Geometric, HasTheDistributionOfTheFirstSuccess)
{
    for (const double p : {1e-6, 0.001, 0.01, 0.3, 0.5, 0.9, 0.999}) {
        const double inverse = inverse_log_failure(p);
        for (const std::int64_t n : {0, 1, 2, 3, 7, 30, 365, 4'000})
            // P(N > n) = (1 - p)^n, to two of the 2^32 steps
            EXPECT_NEAR(chance_above(n, inverse), std::pow(1.0 - p, static_cast<double>(n)), 2 * 0x1p-32)
                << "p = " << p << ", n = " << n;
    }
}

TEST(Geometric, SucceedsAtOnceWhenSuccessIsCertain)
{
    for (const std::uint32_t bits : {0U, 1U, 0x80000000U, 0xffffffffU})
        EXPECT_EQ(geometric(bits, inverse_log_failure(1.0)), 1);
    EXPECT_THROW((void)inverse_log_failure(0.0), InternalError);
}

TEST(Geometric, IsTheSameForManyAtOnce)
{
    constexpr std::int32_t longest = 500;
    std::vector<std::uint32_t> bits;
    std::vector<double> inverse;
    for (std::uint32_t i = 0; i < 1'003; ++i) {
        Draws draws{7, Stream::hostile_test, i, 0};
        bits.push_back(i < 2 ? i * 0xffffffffU : draws.bits());
        inverse.push_back(inverse_log_failure(i % 10 == 9 ? 1.0 : draws.uniform() * (i % 2 == 0 ? 1.0 : 0.01)));
    }
    std::vector<std::int32_t> trials(bits.size());
    geometric(bits, inverse, longest, trials);
    for (std::size_t i = 0; i < bits.size(); ++i)
        EXPECT_EQ(trials[i], std::min<std::int64_t>(geometric(bits[i], inverse[i]), longest)) << i;
}

TEST(DrawsBelow, CountsTheDrawsThatFallUnderAProbability)
{
    EXPECT_EQ(draws_below(0.0), 0U);
    EXPECT_EQ(draws_below(1.0), std::uint64_t{1} << 32U);
    for (const double probability :
         {1e-12, 0x1p-33, 0x1.8p-32, 1e-9, 0.1, 1.0 / 3.0, 0.5, 0.75, 0.999999, 1.0 - 1e-12}) {
        const std::uint64_t count = draws_below(probability);
        if (count > 0) {
            EXPECT_LT(uniform_of(static_cast<std::uint32_t>(count - 1)), probability);
        }
        if (count < std::uint64_t{1} << 32U) {
            EXPECT_GE(uniform_of(static_cast<std::uint32_t>(count)), probability);
        }
    }
}

TEST(Poisson, InvertsTheDistributionFunction)
{
    for (const double mean : {0.001, 0.3, 1.0, 4.5, 17.0, 99.5, 400.0, 2'500.0, 40'000.0}) {
        const boost::math::poisson_distribution<double> law{mean};
        const double spread = std::sqrt(mean);
        for (const double deviations : {-4.0, -2.5, -1.0, -0.1, 0.0, 0.7, 2.0, 4.0}) {
            const double k = std::floor(mean + deviations * spread);
            if (k < 0.0) continue;
            const double upto = cdf(law, k);
            // Both ways to sum the function round; a count has a chance of at least 1e-7 here.
            const double slack = 1e-12 + 1e-14 * mean;
            if (upto - slack > 0.0) {
                EXPECT_LE(poisson(upto - slack, mean), static_cast<std::int64_t>(k)) << mean;
            }
            if (upto + slack < 1.0) {
                EXPECT_GT(poisson(upto + slack, mean), static_cast<std::int64_t>(k)) << mean;
            }
        }
    }
}

TEST(Poisson, IsNoneForAMeanOfZeroAndEndsForTheLargestNumber)
{
    EXPECT_EQ(poisson(0.999, 0.0), 0);
    EXPECT_EQ(poisson(0x1p-54, 5.0), 0);
    const double largest = 1.0 - 0x1p-53;
    EXPECT_GT(poisson(largest, 5.0), 20);
    EXPECT_LT(poisson(largest, 5.0), 110);  // mean + 20 sd + 60
    EXPECT_THROW((void)poisson(0.5, -1.0), InternalError);
}

// A closure that lowers the intensity must remove the last of a day's parties and rename nobody.
TEST(Poisson, NeverCountsMoreForALowerMean)
{
    Draws draws{5, Stream::hostile_test, 1, 1};
    for (int i = 0; i < 200; ++i) {
        const double uniform = draws.fine_uniform();
        std::int64_t before = 0;
        for (double mean = 0.01; mean < 3'000.0; mean *= 1.03) {
            const std::int64_t count = poisson(uniform, mean);
            ASSERT_GE(count, before) << uniform << " at " << mean;
            before = count;
        }
    }
}

// Null: counts follow Poisson(mean). 100,000 draws, cells of at least 20 expected, the sum of squares compared with the
// quantile of chi-square that it passes with chance 1e-7 under the null; three tests, so false alarms stay below 1e-6.
TEST(PoissonStatistics, CountsFollowTheLaw)
{
    for (const double mean : {0.4, 6.0, 250.0}) {
        const boost::math::poisson_distribution<double> law{mean};
        constexpr int draws = 100'000;
        std::vector<int> counts(2'000, 0);
        for (std::uint64_t i = 0; i < draws; ++i)
            ++counts.at(
                static_cast<std::size_t>(poisson(Draws{11, Stream::departure_count, i, 0}.fine_uniform(), mean)));
        double sum = 0.0;
        double expected = 0.0;
        double observed = 0.0;
        double expected_so_far = 0.0;
        int cells = 0;
        for (std::size_t k = 0; k < counts.size(); ++k) {
            expected += draws * pdf(law, static_cast<double>(k));
            observed += counts[k];
            const double rest = draws - expected_so_far - expected;
            if (expected < 20.0 || (rest < 20.0 && k + 1 < counts.size())) continue;
            sum += (observed - expected) * (observed - expected) / expected;
            expected_so_far += expected;
            expected = observed = 0.0;
            ++cells;
        }
        ASSERT_GT(cells, 3);
        const boost::math::chi_squared_distribution<double> null{cells - 1.0};
        EXPECT_LT(sum, quantile(complement(null, 1e-7))) << "mean " << mean << ", " << cells << " cells";
    }
}

TEST(Normal, InvertsTheDistributionFunction)
{
    const boost::math::normal_distribution<long double> law;
    for (double u = 0x1p-53; u < 0.5; u *= 1.1) {
        const auto below = static_cast<double>(quantile(law, static_cast<long double>(u)));
        EXPECT_NEAR(normal(u), below, 1e-14 * std::fabs(below) + 1e-16) << u;
        // The far side is known as well as 1 - u is: an error of half a unit of u, over the density.
        const double above = normal(1.0 - u);
        const long double v = static_cast<long double>(1.0 - u);
        EXPECT_NEAR(above, static_cast<double>(quantile(law, v)), 1e-14 * std::fabs(above) + 1e-16) << u;
    }
    EXPECT_EQ(normal(0.5), 0.0);
}

TEST(ProbabilityOver, IsOneMinusTheChanceThatNothingHappens)
{
    EXPECT_EQ(probability_over(0.0, 30.0), 0.0);
    EXPECT_NEAR(probability_over(0.1, 1.0), 1.0 - std::exp(-0.1), 1e-16);
    EXPECT_NEAR(probability_over(0.1, 7.0), 1.0 - std::pow(1.0 - probability_over(0.1, 1.0), 7.0), 1e-15);
    EXPECT_EQ(probability_over(50.0, 1e3), 1.0);
}

}  // namespace
}  // namespace corredor

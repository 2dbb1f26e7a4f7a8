#include <cmath>

#include <gtest/gtest.h>

#include "studies/attribution.hpp"
#include "studies/paired.hpp"

namespace corredor {
namespace {

// source  Student's t, 97.5 % points, tables to four decimals
TEST(Paired, StudentsTIsThatOfTheTables)
{
    EXPECT_NEAR(student_t_95(1), 12.7062, 1e-4);
    EXPECT_NEAR(student_t_95(2), 4.3027, 1e-4);
    EXPECT_NEAR(student_t_95(3), 3.1824, 1e-4);
    EXPECT_NEAR(student_t_95(4), 2.7764, 1e-4);
    EXPECT_NEAR(student_t_95(9), 2.2622, 1e-4);
    EXPECT_NEAR(student_t_95(19), 2.0930, 1e-4);
    EXPECT_NEAR(student_t_95(30), 2.0423, 1e-4);
    EXPECT_NEAR(student_t_95(120), 1.9799, 1e-4);
    EXPECT_NEAR(student_t_95(2'000), student_t_95(2'001), 2e-6);
}

TEST(Paired, PValuesAreThoseOfTheTables)
{
    EXPECT_NEAR(student_p_value(4.3027, 2), 0.05, 1e-5);
    EXPECT_NEAR(student_p_value(-9.9248, 2), 0.01, 1e-5);
    EXPECT_NEAR(student_p_value(2.2622, 9), 0.05, 1e-5);
    EXPECT_EQ(student_p_value(0.0, 3), 1.0);
}

/// An effect of three pairs whose t is given.
Effect with_t(double t)
{
    return {.effect = t, .half_width = student_t_95(2)};
}

// Two degrees of freedom: t is 9.925 at p = 0.01, 5.643 at 0.03, 4.849 at 0.04, 4.548 at 0.045, 0.816 at 0.5. Of three
// effects the smallest p may be 0.05/3, the second 0.1/3, the third 0.05.
TEST(Paired, FewerEffectsStandOutThanIntervalsLeaveOutZero)
{
    const Effect none{};
    EXPECT_EQ(stand_out({with_t(4.849), none, with_t(-9.925), with_t(0.816)}, 3), (std::vector<char>{0, 0, 1, 0}));
    EXPECT_EQ(stand_out({with_t(-5.643), none, with_t(9.925), with_t(0.816)}, 3), (std::vector<char>{1, 0, 1, 0}));
    EXPECT_EQ(stand_out({with_t(5.643), with_t(4.849), with_t(4.548)}, 3), (std::vector<char>{1, 1, 1}));
    EXPECT_EQ(stand_out({Effect{.effect = 5.0, .half_width = 0.0}, none}, 3), (std::vector<char>{1, 0}));
    EXPECT_EQ(stand_out({with_t(9.925)}, 1), (std::vector<char>{0}));
}

// Differences 1, 2, 3: mean 2, variance 1, t of 2 degrees 4.3027. Base 1, 5, 9 and alternative 2, 7, 12: variances 16
// and 25, so 41 times the paired variance.
TEST(Paired, IntervalsAndVarianceRatioAreThoseWorkedOutByHand)
{
    const Effect effect = effect_of({1, 5, 9}, {2, 7, 12});
    EXPECT_DOUBLE_EQ(effect.base, 5.0);
    EXPECT_DOUBLE_EQ(effect.alternative, 7.0);
    EXPECT_DOUBLE_EQ(effect.effect, 2.0);
    EXPECT_NEAR(effect.half_width, 4.3027 / std::sqrt(3.0), 1e-4);
    EXPECT_NEAR(effect.half_width_unpaired, 2.7764 * std::sqrt(41.0 / 3.0), 1e-3);
    EXPECT_NEAR(effect.variance_ratio, 41.0, 1e-12);
}

TEST(Paired, OnePairSaysNothingAboutChanceAndEqualPairsLeaveNone)
{
    EXPECT_TRUE(std::isnan(effect_of({3}, {4}).half_width));
    const Effect same = effect_of({1.5, 2.5, 7.25}, {1.5, 2.5, 7.25});
    EXPECT_EQ(same.effect, 0.0);
    EXPECT_EQ(same.half_width, 0.0);
    EXPECT_TRUE(std::isinf(same.variance_ratio));
}

// Two parts that do 3 and 5 alone and 10 together: each gets half of the 2 that neither does alone.
TEST(Paired, ShapleyValuesShareOutWhatPartsDoTogether)
{
    EXPECT_EQ(shapley_values({0, 3, 5, 10}, 2), (std::vector{4.0, 6.0}));
    const std::vector<double> three = shapley_values({1, 2, 4, 4, 0, 7, 3, 9}, 3);
    EXPECT_NEAR(three[0] + three[1] + three[2], 8.0, 1e-12);
}

}  // namespace
}  // namespace corredor

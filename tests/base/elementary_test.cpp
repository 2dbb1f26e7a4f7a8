#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "base/elementary.hpp"
#include "base/random.hpp"

namespace corredor {
namespace {

/// How far a result is from the exact one, in units in the last place of the exact one.
double units_off(double result, long double exact)
{
    const auto nearest = static_cast<double>(exact);
    const double unit = std::nextafter(std::fabs(nearest), INFINITY) - std::fabs(nearest);
    return static_cast<double>(std::fabs(static_cast<long double>(result) - exact)) / unit;
}

double uniform_on(double low, double high, std::uint64_t which)
{
    return low + (high - low) * Draws{3, Stream::hostile_test, which, 0}.fine_uniform();
}

TEST(Exp, IsWithinTwoUnitsInTheLastPlace)
{
    for (std::uint64_t i = 0; i < 100'000; ++i) {
        const double wide = uniform_on(-708.0, 709.0, i);
        ASSERT_LT(units_off(exp_exact(wide), std::exp(static_cast<long double>(wide))), 2.0) << wide;
        const double narrow = uniform_on(-2.0, 2.0, i);
        ASSERT_LT(units_off(exp_exact(narrow), std::exp(static_cast<long double>(narrow))), 2.0) << narrow;
    }
}

TEST(Exp, KnowsItsEnds)
{
    EXPECT_EQ(exp_exact(0.0), 1.0);
    EXPECT_EQ(exp_exact(-0.0), 1.0);
    EXPECT_EQ(exp_exact(-INFINITY), 0.0);
    EXPECT_EQ(exp_exact(-1e9), 0.0);
    EXPECT_EQ(exp_exact(INFINITY), INFINITY);
    EXPECT_EQ(exp_exact(1e9), INFINITY);
    EXPECT_TRUE(std::isnan(exp_exact(NAN)));
}

TEST(Log, IsWithinSixUnitsInTheLastPlace)
{
    for (std::uint64_t i = 0; i < 100'000; ++i) {
        const double any = std::ldexp(uniform_on(0.5, 1.0, i), static_cast<int>(uniform_on(-1'000.0, 1'020.0, i + 1)));
        ASSERT_LT(units_off(log_exact(any), std::log(static_cast<long double>(any))), 6.0) << any;
        const double near_one = uniform_on(0.5, 2.0, i);
        ASSERT_LT(units_off(log_exact(near_one), std::log(static_cast<long double>(near_one))), 6.0) << near_one;
        const double very_near = 1.0 + uniform_on(-1e-6, 1e-6, i);
        ASSERT_LT(units_off(log_exact(very_near), std::log(static_cast<long double>(very_near))), 6.0) << very_near;
    }
    for (const double tiny : {5e-324, 1e-320, 2.2e-308})
        EXPECT_LT(units_off(log_exact(tiny), std::log(static_cast<long double>(tiny))), 6.0) << tiny;
}

TEST(Each, GivesTheSameBitsAsOneByOne)
{
    std::vector<double> values{0.0, -0.0, -1e300, -INFINITY, -708.0, std::nextafter(-708.0, 0.0), 709.0, -1e-300};
    for (std::uint64_t i = 0; i < 10'000; ++i) values.push_back(uniform_on(-800.0, 709.0, i));
    std::vector<double> each = values;
    exp_each(each);
    for (std::size_t i = 0; i < values.size(); ++i) ASSERT_EQ(each[i], exp_exact(values[i])) << values[i];

    std::vector<double> positive{1.0, std::numeric_limits<double>::min(), std::numeric_limits<double>::max(), 0.5, 2.0};
    for (std::uint64_t i = 0; i < 10'000; ++i) positive.push_back(std::exp(uniform_on(-700.0, 700.0, i)));
    std::vector<double> logs = positive;
    log_each(logs);
    for (std::size_t i = 0; i < positive.size(); ++i) ASSERT_EQ(logs[i], log_exact(positive[i])) << positive[i];
}

TEST(Log, KnowsItsEnds)
{
    EXPECT_EQ(log_exact(1.0), 0.0);
    EXPECT_EQ(log_exact(0.0), -INFINITY);
    EXPECT_TRUE(std::isnan(log_exact(-1.0)));
    EXPECT_TRUE(std::isnan(log_exact(NAN)));
}

}  // namespace
}  // namespace corredor

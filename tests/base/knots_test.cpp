#include <cmath>

#include <gtest/gtest.h>

#include "base/knots.hpp"

namespace corredor {
namespace {

Knots series()
{
    Knots knots;
    knots.points = {{Date{100}, 1.0}, {Date{110}, 4.0}, {Date{120}, 0.0}};
    return knots;
}

TEST(Knots, AreConstantOutsideAndStraightBetweenTheirDates)
{
    EXPECT_EQ(value_on(series(), Date{0}), 1.0);
    EXPECT_EQ(value_on(series(), Date{100}), 1.0);
    EXPECT_DOUBLE_EQ(value_on(series(), Date{105}), 2.5);
    EXPECT_EQ(value_on(series(), Date{110}), 4.0);
    EXPECT_DOUBLE_EQ(value_on(series(), Date{115}), 2.0);
    EXPECT_EQ(value_on(series(), Date{9'999}), 0.0);
    EXPECT_EQ(value_on(Knots{}, Date{100}), 0.0);
    EXPECT_EQ(value_on(Knots{7.5}, Date{100}), 7.5);
}

TEST(Knots, AreStraightInTheirLogarithmWhereBothEndsHaveOne)
{
    EXPECT_DOUBLE_EQ(value_on(series(), Date{105}, Between::log_linear), 2.0);  // geometric mean of 1 and 4
    EXPECT_DOUBLE_EQ(value_on(series(), Date{115}, Between::log_linear), 2.0);  // 0 has no logarithm: straight
}

}  // namespace
}  // namespace corredor

#include <array>

#include <gtest/gtest.h>

#include "rules/portfolio.hpp"

namespace corredor {
namespace {

TEST(Portfolio, StaysWhereAllMarginsAreEqual)
{
    std::array<double, 3> share{0.2, 0.5, 0.3};
    shift_portfolio(share, std::array{100.0, 100.0, 100.0}, std::array<char, 3>{1, 1, 1}, 50.0, 0.2, 0.0);
    EXPECT_NEAR(share[0], 0.2, 1e-12);
    EXPECT_NEAR(share[1], 0.5, 1e-12);
    EXPECT_NEAR(share[2], 0.3, 1e-12);
}

TEST(Portfolio, EndsInTheBusinessWithTheBestMarginButForThoseWhoTryOthers)
{
    std::array<double, 3> share{0.9, 0.05, 0.05};
    for (int week = 0; week < 500; ++week)
        shift_portfolio(share, std::array{10.0, 200.0, 50.0}, std::array<char, 3>{1, 1, 1}, 50.0, 0.2, 0.02);
    EXPECT_GT(share[1], 0.85);
    EXPECT_GT(share[0], 0.0);  // trying keeps the others alive
    EXPECT_NEAR(share[0] + share[1] + share[2], 1.0, 1e-12);
}

TEST(Portfolio, NobodyWorksWhereNothingCanBeTakenUp)
{
    std::array<double, 3> share{0.5, 0.5, 0.0};
    shift_portfolio(share, std::array{1e6, 10.0, 10.0}, std::array<char, 3>{0, 1, 1}, 50.0, 0.2, 0.1);
    EXPECT_EQ(share[0], 0.0);
    EXPECT_NEAR(share[1] + share[2], 1.0, 1e-12);
}

}  // namespace
}  // namespace corredor

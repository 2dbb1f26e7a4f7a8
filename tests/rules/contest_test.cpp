#include <gtest/gtest.h>

#include "rules/contest.hpp"

namespace corredor {
namespace {

TEST(Contest, EqualRivalsWithoutResistanceShareEvenly)
{
    const Eigen::ArrayXd strength = Eigen::ArrayXd::Constant(4, 12.0);
    const Eigen::ArrayXd control = contested_control(strength, Eigen::ArrayXXd::Ones(4, 4), 1e-12, 1.2);
    for (Eigen::Index g = 0; g < 4; ++g) EXPECT_NEAR(control(g), 0.25, 1e-9);
}

// S^w / (S^w + s0^w) with S = 2 s0 and w = 2 is 4/5.
TEST(Contest, OneAloneContestsWithTheGroundItself)
{
    const Eigen::ArrayXd control =
        contested_control(Eigen::ArrayXd::Constant(1, 10.0), Eigen::ArrayXXd::Ones(1, 1), 5.0, 2.0);
    EXPECT_NEAR(control(0), 0.8, 1e-12);
}

TEST(Contest, TheAbsentControlNothingAndAllTogetherAtMostOne)
{
    const Eigen::ArrayXd strength{{0.0, 500.0, 300.0}};
    const Eigen::ArrayXXd peaceful =
        Eigen::ArrayXXd::Constant(3, 3, 0.1) + 0.9 * Eigen::MatrixXd::Identity(3, 3).array();
    const Eigen::ArrayXd control = contested_control(strength, peaceful, 1.0, 1.0);
    EXPECT_EQ(control(0), 0.0);
    EXPECT_LE(control.sum(), 1.0 + 1e-12);
    EXPECT_GT(control(1), control(2));
}

TEST(Contest, AHigherExponentGivesTheStrongerMore)
{
    const Eigen::ArrayXd strength{{60.0, 40.0}};
    const Eigen::ArrayXXd even = Eigen::ArrayXXd::Ones(2, 2);
    EXPECT_GT(contested_control(strength, even, 1.0, 2.0)(0), contested_control(strength, even, 1.0, 1.0)(0));
}

}  // namespace
}  // namespace corredor

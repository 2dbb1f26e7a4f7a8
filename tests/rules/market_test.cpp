#include <gtest/gtest.h>

#include "rules/market.hpp"

namespace corredor {
namespace {

TEST(Market, LittleEffortEarnsInProportionAndMuchEarnsTheWholeMarket)
{
    EXPECT_NEAR(share_of_market(0.001, 0.001), 0.001, 1e-5);
    EXPECT_NEAR(share_of_market(1e6, 1e6), 1.0, 1e-5);
}

TEST(Market, CompetitorsShareWhatIsTakenInProportionToTheirEffort)
{
    const double all = 1.0 + 3.0;
    EXPECT_DOUBLE_EQ(share_of_market(3.0, all) / share_of_market(1.0, all), 3.0);
    EXPECT_DOUBLE_EQ(share_of_market(1.0, all) + share_of_market(3.0, all), share_taken(all));
}

// d/dL of M qL/M / (1 + qL/M + b), by a central difference.
TEST(Market, TheMarginIsTheDerivativeOfRevenue)
{
    const double market = 50'000.0;
    const double yield = 900.0;
    const double others = 0.7;
    const auto revenue = [&](double members) {
        const double own = yield * members / market;
        return market * share_of_market(own, own + others);
    };
    for (const double members : {1.0, 20.0, 300.0}) {
        const double own = yield * members / market;
        const double slope = (revenue(members + 1e-3) - revenue(members - 1e-3)) / 2e-3;
        EXPECT_NEAR(marginal_revenue_usd(yield, own, own + others), slope, 1e-4 * slope);
    }
}

}  // namespace
}  // namespace corredor

#include <cmath>

#include <gtest/gtest.h>

#include "twin/markov_twin.hpp"

namespace corredor {
namespace {

constexpr double people = 1.0e6;

/// The simulation beside its twin. The standard error of a count is taken from the lanes: 16 groups of people that have
/// nothing to do with one another; never below the Poisson error.
///
/// Null: simulated counts have the twin's expectations. |z| < 4 in each of about 60 quantities, with a fixed seed: it
/// passes or fails for good. At random seeds a false alarm would have probability below 1e-2 a run.
class TwinAgreement : public testing::Test {
protected:
    static void SetUpTestSuite()
    {
        const LoadedScenario loaded = load_scenario(std::string{CORREDOR_SOURCE_DIR} + "/tests/twin/twin.yaml");
        simulation = std::make_unique<Simulation>(loaded, 2);
        twin = expect(*simulation);
        simulation->run({});
    }
    static void TearDownTestSuite() { simulation.reset(); }

    static double z(const std::function<std::int64_t(const Tally&)>& count, double expected_per_person)
    {
        double total = 0.0;
        double squares = 0.0;
        for (const Lane& lane : simulation->state().lanes) {
            const auto of_lane = static_cast<double>(count(lane.tally));
            total += of_lane;
            squares += of_lane * of_lane;
        }
        const auto lanes = static_cast<double>(lane_count);
        const double variance = (squares - total * total / lanes) / (lanes - 1.0) * lanes;
        const double error = std::sqrt(std::max({variance, total, 1.0}));
        return (total - expected_per_person * people) / error;
    }

    static inline std::unique_ptr<Simulation> simulation;
    static inline TwinExpectations twin;
};

TEST_F(TwinAgreement, EverybodyIsAccountedFor)
{
    double ends = twin.deported;
    for (const double share : twin.arrivals) ends += share;
    EXPECT_NEAR(ends, 1.0, 1e-9);
    std::int64_t under_way = 0;
    for (const Lane& lane : simulation->state().lanes) under_way += lane.journeys.size();
    EXPECT_EQ(under_way, 0);
}

TEST_F(TwinAgreement, ArrivalsPerPlace)
{
    for (std::size_t p = 0; p < simulation->places().size(); ++p) {
        const NodeId node = simulation->places().node[PlaceId{p}];
        const double at = z([&](const Tally& t) { return t.journeys_ended[node.index()]; }, twin.arrivals[p]);
        EXPECT_LT(std::abs(at), 4.0) << simulation->world().nodes.id[node];
    }
}

TEST_F(TwinAgreement, CrossingsEntriesAndInterceptionsPerLeg)
{
    std::size_t crossed = 0;
    for (std::size_t l = 0; l < simulation->world().leg_count(); ++l) {
        const std::string& leg = simulation->world().legs.id[LegId{l}];
        crossed += twin.crossings[l] > 0.0 ? 1 : 0;
        EXPECT_LT(std::abs(z([&](const Tally& t) { return t.crossings[l]; }, twin.crossings[l])), 4.0) << leg;
        EXPECT_LT(std::abs(z([&](const Tally& t) { return t.irregular_entries[l]; }, twin.irregular_entries[l])), 4.0)
            << leg;
        EXPECT_LT(std::abs(z([&](const Tally& t) { return t.interceptions[l]; }, twin.interceptions[l])), 4.0) << leg;
    }
    EXPECT_GE(crossed, 5U);
}

TEST_F(TwinAgreement, IncidentsByMechanism)
{
    const std::size_t mechanisms = twin.incidents.size();
    ASSERT_EQ(mechanisms, 2U);
    for (std::size_t m = 0; m < mechanisms; ++m) {
        const auto struck = [&](const Tally& t) {
            std::int64_t sum = 0;
            for (std::size_t n = 0; n < simulation->world().node_count(); ++n) sum += t.incidents[n * mechanisms + m];
            return sum;
        };
        EXPECT_GT(twin.incidents[m], 0.01);
        EXPECT_LT(std::abs(z(struck, twin.incidents[m])), 4.0) << simulation->mechanisms()[m];
    }
}

TEST_F(TwinAgreement, DaysUnderWay)
{
    // Journeys that end by deportation have no arrival day: their days are left out by running a world without them.
    LoadOptions options;
    options.set = {{"countries.BB.deportation_share", "0"}};
    const LoadedScenario loaded = load_scenario(std::string{CORREDOR_SOURCE_DIR} + "/tests/twin/twin.yaml", options);
    Simulation without{loaded, 2};
    const TwinExpectations expected = expect(without);
    without.run({});
    const Tally totals = without.totals();
    double days = 0.0;
    double squares = 0.0;
    for (const Lane& lane : without.state().lanes) {
        double of_lane = 0.0;
        for (const std::int64_t d : lane.tally.journey_days) of_lane += static_cast<double>(d);
        days += of_lane;
        squares += of_lane * of_lane;
    }
    const auto lanes = static_cast<double>(lane_count);
    const double error = std::sqrt((squares - days * days / lanes) / (lanes - 1.0) * lanes);
    EXPECT_LT(std::abs(days - expected.days_under_way * people) / error, 4.0)
        << days / people << " days simulated, " << expected.days_under_way << " expected";
}

}  // namespace
}  // namespace corredor

#include <cmath>

#include <gtest/gtest.h>

#include "twin/markov_twin.hpp"

namespace corredor {
namespace {

constexpr double people = 1.0e6;

/// Captures, losses and days held beside the twin, as in TwinAgreement: standard errors from 16 lanes that have nothing
/// to do with one another.
///
/// Null: simulated counts have the twin's expectations. |z| < 4 in each of about 30 quantities, with a fixed seed: it
/// passes or fails for good. At random seeds a false alarm would have probability below 1e-2 a run.
class CaptureTwinStatistics : public testing::Test {
protected:
    static void SetUpTestSuite()
    {
        const auto loaded = load_scenario(std::string{CORREDOR_SOURCE_DIR} + "/tests/twin/captures.yaml");
        simulation = std::make_unique<Simulation>(loaded, 2);
        twin = expect(*simulation);
        simulation->run({});
    }
    static void TearDownTestSuite() { simulation.reset(); }

    static double z(const std::function<double(const Tally&)>& count, double expected_per_person)
    {
        return z_of(*simulation, count, expected_per_person);
    }
    static double z_of(const Simulation& run, const std::function<double(const Tally&)>& count,
                       double expected_per_person)
    {
        double total = 0.0;
        double squares = 0.0;
        for (const Lane& lane : run.state().lanes) {
            const double of_lane = count(lane.tally);
            total += of_lane;
            squares += of_lane * of_lane;
        }
        const auto lanes = static_cast<double>(lane_count);
        const double variance = (squares - total * total / lanes) / (lanes - 1.0) * lanes;
        const double error = std::sqrt(std::max({variance, total, 1.0}));
        return (total - expected_per_person * people) / error;
    }
    static double sum_by_mechanism(const Tally::Counts& counts, std::size_t m)
    {
        double sum = 0.0;
        for (std::size_t i = m; i < counts.size(); i += simulation->mechanisms().size())
            sum += static_cast<double>(counts[i]);
        return sum;
    }
    static double sum_of(const Tally::Counts& counts)
    {
        double sum = 0.0;
        for (const std::int64_t count : counts) sum += static_cast<double>(count);
        return sum;
    }

    static inline std::unique_ptr<Simulation> simulation;
    static inline TwinExpectations twin;
};

TEST_F(CaptureTwinStatistics, EverybodyIsAccountedFor)
{
    double ends = twin.deported + twin.died;
    for (const double share : twin.arrivals) ends += share;
    EXPECT_NEAR(ends, 1.0, 1e-9);
    for (const Lane& lane : simulation->state().lanes) {
        EXPECT_EQ(lane.journeys.size(), 0);
        EXPECT_TRUE(lane.captives.empty());
    }
}

TEST_F(CaptureTwinStatistics, IncidentsAndCapturesByMechanism)
{
    for (std::size_t m = 0; m < twin.incidents.size(); ++m) {
        const std::string& name = simulation->mechanisms()[m];
        EXPECT_GT(twin.incidents[m], 0.001) << name;
        EXPECT_LT(std::abs(z([&](const Tally& t) { return sum_by_mechanism(t.incidents, m); }, twin.incidents[m])), 4.0)
            << "incidents of " << name;
        EXPECT_LT(std::abs(z([&](const Tally& t) { return sum_by_mechanism(t.captives, m); }, twin.captures[m])), 4.0)
            << "captures by " << name;
    }
}

// In a world in which nobody is taken: captives lose all they have, and the twin knows no purses.
TEST_F(CaptureTwinStatistics, LossesByMechanism)
{
    LoadOptions options;
    options.set = {{"mechanisms.courier.chance", "0"},
                   {"mechanisms.kidnapping.hazard_per_day", "0"},
                   {"mechanisms.trafficking.hazard_per_day", "0"},
                   {"mechanisms.trap.hazard_per_day", "0"}};
    Simulation without{load_scenario(std::string{CORREDOR_SOURCE_DIR} + "/tests/twin/captures.yaml", options), 2};
    const TwinExpectations expected = expect(without);
    without.run({});
    std::size_t compared = 0;
    for (std::size_t m = 0; m < expected.losses_usd.size(); ++m) {
        if (expected.losses_usd[m] == 0.0) continue;
        ++compared;
        const auto usd = [&](const Tally& t) { return sum_by_mechanism(t.losses_cents, m) / 100.0; };
        EXPECT_LT(std::abs(z_of(without, usd, expected.losses_usd[m])), 4.0) << simulation->mechanisms()[m];
    }
    EXPECT_EQ(compared, 2U);
}

TEST_F(CaptureTwinStatistics, DaysHeldAndDeaths)
{
    EXPECT_GT(twin.captivity_days, 0.1);
    EXPECT_LT(std::abs(z([](const Tally& t) { return sum_of(t.held_days); }, twin.captivity_days)), 4.0);
    const auto deaths = [](const Tally& t) {
        double dead = 0.0;
        for (std::size_t i = static_cast<std::size_t>(Status::dead); i < t.persons.size(); i += status_count)
            dead += static_cast<double>(t.persons[i]);
        return dead;
    };
    EXPECT_GT(twin.died, 0.0001);
    EXPECT_LT(std::abs(z(deaths, twin.died)), 4.0);
}

TEST_F(CaptureTwinStatistics, ArrivalsPerPlace)
{
    for (std::size_t p = 0; p < simulation->places().size(); ++p) {
        const NodeId node = simulation->places().node[PlaceId{p}];
        const auto arrived = [&](const Tally& t) { return static_cast<double>(t.journeys_ended[node.index()]); };
        EXPECT_LT(std::abs(z(arrived, twin.arrivals[p])), 4.0) << simulation->world().nodes.id[node];
    }
}

}  // namespace
}  // namespace corredor

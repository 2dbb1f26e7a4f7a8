#include <cmath>

#include <gtest/gtest.h>

#include "tiny_worlds.hpp"

namespace corredor {
namespace {

/// O -> B -> D in one country, 100 dollars a leg; everybody would buy the journey whole if it were on sale.
Sketch whole_journeys(std::int64_t people, double cash_usd)
{
    Sketch sketch{60};
    sketch.country("AA");
    sketch.node("O", "AA", NodeKind::origin);
    sketch.node("B", "AA", NodeKind::city);
    sketch.destination("D", "AA");
    sketch.road("O", "B").fare_usd = 100.0;
    sketch.road("B", "D").fare_usd = 100.0;
    sketch.model().endowment.cash_median_usd = cash_usd;
    sketch.model().modes.package_constant = 50.0;
    sketch.model().modes.package_fare_factor = 1.5;
    sketch.model().modes.package_margin_share = 0.2;
    sketch.model().modes.package_credit_share = 1.0;
    sketch.cohort("O", people);
    return sketch;
}

TEST(Package, IsNotSoldWhereThereIsNoSeller)
{
    Sketch sketch = whole_journeys(100, 1'000.0);
    Simulation simulation{sketch.loaded(), 2};
    live(simulation, 10);
    EXPECT_EQ(stock(simulation, "D", Status::settled), 100);
    EXPECT_EQ(gained(simulation, Account::carriers), 100 * 20'000);
    EXPECT_EQ(sum(simulation.totals().takings_cents), 0);
}

// 150 dollars a leg, of which the seller keeps a fifth.
TEST(Package, CostsMoreThanItsFaresAndLeavesTheSellerAMargin)
{
    Sketch sketch = whole_journeys(100, 1'000.0);
    sketch.model().crime.fixed_reach = 1.0;
    Simulation simulation{sketch.loaded(), 2};
    live(simulation, 10);
    EXPECT_EQ(stock(simulation, "D", Status::settled), 100);
    EXPECT_EQ(gained(simulation, Account::carriers), 100 * 24'000);
    EXPECT_EQ(gained(simulation, Account::organisations), 100 * 6'000);
    EXPECT_EQ(gained(simulation, Account::households), 100 * 70'000);
}

TEST(Package, IsAdvancedToThoseWhoCannotPayAndPaidOnArrival)
{
    Sketch sketch = whole_journeys(100, 120.0);
    sketch.model().crime.fixed_reach = 1.0;
    Simulation simulation{sketch.loaded(), 2};
    live(simulation, 1);
    for (const Party& party : parties(simulation)) EXPECT_EQ(party.cash_cents, -3'000);
    live(simulation, 9);
    EXPECT_EQ(stock(simulation, "D", Status::settled), 100);
    EXPECT_EQ(gained(simulation, Account::income), -100 * 18'000) << "what was owed is earned and paid";
    EXPECT_EQ(gained(simulation, Account::households), 0);
}

Sketch trap(std::int64_t people, double cash_usd, LeadsTo leads_to)
{
    Sketch sketch = whole_journeys(people, cash_usd);
    sketch.model().crime.fixed_reach = 1.0;
    MechanismSpec& spec = sketch.model().mechanisms["trap"];
    spec.stage = Stage::arrival;
    spec.economy = Economy::labour_exploitation;
    spec.leads_to = leads_to;
    spec.chance = 1.0;
    return sketch;
}

TEST(Package, TrapsThoseWhoArriveInDebtAndNobodyElse)
{
    for (const auto& [leads_to, status] :
         {std::pair{LeadsTo::debt_bondage, Status::debt_bondage}, {LeadsTo::trafficked, Status::trafficked}}) {
        Simulation indebted{trap(100, 120.0, leads_to).loaded(), 2};
        live(indebted, 10);
        EXPECT_EQ(stock(indebted, "D", status), 100);
        Simulation free{trap(100, 1'000.0, leads_to).loaded(), 2};
        live(free, 10);
        EXPECT_EQ(stock(free, "D", Status::settled), 100);
    }
    Sketch sketch = trap(100, 120.0, LeadsTo::courier);
    sketch.model().captivity.courier = {.mean_days = 1e4, .seized_share = 0.0, .at = {}, .detained_mean_days = 1.0};
    Simulation couriers{sketch.loaded(), 2};
    live(couriers, 4);
    EXPECT_GT(stock(couriers, "D", Status::courier), 95);
}

// Half of the indebted are turned into victims where the share is a half.
TEST(PackageStatistics, TrapsTheShareThatIsConverted)
{
    constexpr std::int64_t people = 20'000;
    Sketch sketch = trap(people, 120.0, LeadsTo::debt_bondage);
    sketch.model().mechanisms["trap"].background_share = 0.0;
    sketch.model().crime.fixed_reach = 0.5;  // of sellers, of reach and of conversion
    Simulation simulation{sketch.loaded(), 2};
    live(simulation, 10);
    const double share = 0.5 * 0.5;
    EXPECT_NEAR(static_cast<double>(sum(simulation.totals().captives)), people * share,
                5 * std::sqrt(people * share * (1 - share)));
}

TEST(Package, LeavesSomeBehindAtACrossing)
{
    Sketch sketch = border_with_a_post(400);
    add_trocha(sketch, 10.0);
    sketch.country("BB").admits = {Documents::visa};
    sketch.cohort("O", 2'000);
    sketch.model().modes.package_constant = 50.0;
    sketch.model().modes.package_abandon_share = 0.4;
    sketch.model().crime.fixed_reach = 1.0;
    Simulation simulation{sketch.loaded(), 2};
    live(simulation, 3);
    EXPECT_GT(stock(simulation, "B", Status::waiting), 600) << "about 800 of 2,000";
    EXPECT_LT(stock(simulation, "B", Status::waiting), 1'000);
    live(simulation, 397);
    EXPECT_EQ(stock(simulation, "D", Status::settled), 2'000);
}

MechanismSpec deceit(double chance)
{
    MechanismSpec spec;
    spec.stage = Stage::origin;
    spec.economy = Economy::sexual_exploitation;
    spec.captures = Captures::adult_woman;
    spec.leads_to = LeadsTo::trafficked;
    spec.chance = chance;
    return spec;
}

TEST(Deceit, TakesWomenAlongToWhereTheyAreHeld)
{
    Sketch sketch = whole_journeys(1'000, 5.0);
    sketch.model().modes.package_constant = -50.0;
    sketch.model().endowment.woman_share = 0.4;
    sketch.model().mechanisms["false_job_offer"] = deceit(1.0);
    sketch.model().crime.fixed_reach = 1.0;
    Simulation simulation{sketch.loaded(), 2};
    live(simulation, 6);
    const std::int64_t taken = sum(simulation.totals().captives);
    EXPECT_NEAR(static_cast<double>(taken), 400.0, 5 * std::sqrt(1'000 * 0.4 * 0.6));
    EXPECT_EQ(stock(simulation, "D", Status::trafficked), taken);
    EXPECT_EQ(sum(simulation.totals().incidents), taken);
    EXPECT_EQ(sum(simulation.totals().people_trafficked), taken);
}

TEST(Deceit, PartsThoseWhoTravelTogether)
{
    Sketch sketch = whole_journeys(2'000, 1'000.0);
    sketch.model().modes.package_constant = -50.0;
    sketch.model().endowment.woman_share = 1.0;
    sketch.model().endowment.minor_share_of_companions = 0.0;
    sketch.model().departures.party_size_share = {0.0, 1.0};
    sketch.model().mechanisms["false_job_offer"] = deceit(1.0);
    sketch.model().crime.fixed_reach = 1.0;
    Simulation simulation{sketch.loaded(), 2};
    live(simulation, 10);
    EXPECT_EQ(stock(simulation, "D", Status::trafficked), 1'000);
    EXPECT_EQ(stock(simulation, "D", Status::settled), 1'000);
}

Sketch settled_at_d(std::int64_t people, double hazard_per_day)
{
    Sketch sketch{220};
    sketch.country("AA");
    sketch.node("O", "AA", NodeKind::origin);
    sketch.destination("D", "AA");
    sketch.road("O", "D");
    sketch.road("D", "O");
    sketch.cohort("O", people);
    MechanismSpec& spec = sketch.model().mechanisms["business_extortion"];
    spec.stage = Stage::residence;
    spec.economy = Economy::business_extortion;
    spec.hazard_per_day = hazard_per_day;
    spec.takes_usd = 10.0;
    return sketch;
}

// Settled on day 1, candidates come on each later day with 1 - exp(-bound), here with half the reach there can be: over
// 200 days 200 * 0.00995 * 0.5 incidents each, a binomial count.
TEST(ResidenceStatistics, IsStruckAtTheHazardOfTheEconomyThere)
{
    constexpr std::int64_t people = 20'000;
    Sketch sketch = settled_at_d(people, 0.01);
    sketch.model().crime.fixed_reach = 0.5;
    Simulation simulation{sketch.loaded(), 2};
    live(simulation, 202);
    const double expected = people * 200.0 * (1.0 - std::exp(-0.01)) * 0.5;
    const std::int64_t incidents = sum(simulation.totals().incidents);
    EXPECT_NEAR(static_cast<double>(incidents), expected, 5 * std::sqrt(expected));
    EXPECT_EQ(gained(simulation, Account::organisations), incidents * 1'000);
    EXPECT_EQ(gained(simulation, Account::income), -incidents * 1'000);
    EXPECT_EQ(at_node(simulation, &Tally::people_extorted, "D"), incidents);
    sketch.model().crime.fixed_reach.reset();
    Simulation peaceful{sketch.loaded(), 2};
    live(peaceful, 100);
    EXPECT_EQ(sum(peaceful.totals().incidents), 0);
}

TEST(Residence, MayEndInCaptivity)
{
    Sketch sketch = settled_at_d(3'000, 0.05);
    sketch.model().departures.party_size_share = {0.4, 0.3, 0.3};
    sketch.model().mechanisms["business_extortion"].leads_to = LeadsTo::debt_bondage;
    sketch.model().captivity.debt_bondage = {.debt_usd = 500.0, .payment_usd_per_week = 100.0};
    sketch.model().crime.fixed_reach = 1.0;
    Simulation simulation{sketch.loaded(), 2};
    live(simulation, 120);
    EXPECT_GT(stock(simulation, "D", Status::debt_bondage), 100);
    EXPECT_GT(sum(simulation.totals().captivity_exits), 100);
    EXPECT_GT(stock(simulation, "O", Status::returned), 100) << "minors of whom no adult was left";
}

// Everybody who enters BB pays a bribe: trust in its officials is gone after a while, and comes back when nobody does.
TEST(Trust, FallsWithBribesAndRecovers)
{
    Sketch sketch = border_with_a_post(400);
    sketch.stream_of_people("O", 20.0);
    sketch.country("BB").corruption = 1.0;
    sketch.country("BB").bribe_usd = 2.0;
    sketch.model().beliefs.trust_loss = 0.1;
    sketch.model().beliefs.trust_recovery_per_year = 1.0;
    sketch.from_day(200, AntiCorruption{.country = {"BB"}, .factor = 0.0});
    Simulation simulation{sketch.loaded(), 2};
    const CountryId bb = simulation.world().country("BB");
    const CountryId aa = simulation.world().country("AA");
    EXPECT_EQ(simulation.state().beliefs.trust[bb], 1.0);
    live(simulation, 200);
    const double lost = simulation.state().beliefs.trust[bb];
    EXPECT_LT(lost, 0.3);
    EXPECT_EQ(simulation.state().beliefs.trust[aa], 1.0);
    live(simulation, 200);
    EXPECT_GT(simulation.state().beliefs.trust[bb], lost + 0.2);
}

// Where nobody trusts officials any more, guides are worth more: by the weight, in logits.
TEST(Trust, MakesGuidesWorthMoreWhereItIsLost)
{
    Sketch sketch = border_with_a_post(100);
    sketch.stream_of_people("O", 20.0);
    sketch.country("BB").corruption = 1.0;
    sketch.country("BB").bribe_usd = 2.0;
    sketch.model().beliefs.trust_loss = 0.5;
    sketch.model().modes.distrust_weight = 4.0;
    Simulation simulation{sketch.loaded(), 2};
    live(simulation, 99);  // beliefs were spread on day 98
    const auto coyote = static_cast<std::size_t>(Mode::coyote);
    const auto bus = static_cast<std::size_t>(Mode::bus);
    const auto& value = simulation.knowledge().mode_value;
    const double trust = simulation.state().beliefs.trust[simulation.world().country("BB")];
    EXPECT_LT(trust, 0.1);
    EXPECT_EQ(value[simulation.world().node("B")][coyote], -50.0);
    EXPECT_DOUBLE_EQ(value[simulation.world().node("D")][coyote], -50.0 + 4.0 * (1.0 - trust));
    EXPECT_EQ(value[simulation.world().node("D")][bus], 0.0);
}

}  // namespace
}  // namespace corredor

#include <cmath>

#include <gtest/gtest.h>

#include "tiny_worlds.hpp"

namespace corredor {
namespace {

constexpr std::int32_t two_years = 730;

/// O -> B -> D in one country: everybody is at B for one day, where all are taken captive who can be.
Sketch captured_at_b(std::int64_t people, LeadsTo leads_to, Captures captures, std::int32_t days = two_years)
{
    Sketch sketch{days};
    sketch.country("AA");
    sketch.node("O", "AA", NodeKind::origin);
    sketch.node("B", "AA", NodeKind::city);
    sketch.destination("D", "AA");
    sketch.road("O", "B");
    sketch.road("B", "O");
    sketch.road("B", "D");
    sketch.model().journey.stops["B"] = {.stop_share = 1.0, .departure_chance_per_day = 1.0};
    sketch.model().captivity.returns_home_share = 0.0;
    sketch.model().crime.fixed_reach = 1.0;
    MechanismSpec& spec = sketch.model().mechanisms["capture"];
    spec.economy = Economy::kidnap_ransom;
    spec.hazard_per_day_at[NodeRef{"B"}] = 50.0;
    spec.leads_to = leads_to;
    spec.captures = captures;
    sketch.cohort("O", people);
    return sketch;
}

std::int64_t exits(const Simulation& simulation, Exit exit)
{
    const Tally totals = simulation.totals();
    std::int64_t people = 0;
    for (std::size_t i = static_cast<std::size_t>(exit); i < totals.captivity_exits.size(); i += exit_count)
        people += totals.captivity_exits[i];
    return people;
}

std::int64_t held_days(const Simulation& simulation, Economy economy)
{
    const Tally totals = simulation.totals();
    std::int64_t days = 0;
    for (std::size_t i = static_cast<std::size_t>(economy); i < totals.held_days.size(); i += economy_count)
        days += totals.held_days[i];
    return days;
}

void expect_share(std::int64_t count, double people, double share, const std::string& what)
{
    EXPECT_NEAR(static_cast<double>(count) / people, share, 5 * std::sqrt(share * (1 - share) / people)) << what;
}

TEST(Captivity, NeedsAnOrganisation)
{
    Sketch sketch = captured_at_b(500, LeadsTo::kidnapped, Captures::adult);
    sketch.model().crime.fixed_reach.reset();
    Simulation simulation{sketch.loaded(), 2};
    live(simulation, 10);
    EXPECT_EQ(sum(simulation.totals().captives), 0);
    EXPECT_EQ(stock(simulation, "D", Status::settled), 500);
}

// 1,000 dollars at 70 a week without interest: 100 days.
TEST(Captivity, EndsWhenTheDebtIsPaid)
{
    Sketch sketch = captured_at_b(300, LeadsTo::debt_bondage, Captures::adult);
    sketch.model().captivity.debt_bondage = {.debt_usd = 1'000.0, .payment_usd_per_week = 70.0};
    Simulation simulation{sketch.loaded(), 2};
    live(simulation, 3);
    EXPECT_EQ(stock(simulation, "B", Status::debt_bondage), 300);
    EXPECT_EQ(gained(simulation, Account::organisations), 300 * 100'000) << "what they had is taken";
    live(simulation, 99);
    EXPECT_EQ(stock(simulation, "B", Status::debt_bondage), 300);
    live(simulation, 1);
    EXPECT_EQ(exits(simulation, Exit::debt_paid), 300);
    EXPECT_EQ(held_days(simulation, Economy::labour_exploitation), 300 * 100);
    live(simulation, 2);
    EXPECT_EQ(stock(simulation, "D", Status::settled), 300) << "they go on to where they were bound";
}

// At 10 % a month, 1,000 dollars grow by 3.33 a day: at 23 dollars a week the debt is never paid off.
TEST(Captivity, DoesNotEndByPayingLessThanTheDebtGrows)
{
    Sketch sketch = captured_at_b(300, LeadsTo::debt_bondage, Captures::adult);
    sketch.model().captivity.debt_bondage = {
        .debt_usd = 1'000.0, .payment_usd_per_week = 23.0, .interest_per_month = 0.1};
    Simulation simulation{sketch.loaded(), 2};
    live(simulation, two_years);
    EXPECT_EQ(stock(simulation, "B", Status::debt_bondage), 300);
}

// Ways out compete: attempts at 0.02 a day, of which half succeed and a quarter of the rest die; release at 0.01. So of
// four ends two are escapes, half a death, one and a half... per day: escape 0.01, death 0.0025, release 0.01.
TEST(CaptivityStatistics, EndsByWhicheverWayOutComesFirst)
{
    constexpr std::int64_t people = 20'000;
    Sketch sketch = captured_at_b(people, LeadsTo::trafficked, Captures::adult);
    CaptivitySpec& captivity = sketch.model().captivity;
    captivity.trafficked.escape_per_month = 1.2;
    captivity.threat_share = 0.5;
    captivity.escape_success = 0.5;
    captivity.escape_lethality = 0.25;
    captivity.trafficked.release_per_month = 0.3;
    Simulation simulation{sketch.loaded(), 2};
    live(simulation, two_years);
    ASSERT_EQ(stock(simulation, Status::trafficked), 0);
    constexpr double all = 0.01 + 0.0025 + 0.01;
    expect_share(exits(simulation, Exit::escaped), people, 0.01 / all, "escaped");
    expect_share(exits(simulation, Exit::released), people, 0.01 / all, "released");
    expect_share(stock(simulation, Status::dead), people, 0.0025 / all, "killed in an attempt");
    EXPECT_EQ(exits(simulation, Exit::died), stock(simulation, Status::dead));
    // A day's chance of something is 1 - exp(-0.03), of which 0.0225 / 0.03 ends it; the first look is a day after.
    const double mean = 1.0 + 1.0 / ((1.0 - std::exp(-0.03)) * 0.75);
    const double days = static_cast<double>(held_days(simulation, Economy::sexual_exploitation)) / people;
    EXPECT_NEAR(days, mean, 5 * mean / std::sqrt(static_cast<double>(people)));
}

// Alone at B, for 10 days in the mean: 0.2 are found by the police, 0.05 killed, for the rest 400 dollars are paid.
TEST(CaptivityStatistics, OfTheKidnappedEndsAsDrawn)
{
    constexpr std::int64_t people = 20'000;
    Sketch sketch = captured_at_b(people, LeadsTo::kidnapped, Captures::adult);
    sketch.model().captivity.kidnapped = {
        .mean_days = 10.0, .ransom_usd = 400.0, .rescued_share = 0.2, .killed_share = 0.05};
    Simulation simulation{sketch.loaded(), 2};
    live(simulation, 300);
    ASSERT_EQ(stock(simulation, Status::kidnapped), 0);
    expect_share(exits(simulation, Exit::rescued), people, 0.2, "rescued");
    expect_share(stock(simulation, Status::dead), people, 0.05, "killed");
    EXPECT_EQ(gained(simulation, Account::relatives), -exits(simulation, Exit::ransom_paid) * 40'000);
    EXPECT_EQ(gained(simulation, Account::organisations), people * 100'000 - gained(simulation, Account::relatives));
    const double days = static_cast<double>(held_days(simulation, Economy::kidnap_ransom)) / people;
    EXPECT_NEAR(days, 10.0, 5 * std::sqrt(90.0 / people));
}

TEST(Captivity, LetsTheOthersOfAPartyWaitAndGoOn)
{
    Sketch sketch = captured_at_b(1'000, LeadsTo::kidnapped, Captures::one_member);
    sketch.model().departures.party_size_share = {0.0, 0.0, 1.0};
    sketch.model().endowment.minor_share_of_companions = 0.0;
    sketch.model().captivity.kidnapped.mean_days = 1.0;
    Simulation simulation{sketch.loaded(), 2};
    live(simulation, 3);
    const std::int64_t parties_struck = sum(simulation.totals().captives);
    EXPECT_EQ(stock(simulation, Status::kidnapped), parties_struck) << "one of each party";
    EXPECT_EQ(stock(simulation, "B", Status::waiting), 2 * parties_struck);
    live(simulation, 100);
    EXPECT_EQ(stock(simulation, "D", Status::settled), 3 * parties_struck) << "each by his or her own way";
}

TEST(Captivity, TurnsRelativesIntoCouriersWhoAreArrested)
{
    Sketch sketch = captured_at_b(2'000, LeadsTo::kidnapped, Captures::one_member);
    sketch.model().departures.party_size_share = {0.0, 1.0};
    sketch.model().endowment.minor_share_of_companions = 0.0;
    sketch.model().endowment.woman_share = 0.0;
    sketch.model().captivity.kidnapped.courier_share = 1.0;
    sketch.model().captivity.kidnapped.kept_mean_days = 1e4;
    sketch.model().captivity.courier = {
        .mean_days = 1.0, .seized_share = 1.0, .at = {NodeRef{"B"}}, .detained_mean_days = 1e5};
    Simulation simulation{sketch.loaded(), 2};
    live(simulation, 3);
    const std::int64_t pairs = stock(simulation, Status::courier);
    EXPECT_GT(pairs, 900);
    EXPECT_EQ(stock(simulation, Status::kidnapped), pairs);
    live(simulation, 1);
    EXPECT_EQ(exits(simulation, Exit::seized), pairs);
    EXPECT_EQ(stock(simulation, Status::detained) + stock(simulation, Status::waiting) +
                  stock(simulation, Status::travelling),
              pairs)
        << "none but those whose sentence was a day";
    EXPECT_GT(stock(simulation, Status::kidnapped), pairs * 9 / 10) << "no release on failure";
    // Those who get through are let go, and so is the hostage.
    sketch.model().captivity.courier.seized_share = 0.0;
    Simulation lucky{sketch.loaded(), 2};
    live(lucky, 10);
    EXPECT_EQ(exits(lucky, Exit::carried), pairs);
    EXPECT_EQ(exits(lucky, Exit::released), pairs);
    EXPECT_EQ(stock(lucky, "D", Status::settled), 2 * pairs);
}

// Whatever happens to a minor ends at home; the adults go on.
TEST(Captivity, OfMinorsEndsWithTheirFamily)
{
    Sketch sketch = captured_at_b(1'000, LeadsTo::kidnapped, Captures::minor);
    sketch.model().departures.party_size_share = {0.0, 0.0, 1.0};
    sketch.model().endowment.minor_share_of_companions = 1.0;
    sketch.model().captivity.kidnapped = {
        .mean_days = 5.0, .rescued_share = 0.3, .trafficked_share = 1.0, .killed_share = 1.0};
    Simulation simulation{sketch.loaded(), 2};
    live(simulation, 300);
    const std::int64_t abducted = sum(simulation.totals().captives);
    EXPECT_GT(abducted, 300);
    EXPECT_EQ(stock(simulation, "O", Status::returned), abducted);
    EXPECT_EQ(stock(simulation, "D", Status::settled), 2 * abducted);
    EXPECT_EQ(stock(simulation, Status::dead), 0);
    EXPECT_EQ(sum(simulation.totals().people_trafficked), 0);
}

// Of a party with one adult, that adult is taken: the minors are returned to their family.
TEST(Captivity, SendsMinorsHomeOfWhomNoAdultIsLeft)
{
    Sketch sketch = captured_at_b(1'000, LeadsTo::trafficked, Captures::adult);
    sketch.model().departures.party_size_share = {0.0, 0.0, 1.0};
    sketch.model().endowment.minor_share_of_companions = 1.0;
    Simulation simulation{sketch.loaded(), 2};
    live(simulation, 30);
    const std::int64_t taken = sum(simulation.totals().captives);
    EXPECT_EQ(stock(simulation, Status::trafficked), taken);
    EXPECT_EQ(stock(simulation, "O", Status::returned), 2 * taken);
}

TEST(Captivity, CountsRecruitsAndLetsThemGoOn)
{
    Sketch sketch = captured_at_b(500, LeadsTo::recruited, Captures::adult);
    Simulation simulation{sketch.loaded(), 2};
    live(simulation, 10);
    EXPECT_EQ(at_node(simulation, &Tally::recruits, "B"), 500);
    EXPECT_EQ(stock(simulation, "D", Status::settled), 500);
}

TEST(Captivity, DoesNotDependOnThreads)
{
    Sketch sketch = captured_at_b(3'000, LeadsTo::kidnapped, Captures::one_member, 200);
    sketch.model().departures.party_size_share = {0.3, 0.3, 0.4};
    sketch.model().captivity.kidnapped.trafficked_share = 0.5;
    sketch.model().captivity.kidnapped.courier_share = 0.5;
    sketch.model().captivity.courier.at = {NodeRef{"B"}};
    sketch.model().captivity.trafficked = {.escape_per_month = 1.0, .release_per_month = 1.0};
    const auto one = hashes(sketch.loaded(), 1);
    for (const int threads : {2, 3, 8}) EXPECT_EQ(hashes(sketch.loaded(), threads), one) << threads;
}

}  // namespace
}  // namespace corredor

#include <cmath>

#include <gtest/gtest.h>

#include "tiny_worlds.hpp"

namespace corredor {
namespace {

/// O -> B -> D with a trocha by T and a post that is closed: everybody takes the trocha.
Sketch only_the_trocha(std::int32_t days, double toll_usd)
{
    Sketch sketch = border_with_a_post(days);
    add_trocha(sketch, toll_usd);
    sketch.country("BB").admits = {};
    return sketch;
}

TEST(Cross, TakesABribeFromEveryoneWhereOfficialsAlwaysAsk)
{
    Sketch sketch = border_with_a_post(10);
    sketch.country("BB").corruption = 1.0;
    sketch.country("BB").bribe_usd = 5.0;
    sketch.country("AA").corruption = 1.0;  // nobody enters AA
    sketch.tables.legs[2].fare_usd = 8.0;   // B-D
    sketch.cohort("O", 200);
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 10);
    ASSERT_EQ(stock(simulation, "D", Status::settled), 200);
    EXPECT_EQ(gained(simulation, Account::officials), 200 * 500);
    EXPECT_EQ(gained(simulation, Account::carriers), 200 * 800);
    EXPECT_EQ(gained(simulation, Account::endowment), -200 * 100'000);
    EXPECT_EQ(gained(simulation, Account::households), 200 * (100'000 - 500 - 800));
    EXPECT_EQ(at_leg(simulation, &Tally::paid_cents, "B-D"), 200 * 500);
    EXPECT_EQ(at_leg(simulation, &Tally::irregular_entries, "B-D"), 0);
}

TEST(Cross, TakesNoLargerBribeThanThereIsBesidesTheFare)
{
    Sketch sketch = border_with_a_post(10);
    sketch.country("BB").corruption = 1.0;
    sketch.country("BB").bribe_usd = 50.0;
    sketch.tables.legs[2].fare_usd = 8.0;  // B-D
    sketch.model().endowment.cash_median_usd = 20.0;
    sketch.cohort("O", 50);
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 10);
    ASSERT_EQ(stock(simulation, "D", Status::settled), 50);
    EXPECT_EQ(gained(simulation, Account::officials), 50 * 1'200);
    EXPECT_EQ(gained(simulation, Account::households), 0);
}

TEST(Cross, TakesTheTollOfATrochaAndCountsAnIrregularEntry)
{
    Sketch sketch = only_the_trocha(10, 40.0);
    sketch.model().departures.party_size_share = {0.0, 1.0};
    sketch.cohort("O", 200);
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 10);
    ASSERT_EQ(stock(simulation, "D", Status::settled), 200);
    EXPECT_EQ(gained(simulation, Account::tolls), 200 * 4'000);
    EXPECT_EQ(at_leg(simulation, &Tally::irregular_entries, "T-D"), 200);
    EXPECT_EQ(at_leg(simulation, &Tally::passed, "T-D"), 100);  // parties
    EXPECT_EQ(sum(simulation.totals().crossings), 200) << "walking up to the point is no crossing";
    const std::size_t irregular_in_bb = simulation.world().country("BB").index() * 2 + 1;
    EXPECT_EQ(simulation.totals().residents[irregular_in_bb], 200);
}

TEST(Cross, HoldsThoseWhoCannotPayOnTheNearSideUntilTheyHaveEarnedIt)
{
    Sketch sketch = only_the_trocha(200, 40.0);
    sketch.model().endowment.cash_median_usd = 10.0;
    sketch.model().journey.waiting_income_usd_per_day = 5.0;
    sketch.cohort("O", 300);
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 2);
    EXPECT_EQ(stock(simulation, "B", Status::waiting), 300);  // at the town, not at the point on the line
    EXPECT_EQ(stock(simulation, "T", Status::waiting), 0);
    live(simulation, 198);
    EXPECT_EQ(stock(simulation, "D", Status::settled), 300);
    EXPECT_EQ(gained(simulation, Account::tolls), 300 * 4'000);
    EXPECT_LE(gained(simulation, Account::income), -300 * 3'000) << "each had to find 30 dollars more";
}

TEST(Cross, RegistersTheShareOfIrregularEntrantsThatTheScenarioSays)
{
    for (const double share : {0.0, 1.0}) {
        Sketch sketch = only_the_trocha(10, 0.0);
        sketch.model().observation.registration_share[CountryRef{"BB"}] = share;
        sketch.cohort("O", 100);
        Simulation simulation{sketch.loaded(), 1};
        live(simulation, 10);
        EXPECT_EQ(at_leg(simulation, &Tally::registered_irregular_entries, "T-D"),
                  static_cast<std::int64_t>(100 * share));
    }
}

// Those who try again are caught k times with chance p^k (1 - p): p / (1 - p) on average, variance p / (1 - p)^2.
// At p = 0.3: 0.42857, standard error over 5,000 people sqrt(0.6122 / 5000) = 0.01107.
TEST(CrossStatistics, CatchesThoseWhoTryAgainAsOftenAsAGeometricLawSays)
{
    constexpr double p = 0.3;
    constexpr int people = 5'000;
    Sketch sketch = only_the_trocha(200, 10.0);
    sketch.country("BB").interception_share = p;
    sketch.model().journey.reattempt_share = 1.0;
    sketch.model().journey.retry_days = 1.0;
    sketch.cohort("O", people);
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 200);
    ASSERT_EQ(stock(simulation, "D", Status::settled), people);
    const std::int64_t caught = at_leg(simulation, &Tally::interceptions, "T-D");
    EXPECT_NEAR(static_cast<double>(caught) / people, p / (1 - p), 4 * 0.01107);
    EXPECT_EQ(gained(simulation, Account::tolls), (people + caught) * 1'000) << "the toll is paid before troops come";
}

// Caught once and turned back: a share p ends where it came from. 5,000 people, standard error sqrt(0.21 / 5000) =
// 0.00648.
TEST(CrossStatistics, SendsThoseHomeWhoDoNotTryAgain)
{
    constexpr int people = 5'000;
    Sketch sketch = only_the_trocha(60, 0.0);
    sketch.country("BB").interception_share = 0.3;
    sketch.model().journey.reattempt_share = 0.0;
    sketch.model().journey.retry_days = 1.0;
    sketch.cohort("O", people);
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 60);
    const std::int64_t caught = at_leg(simulation, &Tally::interceptions, "T-D");
    EXPECT_NEAR(static_cast<double>(caught) / people, 0.3, 4 * 0.00648);
    EXPECT_EQ(stock(simulation, "O", Status::returned), caught);
    EXPECT_EQ(at_node(simulation, &Tally::returns, "O"), caught);
    EXPECT_EQ(stock(simulation, "D", Status::settled), people - caught);
}

TEST(Cross, DeportsThoseCaughtToTheirOriginWhereThatIsTheRule)
{
    Sketch sketch = only_the_trocha(10, 10.0);
    sketch.country("BB").interception_share = 1.0;
    sketch.country("BB").deportation_share = 1.0;
    sketch.cohort("O", 100);
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 4);
    EXPECT_EQ(stock(simulation, "O", Status::returned), 100);
    EXPECT_EQ(stock(simulation, Status::waiting) + stock(simulation, Status::travelling), 0);
    EXPECT_EQ(gained(simulation, Account::households), 100 * (100'000 - 1'000)) << "what is left comes home with them";
    EXPECT_EQ(at_leg(simulation, &Tally::irregular_entries, "T-D"), 0);
}

TEST(Cross, TurnsAwayThoseWithoutTheDocumentsOfARuleTheyHadNotHeardOf)
{
    Sketch sketch = border_with_a_post(60);
    sketch.model().beliefs.information = Information::rumour;
    sketch.model().beliefs.policy_delay_days = 30.0;
    EntryRule visa;
    visa.country = {"BB"};
    visa.admits = {Documents::visa};
    sketch.from_day(1, visa);
    sketch.cohort("O", 100);
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 60);
    EXPECT_EQ(at_leg(simulation, &Tally::refusals, "B-D"), 100) << "each is turned away once, and asks from then on";
    EXPECT_EQ(at_leg(simulation, &Tally::crossings, "B-D"), 0);
    EXPECT_EQ(stock(simulation, "B", Status::waiting), 100);
}

/// O -> B -> D as above, and a second destination E on the near side, as attractive as D: half are bound for each.
Sketch two_destinations(std::int32_t days, double weigh_again_share)
{
    Sketch sketch = border_with_a_post(days);
    add_trocha(sketch);
    sketch.destination("E", "AA");
    sketch.road("B", "E");
    sketch.model().destinations.route_value_weight = 0.0;
    sketch.model().destinations.diaspora_weight = 0.0;
    sketch.model().journey.weigh_again_share = weigh_again_share;
    return sketch;
}

EntryRule visa_for_bb()
{
    EntryRule visa;
    visa.country = {"BB"};
    visa.admits = {Documents::visa};
    return visa;
}

constexpr int choosers = 20'000;

// Half set out for D; of those, turned away at the post, half go on to it by the trocha: 0.25, standard error
// sqrt(0.25 * 0.75 / 20000) = 0.00306. Who does not weigh again goes on: 0.5, standard error 0.00354.
TEST(CrossStatistics, LetsThoseTurnedAwayWeighTheirDestinationAgain)
{
    for (const double share : {0.0, 1.0}) {
        Sketch sketch = two_destinations(60, share);
        sketch.model().beliefs.information = Information::rumour;
        sketch.model().beliefs.policy_delay_days = 30.0;
        sketch.from_day(1, visa_for_bb());
        sketch.cohort("O", choosers);
        Simulation simulation{sketch.loaded(), 1};
        live(simulation, 20);
        const std::int64_t entered = stock(simulation, "D", Status::settled);
        EXPECT_NEAR(static_cast<double>(entered) / choosers, 0.5 - 0.25 * share, 4 * 0.00354);
        EXPECT_EQ(stock(simulation, "E", Status::settled), choosers - entered);
    }
}

// As above, but the other way to D is a post with room for a tenth of them a day: those in its queue have chosen, and
// do not choose again each day. Null: 0.25 of 20,000 enter, standard error 0.00306; beyond 5.5 of them once in 2e7.
TEST(CrossStatistics, LetsThoseTurnedAwayWeighTheirDestinationAgainOnceAndThenQueue)
{
    Sketch sketch = border_with_a_post(90);
    sketch.destination("E", "AA");
    sketch.road("B", "E");
    sketch.node("C", "AA", NodeKind::border_town);
    sketch.road("B", "C");
    sketch.road("C", "B");
    sketch.post("C", "D").border_pair = "second";
    sketch.model().destinations.route_value_weight = 0.0;
    sketch.model().destinations.diaspora_weight = 0.0;
    sketch.model().journey.weigh_again_share = 1.0;
    sketch.model().journey.capacity_people_per_day[LegRef{"C-D"}] = choosers / 40;
    sketch.model().beliefs.information = Information::rumour;
    sketch.model().beliefs.policy_delay_days = 80.0;
    CloseBorder closure;
    closure.where.border_pair = BorderPairRef{"AA-BB"};
    closure.where.entering = CountryRef{"BB"};
    sketch.from_day(1, closure);
    sketch.model().routes.scale = 0.01;  // before the closure nobody goes by C, which is a day farther
    sketch.cohort("O", choosers);
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 40);
    EXPECT_GT(at_leg(simulation, &Tally::refusals, "B-D"), choosers / 3);
    const std::int64_t entered = stock(simulation, "D", Status::settled);
    EXPECT_NEAR(static_cast<double>(entered) / choosers, 0.25, 5.5 * 0.00306);
    EXPECT_EQ(stock(simulation, "E", Status::settled), choosers - entered);
}

TEST(Cross, CountsCrossingsByTheCountryThatPeopleAreBoundFor)
{
    Sketch sketch = border_with_a_post(20);
    sketch.country("CC");
    sketch.destination("F", "CC");
    sketch.post("D", "F").border_pair = "BB-CC";
    sketch.cohort("O", 1'000);
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 20);
    const auto bound_for = [&](const char* leg, const char* country) {
        const Tally totals = simulation.totals();
        return totals.crossings_by_destination[simulation.world().leg(leg).index() * totals.country_count +
                                               simulation.world().country(country).index()];
    };
    const std::int64_t went_on = stock(simulation, "F", Status::settled);
    ASSERT_GT(went_on, 0);
    ASSERT_LT(went_on, 1'000);
    EXPECT_EQ(bound_for("B-D", "CC"), went_on);
    EXPECT_EQ(bound_for("B-D", "BB"), 1'000 - went_on);
    EXPECT_EQ(bound_for("D-F", "CC"), went_on);
    EXPECT_EQ(bound_for("D-F", "BB"), 0);
}

// The rule is known at once, so everybody takes the trocha and nobody comes to the post. Those who set out before it
// look again at the border, once; who set out after it knew.
TEST(CrossStatistics, LetsThoseWhoSetOutBeforeARuleWeighTheirDestinationAgainAtTheBorder)
{
    for (const bool before : {true, false}) {
        Sketch sketch = two_destinations(60, 1.0);
        sketch.from_day(1, visa_for_bb());
        sketch.cohort("O", choosers, before ? 0 : 1);
        Simulation simulation{sketch.loaded(), 1};
        live(simulation, 20);
        const std::int64_t entered = stock(simulation, "D", Status::settled);
        EXPECT_NEAR(static_cast<double>(entered) / choosers, before ? 0.25 : 0.5, 4 * 0.00354);
        EXPECT_EQ(stock(simulation, "E", Status::settled), choosers - entered);
        EXPECT_EQ(at_leg(simulation, &Tally::refusals, "B-D"), 0);
    }
}

TEST(Cross, LetsThoseWhomNoWayLeadsOnChooseWhatTheyCanReach)
{
    for (const double share : {0.0, 1.0}) {
        Sketch sketch = two_destinations(60, share);
        CloseBorder closure;
        closure.where.entering = CountryRef{"BB"};
        sketch.tables.legs.erase(sketch.tables.legs.end() - 5, sketch.tables.legs.end() - 1);  // the trocha
        sketch.from_day(1, closure);
        sketch.cohort("O", 1'000);
        Simulation simulation{sketch.loaded(), 1};
        live(simulation, 60);
        EXPECT_EQ(stock(simulation, "D", Status::settled), 0);
        if (share > 0.0)
            EXPECT_EQ(stock(simulation, "E", Status::settled), 1'000);
        else
            EXPECT_GT(stock(simulation, "B", Status::waiting), 400) << "they wait for the border to open";
    }
}

TEST(Cross, LetsThoseTurnedAwaySettleWhereTheyStandIfThatIsAPlace)
{
    Sketch sketch = border_with_a_post(60);
    sketch.model().destinations.places[NodeRef{"B"}] = -100.0;  // nobody sets out for it
    sketch.model().journey.weigh_again_share = 1.0;
    sketch.from_day(1, visa_for_bb());
    sketch.cohort("O", 200);
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 60);
    EXPECT_EQ(stock(simulation, "B", Status::settled), 200);
}

TEST(Cross, KeepsEveryoneWaitingWhileNoWayIsOpenAndLetsThemGoWhenOneOpens)
{
    Sketch sketch = border_with_a_post(120);
    CloseBorder closure;
    closure.where.entering = CountryRef{"BB"};
    sketch.from_day(0, closure, 40);
    sketch.cohort("O", 200);
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 40);
    EXPECT_EQ(stock(simulation, "O", Status::waiting), 200);
    EXPECT_EQ(sum(simulation.totals().crossings), 0);
    live(simulation, 80);
    EXPECT_EQ(stock(simulation, "D", Status::settled), 200);
    EXPECT_EQ(at_leg(simulation, &Tally::crossings, "B-D"), 200);
}

TEST(Cross, LetsNobodySetOutFromThePoolWhileNoWayIsOpen)
{
    Sketch sketch = border_with_a_post(40);
    sketch.stream_of_people("O", 50.0);
    CloseBorder closure;
    closure.where.entering = CountryRef{"BB"};
    sketch.from_day(10, closure, 20);
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 10);
    const std::int64_t before = at_node(simulation, &Tally::departures, "O");
    EXPECT_GT(before, 300);
    live(simulation, 10);
    EXPECT_EQ(at_node(simulation, &Tally::departures, "O"), before);
    live(simulation, 10);
    EXPECT_GT(at_node(simulation, &Tally::departures, "O"), before + 300);
}

TEST(Cross, TurnsPeopleBackWhoHaveWaitedTooLong)
{
    Sketch sketch = border_with_a_post(60);
    sketch.model().journey.capacity_people_per_day[LegRef{"B-D"}] = 0;
    sketch.model().journey.give_up_days = 10.0;
    sketch.model().journey.retry_days = 1.0;
    sketch.cohort("O", 100);
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 12);  // they stand at the post from day 1
    EXPECT_EQ(stock(simulation, "B", Status::waiting), 100);
    live(simulation, 10);
    EXPECT_EQ(stock(simulation, "O", Status::returned), 100);
    EXPECT_EQ(at_leg(simulation, &Tally::crossings, "B-D"), 0);
}

TEST(Cross, EndsTheDayWhereTheScenarioSaysSo)
{
    for (const bool ends_the_day : {true, false}) {
        Sketch sketch = border_with_a_post(10);
        sketch.scenario.world.crossing_ends_the_day = ends_the_day;
        sketch.tables.legs[0].bus_hours = 6.0;  // O-B
        sketch.tables.legs[2].bus_hours = 6.0;  // B-D
        sketch.cohort("O", 10);
        Simulation simulation{sketch.loaded(), 1};
        live(simulation, 1);
        EXPECT_EQ(stock(simulation, "D", Status::settled), ends_the_day ? 0 : 10);
        live(simulation, 1);
        EXPECT_EQ(stock(simulation, "D", Status::settled), 10);
    }
}

// Where formalities take no time a second border may lie an hour behind the first: people come to it on the same day
// and go over it on the next.
TEST(Cross, LeadsOverNoMoreThanOneBorderADay)
{
    Sketch sketch{10};
    for (const char* code : {"AA", "BB", "CC"}) sketch.country(code).corruption = 1.0;
    sketch.scenario.world.crossing_ends_the_day = false;
    sketch.node("O", "AA", NodeKind::origin);
    sketch.node("M", "BB", NodeKind::city);
    sketch.destination("D", "CC");
    sketch.post("O", "M", 1.0);
    sketch.post("M", "D", 1.0);
    sketch.cohort("O", 1'000);
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 1);
    EXPECT_EQ(at_leg(simulation, &Tally::crossings, "O-M"), 1'000);
    EXPECT_EQ(stock(simulation, "M", Status::waiting), 1'000);
    live(simulation, 1);
    EXPECT_EQ(stock(simulation, "D", Status::settled), 1'000);
    EXPECT_EQ(gained(simulation, Account::officials), 2 * 1'000 * 500);
}

}  // namespace
}  // namespace corredor

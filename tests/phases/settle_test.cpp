#include <cmath>

#include <gtest/gtest.h>

#include "tiny_worlds.hpp"

namespace corredor {
namespace {

/// O in AA, one day from D in BB by a trocha: everybody who arrives is an irregular resident of BB.
Sketch irregular_residents(std::int32_t days, std::int64_t people)
{
    Sketch sketch{days};
    sketch.country("AA");
    sketch.country("BB");
    sketch.node("O", "AA", NodeKind::origin);
    sketch.destination("D", "BB");
    sketch.trocha("O", "D");
    sketch.trocha("D", "O");
    sketch.cohort("O", people);
    return sketch;
}

std::int64_t residents(const Simulation& simulation, const std::string& country, bool irregular)
{
    return simulation.totals().residents[simulation.world().country(country).index() * 2 + (irregular ? 1 : 0)];
}

void expect_share(std::int64_t count, double people, double share, const std::string& what,
                  double people_per_draw = 1.0)
{
    EXPECT_NEAR(static_cast<double>(count) / people, share,
                4 * std::sqrt(share * (1 - share) * people_per_draw / people))
        << what;
}

// They settle on tick 1, and what befalls a resident does so from the day after: after the tick T, T - 1 days have
// passed.
TEST(SettleStatistics, ReturnsResidentsAtTheRateOfTheirCountry)
{
    constexpr std::int64_t people = 20'000;
    Sketch sketch = irregular_residents(800, people);
    sketch.country("BB").return_per_year = 0.7;
    Simulation simulation{sketch.loaded(), 1};
    for (const int tick : {30, 180, 365, 730}) {
        live(simulation, tick + 1 - simulation.tick());
        expect_share(stock(simulation, "D", Status::settled), people, std::exp(-0.7 * (tick - 1) / 365.0),
                     std::to_string(tick));
    }
    EXPECT_GT(at_node(simulation, &Tally::returns, "O"), 0);
}

// At 60 a year a sixth goes every day: a law that is a day early or late would be seen at once.
TEST(SettleStatistics, ReturnsTheFirstOnTheDayAfterTheySettled)
{
    constexpr std::int64_t people = 20'000;
    Sketch sketch = irregular_residents(20, people);
    sketch.country("BB").return_per_year = 60.0;
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 2);
    EXPECT_EQ(stock(simulation, "D", Status::settled), people);
    for (int tick = 2; tick <= 10; ++tick) {
        live(simulation, 1);
        expect_share(stock(simulation, "D", Status::settled), people, std::exp(-60.0 * (tick - 1) / 365.0),
                     std::to_string(tick));
    }
}

// Newcomers are looked at more often than others, and candidate days drawn while they were newcomers come up when they
// are none any more. That they might move on, which here they never do, must not send anybody back sooner. One day
// holds no two candidates, so while there are 20 a year the rate is low by 20 / 730: over 37 days, 0.0014 of the
// people.
TEST(SettleStatistics, ReturnsMoversAsOthers)
{
    constexpr std::int64_t people = 20'000;
    Sketch sketch = irregular_residents(320, people);
    sketch.country("BB").return_per_year = 0.5;
    sketch.model().settlement.reconsider_per_year = 20.0;
    sketch.model().settlement.mover_years = 0.1;
    sketch.model().settlement.stay_constant = 50.0;
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 302);
    expect_share(stock(simulation, "D", Status::settled), people, std::exp(-0.5 * 300 / 365.0), "after 300 days");
}

// Several fates compete: what happens first, at the sum of the rates, and which it is, in proportion to them.
TEST(SettleStatistics, LetsPapersRemovalAndReturnCompete)
{
    constexpr std::int64_t people = 20'000;
    constexpr double papers = 0.9;
    constexpr double removal = 0.4;
    constexpr double back = 0.2;
    Sketch sketch = irregular_residents(400, people);
    sketch.country("BB").return_per_year = back;
    sketch.country("BB").regularisation_per_year = papers;
    sketch.from_day(0, Deport{.country = {"BB"}, .intercepted_share = 0.0, .residents_per_year = removal});
    Simulation simulation{sketch.loaded(), 1};
    for (const int tick : {60, 300}) {
        live(simulation, tick + 1 - simulation.tick());
        const double t = (tick - 1) / 365.0;
        expect_share(residents(simulation, "BB", true), people, std::exp(-(papers + removal + back) * t), "irregular");
        // With papers they only go back: papers / (papers + removal) * (e^(-back t) - e^(-all t))
        const double regular =
            papers / (papers + removal) * (std::exp(-back * t) - std::exp(-(papers + removal + back) * t));
        // Candidate days come at the highest rate the country ever has, and one day holds no two of them: with the
        // bound at 1.5 a year the chance of a day is low by 0.2 %, and the share with it by less than a tenth of what
        // the sampling error lets through.
        expect_share(residents(simulation, "BB", false), people, regular, "regular");
    }
}

// The bound rises with the rate, tenfold on day 500: until then it must not be felt, and from that day on everybody who
// sleeps under the old bound must be found as often as those who settle under the new one.
TEST(SettleStatistics, ARateThatRisesIsInForceAtOnceAndNotBefore)
{
    constexpr std::int64_t people = 20'000;
    Sketch sketch = irregular_residents(600, people);
    sketch.country("BB").return_per_year = 0.5;
    Simulation simulation{sketch.loaded(500, [](ModelSpec& later) { later.countries.at("BB").return_per_year = 5.0; }),
                          1};
    live(simulation, 401);
    expect_share(stock(simulation, "D", Status::settled), people, std::exp(-0.5 * 399 / 365.0), "before");
    live(simulation, 100);  // tick 500 is the first with the new rate
    const double at_500 = std::exp(-0.5 * 498 / 365.0) * std::exp(-5.0 / 365.0);
    expect_share(stock(simulation, "D", Status::settled), people, at_500, "on the day");
    live(simulation, 50);
    const double at_550 = std::exp(-0.5 * 498 / 365.0) * std::exp(-5.0 * 51 / 365.0);
    expect_share(stock(simulation, "D", Status::settled), people, at_550, "after");
}

/// Everybody settles at D1 and would always rather be at D2, from where no way leads on.
Sketch restless(std::int32_t days, std::int64_t people, double reconsider_per_year, double mover_years)
{
    Sketch sketch{days};
    sketch.country("AA");
    sketch.node("O", "AA", NodeKind::origin);
    sketch.destination("D1", "AA", 30.0);
    sketch.destination("D2", "AA", 0.0);
    sketch.road("O", "D1");
    sketch.road("D1", "D2");
    sketch.model().settlement.reconsider_per_year = reconsider_per_year;
    sketch.model().settlement.mover_years = mover_years;
    sketch.model().settlement.stay_constant = -50.0;
    sketch.cohort("O", people);
    return sketch;
}

// Rate q while a mover, who stays one for a time M of mean m. Days are whole: a mover for floor(M) days from tick 1,
// moves on the day d after it with chance P(first candidate on d) * P(floor(M) > d).
TEST(SettleStatistics, MovesPeopleOnAtARateThatFades)
{
    constexpr std::int64_t people = 20'000;
    constexpr double q = 2.0;
    constexpr double m = 0.5;
    Simulation simulation{restless(500, people, q, m).loaded(), 1};
    double moved = 0.0;
    for (int tick = 2; tick <= 450; ++tick) {
        const int d = tick - 1;
        moved += (std::exp(-q * (d - 1) / 365.0) - std::exp(-q * d / 365.0)) * std::exp(-(d + 1) / (m * 365.0));
        if (tick % 150 != 0) continue;
        live(simulation, tick + 1 - simulation.tick());
        expect_share(people - stock(simulation, "D1", Status::settled), people, moved, std::to_string(tick));
    }
    live(simulation, 2);
    EXPECT_NEAR(static_cast<double>(stock(simulation, "D2", Status::settled)), moved * people, 0.02 * people);
}

// Staying and going at equal value: every second one who thinks about it goes.
TEST(SettleStatistics, WeighsStayingAgainstGoing)
{
    constexpr std::int64_t people = 20'000;
    Sketch sketch = restless(3'000, people, 5.0, 1'000.0);
    sketch.model().destinations.places[NodeRef{"D1"}] = 10.0;
    sketch.model().settlement.stay_constant = -10.0;
    sketch.model().destinations.route_value_weight = 0.0;
    sketch.model().destinations.diaspora_weight = 0.0;
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 101);
    // Candidates with chance 1 - exp(-5 / 365) a day, of which half go, over 99 days.
    const double stays = std::pow(1.0 - 0.5 * (1.0 - std::exp(-5.0 / 365.0)), 99);
    // A share e^-10 went to D2 at once.
    expect_share(stock(simulation, "D1", Status::settled), people, stays, "stays");
}

TEST(Settle, KeepsPeopleForGoodWhereNothingMovesThem)
{
    Simulation simulation{irregular_residents(200, 500).loaded(), 1};
    live(simulation, 200);
    EXPECT_EQ(residents(simulation, "BB", true), 500);
    EXPECT_EQ(residents(simulation, "BB", false), 0);
    EXPECT_EQ(sum(simulation.totals().returns), 0);
    EXPECT_EQ(at_node(simulation, &Tally::settlements, "D"), 500);
    EXPECT_EQ(at_node(simulation, &Tally::journeys_ended, "D"), 500);
}

// The post is shut, so everybody comes by the trocha: all with a guide, or all without.
TEST(Settle, KnowsWhomAGuideBroughtOverABorder)
{
    for (const double guides : {50.0, -50.0}) {
        Sketch sketch = border_with_a_post(60);
        add_trocha(sketch);
        sketch.country("BB").admits = {Documents::visa};
        sketch.model().modes.coyote_constant = guides;
        sketch.cohort("O", 300);
        Simulation simulation{sketch.loaded(), 1};
        live(simulation, 60);
        EXPECT_GT(at_node(simulation, &Tally::journeys_ended, "D"), 200);
        EXPECT_EQ(at_node(simulation, &Tally::journeys_smuggled, "D"),
                  guides > 0.0 ? at_node(simulation, &Tally::journeys_ended, "D") : 0);
    }
}

TEST(Settle, GivesNobodyPapersForMovingWithinACountry)
{
    Sketch sketch = irregular_residents(400, 500);
    sketch.destination("D2", "BB", -30.0);
    sketch.road("D", "D2");
    sketch.model().settlement.reconsider_per_year = 20.0;
    sketch.model().settlement.mover_years = 1'000.0;
    sketch.model().settlement.stay_constant = -50.0;
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 400);
    EXPECT_GT(stock(simulation, "D2", Status::settled), 450);
    EXPECT_EQ(residents(simulation, "BB", true), stock(simulation, Status::settled));
    EXPECT_EQ(residents(simulation, "BB", false), 0);
}

TEST(Settle, LetsThoseWhoReachAnExitLeaveTheModel)
{
    Sketch sketch = irregular_residents(10, 100);
    sketch.country("BB").is_modelled = false;
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 10);
    EXPECT_EQ(stock(simulation, "D", Status::exited), 100);
    EXPECT_EQ(stock(simulation, Status::settled), 0);
    EXPECT_EQ(residents(simulation, "BB", true), 0);
}

TEST(Settle, TakesSavingsOfTheCountryAlongOnTheWayBack)
{
    Sketch sketch = irregular_residents(300, 100);
    sketch.country("BB").return_per_year = 50.0;
    sketch.country("BB").licit_income_usd_per_month = 300.0;
    sketch.model().settlement.onward_savings_months = 2.0;
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 300);
    EXPECT_EQ(stock(simulation, "O", Status::returned), 100);
    EXPECT_EQ(gained(simulation, Account::income), -100 * 60'000);
    EXPECT_EQ(gained(simulation, Account::households), 100 * (100'000 + 60'000));
}

// 10,000 people in parties of 1 to 4, equally many of each: 2.5 people on average, E[size^2] / E[size] = 3 people a
// draw.
TEST(SettleStatistics, ReturnsThoseWhoLivedAbroadOnTheFirstDay)
{
    constexpr std::int64_t people = 10'000;
    Sketch sketch = irregular_residents(400, 0);
    sketch.model().departures.cohorts.clear();
    sketch.model().departures.origin_share[NodeRef{"O"}] = 1.0;
    sketch.country("BB").return_per_year = 0.8;
    sketch.tables.initial_stock = {{.node = "D", .people = people, .source = ""}};
    Simulation simulation{sketch.loaded(), 1};
    EXPECT_EQ(stock(simulation, "D", Status::settled), people);
    EXPECT_EQ(residents(simulation, "BB", false), people);
    live(simulation, 366);
    expect_share(stock(simulation, "D", Status::settled), people, std::exp(-0.8), "after a year", 3.0);
}

}  // namespace
}  // namespace corredor

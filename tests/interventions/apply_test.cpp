#include <gtest/gtest.h>

#include "tiny_worlds.hpp"

namespace corredor {
namespace {

// Every kind of intervention acts in the direction that its name says: the same world with and without it, and the same
// luck in both.

/// 3,000 people between two countries with everything that interventions act on: a corrupt post that asks for a
/// passport, a trocha with a toll and troops, robbers at the border town, two places to live.
Sketch busy_border()
{
    Sketch sketch = border_with_a_post(200);
    add_trocha(sketch, 40.0);
    sketch.destination("E", "BB", -1.0);
    sketch.road("D", "E");
    sketch.road("E", "D");
    for (LegRow& leg : sketch.tables.legs) leg.fare_usd = 5.0;
    CountrySpec& bb = sketch.country("BB");
    bb.admits = {Documents::passport, Documents::visa};
    bb.corruption = 0.5;
    bb.interception_share = 0.1;
    ModelSpec& model = sketch.model();
    model.endowment.passport_share = 0.6;
    model.endowment.cash_median_usd = 300.0;
    model.journey.stops["border_town"] = {.stop_share = 1.0, .departure_chance_per_day = 0.3};
    model.mechanisms["robbery"].hazard_per_day_at[NodeRef{"B"}] = 0.1;
    model.mechanisms["robbery"].takes_usd = 10.0;
    model.modes.coyote_constant = -1.0;
    model.departures.pool_people = 100'000;
    model.departures.origin_share[NodeRef{"O"}] = 1.0;
    model.departures.push_per_year = 0.055;  // 15 a day
    return sketch;
}

class Pair {
public:
    /// With the intervention from day 50 to day 150, and without.
    explicit Pair(Intervention effect, Sketch sketch = busy_border())
        : without_{sketch.loaded(), 1}, with_{changed(std::move(sketch), std::move(effect)).loaded(), 1}
    {
        live(without_, 150);
        live(with_, 150);
    }
    [[nodiscard]] const Simulation& with() const { return with_; }
    [[nodiscard]] const Simulation& without() const { return without_; }

private:
    static Sketch changed(Sketch sketch, Intervention effect)
    {
        sketch.from_day(50, std::move(effect), 150);
        return sketch;
    }
    Simulation without_;
    Simulation with_;
};

std::int64_t irregular_residents(const Simulation& simulation)
{
    return simulation.totals().residents[simulation.world().country("BB").index() * 2 + 1];
}

BorderScope into_bb(std::vector<LegKind> kinds)
{
    return {.between = {}, .entering = CountryRef{"BB"}, .border_pair = {}, .crossing = {}, .kinds = std::move(kinds)};
}

TEST(CloseBorder, LetsNobodyThroughThePostWhileItLasts)
{
    Sketch sketch = busy_border();
    CloseBorder closure;
    closure.where = into_bb({LegKind::official_crossing});
    closure.toll_factor = 2.0;
    sketch.from_day(50, closure, 150);
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 50);
    const std::int64_t before = at_leg(simulation, &Tally::crossings, "B-D");
    const std::int64_t trocha_before = at_leg(simulation, &Tally::crossings, "T-D");
    EXPECT_GT(before, 50);
    live(simulation, 100);
    EXPECT_EQ(at_leg(simulation, &Tally::crossings, "B-D"), before);
    EXPECT_GT(at_leg(simulation, &Tally::crossings, "T-D"), 2 * trocha_before);
    live(simulation, 50);
    EXPECT_GT(at_leg(simulation, &Tally::crossings, "B-D"), before + 50) << "open again";
}

TEST(OpenBorder, LetsThoseThroughWhomTheRuleKeepsOut)
{
    const Pair pair{OpenBorder{.where = into_bb({LegKind::official_crossing}), .admits = DocumentSet::all()}};
    EXPECT_GT(at_leg(pair.with(), &Tally::crossings, "B-D"), at_leg(pair.without(), &Tally::crossings, "B-D") + 100);
    EXPECT_LT(irregular_residents(pair.with()), irregular_residents(pair.without()) - 100);
}

TEST(EntryRule, SendsThoseWithoutTheVisaOverTheTrocha)
{
    EntryRule visa;
    visa.country = {"BB"};
    visa.admits = {Documents::visa};
    const Pair pair{visa};
    EXPECT_LT(at_leg(pair.with(), &Tally::crossings, "B-D"), at_leg(pair.without(), &Tally::crossings, "B-D") - 100);
    EXPECT_GT(irregular_residents(pair.with()), irregular_residents(pair.without()) + 100);
}

TEST(EntryRule, RaisesDeparturesBeforeAnAnnouncedDay)
{
    EntryRule visa;
    visa.country = {"BB"};
    visa.admits = {Documents::visa};
    visa.announced = day(20);
    visa.rush_factor = 4.0;
    Sketch sketch = busy_border();
    Simulation without{sketch.loaded(), 1};
    sketch.from_day(50, visa);
    Simulation with{sketch.loaded(), 1};
    live(without, 20);
    live(with, 20);
    EXPECT_EQ(sum(with.totals().departures), sum(without.totals().departures));
    live(without, 30);
    live(with, 30);
    // 15 a day over 30 days with a mean factor of 1 + 3 * 31 / 60 = 2.55 instead of 1: 700 more
    EXPECT_NEAR(static_cast<double>(sum(with.totals().departures) - sum(without.totals().departures)), 700.0, 150.0);
}

TEST(Regularise, LeavesFewerIrregularResidents)
{
    const Pair pair{Regularise{.country = {"BB"}, .per_year = 5.0, .stay_bonus = 0.0}};
    EXPECT_LT(irregular_residents(pair.with()), irregular_residents(pair.without()) * 7 / 10);
}

TEST(Regularise, KeepsThoseWithPapers)
{
    Sketch sketch = busy_border();
    sketch.model().settlement.reconsider_per_year = 10.0;
    sketch.model().settlement.stay_constant = -2.0;
    sketch.model().endowment.passport_share = 1.0;
    const Pair pair{Regularise{.country = {"BB"}, .per_year = 0.0, .stay_bonus = 4.0}, sketch};
    // Whoever moves from D to E or back ends a second journey.
    EXPECT_LT(sum(pair.with().totals().journeys_ended), sum(pair.without().totals().journeys_ended) - 100);
}

TEST(Militarise, InterceptsMoreAndDetersSome)
{
    const Pair troops{
        Militarise{.where = into_bb({LegKind::trocha}), .interception_share = 0.6, .irregular_cost = 0.0}};
    EXPECT_GT(at_leg(troops.with(), &Tally::interceptions, "T-D"),
              at_leg(troops.without(), &Tally::interceptions, "T-D") * 3);
    Sketch with_passports = busy_border();
    with_passports.model().endowment.passport_share = 1.0;
    const Pair known{Militarise{.where = into_bb({LegKind::trocha}), .interception_share = 0.0, .irregular_cost = 5.0},
                     with_passports};
    EXPECT_LT(at_leg(known.with(), &Tally::crossings, "T-D"), at_leg(known.without(), &Tally::crossings, "T-D"));
}

TEST(Deport, SendsTheInterceptedAndTheIrregularBackToTheirOrigin)
{
    const Pair caught{Deport{.country = {"BB"}, .intercepted_share = 1.0, .residents_per_year = 0.0}};
    EXPECT_GT(at_node(caught.with(), &Tally::returns, "O"), at_node(caught.without(), &Tally::returns, "O") + 20);
    const Pair removed{Deport{.country = {"BB"}, .intercepted_share = 0.0, .residents_per_year = 5.0}};
    EXPECT_GT(at_node(removed.with(), &Tally::returns, "O"), at_node(removed.without(), &Tally::returns, "O") + 100);
    EXPECT_LT(irregular_residents(removed.with()), irregular_residents(removed.without()));
}

TEST(AntiCorruption, LowersWhatOfficialsGain)
{
    const Pair pair{AntiCorruption{.country = {"BB"}, .factor = 0.0}};
    const std::int64_t until_then = gained(pair.with(), Account::officials);
    EXPECT_LT(until_then, gained(pair.without(), Account::officials) / 2);
    EXPECT_GT(until_then, 0) << "what was taken before stays taken";
}

TEST(Shelters, LowerIncidentsWhileTheyAreOpen)
{
    Sketch sketch = busy_border();
    Simulation without{sketch.loaded(), 1};
    sketch.from_day(50, Shelters{.node = {"B"}, .beds = 10'000}, 100);
    Simulation with{sketch.loaded(), 1};
    live(without, 100);
    live(with, 100);
    const std::int64_t during = sum(with.totals().incidents);
    EXPECT_LT(during, sum(without.totals().incidents) * 6 / 10);
    const std::int64_t before = sum(without.totals().incidents);
    live(without, 50);
    live(with, 50);
    // 50 days without beds again: incidents come back as they were, give or take the sampling error of about 250
    EXPECT_GT(sum(with.totals().incidents) - during, (sum(without.totals().incidents) - before) * 8 / 10);
}

TEST(HumanitarianCorridor, LowersWhatCarriersGain)
{
    const Pair pair{HumanitarianCorridor{.legs = {{"O-B"}, {"B-D"}, {"T-D"}}, .fare_factor = 0.0, .time_factor = 0.5}};
    EXPECT_LT(gained(pair.with(), Account::carriers), gained(pair.without(), Account::carriers) / 2);
    const auto days_each = [](const Simulation& s) {
        return static_cast<double>(sum(s.totals().journey_days)) / static_cast<double>(sum(s.totals().journeys_ended));
    };
    EXPECT_LT(days_each(pair.with()), days_each(pair.without()));
}

TEST(InformationCampaign, TurnsPeopleFromTheTrocha)
{
    Sketch sketch = busy_border();
    sketch.model().endowment.passport_share = 1.0;
    const Pair pair{
        InformationCampaign{.where = into_bb({LegKind::trocha}), .perceived_cost = 5.0, .policy_delay_days = {}},
        sketch};
    EXPECT_LT(at_leg(pair.with(), &Tally::crossings, "T-D"), at_leg(pair.without(), &Tally::crossings, "T-D") / 2);
}

TEST(InformationCampaign, SparesPeopleTheWayToAPostThatWillNotLetThemThrough)
{
    Sketch sketch = busy_border();
    sketch.model().beliefs.information = Information::rumour;
    sketch.model().beliefs.policy_delay_days = 60.0;
    EntryRule visa;
    visa.country = {"BB"};
    visa.admits = {Documents::visa};
    sketch.from_day(60, visa);
    InformationCampaign campaign;
    campaign.policy_delay_days = 0.0;
    const Pair pair{campaign, sketch};
    EXPECT_GT(at_leg(pair.without(), &Tally::refusals, "B-D"), 100);
    EXPECT_LT(at_leg(pair.with(), &Tally::refusals, "B-D"), at_leg(pair.without(), &Tally::refusals, "B-D") / 4);
}

/// A second country to go to, as attractive as the first.
Sketch two_countries_to_go_to()
{
    Sketch sketch = busy_border();
    sketch.country("CC");
    sketch.destination("F", "CC");
    sketch.post("O", "F");
    return sketch;
}

TEST(JobMarket, DrawsPeopleToWhereTheyEarnMore)
{
    const Pair pair{JobMarket{.country = {"CC"}, .income_factor = 5.0}, two_countries_to_go_to()};
    EXPECT_GT(stock(pair.with(), "F", Status::settled), stock(pair.without(), "F", Status::settled) + 50);
}

TEST(Pull, DrawsPeopleToACountryOrAPlace)
{
    const Pair country{Pull{.country = CountryRef{"CC"}, .node = {}, .add = 3.0}, two_countries_to_go_to()};
    EXPECT_GT(stock(country.with(), "F", Status::settled), stock(country.without(), "F", Status::settled) + 50);
    const Pair place{Pull{.country = {}, .node = NodeRef{"E"}, .add = 3.0}};
    EXPECT_GT(stock(place.with(), "E", Status::settled), stock(place.without(), "E", Status::settled) + 50);
}

TEST(Push, ScalesDeparturesAndRenamesNobody)
{
    Sketch sketch = busy_border();
    Simulation without{sketch.loaded(), 1};
    live(without, 150);
    for (const double factor : {0.0, 0.5, 2.0}) {
        Sketch changed = sketch;
        changed.from_day(50, Push{.node = {}, .factor = factor}, 150);
        Simulation with{changed.loaded(), 1};
        live(with, 50);
        const std::int64_t before = sum(with.totals().departures);
        live(with, 100);
        // 15 a day over 100 days, times the factor; 4 standard deviations of a Poisson law of 3,000 are 219
        EXPECT_NEAR(static_cast<double>(sum(with.totals().departures) - before), 1'500 * factor, 219.0) << factor;
    }
}

TEST(Set, GivesAParameterAnotherValueFromADayOn)
{
    const Sketch sketch = busy_border();
    Simulation without{sketch.loaded(), 1};
    Simulation with{
        sketch.loaded(50, [](ModelSpec& later) { later.mechanisms["robbery"].hazard_per_day_at[NodeRef{"B"}] = 0.0; }),
        1};
    live(without, 60);
    live(with, 60);
    const std::int64_t before = sum(with.totals().incidents);
    EXPECT_GT(before, 0);
    live(without, 90);
    live(with, 90);
    EXPECT_EQ(sum(with.totals().incidents), before);
    EXPECT_GT(sum(without.totals().incidents), before * 3 / 2);
}

}  // namespace
}  // namespace corredor

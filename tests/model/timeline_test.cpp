#include <cmath>

#include <gtest/gtest.h>

#include "model/timeline.hpp"
#include "tiny_worlds.hpp"

namespace corredor {
namespace {

/// What holds on single days in the world of two countries.
class Calendar {
public:
    explicit Calendar(Sketch sketch) : sketch_{std::move(sketch)}, world_{build_world(sketch_.tables)} {}

    [[nodiscard]] Conditions on(std::int32_t days) const
    {
        return Timeline{world_, sketch_.scenario.timeline}.conditions_on(day(days), sketch_.scenario.model);
    }
    [[nodiscard]] bool changes_on(std::int32_t days) const
    {
        return Timeline{world_, sketch_.scenario.timeline}.changes_on(day(days));
    }
    [[nodiscard]] DocumentSet open_to(const std::string& leg, std::int32_t days) const
    {
        return on(days).open_to(world_.leg(leg));
    }
    [[nodiscard]] LegId leg(const std::string& id) const { return world_.leg(id); }
    [[nodiscard]] CountryId country(const std::string& code) const { return world_.country(code); }

private:
    Sketch sketch_;
    World world_;
};

Sketch two_countries()
{
    Sketch sketch = border_with_a_post(100);
    add_trocha(sketch, 40.0);
    return sketch;
}

BorderScope entering(const std::string& code)
{
    BorderScope scope;
    scope.entering = CountryRef{code};
    return scope;
}
CloseBorder closure(BorderScope where, double toll_factor = 1.0)
{
    return {.where = std::move(where), .toll_factor = toll_factor};
}
EntryRule rule(const std::string& code, DocumentSet admits)
{
    EntryRule entry_rule;
    entry_rule.country = {code};
    entry_rule.admits = admits;
    return entry_rule;
}

TEST(Timeline, ClosesFromTheFirstDayUntilTheDayAfterTheLast)
{
    Sketch sketch = two_countries();
    sketch.from_day(10, closure(entering("BB")), 20);
    const Calendar calendar{sketch};
    EXPECT_EQ(calendar.open_to("B-D", 9), DocumentSet::all());
    EXPECT_EQ(calendar.open_to("B-D", 10), DocumentSet{});
    EXPECT_EQ(calendar.open_to("B-D", 19), DocumentSet{});
    EXPECT_EQ(calendar.open_to("B-D", 20), DocumentSet::all());
    EXPECT_EQ(calendar.open_to("D-B", 15), DocumentSet::all()) << "the way out stays open";
    EXPECT_EQ(calendar.open_to("T-D", 15), DocumentSet::all()) << "trochas ask for no documents";
    for (const std::int32_t d : {9, 11, 19, 21}) EXPECT_FALSE(calendar.changes_on(d));
    for (const std::int32_t d : {10, 20}) EXPECT_TRUE(calendar.changes_on(d));
}

TEST(Timeline, EndingOneClosureDoesNotReopenWhatAnotherStillCloses)
{
    Sketch sketch = two_countries();
    sketch.from_day(10, closure(entering("BB")), 30);
    sketch.from_day(20, closure({.between = {{"AA"}, {"BB"}}, .entering = {}, .border_pair = {}, .crossing = {}}), 40);
    const Calendar calendar{sketch};
    for (const std::int32_t d : {10, 20, 29, 30, 39}) EXPECT_TRUE(calendar.open_to("B-D", d).empty()) << d;
    EXPECT_EQ(calendar.open_to("B-D", 40), DocumentSet::all());
    EXPECT_EQ(calendar.open_to("D-B", 19), DocumentSet::all());
    EXPECT_TRUE(calendar.open_to("D-B", 20).empty()) << "between means both ways";
}

TEST(Timeline, MultipliesTollsForEachClosureInForce)
{
    Sketch sketch = two_countries();
    sketch.from_day(10, closure(entering("BB"), 2.0), 30);
    sketch.from_day(20, closure(entering("BB"), 1.5), 40);
    const Calendar calendar{sketch};
    const LegId trocha = calendar.leg("T-D");
    EXPECT_EQ(calendar.on(9).toll_usd[trocha], 40.0);
    EXPECT_EQ(calendar.on(10).toll_usd[trocha], 80.0);
    EXPECT_EQ(calendar.on(20).toll_usd[trocha], 120.0);
    EXPECT_EQ(calendar.on(30).toll_usd[trocha], 60.0);
    EXPECT_EQ(calendar.on(40).toll_usd[trocha], 40.0);
}

TEST(Timeline, LetsAnOpeningBeatClosuresAndRules)
{
    Sketch sketch = two_countries();
    // The opening comes first in time and in the file, and still wins while it lasts.
    sketch.from_day(10, OpenBorder{.where = entering("BB"), .admits = {Documents::identity_card}}, 40);
    sketch.from_day(20, closure(entering("BB")));
    sketch.from_day(25, rule("BB", {Documents::visa}));
    const Calendar calendar{sketch};
    EXPECT_EQ(calendar.open_to("B-D", 15), DocumentSet{Documents::identity_card});
    EXPECT_EQ(calendar.open_to("B-D", 30), DocumentSet{Documents::identity_card});
    EXPECT_EQ(calendar.open_to("B-D", 40), DocumentSet{});
}

TEST(Timeline, LetsTheLaterEntryRuleHoldAndTheEarlierComeBack)
{
    Sketch sketch = two_countries();
    EntryRule visa = rule("BB", {Documents::visa});
    visa.penalty = 2.0;
    sketch.from_day(20, visa, 30);
    sketch.from_day(10, rule("BB", {Documents::passport, Documents::visa}), 40);  // starts first, stands second
    const Calendar calendar{sketch};
    EXPECT_EQ(calendar.open_to("B-D", 15), (DocumentSet{Documents::passport, Documents::visa}));
    EXPECT_EQ(calendar.open_to("B-D", 20), DocumentSet{Documents::visa});
    EXPECT_EQ(calendar.on(20).entry_penalty[calendar.leg("B-D")], 2.0);
    EXPECT_EQ(calendar.open_to("B-D", 30), (DocumentSet{Documents::passport, Documents::visa}));
    EXPECT_EQ(calendar.on(30).entry_penalty[calendar.leg("B-D")], 0.0);
    EXPECT_EQ(calendar.open_to("B-D", 40), DocumentSet::all());
    EXPECT_EQ(calendar.open_to("D-B", 25), DocumentSet::all()) << "a rule is of the country entered";
}

TEST(Timeline, AppliesARuleOnlyToThoseWhoComeFromTheCountryItNames)
{
    Sketch sketch = two_countries();
    EntryRule elsewhere = rule("BB", {});
    elsewhere.from = CountryRef{"BB"};
    sketch.from_day(10, elsewhere);
    EXPECT_EQ(Calendar{sketch}.open_to("B-D", 20), DocumentSet::all());
}

TEST(Timeline, GathersARushFromTheAnnouncementToTheLastDayBeforeTheRule)
{
    Sketch sketch = two_countries();
    EntryRule visa = rule("BB", {Documents::visa});
    visa.announced = day(10);
    visa.rush_factor = 5.0;
    sketch.from_day(30, visa);
    const Calendar calendar{sketch};
    const auto rush = [&](std::int32_t days) { return calendar.on(days).rush_factor[calendar.country("BB")]; };
    EXPECT_EQ(rush(9), 1.0);
    // 20 days in equal steps of (5 - 1) / 20, the full factor on the last of them
    EXPECT_DOUBLE_EQ(rush(10), 1.2);
    EXPECT_DOUBLE_EQ(rush(19), 3.0);
    EXPECT_DOUBLE_EQ(rush(29), 5.0);
    EXPECT_EQ(rush(30), 1.0);
    EXPECT_EQ(calendar.on(29).rush_factor[calendar.country("AA")], 1.0);
    EXPECT_EQ(calendar.open_to("B-D", 29), DocumentSet::all()) << "announced is not in force";
    for (const std::int32_t d : {10, 20, 29, 30}) EXPECT_TRUE(calendar.changes_on(d)) << d;
    EXPECT_FALSE(calendar.changes_on(31));
}

TEST(Timeline, RemembersNothing)
{
    Sketch sketch = two_countries();
    sketch.from_day(10, closure(entering("BB"), 3.0), 20);
    sketch.from_day(12, Militarise{.interception_share = 0.4, .irregular_cost = 1.0}, 30);
    const Calendar calendar{sketch};
    const Conditions before = calendar.on(5);
    (void)calendar.on(15);
    EXPECT_TRUE(before.has_same_ways_as(calendar.on(5)));
    EXPECT_TRUE(before.has_same_ways_as(calendar.on(99)));
    EXPECT_FALSE(before.has_same_ways_as(calendar.on(15)));
}

TEST(Timeline, ReadsDatedSeriesOnTheDay)
{
    Sketch sketch = two_countries();
    Knots pull;
    pull.points = {{day(0), 0.0}, {day(100), 2.0}};
    Knots cost;
    cost.points = {{day(0), 4.0}, {day(10), 1.0}};
    sketch.model().destinations.pull[CountryRef{"BB"}] = pull;
    sketch.model().routes.irregular_cost[BorderPairRef{"AA-BB"}] = cost;
    const Calendar calendar{sketch};
    EXPECT_DOUBLE_EQ(calendar.on(50).country_pull[calendar.country("BB")], 1.0);
    EXPECT_EQ(calendar.on(50).country_pull[calendar.country("AA")], 0.0);
    EXPECT_DOUBLE_EQ(calendar.on(5).irregular_cost[calendar.leg("T-D")], 2.5);
    EXPECT_EQ(calendar.on(5).irregular_cost[calendar.leg("B-T")], 0.0) << "charged once, where the country is entered";
}

TEST(Interventions, AddUpOrTakeTheStrongestAsEachSays)
{
    Sketch sketch = two_countries();
    sketch.country("BB").interception_share = 0.1;
    sketch.country("BB").corruption = 0.4;
    sketch.from_day(1, Militarise{.interception_share = 0.05, .irregular_cost = 1.0});
    sketch.from_day(1, Militarise{.interception_share = 0.3, .irregular_cost = 2.0});
    sketch.from_day(1, AntiCorruption{.country = {"BB"}, .factor = 0.5});
    sketch.from_day(1, AntiCorruption{.country = {"AA"}, .factor = 50.0});
    sketch.from_day(1, Regularise{.country = {"BB"}, .per_year = 0.5, .stay_bonus = 0.2});
    sketch.from_day(1, Regularise{.country = {"BB"}, .per_year = 0.25, .stay_bonus = 0.1});
    sketch.from_day(1, Deport{.country = {"BB"}, .intercepted_share = 0.5, .residents_per_year = 0.01});
    sketch.from_day(1, JobMarket{.country = {"BB"}, .income_factor = 2.0});
    sketch.from_day(1, HumanitarianCorridor{.legs = {{"O-B"}}, .fare_factor = 0.0, .time_factor = 0.5});
    sketch.from_day(1, InformationCampaign{.perceived_cost = 3.0, .policy_delay_days = {}});
    sketch.from_day(1, Shelters{.node = {"B"}, .beds = 100});
    sketch.from_day(1, Push{.node = NodeRef{"O"}, .factor = 3.0});
    sketch.from_day(1, Pull{.country = CountryRef{"BB"}, .node = NodeRef{"D"}, .add = 0.5});
    sketch.tables.legs.front().fare_usd = 12.0;
    const World world = build_world(sketch.tables);
    const Calendar calendar{sketch};
    const Conditions c = calendar.on(1);
    const LegId into = calendar.leg("T-D");
    const CountryId bb = calendar.country("BB");
    EXPECT_EQ(c.interception[into], 0.3);
    EXPECT_EQ(c.irregular_cost[into], 3.0);
    EXPECT_EQ(c.interception[calendar.leg("B-T")], 0.0) << "nobody is caught before the line";
    EXPECT_EQ(c.corruption[bb], 0.2);
    EXPECT_EQ(c.corruption[calendar.country("AA")], 0.0);
    EXPECT_EQ(c.regularisation_per_year[bb], 0.75);
    EXPECT_DOUBLE_EQ(c.stay_bonus[bb], 0.3);
    EXPECT_EQ(c.deported_share_of_intercepted[bb], 0.5);
    EXPECT_EQ(c.deportations_per_year[bb], 0.01);
    EXPECT_EQ(c.income_usd_per_month[bb], 2 * 284.0);
    EXPECT_DOUBLE_EQ(c.country_pull[bb], std::log(2.0) + 0.5);
    EXPECT_EQ(c.fare_usd[calendar.leg("O-B")], 0.0);
    EXPECT_EQ(c.time_factor[calendar.leg("O-B")], 0.5);
    EXPECT_EQ(c.perceived_cost[into], 3.0);
    EXPECT_EQ(c.perceived_cost[calendar.leg("B-D")], 0.0);
    EXPECT_EQ(c.shelter_beds[world.node("B")], 100);
    EXPECT_EQ(c.push_factor[world.node("O")], 3.0);
    EXPECT_EQ(c.push_factor[world.node("D")], 1.0);
    EXPECT_EQ(c.pull[world.node("D")], 0.5);
}

TEST(BorderScope, MeansWhatItsKeysSay)
{
    const World world = build_world(two_countries().tables);
    const auto names = [&](BorderScope scope) {
        std::string all;
        for (const LegId leg : scope.legs(world)) all += world.legs.id[leg] + " ";
        return all;
    };
    BorderScope both_kinds;
    both_kinds.kinds = {LegKind::official_crossing, LegKind::trocha};
    EXPECT_EQ(names({}), "B-D D-B ");
    EXPECT_EQ(names(both_kinds), "B-D D-B T-D T-B ");
    EXPECT_EQ(names(entering("BB")), "B-D ");
    both_kinds.entering = CountryRef{"AA"};
    EXPECT_EQ(names(both_kinds), "D-B T-B ");
    EXPECT_EQ(names({.between = {{"AA"}, {"BB"}}, .entering = {}, .border_pair = {}, .crossing = {}}), "B-D D-B ");
    EXPECT_EQ(names({.between = {}, .entering = {}, .border_pair = BorderPairRef{"AA-BB"}, .crossing = {}}),
              "B-D D-B ");
    EXPECT_EQ(names({.between = {}, .entering = {}, .border_pair = {}, .crossing = {{"D"}, {"B"}}}), "B-D D-B ");
    EXPECT_EQ(names({.between = {}, .entering = CountryRef{"BB"}, .border_pair = {}, .crossing = {{"D"}, {"B"}}}),
              "B-D ");
    EXPECT_EQ(names({.between = {}, .entering = {}, .border_pair = {}, .crossing = {{"B"}, {"T"}}}), "");
    BorderScope nothing;
    nothing.kinds = {};
    EXPECT_EQ(names(nothing), "");
}

}  // namespace
}  // namespace corredor

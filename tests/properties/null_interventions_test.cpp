#include <gtest/gtest.h>

#include "scenario/load.hpp"
#include "tiny_worlds.hpp"

namespace corredor {
namespace {

// An intervention that changes nothing changes nothing: not the least bit of the state on any day. Either its strength
// is zero, or it comes after the last day, however strong.

/// An organisation led from the origin, with a cell at the border, that lives off tolls and shops.
void add_gang(ModelSpec& model)
{
    EconomySpec& toll = model.economies[EconomyRef{"trocha_toll"}];
    toll.capacity_usd_per_member_week = 500.0;
    toll.without_control = 0.5;
    EconomySpec& extortion = model.economies[EconomyRef{"business_extortion"}];
    extortion.capacity_usd_per_member_week = 300.0;
    extortion.without_control = 0.5;
    extortion.heat_weight = 5.0;
    extortion.usd_per_inhabitant_week = 0.1;
    OrganisationSpec& gang = model.organisations["gang"];
    gang.name = "Gang";
    gang.headquarters = NodeRef{"O"};
    gang.members = 200;
    gang.seats = {{NodeRef{"O"}, 0.5}, {NodeRef{"B"}, 0.5}};
    gang.treasury_usd = 1e6;
    gang.economies[EconomyRef{"trocha_toll"}].start = 0.5;
    gang.economies[EconomyRef{"business_extortion"}].start = 0.5;
}

LoadedScenario with_gang(LoadedScenario loaded)
{
    add_gang(loaded.scenario.model);
    for (DatedModel& dated : loaded.models) add_gang(dated.model);
    return loaded;
}

LoadedScenario tiny_world()
{
    LoadOptions options;
    options.persons_per_agent = 10;
    options.until = date_of({2018, 9, 1});
    return with_gang(load_scenario(CORREDOR_SOURCE_DIR "/tests/scenario/tiny/tiny.yaml", options));
}

struct Kind {
    std::string name;
    Intervention of_no_strength;
    Intervention strong;
};

BorderScope no_border()
{
    return {.between = {}, .entering = {}, .border_pair = {}, .crossing = {}, .kinds = {}};
}
BorderScope all_borders()
{
    return {.between = {},
            .entering = {},
            .border_pair = {},
            .crossing = {},
            .kinds = {LegKind::official_crossing, LegKind::trocha}};
}

EntryRule visa_rule(std::optional<CountryRef> from)
{
    EntryRule rule;
    rule.country = {"BB"};
    rule.from = std::move(from);
    rule.admits = {Documents::visa};
    rule.penalty = 3.0;
    return rule;
}

/// The tiny world with everything in it that changes from day to day: attraction and costs between dates, a way that is
/// learnt, compatriots who draw others.
LoadedScenario changing_world()
{
    LoadOptions options;
    options.persons_per_agent = 10;
    options.until = date_of({2018, 9, 1});
    options.set = {{"departures.pool_people", "500000"},
                   {"departures.push_per_year", "3"},
                   {"destinations.pull", "{BB: {2018-01-01: -4, 2018-12-31: 8}}"},
                   {"destinations.places", "{D1: 0.5, D2: 0, B: -1}"},
                   {"routes.irregular_cost", "{AA-BB: {2018-01-01: 2, 2018-12-31: 0}}"},
                   {"routes.learning", "{BB: {initial: 4, floor: 0, half_passages: 300, memory_days: 60}}"}};
    return with_gang(load_scenario(CORREDOR_SOURCE_DIR "/tests/scenario/tiny/tiny.yaml", options));
}

/// Every kind there is, in the order of the variant. The tiny world lets BB regularise and deport at rates of its own.
std::vector<Kind> kinds()
{
    return {
        {"close_border", CloseBorder{.where = no_border(), .toll_factor = 5.0}, CloseBorder{.where = all_borders()}},
        {"open_border", OpenBorder{.where = no_border(), .admits = {}}, OpenBorder{.where = all_borders()}},
        {"entry_rule", visa_rule(CountryRef{"BB"}), visa_rule({})},
        {"regularise", Regularise{.country = {"BB"}},
         Regularise{.country = {"BB"}, .per_year = 20.0, .stay_bonus = 9.0}},
        {"militarise", Militarise{},
         Militarise{.where = all_borders(), .interception_share = 1.0, .irregular_cost = 9.0}},
        {"deport", Deport{.country = {"BB"}},
         Deport{.country = {"BB"}, .intercepted_share = 1.0, .residents_per_year = 20.0}},
        {"anti_corruption", AntiCorruption{.country = {"BB"}}, AntiCorruption{.country = {"BB"}, .factor = 0.0}},
        {"shelters", Shelters{.node = {"B"}, .beds = 0}, Shelters{.node = {"B"}, .beds = 9'999}},
        {"humanitarian_corridor", HumanitarianCorridor{.legs = {{"O-B"}}, .fare_factor = 1.0, .time_factor = 1.0},
         HumanitarianCorridor{.legs = {{"O-B"}}, .fare_factor = 0.0, .time_factor = 0.1}},
        {"information_campaign", InformationCampaign{},
         InformationCampaign{.perceived_cost = 9.0, .policy_delay_days = 0.0}},
        {"job_market", JobMarket{.country = {"BB"}, .income_factor = 1.0},
         JobMarket{.country = {"BB"}, .income_factor = 9.0}},
        {"push", Push{}, Push{.node = {}, .factor = 9.0}},
        {"pull", Pull{.country = CountryRef{"BB"}, .node = NodeRef{"D1"}, .add = 0.0},
         Pull{.country = CountryRef{"BB"}, .node = NodeRef{"D1"}, .add = 9.0}},
        {"set", Set{.path = "journey.give_up_days", .value = "180"}, Set{.path = "journey.give_up_days", .value = "1"}},
        {"raid", Raid{.node = {"D1"}}, Raid{.node = {"O"}, .captured_share = 1.0, .warned_days = 0.0}},
        {"dismantle", Dismantle{.organisation = {"gang"}, .node = {"B"}, .arrested_share = 0.0, .rescued_share = 0.0},
         Dismantle{.organisation = {"gang"}, .node = {"B"}, .arrested_share = 1.0, .rescued_share = 1.0}},
        {"arrest_leader", ArrestLeader{.organisation = {"gang"}, .node = {}, .link_factor = 1.0},
         ArrestLeader{.organisation = {"gang"}, .node = {}, .link_factor = 0.0}},
        {"freeze_assets", FreezeAssets{.organisation = {"gang"}, .share = 0.0},
         FreezeAssets{.organisation = {"gang"}, .share = 1.0}},
        {"designate", Designate{.organisation = {"gang"}, .friction = 0.0, .cooperation = 0.0, .countries = {{"BB"}}},
         Designate{.organisation = {"gang"}, .friction = 1.0, .cooperation = 9.0, .countries = {{"AA"}, {"BB"}}}},
        {"police_reinforcement", PoliceReinforcement{.country = CountryRef{"BB"}, .node = {}, .factor = 1.0},
         PoliceReinforcement{.country = CountryRef{"AA"}, .node = {}, .factor = 50.0}},
        {"cooperation", Cooperation{.countries = {{"BB"}}, .add = 0.0},
         Cooperation{.countries = {{"AA"}}, .add = 9.0}}};
}

LoadedScenario with(LoadedScenario loaded, const Intervention& effect, Date on, std::optional<Date> until)
{
    TimelineEntry entry;
    entry.on = on;
    entry.until = until;
    entry.effect = effect;
    loaded.scenario.timeline.push_back(std::move(entry));
    return loaded;
}

std::string difference(const std::vector<std::uint64_t>& reference, const std::vector<std::uint64_t>& other)
{
    for (std::size_t d = 0; d < reference.size(); ++d)
        if (reference[d] != other.at(d)) return "differs from day " + std::to_string(d);
    return reference.size() == other.size() ? "" : "is longer";
}

class NullProperty : public testing::Test {
protected:
    static void SetUpTestSuite() { reference = hashes(tiny_world()); }
    static inline std::vector<std::uint64_t> reference;
};

TEST_F(NullProperty, CoversEveryKindOfIntervention)
{
    const auto all = kinds();
    ASSERT_EQ(all.size(), std::variant_size_v<Intervention>);
    for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_EQ(all[i].of_no_strength.index(), i) << all[i].name;
        EXPECT_EQ(all[i].strong.index(), i) << all[i].name;
    }
}

TEST_F(NullProperty, InterventionsOfNoStrengthChangeNothing)
{
    const LoadedScenario loaded = tiny_world();
    const Date start = loaded.scenario.run.start;
    // Neither day is one on which routes are looked at again anyway.
    for (const Kind& kind : kinds())
        EXPECT_EQ(
            difference(reference, hashes(with(loaded, kind.of_no_strength, start.plus_days(31), start.plus_days(73)))),
            "")
            << kind.name;
}

// A day on which an intervention begins or ends is a day on which ways may have to be valued again. When nothing came
// of it they must not be, or they would be valued by what has been learnt since the last time.
TEST_F(NullProperty, InterventionsOfNoStrengthChangeNothingInAWorldThatChangesEveryDay)
{
    const LoadedScenario loaded = changing_world();
    const Date start = loaded.scenario.run.start;
    const auto unchanged = hashes(loaded);
    for (const Kind& kind : kinds())
        EXPECT_EQ(
            difference(unchanged, hashes(with(loaded, kind.of_no_strength, start.plus_days(36), start.plus_days(190)))),
            "")
            << kind.name;
}

TEST_F(NullProperty, InterventionsAfterTheLastDayChangeNothing)
{
    const LoadedScenario loaded = tiny_world();
    for (const Kind& kind : kinds())
        for (const std::int32_t later : {0, 40}) {
            const Date on = loaded.scenario.run.end.plus_days(later);
            EXPECT_EQ(difference(reference, hashes(with(loaded, kind.strong, on, on.plus_days(10)))), "") << kind.name;
        }
}

// What cannot be known beforehand leaves everything as it was before its first day, down to everybody's luck.
TEST_F(NullProperty, InterventionsChangeNothingBeforeTheirFirstDay)
{
    const LoadedScenario loaded = tiny_world();
    constexpr std::int32_t first = 150;
    for (const Kind& kind : kinds()) {
        // These raise the highest rate from which residents' candidate days are drawn, from the first day on.
        if (kind.name == "regularise" || kind.name == "deport") continue;
        const auto changed = hashes(with(loaded, kind.strong, loaded.scenario.run.start.plus_days(first), {}));
        for (std::size_t d = 0; d < first; ++d) ASSERT_EQ(changed[d], reference[d]) << kind.name << ", day " << d;
    }
}

TEST_F(NullProperty, StrongInterventionsDoChangeSomething)
{
    const LoadedScenario loaded = tiny_world();
    for (const Kind& kind : kinds()) {
        if (kind.name == "set") continue;  // acts through the dated models, which the loader makes
        const auto changed = hashes(with(loaded, kind.strong, loaded.scenario.run.start.plus_days(31), {}));
        EXPECT_NE(changed.back(), reference.back()) << kind.name;
    }
}

TEST_F(NullProperty, SettingAParameterToWhatItIsChangesNothing)
{
    LoadOptions options;
    options.persons_per_agent = 10;
    options.until = date_of({2018, 9, 1});
    LoadedScenario loaded = with_gang(load_scenario(CORREDOR_SOURCE_DIR "/tests/scenario/tiny/tiny.yaml", options));
    loaded.models.push_back({.on = loaded.scenario.run.start.plus_days(33), .model = loaded.models.front().model});
    EXPECT_EQ(difference(reference, hashes(loaded)), "");
}

}  // namespace
}  // namespace corredor

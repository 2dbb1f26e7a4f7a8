#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "scenario/kinds_of.hpp"
#include "scenario/scenario_files.hpp"
#include "scenario/to_value.hpp"
#include "scenario/write.hpp"
#include "scenario/yaml_events.hpp"
#include "scenario/yaml_text.hpp"

namespace corredor {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

LoadOptions beside_tiny()
{
    LoadOptions options = with_tiny();
    options.folder = scenario_tests() / "tiny";
    return options;
}

TEST(Write, ReadsBackEqualAndIsThenTheSameText)
{
    const LoadedScenario first = load_scenario(tiny(), with_tiny());
    const LoadedScenario second = load_resolved(first.resolved_yaml, beside_tiny());
    EXPECT_EQ(second.scenario, first.scenario);
    EXPECT_EQ(second.resolved_yaml, first.resolved_yaml);
    EXPECT_EQ(second.sha256, first.sha256);
}

TEST(Write, KeepsEveryKindOfIntervention)
{
    const std::string every_kind = R"(extends: tiny.yaml
organisations: {gang: {name: Gang, headquarters: O, members: 100, seats: {O: 1}}}
timeline:
  - {on: 2018-02-01, raid: {node: O, captured_share: 0.2, warned_days: 3}}
  - {on: 2018-02-01, dismantle: {organisation: gang, node: B, arrested_share: 0.5}}
  - {on: 2018-02-01, arrest_leader: {organisation: gang, node: B, link_factor: 0.3}}
  - {on: 2018-02-01, freeze_assets: {organisation: gang, share: 0.1}}
  - {on: 2018-02-01, designate: {organisation: gang, friction: 0.2, cooperation: 0.1, countries: [AA, BB]}}
  - {on: 2018-02-01, police_reinforcement: {country: BB, factor: 1.5}}
  - {on: 2018-02-01, cooperation: {countries: [AA, BB], add: 0.2}}
  - {on: 2018-02-01, open_border: {border_pair: AA-BB, kinds: [official_crossing, flight], admits: []}}
  - {on: 2018-02-01, entry_rule: {country: BB, from: AA, admits: [visa], penalty: 1, announced: 2018-01-15, rush_factor: 2}}
  - {on: 2018-02-01, regularise: {country: BB, per_year: 0.5, stay_bonus: -1}}
  - {on: 2018-02-01, militarise: {crossing: [B, T], interception_share: 0.3, irregular_cost: 1}}
  - {on: 2018-02-01, deport: {country: BB, intercepted_share: 0.5}}
  - {on: 2018-02-01, anti_corruption: {country: AA, factor: 0.5}}
  - {on: 2018-02-01, shelters: {node: C, beds: 100}}
  - {on: 2018-02-01, humanitarian_corridor: {legs: [C-D1, C-D2], fare_factor: 0}}
  - {on: 2018-02-01, information_campaign: {kinds: [], perceived_cost: 1}}
  - {on: 2018-02-01, job_market: {country: BB, income_factor: 0.8}}
  - {on: 2018-02-01, push: {node: O, factor: 1.5}}
  - {on: 2018-02-01, pull: {node: D1, add: 0.1}}
  - {on: 2018-02-01, set: {path: routes.irregular_cost, value: {AA-BB: {2018-01-01: 1, 2018-05-01: 2}}}}
)";
    const TemporaryFolder folder;
    // An empty list of kinds means no crossing and is refused; everything else stays.
    std::string yaml = every_kind;
    yaml.replace(yaml.find("kinds: [], "), 11, "policy_delay_days: 1, ");
    const LoadedScenario first = load_scenario(folder.write("every.yaml", yaml), with_tiny());
    EXPECT_EQ(first.scenario.timeline.size(), 22U);
    EXPECT_EQ(load_resolved(first.resolved_yaml, beside_tiny()).scenario, first.scenario);
    std::size_t kinds = 0;
    for_each_kind<Intervention>([&]<class Kind>(const Kind&) {
        ++kinds;
        EXPECT_THAT(first.resolved_yaml, HasSubstr(std::string{Kind::name} + ":"));
    });
    EXPECT_EQ(kinds, std::variant_size_v<Intervention>);
}

TEST(Write, WritesEveryValueOutSoThatLaterDefaultsChangeNothing)
{
    EXPECT_THAT(load_scenario(tiny(), with_tiny()).resolved_yaml, HasSubstr("reattempt_share: 0.9\n"));
}

TEST(Write, QuotesTextThatWouldReadAsSomethingElse)
{
    for (const char* text : {"NO",         "yes", "on", "null", "~",     "true", "0.3",         "017",       "1e5",
                             "2018-01-01", "",    " x", "x ",   "a: b",  "a #b", "- a",         "[a]",       "{a}",
                             "&a",         "*a",  "!a", "'a'",  "\"a\"", "a\\b", "line\nbreak", "tab\there", "Tocorón",
                             "🚌 bus",      "%a",  "@a", "`a`",  "?",     "a, b", "-1",          "=",         "<<"}) {
        Value value = Value::of_text(text);
        value.is_quoted = true;
        Problems problems;
        const std::string yaml = "key: " + yaml_flow(value) + "\nlist: [" + yaml_flow(value) + "]\n";
        const Value read = parse_yaml(yaml, std::make_shared<const SourceFile>(), problems);
        ASSERT_TRUE(problems.empty()) << yaml << problems.sorted().front().what;
        ASSERT_TRUE(read.find("key")->value.is_text()) << yaml;
        EXPECT_EQ(read.find("key")->value.text, text);
        EXPECT_EQ(read.find("list")->value.items.at(0).text, text);
    }
}

TEST(Write, QuotesForReadersThatTakeNoForFalse)
{
    Value text = Value::of_text("NO");
    text.is_quoted = true;
    EXPECT_EQ(yaml_flow(text), "\"NO\"");
    text.text = "2018";
    EXPECT_EQ(yaml_flow(text), "\"2018\"");
    text.text = "Norway";
    EXPECT_EQ(yaml_flow(text), "Norway");
    EXPECT_EQ(yaml_flow(to_value(Date{})), "1970-01-01");
}

TEST(Diff, FindsNothingBetweenAScenarioAndItself)
{
    const Scenario s = load_scenario(tiny(), with_tiny()).scenario;
    EXPECT_TRUE(diff(s, s).empty());
}

TEST(Diff, NamesEachValueByItsPath)
{
    const Scenario a = load_scenario(tiny(), with_tiny()).scenario;
    const Scenario b = load_text(R"(extends: tiny.yaml
name: Tiny
drop: [careful]
run: {seed: 7}
departures: {push_per_year: {2018-03-01: 0.3}}
timeline:
  - {on: 2018-02-01, push: {factor: 2}}
)")
                           .scenario;
    EXPECT_THAT(diff(a, b), ElementsAre(Difference{"departures.push_per_year.2018-03-01", "", "0.3"},
                                        Difference{"question", R"("Does everything work on six places?")", ""},
                                        Difference{"run.seed", "1", "7"},
                                        Difference{"timeline.2018-02-01_push.on", "", "2018-02-01"},
                                        Difference{"timeline.2018-02-01_push.push.factor", "", "2"},
                                        Difference{"timeline.careful.id", "careful", ""},
                                        Difference{"timeline.careful.on", "2018-09-01", ""},
                                        Difference{"timeline.careful.set.path", "journey.reattempt_share", ""},
                                        Difference{"timeline.careful.set.value", "0.5", ""}));
}

TEST(Schema, KnowsKeysBoundsDefaultsAndNames)
{
    const auto schema = json_schema();
    EXPECT_EQ(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    EXPECT_EQ(schema["additionalProperties"], false);
    const auto& scale = schema["properties"]["routes"]["properties"]["scale"];
    EXPECT_EQ(scale["minimum"], 1e-4);
    EXPECT_EQ(scale["maximum"], 100);
    EXPECT_EQ(scale["default"], 0.4);
    EXPECT_EQ(scale["x-unit"], "logit");
    EXPECT_THAT(schema["properties"]["routes"]["properties"]["method"]["enum"],
                ElementsAre("recursive_logit", "next_leg_logit"));
    const auto& entry = schema["properties"]["timeline"]["items"];
    EXPECT_EQ(entry["oneOf"].size(), std::variant_size_v<Intervention>);
    EXPECT_THAT(entry["required"], ElementsAre("on"));
    EXPECT_THAT(entry["properties"]["deport"]["required"], ElementsAre("country"));
    EXPECT_FALSE(entry["properties"]["set"]["properties"]["value"].contains("type"));
}

TEST(Schema, AsksForRequiredKeysOnlyWhereNothingIsInherited)
{
    const auto schema = json_schema();
    EXPECT_FALSE(schema.contains("required"));
    EXPECT_THAT(schema["else"]["required"],
                ElementsAre("schema_version", "name", "run", "world", "countries", "destinations"));
    EXPECT_THAT(schema["else"]["properties"]["run"]["required"], ElementsAre("start", "end"));
    EXPECT_THAT(schema["else"]["properties"]["countries"]["additionalProperties"]["required"], ElementsAre("name"));
}

TEST(Reference, HasARowForEveryKeyAndASectionForEveryIntervention)
{
    const std::string page = markdown_reference();
    for (const std::string_view key : keys_of<RouteSpec>())
        EXPECT_THAT(page, HasSubstr("| `" + std::string{key} + "` |"));
    for_each_kind<Intervention>(
        [&]<class Kind>(const Kind&) { EXPECT_THAT(page, HasSubstr("### `" + std::string{Kind::name} + "`")); });
    EXPECT_THAT(page, HasSubstr("| `corruption` | number |  | 0 … 1 | `0` | chance that an official at a post asks"));
    EXPECT_THAT(page, HasSubstr("## `journey.stops.<name>`"));
    EXPECT_THAT(page, HasSubstr("| `walk_days` | number | days | 0.001 … 10000 |"));
    EXPECT_THAT(page, Not(HasSubstr("1970-01-01")));
}

}  // namespace
}  // namespace corredor

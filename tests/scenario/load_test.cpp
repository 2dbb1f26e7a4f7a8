#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/load.hpp"
#include "scenario/scenario_files.hpp"
#include "scenario/sha256.hpp"

namespace corredor {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

Date day(const char* text)
{
    return *parse_date(text);
}

/// A scenario of its own with its own tables, in a folder.
void copy_tiny(const TemporaryFolder& folder)
{
    for (const char* name : {"tiny.yaml", "nodes.csv", "legs.csv"})
        fs::copy_file(scenario_tests() / "tiny" / name, folder.path() / name);
}

TEST(Extends, MergesMapsReplacesListsAndAppendsToTheTimeline)
{
    const Scenario s = load_text(R"(extends: tiny.yaml
name: Changed
countries: {BB: {admits: [visa]}}
departures:
  push_per_year: {2018-03-01: 0.1}
  party_size_share: [1]
timeline:
  - {on: 2018-10-01, push: {factor: 2}}
)")
                           .scenario;
    EXPECT_EQ(s.name, "Changed");
    EXPECT_EQ(s.model.countries.at("BB").name, "Country B");
    EXPECT_EQ(s.model.countries.at("BB").admits, DocumentSet{Documents::visa});
    EXPECT_THAT(s.model.departures.push_per_year.points,
                ElementsAre(std::pair{day("2018-01-01"), 0.2}, std::pair{day("2018-03-01"), 0.1},
                            std::pair{day("2018-07-01"), 0.4}));
    EXPECT_THAT(s.model.departures.party_size_share, ElementsAre(1.0));
    ASSERT_EQ(s.timeline.size(), 3U);
    EXPECT_TRUE(std::holds_alternative<Push>(s.timeline.back().effect));
}

TEST(Extends, LeavesATranslationWithTheWordsThatItTranslates)
{
    const TemporaryFolder folder;
    (void)folder.write("parent.yaml",
                       "extends: tiny.yaml\nname: Parent\nname_es: Padre\nquestion: Why?\nquestion_es: ¿Por qué?\n");
    const auto load = [&](const char* own) {
        return load_scenario(folder.write("child.yaml", std::string{"extends: parent.yaml\n"} + own), with_tiny())
            .scenario;
    };
    const Scenario renamed = load("name: Child\n");
    EXPECT_EQ(renamed.name_es, "");
    EXPECT_EQ(load("question: How?\n").question_es, "");
    EXPECT_EQ(load("question: How?\nquestion_es: ¿Cómo?\n").question_es, "¿Cómo?");
    EXPECT_EQ(load("schema_version: 1\n").name_es, "Padre (child)");
}

TEST(Extends, LeavesAQuestionWithTheScenarioThatAsksIt)
{
    const TemporaryFolder folder;
    (void)folder.write("parent.yaml", "extends: tiny.yaml\nname: Parent\nquestion: Why?\nquestion_es: ¿Por qué?\n");
    const auto load = [&](const char* own) {
        return load_scenario(folder.write("child.yaml", std::string{"extends: parent.yaml\n"} + own), with_tiny())
            .scenario;
    };
    const Scenario renamed = load("name: Child\n");
    EXPECT_EQ(renamed.question, "");
    EXPECT_EQ(renamed.question_es, "");
    EXPECT_EQ(load("name: Child\nquestion: How?\n").question, "How?");
    EXPECT_EQ(load("run: {seed: 2}\n").question, "Why?");
    EXPECT_EQ(load("run: {seed: 2}\n").question_es, "¿Por qué?");
}

TEST(Extends, TakesANameWithoutItsEnding)
{
    const TemporaryFolder folder;
    (void)folder.write("parent.yaml", "extends: tiny\nname: Parent\n");
    const auto child = folder.write("child.yaml", "extends: parent\nname: Child\n");
    EXPECT_EQ(load_scenario(child, with_tiny()).scenario.name, "Child");
    EXPECT_THAT(to_string(problems_of(folder.write("typo.yaml", "extends: parnt\n")).front()),
                HasSubstr("extends: parnt does not exist; did you mean 'parent.yaml'?"));
}

// Else a comparison of both would print the same title twice.
TEST(Extends, TellsAScenarioWithoutANameFromItsParent)
{
    const TemporaryFolder folder;
    const auto name = [&](const char* own) {
        return load_scenario(folder.write("shut.yaml", std::string{"extends: tiny.yaml\n"} + own), with_tiny())
            .scenario.name;
    };
    EXPECT_EQ(name("schema_version: 1\n"), "Tiny (shut)");
    EXPECT_EQ(name("name: Tiny\n"), "Tiny");
}

TEST(Extends, ReplacesANumberByASeriesAndTheReverse)
{
    const Scenario s = load_text(R"(extends: tiny.yaml
departures: {push_per_year: 0.5}
endowment: {passport_share: {2018-01-01: 0.5, 2018-06-01: 0.2}}
)")
                           .scenario;
    EXPECT_EQ(s.model.departures.push_per_year, Knots{0.5});
    EXPECT_EQ(s.model.endowment.passport_share.points.size(), 2U);
}

TEST(Extends, DropsEntriesOfParentsAndOfTheirParents)
{
    const TemporaryFolder folder;
    (void)folder.write("middle.yaml",
                       "extends: tiny.yaml\ntimeline:\n  - {id: rush, on: 2018-03-01, push: {factor: 2}}\n");
    const auto leaf = folder.write("leaf.yaml", R"(extends: middle.yaml
drop: [closure, rush]
timeline:
  - {id: closure, on: 2018-05-01, close_border: {between: [AA, BB]}}
)");
    const Scenario s = load_scenario(leaf, with_tiny()).scenario;
    ASSERT_EQ(s.timeline.size(), 2U);
    EXPECT_EQ(s.timeline[0].id, "careful");
    EXPECT_EQ(s.timeline[1].on, day("2018-05-01"));
}

TEST(Extends, KeepsTheFileAndLineOfEachValue)
{
    const TemporaryFolder folder;
    const auto middle = folder.write("sub/middle.yaml", "extends: tiny.yaml\nroutes:\n  scale: 1000\n");
    const auto leaf = folder.write("leaf.yaml", "extends: sub/middle.yaml\nroutes:\n  corridor_scale: 1000\n");
    const auto found = problems_of(leaf);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].file, leaf);
    EXPECT_EQ(found[1].file, middle);
    EXPECT_EQ(found[1].line, 3);
    EXPECT_EQ(found[1].column, 10);
}

TEST(Extends, GoesEightFilesDeepAndNoDeeper)
{
    const TemporaryFolder folder;
    for (int i = 1; i <= 8; ++i)
        (void)folder.write(fmt::format("s{}.yaml", i),
                           fmt::format("extends: {}.yaml\n", i == 1 ? "tiny" : fmt::format("s{}", i - 1)));
    EXPECT_TRUE(problems_of((folder.path() / "s7.yaml").string()).empty());
    EXPECT_THAT(problems_of((folder.path() / "s8.yaml").string()).at(0).what, HasSubstr("more than 8 files deep"));
}

TEST(Tables, AreNamedFromTheFileThatNamesThemAndFoundAgainFromTheResolvedScenario)
{
    const TemporaryFolder folder;
    fs::create_directory(folder.path() / "data");
    fs::copy_file(scenario_tests() / "tiny/nodes.csv", folder.path() / "data/places.csv");
    (void)folder.write("data/base.yaml", "extends: tiny.yaml\nworld: {nodes: places.csv}\n");
    const auto leaf = folder.write("leaf.yaml", "extends: data/base.yaml\n");
    const LoadedScenario loaded = load_scenario(leaf, with_tiny());
    EXPECT_EQ(loaded.scenario.world.nodes.path, "data/places.csv");
    EXPECT_EQ(loaded.scenario.world.legs.path, "legs.csv");
    ASSERT_EQ(loaded.inputs.size(), 2U);
    EXPECT_EQ(loaded.inputs[0].path, "data/places.csv");
    LoadOptions options = with_tiny();
    options.folder = folder.path();
    EXPECT_EQ(load_resolved(loaded.resolved_yaml, options).sha256, loaded.sha256);
}

TEST(Tables, ThatMayBeTheShippedOneOrTheUsersAreNotGuessed)
{
    const TemporaryFolder folder;
    const auto leaf = folder.write("leaf.yaml", "extends: tiny.yaml\n");
    fs::copy_file(scenario_tests() / "tiny/nodes.csv", folder.path() / "nodes.csv");
    const auto found = problems_of(leaf);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_THAT(found[0].what, HasSubstr("nodes.csv is both a shipped table and one beside the scenario"));
    const auto named = folder.write("named.yaml", "extends: tiny.yaml\nworld: {nodes: nodes.csv}\n");
    EXPECT_TRUE(problems_of(named).empty());
}

TEST(Tables, AreHashedAndReadWhole)
{
    const LoadedScenario loaded = load_scenario(tiny(), with_tiny());
    EXPECT_EQ(loaded.tables.nodes.size(), 6U);
    EXPECT_EQ(loaded.tables.legs.size(), 14U);
    EXPECT_TRUE(loaded.tables.nodes[2].pass_through);
    EXPECT_EQ(loaded.tables.legs[6].toll_usd, 40.0);
    // FIPS 180-4, the example of one block
    EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Hash, ChangesWithTheScenarioAndWithATable)
{
    const TemporaryFolder folder;
    copy_tiny(folder);
    const std::string own = (folder.path() / "tiny.yaml").string();
    const std::string before = load_scenario(own, with_tiny()).sha256;
    EXPECT_EQ(before, load_scenario(tiny(), with_tiny()).sha256) << "where a scenario stands does not matter";
    EXPECT_NE(before, load_scenario(own, with_tiny({{"run.seed", "2"}})).sha256);
    std::ofstream{folder.path() / "nodes.csv", std::ios::app} << "E,Edge,BB,South,0,0,10,city,0,,,made up\n";
    EXPECT_NE(before, load_scenario(own, with_tiny()).sha256);
}

TEST(SetOption, ReachesKeysOfMapsDatesAndEntriesById)
{
    const Scenario s = load_scenario(tiny(), with_tiny({{"countries.BB.corruption", "0.2"},
                                                        {"departures.push_per_year.2018-07-01", "0.3"},
                                                        {"run.seed", "4"},
                                                        {"timeline.closure.close_border.toll_factor", "3"},
                                                        {"countries.AA.admits", "[visa]"},
                                                        {"departures.party_size_share.3", "0.1"},
                                                        {"routes.learning", "{BB: {initial: 2}}"}}))
                           .scenario;
    EXPECT_EQ(s.model.countries.at("BB").corruption, 0.2);
    EXPECT_EQ(s.model.departures.push_per_year.points.at(1).second, 0.3);
    EXPECT_EQ(s.run.seed, 4);
    EXPECT_EQ(std::get<CloseBorder>(s.timeline[0].effect).toll_factor, 3.0);
    EXPECT_EQ(s.model.countries.at("AA").admits, DocumentSet{Documents::visa});
    EXPECT_EQ(s.model.routes.learning.at(CountryRef{"BB"}).initial, 2.0);
}

TEST(SetOption, NamesItselfWhenItIsWrong)
{
    const auto complaint = [](const char* path, const char* value) {
        const auto found = problems_of(tiny(), with_tiny({{path, value}}));
        return found.empty() ? "" : to_string(found.front());
    };
    EXPECT_EQ(complaint("run.sed", "4"), "--set run.sed=4: error: run.sed is not a known key; did you mean 'seed'?");
    EXPECT_EQ(complaint("run.seed", "x"), "--set run.seed=x: error: run.seed is x, must be a whole number");
    EXPECT_EQ(
        complaint("mechanisms.robery.share_of_cash", "1"),
        "--set mechanisms.robery.share_of_cash=1: error: mechanisms has no entry 'robery'; did you mean 'robbery'?");
    EXPECT_EQ(complaint("mechanisms.kidnap.share_of_cash", "1"),
              "--set mechanisms.kidnap.share_of_cash=1: error: mechanisms has no entry 'kidnap'; to add one: "
              "mechanisms.kidnap={…}");
    EXPECT_EQ(complaint("timeline.closur.until", "2018-06-01"),
              "--set timeline.closur.until=2018-06-01: error: 'closur' is no entry of this list of 2; did you mean "
              "'closure'?");
    EXPECT_EQ(complaint("run..seed", "1"),
              "--set run..seed=1: error: 'run..seed' is not a path of keys; join keys with single dots: run.seed");
    EXPECT_EQ(
        complaint("run.seed", ""),
        "--set run.seed=: error: run.seed is empty, must be a whole number; give it a value or leave the key out");
    EXPECT_THAT(complaint("run.seed", "[1"), HasSubstr("look for a bracket that is never closed"));
    EXPECT_THAT(complaint("run.end", "2017-01-01"),
                HasSubstr("--set run.end=2017-01-01: error: run.end is 2017-01-01"));
}

TEST(SetOption, OfWordsForgetsTheirTranslationUnlessThatIsSetToo)
{
    const TemporaryFolder folder;
    const auto file = folder.write("own.yaml", R"(extends: tiny.yaml
name: Own
name_es: Propio
question: Why?
question_es: ¿Por qué?
timeline:
  - {id: rush, on: 2018-03-01, about: A rush, about_es: Una ola, push: {factor: 2}}
)");
    const auto load = [&](std::vector<SetOption> set) {
        return load_scenario(file, with_tiny(std::move(set))).scenario;
    };
    EXPECT_EQ(load({{"run.seed", "2"}}).name_es, "Propio");
    const Scenario renamed = load({{"name", "Other"}, {"timeline.rush.about", "A wave"}});
    EXPECT_EQ(renamed.name, "Other");
    EXPECT_EQ(renamed.name_es, "");
    EXPECT_EQ(renamed.question_es, "¿Por qué?");
    EXPECT_EQ(renamed.timeline.back().about_es, "");
    const std::vector<SetOption> both{{"question_es", "¿Cómo?"}, {"question", "How?"}};
    EXPECT_EQ(load(both).question, "How?");
    EXPECT_EQ(load(both).question_es, "¿Cómo?");
}

TEST(Options, ForSeedScaleAndEndComeAfterSet)
{
    LoadOptions options = with_tiny({{"run.seed", "4"}});
    options.seed = 9;
    options.persons_per_agent = 10;
    options.until = day("2018-03-01");
    const Scenario s = load_scenario(tiny(), options).scenario;
    EXPECT_EQ(s.run.seed, 9);
    EXPECT_EQ(s.run.persons_per_agent, 10);
    EXPECT_EQ(s.run.end, day("2018-03-01"));
    options.persons_per_agent = 0;
    EXPECT_EQ(to_string(problems_of(tiny(), options).at(0)),
              "--persons-per-agent: error: run.persons_per_agent is 0, must be from 1 to 1000000 people");
}

TEST(DatedModels, BeginWithTheRunAndChangeWhereASetBeginsOrEnds)
{
    const auto models = load_text(R"(extends: tiny.yaml
timeline:
  - {on: 2017-06-01, until: 2018-02-01, set: {path: countries.BB.corruption, value: 0.5}}
  - {on: 2018-02-01, until: 2018-10-01, set: {path: countries.BB.corruption, value: 0.6}}
  - {on: 2018-09-15, until: 2020-01-01, set: {path: countries.BB.corruption, value: 0.7}}
  - {on: 2019-01-01, set: {path: countries.BB.corruption, value: 0.8}}
)")
                            .models;
    std::vector<std::string> dates;
    std::vector<double> corruption;
    std::vector<double> reattempt;
    for (const DatedModel& m : models) {
        dates.push_back(to_string(m.on));
        corruption.push_back(m.model.countries.at("BB").corruption);
        reattempt.push_back(m.model.journey.reattempt_share);
    }
    // The tiny scenario sets reattempt_share itself from 2018-09-01; later entries win while they last.
    EXPECT_THAT(dates, ElementsAre("2018-01-01", "2018-02-01", "2018-09-01", "2018-09-15", "2018-10-01"));
    EXPECT_THAT(corruption, ElementsAre(0.5, 0.6, 0.6, 0.7, 0.7));
    EXPECT_THAT(reattempt, ElementsAre(0.9, 0.9, 0.5, 0.5, 0.5));
}

TEST(DatedModels, ReturnToTheBaseOnTheDayOnWhichASetNoLongerHolds)
{
    const auto models = load_text(R"(extends: tiny.yaml
drop: [careful]
timeline:
  - {on: 2018-02-01, until: 2018-03-01, set: {path: routes.scale, value: 2}}
)")
                            .models;
    ASSERT_EQ(models.size(), 3U);
    EXPECT_EQ(models[1].model.routes.scale, 2.0);
    EXPECT_EQ(models[2].on, day("2018-03-01"));
    EXPECT_EQ(models[2].model, models[0].model);
}

TEST(DatedModels, AreTheBaseModelAloneWithoutSets)
{
    const LoadedScenario loaded = load_text("extends: tiny.yaml\ndrop: [careful]\n");
    ASSERT_EQ(loaded.models.size(), 1U);
    EXPECT_EQ(loaded.models[0].on, loaded.scenario.run.start);
    EXPECT_EQ(loaded.models[0].model, loaded.scenario.model);
}

TEST(DatedModels, AreCheckedEachByThemselves)
{
    const auto found = problems_in(R"(extends: tiny.yaml
timeline:
  - {on: 2018-02-01, set: {path: departures.party_size_share, value: [0.5]}}
  - {on: 2018-03-01, set: {path: mechanisms.robbery.hazard_per_day_at.D9, value: 1}}
)");
    ASSERT_EQ(found.size(), 2U);
    EXPECT_THAT(to_string(found[0]), HasSubstr(":3:70: error: departures.party_size_share sums to 0.5, must sum to 1"));
    EXPECT_THAT(
        to_string(found[1]),
        HasSubstr(":4:34: error: mechanisms.robbery.hazard_per_day_at.D9: there is no node 'D9'; did you mean 'D1'?"));
}

TEST(Missing, ScenarioIsSaidToBeMissingWithTheNearestName)
{
    const auto found = problems_of("tinny");
    ASSERT_EQ(found.size(), 1U);
    EXPECT_TRUE(found[0].is_missing_file);
    EXPECT_EQ(to_string(found[0]),
              "tinny: error: there is no such file or shipped scenario; did you mean 'tiny'? shipped: tiny");
    EXPECT_TRUE(problems_in("extends: other.yaml\n").at(0).is_missing_file);
    EXPECT_TRUE(problems_in("extends: tiny.yaml\nworld: {legs: none.csv}\n").at(0).is_missing_file);
}

TEST(Shipped, AreListedWithTitleAndQuestionAndFoundByName)
{
    const auto all = list_shipped({scenario_tests() / "tiny", scenario_tests() / "nowhere"});
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].name, "tiny");
    EXPECT_EQ(all[0].title, "Tiny");
    EXPECT_EQ(all[0].question, "Does everything work on six places?");
    EXPECT_EQ(load_scenario("tiny", with_tiny()).scenario.name, "Tiny");
    EXPECT_EQ(load_scenario("tiny.yaml", with_tiny()).scenario.name, "Tiny");
}

TEST(Shipped, FoldersBeginWithTheOneThatTheEnvironmentNames)
{
    const TemporaryFolder folder;
    ASSERT_EQ(setenv("CORREDOR_SCENARIOS", folder.path().c_str(), 1), 0);
    const auto folders = shipped_folders();
    ASSERT_EQ(unsetenv("CORREDOR_SCENARIOS"), 0);
    ASSERT_FALSE(folders.empty());
    EXPECT_EQ(folders.front(), fs::canonical(folder.path()));
}

TEST(Memory, ThatARunWouldNotHaveIsRefusedWithTheScaleThatFits)
{
    LoadOptions options = with_tiny();
    // 10,000 agents of 64 bytes for 20,000 people, two people each, beside some 606,000 for places and legs.
    options.memory_bytes = 1'250'000;
    const auto found = problems_of(tiny(), options);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_THAT(to_string(found[0]),
                testing::ContainsRegex("tiny.yaml:9:22: error: 20000 people at 1 for each agent need 1.22 MiB, this "
                                       "machine has 6[0-9]* KiB for a run; run.persons_per_agent: 2 would fit"));
    options.persons_per_agent = 2;
    EXPECT_TRUE(problems_of(tiny(), options).empty());
}

}  // namespace
}  // namespace corredor

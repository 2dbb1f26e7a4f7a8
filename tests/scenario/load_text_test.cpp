#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/load_text.hpp"
#include "scenario/scenario_files.hpp"

namespace corredor {
namespace {

using testing::HasSubstr;

constexpr ScenarioText base{.shown = "base", .yaml = "extends: tiny.yaml\nname: Base\nname_es: Base en español\n"};

LoadedScenario with_part(std::string_view yaml, const LoadOptions& options = with_tiny())
{
    return load_extended(base, {.shown = "part", .yaml = yaml}, options);
}

/// What is wrong when a part is laid over the base.
std::vector<Problem> wrong_with_part(std::string_view yaml, const LoadOptions& options = with_tiny())
{
    try {
        (void)with_part(yaml, options);
    } catch (const ScenarioError& error) {
        return error.problems;
    }
    return {};
}

/// Options under which tables are named as they are from a scenario in a folder.
LoadOptions in(const TemporaryFolder& folder)
{
    LoadOptions options = with_tiny();
    options.folder = folder.path();
    return options;
}

TEST(LoadText, ReadsWhatAFileOfThatTextWouldBe)
{
    const TemporaryFolder folder;
    const LoadedScenario from_file = load_scenario(folder.write("base.yaml", base.yaml), with_tiny());
    const LoadedScenario from_text = load_text(base, in(folder));
    EXPECT_EQ(from_text.resolved_yaml, from_file.resolved_yaml);
    EXPECT_EQ(from_text.sha256, from_file.sha256);
}

TEST(LoadText, LooksParentsAndTablesUpFromTheFolderOfTheOptions)
{
    const TemporaryFolder folder;
    (void)folder.write("parent.yaml", "extends: tiny.yaml\nname: Parent\n");
    LoadOptions options = in(folder);
    const ScenarioText child{.shown = "child", .yaml = "extends: parent.yaml\nrun: {seed: 3}\n"};
    EXPECT_EQ(load_text(child, options).scenario.name, "Parent");
    options.folder = scenario_tests();
    EXPECT_THROW((void)load_text(child, options), ScenarioError);
}

TEST(LoadText, NamesTheTextWhereItIsWrong)
{
    try {
        (void)load_text({.shown = "my scenario", .yaml = "extends: tiny.yaml\nrun: {sed: 3}\n"}, with_tiny());
        FAIL() << "was taken";
    } catch (const ScenarioError& error) {
        EXPECT_EQ(to_string(error.problems.at(0)),
                  "my scenario:2:7: error: run.sed is not a known key; did you mean 'seed'?");
    }
}

TEST(LoadExtended, MergesMapsReplacesListsAndAppendsToTheTimeline)
{
    const LoadedScenario plain = load_text(base, with_tiny());
    const LoadedScenario more = with_part("departures: {pool_people: 500, party_size_share: [1]}\n"
                                          "timeline: [{id: rush, on: 2018-03-01, push: {factor: 2}}]\n");
    EXPECT_EQ(more.scenario.model.departures.pool_people, 500);
    EXPECT_EQ(more.scenario.model.departures.party_size_share, std::vector<double>{1.0});
    EXPECT_EQ(more.scenario.model.departures.push_per_year, plain.scenario.model.departures.push_per_year);
    ASSERT_EQ(more.scenario.timeline.size(), plain.scenario.timeline.size() + 1);
    EXPECT_EQ(more.scenario.timeline.back().id, "rush");
}

TEST(LoadExtended, IsWhatAFileThatExtendsTheTextWouldBe)
{
    const TemporaryFolder folder;
    (void)folder.write("base.yaml", base.yaml);
    constexpr std::string_view part = "name: Other\ndrop: [closure]\ncountries: {BB: {corruption: 0.3}}\n";
    const auto child = folder.write("child.yaml", std::string{"extends: base.yaml\n"} + std::string{part});
    EXPECT_EQ(with_part(part, in(folder)).resolved_yaml, load_scenario(child, with_tiny()).resolved_yaml);
}

TEST(LoadExtended, OfAnEmptyPartChangesNothing)
{
    EXPECT_EQ(with_part("{}").resolved_yaml, load_text(base, with_tiny()).resolved_yaml);
    EXPECT_EQ(with_part("{}").scenario.name_es, "Base en español");
}

TEST(LoadExtended, LeavesATranslationWithTheWordsThatItTranslates)
{
    EXPECT_EQ(with_part("name: Other\n").scenario.name_es, "");
    EXPECT_EQ(with_part("name: Other\nname_es: Otra\n").scenario.name_es, "Otra");
}

TEST(LoadExtended, PutsOptionsOverThePart)
{
    EXPECT_EQ(with_part("run: {seed: 3}\n").scenario.run.seed, 3);
    EXPECT_EQ(with_part("run: {seed: 3}\n", with_tiny({{"run.seed", "4"}})).scenario.run.seed, 4);
}

TEST(LoadExtended, NamesThePartWithItsPlaceOnlyIfSomebodyWroteItInLines)
{
    // One line was made of values by a program: nobody knows its columns.
    EXPECT_EQ(to_string(wrong_with_part("run: {sed: 3}").at(0)),
              "part: error: run.sed is not a known key; did you mean 'seed'?");
    EXPECT_EQ(to_string(wrong_with_part("run:\n  sed: 3\n").at(0)),
              "part:2:3: error: run.sed is not a known key; did you mean 'seed'?");
}

TEST(LoadExtended, RefusesAPartThatIsNoMapAndADropOfWhatIsNotThere)
{
    EXPECT_THAT(wrong_with_part("[1, 2]").at(0).what, HasSubstr("must be a map of keys"));
    const Problem missing = wrong_with_part("drop: [closur]").at(0);
    EXPECT_THAT(missing.what, HasSubstr("no entry of the timeline above has the id closur"));
    EXPECT_EQ(missing.hint, "did you mean 'closure'?");
}

}  // namespace
}  // namespace corredor

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/nearest.hpp"
#include "scenario/scalars.hpp"
#include "scenario/scenario_files.hpp"
#include "scenario/yaml_events.hpp"

namespace corredor {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Nearest, CountsSwapsOfNeighboursAsOne)
{
    EXPECT_EQ(edit_distance("cahs", "cash"), 1U);
    EXPECT_EQ(edit_distance("", "abc"), 3U);
    EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);  // Levenshtein's own example
    EXPECT_EQ(edit_distance("same", "same"), 0U);
}

TEST(Nearest, OffersOnlyWhatIsClose)
{
    const std::vector<std::string> names{"share_of_cash", "takes_usd", "about"};
    EXPECT_EQ(nearest("share_of_cahs", names), "share_of_cash");
    EXPECT_EQ(nearest("SHARE_OF_CASH", names), "share_of_cash");
    EXPECT_EQ(nearest("hazard_per_day", names), std::nullopt);
    EXPECT_EQ(nearest(std::string(100'000, 'a'), names), std::nullopt);
}

TEST(Scalars, ReadNumbersAsJsonWritesThem)
{
    for (const char* text : {"0", "-3", "0.5", "1e6", "-2.5E-3", "1e-300", "120"})
        EXPECT_TRUE(std::holds_alternative<double>(parse_number(text))) << text;
    for (const char* text : {"", "-", "017", "1_000", ".5", "5.", "+1", "1e", "nan", ".inf", "0x10", "1 ", " 1",
                             "1e400", "1e-400", "--1", "1.2.3"})
        EXPECT_FALSE(std::holds_alternative<double>(parse_number(text))) << text;
}

TEST(Scalars, TakeWholeNumbersInAnyNotation)
{
    EXPECT_EQ(std::get<std::int64_t>(parse_whole_number("1e6")), 1'000'000);
    EXPECT_EQ(std::get<std::int64_t>(parse_whole_number("2.0")), 2);
    EXPECT_EQ(std::get<std::int64_t>(parse_whole_number("-9223372036854775808")),
              std::numeric_limits<std::int64_t>::min());
    for (const char* text : {"1.5", "9223372036854775808", "1e16", "1e400"})
        EXPECT_FALSE(std::holds_alternative<std::int64_t>(parse_whole_number(text))) << text;
}

TEST(Scalars, WriteNumbersThatReadBackAsTheSame)
{
    for (const double value : {0.1, 1.0 / 3.0, 1e-6, 120.0, -0.25, 1e300, 9007199254740993.0, 123456789.125})
        EXPECT_EQ(std::get<double>(parse_number(number_text(value))), value) << number_text(value);
    EXPECT_EQ(number_text(120.0), "120");
}

TEST(Problem, IsShownAsCompilersShowThem)
{
    EXPECT_EQ(to_string(Problem{.file = "a.yaml", .line = 3, .column = 7, .what = "x is y", .hint = "write z"}),
              "a.yaml:3:7: error: x is y; write z");
    EXPECT_EQ(to_string(Problem{.file = "--set a=1", .what = "x is y", .hint = ""}), "--set a=1: error: x is y");
}

TEST(Problems, AreListedByFileAndLineEachOnceAndNotWithoutEnd)
{
    Problems problems;
    problems.add({.file = "b", .line = 1, .column = 1, .what = "x", .hint = ""});
    problems.add({.file = "a", .line = 9, .column = 1, .what = "x", .hint = ""});
    problems.add({.file = "a", .line = 2, .column = 5, .what = "x", .hint = ""});
    problems.add({.file = "a", .line = 2, .column = 5, .what = "x", .hint = ""});
    const auto sorted = problems.sorted();
    ASSERT_EQ(sorted.size(), 3U);
    EXPECT_EQ(sorted[0].line, 2);
    EXPECT_EQ(sorted[2].file, "b");
    for (int i = 0; i < 1000; ++i) problems.add({.file = "c", .line = i, .column = 1, .what = "x", .hint = ""});
    EXPECT_EQ(problems.sorted().size(), Problems::most + 1);
    EXPECT_THAT(problems.sorted().back().what, HasSubstr("more problems than are shown"));
}

TEST(Reader, ReadsEveryTypeOfKey)
{
    const Scenario s = load_scenario(tiny(), with_tiny()).scenario;
    EXPECT_EQ(s.name, "Tiny");
    EXPECT_EQ(s.run.start, *parse_date("2018-01-01"));
    EXPECT_EQ(s.run.seed, 1);
    EXPECT_TRUE(s.world.crossing_ends_the_day);
    EXPECT_EQ(s.model.countries.at("BB").admits, (DocumentSet{Documents::passport, Documents::visa}));
    EXPECT_EQ(s.model.countries.at("AA").admits, DocumentSet::all());
    EXPECT_EQ(s.model.departures.push_per_year.points.size(), 2U);
    EXPECT_EQ(s.model.endowment.passport_share, Knots{0.5});
    EXPECT_THAT(s.model.departures.party_size_share, ElementsAre(0.4, 0.3, 0.2, 0.1));
    EXPECT_EQ(s.model.journey.capacity_people_per_day.at(LegRef{"B-C"}), 200);
    EXPECT_EQ(s.model.mechanisms.at("robbery").hazard_per_day_at.at(NodeRef{"B"}), 0.05);
    ASSERT_EQ(s.timeline.size(), 2U);
    const auto& closure = std::get<CloseBorder>(s.timeline[0].effect);
    EXPECT_THAT(closure.where.between, ElementsAre(CountryRef{"AA"}, CountryRef{"BB"}));
    EXPECT_THAT(closure.where.kinds, ElementsAre(LegKind::official_crossing));
    EXPECT_EQ(s.timeline[0].until, parse_date("2018-07-01"));
    EXPECT_EQ(s.timeline[1].until, std::nullopt);
}

TEST(Reader, ReadsWordsThatOtherReadersTakeForTruthAsTheTextTheyAre)
{
    EXPECT_EQ(load_text("extends: tiny.yaml\nname: NO\nquestion: 2019\n").scenario.name, "NO");
    EXPECT_EQ(load_text("extends: tiny.yaml\nname: NO\nquestion: 2019\n").scenario.question, "2019");
}

TEST(Reader, CountsColumnsInCharactersBehindABOMAndInWindowsFiles)
{
    const auto found = problems_in("\xef\xbb\xbf"
                                   "extends: tiny.yaml\r\nname: \"Tocorón\"\r\nroutes: {scael: 1}\r\n");
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].line, 3);
    EXPECT_EQ(found[0].column, 10);
    const auto accented = problems_in("extends: tiny.yaml\nroutes: {\"ñandú\": 1, scael: 1}\n");
    ASSERT_EQ(accented.size(), 2U);
    EXPECT_EQ(accented[1].column, 22);
}

TEST(Reader, NeverShowsControlCharactersOfAFile)
{
    const auto found = problems_in("extends: tiny.yaml\nroutes: {scale: \"\\n\\t[31m\"}\n");
    ASSERT_EQ(found.size(), 1U);
    EXPECT_THAT(found[0].what, HasSubstr("'\\x0a\\x09[31m'"));
    EXPECT_THAT(problems_in("extends: tiny.yaml\nname: \"\\e[31m\"\n").at(0).what, HasSubstr("control character"));
    EXPECT_THAT(problems_in("extends: tiny.yaml\n\"a\\0b\": 1\n").at(0).what, HasSubstr("key 'a\\x00b'"));
}

TEST(YamlEvents, KeepEachLimit)
{
    const YamlLimits small{.bytes = 100, .values = 5, .depth = 3, .text_bytes = 10, .key_bytes = 8};
    const auto complaint = [&small](std::string_view yaml) {
        Problems problems;
        (void)parse_yaml(yaml, std::make_shared<const SourceFile>(), problems, small);
        return problems.empty() ? "" : problems.sorted().front().what;
    };
    EXPECT_EQ(complaint("[[[1]]]"), "");
    EXPECT_EQ(complaint("[[[[1]]]]"), "nested deeper than 3 levels");
    EXPECT_EQ(complaint("[1, 2, 3, 4]"), "");
    EXPECT_EQ(complaint("[1, 2, 3, 4, 5]"), "more than 5 values");
    EXPECT_EQ(complaint("abcdefghij"), "");
    EXPECT_EQ(complaint("abcdefghijk"), "text of 11 bytes, must be at most 10");
    EXPECT_EQ(complaint("abcdefgh: 1"), "");
    EXPECT_EQ(complaint("abcdefghi: 1"), "key 'abcdefghi' must be at most 8 bytes of text");
    EXPECT_EQ(complaint(std::string(101, ' ')), "larger than 0 MiB");
}

}  // namespace
}  // namespace corredor

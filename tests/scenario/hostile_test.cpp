#include <ctime>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/scenario_files.hpp"

namespace corredor {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

#ifndef __has_feature
#define __has_feature(x) 0  // g++ 12 does not know it
#endif
#if __has_feature(address_sanitizer)
constexpr std::clock_t most_seconds = 60;  // the sanitizers make reading about seven times as long
#else
constexpr std::clock_t most_seconds = 10;
#endif

/// What is wrong first, within a processor time that no honest file needs.
std::string complaint(const std::string& path, const LoadOptions& options = with_tiny())
{
    const std::clock_t begin = std::clock();
    const auto found = problems_of(path, options);
    EXPECT_LT(std::clock() - begin, most_seconds * CLOCKS_PER_SEC) << path;
    EXPECT_LE(found.size(), Problems::most + 1);
    return found.empty() ? "" : to_string(found.front());
}

std::string complaint_about(std::string_view yaml)
{
    const TemporaryFolder folder;
    return complaint(folder.write("hostile.yaml", yaml));
}

std::string repeated(std::string_view text, std::size_t times)
{
    std::string all;
    all.reserve(text.size() * times);
    for (std::size_t i = 0; i < times; ++i) all += text;
    return all;
}

TEST(Hostile, NestingIsCutOff)
{
    EXPECT_THAT(complaint_about("a:\n  " + repeated("[", 1'000'000)), HasSubstr("hostile.yaml:2:"));
    EXPECT_THAT(complaint_about("a: [1, " + repeated("{a: ", 500'000)), HasSubstr("hostile.yaml:1:"));
    EXPECT_THAT(complaint_about(repeated("- ", 1'000'000)), HasSubstr("nested deeper than 64 levels"));
    EXPECT_THAT(complaint_about("a: " + repeated("[", 100) + repeated("]", 100)),
                HasSubstr("nested deeper than 64 levels"));
    EXPECT_THAT(complaint_about(repeated("? ", 1'000'000)), HasSubstr("hostile.yaml:1:"));
    std::string stairs;
    for (std::size_t i = 0; i < 1500; ++i) stairs += std::string(i, ' ') + "a:\n";
    EXPECT_THAT(complaint_about(stairs), HasSubstr("nested deeper than 64 levels"));
}

TEST(Hostile, ABombOfAliasesIsDefusedAtItsFirstAnchor)
{
    EXPECT_THAT(complaint_about("a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"), HasSubstr(":1:4: error: anchors"));
    EXPECT_THAT(complaint_about("a: &a {b: *a}\n"), HasSubstr("anchors"));
}

TEST(Hostile, LongFilesListsAndTextsMeetTheirLimits)
{
    EXPECT_THAT(complaint_about(std::string(50'000'000, 'a')), HasSubstr("larger than 4 MiB"));
    EXPECT_THAT(complaint_about("name: " + std::string(70'000, 'a')),
                HasSubstr("text of 70000 bytes, must be at most 65536"));
    EXPECT_THAT(complaint_about("timeline: [" + repeated("1,", 300'000) + "1]"), HasSubstr("more than 200000 values"));
    std::string keys = "extends: tiny.yaml\n";
    for (int i = 0; i < 90'000; ++i) keys += "k" + std::to_string(i) + ": 1\n";
    EXPECT_THAT(complaint_about(keys), HasSubstr("hostile.yaml:5001:1: error: more than 5000 keys in one map"));
    std::string organisations = "extends: tiny.yaml\norganisations:\n";
    for (int i = 0; i < 5'000; ++i) organisations += "  o" + std::to_string(i) + ": {name: o}\n";
    const TemporaryFolder folder;
    LoadOptions options = with_tiny();
    options.memory_bytes = std::uint64_t{1} << 24U;
    EXPECT_THAT(complaint(folder.write("hostile.yaml", organisations), options),
                HasSubstr("and 5000 organisations, recorded"));
    EXPECT_THAT(complaint_about("extends: tiny.yaml\n" + repeated("same: 1\n", 90'000)), HasSubstr("stands twice"));
    EXPECT_THAT(complaint_about(std::string(5'000, 'k') + ": 1\n"), HasSubstr("hostile.yaml:1:"));
}

TEST(Hostile, ManySetsOnManyDaysAreRefused)
{
    std::string yaml = "extends: tiny.yaml\ntimeline:\n";
    for (int i = 0; i < 15'000; ++i)
        yaml += "  - {on: " + to_string(parse_date("2018-01-01")->plus_days(i % 360)) +
                ", set: {path: routes.scale, value: 0.3}}\n";
    EXPECT_THAT(complaint_about(yaml), HasSubstr("more than 1000 entries with `set`"));
}

TEST(Hostile, NumbersThatNoMachineHoldsAreRefused)
{
    EXPECT_THAT(complaint_about("extends: tiny.yaml\ndepartures: {pool_people: 1000000000000}\n"),
                HasSubstr("departures.pool_people is 1000000000000, must be from 0 to 1000000000"));
    LoadOptions options = with_tiny({{"departures.pool_people", "1e9"}});
    options.memory_bytes = std::uint64_t{1} << 30U;
    EXPECT_THAT(complaint(tiny(), options), HasSubstr("need 59.6 GiB, this machine has 0.999 GiB"));
    std::string cohorts = "extends: tiny.yaml\ndepartures:\n  cohorts:\n";
    for (int i = 0; i < 20'000; ++i) cohorts += "    - {node: O, on: 2018-02-01, people: 1000000000}\n";
    EXPECT_THAT(complaint_about(cohorts), HasSubstr("TiB"));
    EXPECT_THAT(complaint_about("extends: tiny.yaml\nroutes: {scale: .NaN}\n"), HasSubstr("must be a number"));
    EXPECT_THAT(complaint_about("extends: tiny.yaml\nroutes: {scale: " + std::string(60'000, '9') + "}\n"),
                HasSubstr("must be a number of ordinary size"));
}

TEST(Hostile, ANetworkThatNoMachineHoldsIsRefused)
{
    const TemporaryFolder folder;
    std::string nodes = "id,name,country,region,lat,lon,population,kind,pass_through,side_a,side_b,source\n";
    std::string legs =
        "id,from,to,kind,border_pair,km,bus_hours,walk_days,fare_usd,toll_low_usd,toll_usd,toll_high_usd,source\n";
    for (int i = 0; i < 20'000; ++i) {
        const std::string id = "N" + std::to_string(i);
        nodes += id + "," + id + ",AA,,0,0,0,city,0,,,\n";
        if (i > 0)
            legs += id + ">N0," + id + ",N0,road,,1,1,,1,0,0,0,\nN0>" + id + ",N0," + id + ",road,,1,1,,1,0,0,0,\n";
    }
    (void)folder.write("nodes.csv", nodes);
    (void)folder.write("legs.csv", legs);
    const auto scenario =
        folder.write("large.yaml", "schema_version: 1\nname: Large\nrun: {start: 2018-01-01, end: 2019-01-01}\n"
                                   "world: {nodes: nodes.csv, legs: legs.csv}\ncountries: {AA: {name: A}}\n"
                                   "departures: {pool_people: 10, origin_share: {N1: 1}, party_size_share: [1]}\n"
                                   "destinations: {places: {N2: 0}}\n");
    LoadOptions options;
    options.memory_bytes = std::uint64_t{1} << 30U;
    EXPECT_THAT(complaint(scenario, options),
                HasSubstr("20000 places, 39998 legs and 0 organisations, recorded 53 times, need"));
}

TEST(Hostile, PathsOutOfTheFolderLeadNowhere)
{
    const TemporaryFolder outer;
    (void)outer.write("secret.yaml", "schema_version: 1\nname: secret\n");
    (void)outer.write("secret.csv", "id,name\n");
    const auto inside = [&outer](std::string_view yaml) {
        return complaint(outer.write("folder/scenario.yaml", yaml));
    };
    EXPECT_THAT(inside("extends: ../secret.yaml\n"), HasSubstr("leads out of the scenario's folder"));
    EXPECT_THAT(inside("extends: sub/../../secret.yaml\n"), HasSubstr("leads out of the scenario's folder"));
    EXPECT_THAT(inside("extends: tiny.yaml\nworld: {nodes: ../secret.csv}\n"),
                HasSubstr("leads out of the scenario's folder"));
    EXPECT_THAT(inside("extends: " + (outer.path() / "secret.yaml").string() + "\n"), HasSubstr("is absolute"));
    EXPECT_THAT(inside("extends: https://example.org/a.yaml\n"), HasSubstr("does not exist"));
    EXPECT_THAT(inside("extends: " + std::string(10'000, 'a') + ".yaml\n"), HasSubstr("cannot be read"));
    fs::create_symlink(outer.path() / "secret.yaml", outer.path() / "folder/link.yaml");
    fs::create_directory_symlink(outer.path(), outer.path() / "folder/up");
    EXPECT_THAT(inside("extends: link.yaml\n"), HasSubstr("is a link that leads out of the scenario's folder"));
    EXPECT_THAT(inside("extends: up/secret.yaml\n"), HasSubstr("is a link that leads out of the scenario's folder"));
    fs::create_symlink("loop.yaml", outer.path() / "folder/loop.yaml");
    EXPECT_THAT(inside("extends: loop.yaml\n"), HasSubstr("cannot be read"));
}

TEST(Hostile, WhatIsNoFileIsNotRead)
{
    const TemporaryFolder folder;
    EXPECT_THAT(complaint(folder.path().string()), HasSubstr("is a folder, must be a scenario file"));
    EXPECT_THAT(complaint("/dev/zero"), HasSubstr("is not a regular file"));
    EXPECT_THAT(complaint(""), HasSubstr("there is no such file"));
    EXPECT_THAT(complaint(std::string(100'000, 'x')), HasSubstr("there is no such file"));
    fs::create_directory(folder.path() / "folder.yaml");
    EXPECT_THAT(complaint(folder.write("a.yaml", "extends: folder.yaml\n")), HasSubstr("is not a regular file"));
}

TEST(Hostile, BytesThatAreNotTextAreRefusedWhereTheyStand)
{
    EXPECT_THAT(complaint_about(std::string_view{"a: 1\nb: \0", 9}), HasSubstr(":2:4: error: byte 0x00 is not text"));
    EXPECT_THAT(complaint_about("name: Toc\xf3ron\n"), HasSubstr(":1:10: error: byte 0xf3 is not text"));
    EXPECT_THAT(complaint_about("\xff\xfe"
                                "n"),
                HasSubstr(":1:1: error: byte 0xff is not text"));
    EXPECT_THAT(complaint_about("a: \xed\xa0\x80\n"), HasSubstr("is not text"));      // half of a surrogate pair
    EXPECT_THAT(complaint_about("a: \xc0\xaf\n"), HasSubstr("is not text"));          // overlong
    EXPECT_THAT(complaint_about("a: \xf4\x90\x80\x80\n"), HasSubstr("is not text"));  // beyond U+10FFFF
    std::string junk;
    for (unsigned i = 0; i < 100'000; ++i) junk += static_cast<char>((i * 2'654'435'761U) >> 24U);
    EXPECT_THAT(complaint_about(junk), HasSubstr("is not text"));
}

TEST(Hostile, CutAndChangedScenariosNeverDoMoreThanComplain)
{
    std::ifstream stream{tiny()};
    const std::string whole{std::istreambuf_iterator<char>{stream}, {}};
    const TemporaryFolder folder;
    for (const char* name : {"nodes.csv", "legs.csv"})
        fs::copy_file(scenario_tests() / "tiny" / name, folder.path() / name);
    constexpr std::string_view spice = "[]{}:,#&*!|>'\"%@`-? \n\t0~";
    std::size_t tried = 0;
    std::size_t refused = 0;
    for (std::size_t i = 0; i < whole.size(); i += 7)
        for (const std::string& text :
             {std::string{whole}.replace(i, 1, 1, spice[i % spice.size()]), whole.substr(0, i)}) {
            const std::string found = complaint(folder.write("scenario.yaml", text));
            ++tried;
            if (found.empty()) continue;
            ++refused;
            EXPECT_THAT(found, HasSubstr("error: ")) << text;
        }
    EXPECT_GT(refused, tried / 2) << "most of what is cut or changed makes no scenario";
}

}  // namespace
}  // namespace corredor

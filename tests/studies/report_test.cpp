#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libdeflate.h>
#include <nlohmann/json.hpp>

#include "output/fresh_folder.hpp"
#include "output/gzip.hpp"
#include "output/output_error.hpp"
#include "output/result_file.hpp"
#include "studies/report.hpp"
#include "studies/report_arrays.hpp"
#include "studies/report_effects.hpp"
#include "studies/report_page.hpp"
#include "studies/report_sample.hpp"

namespace corredor {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::vector<int> bytes_of(const ReportArrays& arrays)
{
    std::vector<int> bytes;
    for (const std::byte b : arrays.bytes()) bytes.push_back(std::to_integer<int>(b));
    return bytes;
}

ReportRun sample_run(const std::string& title, std::int64_t seed, std::int64_t factor = 1)
{
    const FreshFolder folder;
    const auto file = folder / "run.h5";
    write_result(file, report_sample(title, seed, factor), Overwrite::allow);
    return ReportFile{WholeResult{file}}.read(0);
}

TEST(ReportArrays, PackDifferencesSevenBitsAByteLowOnesFirst)
{
    ReportArrays arrays;
    const auto where = arrays.add(std::vector<double>{1, 1, 0, 64, -64});
    // Differences 1, 0, -1, 64, -128; zigzag 2, 0, 1, 128, 255; 128 is 0 and 1 more byte of 1, 255 is 127 and 1.
    EXPECT_THAT(bytes_of(arrays), ElementsAre(2, 0, 1, 128, 1, 255, 1));
    EXPECT_EQ(where["at"], 0);
    EXPECT_EQ(where["count"], 5);
    EXPECT_EQ(arrays.add(std::vector<double>{0.25}, 1000.0)["at"], 7);
    EXPECT_THAT(bytes_of(arrays).back(), 500 / 128);  // zigzag of 250
}

TEST(ReportPage, Base64IsThatOfTheStandard)
{
    const auto text = [](std::string_view s) { return base64(std::as_bytes(std::span{s})); };
    // RFC 4648, section 10
    EXPECT_EQ(text(""), "");
    EXPECT_EQ(text("f"), "Zg==");
    EXPECT_EQ(text("fo"), "Zm8=");
    EXPECT_EQ(text("foo"), "Zm9v");
    EXPECT_EQ(text("foobar"), "Zm9vYmFy");
}

TEST(ReportPage, NothingThatATitleOrTheDataHoldBecomesMarkup)
{
    const std::string hostile = "</title><script>\"'&%CORREDOR_DATA%";
    const std::string page = fill_page("<title>%CORREDOR_TITLE%</title><script>%CORREDOR_DATA%</script>", hostile,
                                       std::as_bytes(std::span{hostile}));
    EXPECT_THAT(page, HasSubstr("<title>&lt;/title&gt;&lt;script&gt;&quot;&#39;&amp;%CORREDOR_DATA%</title>"));
    EXPECT_EQ(page.find("</script>"), page.size() - 9);
}

TEST(ReportSteps, SumFlowsAndKeepTheLastOfStocksWhenRecordsAreMany)
{
    RunRecord run;
    for (int day = 1; day <= 1241; ++day) run.days.push_back(day);
    const ReportSteps steps{run};  // 1241 records in at most 620 steps: three in each, two in the last
    EXPECT_EQ(steps.records_per_step(), 3U);
    EXPECT_EQ(steps.count(), 414U);
    EXPECT_EQ(steps.days().back(), 1241.0);
    std::vector<double> records;
    for (std::size_t record = 0; record < 1241; ++record) records.push_back(10.0 * static_cast<double>(record));
    std::vector<double> sums(414);
    steps.gather(records, true, sums);
    EXPECT_EQ(sums.front(), 10.0 * (0 + 1 + 2));
    EXPECT_EQ(sums.back(), 10.0 * (1239 + 1240));
    std::vector<double> lasts(414);
    steps.gather(records, false, lasts);
    EXPECT_EQ(lasts.front(), 20.0);
    EXPECT_EQ(lasts.back(), 12400.0);
}

TEST(ReportEffects, HaveStudentsIntervalOverPairs)
{
    // Differences 1, 2, 3: mean 2, standard error 1/sqrt(3), t(2) = 4.3027.
    const MeanDifference d = paired_difference({1, 2, 3});
    EXPECT_EQ(d.mean, 2.0);
    EXPECT_NEAR(d.high - d.mean, 4.3027 / std::sqrt(3.0), 1e-3);
    EXPECT_TRUE(std::isnan(paired_difference({5}).low));
    EXPECT_EQ(paired_difference({5}).mean, 5.0);
}

TEST(Report, PutsRunsOfOneScenarioTogetherWhateverTheirSeed)
{
    ReportOutcome outcome;
    std::vector<ReportRun> runs;
    runs.push_back(sample_run("Base", 1));
    runs.push_back(sample_run("Base", 2, 3));
    runs.push_back(sample_run("Other", 1));
    const std::string page = report_page("%CORREDOR_TITLE%|%CORREDOR_DATA%", std::move(runs), {}, outcome);
    EXPECT_EQ(outcome.scenarios, 2U);
    EXPECT_EQ(outcome.runs, 3U);
    EXPECT_THAT(page, HasSubstr("Base / Other|H4sI"));  // a gzip file in base64
    EXPECT_THAT(outcome.notes, testing::Contains("run_counts_differ"));
}

TEST(Report, MapShowsTheMeanOverRunsAndSeriesEveryRun)
{
    const ReportRun first = sample_run("Base", 1);
    const ReportSteps steps{first.record};
    ReportAxes axes;
    ReportScenario scenario{first, steps, axes};
    scenario.add(sample_run("Base", 1));
    scenario.add(sample_run("Base", 2, 3));
    for (const MapVariable& variable : scenario.map())
        if (variable.name == "homicides") {
            // At TOWN 4 in the first week of one run and 12 of the other.
            EXPECT_EQ(variable.cells[0], (std::vector<std::size_t>{axes.index_of("node", "TOWN")}));
            EXPECT_EQ(variable.sums[0][0], 16.0);
        }
    for (const ReportSeries& series : scenario.series())
        if (series.key == "revenue_usd_by_trocha_toll") {
            EXPECT_THAT(series.of_runs[0], ElementsAre(950, 1900, 2850));
            EXPECT_THAT(series.of_runs[1], ElementsAre(2850, 5700, 8550));
        }
}

/// Bytes of a gzip file in base64.
std::vector<std::byte> unpacked(std::string_view text)
{
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::vector<std::uint8_t> packed;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char digit : text.substr(0, text.find('='))) {
        bits = bits << 6U | static_cast<std::uint32_t>(digits.find(digit));
        count += 6;
        if (count < 8) continue;
        count -= 8;
        packed.push_back(static_cast<std::uint8_t>(bits >> static_cast<unsigned>(count)));
    }
    std::vector<std::byte> bytes(1U << 20U);
    std::size_t written = 0;
    libdeflate_decompressor* const decompressor = libdeflate_alloc_decompressor();
    EXPECT_EQ(
        libdeflate_gzip_decompress(decompressor, packed.data(), packed.size(), bytes.data(), bytes.size(), &written),
        LIBDEFLATE_SUCCESS);
    libdeflate_free_decompressor(decompressor);
    bytes.resize(written);
    return bytes;
}

/// The text that a page holds, without its packed numbers.
nlohmann::json header_of(const std::string& page)
{
    const auto bytes = unpacked(page.substr(page.find('|') + 1));
    std::size_t length = 0;
    for (std::size_t i = 4; i-- > 0;) length = length << 8U | std::to_integer<std::size_t>(bytes[i]);
    const auto* const first = reinterpret_cast<const char*>(bytes.data()) + 4;
    return nlohmann::json::parse(first, first + length);
}

/// Numbers that a page packs.
std::vector<double> numbers_of_page(const std::string& page, const nlohmann::json& where)
{
    const auto bytes = unpacked(page.substr(page.find('|') + 1));
    std::size_t length = 0;
    for (std::size_t i = 4; i-- > 0;) length = length << 8U | std::to_integer<std::size_t>(bytes[i]);
    std::size_t at = 4 + length + where["at"].get<std::size_t>();
    std::vector<double> values;
    std::int64_t number = 0;
    for (std::size_t i = 0; i < where["count"].get<std::size_t>(); ++i) {
        std::uint64_t zigzag = 0;
        for (unsigned shift = 0;; shift += 7) {
            const auto byte = std::to_integer<std::uint64_t>(bytes[at++]);
            zigzag |= (byte & 127U) << shift;
            if (byte < 128) break;
        }
        number += static_cast<std::int64_t>(zigzag >> 1U) ^ -static_cast<std::int64_t>(zigzag & 1U);
        values.push_back(static_cast<double>(number) / where["scale"].get<double>());
    }
    return values;
}

/// In the sample one agent stands for one person: of 1, 2 and 4 nothing may be left, and 3 stands for all of them.
void expect_no_few(const std::vector<double>& values, const std::string& of)
{
    for (const double value : values)
        if (value > 0.0 && value < 5.0) {
            EXPECT_EQ(value, 3.0) << of;
        }
}

void expect_no_few(const nlohmann::json& value, const std::string& of)
{
    if (value.is_number()) return expect_no_few(std::vector<double>{std::abs(value.get<double>())}, of);
    if (value.is_structured())
        for (const auto& part : value) expect_no_few(part, of);
}

TEST(Report, HoldsNoCountOfFewerThanFiveAgents)
{
    ReportOutcome outcome;
    std::vector<ReportRun> runs;
    runs.push_back(sample_run("Base", 1));
    runs.push_back(sample_run("Other", 1, 2));
    const auto page = report_page("%CORREDOR_TITLE%|%CORREDOR_DATA%", std::move(runs), {}, outcome);
    const auto header = header_of(page);
    std::size_t told_as_few = 0;
    for (const auto& scenario : header["scenarios"]) {
        for (const auto& variable : scenario["map"]) {
            if (variable["unit"] == "USD" || variable["name"] == "control") continue;
            const auto values = numbers_of_page(page, variable["values"]);
            expect_no_few(values, variable["name"]);
            told_as_few += static_cast<std::size_t>(std::ranges::count(values, 3.0));
        }
        for (const auto& [key, series] : scenario["series"].items()) {
            if (series["unit"] == "USD" || key.starts_with("command_")) continue;
            expect_no_few(numbers_of_page(page, series["median"]), key);
            if (series.contains("total")) expect_no_few(series["total"], key);
            if (series.contains("by_year")) expect_no_few(series["by_year"], key);
        }
        expect_no_few(scenario["ledger"], "ledger");
    }
    EXPECT_GT(told_as_few, 0U) << "the sample has counts of few";
    for (const auto& measure : header["measures"]) {
        if (measure["unit"] == "USD") continue;
        for (const auto& of : measure["of"]) expect_no_few(of["spread"], measure["key"]);
    }
}

TEST(Report, TellsNoMoneyOfFewNorAnEffectOnIt)
{
    ReportOutcome outcome;
    std::vector<ReportRun> runs;
    runs.push_back(sample_run("Base", 1));
    runs.push_back(sample_run("Other", 1, 9));
    for (ReportRun& run : runs)
        for (Block& block : run.blocks)
            if (block.name == "incidents")
                for (double& value : block.active.values)
                    if (run.record.title == "Base") value = std::min(value, 1.0);  // three in all of each kind
    const auto page = report_page("%CORREDOR_TITLE%|%CORREDOR_DATA%", std::move(runs), {}, outcome);
    const nlohmann::json header = header_of(page);
    const nlohmann::json& base = header["scenarios"][0];
    EXPECT_FALSE(base["series"].contains("losses_usd_robbery"));
    EXPECT_FALSE(base["series"].contains("losses_usd"));
    for (const auto& variable : base["map"]) {
        if (variable["name"] != "losses_usd") continue;
        EXPECT_TRUE(variable["cells"].empty());
    }
    for (const auto& measure : header["measures"]) {
        if (measure["key"] != "losses_usd_robbery") continue;
        EXPECT_TRUE(measure["of"][0]["mean"].is_null());
        EXPECT_FALSE(measure["of"][1]["mean"].is_null());
        EXPECT_TRUE(measure["of"][1]["effect"].is_null());
    }
}

TEST(Report, TellsSumsBesideTheirPartsAndOverThePeriodAsTheResultHasThem)
{
    // Four people enter by the trocha, in the first week; 40 by another border into the same country.
    ReportRun run = sample_run("Base", 1);
    run.legs[2].border_pair = "ELSEWHERE";
    run.record.leg_border_pair[2] = "ELSEWHERE";
    for (Block& block : run.blocks)
        if (block.name == "irregular_entries") {
            block.active.cells = {1, 2};
            block.active.values = {4, 0, 0, 40, 0, 0};
        }
    run.record.irregular_entries.values = {0, 4, 40, 0, 0, 0, 0, 0, 0};
    std::vector<ReportRun> runs;
    runs.push_back(run);
    run.record.seed = 2;
    runs.push_back(std::move(run));
    ReportOutcome outcome;
    const auto page = report_page("%CORREDOR_TITLE%|%CORREDOR_DATA%", std::move(runs), {}, outcome);
    const nlohmann::json header = header_of(page);
    std::map<std::string, nlohmann::json> means;
    for (const auto& measure : header["measures"]) means[measure["key"]] = measure["of"][0];
    EXPECT_EQ(means.at("irregular_at_HOME_TOWN_CO")["mean"], 3.0) << "the stand-in of few";
    EXPECT_EQ(means.at("irregular_at_ELSEWHERE_CO")["mean"], 40.0);
    EXPECT_EQ(means.at("irregular_entries_CO")["mean"], 44.0) << "as the result has it";
    for (const auto& variable : header["scenarios"][0]["map"]) {
        if (variable["name"] != "irregular_entries") continue;
        EXPECT_THAT(numbers_of_page(page, variable["totals"]), ElementsAre(3.0, 40.0));
    }
}

TEST(Report, TellsHowEachFileIsMadeAgain)
{
    const FreshFolder folder;
    write_result(folder / "run.h5", report_sample("Base", 7), Overwrite::allow);
    const Recipe recipe = ReportFile{WholeResult{folder / "run.h5"}}.recipe();
    EXPECT_EQ(recipe.file, "run.h5");
    EXPECT_EQ(recipe.seed, 7);
    EXPECT_EQ(recipe.replicates, 0U);
    EXPECT_THAT(recipe.scenarios, ElementsAre("Base"));
}

/// A comparison of two scenarios, in which one person fares differently.
Dataset sample_comparison(const std::string& base, const std::string& alternative, std::int64_t seed)
{
    using Texts = std::vector<std::string>;
    Dataset file;
    file.attributes = {
        {"title", "Comparison with " + base}, {"seed", std::int64_t{1}}, {"persons_per_agent", std::int64_t{1}}};
    file.add_coordinate("scenario", Values{Texts{base, alternative}});
    file.add_coordinate("alternative", Values{Texts{alternative}});
    file.add_coordinate("replicate", Values{std::vector<std::int64_t>{0}});
    file.add_coordinate("outcome", Values{Texts{"settled", "dead"}});
    file.add_coordinate("outcome_alternative", Values{Texts{"settled", "dead"}});
    file.variables.push_back({"replicate_seed", {"replicate"}, Values{std::vector<std::int64_t>{seed}}});
    file.variables.push_back({"scenario_sha256", {"scenario"}, Values{Texts{"0123abcd", "0123abcd"}}});
    file.variables.push_back(
        {"people", {"alternative", "outcome", "outcome_alternative"}, Values{std::vector<double>{90, 10, 0, 20}}});
    return file;
}

/// Some builds leave the page out.
bool has_page()
{
    try {
        return !page_template().empty();
    } catch (const OutputError&) {
        return false;
    }
}

/// A report of runs of "Base" and "Other" with a comparison of other scenarios, or of pairs with another seed.
ReportOutcome report_with(const Dataset& comparison)
{
    const FreshFolder folder;
    write_result(folder / "base.h5", report_sample("Base", 1), Overwrite::allow);
    write_result(folder / "other.h5", report_sample("Other", 1), Overwrite::allow);
    write_result(folder / "comparison.h5", comparison, Overwrite::allow);
    ReportRequest request;
    request.files = {folder / "base.h5", folder / "other.h5", folder / "comparison.h5"};
    request.output = folder / "report.html";
    return write_report(request);
}

TEST(Report, RefusesAComparisonOfOtherScenarios)
{
    if (!has_page()) GTEST_SKIP() << "built without the page of reports";
    for (const auto& [base, alternative] : {std::pair{"Base", "Another"}, {"Other", "Base"}, {"Another", "Other"}}) {
        Dataset comparison = sample_comparison(base, alternative, 1);
        for (Variable& variable : comparison.variables)
            if (variable.name == "scenario_sha256") variable.values = Values{std::vector<std::string>{"else", "where"}};
        try {
            (void)report_with(comparison);
            FAIL() << base << ", " << alternative;
        } catch (const OutputError& error) {
            EXPECT_THAT(error.what(), HasSubstr(fmt::format("compares '{}', '{}'", base, alternative)));
            EXPECT_THAT(error.what(), HasSubstr("runs are of 'Base', 'Other'"));
        }
    }
}

TEST(Report, NotesAComparisonOfOtherSeeds)
{
    if (!has_page()) GTEST_SKIP() << "built without the page of reports";
    EXPECT_THAT(report_with(sample_comparison("Base", "Other", 1)).notes,
                Not(testing::Contains("comparison_of_other_runs")));
    EXPECT_THAT(report_with(sample_comparison("Base", "Other", 2)).notes,
                testing::Contains("comparison_of_other_runs"));
}

TEST(Report, SaysHowToMakeTheRunsThatAComparisonLacks)
{
    if (!has_page()) GTEST_SKIP() << "built without the page of reports";
    const FreshFolder folder;
    write_result(folder / "comparison.h5", sample_comparison("The corridor as it was", "Shut", 7), Overwrite::allow);
    ReportRequest request;
    request.files = {folder / "comparison.h5"};
    request.output = folder / "report.html";
    try {
        (void)write_report(request);
        FAIL();
    } catch (const OutputError& error) {
        EXPECT_THAT(error.what(),
                    HasSubstr("corredor run baseline --seed 1 --replicates 1 --persons-per-agent 1 -o base.h5"));
        EXPECT_THAT(error.what(), HasSubstr("corredor run ALTERNATIVE_1.yaml --seed 1"));
        EXPECT_THAT(error.what(),
                    HasSubstr("corredor report base.h5 alternative_1.h5 " + (folder / "comparison.h5").string()));
    }
}

/// The first day that a page says scenarios differ on, of two timelines.
std::string changed_on(const std::string& base, const std::string& other)
{
    std::vector<ReportRun> runs;
    runs.push_back(sample_run("Base", 1));
    runs.back().record.scenario_yaml = "name: Base\n" + base;
    runs.push_back(sample_run("Other", 1));
    runs.back().record.scenario_yaml = "name: Other\n" + other;
    ReportOutcome outcome;
    const auto page = report_page("%CORREDOR_TITLE%|%CORREDOR_DATA%", std::move(runs), {}, outcome);
    return header_of(page)["scenarios"][1]["changed_on"];
}

TEST(Report, TellsOnWhichDayScenariosBeginToDiffer)
{
    const auto timeline = [](const char* on, const char* until, const char* factor) {
        return fmt::format("timeline:\n  - {{id: shut, on: {}, until: {}, close_border: {{toll_factor: {}}}}}\n", on,
                           until, factor);
    };
    const std::string usual = timeline("2018-01-01", "2019-01-01", "2");
    EXPECT_EQ(changed_on("", usual), "2018-01-01");
    EXPECT_EQ(changed_on(usual, ""), "2018-01-01");
    EXPECT_EQ(changed_on(usual, timeline("2018-01-01", "2019-01-01", "3")), "2018-01-01");
    EXPECT_EQ(changed_on(usual, timeline("2017-05-01", "2019-01-01", "2")), "2017-05-01");
    EXPECT_EQ(changed_on(usual, timeline("2018-01-01", "2018-06-01", "2")), "2018-06-01");
    EXPECT_EQ(changed_on(usual, usual), "");
    EXPECT_EQ(changed_on(usual, usual + "routes: {refresh_days: 14}\n"), "") << "from the first day on";
}

TEST(Report, SumsAFlowInEachRunBeforeItTakesTheMiddle)
{
    // Three runs in which kidnapping takes people in one week each, 20, 40 and 60: in every week the middle is 0.
    std::vector<ReportRun> runs;
    for (std::int64_t seed = 1; seed <= 3; ++seed) {
        ReportRun run = sample_run("Base", seed);
        for (Block& block : run.blocks)
            if (block.name == "captives")
                for (std::size_t i = 0; i < block.active.values.size(); ++i)
                    block.active.values[i] =
                        i % 3 == static_cast<std::size_t>(seed - 1) ? 10.0 * static_cast<double>(seed) : 0.0;
        runs.push_back(std::move(run));
    }
    ReportOutcome outcome;
    const auto page = report_page("%CORREDOR_TITLE%|%CORREDOR_DATA%", std::move(runs), {}, outcome);
    const auto captives = header_of(page)["scenarios"][0]["series"]["captives_kidnap_ransom"];
    EXPECT_EQ(captives["total"]["median"], 40.0);  // at two places
    EXPECT_EQ(captives["by_year"], nlohmann::json::array({40.0}));
}

TEST(Report, RefusesAFileInWhichAnAxisHasNoNames)
{
    const FreshFolder folder;
    Dataset nameless = report_sample("Base", 1);
    std::erase_if(nameless.variables, [](const Variable& variable) { return variable.name == "exit"; });
    write_result(folder / "nameless.h5", nameless, Overwrite::allow);
    EXPECT_THROW((void)ReportFile{WholeResult{folder / "nameless.h5"}}.read(0), OutputError);
}

TEST(Report, RefusesTheSameRunTwiceAndRunsOfOtherDays)
{
    ReportOutcome outcome;
    std::vector<ReportRun> twice;
    twice.push_back(sample_run("Base", 1));
    twice.push_back(sample_run("Base", 1));
    EXPECT_THROW((void)report_page("%CORREDOR_TITLE%%CORREDOR_DATA%", std::move(twice), {}, outcome), OutputError);
    std::vector<ReportRun> other_days;
    other_days.push_back(sample_run("Base", 1));
    other_days.push_back(sample_run("Base", 2));
    other_days.back().record.days.back() += 1.0;
    EXPECT_THROW((void)report_page("%CORREDOR_TITLE%%CORREDOR_DATA%", std::move(other_days), {}, outcome), OutputError);
}

}  // namespace
}  // namespace corredor

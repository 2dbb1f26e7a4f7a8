#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
    return ReportFile{file}.read(0);
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
    Block block{.name = "x", .axes = {"node"}, .lengths = {2}, .unit = "", .is_flow = true, .series = {}};
    block.series.cells = 2;
    for (std::size_t record = 0; record < 1241; ++record)
        for (const double v : {1.0, 10.0}) block.series.values.push_back(v * static_cast<double>(record));
    std::vector<double> sums;
    steps.gather(block, {-1, 0}, 1, sums);
    EXPECT_EQ(sums.front(), 10.0 * (0 + 1 + 2));
    EXPECT_EQ(sums.back(), 10.0 * (1239 + 1240));
    block.is_flow = false;
    sums.clear();
    steps.gather(block, {0, -1}, 1, sums);
    EXPECT_EQ(sums.front(), 2.0);
    EXPECT_EQ(sums.back(), 1240.0);
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
            EXPECT_EQ(variable.cells[1], (std::vector<std::size_t>{axes.index_of("node", "TOWN")}));
            EXPECT_EQ(variable.sums[1], 16.0);
        }
    for (const ReportSeries& series : scenario.series())
        if (series.key == "revenue_usd_by_trocha_toll") {
            EXPECT_THAT(series.of_runs[0], ElementsAre(950, 1900, 2850));
            EXPECT_THAT(series.of_runs[1], ElementsAre(2850, 5700, 8550));
        }
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

#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "output/result_reader.hpp"
#include "output/whole_file.hpp"
#include "scenario/problem.hpp"
#include "studies/run.hpp"
#include "studies/sweep.hpp"
#include "studies/sweep_gather.hpp"

namespace corredor {
namespace {

namespace fs = std::filesystem;

constexpr const char* tiny = CORREDOR_SOURCE_DIR "/tests/scenario/tiny/tiny.yaml";

class SweepOfTiny : public testing::Test {
protected:
    void SetUp() override
    {
        folder_ = fs::temp_directory_path() /
                  ("corredor_sweep_" + std::string{testing::UnitTest::GetInstance()->current_test_info()->name()});
        fs::remove_all(folder_);
        fs::create_directories(folder_);
    }
    void TearDown() override { fs::remove_all(folder_); }

    void write_design(const std::string& text) const { std::ofstream{folder_ / "in.csv"} << text; }

    [[nodiscard]] SweepRequest request(int threads = 2) const
    {
        SweepRequest request{.scenario = tiny, .load = {}, .design = folder_ / "in.csv", .folder = folder_ / "out"};
        request.load.until = parse_date("2018-03-01");
        request.threads = threads;
        return request;
    }

    [[nodiscard]] std::vector<RowRecord> rows() const { return SweepFolder{folder_ / "out"}.write_index(); }

    [[nodiscard]] ResultReader gathered(std::vector<std::string> variables = {}) const
    {
        fs::remove(folder_ / "sweep.h5");
        EXPECT_EQ(
            gather_sweep({.folder = folder_ / "out", .output = folder_ / "sweep.h5", .variables = variables}).rows,
            rows().size());
        return ResultReader{folder_ / "sweep.h5"};
    }

    [[nodiscard]] std::string text_of(const fs::path& file) const
    {
        std::ifstream in{file};
        return {std::istreambuf_iterator<char>{in}, {}};
    }

    fs::path folder_;
};

TEST_F(SweepOfTiny, EachRowGivesWhatTheSameRunAloneGives)
{
    write_design("seed,departures.pool_people\n1,1000\n2,3000\n");
    const SweepOutcome outcome = run_sweep(request());
    EXPECT_EQ(outcome.ran, 2U);
    EXPECT_TRUE(outcome.finished);
    LoadOptions alone;
    alone.until = parse_date("2018-03-01");
    alone.seed = 2;
    alone.set = {{"departures.pool_people", "3000"}};
    const RunOutcome run =
        run_scenario(load_scenario(tiny, alone), {.scenario = {}, .load = {}, .threads = 1, .output = {}});
    EXPECT_EQ(rows()[1].state_hash, fmt::format("{:016x}", run.state_hash));
    const auto numbers = sweep_numbers(run.dataset);
    const ResultReader file = gathered();
    for (const HeadlineNumber& number : numbers)
        EXPECT_DOUBLE_EQ(file.read_doubles(number.key)[1], number.value) << number.key;
    EXPECT_EQ(file.read_doubles("departures.pool_people"), (std::vector<double>{1000.0, 3000.0}));
}

TEST_F(SweepOfTiny, TheSameCommandRunsOnlyWhatIsMissing)
{
    write_design("seed\n1\n2\n3\n");
    EXPECT_EQ(run_sweep(request()).ran, 3U);
    EXPECT_EQ(run_sweep(request()).ran, 0U);
    fs::remove(SweepFolder{folder_ / "out"}.result_of(rows()[1].key));
    EXPECT_EQ(rows()[1].status, RowStatus::missing);
    const SweepOutcome again = run_sweep(request());
    EXPECT_EQ(again.ran, 1U);
    EXPECT_EQ(again.skipped, 2U);
    // Rows are known by what they say: in another order, beside a new one.
    write_design("seed\n3\n4\n1\n");
    EXPECT_EQ(run_sweep(request()).ran, 1U);
}

TEST_F(SweepOfTiny, ARowThatIsWrongIsWrittenDownAndTheOthersGoOn)
{
    write_design("seed,departures.pool_people\n1,1000\n1,-5\n2,2000\n");
    const SweepOutcome outcome = run_sweep(request());
    EXPECT_EQ(outcome.ran, 2U);
    EXPECT_EQ(outcome.failed, 1U);
    EXPECT_EQ(outcome.first_failure_code, 65);
    const auto all = rows();
    EXPECT_EQ(all[1].status, RowStatus::failed);
    EXPECT_NE(all[1].message.find("pool_people"), std::string::npos);
    const ResultReader file = gathered();
    EXPECT_EQ(file.read_texts("status"), (std::vector<std::string>{"done", "failed", "done"}));
    const auto departed = file.read_doubles("people_departed");
    EXPECT_FALSE(std::isnan(departed[0]));
    EXPECT_TRUE(std::isnan(departed[1]));
}

TEST_F(SweepOfTiny, ChunksTogetherGiveWhatOneCommandGives)
{
    write_design("seed\n1\n2\n3\n4\n5\n");
    std::size_t ran = 0;
    for (const std::size_t chunk : {2U, 1U, 3U}) {
        SweepRequest part = request();
        part.chunk = chunk;
        part.chunks = 3;
        ran += run_sweep(part).ran;
    }
    EXPECT_EQ(ran, 5U);
    EXPECT_EQ(run_sweep(request(1)).ran, 0U);
    for (const RowRecord& row : rows()) EXPECT_EQ(row.status, RowStatus::done);
}

TEST_F(SweepOfTiny, RowsThatSayTheSameAreRunOnce)
{
    write_design("run.seed,departures.pool_people\n1,1000\n1,1000\n");
    const SweepOutcome outcome = run_sweep(request());
    EXPECT_EQ(outcome.ran, 1U);
    EXPECT_EQ(outcome.failed, 0U);
    EXPECT_EQ(rows()[0].key, rows()[1].key);
    EXPECT_EQ(rows()[1].status, RowStatus::done);
}

TEST_F(SweepOfTiny, ReplicatesShareTheirLuckBetweenRows)
{
    write_design("replicate,departures.pool_people\n0,\n1,\n0,2000\n");
    EXPECT_EQ(run_sweep(request()).ran, 3U);
    LoadOptions alone;
    alone.until = parse_date("2018-03-01");
    const LoadedScenario base = load_scenario(tiny, alone);
    alone.seed = replicate_seed(base.scenario.run.seed, 1);
    const RunOutcome run =
        run_scenario(load_scenario(tiny, alone), {.scenario = {}, .load = {}, .threads = 1, .output = {}});
    EXPECT_EQ(rows()[1].state_hash, fmt::format("{:016x}", run.state_hash));
}

TEST_F(SweepOfTiny, ARunThatIsStoppedIsTakenUpAgain)
{
    write_design("seed\n1\n2\n");
    const SweepOutcome whole = run_sweep(request(1));
    ASSERT_EQ(whole.ran, 2U);
    std::vector<std::string> hashes;
    for (const RowRecord& row : rows()) hashes.push_back(row.state_hash);
    fs::remove_all(folder_ / "out");
    int asked = 0;
    const SweepOutcome stopped = run_sweep(request(1), [&](const StudyProgress&) { return ++asked < 2; });
    EXPECT_FALSE(stopped.finished);
    const SweepOutcome rest = run_sweep(request(1));
    EXPECT_TRUE(rest.finished);
    const auto all = rows();
    for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(all[i].state_hash, hashes[i]);
    for (const auto& entry : fs::recursive_directory_iterator{folder_ / "out" / "runs"})
        EXPECT_NE(entry.path().extension(), ".chk");
}

TEST_F(SweepOfTiny, ADamagedResultAndATornJournalLineAreRunAgain)
{
    write_design("seed\n1\n2\n");
    EXPECT_EQ(run_sweep(request()).ran, 2U);
    const auto all = rows();
    std::ofstream{folder_ / "out" / "journal" / "1-of-1.jsonl"} << "{\"row\": \"torn";
    std::ofstream{SweepFolder{folder_ / "out"}.result_of(all[0].key)} << "nonsense";
    const SweepOutcome again = run_sweep(request());
    EXPECT_EQ(again.ran, 1U);
    EXPECT_EQ(again.skipped, 1U);
    EXPECT_EQ(rows()[0].state_hash, all[0].state_hash);
}

TEST_F(SweepOfTiny, KeptVariablesAreMergedAlongTheirAxes)
{
    write_design("seed\n1\n2\n-1\n");
    SweepRequest keeping = request();
    keeping.kept = {"departures"};
    EXPECT_EQ(run_sweep(keeping).failed, 1U);
    const ResultReader file = gathered();
    const VariableInfo* info = file.find("departures");
    ASSERT_NE(info, nullptr);
    EXPECT_EQ(info->dimensions, (std::vector<std::string>{"run", "time", "node"}));
    const auto values = file.read_doubles("departures", 2);
    EXPECT_TRUE(std::ranges::all_of(values, [](double value) { return std::isnan(value); }));
}

TEST_F(SweepOfTiny, AnUnknownVariableAndAColumnTwiceAreRefused)
{
    write_design("seed\n1\n");
    SweepRequest keeping = request();
    keeping.kept = {"departure"};
    EXPECT_THROW((void)run_sweep(keeping), ScenarioError);
    write_design("seed,seed\n1,2\n");
    EXPECT_THROW((void)run_sweep(request()), ScenarioError);
    write_design("seed\n");
    EXPECT_THROW((void)run_sweep(request()), ScenarioError);
}

TEST_F(SweepOfTiny, TheIndexHasARowForEveryRun)
{
    write_design("seed,name\n1,\"with, comma\"\nx,other\n");
    EXPECT_EQ(run_sweep(request()).failed, 1U);
    const std::string index = text_of(folder_ / "out" / "index.csv");
    EXPECT_NE(index.find("run,status,exit_code,seconds,state_hash,key,message,seed,name\n0,done,0,"),
              std::string::npos);
    EXPECT_NE(index.find("1,failed,65,,,,"), std::string::npos);
    EXPECT_NE(index.find("\"with, comma\""), std::string::npos);
}

}  // namespace
}  // namespace corredor

#include <filesystem>
#include <set>

#include <gtest/gtest.h>

#include "output/output_error.hpp"
#include "output/whole_file.hpp"
#include "studies/ensemble.hpp"

namespace corredor {
namespace {

LoadedScenario tiny(std::int64_t seed = 1)
{
    LoadOptions options;
    options.seed = seed;
    options.until = parse_date("2018-06-01");
    return load_scenario(CORREDOR_SOURCE_DIR "/tests/scenario/tiny/tiny.yaml", options);
}

std::filesystem::path scratch(const std::string& name)
{
    return std::filesystem::temp_directory_path() / ("corredor_ensemble_" + name);
}

std::vector<std::byte> file_of(const EnsembleRequest& request)
{
    EXPECT_TRUE(run_ensemble(tiny(), request).finished);
    auto bytes = read_whole_file(*request.output, 1U << 30U);
    std::filesystem::remove(*request.output);
    return bytes;
}

TEST(Ensemble, NoTwoReplicatesShareASeedAndEachFitsInAScenario)
{
    std::set<std::int64_t> seeds;
    for (std::uint64_t r = 0; r < 100'000; ++r) seeds.insert(replicate_seed(1, r));
    EXPECT_EQ(seeds.size(), 100'000U);
    EXPECT_GE(*seeds.begin(), 0);
    EXPECT_LT(*seeds.rbegin(), std::int64_t{1} << 52U);
    EXPECT_NE(replicate_seed(1, 0), replicate_seed(2, 0));
}

TEST(Ensemble, SeedsStayTheSameForEver)
{
    EXPECT_EQ(replicate_seed(1, 0), 361762695676449);
    EXPECT_EQ(replicate_seed(1, 1), 657357764994195);
}

TEST(Ensemble, MoreReplicatesLeaveTheFirstOnesAsTheyWere)
{
    const EnsembleOutcome few = run_ensemble(tiny(), {.replicates = 2, .threads = 1, .output = {}});
    const EnsembleOutcome more = run_ensemble(tiny(), {.replicates = 5, .threads = 2, .output = {}});
    ASSERT_EQ(more.replicates.size(), 5U);
    for (std::size_t r = 0; r < 2; ++r) EXPECT_EQ(few.replicates[r].state_hash, more.replicates[r].state_hash);
    std::set<std::uint64_t> hashes;
    for (const Replicate& replicate : more.replicates) hashes.insert(replicate.state_hash);
    EXPECT_EQ(hashes.size(), 5U);
}

TEST(Ensemble, AReplicateAloneIsTheSameRun)
{
    const EnsembleOutcome ensemble = run_ensemble(tiny(), {.replicates = 3, .threads = 2, .output = {}});
    const RunOutcome alone = run_scenario(tiny(ensemble.replicates[2].seed),
                                          RunRequest{.scenario = {}, .load = {}, .threads = 1, .output = {}});
    EXPECT_EQ(alone.state_hash, ensemble.replicates[2].state_hash);
}

TEST(Ensemble, TheFileIsTheSameOnAnyNumberOfThreads)
{
    const auto one = file_of({.replicates = 4, .threads = 1, .output = scratch("1.h5"), .overwrite = Overwrite::allow});
    for (const int threads : {2, 3, 8})
        EXPECT_EQ(
            one,
            file_of({.replicates = 4, .threads = threads, .output = scratch("n.h5"), .overwrite = Overwrite::allow}))
            << threads << " threads";
}

TEST(Ensemble, ItsFileIsReadBackAsItsRuns)
{
    const auto path = scratch("read.h5");
    const EnsembleOutcome ensemble =
        run_ensemble(tiny(), {.replicates = 3, .threads = 2, .output = path, .overwrite = Overwrite::allow});
    const auto runs = read_runs(path);
    ASSERT_EQ(runs.size(), 3U);
    for (std::size_t r = 0; r < 3; ++r) {
        EXPECT_EQ(runs[r].seed, ensemble.replicates[r].seed);
        const auto numbers = headline(runs[r]);
        ASSERT_EQ(numbers.size(), ensemble.replicates[r].numbers.size());
        for (std::size_t i = 0; i < numbers.size(); ++i)
            EXPECT_EQ(numbers[i].value, ensemble.replicates[r].numbers[i].value) << numbers[i].key;
    }
    EXPECT_THROW((void)read_run(path), OutputError);
    std::filesystem::remove(path);
}

TEST(Ensemble, StoppingLeavesNoFile)
{
    const auto path = scratch("stopped.h5");
    std::filesystem::remove(path);
    const EnsembleOutcome stopped = run_ensemble(tiny(), {.replicates = 50, .threads = 2, .output = path},
                                                 [](const StudyProgress& now) { return now.runs_done < 3; });
    EXPECT_FALSE(stopped.finished);
    EXPECT_FALSE(std::filesystem::exists(path));
    EXPECT_FALSE(std::filesystem::exists(partial_name(path)));
}

TEST(Ensemble, ResultsAreHandedOverInOrderAndAnErrorEndsTheStudy)
{
    std::vector<std::size_t> taken;
    work_in_order(
        100, 8, [](std::size_t i) { return std::optional{i * i}; },
        [&](std::size_t i, std::size_t square) {
            EXPECT_EQ(square, i * i);
            taken.push_back(i);
            return taken.size() < 60;
        });
    ASSERT_EQ(taken.size(), 60U);
    for (std::size_t i = 0; i < taken.size(); ++i) EXPECT_EQ(taken[i], i);
    const auto fail_at_10 = [](std::size_t i) {
        if (i == 10) throw std::runtime_error{"ten"};
        return std::optional{i};
    };
    EXPECT_THROW(work_in_order(1'000, 4, fail_at_10, [](std::size_t, std::size_t) { return true; }),
                 std::runtime_error);
}

}  // namespace
}  // namespace corredor

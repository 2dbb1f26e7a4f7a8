#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "output/output_error.hpp"
#include "output/result_file.hpp"
#include "output/seal.hpp"
#include "output/whole_file.hpp"
#include "properties/random_scenario.hpp"
#include "scenario/problem.hpp"
#include "scenario/scenario_files.hpp"
#include "scenario/write.hpp"
#include "simulation/checkpoint.hpp"
#include "studies/run.hpp"

namespace corredor {
namespace {

namespace fs = std::filesystem;

constexpr const char* folder = CORREDOR_SOURCE_DIR "/tests/scenario/tiny";

/// A file name of this test's own; the file goes with it.
class Scratch {
public:
    Scratch()
    {
        const auto* test = testing::UnitTest::GetInstance()->current_test_info();
        std::string name = std::string{"corredor_"} + test->name() + ".chk";
        for (char& c : name) c = c == '/' ? '_' : c;
        path_ = fs::temp_directory_path() / name;
        fs::remove(path_);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    ~Scratch() { fs::remove(path_); }
    [[nodiscard]] const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

LoadedScenario tiny(LoadOptions options = {})
{
    return load_scenario(std::string{folder} + "/tiny.yaml", options);
}

Recorder recorder_of(const Simulation& simulation)
{
    return {simulation.world(), simulation.mechanisms(), simulation.territory().organisation_ids,
            simulation.persons_per_agent(), simulation.scenario().outputs.variables};
}

/// Runs to a day and puts a checkpoint down.
void run_up_to(Tick day, const LoadedScenario& loaded, const fs::path& file, int threads = 1)
{
    Simulation simulation{loaded, threads};
    Recorder recorder = recorder_of(simulation);
    while (simulation.tick() < day) {
        simulation.step();
        if (simulation.records_on(simulation.tick()))
            recorder.sample(simulation.tick(), simulation.totals(), simulation.state().crime,
                            fingerprint(simulation.state()));
    }
    write_checkpoint(file, loaded, simulation, recorder);
}

/// Hashes of all days from a checkpoint on.
std::vector<std::uint64_t> hashes_from(const LoadedScenario& loaded, const fs::path& file, int threads)
{
    Simulation simulation{loaded, threads};
    Recorder recorder = recorder_of(simulation);
    read_checkpoint(file, loaded, simulation, recorder);
    std::vector<std::uint64_t> all{fingerprint(simulation.state())};
    while (simulation.tick() < simulation.last_tick()) {
        simulation.step();
        all.push_back(fingerprint(simulation.state()));
    }
    return all;
}

std::vector<std::byte> result_of(const LoadedScenario& loaded, int threads, std::optional<fs::path> resume = {})
{
    RunRequest request{.scenario = {}, .load = {}, .threads = threads, .output = {}};
    request.resume = std::move(resume);
    return result_bytes(run_scenario(loaded, request).dataset);
}

/// From every day at which it was put down, on other threads: the same state, the same days to come.
void expect_exact(const LoadedScenario& loaded, const std::vector<Tick>& days, const std::string& what)
{
    const Scratch file;
    const auto never_stopped = hashes(loaded);
    for (const Tick day : days) {
        if (day < 1 || day >= static_cast<Tick>(never_stopped.size())) continue;
        run_up_to(day, loaded, file.path(), 2);
        const std::vector<std::uint64_t> expected(never_stopped.begin() + day - 1, never_stopped.end());
        ASSERT_EQ(hashes_from(loaded, file.path(), day % 3 + 1), expected) << what << ", from day " << day;
    }
}

// Days before, on and after those on which ways are valued, the border closes and opens, a parameter changes.
TEST(Checkpoint, ARunGoesOnAsIfItHadNeverBeenPutDown)
{
    expect_exact(tiny(), {1, 6, 7, 8, 89, 90, 91, 180, 181, 242, 243, 244, 300, 363, 364}, "tiny");
}

TEST(Checkpoint, TheResultFileIsTheSameByteForByteOnAnyNumberOfThreads)
{
    const Scratch file;
    const LoadedScenario loaded = tiny();
    const auto never_stopped = result_of(loaded, 1);
    for (const Tick day : {3, 91, 200}) {
        run_up_to(day, loaded, file.path());
        for (const int threads : {1, 2, 8})
            ASSERT_EQ(result_of(loaded, threads, file.path()), never_stopped) << day << ", " << threads << " threads";
    }
}

class CheckpointProperty : public testing::TestWithParam<std::uint64_t> {};

TEST_P(CheckpointProperty, RandomScenariosGoOnExactly)
{
    for (std::uint64_t seed = GetParam() * 8; seed < GetParam() * 8 + 8; ++seed) {
        const LoadedScenario loaded = RandomScenario{seed}.loaded();
        const auto day = static_cast<Tick>(1 + seed * 7 % 50);
        expect_exact(loaded, {day}, "random scenario " + std::to_string(seed));
    }
}
INSTANTIATE_TEST_SUITE_P(Seeds, CheckpointProperty, testing::Range<std::uint64_t>(0, 4));

TEST(CheckpointOfCorridorProperty, TheCoarseCorridorGoesOnExactly)
{
    const LoadedScenario loaded = load_scenario(CORREDOR_SOURCE_DIR "/tests/regression/coarse_corridor/scenario.yaml");
    expect_exact(loaded, {400, 1'903}, "coarse corridor");
}

/// The tiny scenario with more in its timeline.
LoadedScenario with_entries(const std::vector<TimelineEntry>& entries, const char* until = nullptr)
{
    Scenario scenario = tiny().scenario;
    scenario.name = "Branch";
    for (const TimelineEntry& entry : entries) scenario.timeline.push_back(entry);
    if (until != nullptr) scenario.run.end = *parse_date(until);
    LoadOptions options;
    options.folder = folder;
    return load_resolved(to_yaml(scenario), options);
}

TimelineEntry papers_from(const char* day)
{
    Regularise effect;
    effect.country = {"BB"};
    effect.per_year = 5.0;
    return {.id = "papers", .about = "", .source = "", .on = *parse_date(day), .until = {}, .effect = effect};
}

// Papers raise the hazards of residents beyond any bound that the base has seen: the hardest thing to branch over.
TEST(Checkpoint, AnAlternativeThatDiffersOnlyLaterGoesOnExactly)
{
    const Scratch file;
    const Tick day = 150;  // 2018-05-31
    run_up_to(day, tiny(), file.path());
    for (const char* begins : {"2018-05-31", "2018-06-01", "2018-08-17"}) {
        const LoadedScenario alternative = with_entries({papers_from(begins)});
        EXPECT_EQ(result_of(alternative, 2, file.path()), result_of(alternative, 1)) << begins;
    }
    const LoadedScenario longer = with_entries({}, "2019-03-01");
    EXPECT_EQ(result_of(longer, 2, file.path()), result_of(longer, 1));
}

template <class Error = ScenarioError>
std::string complaint_about(const LoadedScenario& loaded, const fs::path& file)
{
    try {
        Simulation simulation{loaded, 1};
        Recorder recorder = recorder_of(simulation);
        read_checkpoint(file, loaded, simulation, recorder);
    } catch (const Error& error) {
        return error.what();
    }
    ADD_FAILURE() << "the checkpoint was not refused";
    return "";
}

TEST(Checkpoint, AScenarioThatDiffersBeforeIsRefusedWithTheDifference)
{
    const Scratch file;
    run_up_to(150, tiny(), file.path());
    using testing::HasSubstr;
    EXPECT_THAT(complaint_about(with_entries({papers_from("2018-05-30")}), file.path()),
                testing::AllOf(HasSubstr("differs from this one before 2018-05-31"), HasSubstr("2018-05-30")));

    EntryRule announced;
    announced.country = {"BB"};
    announced.announced = *parse_date("2018-05-01");
    announced.rush_factor = 3.0;
    const TimelineEntry rule{
        .id = "", .about = "", .source = "", .on = *parse_date("2018-07-01"), .until = {}, .effect = announced};
    EXPECT_THAT(complaint_about(with_entries({rule}), file.path()), HasSubstr("differs from this one"));

    LoadOptions other_seed;
    other_seed.seed = 2;
    EXPECT_THAT(complaint_about(tiny(other_seed), file.path()), HasSubstr("--seed 1 goes on with it"));
    LoadOptions coarser;
    coarser.persons_per_agent = 2;
    EXPECT_THAT(complaint_about(tiny(coarser), file.path()), HasSubstr("--persons-per-agent 1 goes on with it"));
    LoadOptions poorer;
    poorer.set = {{"endowment.cash_median_usd", "100"}};
    EXPECT_THAT(complaint_about(tiny(poorer), file.path()), HasSubstr("cash_median_usd"));
    LoadOptions shorter;
    shorter.until = parse_date("2018-05-01");
    EXPECT_THAT(complaint_about(tiny(shorter), file.path()), HasSubstr("nothing would be left to run"));
}

TEST(Checkpoint, AnEntryInForceMayEndOnAnotherDayThatIsStillToCome)
{
    const Scenario base = tiny().scenario;  // closed until 2018-07-01
    Scenario longer = base;
    longer.timeline[0].until = *parse_date("2018-12-01");
    EXPECT_EQ(past_of(base, *parse_date("2018-06-15")), past_of(longer, *parse_date("2018-06-15")));
    EXPECT_EQ(past_of(base, *parse_date("2018-07-01")), past_of(longer, *parse_date("2018-07-01")));
    EXPECT_NE(past_of(base, *parse_date("2018-07-02")), past_of(longer, *parse_date("2018-07-02")));
}

void put(const fs::path& file, std::span<const std::byte> bytes)
{
    std::ofstream out{file, std::ios::binary | std::ios::trunc};
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

TEST(Checkpoint, DamagedFilesAreRefused)
{
    const Scratch file;
    LoadOptions options;
    options.persons_per_agent = 50;
    const LoadedScenario loaded = tiny(options);
    run_up_to(100, loaded, file.path());
    const auto whole = read_whole_file(file.path(), 1U << 30U);
    for (std::size_t length = 0; length < whole.size(); length += 1 + whole.size() / 41) {
        put(file.path(), std::span{whole}.first(length));
        EXPECT_THAT(complaint_about<OutputError>(loaded, file.path()), testing::HasSubstr(file.path().string()));
    }
    for (std::size_t at = 0; at < whole.size(); at += 1 + whole.size() / 97) {
        auto flipped = whole;
        flipped[at] ^= std::byte{0x10};
        put(file.path(), flipped);
        complaint_about<OutputError>(loaded, file.path());
    }
    fs::remove(file.path());
    EXPECT_THAT(complaint_about<OutputError>(loaded, file.path()), testing::HasSubstr("no such file"));
}

// Bits flipped under a checksum that is right again, as by somebody who means harm: values or an error, never a crash.
TEST(Checkpoint, SealedNonsenseIsRefusedOrTakenUpButNeverCrashes)
{
    const Scratch file;
    LoadOptions options;
    options.persons_per_agent = 50;
    options.until = parse_date("2018-04-15");
    const LoadedScenario loaded = tiny(options);
    run_up_to(100, loaded, file.path());
    const auto whole = read_whole_file(file.path(), 1U << 30U);
    const auto content = without_seal(whole);
    std::size_t refused = 0;
    for (std::size_t at = 0; at < content.size(); at += 1 + content.size() / 499) {
        std::vector<std::byte> flipped{content.begin(), content.end()};
        flipped[at] ^= static_cast<std::byte>(1U << at % 8);
        Simulation simulation{loaded, 1};
        Recorder recorder = recorder_of(simulation);
        try {
            take_up(flipped, "flipped", loaded, simulation, recorder);
        } catch (const OutputError&) {
            ++refused;
        } catch (const ScenarioError&) {
            ++refused;
        }
    }
    EXPECT_GT(refused, 10U);
}

TEST(Checkpoint, OfAnotherVersionIsRefused)
{
    const Scratch file;
    const LoadedScenario loaded = tiny();
    run_up_to(10, loaded, file.path());
    const auto whole = read_whole_file(file.path(), 1U << 30U);
    std::vector<std::byte> other{without_seal(whole).begin(), without_seal(whole).end()};
    const std::string_view version = CORREDOR_VERSION;
    const auto sought = std::as_bytes(std::span{version});
    const auto found = std::search(other.begin(), other.end(), sought.begin(), sought.end());
    ASSERT_NE(found, other.end());
    *found = std::byte{'9'};
    const std::string seal = seal_of(other);
    std::ranges::copy(std::as_bytes(std::span{seal}), std::back_inserter(other));
    put(file.path(), other);
    EXPECT_THAT(complaint_about<OutputError>(loaded, file.path()), testing::HasSubstr("another version"));
}

TEST(Checkpoint, TheLastFewAreKept)
{
    const fs::path stem = fs::temp_directory_path() / "corredor_kept_few";
    const LoadedScenario loaded = tiny();
    RunRequest request{.scenario = {}, .load = {}, .threads = 1, .output = {}};
    request.checkpoints = {.stem = stem, .every_days = 100, .when_stopped = false, .kept = 2};
    const RunOutcome outcome = run_scenario(loaded, request);
    const auto name = [&](const char* day) { return fs::path{stem.string() + "." + day + ".chk"}; };
    EXPECT_FALSE(fs::exists(name("2018-04-11")));
    EXPECT_TRUE(fs::exists(name("2018-07-20")));
    EXPECT_TRUE(fs::exists(name("2018-10-28")));
    EXPECT_EQ(outcome.checkpoint, name("2018-10-28"));
    EXPECT_EQ(result_of(loaded, 2, name("2018-07-20")), result_bytes(outcome.dataset));
    for (const char* day : {"2018-07-20", "2018-10-28"}) fs::remove(name(day));
}

TEST(Checkpoint, OneByTheClockIsThereWhileTheRunGoesOnAndGoneWhenItIsDone)
{
    const TemporaryFolder own;
    const LoadedScenario loaded = tiny();
    RunRequest request{.scenario = {}, .load = {}, .threads = 1, .output = {}};
    request.checkpoints = {.stem = own.path() / "out", .every_seconds = 1e-9, .kept = 1};
    std::size_t seen = 0;
    const auto there = [&] { return std::distance(fs::directory_iterator{own.path()}, fs::directory_iterator{}); };
    request.look = [&](const Simulation&) { seen += there() == 1 ? 1 : 0; };
    const RunOutcome outcome = run_scenario(loaded, request);
    EXPECT_GT(seen, 300U);
    EXPECT_EQ(there(), 0);
    EXPECT_EQ(outcome.checkpoint, std::nullopt);

    const RunOutcome stopped = run_scenario(loaded, request, [](const RunProgress& now) { return now.tick < 200; });
    ASSERT_TRUE(stopped.checkpoint);
    EXPECT_EQ(result_of(loaded, 1, *stopped.checkpoint), result_bytes(outcome.dataset));
}

}  // namespace
}  // namespace corredor

#include <atomic>
#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <thread>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.hpp"
#include "output/fresh_folder.hpp"
#include "output/output_error.hpp"
#include "output/result_file.hpp"
#include "output/sample_result.hpp"

namespace corredor {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string content_of(const std::filesystem::path& path)
{
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

void put(const std::filesystem::path& path, std::string_view text)
{
    std::ofstream{path, std::ios::binary} << text;
}

std::size_t files_in(const std::filesystem::path& folder)
{
    const std::filesystem::directory_iterator files{folder};
    return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

/// What writing this result to this place throws; a failed test when it throws nothing.
OutputError failure_of_writing(const std::filesystem::path& path, const Dataset& dataset,
                               Overwrite overwrite = Overwrite::refuse)
{
    try {
        write_result(path, dataset, overwrite);
    } catch (const OutputError& error) {
        return error;
    }
    ADD_FAILURE() << "writing " << path << " did not fail";
    return {OutputFailure::missing, path, "did not fail"};
}

/// Allows this process no file above a size, and survives the signal that comes with it, as main does.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) : old_handler_{std::signal(SIGXFSZ, SIG_IGN)}
    {
        ::getrlimit(RLIMIT_FSIZE, &old_limit_);
        const rlimit limit{.rlim_cur = bytes, .rlim_max = old_limit_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;
    ~FileSizeLimit()
    {
        ::setrlimit(RLIMIT_FSIZE, &old_limit_);
        std::signal(SIGXFSZ, old_handler_);
    }

private:
    rlimit old_limit_ = {};
    void (*old_handler_)(int);
};

TEST(ResultFile, EqualDescriptionsGiveEqualBytes)
{
    const FreshFolder folder;
    write_result(folder / "a.h5", sample_result(), Overwrite::refuse);
    // A second later, so that a time stored anywhere would show; and with other rubbish in freed memory.
    std::this_thread::sleep_for(std::chrono::milliseconds{1100});
    std::vector<std::vector<int>> rubbish(1000, std::vector<int>(777, 0x5A5A'5A5A));
    rubbish.clear();
    write_result(folder / "b.h5", sample_result(), Overwrite::refuse);
    EXPECT_TRUE(content_of(folder / "a.h5") == content_of(folder / "b.h5"));
}

TEST(ResultFile, BytesInMemoryAreThoseOnDisk)
{
    const FreshFolder folder;
    write_result(folder / "a.h5", sample_result(), Overwrite::refuse);
    const auto bytes = result_bytes(sample_result());
    const std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    EXPECT_TRUE(content_of(folder / "a.h5") == text);
}

TEST(ResultFile, BorrowedValuesAreWrittenLikeOwnedOnes)
{
    const std::vector<double> values{1.5, 2.5};
    Dataset owned{.name = "", .dimensions = {{"x", 2}}};
    Dataset borrowed = owned;
    owned.variables.push_back({.name = "v", .dimensions = {"x"}, .values = values});
    borrowed.variables.push_back({.name = "v", .dimensions = {"x"}, .values = Values::borrowed<double>(values)});
    EXPECT_TRUE(result_bytes(owned) == result_bytes(borrowed));
}

TEST(ResultFile, ThreadsWritingAtOnceDoNotDisturbEachOther)
{
    const FreshFolder folder;
    const auto expected = result_bytes(sample_result());
    std::vector<std::vector<std::byte>> images(8);
    {
        std::vector<std::jthread> threads;
        for (auto& image : images) threads.emplace_back([&image] { image = result_bytes(sample_result()); });
    }
    for (const auto& image : images) EXPECT_TRUE(image == expected);
}

TEST(ResultFile, ExistingFileIsLeftAloneUnlessOverwritingIsAllowed)
{
    const FreshFolder folder;
    put(folder / "out.h5", "precious");
    const auto error = failure_of_writing(folder / "out.h5", sample_result());
    EXPECT_EQ(error.failure, OutputFailure::exists);
    EXPECT_THAT(error.what(), HasSubstr("out.h5: exists already"));
    EXPECT_EQ(content_of(folder / "out.h5"), "precious");

    write_result(folder / "out.h5", sample_result(), Overwrite::allow);
    EXPECT_NE(content_of(folder / "out.h5"), "precious");
    EXPECT_EQ(files_in(folder.path()), 1U);
}

TEST(ResultFile, LinkToNowhereCountsAsTaken)
{
    const FreshFolder folder;
    std::filesystem::create_symlink("nowhere", folder / "out.h5");
    EXPECT_EQ(failure_of_writing(folder / "out.h5", sample_result()).failure, OutputFailure::exists);
}

TEST(ResultFile, PlacesThatCannotHoldAFileAreNamed)
{
    const FreshFolder folder;
    std::filesystem::create_directory(folder / "folder");
    put(folder / "file", "");
    ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
    const std::vector<std::pair<std::filesystem::path, std::string>> places{
        {folder / "absent" / "out.h5", "there is no folder"},
        {folder / "file" / "out.h5", "Not a directory"},
        {folder / "folder", "is not a regular file"},
        {folder / "pipe", "is not a regular file"},
        {"/dev/null", "is not a regular file"},
        {folder / "folder" / "", "is not the name of a file"},
        {"", "is not the name of a file"},
        {folder / "..", "is not the name of a file"},
        {folder / std::string(255, 'n'), "File name too long"}};
    for (const auto& [place, why] : places) {
        const auto error = failure_of_writing(place, sample_result(), Overwrite::allow);
        EXPECT_EQ(error.failure, OutputFailure::cannot_create) << place;
        EXPECT_EQ(error.file, place);
        EXPECT_THAT(error.what(), HasSubstr(why));
    }
    EXPECT_EQ(files_in(folder.path()), 3U);
}

TEST(ResultFile, FolderWithoutPermissionIsRefused)
{
    constexpr uid_t nobody = 65534;
    const FreshFolder folder;
    std::filesystem::permissions(folder.path(),
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
    // Root may write everywhere: the child gives that up.
    EXPECT_EXIT(
        {
            const bool is_root = ::geteuid() == 0;
            if (is_root && (::chown(folder.path().c_str(), nobody, nobody) != 0 || ::setuid(nobody) != 0))
                std::_Exit(2);
            const auto error = failure_of_writing(folder / "out.h5", sample_result());
            const bool is_right = error.failure == OutputFailure::cannot_create &&
                                  std::string{error.what()}.find("Permission denied") != std::string::npos;
            std::_Exit(is_right ? 0 : 1);
        },
        testing::ExitedWithCode(0), "");
    std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
}

TEST(ResultFile, FileAboveTheSizeLimitLeavesNothing)
{
    const FreshFolder folder;
    const FileSizeLimit limit{50'000};  // the sample has some 240,000 bytes
    const auto error = failure_of_writing(folder / "out.h5", sample_result());
    EXPECT_EQ(error.failure, OutputFailure::write_failed);
    EXPECT_THAT(error.what(), HasSubstr("write failed after 50000 bytes"));
    EXPECT_THAT(error.what(), HasSubstr("File too large"));
    EXPECT_EQ(files_in(folder.path()), 0U);
}

TEST(ResultFile, FailedOverwriteKeepsTheOlderFile)
{
    const FreshFolder folder;
    put(folder / "out.h5", "precious");
    const FileSizeLimit limit{50'000};
    const auto error = failure_of_writing(folder / "out.h5", sample_result(), Overwrite::allow);
    EXPECT_EQ(error.failure, OutputFailure::write_failed);
    EXPECT_EQ(content_of(folder / "out.h5"), "precious");
    EXPECT_EQ(files_in(folder.path()), 1U);
}

TEST(ResultFile, FullDiskIsAnErrorAndLeavesNothing)
{
    const FreshFolder folder;
    if (::mount("tmpfs", folder.path().c_str(), "tmpfs", 0, "size=100k") != 0)
        GTEST_SKIP() << "only root can mount a small disk";
    const auto error = failure_of_writing(folder / "out.h5", sample_result());
    const auto left = files_in(folder.path());
    EXPECT_EQ(::umount(folder.path().c_str()), 0);
    EXPECT_EQ(error.failure, OutputFailure::write_failed);
    EXPECT_THAT(error.what(), HasSubstr("No space left on device"));
    EXPECT_EQ(left, 0U);
}

TEST(ResultFile, PartLeftByAKilledWriterIsReplaced)
{
    const FreshFolder folder;
    put(folder / "out.h5.part", "half a file");
    write_result(folder / "out.h5", sample_result(), Overwrite::refuse);
    EXPECT_EQ(files_in(folder.path()), 1U);
}

TEST(ResultFile, PartThatAnotherProcessIsWritingIsNotTouched)
{
    const FreshFolder folder;
    put(folder / "out.h5.part", "half a file");
    const int other = ::open((folder / "out.h5.part").c_str(), O_RDONLY);
    ASSERT_EQ(::flock(other, LOCK_EX), 0);
    const auto error = failure_of_writing(folder / "out.h5", sample_result());
    ::close(other);
    EXPECT_EQ(error.failure, OutputFailure::cannot_create);
    EXPECT_THAT(error.what(), HasSubstr("another process is writing it"));
    EXPECT_EQ(content_of(folder / "out.h5.part"), "half a file");
}

TEST(ResultFile, OfManyWritersOfOneNameExactlyOneSucceeds)
{
    const FreshFolder folder;
    std::atomic<int> successes = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i)
            threads.emplace_back([&] {
                try {
                    write_result(folder / "out.h5", sample_result(), Overwrite::refuse);
                    ++successes;
                } catch (const OutputError&) {
                    // the losers: the name is taken or being written
                }
            });
    }
    EXPECT_EQ(successes, 1);
    EXPECT_EQ(files_in(folder.path()), 1U);
}

TEST(ResultFile, NameWithoutFolderIsWrittenInTheCurrentOne)
{
    const FreshFolder folder;
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(folder.path());
    write_result("out.h5", sample_result(), Overwrite::refuse);
    std::filesystem::current_path(before);
    EXPECT_EQ(files_in(folder.path()), 1U);
}

TEST(ResultFile, ChunksHoldAYearAndAtMostOneMebibyte)
{
    const auto chunk = [](std::vector<std::size_t> shape, std::size_t element_bytes) {
        return chunk_shape(shape, element_bytes);
    };
    // 365 * 60 * 12 * 8 bytes is 2.1 MB; with 30 nodes still 1.05 MB, above 2^20; with 15 it is 0.53 MB
    EXPECT_THAT(chunk({4018, 60, 12}, 8), ElementsAre(365, 15, 12));
    EXPECT_THAT(chunk({4018, 150}, 8), ElementsAre(365, 150));
    EXPECT_THAT(chunk({100, 5}, 8), ElementsAre(100, 5));
    // one axis is no series of maps: 10^6 * 4 bytes halves twice, 250,000 * 4 is below 2^20
    EXPECT_THAT(chunk({1'000'000}, 4), ElementsAre(250'000));
    // when every other axis is down to one
    EXPECT_THAT(chunk({365, 1, 1}, 8192), ElementsAre(92, 1, 1));
}

TEST(ResultDescription, MistakesAreNamed)
{
    const auto complaint = [](const Dataset& dataset) -> std::string {
        try {
            check_dataset(dataset);
        } catch (const InternalError& error) {
            return error.what();
        }
        return "none";
    };
    const auto with = [](Variable variable) {
        return Dataset{.name = "", .dimensions = {{"x", 2}, {"y", 3}}, .variables = {std::move(variable)}};
    };
    const std::vector<double> two{1, 2};
    EXPECT_EQ(complaint(with({.name = "v", .dimensions = {"x"}, .values = two})), "none");
    EXPECT_THAT(complaint(with({.name = "v", .dimensions = {"y"}, .values = two})),
                HasSubstr("/v: 2 values, must be 3"));
    EXPECT_THAT(complaint(with({.name = "v", .dimensions = {"z"}, .values = two})), HasSubstr("no dimension 'z'"));
    EXPECT_THAT(complaint(with({.name = "y", .dimensions = {"x"}, .values = two})), HasSubstr("named as a dimension"));
    EXPECT_THAT(complaint(with({.name = "a/b", .dimensions = {"x"}, .values = two})), HasSubstr("no name"));
    EXPECT_THAT(complaint(with({.name = "", .dimensions = {"x"}, .values = two})), HasSubstr("no name"));
    EXPECT_THAT(
        complaint(
            with({.name = "v", .dimensions = {"x"}, .values = std::vector<std::string>{"a", std::string("b\0c", 3)}})),
        HasSubstr("zero byte"));
    EXPECT_THAT(
        complaint(with(
            {.name = "v", .dimensions = {"x"}, .values = std::vector<std::string>{"a", "b"}, .gaps = Gaps::marked})),
        HasSubstr("texts have no mark"));
    EXPECT_THAT(
        complaint(with({.name = "v", .dimensions = {"x"}, .values = two, .attributes = {{"a", 1.0}, {"a", ""}}})),
        HasSubstr("attribute 'a' twice"));
    EXPECT_THAT(complaint(with({.name = "v", .dimensions = {"x"}, .values = two, .attributes = {{"_FillValue", 1.0}}})),
                HasSubstr("use Gaps::marked"));
    EXPECT_THAT(complaint({.name = "", .dimensions = {{"x", 2}, {"x", 2}}}), HasSubstr("dimension 'x' twice"));
    EXPECT_THAT(complaint({.name = "", .dimensions = {{"x", 2}}, .groups = {{.name = "x"}}}), HasSubstr("'x' twice"));
    EXPECT_THAT(complaint({.name = "", .attributes = {{"a", std::string("b\0c", 3)}}}),
                HasSubstr("attribute 'a' holds a zero byte"));
}

}  // namespace
}  // namespace corredor

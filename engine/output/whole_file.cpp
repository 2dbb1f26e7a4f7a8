#include "output/whole_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output/output_error.hpp"

namespace corredor {
namespace {

std::string text_of(int error)
{
    return std::generic_category().message(error);
}

class Descriptor {
public:
    explicit Descriptor(int number) : number_{number} {}
    Descriptor(Descriptor&& other) noexcept : number_{std::exchange(other.number_, -1)} {}
    Descriptor& operator=(Descriptor&&) = delete;
    ~Descriptor()
    {
        if (number_ >= 0) ::close(number_);
    }
    [[nodiscard]] bool is_open() const { return number_ >= 0; }
    [[nodiscard]] int number() const { return number_; }
    /// Gives the number away: whoever takes it closes it.
    [[nodiscard]] int release() { return std::exchange(number_, -1); }

private:
    int number_;
};

std::filesystem::path folder_of(const std::filesystem::path& path)
{
    return path.has_parent_path() ? path.parent_path() : std::filesystem::path{"."};
}

bool is_still_at(const std::filesystem::path& path, const Descriptor& file)
{
    struct stat there = {};
    struct stat here = {};
    return ::lstat(path.c_str(), &there) == 0 && ::fstat(file.number(), &here) == 0 && there.st_dev == here.st_dev &&
           there.st_ino == here.st_ino;
}

/// False only when another process holds the lock: a file system without locks must not stop a run.
bool lock(const Descriptor& file)
{
    return ::flock(file.number(), LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
}

/// Removes a partial file that nobody is writing any more; throws if somebody is.
void remove_leftover(const std::filesystem::path& part, const std::filesystem::path& path)
{
    const Descriptor leftover{::open(part.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
    if (!leftover.is_open()) {
        if (errno == ENOENT) return;
        throw OutputError{OutputFailure::cannot_create, path,
                          fmt::format("cannot replace the leftover {}: {}", part.string(), text_of(errno))};
    }
    if (!lock(leftover))
        throw OutputError{OutputFailure::cannot_create, path,
                          fmt::format("another process is writing it ({} is locked)", part.string())};
    if (is_still_at(part, leftover)) ::unlink(part.c_str());
}

/// A new, empty file that is ours alone: locked, and still the one that bears the name once it is locked.
Descriptor create_partial(const std::filesystem::path& part, const std::filesystem::path& path)
{
    constexpr int most_attempts = 100;  // a race lost a hundred times is not a race
    for (int attempt = 0; attempt < most_attempts; ++attempt) {
        Descriptor file{::open(part.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666)};
        if (file.is_open() && lock(file) && is_still_at(part, file)) return file;
        if (file.is_open()) continue;
        if (errno != EEXIST)
            throw OutputError{OutputFailure::cannot_create, path, fmt::format("cannot be created: {}", text_of(errno))};
        remove_leftover(part, path);
    }
    throw OutputError{OutputFailure::cannot_create, path, "other processes keep writing it"};
}

}  // namespace

PartialFile::PartialFile(std::filesystem::path path)
    : path_{std::move(path)}, part_{partial_name(path_)}, file_{create_partial(part_, path_).release()}
{
}

PartialFile::~PartialFile()
{
    if (!is_published_) ::unlink(part_.c_str());
    if (file_ >= 0) ::close(file_);
}

void PartialFile::fail(const std::string& what) const
{
    throw OutputError{OutputFailure::write_failed, path_, fmt::format("{}: {}", what, text_of(errno))};
}

void PartialFile::write_at(std::uint64_t offset, std::span<const std::byte> bytes)
{
    while (!bytes.empty()) {
        const ssize_t count = ::pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail(fmt::format("write failed after {} bytes", offset));
        offset += static_cast<std::uint64_t>(count);
        bytes = bytes.subspan(static_cast<std::size_t>(count));
        size_ = std::max(size_, offset);
    }
}

// What was never written reads as zero, as in any file with holes.
void PartialFile::read_at(std::uint64_t offset, std::span<std::byte> bytes) const
{
    while (!bytes.empty()) {
        const ssize_t count = ::pread(file_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail(fmt::format("cannot be read back at {}", offset));
        if (count == 0) {
            std::ranges::fill(bytes, std::byte{0});
            return;
        }
        offset += static_cast<std::uint64_t>(count);
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
}

void PartialFile::resize(std::uint64_t bytes)
{
    if (::ftruncate(file_, static_cast<off_t>(bytes)) != 0) fail("cannot be given its size");
    size_ = bytes;
}

void PartialFile::publish(Overwrite overwrite)
{
    if (::fsync(file_) != 0) fail("cannot be synced to disk");
    if (!rename(overwrite)) {
        if (errno == EEXIST) throw OutputError{OutputFailure::exists, path_, "exists already"};
        throw OutputError{OutputFailure::cannot_create, path_,
                          fmt::format("cannot be renamed from {}: {}", part_.string(), text_of(errno))};
    }
    is_published_ = true;
    sync_folder();
    // Some file systems report a full disk only here.
    if (::close(std::exchange(file_, -1)) != 0) fail("cannot be closed");
}

bool PartialFile::rename(Overwrite overwrite) const
{
    if (overwrite == Overwrite::allow) return ::rename(part_.c_str(), path_.c_str()) == 0;
    // The kernel refuses a taken name in the same moment; file systems that cannot are asked beforehand.
    if (::renameat2(AT_FDCWD, part_.c_str(), AT_FDCWD, path_.c_str(), RENAME_NOREPLACE) == 0) return true;
    if (errno != EINVAL && errno != ENOSYS) return false;
    struct stat taken = {};
    if (::lstat(path_.c_str(), &taken) == 0) {
        errno = EEXIST;
        return false;
    }
    return ::rename(part_.c_str(), path_.c_str()) == 0;
}

/// Without this the new name itself may not survive a power cut.
void PartialFile::sync_folder() const
{
    const Descriptor folder{::open(folder_of(path_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!folder.is_open()) return;  // a folder may be writable and not readable
    const bool is_supported = ::fsync(folder.number()) == 0 || errno == EINVAL || errno == ENOTSUP;
    if (!is_supported) fail("its folder cannot be synced to disk");
}

std::filesystem::path partial_name(const std::filesystem::path& path)
{
    auto part = path;
    part += ".part";
    return part;
}

void check_destination(const std::filesystem::path& path, Overwrite overwrite)
{
    const auto refuse = [&](OutputFailure failure, const std::string& why) { throw OutputError{failure, path, why}; };
    if (!path.has_filename() || path.filename() == "." || path.filename() == "..")
        refuse(OutputFailure::cannot_create, "is not the name of a file");

    struct stat found = {};
    if (::lstat(path.c_str(), &found) == 0) {
        const bool is_dangling = S_ISLNK(found.st_mode) && ::stat(path.c_str(), &found) != 0;
        if (!is_dangling && !S_ISREG(found.st_mode)) refuse(OutputFailure::cannot_create, "is not a regular file");
        if (overwrite == Overwrite::refuse) refuse(OutputFailure::exists, "exists already");
    } else if (errno != ENOENT) {
        refuse(OutputFailure::cannot_create, fmt::format("cannot be created: {}", text_of(errno)));
    }
    const auto folder = folder_of(path);
    if (::stat(folder.c_str(), &found) != 0 || !S_ISDIR(found.st_mode))
        refuse(OutputFailure::cannot_create, fmt::format("there is no folder {}", folder.string()));
    if (::access(folder.c_str(), W_OK | X_OK) != 0)
        refuse(OutputFailure::cannot_create, fmt::format("cannot write in {}: {}", folder.string(), text_of(errno)));
}

void write_whole_file(const std::filesystem::path& path, std::initializer_list<std::span<const std::byte>> parts,
                      Overwrite overwrite)
{
    check_destination(path, overwrite);
    PartialFile file{path};
    for (const auto part : parts) file.write_at(file.size(), part);
    file.publish(overwrite);
}

std::vector<std::byte> read_whole_file(const std::filesystem::path& path, std::uint64_t limit_bytes)
{
    const auto refuse = [&](const std::string& why) { throw OutputError{OutputFailure::read_failed, path, why}; };
    // O_NONBLOCK: opening a pipe that nobody writes to must not hang.
    const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (!file.is_open() && (errno == ENOENT || errno == ENOTDIR))
        throw OutputError{OutputFailure::missing, path, "no such file"};
    if (!file.is_open()) refuse(fmt::format("cannot be opened: {}", text_of(errno)));
    struct stat about = {};
    if (::fstat(file.number(), &about) != 0) refuse(fmt::format("cannot be examined: {}", text_of(errno)));
    if (!S_ISREG(about.st_mode)) refuse("is not a regular file");
    const auto size = static_cast<std::uint64_t>(about.st_size);
    if (size > limit_bytes) refuse(fmt::format("has {} bytes, must be at most {}", size, limit_bytes));

    std::vector<std::byte> bytes(size);
    std::size_t filled = 0;
    while (filled < bytes.size()) {
        const ssize_t count = ::read(file.number(), bytes.data() + filled, bytes.size() - filled);
        if (count == 0) refuse("became shorter while it was read");
        if (count > 0)
            filled += static_cast<std::size_t>(count);
        else if (errno != EINTR)
            refuse(fmt::format("read failed: {}", text_of(errno)));
    }
    return bytes;
}

}  // namespace corredor

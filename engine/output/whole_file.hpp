#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

namespace corredor {

enum class Overwrite : std::uint8_t { refuse, allow };

/// The name a file has while it is being written, in the same folder: `out.h5` is `out.h5.part` until it is whole.
[[nodiscard]] std::filesystem::path partial_name(const std::filesystem::path& path);

/// Throws OutputError if a file of this name could not be written as things stand: the name is taken (exists), there
/// is no such folder or no permission (cannot_create). Meant to be called before the hours of work, not after.
void check_destination(const std::filesystem::path& path, Overwrite overwrite);

/// A file under its partial name, written piece by piece; gone when this goes, unless it was published.
/// errors  OutputError (cannot_create, write_failed); from `publish` also exists
class PartialFile {
public:
    explicit PartialFile(std::filesystem::path path);
    PartialFile(const PartialFile&) = delete;
    PartialFile& operator=(const PartialFile&) = delete;
    ~PartialFile();

    void write_at(std::uint64_t offset, std::span<const std::byte> bytes);
    void read_at(std::uint64_t offset, std::span<std::byte> bytes) const;
    void resize(std::uint64_t bytes);
    [[nodiscard]] std::uint64_t size() const { return size_; }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

    /// Syncs the file and gives it its name.
    void publish(Overwrite overwrite);

private:
    [[noreturn]] void fail(const std::string& what) const;
    [[nodiscard]] bool rename(Overwrite overwrite) const;
    void sync_folder() const;

    std::filesystem::path path_;
    std::filesystem::path part_;
    int file_;
    std::uint64_t size_ = 0;
    bool is_published_ = false;
};

/// Writes a file so that whatever has the final name is whole, at any moment and after any crash: bytes go to the
/// partial name, are synced, and only then renamed. A failure leaves no partial file and an older file untouched; a
/// partial file left by a process that was killed is replaced. Two writers of one name: the second gets an error.
///
/// Throws OutputError (exists, cannot_create, write_failed). A process with a limit on file size must ignore SIGXFSZ
/// (`std::signal(SIGXFSZ, SIG_IGN)` at the start of main), else the kernel kills it before we see the error.
///
/// parts  what the file holds, one after the other
void write_whole_file(const std::filesystem::path& path, std::initializer_list<std::span<const std::byte>> parts,
                      Overwrite overwrite);

/// Reads a regular file of at most `limit_bytes`. Throws OutputError (missing, read_failed).
[[nodiscard]] std::vector<std::byte> read_whole_file(const std::filesystem::path& path, std::uint64_t limit_bytes);

}  // namespace corredor

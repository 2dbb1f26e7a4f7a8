#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "scenario/value.hpp"

namespace corredor {

/// A file that was found: where it is, and its name relative to the scenario's folder or to a shipped one.
struct FoundFile {
    std::filesystem::path file;
    std::string name;
    std::string shown;
};

/// Why a file was not found or may not be read: completes "x.yaml …".
struct NotFound {
    std::string what;
    std::string hint;
    bool is_missing = false;
};

/// The folders out of which a scenario may not lead: its own and the shipped ones.
class Folders {
public:
    Folders(const std::filesystem::path& own, const std::vector<std::filesystem::path>& shipped);

    /// Looks beside the file that names it, then among the shipped files. `ending` is an extension: ".csv".
    [[nodiscard]] std::variant<FoundFile, NotFound> find(const std::string& named, const SourceFile& naming,
                                                         std::string_view ending) const;

    [[nodiscard]] const std::filesystem::path& own() const { return own_; }
    [[nodiscard]] std::span<const std::filesystem::path> shipped() const { return shipped_; }

private:
    [[nodiscard]] std::variant<FoundFile, NotFound> look_in(const std::filesystem::path& folder,
                                                            const std::string& named) const;
    [[nodiscard]] std::string near_to(const std::string& named, const std::filesystem::path& folder,
                                      std::string_view ending) const;
    [[nodiscard]] std::string name_of_file(const std::filesystem::path& file) const;
    [[nodiscard]] bool is_allowed(const std::filesystem::path& file) const;

    std::filesystem::path own_;
    std::vector<std::filesystem::path> shipped_;
};

[[nodiscard]] bool is_within(const std::filesystem::path& folder, const std::filesystem::path& file);

/// The bytes of a regular file of at most `most` bytes.
[[nodiscard]] std::variant<std::string, NotFound> read_bytes(const std::filesystem::path&, std::size_t most);

}  // namespace corredor

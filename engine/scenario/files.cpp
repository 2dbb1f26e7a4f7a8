#include "scenario/files.hpp"

#include <algorithm>
#include <fstream>
#include <system_error>

#include <fmt/format.h>

#include "scenario/nearest.hpp"
#include "scenario/value.hpp"

namespace corredor {

namespace fs = std::filesystem;

namespace {

std::string right_ending(const fs::path& path, std::string_view ending)
{
    const std::string rule = fmt::format("it must end in {}", ending);
    if (path.has_extension() && path.extension() != ".yml") return rule;
    return fmt::format("{}: {}", rule, shown(fs::path{path}.replace_extension(ending).string()));
}

}  // namespace

bool is_within(const fs::path& folder, const fs::path& file)
{
    const auto [end, rest] = std::mismatch(folder.begin(), folder.end(), file.begin(), file.end());
    return end == folder.end() && rest != file.end();
}

Folders::Folders(const fs::path& own, const std::vector<fs::path>& shipped)
{
    std::error_code failed;
    own_ = fs::weakly_canonical(own.empty() ? fs::path{"."} : own, failed);
    for (const fs::path& folder : shipped) {
        const fs::path canonical = fs::canonical(folder, failed);
        if (!failed) shipped_.push_back(canonical);
    }
}

bool Folders::is_allowed(const fs::path& file) const
{
    return is_within(own_, file) ||
           std::any_of(shipped_.begin(), shipped_.end(), [&file](const fs::path& f) { return is_within(f, file); });
}

// Relative to the innermost folder: the shipped ones lie below that of whoever works in a clone, and what is shipped is
// called the same everywhere.
std::string Folders::name_of_file(const fs::path& file) const
{
    fs::path innermost;
    const auto consider = [&](const fs::path& folder) {
        if (is_within(folder, file) && (innermost.empty() || is_within(innermost, folder))) innermost = folder;
    };
    consider(own_);
    for (const fs::path& folder : shipped_) consider(folder);
    return innermost.empty() ? file.generic_string() : file.lexically_relative(innermost).generic_string();
}

std::variant<FoundFile, NotFound> Folders::look_in(const fs::path& folder, const std::string& named) const
{
    std::error_code failed;
    const fs::path asked = folder / named;
    const fs::path file = fs::weakly_canonical(asked, failed);
    if (failed) return NotFound{fmt::format("cannot be read ({})", failed.message()), "", false};
    if (!is_allowed(file)) {
        const bool by_link = is_allowed(asked.lexically_normal());
        return NotFound{by_link ? "is a link that leads out of the scenario's folder"
                                : "leads out of the scenario's folder",
                        "keep what a scenario needs in its own folder or below", false};
    }
    const fs::file_status status = fs::status(file, failed);
    if (!fs::exists(status)) return NotFound{"does not exist", "", true};
    if (!fs::is_regular_file(status)) return NotFound{"is not a regular file", "", false};
    return FoundFile{.file = file, .name = name_of_file(file), .shown = ""};
}

std::variant<FoundFile, NotFound> Folders::find(const std::string& named, const SourceFile& naming,
                                                std::string_view ending) const
{
    const fs::path path{named};
    if (named.empty()) return NotFound{"is empty", fmt::format("name a {} file", ending), false};
    if (path.is_absolute()) return NotFound{"is absolute", "give a path relative to the file that names it", false};
    if (path.extension() != ending) return NotFound{"is the wrong kind of file", right_ending(path, ending), false};

    auto found = look_in(naming.folder, named);
    if (auto* file = std::get_if<FoundFile>(&found))
        file->shown = (fs::path{naming.is_option ? "" : naming.shown}.parent_path() / path).lexically_normal().string();
    auto* missing = std::get_if<NotFound>(&found);
    if (missing == nullptr || !missing->is_missing) return found;
    for (const fs::path& folder : shipped_) {
        auto in_shipped = look_in(folder, named);
        if (auto* file = std::get_if<FoundFile>(&in_shipped)) {
            file->shown = file->file.string();
            return in_shipped;
        }
    }
    missing->hint = near_to(named, naming.folder, ending);
    return found;
}

std::string Folders::near_to(const std::string& named, const fs::path& folder, std::string_view ending) const
{
    std::vector<fs::path> folders{folder};
    folders.insert(folders.end(), shipped_.begin(), shipped_.end());
    const fs::path inner = fs::path{named}.parent_path();
    std::vector<std::string> names;
    std::error_code failed;
    for (const fs::path& outer : folders)
        for (const auto& item : fs::directory_iterator{outer / inner, failed})
            if (item.path().extension() == ending) names.push_back((inner / item.path().filename()).generic_string());
    std::sort(names.begin(), names.end());
    return did_you_mean(named, names);
}

std::variant<std::string, NotFound> read_bytes(const fs::path& path, std::size_t most)
{
    std::error_code failed;
    const fs::file_status status = fs::status(path, failed);
    if (!fs::exists(status)) return NotFound{"does not exist", "", true};
    if (fs::is_directory(status)) return NotFound{"is a folder, must be a file", "", false};
    if (!fs::is_regular_file(status)) return NotFound{"is not a regular file", "", false};
    std::ifstream stream{path, std::ios::binary};
    if (!stream) return NotFound{"cannot be opened", "look at its permissions", false};
    const std::uintmax_t size = fs::file_size(path, failed);
    const NotFound too_large{fmt::format("is larger than {} MiB", most >> 20U), "", false};
    if (failed || size > most) return too_large;
    std::string bytes(static_cast<std::size_t>(size) + 1, '\0');
    stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (stream.bad()) return NotFound{"cannot be read", "", false};
    bytes.resize(static_cast<std::size_t>(stream.gcount()));
    if (bytes.size() > size) return NotFound{"grows while it is read", "try again", false};
    return bytes;
}

}  // namespace corredor

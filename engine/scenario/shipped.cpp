#include "scenario/shipped.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>

#include <dlfcn.h>

#include "scenario/inherit.hpp"

namespace corredor {

namespace fs = std::filesystem;

namespace {

/// The program, or the shared library that holds this code.
fs::path own_binary()
{
    Dl_info info{};
    const auto here = reinterpret_cast<const void*>(&shipped_folders);
    std::error_code failed;
    if (dladdr(here, &info) == 0 || info.dli_fname == nullptr) return {};
    return fs::canonical(info.dli_fname, failed);
}

std::string text_at(const Value& scenario, std::string_view key)
{
    const Member* e = scenario.find(key);
    return e != nullptr && e->value.is_text() ? e->value.text : "";
}

ShippedScenario describe(const fs::path& path, const std::vector<fs::path>& folders)
{
    Problems ignored;  // whoever runs the scenario is told
    const Folders allowed{path.parent_path(), folders};
    const Value scenario = read_with_parents({.file = path, .name = "", .shown = path.string()}, allowed, ignored);
    return {.name = path.stem().string(),
            .path = path,
            .title = text_at(scenario, "name"),
            .question = text_at(scenario, "question")};
}

}  // namespace

std::vector<fs::path> shipped_folders()
{
    std::vector<fs::path> candidates;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): read once before threads start
    if (const char* named = std::getenv("CORREDOR_SCENARIOS"); named != nullptr && *named != '\0')
        candidates.emplace_back(named);
    std::error_code failed;
    for (const fs::path& binary : {fs::canonical("/proc/self/exe", failed), own_binary()}) {
        if (binary.empty()) continue;
        candidates.push_back(binary.parent_path() / "../share/corredor/scenarios");
        candidates.push_back(binary.parent_path() / "scenarios");
        candidates.push_back(binary.parent_path() / "../corredor/scenarios");  // a program that lies beside the package
    }
    candidates.emplace_back(CORREDOR_SOURCE_SCENARIOS);

    std::vector<fs::path> folders;
    for (const fs::path& candidate : candidates) {
        const fs::path folder = fs::canonical(candidate, failed);
        const bool is_new = std::find(folders.begin(), folders.end(), folder) == folders.end();
        if (!failed && is_new && fs::is_directory(folder, failed)) folders.push_back(folder);
    }
    return folders;
}

std::vector<ShippedScenario> list_shipped()
{
    return list_shipped(shipped_folders());
}

std::vector<ShippedScenario> list_shipped(const std::vector<fs::path>& folders)
{
    std::map<std::string, fs::path> found;
    std::error_code failed;
    for (const fs::path& folder : folders)
        for (const auto& item : fs::directory_iterator{folder, failed})
            if (item.path().extension() == ".yaml" && item.is_regular_file(failed))
                found.emplace(item.path().stem().string(), item.path());
    std::vector<ShippedScenario> all;
    for (const auto& [name, path] : found) all.push_back(describe(path, folders));
    return all;
}

}  // namespace corredor

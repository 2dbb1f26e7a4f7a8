#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <unistd.h>

#include "scenario/load.hpp"

namespace corredor {

inline std::filesystem::path scenario_tests()
{
    return std::filesystem::path{CORREDOR_SOURCE_DIR} / "tests/scenario";
}
inline std::string tiny()
{
    return (scenario_tests() / "tiny/tiny.yaml").string();
}

/// Options under which only the tiny scenario is shipped.
inline LoadOptions with_tiny(std::vector<SetOption> set = {})
{
    LoadOptions options;
    options.set = std::move(set);
    options.shipped_folders = {scenario_tests() / "tiny"};
    return options;
}

/// A folder of its own that is gone when the test ends.
class TemporaryFolder {
public:
    TemporaryFolder()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "corredor-XXXXXX").string();
        path_ = mkdtemp(pattern.data());
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder() { std::filesystem::remove_all(path_); }

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

    std::string write(const std::string& name, std::string_view text) const
    {
        const std::filesystem::path file = path_ / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream{file, std::ios::binary} << text;
        return file.string();
    }

private:
    std::filesystem::path path_;
};

inline std::vector<Problem> problems_of(const std::string& path, const LoadOptions& options = with_tiny())
{
    try {
        (void)load_scenario(path, options);
    } catch (const ScenarioError& error) {
        return error.problems;
    }
    return {};
}

/// What is wrong with a scenario file of this text.
inline std::vector<Problem> problems_in(std::string_view yaml, const LoadOptions& options = with_tiny())
{
    const TemporaryFolder folder;
    return problems_of(folder.write("scenario.yaml", yaml), options);
}

/// Loads a scenario of this text.
inline LoadedScenario load_text(std::string_view yaml, const LoadOptions& options = with_tiny())
{
    const TemporaryFolder folder;
    return load_scenario(folder.write("scenario.yaml", yaml), options);
}

}  // namespace corredor

#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace corredor {

/// Folders with scenarios that come with the program, those that exist: $CORREDOR_SCENARIOS, next to the executable or
/// the Python module, in the package beside the executable's folder (in a wheel that carries its libraries), the source
/// tree that it was built from.
[[nodiscard]] std::vector<std::filesystem::path> shipped_folders();

struct ShippedScenario {
    std::string name;
    std::filesystem::path path;
    std::string title;
    std::string question;
};

/// By name; a folder that comes first hides files of the same name in later ones.
[[nodiscard]] std::vector<ShippedScenario> list_shipped();
[[nodiscard]] std::vector<ShippedScenario> list_shipped(const std::vector<std::filesystem::path>& folders);

}  // namespace corredor

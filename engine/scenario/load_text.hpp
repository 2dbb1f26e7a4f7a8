#pragma once

#include <string_view>

#include "scenario/load.hpp"

namespace corredor {

/// A scenario, or part of one, that is not in a file.
struct ScenarioText {
    std::string_view shown;  // what messages call it
    std::string_view yaml;
};

/// Reads, resolves and checks a scenario; its parents and tables are looked up from the folder of the options.
/// errors  ScenarioError with everything that is wrong
[[nodiscard]] LoadedScenario load_text(const ScenarioText&, const LoadOptions& = {});

/// The same with a part laid over it before the options, as if it were a file that `extends` the text.
[[nodiscard]] LoadedScenario load_extended(const ScenarioText&, const ScenarioText& part, const LoadOptions& = {});

}  // namespace corredor

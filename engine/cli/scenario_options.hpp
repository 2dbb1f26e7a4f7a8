#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/App.hpp>

#include "scenario/load.hpp"

namespace corredor {

/// The options of every command that reads a scenario.
struct ScenarioOptions {
    std::vector<std::string> set;
    std::optional<std::int64_t> seed;
    std::optional<std::int64_t> persons_per_agent;
    std::string until;

    void add_to(CLI::App& command);
    [[nodiscard]] LoadOptions load_options() const;
};

/// Refuses an empty text, which an unset variable of the shell leaves where a file should be named.
[[nodiscard]] CLI::Validator names_a_file();

/// Tells of days after the scenario's own end, and of timeline entries inside the run that change nothing. Those
/// outside it are not named: --until leaves some out on purpose, and `corredor validate` lists them.
void warn_of_what_is_in_vain(const LoadedScenario&);

/// Says that a study of many runs leaves out the single cases that a scenario asks for; nothing when it asks for none.
void tell_cases_left_out(const Scenario& scenario);

/// Adds the argument SCENARIO.
void add_scenario_argument(CLI::App& command, std::string& scenario);

}  // namespace corredor

#include <algorithm>
#include <memory>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/print.hpp"
#include "cli/scenario_options.hpp"
#include "cli/text_table.hpp"
#include "studies/idle_entries.hpp"

namespace corredor {

namespace {

struct ValidateOptions {
    std::vector<std::string> scenarios;
    ScenarioOptions of_scenarios;
    bool json = false;
};

std::string description(const std::string& name, const LoadedScenario& loaded)
{
    const Scenario& s = loaded.scenario;
    return fmt::format("{}: valid; {} to {}, {} places, {} legs, {} timeline entries, {} targets\n", name,
                       to_string(s.run.start), to_string(s.run.end), loaded.tables.nodes.size(),
                       loaded.tables.legs.size(), s.timeline.size(), loaded.tables.targets.size());
}

nlohmann::ordered_json json_of(const Problem& p)
{
    return {{"file", p.file}, {"line", p.line}, {"column", p.column}, {"what", p.what}, {"hint", p.hint}};
}

nlohmann::ordered_json json_of(const IdleEntry& entry)
{
    return {{"entry", entry.index},
            {"id", entry.id},
            {"kind", entry.kind},
            {"where", entry.where},
            {"why", name_of(entry.why)}};
}

/// All scenarios are looked at before the first one that is wrong ends the program.
ExitCode validate_all(const ValidateOptions& options)
{
    std::vector<Problem> found;
    auto report = nlohmann::ordered_json::array();
    for (const std::string& name : options.scenarios) {
        auto problems = nlohmann::ordered_json::array();
        auto warnings = nlohmann::ordered_json::array();
        try {
            const LoadedScenario loaded = load_scenario(name, options.of_scenarios.load_options());
            const std::vector<IdleEntry> idle = idle_entries(loaded);
            for (const IdleEntry& entry : idle) warnings.push_back(json_of(entry));
            if (!options.json) print_result(description(name, loaded));
            print_message(text_of(idle, loaded.scenario));
        } catch (const ScenarioError& error) {
            for (const Problem& p : error.problems) problems.push_back(json_of(p));
            found.insert(found.end(), error.problems.begin(), error.problems.end());
        }
        report.push_back({{"scenario", name},
                          {"valid", problems.empty()},
                          {"problems", std::move(problems)},
                          {"warnings", std::move(warnings)}});
    }
    if (options.json) print_result(report.dump(2) + "\n");
    if (!found.empty()) throw ScenarioError{std::move(found)};
    return ExitCode::done;
}

}  // namespace

void add_validate(CLI::App& program, Work& chosen)
{
    const auto options = std::make_shared<ValidateOptions>();
    CLI::App& command =
        *program.add_subcommand("validate", "Check scenarios without running them, and name every error");
    command.add_option("scenario", options->scenarios, "Scenario files or names of shipped scenarios")
        ->type_name("SCENARIO")
        ->required();
    options->of_scenarios.add_to(command);
    command.add_flag("--json", options->json, "Print JSON");
    command.footer("Example:\n  corredor validate mine.yaml baseline");
    command.callback([options, &chosen] { chosen = [options] { return validate_all(*options); }; });
}

}  // namespace corredor

#include "studies/selfcheck.hpp"

#include <algorithm>
#include <memory>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/print.hpp"
#include "cli/scenario_options.hpp"

namespace corredor {

namespace {

struct SelfcheckOptions {
    std::string scenario;
    ScenarioOptions of_scenario;
    bool json = false;
};

constexpr std::int32_t days_unless_told = 365;
constexpr std::int64_t agents_unless_told = 200'000;

/// A year of the scenario with a pool of at most 200,000 agents, unless the options say otherwise.
LoadedScenario load_short(const SelfcheckOptions& options)
{
    LoadOptions load = options.of_scenario.load_options();
    LoadedScenario loaded = load_scenario(options.scenario, load);
    const RunSpec& run = loaded.scenario.run;
    if (!load.until) load.until = std::min(run.end, run.start.plus_days(days_unless_told));
    if (!load.persons_per_agent)
        load.persons_per_agent =
            std::max(run.persons_per_agent,
                     static_cast<std::int64_t>(loaded.scenario.model.departures.pool_people) / agents_unless_told);
    return load_scenario(options.scenario, load);
}

ExitCode check(const SelfcheckOptions& options)
{
    const LoadedScenario loaded = load_short(options);
    const RunSpec& run = loaded.scenario.run;
    if (!options.json)
        print_result(fmt::format("{}, {} to {}, seed {}, {} people per agent\n", loaded.scenario.name,
                                 to_string(run.start), to_string(run.end), run.seed, run.persons_per_agent));
    auto checks = nlohmann::ordered_json::array();
    const bool all_hold = selfcheck(loaded, [&](const SelfcheckResult& result) {
        checks.push_back({{"promise", result.promise}, {"holds", result.holds}, {"detail", result.detail}});
        if (options.json) return;
        print_result(fmt::format("{}  {}{}\n", result.holds ? "ok    " : "FAILED", result.promise,
                                 result.detail.empty() ? "" : ": " + result.detail));
        flush_results();
    });
    if (options.json) print_result(nlohmann::ordered_json{{"holds", all_hold}, {"checks", checks}}.dump(2) + "\n");
    if (!all_hold)
        print_message("error: a promise does not hold on this machine: this is a bug in corredor, please report it\n");
    return all_hold ? ExitCode::done : ExitCode::bug;
}

}  // namespace

void add_selfcheck(CLI::App& program, Work& chosen)
{
    const auto options = std::make_shared<SelfcheckOptions>();
    CLI::App& command = *program.add_subcommand(
        "selfcheck", "Prove on this machine that results depend on nothing but scenario, seed and version");
    add_scenario_argument(command, options->scenario);
    options->of_scenario.add_to(command);
    command.add_flag("--json", options->json, "Print JSON");
    command.footer("Runs the first year of the scenario about twenty times, with a pool of at most 200,000 agents;\n"
                   "--until and --persons-per-agent ask for more.\n\nExample:\n  corredor selfcheck baseline");
    command.callback([options, &chosen] { chosen = [options] { return check(*options); }; });
}

}  // namespace corredor

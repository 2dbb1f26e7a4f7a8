#include "studies/run.hpp"

#include <memory>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/headline_table.hpp"
#include "cli/print.hpp"
#include "cli/progress.hpp"
#include "cli/scenario_options.hpp"
#include "cli/stop_request.hpp"
#include "cli/text_table.hpp"

namespace corredor {

namespace {

struct RunOptions {
    std::string scenario;
    ScenarioOptions of_scenario;
    std::string output;
    bool force = false;
    int threads = 0;
    bool quiet = false;
    std::string progress = "auto";
    bool profile = false;
    bool json = false;
};

ProgressStyle style_of(const RunOptions& options)
{
    if (options.quiet || options.progress == "none") return ProgressStyle::none;
    if (options.progress == "json") return ProgressStyle::json;
    return options.progress == "plain" ? ProgressStyle::plain : automatic_style();
}

void print_profile(const Simulation& simulation)
{
    TextTable table{{{"phase"}, {"seconds", Align::right}}};
    double sum = 0.0;
    for (std::size_t p = 0; p < phase_names.size(); ++p) {
        const double seconds = simulation.seconds_by_phase()[p];
        table.add({std::string{phase_names[p]}, fmt::format("{:.3f}", seconds)});
        sum += seconds;
    }
    table.add({"all phases", fmt::format("{:.3f}", sum)});
    print_message(table.text());
}

std::string json_of(const RunOptions& options, const RunOutcome& outcome, const std::vector<HeadlineSpread>& numbers)
{
    const Scenario& scenario = outcome.simulation->scenario();
    nlohmann::ordered_json report{{"scenario", scenario.name},
                                  {"seed", scenario.run.seed},
                                  {"persons_per_agent", scenario.run.persons_per_agent},
                                  {"start", to_string(scenario.run.start)},
                                  {"end", to_string(scenario.run.end)},
                                  {"output", nullptr},
                                  {"state_hash", fmt::format("{:016x}", outcome.state_hash)},
                                  {"agent_days", outcome.agent_days},
                                  {"seconds", outcome.seconds},
                                  {"runs", 1},
                                  {"headline", headline_json(numbers)}};
    if (!options.output.empty()) report["output"] = options.output;
    return report.dump(2) + "\n";
}

void report(const RunOptions& options, const RunOutcome& outcome)
{
    if (options.quiet && !options.json) return;
    const auto numbers = headline(std::vector{record_of(outcome.dataset)});
    if (options.json) {
        print_result(json_of(options, outcome, numbers));
        return;
    }
    const Scenario& scenario = outcome.simulation->scenario();
    print_result(fmt::format("{}, {} to {}, seed {}\n", scenario.name, to_string(scenario.run.start),
                             to_string(scenario.run.end), scenario.run.seed));
    print_result(headline_table(numbers, 1));
    print_result(caution(1));
}

ExitCode run(const RunOptions& options)
{
    RunRequest request{.scenario = options.scenario,
                       .load = options.of_scenario.load_options(),
                       .threads = options.threads,
                       .output = std::nullopt,
                       .overwrite = options.force ? Overwrite::allow : Overwrite::refuse};
    if (!options.output.empty()) request.output = options.output;

    listen_for_stop_requests();
    ProgressLine line{style_of(options)};
    const RunOutcome outcome = run_scenario(request, [&line](const RunProgress& now) {
        line.show(now);
        return !stop_requested();
    });
    line.clear();

    if (options.profile) print_profile(*outcome.simulation);
    if (!outcome.finished) {
        const ExitCode code = stop_requested().value_or(ExitCode::stopped);
        print_message(fmt::format(
            "corredor: stopped before {} {}; nothing was written, a new run starts from the first day\n",
            to_string(outcome.simulation->date()), code == ExitCode::interrupted ? "by Ctrl-C" : "by a signal"));
        return code;
    }
    if (!options.quiet)
        print_message(fmt::format("{} days, {} agent-days in {:.1f} s{}\n", outcome.simulation->last_tick(),
                                  with_thousands(static_cast<double>(outcome.agent_days)), outcome.seconds,
                                  request.output ? "; wrote " + options.output : ""));
    report(options, outcome);
    return ExitCode::done;
}

}  // namespace

void add_run(CLI::App& program, Work& chosen)
{
    const auto options = std::make_shared<RunOptions>();
    CLI::App& command = *program.add_subcommand("run", "Run a scenario once and write what happened to a result file");
    add_scenario_argument(command, options->scenario);
    options->of_scenario.add_to(command);
    command
        .add_option("-o,--output", options->output, "Result file to write (HDF5, also valid netCDF-4); left out: none")
        ->type_name("OUT.h5");
    command.add_flag("--force", options->force, "Replace the result file if it is there already");
    command.add_option("--threads", options->threads, "Threads; 0 for one per processor. Results do not depend on it")
        ->type_name("N")
        ->check(CLI::Range(0, 4096));
    command.add_flag("--quiet", options->quiet, "No progress and no table, only errors");
    command.add_option("--progress", options->progress, "auto, plain, json (an object per line) or none")
        ->type_name("STYLE")
        ->check(CLI::IsMember{{"auto", "plain", "json", "none"}});
    command.add_flag("--profile", options->profile, "Tell the seconds spent in each phase of a day");
    command.add_flag("--json", options->json, "Print the headline numbers as JSON");
    command.footer("Example:\n  corredor run baseline --seed 7 -o baseline_7.h5");
    command.callback([options, &chosen] { chosen = [options] { return run(*options); }; });
}

}  // namespace corredor

#include <memory>

#include <CLI/Config.hpp>
#include <CLI/Error.hpp>
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
#include "studies/ensemble.hpp"

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
    std::int32_t checkpoint_every = 0;
    std::string checkpoint;  // where, without date and ending
    std::size_t checkpoints_kept = 3;
    std::string resume;
    std::string time_limit;
    std::size_t replicates = 0;  // 0: one run with the scenario's own seed
};

/// What is lost at most of a run with a result when its process is ended outright.
constexpr double seconds_between_checkpoints = 300.0;

ProgressStyle style_of(const RunOptions& options)
{
    return options.quiet ? ProgressStyle::none : style_named(options.progress);
}

/// "90s", "15m", "2h" or "1:30:00" in seconds; nothing when it is none of these.
std::optional<double> duration_seconds(const std::string& text)
{
    int hours = 0;
    int minutes = 0;
    int seconds = 0;
    int used = 0;
    if (std::sscanf(text.c_str(), "%d:%2d:%2d%n", &hours, &minutes, &seconds, &used) == 3 &&
        static_cast<std::size_t>(used) == text.size() && hours >= 0 && minutes >= 0 && seconds >= 0)
        return hours * 3600.0 + minutes * 60.0 + seconds;
    char* unit = nullptr;
    const double count = std::strtod(text.c_str(), &unit);
    if (unit == text.c_str() || !(count > 0.0) || *unit == '\0' || unit[1] != '\0') return std::nullopt;
    switch (*unit) {
    case 's':
        return count;
    case 'm':
        return count * 60.0;
    case 'h':
        return count * 3600.0;
    default:
        return std::nullopt;
    }
}

std::string complaint_about_duration(const std::string& text)
{
    return duration_seconds(text) ? "" : "must be a time such as 90s, 15m, 2h or 1:30:00, not '" + text + "'";
}

/// What is for one run alone must not be passed over in silence where there are many.
void check_options_of_replicates(const RunOptions& options)
{
    if (options.replicates == 0) return;
    for (const auto& [name, is_given] :
         {std::pair{"--checkpoint-every", options.checkpoint_every > 0},
          std::pair{"--checkpoint", !options.checkpoint.empty()}, std::pair{"--resume", !options.resume.empty()},
          std::pair{"--time-limit", !options.time_limit.empty()}})
        if (is_given)
            throw CLI::ValidationError{name, "is of a single run and does not go with --replicates, which writes no "
                                             "checkpoints; corredor sweep keeps those runs that are done"};
    if (options.profile) throw CLI::ValidationError{"--profile", "is of a single run: leave out --replicates"};
}

/// Beside the result if there is one, else in the folder where the program was started.
std::filesystem::path checkpoint_stem(const RunOptions& options)
{
    if (!options.checkpoint.empty()) return options.checkpoint;
    if (!options.output.empty()) return std::filesystem::path{options.output}.replace_extension();
    return std::filesystem::path{options.scenario}.stem();
}

void print_profile(const RunOutcome& outcome)
{
    const Simulation& simulation = *outcome.simulation;
    TextTable table{{{"phase"}, {"seconds", Align::right}}};
    double sum = 0.0;
    for (std::size_t p = 0; p < phase_names.size(); ++p) {
        const double seconds = simulation.seconds_by_phase()[p];
        table.add({std::string{phase_names[p]}, fmt::format("{:.3f}", seconds)});
        sum += seconds;
    }
    table.add({"all phases", fmt::format("{:.3f}", sum)});
    if (outcome.checkpoint) table.add({"checkpoints", fmt::format("{:.3f}", outcome.checkpoint_seconds)});
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

/// A limit that was reached must not go unnoticed.
void tell_limits(const Recorder& recorder)
{
    for (const auto& [what, limit] : recorder.limits())
        if (limit.not_kept() > 0)
            print_message(fmt::format("corredor: warning: the result holds the first {} rows of {}; {} more were not "
                                      "kept: outputs.{}_at_most\n",
                                      with_thousands(static_cast<double>(limit.kept())), what,
                                      with_thousands(static_cast<double>(limit.not_kept())), what));
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

nlohmann::ordered_json json_of(const Scenario& scenario)
{
    return {{"scenario", scenario.name},
            {"seed", scenario.run.seed},
            {"persons_per_agent", scenario.run.persons_per_agent},
            {"start", to_string(scenario.run.start)},
            {"end", to_string(scenario.run.end)}};
}

void report(const RunOptions& options, const Scenario& scenario, const EnsembleOutcome& outcome)
{
    if (options.quiet && !options.json) return;
    if (options.json) {
        auto report = json_of(scenario);
        report["output"] = nullptr;
        if (!options.output.empty()) report["output"] = options.output;
        report["agent_days"] = outcome.agent_days;
        report["seconds"] = outcome.seconds;
        report["runs"] = outcome.replicates.size();
        report["replicates"] = nlohmann::ordered_json::array();
        for (const Replicate& replicate : outcome.replicates)
            report["replicates"].push_back(
                {{"seed", replicate.seed}, {"state_hash", fmt::format("{:016x}", replicate.state_hash)}});
        report["headline"] = headline_json(outcome.headline);
        print_result(report.dump(2) + "\n");
        return;
    }
    print_result(fmt::format("{}, {} to {}, {} replicate{} from seed {}\n", scenario.name,
                             to_string(scenario.run.start), to_string(scenario.run.end), outcome.replicates.size(),
                             outcome.replicates.size() == 1 ? "" : "s", scenario.run.seed));
    print_result(headline_table(outcome.headline, outcome.replicates.size()));
    print_result(caution(outcome.replicates.size()));
}

ExitCode run_replicates(const RunOptions& options)
{
    const LoadedScenario loaded = load_scenario(options.scenario, options.of_scenario.load_options());
    if (!options.quiet) warn_of_what_is_in_vain(loaded);
    EnsembleRequest request{.replicates = options.replicates,
                            .threads = options.threads,
                            .output = std::nullopt,
                            .overwrite = options.force ? Overwrite::allow : Overwrite::refuse};
    if (!options.output.empty()) request.output = options.output;
    if (!options.quiet) tell_cases_left_out(loaded.scenario);
    listen_for_stop_requests();
    ProgressLine line{style_of(options)};
    const EnsembleOutcome outcome = run_ensemble(loaded, request, [&line](const StudyProgress& now) {
        line.show(now);
        return !stop_requested();
    });
    line.clear();
    if (!outcome.finished) {
        print_message(fmt::format("corredor: stopped after {} of {} replicates; nothing was written. corredor sweep "
                                  "keeps those runs that are done\n",
                                  outcome.replicates.size(), options.replicates));
        return stop_requested().value_or(ExitCode::stopped);
    }
    if (!options.quiet)
        print_message(fmt::format("{} replicate{}, {} agent-days in {:.1f} s{}\n", outcome.replicates.size(),
                                  outcome.replicates.size() == 1 ? "" : "s",
                                  with_thousands(static_cast<double>(outcome.agent_days)), outcome.seconds,
                                  request.output ? "; wrote " + options.output : ""));
    report(options, loaded.scenario, outcome);
    return ExitCode::done;
}

ExitCode run(const RunOptions& options)
{
    if (options.replicates > 0) return run_replicates(options);
    const LoadedScenario loaded = load_scenario(options.scenario, options.of_scenario.load_options());
    if (!options.quiet) warn_of_what_is_in_vain(loaded);
    RunRequest request{.scenario = options.scenario,
                       .load = {},
                       .threads = options.threads,
                       .output = std::nullopt,
                       .overwrite = options.force ? Overwrite::allow : Overwrite::refuse};
    if (!options.output.empty()) request.output = options.output;
    request.cases = Cases::kept;
    request.checkpoints = {
        .stem = checkpoint_stem(options),
        .every_days = options.checkpoint_every,
        .every_seconds = options.output.empty() || options.checkpoint_every > 0 ? 0.0 : seconds_between_checkpoints,
        .when_stopped = true,
        .kept = options.checkpoints_kept};
    if (!options.resume.empty()) request.resume = options.resume;
    request.time_limit_seconds = duration_seconds(options.time_limit).value_or(0.0);

    listen_for_stop_requests();
    ProgressLine line{style_of(options)};
    const RunOutcome outcome = run_scenario(loaded, request, [&line](const RunProgress& now) {
        line.show(now);
        return !stop_requested();
    });
    line.clear();

    if (options.profile) print_profile(outcome);
    if (!outcome.finished) {
        const ExitCode code = stop_requested().value_or(ExitCode::stopped);
        const char* const why = outcome.out_of_time             ? "at its time limit"
                                : code == ExitCode::interrupted ? "by Ctrl-C"
                                                                : "by a signal";
        const std::string from = outcome.checkpoint ? outcome.checkpoint->string() : options.resume;
        print_message(fmt::format("corredor: stopped before {} {}; to go on, run the same with --resume {}\n",
                                  to_string(outcome.simulation->date()), why, from));
        return code;
    }
    if (!options.quiet)
        print_message(fmt::format("{} days, {} agent-days in {:.1f} s{}\n", outcome.simulation->last_tick(),
                                  with_thousands(static_cast<double>(outcome.agent_days)), outcome.seconds,
                                  request.output ? "; wrote " + options.output : ""));
    tell_limits(*outcome.recorder);
    report(options, outcome);
    return ExitCode::done;
}

}  // namespace

void add_run(CLI::App& program, Work& chosen)
{
    const auto options = std::make_shared<RunOptions>();
    CLI::App& command = *program.add_subcommand("run", "Run a scenario and write what happened to a result file");
    add_scenario_argument(command, options->scenario);
    options->of_scenario.add_to(command);
    command
        .add_option("-o,--output", options->output, "Result file to write (HDF5, also valid netCDF-4); left out: none")
        ->type_name("OUT.h5")
        ->check(names_a_file());
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
    command
        .add_option("--checkpoint-every", options->checkpoint_every,
                    "Write a checkpoint every so many days; one is always written when the run is stopped")
        ->type_name("DAYS")
        ->check(CLI::Range(1, 100'000));
    command
        .add_option("--checkpoint", options->checkpoint,
                    "Name of checkpoints, to which date and .chk are added; left out: as the result")
        ->type_name("NAME");
    command.add_option("--checkpoints-kept", options->checkpoints_kept, "How many of the last are kept")
        ->type_name("N")
        ->check(CLI::Range(1, 1'000))
        ->capture_default_str();
    command
        .add_option("--resume", options->resume,
                    "Go on from a checkpoint of this scenario, or of one that differs only from its day on")
        ->type_name("FILE.chk");
    command
        .add_option("--time-limit", options->time_limit,
                    "Write a checkpoint and end after this time: 90s, 15m, 1:30:00")
        ->type_name("TIME")
        ->check(CLI::Validator{complaint_about_duration, ""});
    command
        .add_option("--replicates", options->replicates,
                    "Run so many times, each with a seed derived from the scenario's, into one file")
        ->type_name("N")
        ->check(CLI::Range(1, 100'000));
    command.footer("Example:\n  corredor run baseline --seed 7 -o baseline_7.h5\n"
                   "  corredor run baseline --persons-per-agent 100 --replicates 20 -o ensemble.h5\n"
                   "  corredor run baseline -o out.h5 --checkpoint-every 365 --time-limit 2h\n"
                   "  corredor run baseline -o out.h5 --resume out.2019-01-01.chk");
    command.callback([options, &chosen] {
        check_options_of_replicates(*options);
        chosen = [options] { return run(*options); };
    });
}

}  // namespace corredor

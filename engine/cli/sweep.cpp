#include "studies/sweep.hpp"

#include <charconv>
#include <memory>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/print.hpp"
#include "cli/progress.hpp"
#include "cli/scenario_options.hpp"
#include "cli/stop_request.hpp"
#include "cli/sweep_slurm.hpp"
#include "cli/text_table.hpp"

namespace corredor {

namespace {

struct SweepOptions {
    std::string scenario;
    std::string design;
    ScenarioOptions of_scenario;
    std::string folder;
    std::vector<std::string> kept;
    std::string chunk = "1/1";
    int threads = 0;
    std::string progress = "auto";
    bool json = false;
    bool slurm = false;
    bool write_only = false;
    SlurmOptions of_slurm;
    std::string folder_of_status;
};

struct Chunk {
    std::size_t number = 1;
    std::size_t of = 1;
};

/// "3/12"; nothing when it is no such part.
std::optional<Chunk> chunk_in(const std::string& text)
{
    Chunk chunk;
    const char* const end = text.data() + text.size();
    const auto first = std::from_chars(text.data(), end, chunk.number);
    if (first.ec != std::errc{} || first.ptr == end || *first.ptr != '/') return std::nullopt;
    const auto second = std::from_chars(first.ptr + 1, end, chunk.of);
    const bool is_part = second.ec == std::errc{} && second.ptr == end && chunk.number >= 1 && chunk.number <= chunk.of;
    return is_part ? std::optional{chunk} : std::nullopt;
}

std::string complaint_about_chunk(const std::string& text)
{
    return chunk_in(text) ? "" : "must be a part such as 1/10, from 1/10 to 10/10, not '" + text + "'";
}

SweepRequest request_of(const SweepOptions& options)
{
    const Chunk chunk = chunk_in(options.chunk).value_or(Chunk{});
    return {.scenario = options.scenario,
            .load = options.of_scenario.load_options(),
            .design = options.design,
            .folder = options.folder,
            .kept = options.kept,
            .chunk = chunk.number,
            .chunks = chunk.of,
            .threads = options.threads};
}

std::string json_of(const SweepOutcome& outcome)
{
    const nlohmann::ordered_json report{{"rows", outcome.rows},
                                        {"skipped", outcome.skipped},
                                        {"ran", outcome.ran},
                                        {"failed", outcome.failed},
                                        {"finished", outcome.finished},
                                        {"seconds", outcome.seconds},
                                        {"seconds_of_runs", outcome.seconds_of_runs},
                                        {"runs_at_a_time", outcome.runs_at_a_time}};
    return report.dump(2) + "\n";
}

ExitCode run_rows(const SweepOptions& options)
{
    const SweepRequest request = request_of(options);
    tell_cases_left_out(load_scenario(options.scenario, request.load).scenario);
    listen_for_stop_requests();
    ProgressLine line{style_named(options.progress)};
    const SweepOutcome outcome = run_sweep(request, [&line](const StudyProgress& now) {
        line.show(now);
        return !stop_requested();
    });
    line.clear();
    if (options.json)
        print_result(json_of(outcome));
    else
        print_result(fmt::format("{} rows: {} run in {:.1f} s, {} there already, {} failed; see {}/index.csv\n",
                                 outcome.rows, outcome.ran, outcome.seconds, outcome.skipped, outcome.failed,
                                 options.folder));
    if (!outcome.finished) {
        print_message("corredor: stopped; the same command goes on where this one was\n");
        return stop_requested().value_or(ExitCode::stopped);
    }
    if (outcome.failed == 0) return ExitCode::done;
    print_message(fmt::format("corredor: {} of {} rows failed, the first with: {}\n", outcome.failed, outcome.rows,
                              outcome.first_failure));
    return static_cast<ExitCode>(outcome.first_failure_code);
}

/// What a task runs: this program, with paths that hold on every node.
std::vector<std::string> command_of_task(const SweepOptions& options)
{
    const auto absolute = [](const std::string& path) {
        return std::filesystem::exists(path) ? std::filesystem::absolute(path).string() : path;
    };
    std::vector<std::string> words{std::filesystem::read_symlink("/proc/self/exe").string(),
                                   "sweep",
                                   absolute(options.scenario),
                                   absolute(options.design),
                                   "-o",
                                   absolute(options.folder),
                                   "--progress",
                                   "none"};
    for (const std::string& set : options.of_scenario.set) words.insert(words.end(), {"--set", set});
    if (const auto seed = options.of_scenario.seed) words.insert(words.end(), {"--seed", std::to_string(*seed)});
    if (const auto people = options.of_scenario.persons_per_agent)
        words.insert(words.end(), {"--persons-per-agent", std::to_string(*people)});
    if (!options.of_scenario.until.empty()) words.insert(words.end(), {"--until", options.of_scenario.until});
    for (const std::string& name : options.kept) words.insert(words.end(), {"--keep", name});
    return words;
}

ExitCode submit_to_slurm(const SweepOptions& options)
{
    listen_for_stop_requests();
    const SweepRequest request = request_of(options);
    const SweepPilot pilot = time_pilot(request, [](const StudyProgress&) { return !stop_requested(); });
    if (pilot.stopped) return stop_requested().value_or(ExitCode::stopped);
    if (pilot.missing == 0) {
        print_result("every row has its result: there is nothing to submit\n");
        return ExitCode::done;
    }
    SlurmOptions slurm = options.of_slurm;
    slurm.submit = !options.write_only;
    const std::size_t tasks = count_tasks(pilot.missing, pilot.seconds_per_run, slurm);
    const double seconds = static_cast<double>(pilot.missing) * pilot.seconds_per_run;
    print_message(fmt::format("corredor: {} rows to run, {:.1f} s each on one thread here\n", pilot.missing,
                              pilot.seconds_per_run));
    return submit({.folder = std::filesystem::absolute(options.folder),
                   .command = command_of_task(options),
                   .tasks = tasks,
                   .seconds_per_task = seconds / static_cast<double>(tasks) / slurm.cpus_per_task,
                   .bytes_per_run = memory_of(load_scenario(options.scenario, request.load))},
                  slurm);
}

/// How many rows are done, failed and missing, and why they failed.
ExitCode show_status(const SweepOptions& options)
{
    const SweepFolder folder{options.folder_of_status};
    const SweepStudy study = folder.study();
    const auto rows = folder.write_index();
    std::map<std::string, std::size_t> count{{"done", 0}, {"failed", 0}, {"missing", 0}};
    std::map<std::pair<int, std::string>, std::size_t> failures;
    double seconds = 0.0;
    for (const RowRecord& row : rows) {
        ++count[name_of(row.status)];
        if (row.status == RowStatus::failed) ++failures[{row.exit_code, row.message}];
        seconds += row.seconds.value_or(0.0);
    }
    if (options.json) {
        nlohmann::ordered_json report{{"scenario", study.scenario},  {"rows", rows.size()},
                                      {"done", count["done"]},       {"failed", count["failed"]},
                                      {"missing", count["missing"]}, {"seconds_of_runs", seconds}};
        report["failures"] = nlohmann::ordered_json::array();
        for (const auto& [failure, times] : failures)
            report["failures"].push_back({{"exit_code", failure.first}, {"message", failure.second}, {"rows", times}});
        print_result(report.dump(2) + "\n");
        return ExitCode::done;
    }
    print_result(fmt::format("{}: {} rows, {} done, {} failed, {} missing; {:.0f} s of runs\n", study.scenario,
                             rows.size(), count["done"], count["failed"], count["missing"], seconds));
    TextTable table{{{"rows", Align::right}, {"exit code", Align::right}, {"why"}}};
    for (const auto& [failure, times] : failures)
        table.add({std::to_string(times), std::to_string(failure.first), failure.second});
    if (!table.empty()) print_result(table.text());
    return ExitCode::done;
}

void add_slurm_options(CLI::App& command, SweepOptions& options)
{
    command.add_flag("--slurm", options.slurm,
                     "Time one run here, then submit a job array that does the rest, instead of running it");
    command
        .add_option("--slurm-cpus", options.of_slurm.cpus_per_task, "Processors of a task, and runs at a time in it")
        ->type_name("N")
        ->check(CLI::Range(1, 4096));
    command.add_option("--slurm-time", options.of_slurm.time, "Time limit of a task, as sbatch takes it")
        ->type_name("TIME");
    command.add_option("--slurm-memory", options.of_slurm.memory, "Memory of a task, as sbatch takes it")
        ->type_name("SIZE");
    command.add_option("--slurm-option", options.of_slurm.others, "One more for sbatch: --partition=long (repeatable)")
        ->type_name("OPTION")
        ->allow_extra_args(false);
    command
        .add_option("--chunk-minutes", options.of_slurm.chunk_minutes,
                    "Work for a task, at least; at most 1,000 tasks are made")
        ->type_name("MINUTES")
        ->check(CLI::Range(0.01, 1e5))
        ->capture_default_str();
    command.add_flag("--slurm-write-only", options.write_only, "Write the batch script and do not submit it");
}

}  // namespace

void add_sweep(CLI::App& program, Work& chosen)
{
    const auto options = std::make_shared<SweepOptions>();
    CLI::App& command = *program.add_subcommand(
        "sweep", "Run a scenario once for each row of a table, several runs at a time; again: only what is missing");
    auto* scenario =
        command.add_option("scenario", options->scenario, "A scenario file, or the name of a shipped scenario")
            ->type_name("SCENARIO");
    auto* design = command
                       .add_option("design", options->design,
                                   "A row for each run; columns are paths as --set takes them, and seed, replicate")
                       ->type_name("DESIGN.csv");
    options->of_scenario.add_to(command);
    auto* folder = command.add_option("-o,--output", options->folder, "Folder for the results")
                       ->type_name("DIR")
                       ->check(names_a_file());
    command
        .add_option("--keep", options->kept,
                    "Variable to keep of each run beside its headline numbers; all: every one (repeatable)")
        ->type_name("NAME")
        ->allow_extra_args(false);
    command.add_option("--chunk", options->chunk, "Do only this part of the rows: 3/10 is every tenth from the third")
        ->type_name("I/N")
        ->check(CLI::Validator{complaint_about_chunk, ""});
    command.add_option("--threads", options->threads, "Processors to use; 0 for all. Results do not depend on it")
        ->type_name("N")
        ->check(CLI::Range(0, 4096));
    command.add_option("--progress", options->progress, "auto, plain, json (an object per line) or none")
        ->type_name("STYLE")
        ->check(CLI::IsMember{{"auto", "plain", "json", "none"}});
    command.add_flag("--json", options->json, "Print what was done as JSON");
    add_slurm_options(command, *options);
    command.footer("Example:\n"
                   "  corredor sweep baseline design.csv -o fares --persons-per-agent 1000\n"
                   "  corredor sweep status fares\n"
                   "  corredor gather fares -o fares.h5\n"
                   "with design.csv such as\n"
                   "  routes.refresh_days,replicate\n"
                   "  7,0\n"
                   "  14,0");
    CLI::App& status = *command.add_subcommand("status", "Tell how many rows are done, failed and missing");
    status.add_option("folder", options->folder_of_status, "Folder of a sweep")->type_name("DIR")->required();
    status.add_flag("--json", options->json, "Print JSON");
    status.footer("Example:\n  corredor sweep status fares");
    command.require_subcommand(0, 1);
    command.callback([=, &command, &status, &chosen] {
        if (command.got_subcommand(&status)) {
            chosen = [options] { return show_status(*options); };
            return;
        }
        for (const auto* needed : {scenario, design, folder})
            if (needed->count() == 0) throw CLI::RequiredError{needed->get_name()};
        if (options->slurm || options->write_only)
            chosen = [options] { return submit_to_slurm(*options); };
        else
            chosen = [options] { return run_rows(*options); };
    });
}

}  // namespace corredor

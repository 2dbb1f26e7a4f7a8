#include "studies/reproduce.hpp"

#include <memory>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/print.hpp"
#include "cli/progress.hpp"
#include "cli/stop_request.hpp"

namespace corredor {

namespace {

struct ReproduceOptions {
    std::string file;
    std::string folder = ".";
    int threads = 0;
    std::string progress = "auto";
    bool json = false;
};

std::string verdict(const Reproduction& result)
{
    if (!result.first_difference)
        return fmt::format("The same state on all {} records of {} run{}.\n", result.records, result.runs,
                           result.runs == 1 ? "" : "s");
    return fmt::format("Run {} of {} differs from {} on.\n", result.run_that_differs, result.runs,
                       to_string(*result.first_difference));
}

ExitCode run_again(const ReproduceOptions& options)
{
    LoadOptions load;
    load.folder = options.folder;
    listen_for_stop_requests();
    ProgressLine line{style_named(options.progress)};
    const Reproduction result = reproduce(options.file, load, options.threads, [&line](const StudyProgress& now) {
        line.show(now);
        return !stop_requested();
    });
    line.clear();
    if (!result.finished) {
        print_message("corredor: stopped before all was run again\n");
        return stop_requested().value_or(ExitCode::stopped);
    }
    const std::string ours = std::string{"corredor "} + CORREDOR_VERSION;
    if (!result.same_inputs) print_message("warning: the tables found here are not those that the run was made with\n");
    if (result.made_by != ours)
        print_message(fmt::format("warning: the file was made by {}, this is {}\n", result.made_by, ours));
    if (options.json) {
        nlohmann::ordered_json report{{"file", options.file},        {"runs", result.runs},
                                      {"records", result.records},   {"same", !result.first_difference},
                                      {"first_difference", nullptr}, {"same_inputs", result.same_inputs},
                                      {"made_by", result.made_by},   {"seconds", result.seconds}};
        if (result.first_difference) report["first_difference"] = to_string(*result.first_difference);
        print_result(report.dump(2) + "\n");
    } else {
        print_result(verdict(result));
    }
    return result.first_difference ? ExitCode::bug : ExitCode::done;
}

}  // namespace

void add_reproduce(CLI::App& program, Work& chosen)
{
    const auto options = std::make_shared<ReproduceOptions>();
    CLI::App& command = *program.add_subcommand(
        "reproduce", "Run the scenario stored in a result file again and compare the state, record by record");
    command.add_option("file", options->file, "A result file")->type_name("OUT.h5")->required();
    command.add_option("--folder", options->folder, "Folder of the scenario's tables, where they are not shipped ones")
        ->type_name("DIR");
    command.add_option("--threads", options->threads, "Threads; 0 for one per processor. Results do not depend on it")
        ->type_name("N")
        ->check(CLI::Range(0, 4096));
    command.add_option("--progress", options->progress, "auto, plain, json (an object per line) or none")
        ->type_name("STYLE")
        ->check(CLI::IsMember{{"auto", "plain", "json", "none"}});
    command.add_flag("--json", options->json, "Print JSON");
    command.footer("Exits with 70 if anything differs.\n\nExample:\n  corredor reproduce runs/baseline.h5");
    command.callback([options, &chosen] { chosen = [options] { return run_again(*options); }; });
}

}  // namespace corredor

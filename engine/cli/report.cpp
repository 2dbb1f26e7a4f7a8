#include "studies/report.hpp"

#include <memory>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/print.hpp"
#include "cli/scenario_options.hpp"

namespace corredor {

namespace {

struct ReportOptions {
    std::vector<std::string> files;
    std::string output = "report.html";
    std::string title;
    std::string folder = ".";
    bool force = false;
};

/// What a note means to whoever wrote the report; readers of the page are told in their language.
std::string_view explained(const std::string& note)
{
    if (note == "observations_differ")
        return "warning: the tables found here are not those that the runs were made with";
    if (note == "no_observations")
        return "warning: the tables of the first run cannot be read: nothing observed is shown; --folder names theirs";
    if (note == "scales_differ")
        return "warning: the scenarios were run at different scales: they are not compared in pairs";
    if (note == "comparison_of_other_runs")
        return "warning: the comparison is of other runs of these scenarios: outcomes side by side are of those";
    if (note == "comparison_of_more")
        return "warning: the comparison is of more scenarios than there are runs of: the others are left out";
    if (note == "programs_differ") return "warning: the files come from different versions of the program";
    return {};
}

ExitCode report(const ReportOptions& options)
{
    const ReportOutcome outcome = write_report({.files = {options.files.begin(), options.files.end()},
                                                .output = options.output,
                                                .overwrite = options.force ? Overwrite::allow : Overwrite::refuse,
                                                .tables_folder = options.folder,
                                                .title = options.title});
    for (const std::string& note : outcome.notes)
        if (const auto text = explained(note); !text.empty()) print_message(fmt::format("{}\n", text));
    print_message(
        fmt::format("wrote {}: {} scenario{}, {} run{}, {:.1f} MB; it opens in any browser, without network\n",
                    options.output, outcome.scenarios, outcome.scenarios == 1 ? "" : "s", outcome.runs,
                    outcome.runs == 1 ? "" : "s", static_cast<double>(outcome.bytes) / 1e6));
    return ExitCode::done;
}

}  // namespace

void add_report(CLI::App& program, Work& chosen)
{
    const auto options = std::make_shared<ReportOptions>();
    CLI::App& command =
        *program.add_subcommand("report", "Write one HTML file with map, charts and findings of finished runs");
    command
        .add_option("file", options->files,
                    "Result files. Those of one scenario with different seeds are its replicates; the scenario of the "
                    "first file is the one that others are compared with")
        ->type_name("OUT.h5")
        ->required();
    command.add_option("-o,--output", options->output, "The file to write")
        ->type_name("FILE.html")
        ->check(names_a_file())
        ->capture_default_str();
    command.add_option("--title", options->title, "A title, instead of those of the scenarios");
    command.add_option("--folder", options->folder, "Folder of the scenario's tables, where they are not shipped ones")
        ->type_name("DIR");
    command.add_flag("--force", options->force, "Replace the file if it is there already");
    command.footer(
        "Examples:\n  corredor report baseline.h5\n  corredor report baseline_*.h5 rumichaca_*.h5 -o rumichaca.html");
    command.callback([options, &chosen] { chosen = [options] { return report(*options); }; });
}

}  // namespace corredor

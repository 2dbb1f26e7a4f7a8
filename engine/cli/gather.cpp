#include <memory>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/print.hpp"
#include "cli/scenario_options.hpp"
#include "studies/sweep_gather.hpp"

namespace corredor {

namespace {

struct GatherOptions {
    std::string folder;
    std::string output;
    std::vector<std::string> variables;
    bool force = false;
};

ExitCode gather(const GatherOptions& options)
{
    const GatherOutcome outcome = gather_sweep({.folder = options.folder,
                                                .output = options.output,
                                                .variables = options.variables,
                                                .overwrite = options.force ? Overwrite::allow : Overwrite::refuse});
    print_result(fmt::format("{} rows in {:.1f} s: {} done, {} failed, {} missing; wrote {}\n", outcome.rows,
                             outcome.seconds, outcome.done, outcome.failed, outcome.missing, options.output));
    return ExitCode::done;
}

}  // namespace

void add_gather(CLI::App& program, Work& chosen)
{
    const auto options = std::make_shared<GatherOptions>();
    CLI::App& command = *program.add_subcommand("gather", "Merge the results of a sweep into one file");
    command.add_option("folder", options->folder, "Folder of a sweep, finished or not")->type_name("DIR")->required();
    command.add_option("-o,--output", options->output, "File to write (HDF5, also valid netCDF-4)")
        ->type_name("SWEEP.h5")
        ->check(names_a_file())
        ->required();
    command
        .add_option("--variable", options->variables,
                    "Variable to merge beside the headline numbers; left out: those that the sweep kept by name "
                    "(repeatable)")
        ->type_name("NAME")
        ->allow_extra_args(false);
    command.add_flag("--force", options->force, "Replace the file if it is there already");
    command.footer("Example:\n  corredor gather fares -o fares.h5");
    command.callback([options, &chosen] { chosen = [options] { return gather(*options); }; });
}

}  // namespace corredor

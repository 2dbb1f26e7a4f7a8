#include <memory>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "cli/commands.hpp"
#include "cli/print.hpp"
#include "cli/scenario_options.hpp"

namespace corredor {

void add_show(CLI::App& program, Work& chosen)
{
    struct Options {
        std::string scenario;
        ScenarioOptions of_scenario;
    };
    const auto options = std::make_shared<Options>();
    CLI::App& command =
        *program.add_subcommand("show", "Print a scenario with all it inherits, as YAML that runs to the same result");
    add_scenario_argument(command, options->scenario);
    options->of_scenario.add_to(command);
    command.footer("Example:\n  corredor show baseline --set run.seed=2 > mine.yaml");
    command.callback([options, &chosen] {
        chosen = [options] {
            print_result(load_scenario(options->scenario, options->of_scenario.load_options()).resolved_yaml);
            return ExitCode::done;
        };
    });
}

}  // namespace corredor

#include <memory>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/print.hpp"
#include "cli/scenario_options.hpp"
#include "cli/text_table.hpp"
#include "scenario/write.hpp"

namespace corredor {

namespace {

struct DiffOptions {
    std::string a;
    std::string b;
    ScenarioOptions of_b;
    bool json = false;
};

ExitCode print_differences(const DiffOptions& options)
{
    const auto differences =
        diff(load_scenario(options.a).scenario, load_scenario(options.b, options.of_b.load_options()).scenario);
    if (options.json) {
        auto all = nlohmann::ordered_json::array();
        for (const Difference& d : differences) all.push_back({{"path", d.path}, {"a", d.a}, {"b", d.b}});
        print_result(all.dump(2) + "\n");
        return ExitCode::done;
    }
    TextTable table{{{"path"}, {options.a}, {options.b}}};
    for (const Difference& d : differences) table.add({d.path, d.a.empty() ? "-" : d.a, d.b.empty() ? "-" : d.b});
    if (table.empty())
        print_message("the two scenarios are the same\n");
    else
        print_result(table.text());
    return ExitCode::done;
}

}  // namespace

void add_diff(CLI::App& program, Work& chosen)
{
    const auto options = std::make_shared<DiffOptions>();
    CLI::App& command =
        *program.add_subcommand("diff", "Print what differs between two scenarios, with all that they inherit");
    command.add_option("a", options->a, "One scenario")->type_name("A")->required();
    command.add_option("b", options->b, "The other scenario, with the changes of --set and of the options after it")
        ->type_name("B")
        ->required();
    options->of_b.add_to(command);
    command.add_flag("--json", options->json, "Print JSON");
    command.footer("Example:\n  corredor diff baseline mine.yaml\n  corredor diff baseline baseline --set "
                   "timeline.close_cl_2020.until=2021-06-01");
    command.callback([options, &chosen] { chosen = [options] { return print_differences(*options); }; });
}

}  // namespace corredor

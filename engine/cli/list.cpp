#include <memory>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/print.hpp"
#include "cli/text_table.hpp"
#include "scenario/shipped.hpp"

namespace corredor {

namespace {

ExitCode list(bool json)
{
    const auto shipped = list_shipped();
    if (json) {
        auto all = nlohmann::ordered_json::array();
        for (const ShippedScenario& s : shipped)
            all.push_back({{"name", s.name}, {"title", s.title}, {"question", s.question}, {"path", s.path.string()}});
        print_result(all.dump(2) + "\n");
        return ExitCode::done;
    }
    TextTable table{{{"name"}, {"title"}, {"question"}}};
    for (const ShippedScenario& s : shipped) table.add({s.name, s.title, s.question});
    if (table.empty())
        print_message("no scenarios are shipped here\n");
    else
        print_result(table.text());
    return ExitCode::done;
}

}  // namespace

void add_list(CLI::App& program, Work& chosen)
{
    const auto json = std::make_shared<bool>(false);
    CLI::App& command = *program.add_subcommand("list", "List the scenarios that come with the program, a line each");
    command.add_flag("--json", *json, "Print JSON");
    command.footer("Example:\n  corredor list");
    command.callback([json, &chosen] { chosen = [json] { return list(*json); }; });
}

}  // namespace corredor

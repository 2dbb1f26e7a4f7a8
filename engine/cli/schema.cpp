#include <memory>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/print.hpp"
#include "scenario/write.hpp"

namespace corredor {

void add_schema(CLI::App& program, Work& chosen)
{
    const auto markdown = std::make_shared<bool>(false);
    CLI::App& command = *program.add_subcommand(
        "schema", "Print the JSON Schema of scenario files, with which editors complete and check");
    command.add_flag("--markdown", *markdown, "Print the reference page of all keys instead");
    command.footer("Example:\n  corredor schema > scenario.schema.json");
    command.callback([markdown, &chosen] {
        chosen = [markdown] {
            print_result(*markdown ? markdown_reference() : json_schema().dump(2) + "\n");
            return ExitCode::done;
        };
    });
}

}  // namespace corredor

#include <algorithm>
#include <map>
#include <memory>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/print.hpp"
#include "cli/scenario_options.hpp"
#include "cli/text_table.hpp"
#include "scenario/load.hpp"

namespace corredor {

namespace {

/// Crossings of one border pair, each told once although legs lead both ways: "[VE_SAT, CO_LPA]".
struct Border {
    std::vector<std::string> posts;
    std::vector<std::string> trochas;
};

std::map<std::string, Border> borders_in(const Tables& tables)
{
    std::map<std::string, Border> borders;
    for (const LegRow& leg : tables.legs) {
        if (leg.border_pair.empty()) continue;
        Border& border = borders[leg.border_pair];
        auto& crossings = leg.kind == LegKind::trocha ? border.trochas : border.posts;
        const std::string back = fmt::format("[{}, {}]", leg.to, leg.from);
        if (std::ranges::find(crossings, back) == crossings.end())
            crossings.push_back(fmt::format("[{}, {}]", leg.from, leg.to));
    }
    return borders;
}

nlohmann::ordered_json json_of(const Tables& tables)
{
    auto places = nlohmann::ordered_json::array();
    for (const NodeRow& node : tables.nodes)
        places.push_back(
            {{"id", node.id}, {"name", node.name}, {"country", node.country}, {"kind", name_of(node.kind)}});
    auto crossings = nlohmann::ordered_json::array();
    for (const LegRow& leg : tables.legs)
        if (!leg.border_pair.empty())
            crossings.push_back(
                {{"border_pair", leg.border_pair}, {"from", leg.from}, {"to", leg.to}, {"kind", name_of(leg.kind)}});
    return {{"places", std::move(places)}, {"crossings", std::move(crossings)}};
}

ExitCode places(const std::string& scenario, bool json)
{
    const Tables tables = load_scenario(scenario).tables;
    if (json) {
        print_result(json_of(tables).dump(2) + "\n");
        return ExitCode::done;
    }
    TextTable nodes{{{"place"}, {"name"}, {"country"}, {"kind"}}};
    for (const NodeRow& node : tables.nodes)
        nodes.add({node.id, node.name, node.country, std::string{name_of(node.kind)}});
    TextTable borders{{{"border pair"}, {"crossing of posts"}, {"of trochas"}}};
    for (const auto& [pair, border] : borders_in(tables)) {
        const std::size_t lines = std::max({border.posts.size(), border.trochas.size(), std::size_t{1}});
        for (std::size_t i = 0; i < lines; ++i)
            borders.add({i == 0 ? pair : "", i < border.posts.size() ? border.posts[i] : "",
                         i < border.trochas.size() ? border.trochas[i] : ""});
    }
    print_result(nodes.text() + "\n" + borders.text());
    return ExitCode::done;
}

}  // namespace

void add_places(CLI::App& program, Work& chosen)
{
    struct Options {
        std::string scenario = "baseline";
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App& command = *program.add_subcommand(
        "places", "List the places and border crossings of a scenario, by the names that its entries use");
    command.add_option("scenario", options->scenario, "A scenario file, or the name of a shipped scenario")
        ->type_name("SCENARIO")
        ->capture_default_str();
    command.add_flag("--json", options->json, "Print JSON");
    command.footer("Example:\n  corredor places\n  corredor places mine.yaml --json");
    command.callback([options, &chosen] { chosen = [options] { return places(options->scenario, options->json); }; });
}

}  // namespace corredor

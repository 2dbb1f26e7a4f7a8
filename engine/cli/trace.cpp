#include "studies/trace.hpp"

#include <charconv>
#include <memory>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/print.hpp"
#include "cli/stop_request.hpp"
#include "scenario/problem.hpp"
#include "studies/reproduce.hpp"

namespace corredor {

namespace {

struct TraceOptions {
    std::string file;
    std::string party;
    std::optional<std::size_t> replicate;
    std::string folder = ".";
    int threads = 0;
    bool json = false;
};

/// "VE_CCS/2019-05-01/0", or the number of the party.
struct NamedParty {
    std::string origin;
    Date day;
    std::uint64_t number = 0;  // on that day; of the party itself when there is no origin
};

std::optional<std::uint64_t> whole_number(std::string_view text)
{
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return number;
}

std::optional<NamedParty> named(const std::string& text)
{
    if (const auto number = whole_number(text)) return NamedParty{"", {}, *number};
    const auto first = text.find('/');
    const auto second = text.find('/', first == std::string::npos ? first : first + 1);
    if (second == std::string::npos) return std::nullopt;
    const auto day = parse_date(text.substr(first + 1, second - first - 1));
    const auto number = whole_number(std::string_view{text}.substr(second + 1));
    if (!day || !number) return std::nullopt;
    return NamedParty{text.substr(0, first), *day, *number};
}

std::string complaint_about_party(const std::string& text)
{
    return named(text) ? "" : "must be ORIGIN/DATE/NUMBER, such as VE_CCS/2019-05-01/0, or a party's number";
}

std::string text_of(const TraceEvent& event)
{
    std::string text = fmt::format("{}  {:10} {}\n", to_string(event.date), event.phase, event.what);
    for (const TraceOption& option : event.options)
        text += fmt::format("{:24}{:8.4f}  {}\n", "", option.probability, option.what);
    if (!event.draws.empty()) {
        text += fmt::format("{:24}draws", "");
        for (const double draw : event.draws) text += fmt::format(" {:.6f}", draw);
        text += "\n";
    }
    return text;
}

nlohmann::ordered_json json_of(const TraceEvent& event)
{
    nlohmann::ordered_json one{{"date", to_string(event.date)},
                               {"phase", event.phase},
                               {"what", event.what},
                               {"options", nlohmann::ordered_json::array()},
                               {"draws", event.draws}};
    for (const TraceOption& option : event.options)
        one["options"].push_back({{"what", option.what}, {"probability", option.probability}});
    return one;
}

ExitCode follow(const TraceOptions& options)
{
    LoadOptions load;
    load.folder = options.folder;
    const LoadedScenario loaded = scenario_in(options.file, load, options.replicate);
    Simulation simulation{loaded, options.threads};
    const NamedParty party = *named(options.party);
    std::optional<PartyId> id = party.number;
    if (!party.origin.empty()) id = party_named(simulation, party.origin, party.day, party.number);
    if (!id)
        throw ScenarioError{{{.file = options.file,
                              .what = fmt::format("nobody sets out from '{}' in this scenario", party.origin),
                              .hint = "the origins are the keys of departures.origin_share"}}};
    listen_for_stop_requests();
    auto events = nlohmann::ordered_json::array();
    const bool was_seen = trace(
        simulation, *id,
        [&](const TraceEvent& event) {
            if (options.json)
                events.push_back(json_of(event));
            else
                print_result(text_of(event));
        },
        [](const Simulation&) { return !stop_requested(); });
    if (const auto code = stop_requested()) return *code;
    if (options.json)
        print_result(nlohmann::ordered_json{{"party", *id}, {"events", std::move(events)}}.dump(2) + "\n");
    if (!was_seen)
        throw ScenarioError{{{.file = options.file,
                              .what = fmt::format("no party {} sets out in this run", options.party),
                              .hint = "numbers of a day begin with 0; fewer parties may have left on it"}}};
    return ExitCode::done;
}

}  // namespace

void add_trace(CLI::App& program, Work& chosen)
{
    const auto options = std::make_shared<TraceOptions>();
    CLI::App& command = *program.add_subcommand(
        "trace",
        "Replay one synthetic party of a run: what it could choose, with which probability, and what happened");
    command.add_option("file", options->file, "A result file")->type_name("OUT.h5")->required();
    command.add_option("--party", options->party, "The party: where and when it set out, and its number on that day")
        ->type_name("ORIGIN/DATE/NUMBER")
        ->required()
        ->check(CLI::Validator{complaint_about_party, ""});
    command.add_option("--replicate", options->replicate, "Which run of a file that holds several, counted from 0")
        ->type_name("N")
        ->check(CLI::Range(0, 99'999));
    command.add_option("--folder", options->folder, "Folder of the scenario's tables, where they are not shipped ones")
        ->type_name("DIR");
    command.add_option("--threads", options->threads, "Threads; 0 for one per processor. Results do not depend on it")
        ->type_name("N")
        ->check(CLI::Range(0, 4096));
    command.add_flag("--json", options->json, "Print JSON");
    command.footer("Parties are synthetic: nobody in particular is meant.\n\nExample:\n"
                   "  corredor trace runs/baseline.h5 --party VE_CCS/2019-05-01/0");
    command.callback([options, &chosen] { chosen = [options] { return follow(*options); }; });
}

}  // namespace corredor

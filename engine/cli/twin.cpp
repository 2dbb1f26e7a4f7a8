#include <memory>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/print.hpp"
#include "cli/scenario_options.hpp"
#include "cli/text_table.hpp"
#include "twin/markov_twin.hpp"

namespace corredor {

namespace {

struct TwinOptions {
    std::string scenario;
    ScenarioOptions of_scenario;
    bool json = false;
};

/// What is worth a line: rarer than one in a million is rounding.
constexpr double least_worth_telling = 1e-6;

struct Expectation {
    std::string name;
    double value = 0.0;
};

std::vector<Expectation> by_place(const Simulation& simulation, const TwinExpectations& twin)
{
    std::vector<Expectation> all;
    for (std::size_t p = 0; p < twin.arrivals.size(); ++p)
        all.push_back({simulation.world().nodes.id[simulation.places().node[PlaceId{p}]], twin.arrivals[p]});
    return all;
}

std::vector<Expectation> by_leg(const Simulation& simulation, const std::vector<double>& expected)
{
    std::vector<Expectation> all;
    for (std::size_t l = 0; l < expected.size(); ++l)
        all.push_back({simulation.world().legs.id[LegId{l}], expected[l]});
    return all;
}

std::vector<Expectation> by_mechanism(const Simulation& simulation, const std::vector<double>& expected)
{
    std::vector<Expectation> all;
    for (std::size_t m = 0; m < expected.size(); ++m) all.push_back({simulation.mechanisms()[m], expected[m]});
    return all;
}

nlohmann::ordered_json json_of(const std::vector<Expectation>& expectations)
{
    auto all = nlohmann::ordered_json::object();
    for (const Expectation& e : expectations) all[e.name] = e.value;
    return all;
}

void add_to(TextTable& table, const std::string& label, const std::vector<Expectation>& expectations)
{
    for (const Expectation& e : expectations)
        if (e.value >= least_worth_telling) table.add({label + " " + e.name, fmt::format("{:.6f}", e.value)});
}

ExitCode print_expectations(const TwinOptions& options)
{
    const LoadedScenario loaded = load_scenario(options.scenario, options.of_scenario.load_options());
    Simulation simulation{loaded, 1};
    const TwinExpectations twin = expect(simulation);
    const auto places = by_place(simulation, twin);
    const auto crossings = by_leg(simulation, twin.crossings);
    const auto entries = by_leg(simulation, twin.irregular_entries);
    const auto interceptions = by_leg(simulation, twin.interceptions);
    const auto incidents = by_mechanism(simulation, twin.incidents);
    const auto losses = by_mechanism(simulation, twin.losses_usd);
    const auto captures = by_mechanism(simulation, twin.captures);
    if (options.json) {
        const nlohmann::ordered_json report{{"scenario", loaded.scenario.name},
                                            {"on", to_string(loaded.scenario.run.start)},
                                            {"arrivals", json_of(places)},
                                            {"deported", twin.deported},
                                            {"stranded", twin.stranded},
                                            {"crossings", json_of(crossings)},
                                            {"irregular_entries", json_of(entries)},
                                            {"interceptions", json_of(interceptions)},
                                            {"incidents_per_party", json_of(incidents)},
                                            {"losses_usd_per_party", json_of(losses)},
                                            {"captures", json_of(captures)},
                                            {"captivity_days", twin.captivity_days},
                                            {"died", twin.died},
                                            {"days_under_way", twin.days_under_way},
                                            {"left_out", twin.left_out}};
        print_result(report.dump(2) + "\n");
        return ExitCode::done;
    }
    TextTable table{{{"expected for one person"}, {"value", Align::right}}};
    add_to(table, "ends at", places);
    table.add({"is sent back from a border", fmt::format("{:.6f}", twin.deported)});
    table.add({"is held where no way leads on", fmt::format("{:.6f}", twin.stranded)});
    table.add({"days under way", fmt::format("{:.2f}", twin.days_under_way)});
    add_to(table, "crossings of", crossings);
    add_to(table, "irregular entries by", entries);
    add_to(table, "interceptions on", interceptions);
    add_to(table, "incidents, per party, of", incidents);
    add_to(table, "USD lost, per party, by", losses);
    add_to(table, "captures by", captures);
    if (twin.captivity_days > 0.0) {
        table.add({"days held captive", fmt::format("{:.4f}", twin.captivity_days)});
        table.add({"dies in captivity", fmt::format("{:.6f}", twin.died)});
    }
    print_result(fmt::format("{}, as of {}\n", loaded.scenario.name, to_string(loaded.scenario.run.start)) +
                 table.text());
    print_result("Exact expectations for those who leave on the first day, if nothing changed after it.\n");
    for (const std::string& what : twin.left_out) print_result("Left out: " + what + "\n");
    return ExitCode::done;
}

}  // namespace

void add_twin(CLI::App& program, Work& chosen)
{
    const auto options = std::make_shared<TwinOptions>();
    CLI::App& command = *program.add_subcommand(
        "twin", "Print what a person leaving on the first day may expect, worked out without simulating");
    add_scenario_argument(command, options->scenario);
    options->of_scenario.add_to(command);
    command.add_flag("--json", options->json, "Print JSON");
    command.footer("Example:\n  corredor twin baseline --set run.start=2021-01-01");
    command.callback([options, &chosen] { chosen = [options] { return print_expectations(*options); }; });
}

}  // namespace corredor

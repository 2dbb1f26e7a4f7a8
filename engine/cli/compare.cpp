#include "studies/compare.hpp"

#include <cmath>
#include <filesystem>
#include <memory>

#include <CLI/Config.hpp>
#include <CLI/Error.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/headline_table.hpp"
#include "cli/print.hpp"
#include "cli/progress.hpp"
#include "cli/scenario_options.hpp"
#include "cli/stop_request.hpp"
#include "cli/text_table.hpp"
#include "output/output_error.hpp"
#include "output/result_file.hpp"
#include "scenario/write.hpp"
#include "studies/comparison_file.hpp"

namespace corredor {

namespace {

struct CompareOptions {
    std::string base;
    std::vector<std::string> alternatives;
    ScenarioOptions of_scenarios;
    std::size_t replicates = 20;
    std::size_t most_replicates = 200;
    std::string until;
    bool attribute = false;
    std::string folder;
    bool force = false;
    int threads = 0;
    bool quiet = false;
    std::string progress = "auto";
    bool json = false;
};

/// "MEASURE=VALUE"; nothing when it is not that.
std::optional<NarrowEnough> narrow_enough(const std::string& text)
{
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0) return std::nullopt;
    char* end = nullptr;
    const std::string number = text.substr(equals + 1);
    const double half_width = std::strtod(number.c_str(), &end);
    if (number.empty() || *end != '\0' || !(half_width > 0.0)) return std::nullopt;
    return NarrowEnough{text.substr(0, equals), half_width};
}

std::string complaint_about_until(const std::string& text)
{
    return narrow_enough(text) ? "" : "must be MEASURE=VALUE with a value above 0, such as irregular_entries_CL=500";
}

std::string pairs_of_runs(std::size_t pairs)
{
    return fmt::format("{} pair{} of runs", pairs, pairs == 1 ? "" : "s");
}

/// A scenario with another timeline, made ready again: only the loader knows what `set` comes to.
LoadedScenario with_timeline(const LoadedScenario& loaded, std::vector<TimelineEntry> timeline, LoadOptions load)
{
    Scenario scenario = loaded.scenario;
    scenario.timeline = std::move(timeline);
    return load_resolved(to_yaml(scenario), load);
}

// What is printed -----------------------------------------------------------------------------------------------------

std::string signed_number(double value, int decimals)
{
    const std::string text = with_thousands(value, decimals);
    return value > 0.0 && text.find_first_not_of("0.,") != std::string::npos ? "+" + text : text;
}

std::string interval(double effect, double half_width, int decimals)
{
    if (std::isnan(half_width)) return "unknown";
    return signed_number(effect - half_width, decimals) + " … " + signed_number(effect + half_width, decimals);
}

std::string ratio_text(double ratio)
{
    if (std::isnan(ratio)) return "-";
    if (std::isinf(ratio)) return "∞";
    return ratio < 999.5 ? fmt::format("{:.3g}", ratio) : with_thousands(ratio);
}

int decimals_for(const std::string& unit)
{
    return unit == "days" ? 2 : 0;
}

std::string effect_table(const Comparison& comparison, const AlternativeEffects& alternative)
{
    TextTable table{{{"what"},
                     {"base", Align::right},
                     {"effect", Align::right},
                     {"95 % interval", Align::right},
                     {"without pairing", Align::right},
                     {"a pair is worth", Align::right},
                     {"unit"}}};
    for (std::size_t m = 0; m < comparison.measures.size(); ++m) {
        const Effect& e = alternative.measures[m];
        const int decimals = decimals_for(comparison.measures[m].unit);
        table.add({comparison.measures[m].label, with_thousands(e.base, decimals), signed_number(e.effect, decimals),
                   interval(e.effect, e.half_width, decimals), interval(e.effect, e.half_width_unpaired, decimals),
                   ratio_text(e.variance_ratio), comparison.measures[m].unit});
    }
    return table.text();
}

std::string outcome_table(const Comparison& comparison, const AlternativeEffects& alternative)
{
    const std::size_t classes = comparison.outcome_names.size();
    TextTable table{
        {{"became of them in the base"}, {"in the alternative"}, {"people", Align::right}, {"95 %", Align::right}}};
    for (std::size_t from = 0; from < classes; ++from)
        for (std::size_t to = 0; to < classes; ++to) {
            const MeanWithWidth& people = alternative.outcomes.people[from * classes + to];
            if (from == to || people.mean == 0.0) continue;
            table.add({comparison.outcome_names[from], comparison.outcome_names[to], with_thousands(people.mean),
                       std::isnan(people.half_width) ? "unknown" : "± " + with_thousands(people.half_width)});
        }
    if (table.empty()) return "Everybody fared the same.\n";
    return table.text();
}

std::string held_table(const AlternativeEffects& alternative)
{
    const auto people = [](const MeanWithWidth& m) {
        return std::isnan(m.half_width) ? with_thousands(m.mean)
                                        : with_thousands(m.mean) + " ± " + with_thousands(m.half_width);
    };
    TextTable table{{{"held at any time as"},
                     {"in both", Align::right},
                     {"in the base only", Align::right},
                     {"in the alternative only", Align::right}}};
    for (std::size_t h = 0; h < alternative.held.size(); ++h) {
        const HeldEffects& held = alternative.held[h];
        if (held.in_both.mean + held.in_base_only.mean + held.in_alternative_only.mean == 0.0) continue;
        table.add({std::string{status_names[static_cast<std::size_t>(held_statuses[h])]}, people(held.in_both),
                   people(held.in_base_only), people(held.in_alternative_only)});
    }
    return table.empty() ? "Nobody was held.\n" : table.text();
}

std::string displacement_table(const Comparison& comparison, const AlternativeEffects& alternative)
{
    TextTable table{{{"variable"}, {"fell most"}, {"", Align::right}, {"rose most"}, {"", Align::right}}};
    const auto cells = [](const std::vector<Shift>& shifts, std::size_t i, std::vector<std::string>& row) {
        row.push_back(i < shifts.size() ? shifts[i].place : "");
        row.push_back(i < shifts.size() ? fmt::format("{} ± {}", signed_number(shifts[i].effect.effect, 0),
                                                      with_thousands(shifts[i].effect.half_width))
                                        : "");
    };
    for (const Displacement& d : displacement_of(comparison, alternative, 3))
        for (std::size_t i = 0; i < std::max(d.fell.size(), d.rose.size()); ++i) {
            std::vector<std::string> row{i == 0 ? std::string{d.variable->name} : ""};
            cells(d.fell, i, row);
            cells(d.rose, i, row);
            table.add(std::move(row));
        }
    if (comparison.replicates() == 1) return "One pair cannot tell places from chance.\n";
    if (table.empty()) return "No place stands out beyond chance; more pairs may tell more.\n";
    return table.text() + "Of all such places one in twenty, at most, is to be expected to be chance alone.\n";
}

std::string attribution_table(const Comparison& comparison, const Attribution& attribution)
{
    std::vector<TextTable::Heading> headings{{"effect on"}};
    for (const std::string& part : attribution.parts) headings.push_back({part, Align::right});
    TextTable table{headings};
    for (std::size_t m = 0; m < comparison.measures.size(); ++m) {
        const int decimals = decimals_for(comparison.measures[m].unit);
        std::vector<std::string> row{comparison.measures[m].label};
        for (const auto& shares : attribution.shares)
            row.push_back(std::isnan(shares[m].half_width)
                              ? signed_number(shares[m].mean, decimals)
                              : fmt::format("{} ± {}", signed_number(shares[m].mean, decimals),
                                            with_thousands(shares[m].half_width, decimals)));
        table.add(std::move(row));
    }
    return table.text();
}

bool is_zero(const Effect& e)
{
    return e.effect == 0.0 && !(e.half_width > 0.0);
}

/// Whether both runs of every pair came to the same in all that is measured, at every place and for everybody.
bool are_all_the_same(const Comparison& comparison, const AlternativeEffects& alternative)
{
    const std::size_t classes = comparison.outcome_names.size();
    for (std::size_t i = 0; i < alternative.outcomes.people.size(); ++i)
        if (i / classes != i % classes && alternative.outcomes.people[i].mean != 0.0) return false;
    return std::ranges::all_of(alternative.measures, is_zero) &&
           std::ranges::all_of(alternative.placed, [](const PlacedEffects& placed) {
               return std::ranges::all_of(placed.by_month, is_zero) && std::ranges::all_of(placed.in_all, is_zero);
           });
}

std::string caution_about_pairs(std::size_t pairs)
{
    if (pairs == 1)
        return "This is one pair of runs of a stochastic model: it cannot say how far chance goes. Run several.\n";
    return fmt::format(
        "From {} pairs of runs with the same luck. Intervals hold what chance does, not what is unknown about the "
        "parameters.\nWhat a pair is worth: so many pairs of independent runs would tell as much.\n",
        pairs);
}

void print_tables(const Comparison& comparison)
{
    for (const AlternativeEffects& alternative : comparison.alternatives) {
        print_result(fmt::format("{} against {}, {}\n\n{}\n", alternative.name, comparison.scenarios[0],
                                 pairs_of_runs(comparison.replicates()), effect_table(comparison, alternative)));
        if (are_all_the_same(comparison, alternative)) {
            print_result(
                "Both runs of every pair are the same, and more pairs will not tell more: what the scenarios differ in "
                "changes nothing here.\nLook at `corredor diff`; a crossing may be shut already by another entry, or "
                "an "
                "entry may lie outside of the days that were run.\n\n");
            continue;
        }
        print_result("Who fared differently at the end, person by person\n" + outcome_table(comparison, alternative) +
                     "\n");
        print_result("Who was held, person by person\n" + held_table(alternative) + "\n");
        print_result("Where it fell and where it rose, whole run\n" + displacement_table(comparison, alternative) +
                     "\n");
        if (alternative.attribution)
            print_result("What each intervention contributes (Shapley values)\n" +
                         attribution_table(comparison, *alternative.attribution) + "\n");
    }
    print_result(caution_about_pairs(comparison.replicates()));
}

// JSON ----------------------------------------------------------------------------------------------------------------

nlohmann::ordered_json json_of(const Effect& e)
{
    return {{"base", json_number(e.base)},
            {"alternative", json_number(e.alternative)},
            {"effect", json_number(e.effect)},
            {"half_width", json_number(e.half_width)},
            {"half_width_unpaired", json_number(e.half_width_unpaired)},
            {"variance_ratio",
             std::isinf(e.variance_ratio) ? nlohmann::ordered_json("infinite") : json_number(e.variance_ratio)}};
}

nlohmann::ordered_json json_of(const std::vector<Shift>& shifts)
{
    auto all = nlohmann::ordered_json::array();
    for (const Shift& shift : shifts) {
        nlohmann::ordered_json one{{"place", shift.place}};
        one.update(json_of(shift.effect));
        all.push_back(std::move(one));
    }
    return all;
}

nlohmann::ordered_json outcomes_json(const Comparison& comparison, const AlternativeEffects& alternative)
{
    const std::size_t classes = comparison.outcome_names.size();
    auto all = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < alternative.outcomes.people.size(); ++i) {
        const MeanWithWidth& people = alternative.outcomes.people[i];
        if (people.mean == 0.0) continue;
        all.push_back({{"base", comparison.outcome_names[i / classes]},
                       {"alternative", comparison.outcome_names[i % classes]},
                       {"people", people.mean},
                       {"half_width", json_number(people.half_width)}});
    }
    return all;
}

nlohmann::ordered_json held_json(const AlternativeEffects& alternative)
{
    const auto people = [](const MeanWithWidth& m) {
        return nlohmann::ordered_json{{"people", m.mean}, {"half_width", json_number(m.half_width)}};
    };
    auto all = nlohmann::ordered_json::array();
    for (std::size_t h = 0; h < alternative.held.size(); ++h)
        all.push_back({{"held_as", status_names[static_cast<std::size_t>(held_statuses[h])]},
                       {"in_both", people(alternative.held[h].in_both)},
                       {"in_base_only", people(alternative.held[h].in_base_only)},
                       {"in_alternative_only", people(alternative.held[h].in_alternative_only)}});
    return all;
}

nlohmann::ordered_json json_of(const Comparison& comparison, const Attribution& attribution)
{
    auto all = nlohmann::ordered_json::array();
    for (std::size_t p = 0; p < attribution.parts.size(); ++p) {
        nlohmann::ordered_json one{{"intervention", attribution.parts[p]}};
        for (std::size_t m = 0; m < comparison.measures.size(); ++m)
            one["shares"][comparison.measures[m].key] = {
                {"mean", json_number(attribution.shares[p][m].mean)},
                {"half_width", json_number(attribution.shares[p][m].half_width)}};
        all.push_back(std::move(one));
    }
    return all;
}

nlohmann::ordered_json json_of(const Comparison& comparison)
{
    nlohmann::ordered_json report{
        {"base", comparison.scenarios[0]}, {"replicates", comparison.replicates()},
        {"seed", comparison.seed},         {"persons_per_agent", comparison.persons_per_agent},
        {"seconds", comparison.seconds},   {"alternatives", nlohmann::ordered_json::array()}};
    for (const AlternativeEffects& alternative : comparison.alternatives) {
        nlohmann::ordered_json one{{"name", alternative.name}, {"measures", nlohmann::ordered_json::array()}};
        for (std::size_t m = 0; m < comparison.measures.size(); ++m) {
            const Measure& measure = comparison.measures[m];
            nlohmann::ordered_json row{{"key", measure.key}, {"label", measure.label}, {"unit", measure.unit}};
            row.update(json_of(alternative.measures[m]));
            one["measures"].push_back(std::move(row));
        }
        one["outcomes"] = outcomes_json(comparison, alternative);
        one["held"] = held_json(alternative);
        one["displacement"] = nlohmann::ordered_json::array();
        for (const Displacement& d : displacement_of(comparison, alternative))
            one["displacement"].push_back({{"variable", d.variable->name},
                                           {"net", json_number(d.net)},
                                           {"fell", json_of(d.fell)},
                                           {"rose", json_of(d.rose)}});
        if (alternative.attribution) one["attribution"] = json_of(comparison, *alternative.attribution);
        report["alternatives"].push_back(std::move(one));
    }
    return report;
}

// The command ---------------------------------------------------------------------------------------------------------

std::filesystem::path prepare(const CompareOptions& options)
{
    const std::filesystem::path folder{options.folder};
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    if (failed) throw OutputError{OutputFailure::cannot_create, folder, "cannot be made a folder: " + failed.message()};
    const auto file = folder / "comparison.h5";
    check_destination(file, options.force ? Overwrite::allow : Overwrite::refuse);
    return file;
}

std::filesystem::path folder_of_scenario(const std::string& named)
{
    std::error_code failed;
    const std::filesystem::path path{named};
    if (!std::filesystem::is_regular_file(path, failed)) return ".";
    return path.has_parent_path() ? path.parent_path() : ".";
}

CompareRequest request_of(const CompareOptions& options)
{
    CompareRequest request{.replicates = options.replicates,
                           .until = narrow_enough(options.until),
                           .most_replicates = options.most_replicates,
                           .threads = options.threads,
                           .attribute = options.attribute,
                           .with_timeline = {}};
    LoadOptions load;  // seed and dates are in the resolved scenario
    load.folder = folder_of_scenario(options.alternatives.front());
    request.with_timeline = [load](const LoadedScenario& loaded, std::vector<TimelineEntry> timeline) {
        return with_timeline(loaded, std::move(timeline), load);
    };
    return request;
}

ExitCode run_comparison(const CompareOptions& options)
{
    std::optional<std::filesystem::path> file;
    const LoadedScenario base = load_scenario(options.base, options.of_scenarios.load_options());
    std::vector<LoadedScenario> alternatives;
    for (const std::string& name : options.alternatives)
        alternatives.push_back(load_scenario(name, options.of_scenarios.load_options()));
    if (!options.quiet)
        for (const LoadedScenario& alternative : alternatives) warn_of_what_is_in_vain(alternative);
    if (!options.folder.empty()) file = prepare(options);
    if (!options.quiet) {
        tell_cases_left_out(base.scenario);
        for (const LoadedScenario& alternative : alternatives) tell_cases_left_out(alternative.scenario);
    }

    listen_for_stop_requests();
    ProgressLine line{options.quiet ? ProgressStyle::none : style_named(options.progress)};
    const Comparison comparison = compare(base, alternatives, request_of(options), [&line](const StudyProgress& now) {
        line.show(now);
        return !stop_requested();
    });
    line.clear();
    if (!comparison.finished) {
        print_message(
            fmt::format("corredor: stopped after {}; nothing was written\n", pairs_of_runs(comparison.replicates())));
        return stop_requested().value_or(ExitCode::stopped);
    }
    if (file) write_result(*file, dataset_of(comparison), options.force ? Overwrite::allow : Overwrite::refuse);
    if (!options.quiet) {
        if (!options.until.empty() && !comparison.narrow_enough)
            print_message(fmt::format("warning: after {} pairs the interval is still wider than {}\n",
                                      comparison.replicates(), options.until));
        print_message(fmt::format("{}, {} agent-days in {:.1f} s{}\n", pairs_of_runs(comparison.replicates()),
                                  with_thousands(static_cast<double>(comparison.agent_days)), comparison.seconds,
                                  file ? "; wrote " + file->string() : ""));
    }
    if (options.json)
        print_result(json_of(comparison).dump(2) + "\n");
    else if (!options.quiet)
        print_tables(comparison);
    return ExitCode::done;
}

}  // namespace

void add_compare(CLI::App& program, Work& chosen)
{
    const auto options = std::make_shared<CompareOptions>();
    CLI::App& command = *program.add_subcommand(
        "compare", "Run scenarios with the same luck and tell what each changes, with intervals");
    command.add_option("base", options->base, "The scenario that the others are compared with")
        ->type_name("BASE")
        ->required();
    command.add_option("alternatives", options->alternatives, "One or more scenarios")->type_name("ALT")->required();
    options->of_scenarios.add_to(command);
    command
        .add_option("-o,--output", options->folder, "Folder for comparison.h5; made if it is not there; left out: none")
        ->type_name("DIR")
        ->check(names_a_file());
    command.add_option("--replicates", options->replicates, "Pairs of runs")
        ->type_name("N")
        ->check(CLI::Range(1, 100'000))
        ->capture_default_str();
    command
        .add_option("--until-half-width", options->until,
                    "Go on until half of the measure's 95 % interval is at most this")
        ->type_name("MEASURE=VALUE")
        ->check(CLI::Validator{complaint_about_until, ""});
    CLI::Option* const most = command
                                  .add_option("--max-replicates", options->most_replicates,
                                              "With --until-half-width: never more pairs than this")
                                  ->type_name("N")
                                  ->check(CLI::Range(1, 100'000))
                                  ->capture_default_str()
                                  ->needs("--until-half-width");
    command.add_flag(
        "--attribute", options->attribute,
        "Share the effect out among the alternative's own interventions; runs every set of them, at most 6");
    command.add_flag("--force", options->force, "Replace the result file if it is there already");
    command.add_option("--threads", options->threads, "Threads; 0 for one per processor. Results do not depend on it")
        ->type_name("N")
        ->check(CLI::Range(0, 4096));
    command.add_flag("--quiet", options->quiet, "No progress and no tables, only errors");
    command.add_option("--progress", options->progress, "auto, plain, json (an object per line) or none")
        ->type_name("STYLE")
        ->check(CLI::IsMember{{"auto", "plain", "json", "none"}});
    command.add_flag("--json", options->json, "Print the comparison as JSON");
    command.footer("Example:\n  corredor compare baseline colchane_militarised --persons-per-agent 100 --replicates 20 "
                   "-o colchane");
    command.callback([options, most, &chosen] {
        if (most->count() > 0 && options->most_replicates < options->replicates)
            throw CLI::ValidationError{"--max-replicates",
                                       fmt::format("must be at least --replicates ({}), after which it looks at the "
                                                   "interval first, not {}",
                                                   options->replicates, options->most_replicates)};
        chosen = [options] { return run_comparison(*options); };
    });
}

}  // namespace corredor

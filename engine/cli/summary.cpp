#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <set>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/crime_pattern_table.hpp"
#include "cli/headline_table.hpp"
#include "cli/print.hpp"
#include "cli/score_table.hpp"
#include "cli/text_table.hpp"
#include "studies/observed.hpp"
#include "studies/scores.hpp"

namespace corredor {

namespace {

struct SummaryOptions {
    std::vector<std::string> files;
    bool targets = false;
    bool patterns = false;
    std::string organisation = "tren_de_aragua";
    std::string targets_file;
    std::string folder = ".";
    bool json = false;
};

/// What the scenario in the first file was compared with, from the tables that it names.
Observations observations_for(const RunRecord& run, const SummaryOptions& options)
{
    Observations observed;
    try {
        const FoundObservations found = find_observations(run, options.folder);
        observed = found.observed;
        if (!found.are_those_of_the_run)
            print_message("warning: the tables found here are not those that the run was made with\n");
    } catch (const ScenarioError& error) {
        if (options.targets && options.targets_file.empty()) {
            auto problems = error.problems;
            for (Problem& p : problems) p.is_missing_file = true;
            problems.push_back({.file = options.files.front(),
                                .what = "the tables that this run was made with cannot be read",
                                .hint = "name the scenario's folder with --folder, or a table with --targets-file",
                                .is_missing_file = true});
            throw ScenarioError{std::move(problems)};
        }
        if (options.targets)
            print_message("warning: the run's own tables cannot be read: no other nationalities are added\n");
    }
    if (!options.targets_file.empty()) observed.targets = read_targets(options.targets_file);
    return observed;
}

struct RunsOfFiles {
    std::vector<RunRecord> runs;
    std::vector<std::string> files;  // (run): a file with replicates holds several
};

RunsOfFiles read_runs(const SummaryOptions& options)
{
    RunsOfFiles all;
    std::set<std::string> titles;
    for (const std::string& file : options.files)
        for (RunRecord& run : corredor::read_runs(file)) {
            titles.insert(run.title);
            all.runs.push_back(std::move(run));
            all.files.push_back(file);
        }
    refuse_same_run_twice(all.runs, all.files);
    if (titles.size() > 1) {
        std::string names;
        for (const std::string& title : titles) names += "\n  " + title;
        print_message("warning: these files are of different scenarios, a median over them means little:" + names +
                      "\n");
    }
    return all;
}

std::vector<std::string> countries_abroad(const RunRecord& run)
{
    std::vector<std::string> abroad;
    for (const std::string& code : run.country)
        if (!run.is_home(code)) abroad.push_back(code);
    return abroad;
}

/// The last days of the years, and the last day of the run.
std::vector<Date> ends_of_years(const RunRecord& run)
{
    std::vector<Date> days;
    const Date last = run.last_day();
    for (std::int32_t year = civil(run.start).year;; ++year) {
        const Date day = date_of({year, 12, 31});
        days.push_back(std::min(day, last));
        if (day >= last) return days;
    }
}

Spread stock_over(const std::vector<RunRecord>& runs, const std::string& country, Date day)
{
    std::vector<double> values;
    for (const RunRecord& run : runs) values.push_back(people_living_in(run, country, day));
    return spread_of(std::move(values));
}

std::string stock_table(const std::vector<RunRecord>& runs)
{
    const auto countries = countries_abroad(runs[0]);
    std::vector<TextTable::Heading> headings{{"end of day"}};
    for (const std::string& code : countries) headings.push_back({code, Align::right});
    TextTable table{headings};
    for (const Date day : ends_of_years(runs[0])) {
        std::vector<std::string> cells{to_string(day)};
        for (const std::string& code : countries) cells.push_back(with_thousands(stock_over(runs, code, day).median));
        table.add(std::move(cells));
    }
    return table.text();
}

std::vector<std::string> countries_that_register(const RunRecord& run)
{
    std::vector<std::string> registering;
    for (const std::string& code : run.country) {
        const auto legs = cells_where(run.registered_irregular_entries.cells,
                                      [&](std::size_t leg) { return run.leg_to_country[leg] == code; });
        if (run.total(run.registered_irregular_entries, legs) > 0.0) registering.push_back(code);
    }
    return registering;
}

std::string entries_table(const std::vector<EntriesOfYear>& years)
{
    TextTable table{{{"year"},
                     {"true", Align::right},
                     {"registered", Align::right},
                     {"observed", Align::right},
                     {"with others", Align::right},
                     {"observed", Align::right}}};
    for (const EntriesOfYear& y : years)
        table.add({std::to_string(y.year), with_thousands(y.entered.median), with_thousands(y.registered.median),
                   with_thousands(y.observed_own), with_thousands(y.registered.median + y.other_nationalities),
                   with_thousands(y.observed_all)});
    return table.text();
}

nlohmann::ordered_json json_of_entries(const std::vector<EntriesOfYear>& years)
{
    auto all = nlohmann::ordered_json::array();
    for (const EntriesOfYear& y : years)
        all.push_back({{"year", y.year},
                       {"entered", json_of(y.entered)},
                       {"registered", json_of(y.registered)},
                       {"other_nationalities", json_number(y.other_nationalities)},
                       {"observed_venezuelan", json_number(y.observed_own)},
                       {"observed_all", json_number(y.observed_all)}});
    return all;
}

nlohmann::ordered_json json_of(const RunsOfFiles& all)
{
    const auto& runs = all.runs;
    auto files = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < runs.size(); ++i)
        files.push_back({{"file", all.files[i]},
                         {"scenario", runs[i].title},
                         {"scenario_sha256", runs[i].scenario_sha256},
                         {"seed", runs[i].seed},
                         {"persons_per_agent", runs[i].persons_per_agent},
                         {"start", to_string(runs[i].start)},
                         {"last_day", to_string(runs[i].last_day())}});
    return {{"runs", runs.size()}, {"files", std::move(files)}};
}

void print_plain(const std::vector<RunRecord>& runs, const Observations& observed)
{
    print_result(fmt::format("{}, {} to {}, {} run{}\n\n", runs[0].title, to_string(runs[0].start),
                             to_string(runs[0].last_day()), runs.size(), runs.size() == 1 ? "" : "s"));
    if (runs[0].persons.is_recorded())
        print_result("People settled, by country, at the end of each year\n" + stock_table(runs) + "\n");
    for (const std::string& code : countries_that_register(runs[0]))
        print_result(fmt::format(
            "Irregular entries into {} by year: Venezuelans, then with other nationalities registered\n{}\n", code,
            entries_table(irregular_entries_by_year(runs, observed, code))));
    print_result("Whole run\n" + headline_table(headline(runs), runs.size()) + caution(runs.size()));
}

void print_json(const RunsOfFiles& all, const Observations& observed, const SummaryOptions& options)
{
    const auto& runs = all.runs;
    auto report = json_of(all);
    if (options.targets) {
        report.update(score_json(score(runs, observed), check_patterns(runs)));
    } else {
        auto stocks = nlohmann::ordered_json::array();
        for (const Date day : ends_of_years(runs[0])) {
            nlohmann::ordered_json row{{"date", to_string(day)}};
            for (const std::string& code : countries_abroad(runs[0])) row[code] = json_of(stock_over(runs, code, day));
            stocks.push_back(std::move(row));
        }
        report["settled"] = std::move(stocks);
        for (const std::string& code : countries_that_register(runs[0]))
            report["irregular_entries"][code] = json_of_entries(irregular_entries_by_year(runs, observed, code));
        report["headline"] = headline_json(headline(runs));
    }
    print_result(report.dump(2) + "\n");
}

ExitCode summarise_patterns(const RunsOfFiles& all, const SummaryOptions& options)
{
    const auto& runs = all.runs;
    const auto& known = runs[0].organisation;
    if (std::find(known.begin(), known.end(), options.organisation) == known.end())
        throw ScenarioError{{{.file = options.files.front(),
                              .what = fmt::format("holds no organisation '{}'", options.organisation),
                              .hint = known.empty() ? "the scenario has none" : "name one with --organisation"}}};
    const auto patterns = crime_patterns(runs, options.organisation);
    if (options.json) {
        auto report = json_of(all);
        report["patterns"] = crime_pattern_json(patterns);
        print_result(report.dump(2) + "\n");
    } else {
        print_result(crime_pattern_report(patterns, runs.size()) + caution(runs.size()));
    }
    return ExitCode::done;
}

ExitCode summarise(const SummaryOptions& options)
{
    const RunsOfFiles all = read_runs(options);
    const auto& runs = all.runs;
    if (options.patterns) return summarise_patterns(all, options);
    const Observations observed = observations_for(runs[0], options);
    if (options.json)
        print_json(all, observed, options);
    else if (options.targets)
        print_result(score_report(score(runs, observed), check_patterns(runs), runs.size()) + caution(runs.size()));
    else
        print_plain(runs, observed);
    return ExitCode::done;
}

}  // namespace

void add_summary(CLI::App& program, Work& chosen)
{
    const auto options = std::make_shared<SummaryOptions>();
    CLI::App& command =
        *program.add_subcommand("summary", "Print the headline numbers of finished runs of one scenario");
    command
        .add_option("file", options->files,
                    "Result files; several of one scenario, or one with replicates, give median and range")
        ->type_name("OUT.h5")
        ->required();
    command.add_flag("--targets", options->targets,
                     "Score the runs against observed values, beside a persistence forecast");
    command.add_flag("--patterns", options->patterns,
                     "Set the runs beside what organised crime was seen to do: where it appeared when, its size and "
                     "income, killings, operations");
    command.add_option("--organisation", options->organisation, "Whose patterns (an id of the scenario)")
        ->type_name("ID");
    command.add_option("--targets-file", options->targets_file, "Table of observed values, instead of the scenario's")
        ->type_name("FILE.csv");
    command.add_option("--folder", options->folder, "Folder of the scenario's tables, where they are not shipped ones")
        ->type_name("DIR");
    command.add_flag("--json", options->json, "Print JSON");
    command.footer("Example:\n  corredor summary --targets baseline_1.h5 baseline_2.h5 baseline_3.h5");
    command.callback([options, &chosen] { chosen = [options] { return summarise(*options); }; });
}

}  // namespace corredor

#include "cli/scenario_options.hpp"

#include <charconv>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include "cli/print.hpp"
#include "studies/idle_entries.hpp"

namespace corredor {

namespace {

std::string complaint_about_set(const std::string& text)
{
    const auto equals = text.find('=');
    return equals == std::string::npos || equals == 0
               ? "must be PATH=VALUE, such as departures.pool_people=1000000, not '" + text + "'"
               : "";
}

std::string complaint_about_date(const std::string& text)
{
    return parse_date(text) ? "" : "must be a date such as 2019-06-30, not '" + text + "'";
}

/// Too many digits would become the largest number without a word.
std::string complaint_about_whole_number(const std::string& text)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is_whole = error == std::errc{} && end == text.data() + text.size();
    return is_whole ? "" : "must be a whole number of at most 18 digits, not '" + text + "'";
}

}  // namespace

void ScenarioOptions::add_to(CLI::App& command)
{
    command
        .add_option("--set", set,
                    "Change one value of the scenario, as in --set departures.pool_people=1000000 (repeatable)")
        ->type_name("PATH=VALUE")
        ->allow_extra_args(false)
        ->check(CLI::Validator{complaint_about_set, ""});
    const CLI::Validator whole_number{complaint_about_whole_number, ""};
    command.add_option("--seed", seed, "Seed of all random numbers")->type_name("N")->check(whole_number);
    command.add_option("--persons-per-agent", persons_per_agent, "People that one agent stands for")
        ->type_name("N")
        ->check(whole_number);
    command.add_option("--until", until, "Day after the last, instead of the scenario's")
        ->type_name("DATE")
        ->check(CLI::Validator{complaint_about_date, ""});
}

LoadOptions ScenarioOptions::load_options() const
{
    LoadOptions options;
    for (const std::string& assignment : set) {
        const auto equals = assignment.find('=');
        options.set.push_back({assignment.substr(0, equals), assignment.substr(equals + 1)});
    }
    options.seed = seed;
    options.persons_per_agent = persons_per_agent;
    options.until = parse_date(until);
    return options;
}

CLI::Validator names_a_file()
{
    return {[](const std::string& path) { return path.empty() ? "must name a file or folder, not be empty" : ""; }, ""};
}

void warn_of_what_is_in_vain(const LoadedScenario& loaded)
{
    if (loaded.own_end && loaded.scenario.run.end > *loaded.own_end)
        print_message(fmt::format("warning: the run goes on to {}, the scenario ends on {}: after that the last values "
                                  "known stay in force\n",
                                  to_string(loaded.scenario.run.end), to_string(*loaded.own_end)));
    print_message(text_of(idle_entries_of_a_part(loaded), loaded.scenario));
}

void add_scenario_argument(CLI::App& command, std::string& scenario)
{
    command.add_option("scenario", scenario, "A scenario file, or the name of a shipped scenario (see corredor list)")
        ->type_name("SCENARIO")
        ->required();
}

void tell_cases_left_out(const Scenario& scenario)
{
    if (!scenario.outputs.asks_for_cases()) return;
    print_message(fmt::format("corredor: '{}' asks for single cases (outputs.events_at_most, journeys_share or "
                              "persons_share): they are kept by a single run and left out here\n",
                              scenario.name));
}

}  // namespace corredor

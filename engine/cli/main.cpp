#include <algorithm>
#include <csignal>
#include <exception>
#include <new>
#include <span>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include "base/check.hpp"
#include "cli/commands.hpp"
#include "cli/print.hpp"
#include "output/output_error.hpp"
#include "scenario/nearest.hpp"
#include "scenario/problem.hpp"
#include "studies/compare.hpp"

namespace corredor {

namespace {

ExitCode code_of(const ScenarioError& error)
{
    const bool only_missing = !error.problems.empty() &&
                              std::ranges::all_of(error.problems, [](const Problem& p) { return p.is_missing_file; });
    return only_missing ? ExitCode::missing_input : ExitCode::invalid_scenario;
}

ExitCode code_of(OutputFailure failure)
{
    switch (failure) {
    case OutputFailure::exists:
    case OutputFailure::cannot_create:
        return ExitCode::cannot_create;
    case OutputFailure::missing:
        return ExitCode::missing_input;
    case OutputFailure::write_failed:
    case OutputFailure::read_failed:
        break;
    }
    return ExitCode::io_failed;
}

ExitCode report(ExitCode code, const std::string& what)
{
    print_message(what + "\n");
    return code;
}

/// The only place where exceptions become exit codes.
ExitCode finish(const Work& work)
{
    try {
        const ExitCode code = work();
        flush_results();
        return code;
    } catch (const ScenarioError& error) {
        return report(code_of(error), error.what());
    } catch (const OutputError& error) {
        const bool exists = error.failure == OutputFailure::exists;
        return report(code_of(error.failure),
                      fmt::format("error: {}{}", error.what(), exists ? "; --force replaces it" : ""));
    } catch (const ComparisonError& error) {
        return report(ExitCode::wrong_usage, fmt::format("error: {}", error.what()));
    } catch (const InternalError& error) {
        return report(ExitCode::bug,
                      fmt::format("error: this is a bug in corredor, please report it: {}", error.what()));
    } catch (const std::bad_alloc&) {
        return report(
            ExitCode::bug,
            "error: out of memory; a larger --persons-per-agent, fewer places or a shorter run needs less of it");
    } catch (const std::exception& error) {
        return report(ExitCode::bug,
                      fmt::format("error: this is a bug in corredor, please report it: {}", error.what()));
    }
}

/// What to say of a first word that is no command: CLI11 says that one is missing, which does not tell what is wrong.
std::optional<std::string> complaint_about(const CLI::App& program, const std::string& command)
{
    if (command.starts_with('-')) return std::nullopt;
    std::vector<std::string> names;
    for (const CLI::App* known : program.get_subcommands([](const CLI::App*) { return true; }))
        names.push_back(known->get_name());
    if (std::ranges::find(names, command) != names.end()) return std::nullopt;
    const std::optional<std::string> meant = nearest(command, names);
    return fmt::format("error: there is no command '{}'{}; corredor --help lists them", command,
                       meant ? fmt::format("; did you mean '{}'?", *meant) : "");
}

/// For arguments that look like options and are none of the command's: which were probably meant.
std::string meant_options(const CLI::App& program, std::span<const char* const> arguments)
{
    std::vector<std::string> known;
    for (const CLI::App* command : program.get_subcommands())
        for (const CLI::Option* option : command->get_options())
            for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
    std::string hints;
    for (const char* const argument : arguments) {
        const std::string_view text{argument};
        const std::string name{text.substr(0, text.find('='))};
        if (!name.starts_with("--") || std::ranges::find(known, name) != known.end()) continue;
        if (const auto meant = nearest(name, known)) hints += fmt::format("{}: did you mean '{}'?\n", name, *meant);
    }
    return hints;
}

int start(int argc, const char* const* argv)
{
    CLI::App program{"Simulates how people move along the Venezuela-Chile corridor and what befalls them on the way.",
                     "corredor"};
    program.set_version_flag("--version", "corredor " CORREDOR_VERSION);
    program.require_subcommand(1);
    program.footer(
        "corredor COMMAND --help explains a command with an example.\n"
        "Exit codes: 0 done, 2 wrong usage, 65 invalid scenario or data, 66 input missing, 70 a bug or out of\n"
        "memory, 73 output exists or cannot be created, 74 reading or writing failed, 75 stopped by a signal or\n"
        "time limit, 130 by Ctrl-C; a single run then leaves a checkpoint.");
    Work chosen;
    for (const auto add : {&add_list, &add_places, &add_show, &add_diff, &add_validate, &add_schema, &add_run,
                           &add_compare, &add_summary, &add_report, &add_validate_against, &add_sweep, &add_gather,
                           &add_reproduce, &add_trace, &add_selfcheck, &add_twin})
        add(program, chosen);
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const auto complaint = argc > 1 ? complaint_about(program, argv[1]) : std::nullopt;
        if (complaint) return static_cast<int>(report(ExitCode::wrong_usage, *complaint));
        const bool is_wrong = program.exit(error) != 0;
        if (is_wrong) print_message(meant_options(program, std::span{argv, static_cast<std::size_t>(argc)}));
        return static_cast<int>(is_wrong ? ExitCode::wrong_usage : ExitCode::done);
    }
    return static_cast<int>(finish(chosen));
}

}  // namespace

}  // namespace corredor

int main(int argc, char** argv)
{
    // A limit on file size is to come back as an error from write, not to kill us.
    std::signal(SIGXFSZ, SIG_IGN);
    return corredor::start(argc, argv);
}

#include <cmath>
#include <memory>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/print.hpp"
#include "cli/text_table.hpp"
#include "studies/observed.hpp"
#include "studies/validation.hpp"

namespace corredor {

namespace {

struct ValidateAgainstOptions {
    std::string targets;
    std::vector<std::string> files;
    std::string folder = ".";
    bool rows = false;
    bool json = false;
};

std::string percent(double share)
{
    return std::isnan(share) ? "-" : fmt::format("{:.0f} %", 100.0 * share);
}

std::string plain(double number)
{
    return std::isnan(number) ? "-" : fmt::format("{:.2f}", number);
}

std::string series_table(const Validation& validation, std::string_view use)
{
    TextTable table{{{"quantity"},
                     {"where"},
                     {"rows", Align::right},
                     {"model", Align::right},
                     {"persist.", Align::right},
                     {"split", Align::right},
                     {"gravity", Align::right},
                     {"MASE", Align::right},
                     {"persist.", Align::right},
                     {"score", Align::right},
                     {"in band", Align::right}}};
    for (const SeriesValidation& series : validation.series)
        if (series.use == use && series.model.rows > 0)
            table.add({series.quantity, series.geography, std::to_string(series.model.rows),
                       percent(series.model.relative_difference), percent(series.persistence.relative_difference),
                       percent(series.split.relative_difference), percent(series.gravity.relative_difference),
                       plain(series.model.scaled_error), plain(series.persistence.scaled_error),
                       plain(series.interval_score), percent(series.coverage)});
    return table.text();
}

std::string row_table(const Validation& validation)
{
    TextTable table{{{"row"},
                     {"use"},
                     {"observed", Align::right},
                     {"median", Align::right},
                     {"low", Align::right},
                     {"high", Align::right},
                     {"persist.", Align::right},
                     {"split", Align::right},
                     {"gravity", Align::right}}};
    for (const RowValidation& row : validation.rows)
        table.add({row.target.id, row.target.use, with_thousands(row.target.value),
                   with_thousands(row.simulated.median), with_thousands(row.simulated.low),
                   with_thousands(row.simulated.high), with_thousands(row.persistence), with_thousands(row.split),
                   with_thousands(row.gravity)});
    return table.text();
}

std::string rank_table(const Validation& validation)
{
    TextTable table{{{"quantity"},
                     {"use"},
                     {"from"},
                     {"places", Align::right},
                     {"model", Align::right},
                     {"persist.", Align::right}}};
    for (const RankValidation& rank : validation.ranks)
        table.add({rank.quantity, rank.use, to_string(rank.from), std::to_string(rank.places), plain(rank.model),
                   plain(rank.persistence)});
    return table.empty() ? "no time at which three places were observed\n" : table.text();
}

std::string report(const Validation& validation, std::size_t runs, bool with_rows)
{
    std::string text = fmt::format("{} run{}. Relative differences: sum of errors over the sum of what was observed. "
                                   "MASE: mean error over\nthe usual change from one observed value to the next. "
                                   "Score: of the 90 % band, over the mean observed.\n",
                                   runs, runs == 1 ? ": a band of one run has no width" : "s");
    for (const char* use : {"calibration", "validation"})
        text += fmt::format("\nSeries used for {}\n{}", use, series_table(validation, use));
    text += "\nOrder of places: rank correlation with what was observed\n" + rank_table(validation);
    if (with_rows) text += "\nRow by row\n" + row_table(validation);
    return text;
}

ExitCode validate_runs(const ValidateAgainstOptions& options)
{
    const ValidationInputs inputs =
        read_validation_inputs(options.targets, {options.files.begin(), options.files.end()}, options.folder);
    const Validation validation = validate_against(inputs.runs, inputs.observed, inputs.places);
    print_result(options.json ? to_json(validation).dump(2) + "\n"
                              : report(validation, inputs.runs.size(), options.rows));
    return ExitCode::done;
}

}  // namespace

void add_validate_against(CLI::App& program, Work& chosen)
{
    const auto options = std::make_shared<ValidateAgainstOptions>();
    CLI::App& command = *program.add_subcommand(
        "validate-against", "Score runs of one scenario against observed values, beside forecasts that know no model");
    command.add_option("targets", options->targets, "Table of observed values, as the scenario's own targets")
        ->type_name("TARGETS.csv")
        ->required();
    command.add_option("file", options->files, "Result files of one scenario; several, or one with replicates")
        ->type_name("OUT.h5")
        ->required();
    command.add_option("--folder", options->folder, "Folder of the scenario's tables, where they are not shipped ones")
        ->type_name("DIR");
    command.add_flag("--rows", options->rows, "Show every observed value as well");
    command.add_flag("--json", options->json, "Print JSON, with every row");
    command.footer("Example:\n  corredor run baseline --persons-per-agent 100 --replicates 10 -o ensemble.h5\n"
                   "  corredor validate-against scenarios/data/targets.csv ensemble.h5");
    command.callback([options, &chosen] { chosen = [options] { return validate_runs(*options); }; });
}

}  // namespace corredor

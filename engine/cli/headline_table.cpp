#include "cli/headline_table.hpp"

#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/text_table.hpp"

namespace corredor {

std::string headline_table(const std::vector<HeadlineSpread>& lines, std::size_t runs)
{
    std::vector<TextTable::Heading> headings{{"what"}, {runs == 1 ? "value" : "median", Align::right}};
    if (runs > 1) headings.insert(headings.end(), {{"5 %", Align::right}, {"95 %", Align::right}});
    headings.push_back({"unit"});
    TextTable table{headings};
    for (const HeadlineSpread& line : lines) {
        const int decimals = line.number.unit == "days" ? 1 : 0;
        std::vector<std::string> cells{line.number.label, with_thousands(line.over_runs.median, decimals)};
        if (runs > 1) {
            cells.push_back(with_thousands(line.over_runs.low, decimals));
            cells.push_back(with_thousands(line.over_runs.high, decimals));
        }
        cells.push_back(line.number.unit);
        table.add(std::move(cells));
    }
    return table.text();
}

nlohmann::ordered_json headline_json(const std::vector<HeadlineSpread>& lines)
{
    auto all = nlohmann::ordered_json::array();
    for (const HeadlineSpread& line : lines) {
        nlohmann::ordered_json entry{
            {"key", line.number.key}, {"label", line.number.label}, {"unit", line.number.unit}};
        entry.update(json_of(line.over_runs));
        all.push_back(std::move(entry));
    }
    return all;
}

std::string caution(std::size_t runs)
{
    if (runs == 1)
        return "This is one run of a stochastic model: another seed gives other numbers. To compare scenarios, run "
               "several.\n";
    return fmt::format(
        "Median and 5 to 95 % range of {} runs of a stochastic model; they hold what chance does, not what is "
        "unknown about the parameters.\n",
        runs);
}

nlohmann::ordered_json json_number(double value)
{
    if (std::isnan(value)) return nullptr;
    return value;
}

nlohmann::ordered_json json_of(const Spread& spread)
{
    return {
        {"median", json_number(spread.median)}, {"low", json_number(spread.low)}, {"high", json_number(spread.high)}};
}

}  // namespace corredor

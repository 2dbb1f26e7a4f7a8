#include "cli/crime_pattern_table.hpp"

#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/headline_table.hpp"
#include "cli/text_table.hpp"
#include "studies/scores.hpp"

namespace corredor {

namespace {

std::string value_of(const CrimePattern& pattern, double value)
{
    if (pattern.unit == "month") return month_name(value);
    if (std::isnan(value)) return "-";
    if (pattern.unit == "USD") return fmt::format("{:.1f} million", value / 1e6);
    if (pattern.unit == "people") return with_thousands(value);
    return fmt::format("{:.2f}", value);
}

}  // namespace

std::string crime_pattern_report(const std::vector<CrimePattern>& patterns, std::size_t runs)
{
    TextTable table{{{"pattern"}, {"observed"}, {"simulated", Align::right}, {"5 to 95 %", Align::right}, {"met by"}}};
    for (const CrimePattern& pattern : patterns) {
        const double met = pattern.share_met();
        const std::string range = runs > 1 ? fmt::format("{} to {}", value_of(pattern, pattern.simulated.low),
                                                         value_of(pattern, pattern.simulated.high))
                                           : "one run";
        table.add({pattern.name, pattern.observed, value_of(pattern, pattern.simulated.median), range,
                   std::isnan(met) ? "" : fmt::format("{:.0f} %", 100.0 * met)});
    }
    return "Patterns of organised crime, none of them put in by date\n" + table.text();
}

nlohmann::ordered_json crime_pattern_json(const std::vector<CrimePattern>& patterns)
{
    auto rows = nlohmann::ordered_json::array();
    for (const CrimePattern& pattern : patterns) {
        auto by_run = nlohmann::ordered_json::array();
        for (const double value : pattern.by_run) by_run.push_back(json_number(value));
        rows.push_back({{"name", pattern.name},
                        {"observed", pattern.observed},
                        {"unit", pattern.unit},
                        {"low", json_number(pattern.low)},
                        {"high", json_number(pattern.high)},
                        {"simulated", json_of(pattern.simulated)},
                        {"met", json_number(pattern.share_met())},
                        {"by_run", std::move(by_run)}});
    }
    return rows;
}

}  // namespace corredor

#include "cli/score_table.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/headline_table.hpp"
#include "cli/text_table.hpp"

namespace corredor {

namespace {

constexpr double far_off = 0.2;

std::string number_of(double value, const std::string& unit)
{
    return with_thousands(value, unit == "share" ? 3 : 0);
}

std::string table_of(const std::vector<Score>& scores, std::string_view use, std::size_t runs)
{
    std::vector<TextTable::Heading> headings{
        {"id"}, {"quantity"}, {"where"}, {"from"}, {"until"}, {"observed", Align::right}, {"simulated", Align::right}};
    if (runs > 1) headings.insert(headings.end(), {{"5 %", Align::right}, {"95 %", Align::right}});
    headings.insert(headings.end(),
                    {{"error", Align::right}, {"persistence", Align::right}, {"its error", Align::right}, {"note"}});
    TextTable table{headings};
    for (const Score& s : scores) {
        const TargetRow& t = s.target;
        if (t.use != use) continue;
        std::vector<std::string> cells{t.id,
                                       t.quantity,
                                       t.geography,
                                       to_string(t.from),
                                       to_string(t.until),
                                       number_of(t.value, t.unit),
                                       number_of(s.simulated.median, t.unit)};
        if (runs > 1) {
            cells.push_back(number_of(s.simulated.low, t.unit));
            cells.push_back(number_of(s.simulated.high, t.unit));
        }
        cells.insert(cells.end(), {signed_percent(s.error), number_of(s.persistence, t.unit),
                                   signed_percent(s.persistence_error), s.note});
        table.add(std::move(cells));
    }
    return table.text();
}

std::string errors_of(const std::vector<Score>& scores, std::string_view use)
{
    const ErrorSummary errors = median_errors(scores, use);
    if (errors.rows == 0) return "No row has both a simulated value and a persistence forecast.\n";
    return fmt::format(
        "Median absolute error over the {} rows that have both: {:.0f} % simulated, {:.0f} % persistence.\n",
        errors.rows, 100.0 * errors.error, 100.0 * errors.persistence_error);
}

std::string far_rows(const std::vector<Score>& scores)
{
    std::vector<const Score*> far;
    for (const Score& s : scores)
        if (std::abs(s.error) > far_off) far.push_back(&s);
    std::ranges::stable_sort(far, std::greater<>{}, [](const Score* s) { return std::abs(s->error); });
    std::string text = fmt::format("Outside 20 %: {} of {} rows\n", far.size(),
                                   std::ranges::count_if(scores, [](const Score& s) { return !std::isnan(s.error); }));
    for (const Score* s : far)
        text += fmt::format("  {} {} {} {}: {} ({})\n", s->target.id, s->target.quantity, s->target.geography,
                            to_string(s->target.from), signed_percent(s->error), s->target.use);
    return text;
}

std::string value_of(const PatternCheck& check, double value)
{
    if (check.unit == "month") return month_name(value);
    return std::isnan(value) ? "-" : with_thousands(100.0 * value, 1) + " %";
}

std::string pattern_table(const std::vector<PatternCheck>& checks, std::size_t runs)
{
    TextTable table{{{"pattern"}, {"observed"}, {"simulated", Align::right}, {"computed as"}}};
    for (const PatternCheck& check : checks) {
        std::string value = value_of(check, check.simulated.median);
        if (runs > 1 && !std::isnan(check.simulated.median))
            value +=
                fmt::format(" ({} to {})", value_of(check, check.simulated.low), value_of(check, check.simulated.high));
        table.add({check.name, check.observed, value, check.how});
    }
    return table.text();
}

}  // namespace

std::string score_report(const std::vector<Score>& scores, const std::vector<PatternCheck>& checks, std::size_t runs)
{
    return "Calibration: parameters were fitted to these rows\n" + table_of(scores, "calibration", runs) +
           errors_of(scores, "calibration") + "\nValidation: out of sample, not used to fit any parameter\n" +
           table_of(scores, "validation", runs) + errors_of(scores, "validation") + "\n" + far_rows(scores) +
           "\nPatterns\n" + pattern_table(checks, runs) +
           "\nPersistence: the last earlier observed value of the same quantity, place and kind of period.\n";
}

nlohmann::ordered_json score_json(const std::vector<Score>& scores, const std::vector<PatternCheck>& checks)
{
    auto rows = nlohmann::ordered_json::array();
    for (const Score& s : scores)
        rows.push_back({{"id", s.target.id},
                        {"quantity", s.target.quantity},
                        {"geography", s.target.geography},
                        {"from", to_string(s.target.from)},
                        {"until", to_string(s.target.until)},
                        {"unit", s.target.unit},
                        {"use", s.target.use},
                        {"observed", s.target.value},
                        {"simulated", json_of(s.simulated)},
                        {"error", json_number(s.error)},
                        {"persistence", json_number(s.persistence)},
                        {"persistence_error", json_number(s.persistence_error)},
                        {"note", s.note}});
    auto patterns = nlohmann::ordered_json::array();
    for (const PatternCheck& check : checks) {
        nlohmann::ordered_json entry{{"name", check.name},
                                     {"observed", check.observed},
                                     {"how", check.how},
                                     {"unit", check.unit},
                                     {"simulated", json_of(check.simulated)}};
        if (check.unit == "month")
            entry["simulated"] = {{"median", month_name(check.simulated.median)},
                                  {"low", month_name(check.simulated.low)},
                                  {"high", month_name(check.simulated.high)}};
        patterns.push_back(std::move(entry));
    }
    nlohmann::ordered_json errors;
    for (const char* use : {"calibration", "validation"}) {
        const ErrorSummary summary = median_errors(scores, use);
        errors[use] = {{"rows", summary.rows},
                       {"median_error", json_number(summary.error)},
                       {"median_persistence_error", json_number(summary.persistence_error)}};
    }
    return {{"targets", std::move(rows)}, {"errors", std::move(errors)}, {"patterns", std::move(patterns)}};
}

}  // namespace corredor

#include "studies/report_targets.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "studies/report_numbers.hpp"
#include "studies/small_counts.hpp"

namespace corredor {

namespace {

using Json = nlohmann::ordered_json;

/// Whether a value of the runs counts fewer than five agents: of a rate, over its whole period.
bool is_of_few(const RowValidation& row, const SmallCounts& small)
{
    const bool is_rate = row.target.unit == "people_per_day";
    if (!is_rate && row.target.unit != "people") return false;
    const double days = is_rate ? static_cast<double>(row.target.until.days_since(row.target.from)) : 1.0;
    const auto is_few = [&](double value) { return small.is_few((value - row.published) * days); };
    return is_few(row.simulated.median) || is_few(row.simulated.low) || is_few(row.simulated.high);
}

Json json_of_row(const RowValidation& row, bool is_few)
{
    constexpr double hidden = std::numeric_limits<double>::quiet_NaN();
    return {{"quantity", row.target.quantity},
            {"geography", row.target.geography},
            {"use", row.target.use},
            {"from", to_string(row.target.from)},
            {"until", to_string(row.target.until)},
            {"unit", row.target.unit},
            {"source", row.target.source},
            {"observed", row.target.value},
            {"simulated", report_spread(is_few ? Spread{hidden, hidden, hidden} : row.simulated)},
            {"is_few", is_few},
            {"persistence", report_number(row.persistence)},
            {"split", report_number(row.split)},
            {"gravity", report_number(row.gravity)}};
}

Json json_of_series(const SeriesValidation& series, std::size_t rows_of_few)
{
    const double error = rows_of_few == 1 ? std::numeric_limits<double>::quiet_NaN() : series.model.relative_difference;
    return {{"quantity", series.quantity},
            {"geography", series.geography},
            {"use", series.use},
            {"rows", series.model.rows},
            {"error", report_number(error)},
            {"coverage", report_number(series.coverage)},
            {"persistence", report_number(series.persistence.relative_difference)},
            {"split", report_number(series.split.relative_difference)},
            {"gravity", report_number(series.gravity.relative_difference)}};
}

}  // namespace

nlohmann::ordered_json targets_of_report(const ReportCollection& all)
{
    const SmallCounts small = small_counts_of("people", all.persons_per_agent());
    const Validation validation = all.validation();
    auto rows = Json::array();
    for (const RowValidation& row : validation.rows)
        if (!std::isnan(row.simulated.median)) rows.push_back(json_of_row(row, is_of_few(row, small)));
    auto series = Json::array();
    for (const SeriesValidation& s : validation.series) {
        if (s.model.rows == 0) continue;
        const auto of_few = std::ranges::count_if(validation.rows, [&](const RowValidation& row) {
            return row.target.quantity == s.quantity && row.target.geography == s.geography &&
                   row.target.use == s.use && is_of_few(row, small);
        });
        series.push_back(json_of_series(s, static_cast<std::size_t>(of_few)));
    }
    return {{"rows", std::move(rows)}, {"series", std::move(series)}};
}

}  // namespace corredor

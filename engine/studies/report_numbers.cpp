#include "studies/report_numbers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "studies/report_effects.hpp"
#include "studies/small_counts.hpp"

namespace corredor {

namespace {

using Json = nlohmann::ordered_json;

constexpr double not_told = std::numeric_limits<double>::quiet_NaN();

double told(const std::string& variable, const std::string& unit, double value, std::int64_t persons_per_agent)
{
    return is_count(variable, unit) ? small_counts_of(variable, persons_per_agent).told(value) : value;
}

// The map -------------------------------------------------------------------------------------------------------------

std::vector<double> means(const std::vector<double>& sums, std::size_t runs)
{
    std::vector<double> of_steps;
    for (const double sum : sums) of_steps.push_back(sum / static_cast<double>(runs));
    return of_steps;
}

/// Money taken from few is not told: it would tell how few.
void leave_out_money_of_few(std::vector<double>& of_steps, const ReportScenario& scenario,
                            const std::vector<std::size_t>& place, std::int64_t persons_per_agent)
{
    const SmallCounts small = small_counts_of("incidents", persons_per_agent);
    const auto incidents = std::ranges::find(scenario.map(), "incidents", &MapVariable::name);
    if (incidents == scenario.map().end()) return;
    const auto cell = std::ranges::find(incidents->cells, place);
    if (cell == incidents->cells.end()) return;
    const auto counts =
        means(incidents->sums[static_cast<std::size_t>(cell - incidents->cells.begin())], scenario.runs().size());
    for (std::size_t step = 0; step < of_steps.size(); ++step)
        if (small.is_few(counts[step])) of_steps[step] = not_told;
}

Json map_variable(const MapVariable& variable, const ReportScenario& scenario, std::int64_t persons_per_agent,
                  ReportArrays& arrays)
{
    auto cells = Json::array();
    std::vector<double> values;
    for (std::size_t c = 0; c < variable.cells.size(); ++c) {
        if (std::ranges::all_of(variable.sums[c], [](double v) { return v == 0.0; })) continue;
        cells.push_back(variable.cells[c]);
        auto of_steps = means(variable.sums[c], scenario.runs().size());
        for (double& v : of_steps) v = told(variable.name, variable.unit, v, persons_per_agent);
        if (variable.name == "losses_usd")
            leave_out_money_of_few(of_steps, scenario, variable.cells[c], persons_per_agent);
        values.insert(values.end(), of_steps.begin(), of_steps.end());
    }
    return {{"name", variable.name},       {"axes", variable.axes}, {"unit", variable.unit},
            {"is_flow", variable.is_flow}, {"cells", cells},        {"values", arrays.add(values, variable.scale)}};
}

/// People over each stretch of border into each country. Summed here, for what is told of single legs does not add up.
Json border_variable(ReportCollection& all, const MapVariable& variable, std::size_t runs, ReportArrays& arrays)
{
    const SmallCounts small = small_counts_of(variable.name, all.persons_per_agent());
    std::map<std::vector<std::size_t>, std::vector<std::size_t>> legs_of;  // (stretch, country entered) → cells
    for (std::size_t c = 0; c < variable.cells.size(); ++c) {
        const LegOfReport& leg = all.leg(all.axes().labels("leg")[variable.cells[c].front()]);
        if (leg.border_pair.empty() || (variable.name == "crossings" && leg.kind != "official_crossing")) continue;
        legs_of[{all.axes().index_of("border_pair", leg.border_pair),
                 all.axes().index_of("country_entered", leg.to_country)}]
            .push_back(c);
    }
    auto cells = Json::array();
    std::vector<double> values;
    for (const auto& [place, legs] : legs_of) {
        cells.push_back(place);
        for (std::size_t step = 0; step < all.steps().count(); ++step) {
            std::vector<double> parts;
            std::vector<double> told_parts;
            for (const std::size_t c : legs) {
                parts.push_back(variable.sums[c][step] / static_cast<double>(runs));
                told_parts.push_back(small.told(parts.back()));
            }
            values.push_back(small.told_sum(parts, told_parts));
        }
    }
    return {{"name", "border_" + variable.name},
            {"axes", {"border_pair", "country_entered"}},
            {"unit", variable.unit},
            {"is_flow", variable.is_flow},
            {"cells", std::move(cells)},
            {"values", arrays.add(values, variable.scale)}};
}

// Measures ------------------------------------------------------------------------------------------------------------

/// The count that an amount of money belongs to; itself for counts; empty for what is neither.
std::string counted_by(const std::string& key, const std::string& unit)
{
    constexpr std::string_view losses = "losses_usd_";
    if (key.starts_with(losses)) return "incidents_" + key.substr(losses.size());
    if (key == "tolls_usd") return "incidents_trocha_toll";
    if (key == "bribes_usd") return "incidents_bribe";
    return is_count(key, unit) ? key : "";
}

/// Of each scenario, whether the mean of a number counts few.
std::vector<bool> counts_few(const std::vector<ReportMeasure>& measures, const std::string& key,
                             const SmallCounts& small, std::size_t scenarios)
{
    std::vector<bool> few(scenarios, false);
    const auto counted = std::ranges::find(measures, key, &ReportMeasure::key);
    if (counted == measures.end()) return few;
    for (std::size_t s = 0; s < scenarios; ++s) few[s] = small.is_few(counted->of_scenarios[s].mean);
    return few;
}

Json measure_json(const ReportMeasure& measure, const std::vector<ReportMeasure>& measures, const ReportCollection& all,
                  const std::vector<std::map<std::string, double>>& told_totals)
{
    const std::string counted = counted_by(measure.key, measure.unit);
    const SmallCounts small = small_counts_of(measure.key, all.persons_per_agent());
    const auto few = counts_few(measures, counted, small, all.scenarios().size());
    const bool counts = counted == measure.key;
    auto of_scenarios = Json::array();
    double base = 0.0;
    for (std::size_t s = 0; s < measure.of_scenarios.size(); ++s) {
        const auto& of = measure.of_scenarios[s];
        const bool is_one_run = all.scenarios()[s].runs().size() == 1;
        Spread spread = counts ? small.told(of.spread) : of.spread;
        double mean = counts ? small.told(of.mean) : of.mean;
        if (!counts && few[s]) {
            spread = {not_told, not_told, not_told};
            mean = not_told;
        }
        const auto total = told_totals[s].find(measure.key);
        if (is_one_run && counts && total != told_totals[s].end()) {
            mean = total->second;
            spread = {mean, mean, mean};
        }
        if (s == 0) base = mean;
        MeanDifference effect = of.effect;
        if (few[0] || few[s])
            effect.mean = effect.low = effect.high = not_told;
        else if (is_one_run)
            effect.mean = mean - base;
        of_scenarios.push_back({{"spread", report_spread(spread)},
                                {"mean", report_number(mean)},
                                {"effect", report_number(effect.mean)},
                                {"low", report_number(effect.low)},
                                {"high", report_number(effect.high)},
                                {"pairs", effect.pairs},
                                {"is_few", few[0] || few[s]}});
    }
    return {{"key", measure.key}, {"label", measure.label}, {"unit", measure.unit}, {"of", std::move(of_scenarios)}};
}

// Entries, targets ----------------------------------------------------------------------------------------------------

Json json_of_years(const std::vector<EntriesOfYear>& years, const SmallCounts& small)
{
    auto all = Json::array();
    for (const EntriesOfYear& y : years)
        all.push_back({{"year", y.year},
                       {"entered", report_spread(small.told(y.entered))},
                       {"registered", report_spread(small.told(y.registered))},
                       {"other_nationalities", report_number(y.other_nationalities)},
                       {"observed_own", report_number(y.observed_own)},
                       {"observed_all", report_number(y.observed_all)}});
    return all;
}

Json json_of_observations(const Observations& observed, const std::string& country)
{
    auto rows = Json::array();
    for (const TargetRow& row : observed.targets)
        if (row.geography == country && row.quantity.starts_with("registered_irregular_entries"))
            rows.push_back({{"id", row.id},
                            {"quantity", row.quantity},
                            {"year", civil(row.from).year},
                            {"value", row.value},
                            {"use", row.use},
                            {"source", row.source}});
    return rows;
}

Json json_of_errors(const ForecastErrors& errors)
{
    return report_number(errors.relative_difference);
}

Json json_of_row(const RowValidation& row, const SmallCounts& small)
{
    const Spread spread = row.target.unit == "people" ? small.told(row.simulated) : row.simulated;
    return {{"quantity", row.target.quantity},
            {"geography", row.target.geography},
            {"use", row.target.use},
            {"from", to_string(row.target.from)},
            {"until", to_string(row.target.until)},
            {"unit", row.target.unit},
            {"source", row.target.source},
            {"observed", row.target.value},
            {"simulated", report_spread(spread)},
            {"persistence", report_number(row.persistence)},
            {"split", report_number(row.split)},
            {"gravity", report_number(row.gravity)}};
}

}  // namespace

nlohmann::ordered_json report_number(double value)
{
    if (!std::isfinite(value)) return nullptr;
    return value;
}

nlohmann::ordered_json report_spread(const Spread& spread)
{
    return {{"median", report_number(spread.median)},
            {"low", report_number(spread.low)},
            {"high", report_number(spread.high)}};
}

nlohmann::ordered_json map_of_report(ReportCollection& all, const ReportScenario& scenario, ReportArrays& arrays)
{
    constexpr std::array at_borders{"crossings", "irregular_entries", "registered_irregular_entries", "interceptions",
                                    "refusals"};
    auto variables = Json::array();
    for (const MapVariable& variable : scenario.map()) {
        variables.push_back(map_variable(variable, scenario, all.persons_per_agent(), arrays));
        if (std::ranges::find(at_borders, variable.name) != at_borders.end())
            variables.push_back(border_variable(all, variable, scenario.runs().size(), arrays));
    }
    return variables;
}

nlohmann::ordered_json measures_of_report(const ReportCollection& all,
                                          const std::vector<std::map<std::string, double>>& told_totals)
{
    const auto measures = report_measures(all.scenarios());
    auto json = Json::array();
    for (const ReportMeasure& measure : measures) json.push_back(measure_json(measure, measures, all, told_totals));
    return json;
}

nlohmann::ordered_json ledger_of_report(const ReportCollection& all, const ReportScenario& scenario)
{
    const SmallCounts small = small_counts_of("ledger", all.persons_per_agent());
    auto flows = Json::array();
    for (const double sum : scenario.ledger())
        flows.push_back(report_number(small.told(sum / static_cast<double>(scenario.runs().size()))));
    return flows;
}

nlohmann::ordered_json balance_of_report(const ReportScenario& scenario)
{
    const auto runs = static_cast<double>(scenario.runs().size());
    const auto& ledger = scenario.ledger();  // the first row: people who appear
    const std::size_t statuses = scenario.first().record.status.size();
    const auto created_end = ledger.begin() + static_cast<std::ptrdiff_t>(std::min(statuses, ledger.size()));
    const double created = std::accumulate(ledger.begin(), created_end, 0.0);
    double at_end = 0.0;
    for (const MapVariable& variable : scenario.map())
        if (variable.name == "persons")
            for (const auto& of_steps : variable.sums) at_end += of_steps.back();
    return {{"created", created / runs}, {"at_end", at_end / runs}};
}

nlohmann::ordered_json cross_tables_of_report(const ReportCollection& all)
{
    const SmallCounts small = small_counts_of("people", all.persons_per_agent());
    auto tables = Json::array();
    for (const CrossTable& table : all.cross_tables()) {
        const auto& scenarios = all.scenarios();
        const auto found = std::ranges::find_if(
            scenarios, [&](const ReportScenario& s) { return s.first().record.title == table.alternative; });
        if (found == scenarios.end()) continue;
        const std::size_t count = table.outcomes.size();
        auto rows = Json::array();
        std::vector<double> moved;
        std::vector<double> told_moved;
        for (std::size_t from = 0; from < count; ++from) {
            auto row = Json::array();
            for (std::size_t to = 0; to < count; ++to) {
                const double people = table.people[from * count + to];
                row.push_back(report_number(small.told(people)));
                if (from == to) continue;
                moved.push_back(people);
                told_moved.push_back(small.told(people));
            }
            rows.push_back(std::move(row));
        }
        tables.push_back({{"scenario", found - scenarios.begin()},
                          {"outcomes", table.outcomes},
                          {"people", std::move(rows)},
                          {"moved", small.told_sum(moved, told_moved)},
                          {"all", std::accumulate(table.people.begin(), table.people.end(), 0.0)}});
    }
    return tables;
}

nlohmann::ordered_json entries_of_report(const ReportCollection& all)
{
    const SmallCounts small = small_counts_of("irregular_entries", all.persons_per_agent());
    const Observations& observed = all.found().observed;
    Json by_country = Json::object();
    const RunRecord& run = all.scenarios().front().entries().front();
    for (const std::string& code : run.country) {
        const auto legs = cells_where(run.registered_irregular_entries.cells,
                                      [&](std::size_t leg) { return run.leg_to_country[leg] == code; });
        if (!(run.total(run.registered_irregular_entries, legs) > 0.0)) continue;
        auto of_scenarios = Json::array();
        for (const ReportScenario& scenario : all.scenarios())
            of_scenarios.push_back(json_of_years(irregular_entries_by_year(scenario.entries(), observed, code), small));
        by_country[code] = {{"scenarios", std::move(of_scenarios)}, {"observed", json_of_observations(observed, code)}};
    }
    return by_country;
}

nlohmann::ordered_json targets_of_report(const ReportCollection& all)
{
    const SmallCounts small = small_counts_of("people", all.persons_per_agent());
    const Validation validation = all.validation();
    auto rows = Json::array();
    for (const RowValidation& row : validation.rows)
        if (!std::isnan(row.simulated.median)) rows.push_back(json_of_row(row, small));
    auto series = Json::array();
    for (const SeriesValidation& s : validation.series)
        if (s.model.rows > 0)
            series.push_back({{"quantity", s.quantity},
                              {"geography", s.geography},
                              {"use", s.use},
                              {"rows", s.model.rows},
                              {"error", json_of_errors(s.model)},
                              {"coverage", report_number(s.coverage)},
                              {"persistence", json_of_errors(s.persistence)},
                              {"split", json_of_errors(s.split)},
                              {"gravity", json_of_errors(s.gravity)}});
    return {{"rows", std::move(rows)}, {"series", std::move(series)}};
}

}  // namespace corredor

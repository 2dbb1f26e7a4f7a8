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

// The map -------------------------------------------------------------------------------------------------------------

std::vector<double> means(const std::vector<double>& sums, std::size_t runs)
{
    std::vector<double> of_steps;
    for (const double sum : sums) of_steps.push_back(sum / static_cast<double>(runs));
    return of_steps;
}

Json map_variable(const MapVariable& variable, const ReportScenario& scenario, std::int64_t persons_per_agent,
                  ReportArrays& arrays)
{
    const SmallCounts small = small_counts_of(variable.name, persons_per_agent);
    const bool counts = is_count(variable.name, variable.unit);
    auto cells = Json::array();
    std::vector<double> values;
    std::vector<double> totals;
    for (std::size_t c = 0; c < variable.cells.size(); ++c) {
        if (std::ranges::all_of(variable.sums[c], [](double v) { return v == 0.0; })) continue;
        cells.push_back(variable.cells[c]);
        auto of_steps = means(variable.sums[c], scenario.runs().size());
        const double total = std::accumulate(of_steps.begin(), of_steps.end(), 0.0);
        totals.push_back(counts ? small.told(total) : total);
        if (counts)
            for (double& v : of_steps) v = small.told(v);
        values.insert(values.end(), of_steps.begin(), of_steps.end());
    }
    Json json{{"name", variable.name},       {"axes", variable.axes}, {"unit", variable.unit},
              {"is_flow", variable.is_flow}, {"cells", cells},        {"values", arrays.add(values, variable.scale)}};
    if (variable.is_flow) json["totals"] = arrays.add(totals, variable.scale);
    return json;
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
    std::vector<double> totals;
    for (const auto& [place, legs] : legs_of) {
        cells.push_back(place);
        double total = 0.0;
        for (std::size_t step = 0; step < all.steps().count(); ++step) {
            double sum = 0.0;
            for (const std::size_t c : legs) sum += variable.sums[c][step];
            values.push_back(small.told(sum / static_cast<double>(runs)));
            total += sum / static_cast<double>(runs);
        }
        totals.push_back(small.told(total));
    }
    return {{"name", "border_" + variable.name},
            {"axes", {"border_pair", "country_entered"}},
            {"unit", variable.unit},
            {"is_flow", variable.is_flow},
            {"cells", std::move(cells)},
            {"values", arrays.add(values, variable.scale)},
            {"totals", arrays.add(totals, variable.scale)}};
}

// Measures ------------------------------------------------------------------------------------------------------------

bool is_of_few(const ReportMeasure& measure, std::size_t scenario, const SmallCounts& small)
{
    const double mean = measure.of_scenarios[scenario].mean;
    return std::isnan(mean) || (is_count(measure.key, measure.unit) && small.is_few(mean));
}

Json measure_json(const ReportMeasure& measure, const ReportCollection& all)
{
    const SmallCounts small = small_counts_of(measure.key, all.persons_per_agent());
    const bool counts = is_count(measure.key, measure.unit);
    auto of_scenarios = Json::array();
    for (std::size_t s = 0; s < measure.of_scenarios.size(); ++s) {
        const auto& of = measure.of_scenarios[s];
        const bool is_few = is_of_few(measure, 0, small) || is_of_few(measure, s, small);
        const auto effect = [&](double value) { return report_number(is_few ? not_told : value); };
        of_scenarios.push_back({{"spread", report_spread(counts ? small.told(of.spread) : of.spread)},
                                {"mean", report_number(counts ? small.told(of.mean) : of.mean)},
                                {"effect", effect(of.effect.mean)},
                                {"low", effect(of.effect.low)},
                                {"high", effect(of.effect.high)},
                                {"pairs", of.effect.pairs},
                                {"is_few", is_few}});
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

nlohmann::ordered_json measures_of_report(const ReportCollection& all)
{
    auto json = Json::array();
    for (const ReportMeasure& measure : report_measures(all.scenarios())) json.push_back(measure_json(measure, all));
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
        const auto scenario = all.scenario_of(table.alternative, table.sha256);
        if (!scenario) continue;
        const std::size_t count = table.outcomes.size();
        auto rows = Json::array();
        double moved = 0.0;
        for (std::size_t from = 0; from < count; ++from) {
            auto row = Json::array();
            for (std::size_t to = 0; to < count; ++to) {
                const double people = table.people[from * count + to];
                row.push_back(report_number(small.told(people)));
                if (from != to) moved += people;
            }
            rows.push_back(std::move(row));
        }
        tables.push_back({{"scenario", *scenario},
                          {"outcomes", table.outcomes},
                          {"people", std::move(rows)},
                          {"moved", small.told(moved)},
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

}  // namespace corredor

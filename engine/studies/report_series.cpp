#include "studies/report_series.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>

#include "studies/report_numbers.hpp"
#include "studies/small_counts.hpp"

namespace corredor {

namespace {

using Json = nlohmann::ordered_json;

/// A value of each run, those added in which a series is zero all the time.
std::vector<double> over_runs(const ReportSeries& series, std::size_t runs,
                              const std::function<double(const std::vector<double>& of_steps)>& value)
{
    std::vector<double> values;
    for (const auto& run : series.of_runs) values.push_back(value(run));
    values.resize(runs);
    return values;
}

/// One series as it is and as it is told.
struct ToldSeries {
    const ReportSeries* series = nullptr;
    std::vector<Spread> steps;
    std::vector<Spread> told_steps;
    std::vector<double> years;
    std::vector<double> told_years;
    Spread total;
    Spread told_total;
};

/// Sums of a flow. They are made in each run before the middle is taken: the middle of rare events is 0 in every step.
void add_sums(ToldSeries& t, std::size_t runs, const std::vector<std::int32_t>& year_of_step)
{
    t.total = spread_of(over_runs(*t.series, runs, [](const std::vector<double>& of_steps) {
        return std::accumulate(of_steps.begin(), of_steps.end(), 0.0);
    }));
    for (std::int32_t year = year_of_step.front(); year <= year_of_step.back(); ++year) {
        const auto in_year = [&](const std::vector<double>& of_steps) {
            double sum = 0.0;
            for (std::size_t step = 0; step < of_steps.size(); ++step)
                if (year_of_step[step] == year) sum += of_steps[step];
            return sum;
        };
        t.years.push_back(spread_of(over_runs(*t.series, runs, in_year)).median);
    }
}

ToldSeries series_as_it_is(const ReportSeries& series, std::size_t runs, const std::vector<std::int32_t>& year_of_step)
{
    ToldSeries t;
    t.series = &series;
    for (std::size_t step = 0; step < series.of_runs.front().size(); ++step)
        t.steps.push_back(spread_of(over_runs(series, runs, [step](const auto& of_steps) { return of_steps[step]; })));
    if (series.is_flow) add_sums(t, runs, year_of_step);
    return t;
}

void tell(ToldSeries& t, std::int64_t persons_per_agent)
{
    const bool counts = is_count(t.series->key, t.series->unit);
    const SmallCounts small = small_counts_of(t.series->key, persons_per_agent);
    for (const Spread& step : t.steps) t.told_steps.push_back(counts ? small.told(step) : step);
    for (const double year : t.years) t.told_years.push_back(counts ? small.told(year) : year);
    t.told_total = counts ? small.told(t.total) : t.total;
}

std::vector<double> medians(const std::vector<Spread>& spreads)
{
    std::vector<double> values;
    for (const Spread& spread : spreads) values.push_back(spread.median);
    return values;
}

Json series_json(const ToldSeries& t, bool is_one_run, ReportArrays& arrays)
{
    std::vector<double> low;
    std::vector<double> high;
    for (const Spread& step : t.told_steps) {
        low.push_back(step.low);
        high.push_back(step.high);
    }
    const double scale = t.series->scale;
    Json entry{
        {"unit", t.series->unit}, {"is_flow", t.series->is_flow}, {"median", arrays.add(medians(t.told_steps), scale)}};
    if (!is_one_run) {
        entry["low"] = arrays.add(low, scale);
        entry["high"] = arrays.add(high, scale);
    }
    if (!t.series->is_flow) return entry;
    entry["total"] = report_spread(t.told_total);
    if (t.series->is_part) entry["is_about"] = true;
    auto by_year = Json::array();
    for (const double year : t.told_years) by_year.push_back(report_number(year));
    entry["by_year"] = std::move(by_year);
    return entry;
}

}  // namespace

std::set<std::string> series_shown(const std::vector<ReportScenario>& scenarios)
{
    std::set<std::string> keys;
    for (const ReportScenario& scenario : scenarios)
        for (const ReportSeries& series : scenario.series())
            for (const auto& run : series.of_runs)
                if (std::ranges::any_of(run, [](double v) { return v != 0.0; })) keys.insert(series.key);
    return keys;
}

nlohmann::ordered_json series_of_report(const ReportCollection& all, const ReportScenario& scenario,
                                        const std::set<std::string>& shown, ReportArrays& arrays)
{
    const std::size_t runs = scenario.runs().size();
    const auto year_of_step = all.steps().years();
    std::map<std::string, Json> by_key;
    for (const ReportSeries& series : scenario.series()) {
        if (!shown.contains(series.key)) continue;
        ToldSeries told = series_as_it_is(series, runs, year_of_step);
        tell(told, all.persons_per_agent());
        by_key.emplace(series.key, series_json(told, runs == 1, arrays));
    }
    Json json = Json::object();
    for (auto& [key, entry] : by_key) json[key] = std::move(entry);
    return json;
}

}  // namespace corredor

#include "studies/report_series.hpp"

#include <algorithm>
#include <functional>
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
    bool is_about = false;  // the sum over the whole period, or of a year, is made of what is told
};

using SeriesByKey = std::map<std::string, ToldSeries>;

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

/// In a single run steps add up to years, years to the whole, and kinds to all kinds: sums are told so that nothing is
/// got by subtraction. Medians of several runs do not add up.
void tell_sums_of_a_single_run(SeriesByKey& all, std::int64_t persons_per_agent,
                               const std::vector<std::int32_t>& year_of_step)
{
    for (auto& [key, t] : all) {
        if (!t.series->is_flow || !is_count(key, t.series->unit)) continue;
        const SmallCounts small = small_counts_of(key, persons_per_agent);
        const auto steps = medians(t.steps);
        const auto told_steps = medians(t.told_steps);
        std::size_t first = 0;
        for (std::size_t y = 0; y < t.years.size(); ++y) {
            const std::int32_t year = year_of_step.front() + static_cast<std::int32_t>(y);
            const auto end =
                static_cast<std::size_t>(std::ranges::upper_bound(year_of_step, year) - year_of_step.begin());
            t.told_years[y] = small.told_sum(std::span{steps}.subspan(first, end - first),
                                             std::span{told_steps}.subspan(first, end - first));
            first = end;
        }
        const double total = small.told_sum(t.years, t.told_years);
        t.told_total = {total, total, total};
        t.is_about = total != t.total.median && !small.is_few(t.total.median);
    }
    for (const char* family : {"incidents", "captives", "irregular_entries", "homicides"}) {
        const auto whole = all.find(family);
        if (whole == all.end()) continue;
        const SmallCounts small = small_counts_of(family, persons_per_agent);
        std::vector<double> parts;
        std::vector<double> told_parts;
        for (const auto& [key, t] : all)
            if (key.starts_with(std::string{family} + '_')) {
                parts.push_back(t.total.median);
                told_parts.push_back(t.told_total.median);
            }
        const double total = parts.empty() ? whole->second.told_total.median : small.told_sum(parts, told_parts);
        if (total == whole->second.total.median) continue;
        whole->second.told_total = {total, total, total};
        whole->second.is_about = !small.is_few(whole->second.total.median);
    }
}

/// Whether what is told of a sum differs from the exact one, other than by being few.
bool is_about(const ToldSeries& t)
{
    return t.series->is_part || t.is_about;
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
    if (is_about(t)) entry["is_about"] = true;
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

SeriesOfReport series_of_report(const ReportCollection& all, const ReportScenario& scenario,
                                const std::set<std::string>& shown, ReportArrays& arrays)
{
    const std::size_t runs = scenario.runs().size();
    const auto year_of_step = all.steps().years();
    SeriesByKey by_key;
    for (const ReportSeries& series : scenario.series()) {
        if (!shown.contains(series.key)) continue;
        const auto place = by_key.emplace(series.key, series_as_it_is(series, runs, year_of_step)).first;
        tell(place->second, all.persons_per_agent());
    }
    if (runs == 1) tell_sums_of_a_single_run(by_key, all.persons_per_agent(), year_of_step);
    SeriesOfReport result{.json = nlohmann::ordered_json::object(), .told_totals = {}};
    for (const auto& [key, t] : by_key) {
        result.json[key] = series_json(t, runs == 1, arrays);
        if (t.series->is_flow) result.told_totals.emplace(key, ToldTotal{t.told_total.median, is_about(t)});
    }
    return result;
}

}  // namespace corredor

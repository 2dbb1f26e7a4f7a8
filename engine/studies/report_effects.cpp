#include "studies/report_effects.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>

#include "studies/paired.hpp"

namespace corredor {

namespace {

constexpr double no_such_value = std::numeric_limits<double>::quiet_NaN();

double plain_mean(const std::vector<double>& values)
{
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double variance_of(const std::vector<double>& values)
{
    const double mean = plain_mean(values);
    double sum = 0.0;
    for (const double v : values) sum += (v - mean) * (v - mean);
    return sum / static_cast<double>(values.size() - 1);
}

MeanDifference interval(double mean, double standard_error, double degrees, std::size_t pairs)
{
    const double half = student_t_95(static_cast<std::size_t>(std::max(degrees, 1.0))) * standard_error;
    return {mean, mean - half, mean + half, pairs};
}

/// A run's number; 0 when it has none, as for a country that nobody entered.
double value_of(const RunOfReport& run, const std::string& key)
{
    for (const HeadlineNumber& number : run.headline)
        if (number.key == key) return number.value;
    return 0.0;
}

std::vector<double> values_of(const ReportScenario& scenario, const std::string& key)
{
    std::vector<double> values;
    for (const RunOfReport& run : scenario.runs()) values.push_back(value_of(run, key));
    return values;
}

MeanDifference effect_on(const ReportScenario& base, const ReportScenario& other, const std::string& key)
{
    std::map<std::int64_t, double> by_seed;
    for (const RunOfReport& run : base.runs()) by_seed.emplace(run.seed, value_of(run, key));
    std::vector<double> differences;
    for (const RunOfReport& run : other.runs())
        if (const auto partner = by_seed.find(run.seed); partner != by_seed.end())
            differences.push_back(value_of(run, key) - partner->second);
    const bool same_scale = base.first().record.persons_per_agent == other.first().record.persons_per_agent;
    if (same_scale && !differences.empty()) return paired_difference(differences);
    return independent_difference(values_of(base, key), values_of(other, key));
}

}  // namespace

MeanDifference paired_difference(const std::vector<double>& of_pairs)
{
    if (of_pairs.empty()) return {no_such_value, no_such_value, no_such_value, 0};
    const double mean = plain_mean(of_pairs);
    if (of_pairs.size() < 2) return {mean, no_such_value, no_such_value, 1};
    const double count = static_cast<double>(of_pairs.size());
    return interval(mean, std::sqrt(variance_of(of_pairs) / count), count - 1.0, of_pairs.size());
}

MeanDifference independent_difference(const std::vector<double>& base, const std::vector<double>& other)
{
    if (base.empty() || other.empty()) return {no_such_value, no_such_value, no_such_value, 0};
    const double mean = plain_mean(other) - plain_mean(base);
    if (base.size() < 2 || other.size() < 2) return {mean, no_such_value, no_such_value, 0};
    const double a = variance_of(base) / static_cast<double>(base.size());
    const double b = variance_of(other) / static_cast<double>(other.size());
    if (a + b <= 0.0) return {mean, mean, mean, 0};
    const double degrees =
        (a + b) * (a + b) /
        (a * a / static_cast<double>(base.size() - 1) + b * b / static_cast<double>(other.size() - 1));
    return interval(mean, std::sqrt(a + b), degrees, 0);
}

std::vector<ReportMeasure> report_measures(const std::vector<ReportScenario>& scenarios)
{
    std::vector<ReportMeasure> measures;
    std::set<std::string> done;
    for (const ReportScenario& scenario : scenarios)
        for (const RunOfReport& run : scenario.runs())
            for (const HeadlineNumber& number : run.headline)
                if (done.insert(number.key).second) measures.push_back({number.key, number.label, number.unit, {}});
    for (ReportMeasure& measure : measures)
        for (const ReportScenario& scenario : scenarios) {
            const auto values = values_of(scenario, measure.key);
            measure.of_scenarios.push_back({.spread = spread_of(values),
                                            .mean = plain_mean(values),
                                            .effect = effect_on(scenarios.front(), scenario, measure.key)});
        }
    return measures;
}

}  // namespace corredor

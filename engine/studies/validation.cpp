#include "studies/validation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <numeric>
#include <optional>
#include <tuple>

#include <nlohmann/json.hpp>

#include "studies/observed.hpp"

namespace corredor {

namespace {

constexpr double not_known = std::numeric_limits<double>::quiet_NaN();
constexpr double outside_band = 0.1;  // of the 90 % band
constexpr const char* stock = "stock_abroad";
constexpr const char* whole_world = "WORLD";

bool is_before(const TargetRow& a, const TargetRow& b)
{
    return std::tie(a.from, a.until) < std::tie(b.from, b.until);
}

bool is_same_series(const TargetRow& a, const TargetRow& b)
{
    return a.quantity == b.quantity && a.geography == b.geography;
}

bool is_scored(const TargetRow& row)
{
    return row.use == "calibration" || row.use == "validation";
}

/// Kilometres along the sphere.
double distance_km(double lat, double lon, double other_lat, double other_lon)
{
    constexpr double earth_radius_km = 6371.0;
    constexpr double degree = std::numbers::pi / 180.0;
    const double across = std::sin((other_lat - lat) * degree / 2.0);
    const double along = std::sin((other_lon - lon) * degree / 2.0);
    const double h = across * across + std::cos(lat * degree) * std::cos(other_lat * degree) * along * along;
    return 2.0 * earth_radius_km * std::asin(std::min(1.0, std::sqrt(h)));
}

struct Centre {
    double people = 0.0;
    double lat = 0.0;
    double lon = 0.0;
};

/// Middle of a country's places, weighted with the people who live there.
std::map<std::string, Centre> centres_of(std::span<const NodeRow> places)
{
    std::map<std::string, Centre> centres;
    for (const NodeRow& place : places) {
        Centre& centre = centres[place.country];
        const auto people = static_cast<double>(place.population);
        centre.people += people;
        centre.lat += people * place.lat;
        centre.lon += people * place.lon;
    }
    for (auto& [country, centre] : centres) {
        centre.lat /= centre.people;
        centre.lon /= centre.people;
    }
    return centres;
}

/// Forecasts that know no model: how a total that was observed is split over countries.
class NaiveSplits {
public:
    NaiveSplits(const Observations& observed, std::span<const NodeRow> places, const RunRecord& run)
        : observed_{observed}, centres_{centres_of(places)}
    {
        for (const TargetRow& row : observed.targets)
            if (row.quantity == stock && is_scored(row) && row.geography.size() == 2 && !run.is_home(row.geography))
                by_country_[row.geography].push_back(&row);
        for (auto& [country, rows] : by_country_)
            std::ranges::sort(rows, [](const TargetRow* a, const TargetRow* b) { return is_before(*a, *b); });
        for (const std::string& country : run.country)
            if (run.is_home(country) && centres_.contains(country)) home_ = country;
    }

    /// The last stock observed for calibration, over the world total then, times the total now.
    [[nodiscard]] double proportional(const TargetRow& target) const
    {
        const auto rows = by_country_.find(target.geography);
        if (target.quantity != stock || rows == by_country_.end()) return not_known;
        const TargetRow* last = nullptr;
        for (const TargetRow* row : rows->second)
            if (row->use == "calibration" && is_before(*row, target)) last = row;
        if (last == nullptr) return not_known;
        return last->value / total_on(last->from) * total_on(target.from);
    }

    [[nodiscard]] double gravity(const TargetRow& target) const
    {
        if (target.quantity != stock || !by_country_.contains(target.geography)) return not_known;
        double all = 0.0;
        for (const auto& [country, rows] : by_country_) all += pull_of(country);
        return all > 0.0 ? pull_of(target.geography) / all * total_on(target.from) : not_known;
    }

private:
    [[nodiscard]] double pull_of(const std::string& country) const
    {
        const auto there = centres_.find(country);
        const auto home = centres_.find(home_);
        if (there == centres_.end() || home == centres_.end() || !(there->second.people > 0.0)) return 0.0;
        const double km = distance_km(home->second.lat, home->second.lon, there->second.lat, there->second.lon);
        return km > 0.0 ? there->second.people / (km * km) : 0.0;
    }

    /// Of the world, linear between the rows before and after; NaN outside them.
    [[nodiscard]] double total_on(Date day) const
    {
        const TargetRow* before = nullptr;
        const TargetRow* after = nullptr;
        for (const TargetRow& row : observed_.targets) {
            if (row.quantity != stock || row.geography != whole_world || !is_scored(row)) continue;
            if (row.from <= day && (before == nullptr || before->from < row.from)) before = &row;
            if (day <= row.from && (after == nullptr || row.from < after->from)) after = &row;
        }
        if (before == nullptr || after == nullptr) return not_known;
        if (before->from == after->from) return before->value;
        const double share = static_cast<double>(day.days_since(before->from)) /
                             static_cast<double>(after->from.days_since(before->from));
        return (1.0 - share) * before->value + share * after->value;
    }

    const Observations& observed_;
    std::map<std::string, Centre> centres_;
    std::map<std::string, std::vector<const TargetRow*>> by_country_;
    std::string home_;
};

double persistence_of(const Observations& observed, const TargetRow& target)
{
    const TargetRow* last = nullptr;
    for (const TargetRow& row : observed.targets)
        if (is_same_series(row, target) && row.until <= target.from && (last == nullptr || is_before(*last, row)))
            last = &row;
    return last == nullptr ? not_known : last->value;
}

/// Mean absolute change from one observed value to the next, of the rows for calibration.
double usual_change(const Observations& observed, const TargetRow& series)
{
    std::vector<const TargetRow*> rows;
    for (const TargetRow& row : observed.targets)
        if (is_same_series(row, series) && row.use == "calibration") rows.push_back(&row);
    if (rows.size() < 2) return not_known;
    std::ranges::sort(rows, [](const TargetRow* a, const TargetRow* b) { return is_before(*a, *b); });
    double sum = 0.0;
    for (std::size_t i = 1; i < rows.size(); ++i) sum += std::abs(rows[i]->value - rows[i - 1]->value);
    return sum / static_cast<double>(rows.size() - 1);
}

template <class Forecast>
ForecastErrors errors_of(std::span<const RowValidation* const> rows, double change, Forecast&& forecast)
{
    ForecastErrors errors;
    double misses = 0.0;
    double observed = 0.0;
    for (const RowValidation* row : rows) {
        const double value = forecast(*row);
        if (std::isnan(value)) continue;
        ++errors.rows;
        misses += std::abs(value - row->target.value);
        observed += std::abs(row->target.value);
    }
    errors.relative_difference = observed > 0.0 ? misses / observed : not_known;
    errors.scaled_error =
        errors.rows > 0 && change > 0.0 ? misses / static_cast<double>(errors.rows) / change : not_known;
    return errors;
}

SeriesValidation validation_of(std::span<const RowValidation* const> rows, const Observations& observed)
{
    const TargetRow& first = rows.front()->target;
    SeriesValidation series{
        .quantity = first.quantity, .geography = first.geography, .use = first.use, .rows = rows.size()};
    const double change = usual_change(observed, first);
    series.model = errors_of(rows, change, [](const RowValidation& row) { return row.simulated.median; });
    series.persistence = errors_of(rows, change, [](const RowValidation& row) { return row.persistence; });
    series.split = errors_of(rows, change, [](const RowValidation& row) { return row.split; });
    series.gravity = errors_of(rows, change, [](const RowValidation& row) { return row.gravity; });
    double score = 0.0;
    double all = 0.0;
    double within = 0.0;
    for (const RowValidation* row : rows) {
        const double value = row->target.value;
        if (std::isnan(row->simulated.median)) continue;
        score += interval_score(row->simulated.low, row->simulated.high, value, outside_band);
        all += std::abs(value);
        within += row->simulated.low <= value && value <= row->simulated.high ? 1.0 : 0.0;
    }
    series.interval_score = all > 0.0 ? score / all : not_known;
    series.coverage = series.model.rows > 0 ? within / static_cast<double>(series.model.rows) : not_known;
    return series;
}

std::vector<SeriesValidation> by_series(const std::vector<RowValidation>& rows, const Observations& observed)
{
    std::vector<std::vector<const RowValidation*>> groups;
    for (const RowValidation& row : rows) {
        const auto group = std::ranges::find_if(groups, [&](const auto& known) {
            return is_same_series(known.front()->target, row.target) && known.front()->target.use == row.target.use;
        });
        (group == groups.end() ? groups.emplace_back() : *group).push_back(&row);
    }
    std::vector<SeriesValidation> series;
    for (const auto& group : groups) series.push_back(validation_of(group, observed));
    return series;
}

std::vector<RankValidation> by_time(const std::vector<RowValidation>& rows)
{
    using Time = std::tuple<std::string, std::string, Date, Date>;
    std::map<Time, std::vector<const RowValidation*>> groups;
    for (const RowValidation& row : rows)
        if (!std::isnan(row.simulated.median) && row.target.geography != whole_world && row.target.geography != "LAC")
            groups[{row.target.use, row.target.quantity, row.target.from, row.target.until}].push_back(&row);
    std::vector<RankValidation> ranks;
    for (const auto& [time, group] : groups) {
        constexpr std::size_t fewest_places = 3;
        if (group.size() < fewest_places) continue;
        std::vector<double> observed;
        std::vector<double> model;
        std::vector<double> persistence;
        for (const RowValidation* row : group) {
            observed.push_back(row->target.value);
            model.push_back(row->simulated.median);
            persistence.push_back(row->persistence);
        }
        const bool has_persistence = std::ranges::none_of(persistence, [](double value) { return std::isnan(value); });
        ranks.push_back({.quantity = std::get<1>(time),
                         .use = std::get<0>(time),
                         .from = std::get<2>(time),
                         .until = std::get<3>(time),
                         .places = group.size(),
                         .model = rank_correlation(model, observed),
                         .persistence = has_persistence ? rank_correlation(persistence, observed) : not_known});
    }
    return ranks;
}

std::vector<double> ranks_of(std::span<const double> values)
{
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return values[i]; });
    std::vector<double> ranks(values.size());
    for (std::size_t first = 0; first < order.size();) {
        std::size_t end = first + 1;
        while (end < order.size() && values[order[end]] == values[order[first]]) ++end;
        const double mean = static_cast<double>(first + end - 1) / 2.0;
        for (; first < end; ++first) ranks[order[first]] = mean;
    }
    return ranks;
}

nlohmann::ordered_json number(double value)
{
    return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}

nlohmann::ordered_json json_of(const ForecastErrors& errors)
{
    return {{"rows", errors.rows},
            {"relative_difference", number(errors.relative_difference)},
            {"scaled_error", number(errors.scaled_error)}};
}

}  // namespace

double rank_correlation(std::span<const double> a, std::span<const double> b)
{
    if (a.size() != b.size() || a.size() < 3) return not_known;
    const auto rank_a = ranks_of(a);
    const auto rank_b = ranks_of(b);
    const double mean = static_cast<double>(a.size() - 1) / 2.0;
    double together = 0.0;
    double of_a = 0.0;
    double of_b = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        together += (rank_a[i] - mean) * (rank_b[i] - mean);
        of_a += (rank_a[i] - mean) * (rank_a[i] - mean);
        of_b += (rank_b[i] - mean) * (rank_b[i] - mean);
    }
    return of_a > 0.0 && of_b > 0.0 ? together / std::sqrt(of_a * of_b) : not_known;
}

double interval_score(double low, double high, double observed, double alpha)
{
    const double below = std::max(0.0, low - observed);
    const double above = std::max(0.0, observed - high);
    return high - low + 2.0 / alpha * (below + above);
}

std::vector<TargetRow> scored_targets(const Observations& observed)
{
    std::vector<TargetRow> targets;
    for (const std::string_view use : {"calibration", "validation"})
        for (const TargetRow& target : observed.targets)
            if (target.use == use) targets.push_back(target);
    return targets;
}

std::vector<SimulatedValue> simulated_values(const RunRecord& run, const Observations& observed)
{
    std::vector<SimulatedValue> values;
    for (const TargetRow& target : scored_targets(observed)) values.push_back(simulated_value(run, observed, target));
    return values;
}

Validation validate_against(std::span<const std::vector<SimulatedValue>> of_runs, const RunRecord& like,
                            const Observations& observed, std::span<const NodeRow> places)
{
    Validation validation;
    if (of_runs.empty()) return validation;
    const NaiveSplits naive{observed, places, like};
    const auto targets = scored_targets(observed);
    for (std::size_t i = 0; i < targets.size(); ++i) {
        std::vector<double> values;
        for (const auto& run : of_runs) values.push_back(run[i].value);
        validation.rows.push_back({.target = targets[i],
                                   .simulated = spread_of(std::move(values)),
                                   .published = of_runs.back()[i].published,
                                   .persistence = persistence_of(observed, targets[i]),
                                   .split = naive.proportional(targets[i]),
                                   .gravity = naive.gravity(targets[i]),
                                   .note = of_runs.back()[i].note});
    }
    validation.series = by_series(validation.rows, observed);
    validation.ranks = by_time(validation.rows);
    return validation;
}

Validation validate_against(std::span<const RunRecord> runs, const Observations& observed,
                            std::span<const NodeRow> places)
{
    std::vector<std::vector<SimulatedValue>> of_runs;
    for (const RunRecord& run : runs) of_runs.push_back(simulated_values(run, observed));
    return runs.empty() ? Validation{} : validate_against(of_runs, runs.front(), observed, places);
}

ValidationInputs read_validation_inputs(const std::filesystem::path& targets,
                                        const std::vector<std::filesystem::path>& results,
                                        const std::filesystem::path& folder)
{
    ValidationInputs inputs;
    std::vector<std::string> files;  // (run)
    for (const std::filesystem::path& file : results)
        for (RunRecord& run : read_runs(file)) {
            inputs.runs.push_back(std::move(run));
            files.push_back(file.string());
        }
    refuse_same_run_twice(inputs.runs, files);
    FoundObservations found = find_observations(inputs.runs.at(0), folder);
    inputs.observed = std::move(found.observed);
    inputs.observed.targets = read_targets(targets);
    inputs.places = std::move(found.places);
    return inputs;
}

nlohmann::ordered_json to_json(const Validation& validation)
{
    nlohmann::ordered_json json{{"rows", nlohmann::ordered_json::array()},
                                {"series", nlohmann::ordered_json::array()},
                                {"ranks", nlohmann::ordered_json::array()}};
    for (const RowValidation& row : validation.rows)
        json["rows"].push_back({{"id", row.target.id},
                                {"quantity", row.target.quantity},
                                {"geography", row.target.geography},
                                {"use", row.target.use},
                                {"from", to_string(row.target.from)},
                                {"until", to_string(row.target.until)},
                                {"observed", row.target.value},
                                {"median", number(row.simulated.median)},
                                {"low", number(row.simulated.low)},
                                {"high", number(row.simulated.high)},
                                {"persistence", number(row.persistence)},
                                {"split", number(row.split)},
                                {"gravity", number(row.gravity)},
                                {"note", row.note}});
    for (const SeriesValidation& series : validation.series)
        json["series"].push_back({{"quantity", series.quantity},
                                  {"geography", series.geography},
                                  {"use", series.use},
                                  {"rows", series.rows},
                                  {"model", json_of(series.model)},
                                  {"interval_score", number(series.interval_score)},
                                  {"coverage", number(series.coverage)},
                                  {"persistence", json_of(series.persistence)},
                                  {"split", json_of(series.split)},
                                  {"gravity", json_of(series.gravity)}});
    for (const RankValidation& rank : validation.ranks)
        json["ranks"].push_back({{"quantity", rank.quantity},
                                 {"use", rank.use},
                                 {"from", to_string(rank.from)},
                                 {"until", to_string(rank.until)},
                                 {"places", rank.places},
                                 {"model", number(rank.model)},
                                 {"persistence", number(rank.persistence)}});
    return json;
}

}  // namespace corredor

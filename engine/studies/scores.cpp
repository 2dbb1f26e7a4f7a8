#include "studies/scores.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

#include <fmt/format.h>

#include "scenario/csv_reader.hpp"
#include "scenario/files.hpp"

namespace corredor {

namespace {

constexpr double not_scored = std::numeric_limits<double>::quiet_NaN();

using CellNumbers = std::vector<std::size_t>;

bool is_way_over_border(const RunRecord& run, std::size_t leg)
{
    return run.leg_from_country[leg] != run.leg_to_country[leg];
}

/// A stretch of border is named from north to south, and the table of legs lists the southward ones first: so southward
/// is into the country that the pair's first leg leads to.
std::string country_south_of(const RunRecord& run, std::string_view pair)
{
    for (std::size_t leg = 0; leg < run.leg.size(); ++leg)
        if (run.leg_border_pair[leg] == pair && is_way_over_border(run, leg)) return run.leg_to_country[leg];
    return {};
}

/// Legs that a target's geography means: into a country; southward over a border; southward at a place.
CellNumbers legs_at(const RunRecord& run, const std::string& geography)
{
    const bool is_country = std::ranges::find(run.country, geography) != run.country.end();
    return cells_where(run.leg.size(), [&](std::size_t leg) {
        if (!is_way_over_border(run, leg)) return false;
        if (is_country) return run.leg_to_country[leg] == geography;
        const std::string& pair = run.leg_border_pair[leg];
        const bool is_meant = pair == geography || run.leg_from[leg] == geography || run.leg_to[leg] == geography;
        return is_meant && !pair.empty() && run.leg_to_country[leg] == country_south_of(run, pair);
    });
}

CellNumbers of_kind(const RunRecord& run, CellNumbers legs, std::string_view kind)
{
    std::erase_if(legs, [&](std::size_t leg) { return run.leg_kind[leg] != kind; });
    return legs;
}

/// Ways that people leave a country by and enter their home country.
CellNumbers legs_home_from(const RunRecord& run, const std::string& country)
{
    return cells_where(run.leg.size(), [&](std::size_t leg) {
        return is_way_over_border(run, leg) && run.leg_from_country[leg] == country &&
               run.is_home(run.leg_to_country[leg]);
    });
}

/// People under way or settled at places for which something holds.
template <class Holds>
double people_at(const RunRecord& run, Date day, Holds&& holds)
{
    const std::size_t statuses = run.status.size();
    const auto cells = cells_where(
        run.persons.cells, [&](std::size_t cell) { return holds(cell / statuses, run.status[cell % statuses]); });
    return run.stock(run.persons, cells, run.days_passed_at_end_of(day));
}

double people_abroad(const RunRecord& run, Date day, const std::set<std::string, std::less<>>& except)
{
    return people_at(run, day, [&](std::size_t node, const std::string& status) {
        const std::string& country = run.node_country[node];
        return !run.is_home(country) && !except.contains(country) && status != "returned" && status != "dead";
    });
}

double regular_residents(const RunRecord& run, const std::string& country, Date day)
{
    const auto cells = cells_where(run.residents.cells,
                                   [&](std::size_t cell) { return run.country[cell / 2] == country && cell % 2 == 0; });
    return run.stock(run.residents, cells, run.days_passed_at_end_of(day));
}

SimulatedValue stock_abroad(const RunRecord& run, const Observations& observed, const TargetRow& target)
{
    if (target.geography == "WORLD") return {people_abroad(run, target.from, {}), ""};
    if (target.geography == "LAC") return {people_abroad(run, target.from, {"ES", "US"}), ""};
    const auto counted_from = observed.irregular_counted_from.find(target.geography);
    if (counted_from != observed.irregular_counted_from.end() && target.from < counted_from->second)
        return {regular_residents(run, target.geography, target.from), "regular residents only, as the statistic"};
    return {people_living_in(run, target.geography, target.from), ""};
}

double registered_by_others(const Observations& observed, std::string_view country, Date from, Date until)
{
    double people = 0.0;
    bool is_known = false;
    for (const OtherNationalitiesRow& row : observed.other_nationalities) {
        const Date first = std::max(row.from, from);
        const Date end = std::min(row.until, until);
        if (row.country != country || end <= first) continue;
        people += row.registered_people * end.days_since(first) / row.until.days_since(row.from);
        is_known = true;
    }
    return is_known ? people : not_scored;
}

SimulatedValue registered(const RunRecord& run, const Observations&, const TargetRow& target)
{
    return {run.flow(run.registered_irregular_entries, legs_at(run, target.geography), target.from, target.until), ""};
}

SimulatedValue registered_of_all_nationalities(const RunRecord& run, const Observations& observed,
                                               const TargetRow& target)
{
    const double ours = registered(run, observed, target).value;
    const double others = registered_by_others(observed, target.geography, target.from, target.until);
    if (std::isnan(others)) return {ours, "without other nationalities: the table has none for that time"};
    return {ours + others, fmt::format("of these {:.0f} of other nationalities, from a table", others), others};
}

double entered_irregularly(const RunRecord& run, const TargetRow& target)
{
    return run.flow(run.irregular_entries, legs_at(run, target.geography), target.from, target.until);
}

double entered_formally(const RunRecord& run, const TargetRow& target)
{
    const CellNumbers posts = of_kind(run, legs_at(run, target.geography), "official_crossing");
    return run.flow(run.crossings, posts, target.from, target.until);
}

/// By posts, trochas and flights: a leg's crossings are those of whichever it is.
double entered(const RunRecord& run, const TargetRow& target)
{
    return run.flow(run.crossings, legs_at(run, target.geography), target.from, target.until);
}

double days_in(const TargetRow& target)
{
    return target.until.days_since(target.from);
}

SimulatedValue trocha_share(const RunRecord& run, const Observations&, const TargetRow& target)
{
    const double irregular = entered_irregularly(run, target);
    const double all = irregular + entered_formally(run, target);
    if (all == 0.0) return {not_scored, "nobody crossed"};
    return {irregular / all, ""};
}

struct Quantity {
    std::string_view name;
    SimulatedValue (*value)(const RunRecord&, const Observations&, const TargetRow&);
};

constexpr std::array<Quantity, 10> quantities{{
    {"stock_abroad", &stock_abroad},
    {"registered_irregular_entries", &registered_of_all_nationalities},
    {"registered_irregular_entries_venezuelan", &registered},
    {"irregular_entries_per_day",
     [](const RunRecord& run, const Observations&, const TargetRow& target) {
         return SimulatedValue{entered_irregularly(run, target) / days_in(target), ""};
     }},
    {"formal_entries_per_day",
     [](const RunRecord& run, const Observations&, const TargetRow& target) {
         return SimulatedValue{entered_formally(run, target) / days_in(target), ""};
     }},
    {"entries_per_day",
     [](const RunRecord& run, const Observations&, const TargetRow& target) {
         return SimulatedValue{entered(run, target) / days_in(target), ""};
     }},
    {"entries",
     [](const RunRecord& run, const Observations&, const TargetRow& target) {
         return SimulatedValue{entered(run, target), ""};
     }},
    {"darien_crossings_venezuelan",
     [](const RunRecord& run, const Observations&, const TargetRow& target) {
         return SimulatedValue{entered(run, target), ""};
     }},
    {"returns",
     [](const RunRecord& run, const Observations&, const TargetRow& target) {
         return SimulatedValue{
             run.flow(run.crossings, legs_home_from(run, target.geography), target.from, target.until), ""};
     }},
    {"trocha_share", &trocha_share},
}};

/// Places that a target may name; else its value would be a sum over nothing.
bool is_known_place(const RunRecord& run, const std::string& geography)
{
    const auto is_in = [&](const std::vector<std::string>& names) {
        return std::ranges::find(names, geography) != names.end();
    };
    return geography == "WORLD" || geography == "LAC" || is_in(run.country) || is_in(run.node) ||
           is_in(run.leg_border_pair);
}

double relative_error(double value, double observed)
{
    return observed == 0.0 ? not_scored : value / observed - 1.0;
}

/// Whether two periods are of one kind: sums over a year and over a month are not forecasts of each other.
bool are_alike(const TargetRow& a, const TargetRow& b)
{
    if (a.unit.ends_with("_per_day") || a.unit == "share") return true;
    return std::abs(days_in(a) - days_in(b)) <= 0.1 * std::max(days_in(a), days_in(b));
}

double persistence_of(const TargetRow& target, std::span<const TargetRow> table)
{
    const TargetRow* last = nullptr;
    for (const TargetRow& row : table) {
        const bool is_earlier = row.quantity == target.quantity && row.geography == target.geography &&
                                row.unit == target.unit && row.until <= target.from && are_alike(row, target);
        if (is_earlier && (last == nullptr || last->until <= row.until)) last = &row;
    }
    return last == nullptr ? not_scored : last->value;
}

Score score_of(std::span<const RunRecord> runs, const Observations& observed, const TargetRow& target)
{
    Score score{.target = target};
    std::vector<double> values;
    for (const RunRecord& run : runs) {
        SimulatedValue value = simulated_value(run, observed, target);
        values.push_back(value.value);
        if (score.note.empty()) score.note = std::move(value.note);
    }
    score.simulated = spread_of(std::move(values));
    score.error = relative_error(score.simulated.median, target.value);
    score.persistence = persistence_of(target, observed.targets);
    score.persistence_error = relative_error(score.persistence, target.value);
    return score;
}

std::size_t leg_named(const RunRecord& run, std::string_view name)
{
    return static_cast<std::size_t>(std::ranges::find(run.leg, name) - run.leg.begin());
}

TargetRow period(std::string geography, CivilDay from, CivilDay until)
{
    TargetRow row;
    row.geography = std::move(geography);
    row.from = date_of(from);
    row.until = date_of(until);
    return row;
}

double fall_at_rumichaca(const RunRecord& run)
{
    const std::size_t bridge = leg_named(run, "X_RUM>EC_TUL");
    if (bridge == run.leg.size()) return not_scored;
    const CellNumbers cells{bridge};
    const auto per_day = [&](CivilDay from, CivilDay until) {
        const TargetRow month = period("", from, until);
        return run.flow(run.crossings, cells, month.from, month.until) / days_in(month);
    };
    const double before = per_day({2018, 8, 1}, {2018, 9, 1});
    return before > 0.0 ? per_day({2019, 10, 1}, {2019, 11, 1}) / before - 1.0 : not_scored;
}

double trocha_share_at_cucuta(const RunRecord& run, CivilDay from, CivilDay until)
{
    return trocha_share(run, {}, period("TACHIRA_NSANTANDER", from, until)).value;
}

/// Of those bound for Chile who enter it, the share of as many as leave Brazil for its neighbours on the way there.
double share_by_brazil(const RunRecord& run)
{
    const std::size_t countries = run.country.size();
    const auto bound_for_chile = [&](const auto& is_counted) {
        return run.total(run.crossings_by_destination,
                         cells_where(run.crossings_by_destination.cells, [&](std::size_t cell) {
                             return run.country[cell % countries] == "CL" && is_counted(cell / countries);
                         }));
    };
    const double from_brazil = bound_for_chile([&](std::size_t leg) { return run.leg_from_country[leg] == "BR"; });
    const double into_chile = bound_for_chile([&](std::size_t leg) { return run.leg_to_country[leg] == "CL"; });
    return into_chile > 0.0 ? from_brazil / into_chile : not_scored;
}

/// A month in which few enter says nothing about which way is the usual one.
constexpr double least_people_in_month = 100.0;

double month_when_colchane_leads(const RunRecord& run)
{
    const CellNumbers colchane = legs_at(run, "ORURO_TARAPACA");
    const CellNumbers arica = legs_at(run, "TACNA_ARICA");
    if (colchane.empty() || arica.empty()) return not_scored;
    constexpr int months_to_hold = 3;
    int held = 0;
    const CivilDay start = civil(run.start);
    for (std::int32_t month = start.year * 12 + start.month - 1;; ++month) {
        const Date from = date_of({month / 12, month % 12 + 1, 1});
        const Date until = date_of({(month + 1) / 12, (month + 1) % 12 + 1, 1});
        if (run.last_day() < until.plus_days(-1)) return not_scored;
        const double here = run.flow(run.irregular_entries, colchane, from, until);
        const bool leads = here >= least_people_in_month && here > run.flow(run.irregular_entries, arica, from, until);
        held = leads ? held + 1 : 0;
        if (held == months_to_hold) return month - months_to_hold + 1;
    }
}

double observed_registered(const Observations& observed, std::string_view quantity, std::string_view country,
                           std::int32_t year)
{
    const Date from = date_of({year, 1, 1});
    const Date until = date_of({year + 1, 1, 1});
    for (const TargetRow& row : observed.targets)
        if (row.quantity == quantity && row.geography == country && row.from == from && row.until == until)
            return row.value;
    return not_scored;
}

}  // namespace

Observations observations_of(const LoadedScenario& loaded)
{
    Observations observed{.targets = loaded.tables.targets,
                          .other_nationalities = loaded.tables.other_nationalities,
                          .irregular_counted_from = {}};
    for (const auto& [country, date] : loaded.scenario.model.observation.irregular_counted_from)
        observed.irregular_counted_from.emplace(country.name, date);
    return observed;
}

std::vector<TargetRow> read_targets(const std::filesystem::path& csv_file)
{
    const auto bytes = read_bytes(csv_file, CsvLimits{}.bytes);
    if (const auto* failed = std::get_if<NotFound>(&bytes))
        throw ScenarioError{{{.file = csv_file.string(),
                              .what = failed->what,
                              .hint = failed->hint,
                              .is_missing_file = failed->is_missing}}};
    const auto source = std::make_shared<const SourceFile>(SourceFile{csv_file.string(), csv_file.parent_path()});
    Problems problems;
    auto table = read_csv<TargetRow>(std::get<std::string>(bytes), source, problems);
    problems.throw_if_any();
    return std::move(table.rows);
}

double people_living_in(const RunRecord& run, std::string_view country, Date day)
{
    return people_at(run, day, [&](std::size_t node, const std::string& status) {
        return run.node_country[node] == country && (status == "settled" || status == "exited");
    });
}

SimulatedValue simulated_value(const RunRecord& run, const Observations& observed, const TargetRow& target)
{
    const auto quantity = std::ranges::find(quantities, target.quantity, &Quantity::name);
    if (quantity == quantities.end()) return {not_scored, "not reported: no output holds this"};
    if (!is_known_place(run, target.geography)) return {not_scored, "no such place in this run"};
    SimulatedValue result = quantity->value(run, observed, target);
    if (std::isnan(result.value) && result.note != "nobody crossed")
        result.note = "the run does not cover that time, or did not record it";
    return result;
}

std::vector<Score> score(std::span<const RunRecord> runs, const Observations& observed)
{
    std::vector<Score> scores;
    for (const std::string_view use : {"calibration", "validation"})
        for (const TargetRow& target : observed.targets)
            if (target.use == use) scores.push_back(score_of(runs, observed, target));
    return scores;
}

ErrorSummary median_errors(std::span<const Score> scores, std::string_view use)
{
    std::vector<double> errors;
    std::vector<double> of_persistence;
    for (const Score& score : scores) {
        if (score.target.use != use || std::isnan(score.error) || std::isnan(score.persistence_error)) continue;
        errors.push_back(std::abs(score.error));
        of_persistence.push_back(std::abs(score.persistence_error));
    }
    return {errors.size(), spread_of(errors).median, spread_of(of_persistence).median};
}

std::vector<PatternCheck> check_patterns(std::span<const RunRecord> runs)
{
    std::vector<PatternCheck> checks;
    const auto add = [&](std::string name, std::string observed, std::string how, std::string unit,
                         const auto& value_of) {
        std::vector<double> values;
        for (const RunRecord& run : runs) values.push_back(value_of(run));
        checks.push_back(
            {std::move(name), std::move(observed), std::move(how), std::move(unit), spread_of(std::move(values))});
    };
    add("fall of formal entries at Rumichaca", "-99 %",
        "crossings a day of X_RUM>EC_TUL in October 2019 over those in August 2018, minus 1", "share",
        &fall_at_rumichaca);
    add("trocha share at Cucuta, March to May 2019", "most",
        "irregular over all entries into Colombia by TACHIRA_NSANTANDER while it was closed", "share",
        [](const RunRecord& run) {
            return trocha_share_at_cucuta(run, {2019, 3, 1}, {2019, 6, 1});
        });
    add("trocha share at Cucuta, April 2020 to September 2021", "most", "the same, while it was closed in the pandemic",
        "share", [](const RunRecord& run) {
            return trocha_share_at_cucuta(run, {2020, 4, 1}, {2021, 10, 1});
        });
    add("share of Chile-bound who pass Brazil", "less than 3 %",
        "people bound for Chile who leave Brazil by land over people bound for Chile who enter it, whole run", "share",
        &share_by_brazil);
    add("Colchane passes Arica", "2020-11",
        "first of three months in a row with more irregular entries by ORURO_TARAPACA than by TACNA_ARICA, at least "
        "100 each",
        "month", &month_when_colchane_leads);
    return checks;
}

std::string month_name(double months)
{
    if (std::isnan(months)) return "never";
    const auto whole = static_cast<int>(std::lround(months));
    return fmt::format("{:04}-{:02}", whole / 12, whole % 12 + 1);
}

std::vector<EntriesOfYear> irregular_entries_by_year(std::span<const RunRecord> runs, const Observations& observed,
                                                     std::string_view country)
{
    std::vector<EntriesOfYear> years;
    if (runs.empty()) return years;
    const std::string code{country};
    for (std::int32_t year = civil(runs[0].start).year; year <= civil(runs[0].last_day()).year; ++year) {
        const Date from = date_of({year, 1, 1});
        const Date until = date_of({year + 1, 1, 1});
        std::vector<double> entries;
        std::vector<double> in_register;
        for (const RunRecord& run : runs) {
            const CellNumbers legs = legs_at(run, code);
            entries.push_back(run.flow(run.irregular_entries, legs, from, until));
            in_register.push_back(run.flow(run.registered_irregular_entries, legs, from, until));
        }
        const Spread entered = spread_of(entries);
        if (std::isnan(entered.median)) continue;
        years.push_back({year, entered, spread_of(in_register), registered_by_others(observed, country, from, until),
                         observed_registered(observed, "registered_irregular_entries_venezuelan", country, year),
                         observed_registered(observed, "registered_irregular_entries", country, year)});
    }
    return years;
}

}  // namespace corredor

#include "studies/crime_patterns.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>

namespace corredor {

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

std::size_t position(const std::vector<std::string>& names, std::string_view name)
{
    return static_cast<std::size_t>(std::ranges::find(names, name) - names.begin());
}

double months_of(Date on)
{
    const CivilDay date = civil(on);
    return 12.0 * date.year + (date.month - 1);
}

/// One run with the organisation that is asked about.
struct View {
    const RunRecord& run;
    std::size_t organisation;

    [[nodiscard]] bool has(const Series& series) const
    {
        return series.is_recorded() && organisation < run.organisation.size();
    }
    [[nodiscard]] std::vector<std::size_t> cells_of(const std::function<bool(std::size_t)>& at_node) const
    {
        std::vector<std::size_t> cells;
        for (std::size_t n = 0; n < run.node.size(); ++n)
            if (at_node(n)) cells.push_back(organisation * run.node.size() + n);
        return cells;
    }
    [[nodiscard]] double stock_on(const Series& series, const std::vector<std::size_t>& cells, Date day) const
    {
        return has(series) ? run.stock(series, cells, run.days_passed_at_end_of(day)) : none;
    }
    [[nodiscard]] double members_on(Date day, const std::function<bool(std::size_t)>& at_node) const
    {
        return stock_on(run.members, cells_of(at_node), day);
    }
    [[nodiscard]] double control_on(Date day, std::string_view of, std::string_view node) const
    {
        const std::size_t other = position(run.organisation, of);
        if (!run.control.is_recorded() || other == run.organisation.size()) return none;
        const std::size_t cell = other * run.node.size() + position(run.node, node);
        return run.stock(run.control, std::array{cell}, run.days_passed_at_end_of(day));
    }
    /// [USD] of some businesses at all places, from a day to before another.
    [[nodiscard]] double revenue(Date from, Date until, std::span<const std::string_view> economies) const
    {
        if (!has(run.revenue_usd)) return none;
        std::vector<std::size_t> cells;
        const std::size_t count = run.economy.size();
        for (std::size_t n = 0; n < run.node.size(); ++n)
            for (std::size_t e = 0; e < count; ++e)
                if (economies.empty() || std::ranges::find(economies, run.economy[e]) != economies.end())
                    cells.push_back((organisation * run.node.size() + n) * count + e);
        return run.flow(run.revenue_usd, cells, from, until);
    }
};

Date day(std::int32_t year, std::int32_t month, std::int32_t of_month)
{
    return date_of({year, month, of_month});
}

/// The month in which some place of a country first had five members.
double first_presence(const View& view, std::string_view country)
{
    constexpr double enough = 5.0;
    if (!view.has(view.run.members)) return none;
    const auto cells = view.cells_of([&](std::size_t n) { return view.run.node_country[n] == country; });
    for (std::size_t r = 0; r < view.run.days.size(); ++r)
        for (const std::size_t cell : cells)
            if (view.run.members.at(r, cell) >= enough)
                return months_of(view.run.start.plus_days(static_cast<std::int32_t>(view.run.days[r]) - 1));
    return none;
}

double homicides_in(const View& view, std::string_view region, std::int32_t year)
{
    const RunRecord& run = view.run;
    if (!run.homicides.is_recorded()) return none;
    const auto cells = cells_where(run.node.size(), [&](std::size_t n) { return run.node_region[n] == region; });
    return run.flow(run.homicides, cells, day(year, 1, 1), day(year + 1, 1, 1));
}

/// What operations against cells did: the n-th against the same cell, over all cells.
struct Operations {
    std::vector<double> first;
    std::vector<double> second;
    std::vector<double> months_to_recover;
};

Operations operations_of(const View& view)
{
    Operations found;
    const RunRecord& run = view.run;
    if (!view.has(run.operations) || !view.has(run.operation_arrests) || !view.has(run.members)) return found;
    for (const std::size_t cell : view.cells_of([](std::size_t) { return true; })) {
        int count = 0;
        for (std::size_t r = 1; r < run.days.size(); ++r) {
            if (run.operations.at(r, cell) < 1.0) continue;
            ++count;
            const double arrested = run.operation_arrests.at(r, cell);
            if (count == 1) found.first.push_back(arrested);
            if (count == 2) found.second.push_back(arrested);
            const double before = run.members.at(r - 1, cell);
            for (std::size_t later = r; count == 1 && later < run.days.size(); ++later)
                if (run.members.at(later, cell) >= 0.7 * before) {
                    found.months_to_recover.push_back((run.days[later] - run.days[r]) / 30.44);
                    break;
                }
        }
    }
    return found;
}

double mean(const std::vector<double>& values)
{
    if (values.empty()) return none;
    double sum = 0.0;
    for (const double v : values) sum += v;
    return sum / static_cast<double>(values.size());
}

double income_of_leaders(const View& view, std::int32_t year)
{
    if (!view.has(view.run.leaders_income_usd)) return none;
    return view.run.flow(view.run.leaders_income_usd, std::array{view.organisation}, day(year, 1, 1),
                         day(year + 1, 1, 1));
}

double command_on(const View& view, Date on)
{
    return view.stock_on(view.run.command, {view.organisation}, on);
}

double share_of_rackets(const View& view, std::int32_t year)
{
    constexpr std::array<std::string_view, 6> rackets{"business_extortion", "loan_sharking",    "retail_drugs",
                                                      "drug_production",    "contract_killing", "phone_scams"};
    return view.revenue(day(year, 1, 1), day(year + 1, 1, 1), rackets) /
           view.revenue(day(year, 1, 1), day(year + 1, 1, 1), {});
}

constexpr std::array<std::string_view, 1> packages{"smuggling_package"};
constexpr std::array<std::string_view, 1> prison_tax{"prison_tax"};

struct Definition {
    std::string name;
    std::string observed;
    std::string unit;
    double low;
    double high;
    std::function<double(const View&)> of;
};

std::vector<Definition> presence()
{
    const auto month = [](std::int32_t year, int m) { return 12.0 * year + (m - 1); };
    const auto in = [](std::string_view country) {
        return [country](const View& v) { return first_presence(v, country); };
    };
    return {
        {"first cell in Colombia", "mid-2017 to 2018 (facts 45, 99)", "month", month(2016, 10), month(2018, 12),
         in("CO")},
        {"first cell in Ecuador", "2018 to 2019", "month", month(2018, 1), month(2019, 12), in("EC")},
        {"first cell in Peru", "2018 to 2019", "month", month(2018, 1), month(2019, 12), in("PE")},
        {"first cell in Bolivia", "2020 to 2021", "month", month(2020, 1), month(2021, 12), in("BO")},
        {"first cell in Chile", "2020 to 2022", "month", month(2020, 1), month(2022, 12), in("CL")},
        {"Chile after Bolivia", "after (fact 11)", "months", 0.0, 48.0,
         [](const View& v) { return first_presence(v, "CL") - first_presence(v, "BO"); }},
        {"control of La Parada, mid-2017", "rising", "share", none, none,
         [](const View& v) { return v.control_on(day(2017, 7, 1), v.run.organisation[v.organisation], "CO_LPA"); }},
        {"control of La Parada, end of 2019", "about half or more, after a fight with ELN (2.7)", "share", 0.4, 1.0,
         [](const View& v) { return v.control_on(day(2019, 12, 31), v.run.organisation[v.organisation], "CO_LPA"); }},
        {"ELN at La Parada, mid-2022 less 2019", "regained (2.7)", "share", 0.0, 1.0,
         [](const View& v) {
             return v.control_on(day(2022, 7, 1), "eln", "CO_LPA") - v.control_on(day(2019, 7, 1), "eln", "CO_LPA");
         }},
    };
}

/// Of those who reached their destination in Colombia or Peru, the part whom somebody was paid to bring over a border.
double smuggler_use(const View& view, std::int32_t year)
{
    const RunRecord& run = view.run;
    if (!run.journeys_smuggled.is_recorded() || !run.journeys_ended.is_recorded()) return none;
    const auto cells = cells_where(
        run.node.size(), [&](std::size_t n) { return run.node_country[n] == "CO" || run.node_country[n] == "PE"; });
    return run.flow(run.journeys_smuggled, cells, day(year, 1, 1), day(year + 1, 1, 1)) /
           run.flow(run.journeys_ended, cells, day(year, 1, 1), day(year + 1, 1, 1));
}

std::vector<Definition> size_and_money()
{
    const auto anywhere = [](std::size_t) { return true; };
    return {
        {"members, mid-2018", "300 to 1,500 (P069)", "people", 300, 1500,
         [=](const View& v) { return v.members_on(day(2018, 7, 1), anywhere); }},
        {"members, mid-2023", "2,000 to 5,000 (2.9)", "people", 2000, 5000,
         [=](const View& v) { return v.members_on(day(2023, 7, 1), anywhere); }},
        {"share of them abroad", "0.2 to 0.6 (P070)", "share", 0.2, 0.6,
         [=](const View& v) {
             const auto abroad = [&](std::size_t n) { return v.run.node_country[n] != "VE"; };
             return v.members_on(day(2023, 7, 1), abroad) / v.members_on(day(2023, 7, 1), anywhere);
         }},
        {"leaders' income in 2022", "10 to 15 million USD, within a factor of two (2.10)", "USD", 5e6, 30e6,
         [](const View& v) { return income_of_leaders(v, 2022); }},
        {"of it the prison tax", "about 3.5 million USD (P094)", "USD", 2.3e6, 3.9e6,
         [](const View& v) { return v.revenue(day(2022, 1, 1), day(2023, 1, 1), prison_tax); }},
        {"leaders' income in 2025", "not known", "USD", none, none,
         [](const View& v) { return income_of_leaders(v, 2025); }},
        {"income from journeys, mid-2020 to mid-2021, over 2019", "rose in 2020 (facts 56, 101)", "ratio", 1.3, 20.0,
         [](const View& v) {
             return v.revenue(day(2020, 7, 1), day(2021, 7, 1), packages) /
                    v.revenue(day(2019, 1, 1), day(2020, 1, 1), packages);
         }},
        {"smuggler use of those arriving in Colombia and Peru, 2019", "0.6 of those asked (T179)", "share", 0.45, 0.75,
         [](const View& v) { return smuggler_use(v, 2019); }},
        {"smuggler use of those arriving in Colombia and Peru, 2021", "0.81 of those asked (T180)", "share", 0.65, 0.95,
         [](const View& v) { return smuggler_use(v, 2021); }},
        {"share of local rackets, 2021", "rising (facts 39, 70)", "share", none, none,
         [](const View& v) { return share_of_rackets(v, 2021); }},
        {"share of local rackets, 2025 less 2021", "rising as flows dry up (facts 117, 119)", "share", 0.02, 1.0,
         [](const View& v) { return share_of_rackets(v, 2025) - share_of_rackets(v, 2021); }},
        {"command, mid-2023", "0.4 to 0.95 (P079)", "share", 0.4, 0.95,
         [](const View& v) { return command_on(v, day(2023, 7, 1)); }},
        {"command, mid-2025", "0.1 to 0.6 (P080)", "share", 0.1, 0.6,
         [](const View& v) { return command_on(v, day(2025, 7, 1)); }},
    };
}

std::vector<Definition> violence_and_police()
{
    return {
        {"homicides in Tarapacá in 2021 over 2020", "2.1 to 3.8 by two definitions (2.2)", "ratio", 2.0, 4.5,
         [](const View& v) { return homicides_in(v, "Tarapacá", 2021) / homicides_in(v, "Tarapacá", 2020); }},
        {"homicides in Tarapacá in 2021", "38 or 51 (2.2)", "people", 25, 60,
         [](const View& v) { return homicides_in(v, "Tarapacá", 2021); }},
        {"homicides in Tarapacá in 2024 over 2021", "fell again", "ratio", 0.0, 0.85,
         [](const View& v) { return homicides_in(v, "Tarapacá", 2024) / homicides_in(v, "Tarapacá", 2021); }},
        {"arrests in the first operation against a cell", "15 to 33 (P072)", "people", 15, 33,
         [](const View& v) { return mean(operations_of(v).first); }},
        {"arrests in the second over the first", "0.09 to 0.7 (P073)", "ratio", 0.09, 0.7,
         [](const View& v) {
             const Operations found = operations_of(v);
             return mean(found.second) / mean(found.first);
         }},
        {"months until a cell has 70 % of its members back", "3 to 18 (P074)", "months", 3, 18,
         [](const View& v) { return mean(operations_of(v).months_to_recover); }},
    };
}

}  // namespace

double CrimePattern::share_met() const
{
    if (std::isnan(low) || by_run.empty()) return none;
    const auto met = std::ranges::count_if(by_run, [this](double v) { return v >= low && v <= high; });
    return static_cast<double>(met) / static_cast<double>(by_run.size());
}

std::vector<CrimePattern> crime_patterns(std::span<const RunRecord> runs, const std::string& organisation)
{
    std::vector<CrimePattern> patterns;
    for (const auto& group : {presence(), size_and_money(), violence_and_police()})
        for (const Definition& definition : group) {
            CrimePattern pattern{.name = definition.name,
                                 .observed = definition.observed,
                                 .unit = definition.unit,
                                 .low = definition.low,
                                 .high = definition.high,
                                 .by_run = {},
                                 .simulated = {}};
            for (const RunRecord& run : runs)
                pattern.by_run.push_back(definition.of({run, position(run.organisation, organisation)}));
            pattern.simulated = spread_of(pattern.by_run);
            patterns.push_back(std::move(pattern));
        }
    return patterns;
}

}  // namespace corredor

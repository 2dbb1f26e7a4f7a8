#include "studies/headline.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace corredor {

namespace {

/// Whether lines that only some runs have are left out where nothing happened.
enum class Nothing : std::uint8_t { left_out, told };

class Lines {
public:
    Lines(const RunRecord& run, Nothing nothing) : run_{run}, nothing_{nothing} {}

    void add(std::string key, std::string label, double value, std::string unit = "people")
    {
        if (!std::isnan(value)) numbers_.push_back({std::move(key), std::move(label), std::move(unit), value});
    }

    void add_total(std::string key, std::string label, const Series& series, std::string unit = "people")
    {
        add(std::move(key), std::move(label), run_.total(series, cells_where(series.cells, [](auto) { return true; })),
            std::move(unit));
    }

    /// The same for what only a world with harms or with organisations records.
    void add_total_if_any(std::string key, std::string label, const Series& series, std::string unit = "people")
    {
        if (series.is_recorded() &&
            (tells_nothing() || std::ranges::any_of(series.values, [](double value) { return value != 0.0; })))
            add_total(std::move(key), std::move(label), series, std::move(unit));
    }

    /// A line for each country, those with nothing left out.
    void add_by_country_entered(const std::string& key, const std::string& label, const Series& series)
    {
        for (const std::string& code : run_.country) {
            const double people = run_.total(
                series, cells_where(series.cells, [&](auto leg) { return run_.leg_to_country[leg] == code; }));
            if (people > 0.0 || tells_nothing()) add(key + "_" + code, label + " " + code, people);
        }
    }

    void add_by_mechanism(const std::string& key, const std::string& label, const Series& series,
                          const std::string& unit)
    {
        if (!series.is_recorded()) return;
        // All at once: a pass over all places for each of them would take most of the time of a report of many runs.
        std::vector<double> totals(run_.mechanism.size());
        const std::size_t rows = series.values.size() / totals.size();  // (record, node)
        for (std::size_t row = 0; row < rows; ++row)
            for (std::size_t m = 0; m < totals.size(); ++m) totals[m] += series.values[row * totals.size() + m];
        for (std::size_t m = 0; m < totals.size(); ++m)
            add(key + "_" + run_.mechanism[m], label + " " + run_.mechanism[m], totals[m], unit);
    }

    void add_gain(std::string key, std::string label, const std::string& account)
    {
        const auto cells = cells_where(run_.gains_usd.cells, [&](auto a) { return run_.account[a] == account; });
        add(std::move(key), std::move(label), run_.total(run_.gains_usd, cells), "USD");
    }

    /// People at the end of the run at places and in statuses for which something holds.
    template <class Holds>
    [[nodiscard]] double people_at_end(Holds&& holds) const
    {
        const std::size_t statuses = run_.status.size();
        const auto cells = cells_where(run_.persons.cells,
                                       [&](auto cell) { return holds(cell / statuses, run_.status[cell % statuses]); });
        return run_.stock(run_.persons, cells, run_.days.empty() ? 0.0 : run_.days.back());
    }

    [[nodiscard]] bool tells_nothing() const { return nothing_ == Nothing::told; }
    [[nodiscard]] std::vector<HeadlineNumber> take() { return std::move(numbers_); }

private:
    const RunRecord& run_;
    Nothing nothing_;
    std::vector<HeadlineNumber> numbers_;
};

void add_stocks(const RunRecord& run, Lines& lines)
{
    lines.add("under_way", "under way at the end", lines.people_at_end([](auto, const std::string& status) {
        return status == "travelling" || status == "waiting";
    }));
    for (const std::string& code : run.country) {
        if (run.is_home(code)) continue;
        const double people = lines.people_at_end([&](auto node, const std::string& status) {
            return run.node_country[node] == code && (status == "settled" || status == "exited");
        });
        lines.add("settled_" + code, "settled at the end in " + code, people);
    }
}

void add_harm(const RunRecord& run, Lines& lines)
{
    lines.add_total_if_any("people_extorted", "extorted", run.people_extorted);
    lines.add_total_if_any("people_trafficked", "came to be trafficked", run.people_trafficked);
    lines.add_total_if_any("organisation_income_usd", "organisations took in", run.revenue_usd, "USD");
    lines.add_total_if_any("incidents", "incidents of all kinds", run.incidents, "incidents");
    lines.add_by_mechanism("incidents", "incidents of", run.incidents, "incidents");
    lines.add_by_mechanism("losses_usd", "lost by", run.losses_usd, "USD");
    lines.add_gain("tolls_usd", "tolls paid on trochas", "tolls");
    lines.add_gain("bribes_usd", "bribes paid to officials", "officials");
    const auto all = [](const Series& series) { return cells_where(series.cells, [](auto) { return true; }); };
    const double ended = run.total(run.journeys_ended, all(run.journeys_ended));
    if (ended > 0.0 || lines.tells_nothing())
        lines.add("journey_days", "days under way, mean of those who arrived",
                  run.total(run.journey_days, all(run.journey_days)) / std::max(ended, 1.0), "days");
}

std::vector<HeadlineNumber> lines_of(const RunRecord& run, Nothing nothing)
{
    Lines lines{run, nothing};
    lines.add_total("people_departed", "departed from an origin", run.departures);
    lines.add_total("people_returned", "back at an origin", run.returns);
    add_stocks(run, lines);
    lines.add_total("irregular_entries", "irregular entries", run.irregular_entries);
    lines.add_by_country_entered("irregular_entries", "irregular entries into", run.irregular_entries);
    lines.add_by_country_entered("registered_irregular_entries", "of these, registered in",
                                 run.registered_irregular_entries);
    lines.add_total("interceptions", "intercepted on a trocha", run.interceptions);
    lines.add_total("refusals", "turned away at a post", run.refusals);
    add_harm(run, lines);
    return lines.take();
}

}  // namespace

std::vector<HeadlineNumber> headline(const RunRecord& run)
{
    return lines_of(run, Nothing::left_out);
}

std::vector<std::string> headline_keys(const RunRecord& run)
{
    std::vector<std::string> keys;
    for (HeadlineNumber& number : lines_of(run, Nothing::told)) keys.push_back(std::move(number.key));
    return keys;
}

std::vector<HeadlineSpread> headline(const std::vector<RunRecord>& runs)
{
    std::vector<std::vector<HeadlineNumber>> of_runs;
    for (const RunRecord& run : runs) of_runs.push_back(headline(run));
    return spread(of_runs);
}

std::vector<HeadlineSpread> spread(const std::vector<std::vector<HeadlineNumber>>& of_runs)
{
    std::vector<HeadlineSpread> all;
    std::set<std::string> done;
    for (const auto& numbers : of_runs)
        for (const HeadlineNumber& number : numbers) {
            if (!done.insert(number.key).second) continue;
            std::vector<double> values;
            for (const auto& others : of_runs) {
                const auto found = std::ranges::find(others, number.key, &HeadlineNumber::key);
                values.push_back(found == others.end() ? 0.0 : found->value);
            }
            all.push_back({number, spread_of(std::move(values))});
        }
    return all;
}

}  // namespace corredor

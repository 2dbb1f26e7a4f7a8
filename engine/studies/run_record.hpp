#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.hpp"
#include "output/dataset.hpp"
#include "output/result_reader.hpp"

namespace corredor {

/// One recorded variable: for each record, a row of cells.
struct Series {
    std::vector<double> values;  // (record, cell)
    std::size_t cells = 0;       // 0: not recorded

    [[nodiscard]] bool is_recorded() const { return cells > 0; }
    [[nodiscard]] double at(std::size_t record, std::size_t cell) const { return values[record * cells + cell]; }
};

/// What one run recorded, from its result file or straight from memory. Variables that it did not record are empty.
struct RunRecord {
    std::string title;
    std::string scenario_yaml;
    std::string scenario_sha256;
    std::int64_t seed = 0;
    std::int64_t persons_per_agent = 1;
    Date start;
    std::vector<double> days;  // (record) days passed since the start

    std::vector<std::string> node;
    std::vector<std::string> node_country;
    std::vector<std::string> node_kind;
    std::vector<std::string> node_region;
    std::vector<std::string> leg;
    std::vector<std::string> leg_from;
    std::vector<std::string> leg_to;
    std::vector<std::string> leg_kind;
    std::vector<std::string> leg_from_country;
    std::vector<std::string> leg_to_country;
    std::vector<std::string> leg_border_pair;
    std::vector<std::string> status;
    std::vector<std::string> country;
    std::vector<std::string> mechanism;
    std::vector<std::string> account;
    std::vector<std::string> organisation;
    std::vector<std::string> economy;

    Series persons;    // node × status
    Series residents;  // country × (regular, irregular)
    Series departures;
    Series settlements;
    Series returns;
    Series crossings;
    Series crossings_by_destination;  // leg × country
    Series irregular_entries;
    Series registered_irregular_entries;
    Series interceptions;
    Series refusals;
    Series incidents;   // node × mechanism
    Series losses_usd;  // node × mechanism
    Series people_extorted;
    Series people_trafficked;
    Series journeys_ended;
    Series journey_days;
    Series journeys_smuggled;
    Series gains_usd;  // account
    Series ledger;     // (created, then each status) × status

    Series members;             // organisation × node
    Series control;             // organisation × node
    Series revenue_usd;         // organisation × node × economy
    Series leaders_income_usd;  // organisation
    Series command;             // organisation
    Series homicides;           // node
    Series arrests;             // node
    Series operations;          // organisation × node
    Series operation_arrests;   // organisation × node

    [[nodiscard]] Date last_day() const;  // the last that was recorded
    [[nodiscard]] double days_passed_at_end_of(Date day) const;

    /// Countries that people leave: those with origins.
    [[nodiscard]] bool is_home(std::string_view country_code) const;

    /// A stock at a time, linear between records.
    /// returns  the sum over some cells; NaN before the first record, after the last, or if it was not recorded
    [[nodiscard]] double stock(const Series&, std::span<const std::size_t> of_cells, double days_passed) const;

    /// A flow from a day to before another; a record that is partly inside counts in proportion.
    /// returns  the sum over some cells; NaN if the run does not cover the time or did not record it
    [[nodiscard]] double flow(const Series&, std::span<const std::size_t> of_cells, Date from, Date until) const;

    /// The flow over the whole run.
    [[nodiscard]] double total(const Series&, std::span<const std::size_t> of_cells) const;
};

/// errors  OutputError (missing, read_failed); also when the file holds several replicates
[[nodiscard]] RunRecord read_run(const std::filesystem::path& file);

/// All runs of a file: one, or its replicates.
/// errors  OutputError (missing, read_failed)
[[nodiscard]] std::vector<RunRecord> read_runs(const std::filesystem::path& file);

/// One and the same run must not count twice in a spread over runs.
/// files   (run) where each is from
/// errors  ScenarioError
void refuse_same_run_twice(std::span<const RunRecord> runs, std::span<const std::string> files);

/// How many replicates a file holds; 0 for a single run.
[[nodiscard]] std::size_t replicates_in(const ResultReader&);

/// One of them, or the single run as replicate 0.
/// errors  OutputError (read_failed)
[[nodiscard]] RunRecord read_replicate(const ResultReader&, std::size_t replicate);

/// The same with values over time from elsewhere, for whoever has them already; what comes back empty is not recorded.
[[nodiscard]] RunRecord read_replicate(const ResultReader&, std::size_t replicate,
                                       const std::function<std::vector<double>(std::string_view)>& values_over_time);

/// Numbers of a variable in one replicate; those that all replicates share are the same in each. Empty when absent.
[[nodiscard]] std::vector<double> numbers_of(const ResultReader&, std::string_view name, std::size_t replicate);

/// The same for a result that is still in memory.
[[nodiscard]] RunRecord record_of(const Dataset&);

/// Numbers of the cells for which something holds.
template <class Predicate>
[[nodiscard]] std::vector<std::size_t> cells_where(std::size_t count, Predicate&& holds)
{
    std::vector<std::size_t> cells;
    for (std::size_t cell = 0; cell < count; ++cell)
        if (holds(cell)) cells.push_back(cell);
    return cells;
}

/// Middle and spread of one quantity over runs.
struct Spread {
    double median = 0.0;
    double low = 0.0;   // 5 % of runs lie below
    double high = 0.0;  // 5 % of runs lie above
};

/// NaN everywhere if no run has a value; runs without one are left out.
[[nodiscard]] Spread spread_of(std::vector<double> values);

}  // namespace corredor

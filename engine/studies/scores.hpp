#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "scenario/load.hpp"
#include "studies/run_record.hpp"

namespace corredor {

/// What was observed and how it was counted.
struct Observations {
    std::vector<TargetRow> targets;
    std::vector<OtherNationalitiesRow> other_nationalities;
    std::map<std::string, Date>
        irregular_counted_from;  // by country: before it, official stocks leave irregular entrants out
};
[[nodiscard]] Observations observations_of(const LoadedScenario&);

/// Reads a table of targets by itself.
/// errors  ScenarioError
[[nodiscard]] std::vector<TargetRow> read_targets(const std::filesystem::path& csv_file);

/// One observed value beside what runs give under the same definition. NaN where there is no number.
struct Score {
    TargetRow target;
    Spread simulated = {};
    double error = 0.0;              // simulated median over observed, minus 1
    double persistence = 0.0;        // forecast: the last value observed before
    double persistence_error = 0.0;  // of it, over observed, minus 1
    std::string note = {};           // why there is no simulated value, or how it was counted
};

/// Scores the targets used for calibration, then those used for validation, each in the table's order.
///
/// runs  of the same scenario
[[nodiscard]] std::vector<Score> score(std::span<const RunRecord> runs, const Observations&);

/// Middle of the absolute relative errors of some rows, ours and of the persistence forecast, over rows that have both.
struct ErrorSummary {
    std::size_t rows = 0;
    double error = 0.0;
    double persistence_error = 0.0;
};
[[nodiscard]] ErrorSummary median_errors(std::span<const Score> scores, std::string_view use);

/// What one run gives for a target, under the target's definition; NaN and a reason when it cannot be said.
struct SimulatedValue {
    double value = 0.0;
    std::string note = {};
    double published = 0.0;  // of it, from a table and not from the model
};
[[nodiscard]] SimulatedValue simulated_value(const RunRecord&, const Observations&, const TargetRow&);

/// A pattern that was observed but is no row of the targets.
struct PatternCheck {
    std::string name;
    std::string observed;
    std::string how;   // it is computed
    std::string unit;  // "share" or "month": 12 times the year plus the month from 0
    Spread simulated;
};
[[nodiscard]] std::vector<PatternCheck> check_patterns(std::span<const RunRecord> runs);

/// "2020-11" for 12 × 2020 + 10; "never" for NaN.
[[nodiscard]] std::string month_name(double months);

/// True and registered irregular entries into a country in a calendar year.
struct EntriesOfYear {
    std::int32_t year = 0;
    Spread entered;
    Spread registered;
    double other_nationalities = 0.0;  // registered; NaN when the table has nothing for that year
    double observed_own = 0.0;         // registered Venezuelans; NaN when not observed
    double observed_all = 0.0;         // registered, all nationalities
};
/// Whole years that the runs cover.
[[nodiscard]] std::vector<EntriesOfYear> irregular_entries_by_year(std::span<const RunRecord> runs, const Observations&,
                                                                   std::string_view country);

/// People settled in a country at the end of a day, whatever the statistics count.
[[nodiscard]] double people_living_in(const RunRecord&, std::string_view country, Date day);

}  // namespace corredor

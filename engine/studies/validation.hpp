#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "studies/scores.hpp"

namespace corredor {

/// How far forecasts of one series are from what was observed. NaN where it cannot be said.
struct ForecastErrors {
    std::size_t rows = 0;              // that have a forecast
    double relative_difference = 0.0;  // sum of absolute errors over the sum of what was observed
    /// Mean absolute error over that of repeating the value before, in the rows up to the end of calibration; above 1
    /// is worse than that. source  Hyndman, Koehler, International Journal of Forecasting 22, 2006
    double scaled_error = 0.0;
};

/// Rows of one quantity at one place that were observed for one use.
struct SeriesValidation {
    std::string quantity;
    std::string geography;
    std::string use;
    std::size_t rows = 0;
    ForecastErrors model = {};  // median of the runs
    /// Mean width of the 90 % band and 20 times how far outside it what was observed lies, over the mean observed.
    /// source  Gneiting, Raftery, Journal of the American Statistical Association 102, 2007
    double interval_score = 0.0;
    double coverage = 0.0;            // share of rows within the band
    ForecastErrors persistence = {};  // repeats the value observed before
    ForecastErrors split = {};    // the world total that was observed, split as stocks were at the end of calibration
    ForecastErrors gravity = {};  // the same total, split by population over distance squared
};

/// One observed value, what the runs give, and the naive forecasts.
struct RowValidation {
    TargetRow target;
    Spread simulated;
    double published = 0.0;  // of what is simulated, from a table and not from the model
    double persistence = 0.0;
    double split = 0.0;
    double gravity = 0.0;
    std::string note;  // why there is no simulated value, or how it was counted
};

/// Order of places at one time: Spearman's rank correlation of forecasts with what was observed, over three places or
/// more.
struct RankValidation {
    std::string quantity;
    std::string use;
    Date from;
    Date until;
    std::size_t places = 0;
    double model = 0.0;
    double persistence = 0.0;
};

struct Validation {
    std::vector<RowValidation> rows;
    std::vector<SeriesValidation> series;
    std::vector<RankValidation> ranks;
};

/// Compares runs of one scenario with observed values: those for calibration, then those for validation.
///
/// places  of the scenario: the gravity forecast needs population and position
[[nodiscard]] Validation validate_against(std::span<const RunRecord> runs, const Observations&,
                                          std::span<const NodeRow> places);

/// Rows that are compared: those for calibration, then those for validation, each in the table's order.
[[nodiscard]] std::vector<TargetRow> scored_targets(const Observations&);

/// What one run gives for each of these rows.
[[nodiscard]] std::vector<SimulatedValue> simulated_values(const RunRecord&, const Observations&);

/// The same comparison from what runs gave, for whoever cannot keep them all.
///
/// of_runs  (run, row of scored_targets)
/// like     one of the runs: its places and countries
[[nodiscard]] Validation validate_against(std::span<const std::vector<SimulatedValue>> of_runs, const RunRecord& like,
                                          const Observations&, std::span<const NodeRow> places);

/// What validate_against needs, from files.
struct ValidationInputs {
    std::vector<RunRecord> runs;
    Observations observed;
    std::vector<NodeRow> places;
};

/// folder  where tables of the scenario are that are not shipped
/// errors  ScenarioError, OutputError
[[nodiscard]] ValidationInputs read_validation_inputs(const std::filesystem::path& targets,
                                                      const std::vector<std::filesystem::path>& results,
                                                      const std::filesystem::path& folder);

[[nodiscard]] nlohmann::ordered_json to_json(const Validation&);

/// Spearman's rank correlation; equal values share their mean rank. NaN for fewer than three pairs or a constant.
[[nodiscard]] double rank_correlation(std::span<const double> a, std::span<const double> b);

/// The same score for one row: the width of a central interval of probability 1 - alpha, and what it misses by.
[[nodiscard]] double interval_score(double low, double high, double observed, double alpha);

}  // namespace corredor

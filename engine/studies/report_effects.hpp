#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "studies/report_scenario.hpp"

namespace corredor {

/// A difference of means with its 95 % interval; NaN where there are too few runs for one.
struct MeanDifference {
    double mean = 0.0;
    double low = 0.0;
    double high = 0.0;
    std::size_t pairs = 0;  // 0: the two lists were compared as independent
};

/// Student's interval over pairs.
[[nodiscard]] MeanDifference paired_difference(const std::vector<double>& of_pairs);

/// Welch's interval; degrees of freedom are rounded down.
[[nodiscard]] MeanDifference independent_difference(const std::vector<double>& base, const std::vector<double>& other);

/// One headline number over the runs of each scenario, and how it differs from the first.
struct ReportMeasure {
    std::string key;
    std::string label;
    std::string unit;
    struct OfScenario {
        Spread spread;
        double mean = 0.0;
        MeanDifference effect;  // against the first scenario
    };
    std::vector<OfScenario> of_scenarios;
};

/// Runs with the same seed and scale are pairs: people in them had the same luck.
[[nodiscard]] std::vector<ReportMeasure> report_measures(const std::vector<ReportScenario>&);

}  // namespace corredor

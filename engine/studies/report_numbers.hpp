#pragma once

#include <nlohmann/json.hpp>

#include "studies/report_arrays.hpp"
#include "studies/report_collection.hpp"

namespace corredor {

/// JSON has no NaN.
[[nodiscard]] nlohmann::ordered_json report_number(double);
[[nodiscard]] nlohmann::ordered_json report_spread(const Spread&);

// What a report holds of counts, told by the rule of small_counts.hpp.

/// Means over runs, without cells that are zero all the time; crossings by stretch of border too.
[[nodiscard]] nlohmann::ordered_json map_of_report(ReportCollection&, const ReportScenario&, ReportArrays&);

[[nodiscard]] nlohmann::ordered_json measures_of_report(const ReportCollection&);

[[nodiscard]] nlohmann::ordered_json ledger_of_report(const ReportCollection&, const ReportScenario&);

/// People who came into the model and people in it at the end: the identity that the ledger is checked by.
[[nodiscard]] nlohmann::ordered_json balance_of_report(const ReportScenario&);

/// Of the alternatives that the report shows.
[[nodiscard]] nlohmann::ordered_json cross_tables_of_report(const ReportCollection&);

/// Irregular entries by year into each country that keeps a register of them.
[[nodiscard]] nlohmann::ordered_json entries_of_report(const ReportCollection&);

}  // namespace corredor

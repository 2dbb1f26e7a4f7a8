#pragma once

#include <nlohmann/json.hpp>

#include "studies/report_collection.hpp"

namespace corredor {

/// What was observed beside what the first scenario's runs give and the naive forecasts, by row and by series. Nothing
/// is told where fewer than five agents are behind a value of the runs, the published numbers in it left out: no
/// number, no error, and no error of a series from which the only such row would follow.
[[nodiscard]] nlohmann::ordered_json targets_of_report(const ReportCollection&);

}  // namespace corredor

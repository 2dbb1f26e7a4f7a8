#pragma once

#include <set>
#include <string>

#include <nlohmann/json.hpp>

#include "studies/report_arrays.hpp"
#include "studies/report_collection.hpp"

namespace corredor {

/// Series that are not zero all the time in every scenario.
[[nodiscard]] std::set<std::string> series_shown(const std::vector<ReportScenario>&);

[[nodiscard]] nlohmann::ordered_json series_of_report(const ReportCollection&, const ReportScenario&,
                                                      const std::set<std::string>& shown, ReportArrays&);

}  // namespace corredor

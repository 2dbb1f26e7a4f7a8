#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "studies/crime_patterns.hpp"

namespace corredor {

/// Every pattern of organised crime beside the runs, with the part of the runs that meet it.
[[nodiscard]] std::string crime_pattern_report(const std::vector<CrimePattern>&, std::size_t runs);

[[nodiscard]] nlohmann::ordered_json crime_pattern_json(const std::vector<CrimePattern>&);

}  // namespace corredor

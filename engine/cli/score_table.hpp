#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "studies/scores.hpp"

namespace corredor {

/// Every target beside the runs: calibration, then validation, then those far off, then patterns.
[[nodiscard]] std::string score_report(const std::vector<Score>&, const std::vector<PatternCheck>&, std::size_t runs);

[[nodiscard]] nlohmann::ordered_json score_json(const std::vector<Score>&, const std::vector<PatternCheck>&);

}  // namespace corredor

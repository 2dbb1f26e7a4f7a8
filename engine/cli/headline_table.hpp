#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "studies/headline.hpp"

namespace corredor {

/// Headline numbers with units; with a range when there are several runs.
[[nodiscard]] std::string headline_table(const std::vector<HeadlineSpread>&, std::size_t runs);

[[nodiscard]] nlohmann::ordered_json headline_json(const std::vector<HeadlineSpread>&);

/// How far to trust numbers from so many runs.
[[nodiscard]] std::string caution(std::size_t runs);

/// A number, or null where there is none.
[[nodiscard]] nlohmann::ordered_json json_number(double value);
[[nodiscard]] nlohmann::ordered_json json_of(const Spread&);

}  // namespace corredor

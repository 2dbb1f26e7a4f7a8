#pragma once

#include <string>

#include "output/dataset.hpp"

namespace corredor {

/// Adds up the single cases of a run and compares them with what was counted: incidents, losses and captives by record,
/// node and mechanism; people by node and status.
/// returns  the first variable that they do not add up to; empty when there is none. Groups that are not there, do not
///          hold all rows or are a sample are left out.
[[nodiscard]] std::string first_wrong_sum(const Dataset& run);

}  // namespace corredor

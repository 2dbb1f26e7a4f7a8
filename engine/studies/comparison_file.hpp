#pragma once

#include "output/dataset.hpp"
#include "studies/compare.hpp"

namespace corredor {

/// A comparison as a result file: netCDF-4 with the dimensions scenario, alternative, replicate, measure, month, node,
/// leg and outcome.
[[nodiscard]] Dataset dataset_of(const Comparison&);

}  // namespace corredor

#pragma once

#include <vector>

#include "studies/headline.hpp"
#include "studies/report_source.hpp"

namespace corredor {

/// What reports tell of a run beside its headline: people taken captive, the dead, killings, and who enters by each
/// stretch of border, which is where most scenarios differ.
[[nodiscard]] std::vector<HeadlineNumber> numbers_beside_headline(const ReportRun&);

}  // namespace corredor

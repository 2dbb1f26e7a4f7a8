#include "studies/report_steps.hpp"

#include <algorithm>

namespace corredor {

ReportSteps::ReportSteps(const RunRecord& run) : start_{run.start}, records_{run.days}
{
    records_per_step_ = (records_.size() + most - 1) / most;
    for (std::size_t first = 0; first < records_.size(); first += records_per_step_)
        days_.push_back(records_[std::min(first + records_per_step_, records_.size()) - 1]);
}

std::vector<std::int32_t> ReportSteps::years() const
{
    std::vector<std::int32_t> years;
    for (const double days : days_) years.push_back(civil(start_.plus_days(static_cast<std::int32_t>(days) - 1)).year);
    return years;
}

void ReportSteps::gather(std::span<const double> records, bool is_flow, std::span<double> sums) const
{
    for (std::size_t record = 0; record < records_.size(); ++record) {
        const std::size_t step = record / records_per_step_;
        const bool is_last = record + 1 == records_.size() || (record + 1) / records_per_step_ != step;
        if (is_flow || is_last) sums[step] += records[record];
    }
}

}  // namespace corredor

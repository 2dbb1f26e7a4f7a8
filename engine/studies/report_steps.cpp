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
    const std::size_t count = records_.size();
    for (std::size_t step = 0, first = 0; first < count; ++step, first += records_per_step_) {
        const std::size_t last = std::min(first + records_per_step_, count);
        for (std::size_t record = is_flow ? first : last - 1; record < last; ++record) sums[step] += records[record];
    }
}

}  // namespace corredor

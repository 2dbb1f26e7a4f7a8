#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "studies/run_record.hpp"

namespace corredor {

/// The records of a run gathered into the steps that a report shows.
class ReportSteps {
public:
    static constexpr std::size_t most = 620;  // a step a week for eleven years and a little more

    explicit ReportSteps(const RunRecord& run);

    [[nodiscard]] const std::vector<double>& days() const { return days_; }  // passed at the end of each step
    [[nodiscard]] std::size_t count() const { return days_.size(); }
    [[nodiscard]] std::vector<std::int32_t> years() const;  // of the last day of each step
    [[nodiscard]] std::size_t records_per_step() const { return records_per_step_; }
    [[nodiscard]] Date start() const { return start_; }
    [[nodiscard]] bool fits(const RunRecord& run) const { return run.start == start_ && run.days == records_; }

    /// Adds a cell's records to its steps: flows are summed over a step, of stocks the last record counts.
    ///
    /// sums  (step) are added to
    void gather(std::span<const double> records, bool is_flow, std::span<double> sums) const;

private:
    Date start_;
    std::vector<double> records_;
    std::vector<double> days_;
    std::size_t records_per_step_ = 1;
};

/// One line of a chart: a value at each step in each run, those left out in which it is zero all the time.
struct ReportSeries {
    std::string key;  // "irregular_entries_CL"
    std::string unit;
    bool is_flow = false;
    double scale = 1.0;
    std::vector<std::vector<double>> of_runs;
    bool is_part = false;  // a sum without what is left out of it
};

}  // namespace corredor

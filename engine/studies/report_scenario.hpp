#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/write.hpp"
#include "studies/headline.hpp"
#include "studies/report_amounts.hpp"
#include "studies/report_source.hpp"
#include "studies/report_steps.hpp"
#include "studies/small_counts.hpp"

namespace corredor {

/// Names that cells of all scenarios share: a scenario may have places that another lacks.
class ReportAxes {
public:
    [[nodiscard]] std::size_t index_of(const std::string& axis, const std::string& label);
    [[nodiscard]] const std::vector<std::string>& labels(const std::string& axis) { return labels_[axis]; }

private:
    std::map<std::string, std::vector<std::string>> labels_;
    std::map<std::string, std::map<std::string, std::size_t>> indices_;
};

/// A variable on the map: its mean over runs, where it is not zero all the time.
struct MapVariable {
    std::string name;
    std::vector<std::string> axes;
    std::string unit;
    bool is_flow = false;
    double scale = 1.0;
    std::vector<std::vector<std::size_t>> cells;  // labels' numbers on each axis
    std::vector<std::vector<double>> sums;        // (cell, step) over runs
};

struct RunOfReport {
    std::string file;
    std::int64_t seed = 0;
    std::string scenario_sha256;
    std::uint64_t state_hash = 0;
    std::vector<HeadlineNumber> headline;
};

/// What a report keeps of the runs of one scenario. They come one by one: all together would not fit in memory.
class ReportScenario {
public:
    ReportScenario(const ReportRun& first, const ReportSteps&, ReportAxes&);

    /// Whether a run is of this scenario, whatever its seed.
    [[nodiscard]] bool is_of(const ReportRun&) const;
    void add(ReportRun&&);

    /// Adds money and days as far as they are told, once all runs are in.
    ///
    /// persons_per_agent  of the coarsest scenario: what is few in one is few in all
    void tell_amounts(std::int64_t persons_per_agent);

    [[nodiscard]] const ReportRun& first() const { return first_; }  // without what it recorded
    [[nodiscard]] const FlatScenario& values() const { return values_; }
    [[nodiscard]] const std::map<std::string, std::string>& texts() const { return texts_; }  // by key
    [[nodiscard]] const std::vector<RunOfReport>& runs() const { return runs_; }
    [[nodiscard]] const std::vector<MapVariable>& map() const { return map_; }
    [[nodiscard]] const std::vector<ReportSeries>& series() const { return series_; }
    [[nodiscard]] const std::vector<double>& ledger() const { return ledger_; }       // sums over runs
    [[nodiscard]] const std::vector<RunRecord>& entries() const { return entries_; }  // only entries over legs

private:
    void add_to_map(const ReportRun&);
    void add_to_series(const ReportRun&);
    template <class KeyOfCell>
    void add_split(const ReportRun&, std::string_view variable, double scale, KeyOfCell&& key_of_cell);
    void tell_headline(const std::map<std::string, std::vector<double>>& totals, const SmallCounts&);
    ReportSeries& series_of(const std::string& key, const Block&, double scale);

    ReportRun first_;
    FlatScenario values_;
    std::map<std::string, std::string> texts_;
    const ReportSteps* steps_;
    ReportAxes* axes_;
    std::vector<RunOfReport> runs_;
    std::vector<MapVariable> map_;
    std::vector<ReportSeries> series_;
    std::map<std::string, std::size_t> series_by_key_;
    ReportAmounts amounts_;
    std::vector<double> arrived_;  // people, in each run
    std::vector<double> ledger_;
    std::vector<RunRecord> entries_;
};

}  // namespace corredor

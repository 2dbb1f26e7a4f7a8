#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "scenario/write.hpp"
#include "studies/report_source.hpp"
#include "studies/report_steps.hpp"

namespace corredor {

/// Money and days of a scenario's runs, each with the people behind it, so that those of few are not told:
///
/// An amount is told only where at least five agents are behind it in every run that has any, and over time only as the
/// mean over spans in which five more came to be behind it. A sum is one of what is told.
///
/// Those behind an amount are counted where it begins, for money and days may fall in later steps: as they are struck
/// by a mechanism, taken captive for a business, or cross by a trocha for which they pay. What markets pay, which no
/// agent is a part of, is told as it is.
///
/// How organisations share those behind a business is not counted: each has as many as its part of the money is worth.
/// A treasury holds all that an organisation took in, and is told only where all of that is.
class ReportAmounts {
public:
    /// values  of the scenario: which mechanism belongs to which business
    explicit ReportAmounts(const FlatScenario& values);

    void add(const ReportRun&, const ReportSteps&);

    struct Told {
        std::vector<ReportSeries> series;
        std::map<std::string, std::vector<double>> totals;      // by key: of each run
        std::map<std::string, std::vector<double>> losses_usd;  // by place: (step) sums over runs; absent (NaN) of few
    };
    /// What is told once all runs are in. Of a series that is not in it nothing is told.
    ///
    /// fewest  people for whom five agents stand
    [[nodiscard]] Told tell(double fewest) const;

private:
    using Steps = std::vector<double>;
    using OfRuns = std::vector<Steps>;  // without steps in a run where there is nothing
    using ByLabel = std::map<std::string, Steps>;

    struct MechanismOf {
        std::string economy;
        std::string leads_to;
    };
    /// Amounts with the same people behind them, and in the same sums.
    struct Part {
        std::string behind;
        std::vector<std::string> keys;
        std::string unit;
        OfRuns of_runs;
    };
    struct AtPlace {
        std::string behind;
        std::string place;
        Steps losses;     // sums over runs
        Steps incidents;  // sums over runs
    };
    class Reading;

    void count_people(const Reading&);
    void count_people_of_businesses(const Reading&, const ByLabel& struck, const ByLabel& captives);
    void count_people_of_accounts(const Reading&, const ByLabel& struck);
    void add_people(const std::string& behind, const Steps& people);
    void add_part(const std::string& name, Part&& part, Steps&& steps);
    void add_treasuries(const Reading&);
    void add_places(const Reading&);
    [[nodiscard]] bool is_of_few(const std::string& behind, double fewest) const;
    [[nodiscard]] std::set<std::string> left_out(double fewest) const;
    [[nodiscard]] double share_of(const Part&, std::size_t run) const;
    [[nodiscard]] Steps people_of(const Part&, std::size_t run) const;
    [[nodiscard]] bool is_told(const Part&, const std::set<std::string>& of_few, double fewest) const;
    [[nodiscard]] std::vector<ReportSeries> told_treasuries(const std::set<std::string>& of_few, double fewest) const;
    [[nodiscard]] std::map<std::string, Steps> told_at_places(const std::set<std::string>& of_few, double fewest) const;

    std::map<std::string, MechanismOf> mechanisms_;
    std::size_t runs_ = 0;
    std::map<std::string, OfRuns> behind_;  // those whom no agent is a part of are not there
    std::map<std::string, Part> parts_;
    std::map<std::string, OfRuns> treasuries_;  // by organisation
    std::map<std::string, AtPlace> places_;
};

/// Amounts as their mean over spans of time in which at least `fewest` people came to be behind them. What is left at
/// the end belongs to the last span; steps before anything began stay as they are.
[[nodiscard]] std::vector<double> over_spans(std::vector<double> amounts, const std::vector<double>& people,
                                             double fewest);

}  // namespace corredor

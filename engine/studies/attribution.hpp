#pragma once

#include <string>
#include <vector>

#include "scenario/load.hpp"
#include "studies/compare.hpp"

namespace corredor {

/// The scenarios between a base and an alternative: the alternative with some of its own interventions only.
class Subsets {
public:
    static constexpr std::size_t most_interventions = 6;

    /// errors  ComparisonError when there are none or too many
    Subsets(const LoadedScenario& base, const LoadedScenario& alternative, const CompareRequest& request);

    [[nodiscard]] std::size_t intervention_count() const { return names_.size(); }
    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
    /// Scenarios that must be run besides the base and the alternative, with the set that each stands for, as bits.
    [[nodiscard]] const std::vector<LoadedScenario>& to_run() const { return scenarios_; }
    [[nodiscard]] const std::vector<std::size_t>& sets() const { return sets_; }
    /// Whether the alternative without its interventions is still not the base.
    [[nodiscard]] bool differs_otherwise() const { return differs_otherwise_; }

private:
    std::vector<std::string> names_;
    std::vector<LoadedScenario> scenarios_;
    std::vector<std::size_t> sets_;
    bool differs_otherwise_ = false;
};

/// The Shapley value of each of some parts, from what every set of them is worth.
/// worth    (set, as bits)
/// returns  (part): sums to worth of all minus worth of none
/// source   Shapley, "A value for n-person games", 1953
[[nodiscard]] std::vector<double> shapley_values(const std::vector<double>& worth, std::size_t parts);

}  // namespace corredor

#pragma once

#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "studies/ever_held.hpp"
#include "studies/headline.hpp"
#include "studies/monthly.hpp"
#include "studies/outcomes.hpp"
#include "studies/paired.hpp"
#include "studies/replicates.hpp"

namespace corredor {

/// Go on until the interval of a measure is narrow enough in every alternative.
struct NarrowEnough {
    std::string measure;
    double half_width = 0.0;
};

struct CompareRequest {
    std::size_t replicates = 20;
    std::optional<NarrowEnough> until = std::nullopt;
    std::size_t most_replicates = 200;  // with `until`; `replicates` are then the fewest
    int threads = 0;                    // 0: one for each processor
    bool attribute = false;
    /// Makes a scenario ready to run that differs from a given one in its timeline; only asked for with `attribute`.
    std::function<LoadedScenario(const LoadedScenario&, std::vector<TimelineEntry>)> with_timeline = {};
};

/// What was asked for cannot be compared; the text says why.
struct ComparisonError : std::invalid_argument {
    using std::invalid_argument::invalid_argument;
};

struct Measure {
    std::string key;
    std::string label;
    std::string unit;
};

/// One variable by place: effects by month, and over the whole run.
struct PlacedEffects {
    std::vector<Effect> by_month;  // (month, place)
    std::vector<Effect> in_all;    // (place)
};

/// People by what became of them in the base run and in the alternative: mean and interval over replicates.
struct CrossedOutcomes {
    std::vector<MeanWithWidth> people;  // (class in the base, class in the alternative)
};

/// People who were held at any time, as one of `held_statuses`: mean and interval over replicates.
struct HeldEffects {
    MeanWithWidth in_both;
    MeanWithWidth in_base_only;
    MeanWithWidth in_alternative_only;
};

/// What each intervention of an alternative contributes, whatever the order in which they are added (Shapley values).
struct Attribution {
    std::vector<std::string> parts;                  // interventions, then what else the scenarios differ in
    std::vector<std::vector<MeanWithWidth>> shares;  // (part, measure)
};

struct AlternativeEffects {
    std::string name;
    std::vector<Effect> measures;       // as Comparison::measures
    std::vector<PlacedEffects> placed;  // as placed_variables()
    CrossedOutcomes outcomes;
    std::vector<HeldEffects> held;  // as held_statuses
    std::optional<Attribution> attribution;
};

struct Comparison {
    bool finished = false;
    bool narrow_enough = false;  // where `until` was asked for
    double seconds = 0.0;
    std::int64_t agent_days = 0;

    std::vector<std::string> scenarios;  // names, the base first
    std::vector<std::string> sha256;     // of each scenario
    std::int64_t seed = 0;
    std::int64_t persons_per_agent = 1;
    std::vector<std::int64_t> seeds;  // (replicate)
    std::vector<Measure> measures;
    std::vector<std::vector<std::vector<double>>> values;  // (scenario, replicate, measure)
    Months months;
    RunRecord places;  // of the base's first run: ids of nodes and legs, without numbers
    std::vector<std::string> outcome_names;
    std::vector<AlternativeEffects> alternatives;

    [[nodiscard]] std::size_t replicates() const { return seeds.size(); }
};

/// Runs a base and alternatives with the same luck, replicate by replicate: in each, a person meets the same random
/// numbers in all scenarios, so that differences are those of the scenarios. Results do not depend on threads.
/// errors  ComparisonError, ScenarioError
[[nodiscard]] Comparison compare(const LoadedScenario& base, const std::vector<LoadedScenario>& alternatives,
                                 const CompareRequest&, const StudyKeepGoing& = {});

/// A place whose number changed, over the whole run.
struct Shift {
    const PlacedVariable* variable = nullptr;
    std::string place;
    Effect effect;
};

/// Where a variable fell most and rose most, by effects that stand out among those of all variables and places:
/// displacement shows in both.
struct Displacement {
    const PlacedVariable* variable = nullptr;
    double net = 0.0;  // over all places
    std::vector<Shift> fell;
    std::vector<Shift> rose;
};
[[nodiscard]] std::vector<Displacement> displacement_of(const Comparison&, const AlternativeEffects&,
                                                        std::size_t most_places = 5);

}  // namespace corredor

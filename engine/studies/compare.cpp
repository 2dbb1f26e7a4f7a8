#include "studies/compare.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "scenario/nearest.hpp"
#include "studies/attribution.hpp"

namespace corredor {

namespace {

/// What is kept of one run.
struct RunFigures {
    std::vector<HeadlineNumber> numbers;
    std::vector<PlacedValues> placed;
};

/// What is kept of all runs of one replicate.
struct ReplicateFigures {
    std::vector<RunFigures> runs;                     // (scenario): the base, alternatives, then subsets: numbers only
    std::vector<std::vector<std::int64_t>> outcomes;  // (alternative): crossed with the base
    std::vector<std::vector<CrossedHeld>> held;       // (alternative, held status)
    std::vector<std::string> headline_keys;
    RunRecord places;
    std::vector<std::string> outcome_names;
    std::int64_t agent_days = 0;
};

/// The names of places without what happened there.
RunRecord places_of(const RunRecord& run)
{
    RunRecord places;
    places.title = run.title;
    places.start = run.start;
    places.node = run.node;
    places.node_country = run.node_country;
    places.node_kind = run.node_kind;
    places.leg = run.leg;
    places.leg_from = run.leg_from;
    places.leg_to = run.leg_to;
    places.leg_kind = run.leg_kind;
    places.leg_from_country = run.leg_from_country;
    places.leg_to_country = run.leg_to_country;
    places.country = run.country;
    return places;
}

/// Runs one replicate of every scenario.
class ReplicateRunner {
public:
    ReplicateRunner(std::vector<LoadedScenario> scenarios, std::size_t alternatives, int threads, StudyMonitor& monitor)
        : scenarios_{std::move(scenarios)}, alternatives_{alternatives}, threads_{threads}, monitor_{monitor},
          months_{months_of(scenarios_[0].scenario.run.start, scenarios_[0].scenario.run.end)}
    {
    }

    [[nodiscard]] const std::vector<LoadedScenario>& scenarios() const { return scenarios_; }
    [[nodiscard]] const Months& months() const { return months_; }

    [[nodiscard]] std::optional<ReplicateFigures> run(std::int64_t seed) const
    {
        ReplicateFigures figures;
        std::vector<PartyOutcome> of_base;
        std::vector<std::vector<EverHeld::Row>> held_in_base;
        for (std::size_t s = 0; s < scenarios_.size(); ++s) {
            const bool is_compared = s <= alternatives_;
            EverHeld held;
            RunRequest request{.scenario = {},
                               .load = {},
                               .threads = threads_,
                               .output = {},
                               .overwrite = {},
                               .endings = is_compared ? Endings::kept : Endings::forgotten};
            if (is_compared) request.look = [&held](const Simulation& simulation) { held.look(simulation); };
            const RunOutcome outcome = run_scenario(with_seed(scenarios_[s], seed), request, monitor_.of_run());
            if (!outcome.finished) return std::nullopt;
            monitor_.run_is_done(outcome);
            figures.agent_days += outcome.agent_days;
            const RunRecord record = record_of(outcome.dataset);
            figures.runs.push_back({headline(record), {}});
            if (!is_compared) continue;
            for (const PlacedVariable& variable : placed_variables())
                figures.runs.back().placed.push_back(placed_values(record, variable, months_));
            const OutcomeClasses classes{outcome.simulation->world()};
            auto outcomes = outcomes_of(*outcome.simulation, classes);
            auto rows = held.rows(outcomes);
            if (s == 0) {
                figures.places = places_of(record);
                figures.headline_keys = headline_keys(record);
                held_in_base = std::move(rows);
                figures.outcome_names = classes.names();
                of_base = std::move(outcomes);
            } else {
                figures.outcomes.push_back(cross_outcomes(of_base, outcomes, classes.count()));
                auto& crossed = figures.held.emplace_back();
                for (std::size_t h = 0; h < held_statuses.size(); ++h)
                    crossed.push_back(cross_held(held_in_base[h], rows[h]));
            }
        }
        return figures;
    }

private:
    std::vector<LoadedScenario> scenarios_;
    std::size_t alternatives_;
    int threads_;
    StudyMonitor& monitor_;
    Months months_;
};

double value_of(const std::vector<HeadlineNumber>& numbers, const std::string& key)
{
    const auto found = std::ranges::find(numbers, key, &HeadlineNumber::key);
    return found == numbers.end() ? 0.0 : found->value;
}

/// Adds up pairs of runs as they come.
class Pairs {
public:
    Pairs(std::size_t alternatives, std::size_t scenarios) : alternatives_(alternatives), numbers_(scenarios) {}

    void take(ReplicateFigures figures)
    {
        if (++pairs_ == 1) headline_keys_ = std::move(figures.headline_keys);
        for (std::size_t s = 0; s < figures.runs.size(); ++s) {
            for (const HeadlineNumber& n : figures.runs[s].numbers)
                if (std::ranges::find(measures_, n.key, &Measure::key) == measures_.end())
                    insert({n.key, n.label, n.unit});
            numbers_[s].push_back(figures.runs[s].numbers);
        }
        for (std::size_t a = 0; a < alternatives_.size(); ++a) {
            add_placed(alternatives_[a], figures.runs[0].placed, figures.runs[a + 1].placed);
            auto& crossed = alternatives_[a].crossed;
            crossed.resize(figures.outcomes[a].size());
            for (std::size_t i = 0; i < crossed.size(); ++i)
                crossed[i].add(0.0, static_cast<double>(figures.outcomes[a][i]), pairs_);
            add_held(alternatives_[a].held, figures.held[a]);
        }
    }

    [[nodiscard]] std::size_t count() const { return pairs_; }
    [[nodiscard]] const std::vector<Measure>& measures() const { return measures_; }
    /// Those that runs of these scenarios may have, also where none has had one yet.
    [[nodiscard]] const std::vector<std::string>& headline_keys() const { return headline_keys_; }

    /// (replicate) of one measure in one scenario. A number that a run does not have is 0, as in a headline table.
    [[nodiscard]] std::vector<double> values(std::size_t scenario, const std::string& measure) const
    {
        std::vector<double> values;
        for (const auto& numbers : numbers_[scenario]) values.push_back(value_of(numbers, measure));
        return values;
    }

    [[nodiscard]] AlternativeEffects effects(std::size_t alternative, double persons_per_agent) const
    {
        AlternativeEffects effects;
        for (const Measure& m : measures_)
            effects.measures.push_back(effect_of(values(0, m.key), values(alternative + 1, m.key)));
        for (const PlacedMoments& moments : alternatives_[alternative].placed) {
            PlacedEffects placed;
            for (const PairedMoments& m : moments.by_month) placed.by_month.push_back(m.effect(pairs_));
            for (const PairedMoments& m : moments.in_all) placed.in_all.push_back(m.effect(pairs_));
            effects.placed.push_back(std::move(placed));
        }
        const auto people = [&](const PairedMoments& m) {
            const Effect mean = m.effect(pairs_);
            return MeanWithWidth{mean.effect * persons_per_agent, mean.half_width * persons_per_agent};
        };
        for (const PairedMoments& m : alternatives_[alternative].crossed) effects.outcomes.people.push_back(people(m));
        for (const auto& [in_both, in_base_only, in_alternative_only] : alternatives_[alternative].held)
            effects.held.push_back({people(in_both), people(in_base_only), people(in_alternative_only)});
        return effects;
    }

private:
    struct PlacedMoments {
        std::vector<PairedMoments> by_month;
        std::vector<PairedMoments> in_all;
    };
    struct OfAlternative {
        std::vector<PlacedMoments> placed;
        std::vector<PairedMoments> crossed;
        std::vector<std::array<PairedMoments, 3>> held;  // (held status): in both, in the base, in the alternative only
    };

    /// Keeps measures in the order of headline tables, also those that only a later run has.
    void insert(Measure measure)
    {
        const auto place_of = [&](const std::string& key) {
            return std::ranges::find(headline_keys_, key) - headline_keys_.begin();
        };
        const auto place = place_of(measure.key);
        const auto next = std::ranges::find_if(measures_, [&](const Measure& m) { return place_of(m.key) > place; });
        measures_.insert(next, std::move(measure));
    }

    void add_held(std::vector<std::array<PairedMoments, 3>>& moments, const std::vector<CrossedHeld>& held) const
    {
        moments.resize(held.size());
        for (std::size_t h = 0; h < held.size(); ++h) {
            moments[h][0].add(0.0, static_cast<double>(held[h].in_both), pairs_);
            moments[h][1].add(0.0, static_cast<double>(held[h].in_base_only), pairs_);
            moments[h][2].add(0.0, static_cast<double>(held[h].in_alternative_only), pairs_);
        }
    }

    void add_placed(OfAlternative& all, const std::vector<PlacedValues>& base,
                    const std::vector<PlacedValues>& alternative) const
    {
        all.placed.resize(base.size());
        for (std::size_t v = 0; v < base.size(); ++v) {
            add(all.placed[v].by_month, base[v].by_month, alternative[v].by_month);
            add(all.placed[v].in_all, base[v].in_all, alternative[v].in_all);
        }
    }

    void add(std::vector<PairedMoments>& moments, const std::vector<double>& base,
             const std::vector<double>& alternative) const
    {
        moments.resize(base.size());
        for (std::size_t i = 0; i < base.size(); ++i) moments[i].add(base[i], alternative[i], pairs_);
    }

    std::size_t pairs_ = 0;
    std::vector<Measure> measures_;
    std::vector<std::string> headline_keys_;
    std::vector<OfAlternative> alternatives_;
    std::vector<std::vector<std::vector<HeadlineNumber>>> numbers_;  // (scenario, replicate)
};

void check_request(const LoadedScenario& base, const std::vector<LoadedScenario>& alternatives,
                   const CompareRequest& request)
{
    if (alternatives.empty()) throw ComparisonError{"there is no alternative to compare with"};
    if (request.replicates == 0) throw ComparisonError{"at least one replicate is needed"};
    const auto that_differs = [&base](const LoadedScenario& s) -> std::string {
        const RunSpec& run = s.scenario.run;
        const RunSpec& of_base = base.scenario.run;
        if (run.start != of_base.start)
            return fmt::format("run.start ({}, {})", to_string(of_base.start), to_string(run.start));
        if (run.end != of_base.end) return fmt::format("run.end ({}, {})", to_string(of_base.end), to_string(run.end));
        if (run.seed != of_base.seed) return fmt::format("run.seed ({}, {})", of_base.seed, run.seed);
        if (run.persons_per_agent != of_base.persons_per_agent)
            return fmt::format("run.persons_per_agent ({}, {})", of_base.persons_per_agent, run.persons_per_agent);
        const auto every = s.scenario.outputs.record_every_days;
        const auto every_of_base = base.scenario.outputs.record_every_days;
        return every == every_of_base ? "" : fmt::format("outputs.record_every_days ({}, {})", every_of_base, every);
    };
    for (const LoadedScenario& alternative : alternatives) {
        if (const std::string differs = that_differs(alternative); !differs.empty())
            throw ComparisonError{fmt::format("'{}' and '{}' differ in {}, which must be the same in scenarios that "
                                              "are compared",
                                              base.scenario.name, alternative.scenario.name, differs)};
        const bool same_places =
            std::ranges::equal(alternative.tables.nodes, base.tables.nodes, {}, &NodeRow::id, &NodeRow::id) &&
            std::ranges::equal(alternative.tables.legs, base.tables.legs, {}, &LegRow::id, &LegRow::id);
        if (!same_places)
            throw ComparisonError{fmt::format("'{}' and '{}' have different places or legs and cannot be compared",
                                              base.scenario.name, alternative.scenario.name)};
    }
}

bool is_narrow_enough(const Pairs& pairs, std::size_t alternatives, const NarrowEnough& wanted)
{
    const std::vector<std::string>& keys = pairs.headline_keys();
    if (std::ranges::find(keys, wanted.measure) == keys.end()) {
        const auto meant = nearest(wanted.measure, keys);
        throw ComparisonError{fmt::format("no measure is called '{}'{}; there are: {}", wanted.measure,
                                          meant ? fmt::format(", did you mean '{}'?", *meant) : "", joined(keys))};
    }
    for (std::size_t a = 0; a < alternatives; ++a) {
        const double width = effect_of(pairs.values(0, wanted.measure), pairs.values(a + 1, wanted.measure)).half_width;
        if (!(width <= wanted.half_width)) return false;
    }
    return true;
}

Attribution attribute(const Pairs& pairs, const Subsets& subsets, std::size_t alternative, std::size_t first_subset)
{
    Attribution attribution{.parts = subsets.names(), .shares = {}};
    const std::size_t parts = subsets.intervention_count();
    if (subsets.differs_otherwise()) attribution.parts.emplace_back("everything else");
    attribution.shares.resize(attribution.parts.size());
    for (const Measure& measure : pairs.measures()) {
        const auto of_base = pairs.values(0, measure.key);
        std::vector<std::vector<double>> worth_of(std::size_t{1} << parts, of_base);  // (set, replicate)
        worth_of.back() = pairs.values(alternative + 1, measure.key);
        for (std::size_t i = 0; i < subsets.sets().size(); ++i)
            worth_of[subsets.sets()[i]] = pairs.values(first_subset + i, measure.key);
        std::vector<std::vector<double>> shares(attribution.parts.size());  // (part, replicate)
        for (std::size_t r = 0; r < pairs.count(); ++r) {
            std::vector<double> worth;
            for (const auto& by_replicate : worth_of) worth.push_back(by_replicate[r]);
            const auto values = shapley_values(worth, parts);
            for (std::size_t p = 0; p < parts; ++p) shares[p].push_back(values[p]);
            if (subsets.differs_otherwise()) shares[parts].push_back(worth[0] - of_base[r]);
        }
        for (std::size_t p = 0; p < shares.size(); ++p) attribution.shares[p].push_back(mean_of(shares[p]));
    }
    return attribution;
}

}  // namespace

Comparison compare(const LoadedScenario& base, const std::vector<LoadedScenario>& alternatives,
                   const CompareRequest& request, const StudyKeepGoing& keep_going)
{
    check_request(base, alternatives, request);
    const auto begin = std::chrono::steady_clock::now();
    std::vector<LoadedScenario> scenarios{base};
    scenarios.insert(scenarios.end(), alternatives.begin(), alternatives.end());
    std::vector<Subsets> subsets;
    std::vector<std::size_t> first_subset;
    if (request.attribute)
        for (const LoadedScenario& alternative : alternatives) {
            subsets.emplace_back(base, alternative, request);
            first_subset.push_back(scenarios.size());
            scenarios.insert(scenarios.end(), subsets.back().to_run().begin(), subsets.back().to_run().end());
        }

    Comparison comparison;
    const std::size_t most = request.until ? std::max(request.most_replicates, request.replicates) : request.replicates;
    const std::size_t all_scenarios = scenarios.size();
    StudyMonitor monitor{most * all_scenarios, keep_going};
    const Shares shares = share_out(most, request.threads, memory_of(base));
    const ReplicateRunner runner{std::move(scenarios), alternatives.size(), shares.threads_each, monitor};
    Pairs pairs{alternatives.size(), all_scenarios};
    const auto work = [&](std::size_t r) { return runner.run(replicate_seed(base.scenario.run.seed, r)); };
    const auto take = [&](std::size_t r, ReplicateFigures figures) {
        comparison.agent_days += figures.agent_days;
        comparison.seeds.push_back(replicate_seed(base.scenario.run.seed, r));
        if (r == 0) {
            comparison.places = std::move(figures.places);
            comparison.outcome_names = std::move(figures.outcome_names);
        }
        pairs.take(std::move(figures));
        if (request.until && is_narrow_enough(pairs, alternatives.size(), *request.until))
            comparison.narrow_enough = pairs.count() >= request.replicates;
        return !comparison.narrow_enough;
    };
    work_in_order(most, shares.runs_at_a_time, work, take);

    comparison.finished = comparison.narrow_enough || comparison.replicates() == most;
    comparison.seed = base.scenario.run.seed;
    comparison.persons_per_agent = base.scenario.run.persons_per_agent;
    comparison.months = runner.months();
    comparison.measures = pairs.measures();
    for (std::size_t s = 0; s <= alternatives.size(); ++s) {
        const LoadedScenario& scenario = runner.scenarios()[s];
        comparison.scenarios.push_back(scenario.scenario.name);
        comparison.sha256.push_back(scenario.sha256);
        std::vector<std::vector<double>> by_replicate(pairs.count());
        for (const Measure& measure : pairs.measures()) {
            const auto values = pairs.values(s, measure.key);
            for (std::size_t r = 0; r < values.size(); ++r) by_replicate[r].push_back(values[r]);
        }
        comparison.values.push_back(std::move(by_replicate));
    }
    for (std::size_t a = 0; a < alternatives.size(); ++a) {
        auto effects = pairs.effects(a, static_cast<double>(comparison.persons_per_agent));
        effects.name = alternatives[a].scenario.name;
        if (request.attribute && pairs.count() > 0)
            effects.attribution = attribute(pairs, subsets[a], a, first_subset[a]);
        comparison.alternatives.push_back(std::move(effects));
    }
    comparison.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return comparison;
}

std::vector<Displacement> displacement_of(const Comparison& comparison, const AlternativeEffects& effects,
                                          std::size_t most_places)
{
    std::vector<Effect> everywhere;
    for (const PlacedEffects& placed : effects.placed)
        everywhere.insert(everywhere.end(), placed.in_all.begin(), placed.in_all.end());
    const auto stands_out = stand_out(everywhere, comparison.replicates());
    std::vector<Displacement> all;
    for (std::size_t v = 0, i = 0; v < effects.placed.size(); ++v) {
        const PlacedVariable& variable = placed_variables()[v];
        const auto& ids = variable.axis == PlaceAxis::node ? comparison.places.node : comparison.places.leg;
        Displacement displacement{.variable = &variable, .net = 0.0, .fell = {}, .rose = {}};
        for (std::size_t p = 0; p < effects.placed[v].in_all.size(); ++p, ++i) {
            const Effect& effect = effects.placed[v].in_all[p];
            displacement.net += effect.effect;
            if (stands_out[i] == 0) continue;
            (effect.effect < 0.0 ? displacement.fell : displacement.rose).push_back({&variable, ids[p], effect});
        }
        const auto by_size = [](const Shift& a, const Shift& b) {
            return std::abs(a.effect.effect) > std::abs(b.effect.effect);
        };
        for (auto* shifts : {&displacement.fell, &displacement.rose}) {
            std::ranges::stable_sort(*shifts, by_size);
            if (shifts->size() > most_places) shifts->resize(most_places);
        }
        if (!displacement.fell.empty() || !displacement.rose.empty()) all.push_back(std::move(displacement));
    }
    return all;
}

}  // namespace corredor

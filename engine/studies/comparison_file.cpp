#include "studies/comparison_file.hpp"

#include <fmt/format.h>

namespace corredor {

namespace {

/// One column of effects: what it is called and which number it holds.
struct Part {
    std::string_view suffix;
    std::string_view long_name;
    double Effect::*number;
};

constexpr std::array<Part, 5> parts{{
    {"_base", "mean in the base scenario", &Effect::base},
    {"_effect", "mean difference, alternative minus base", &Effect::effect},
    {"_half_width", "half of the 95 % interval of the effect", &Effect::half_width},
    {"_half_width_unpaired", "the same, had the runs not been pairs", &Effect::half_width_unpaired},
    {"_variance_ratio", "independent pairs of runs that one pair is worth", &Effect::variance_ratio},
}};

std::vector<double> column(const std::vector<Effect>& effects, double Effect::*number)
{
    std::vector<double> values;
    values.reserve(effects.size());
    for (const Effect& effect : effects) values.push_back(effect.*number);
    return values;
}

/// One number of all alternatives, one behind the other.
template <class EffectsOf>
std::vector<double> over_alternatives(const Comparison& comparison, double Effect::*number, EffectsOf&& effects_of)
{
    std::vector<double> values;
    for (const AlternativeEffects& alternative : comparison.alternatives) {
        const auto some = column(effects_of(alternative), number);
        values.insert(values.end(), some.begin(), some.end());
    }
    return values;
}

void add_coordinates(Dataset& file, const Comparison& comparison)
{
    file.add_coordinate("scenario", Values{comparison.scenarios}, {{"long_name", "scenario, the base first"}});
    std::vector<std::string> alternatives;
    for (const AlternativeEffects& a : comparison.alternatives) alternatives.push_back(a.name);
    file.add_coordinate("alternative", Values{alternatives}, {{"long_name", "scenario compared with the base"}});
    std::vector<std::int64_t> replicates;
    for (std::size_t r = 0; r < comparison.replicates(); ++r) replicates.push_back(static_cast<std::int64_t>(r));
    file.add_coordinate("replicate", Values{replicates}, {{"long_name", "pair of runs with the same luck, from 0"}});
    std::vector<std::string> keys;
    std::vector<std::string> labels;
    std::vector<std::string> units;
    for (const Measure& m : comparison.measures) {
        keys.push_back(m.key);
        labels.push_back(m.label);
        units.push_back(m.unit);
    }
    file.add_coordinate("measure", Values{keys}, {{"long_name", "headline number"}});
    std::vector<double> month;
    for (const Date first : comparison.months.first_day)
        month.push_back(static_cast<double>(first.days_since(comparison.places.start)));
    file.add_coordinate("month", Values{month},
                        {{"units", "days since " + to_string(comparison.places.start) + " 00:00:00"},
                         {"calendar", "proleptic_gregorian"},
                         {"standard_name", "time"},
                         {"long_name", "first day of the month"}});
    file.add_coordinate("node", Values{comparison.places.node}, {{"long_name", "place"}});
    file.add_coordinate("leg", Values{comparison.places.leg}, {{"long_name", "directed way between two places"}});
    file.add_coordinate("outcome", Values{comparison.outcome_names}, {{"long_name", "what became of a person"}});
    file.add_coordinate("outcome_alternative", Values{comparison.outcome_names},
                        {{"long_name", "what became of the same person in the alternative"}});
    file.variables.push_back({"measure_label", {"measure"}, Values{labels}, {{"long_name", "name for people"}}});
    file.variables.push_back({"measure_unit", {"measure"}, Values{units}, {{"long_name", "unit"}}});
    file.variables.push_back({"replicate_seed",
                              {"replicate"},
                              Values{comparison.seeds},
                              {{"long_name", "seed with which --seed runs this replicate of any scenario alone"}}});
    file.variables.push_back({"scenario_sha256",
                              {"scenario"},
                              Values{comparison.sha256},
                              {{"long_name", "SHA-256 of scenario and tables"}}});
}

void add_measures(Dataset& file, const Comparison& comparison)
{
    std::vector<double> values;
    for (const auto& by_replicate : comparison.values)
        for (const auto& by_measure : by_replicate) values.insert(values.end(), by_measure.begin(), by_measure.end());
    file.variables.push_back({"value",
                              {"scenario", "replicate", "measure"},
                              Values{std::move(values)},
                              {{"long_name", "headline number of each run"}}});
    for (const Part& part : parts)
        file.variables.push_back({"measure" + std::string{part.suffix},
                                  {"alternative", "measure"},
                                  Values{over_alternatives(
                                      comparison, part.number, [](const auto& a) -> auto& { return a.measures; })},
                                  {{"long_name", std::string{part.long_name}}}});
}

void add_placed(Dataset& file, const Comparison& comparison)
{
    Group monthly{.name = "monthly", .attributes = {{"title", "effects by month and place"}}};
    Group in_all{.name = "whole_run", .attributes = {{"title", "effects by place over the whole run"}}};
    for (std::size_t v = 0; v < placed_variables().size(); ++v) {
        const PlacedVariable& variable = placed_variables()[v];
        const std::string place = variable.axis == PlaceAxis::node ? "node" : "leg";
        for (const Part& part : parts) {
            const std::string name = std::string{variable.name} + std::string{part.suffix};
            std::vector<Attribute> attributes{
                {"long_name", fmt::format("{}: {}", variable.long_name, part.long_name)},
                {"units", part.number == &Effect::variance_ratio ? "1" : std::string{variable.unit}}};
            monthly.variables.push_back(
                {name,
                 {"alternative", "month", place},
                 Values{over_alternatives(
                     comparison, part.number, [v](const auto& a) -> auto& { return a.placed[v].by_month; })},
                 attributes});
            in_all.variables.push_back(
                {name,
                 {"alternative", place},
                 Values{over_alternatives(
                     comparison, part.number, [v](const auto& a) -> auto& { return a.placed[v].in_all; })},
                 attributes});
        }
    }
    file.groups.push_back(std::move(monthly));
    file.groups.push_back(std::move(in_all));
}

void add_outcomes(Dataset& file, const Comparison& comparison)
{
    std::vector<double> people;
    std::vector<double> half_width;
    for (const AlternativeEffects& a : comparison.alternatives)
        for (const MeanWithWidth& cell : a.outcomes.people) {
            people.push_back(cell.mean);
            half_width.push_back(cell.half_width);
        }
    const std::vector<std::string> dimensions{"alternative", "outcome", "outcome_alternative"};
    file.variables.push_back(
        {"people",
         dimensions,
         Values{std::move(people)},
         {{"long_name", "people by what became of them in the base and in the alternative"}, {"units", "people"}}});
    file.variables.push_back({"people_half_width",
                              dimensions,
                              Values{std::move(half_width)},
                              {{"long_name", "half of the 95 % interval of it"}, {"units", "people"}}});
}

void add_held(Dataset& file, const Comparison& comparison)
{
    std::vector<std::string> held_as;
    for (const Status status : held_statuses) held_as.emplace_back(status_names[static_cast<std::size_t>(status)]);
    file.add_coordinate("held_as", Values{held_as}, {{"long_name", "as what people were held on any day"}});
    file.add_coordinate("held_in", Values{std::vector<std::string>{"both", "base only", "alternative only"}},
                        {{"long_name", "in which of two runs the same person was held"}});
    std::vector<double> people;
    std::vector<double> half_width;
    for (const AlternativeEffects& a : comparison.alternatives)
        for (const HeldEffects& held : a.held)
            for (const MeanWithWidth& cell : {held.in_both, held.in_base_only, held.in_alternative_only}) {
                people.push_back(cell.mean);
                half_width.push_back(cell.half_width);
            }
    const std::vector<std::string> dimensions{"alternative", "held_as", "held_in"};
    file.variables.push_back({"people_ever_held",
                              dimensions,
                              Values{std::move(people)},
                              {{"long_name", "people who were held at any time"}, {"units", "people"}}});
    file.variables.push_back({"people_ever_held_half_width",
                              dimensions,
                              Values{std::move(half_width)},
                              {{"long_name", "half of the 95 % interval of it"}, {"units", "people"}}});
}

void add_attribution(Dataset& file, const Comparison& comparison)
{
    for (std::size_t a = 0; a < comparison.alternatives.size(); ++a) {
        const auto& attribution = comparison.alternatives[a].attribution;
        if (!attribution) continue;
        Group group{
            .name = fmt::format("attribution_{}", a),
            .attributes = {{"title", "Shapley values of the interventions of " + comparison.alternatives[a].name}}};
        group.add_coordinate("intervention", Values{attribution->parts}, {{"long_name", "intervention"}});
        std::vector<double> shares;
        std::vector<double> half_width;
        for (const auto& of_part : attribution->shares)
            for (const MeanWithWidth& share : of_part) {
                shares.push_back(share.mean);
                half_width.push_back(share.half_width);
            }
        group.variables.push_back({"share",
                                   {"intervention", "measure"},
                                   Values{std::move(shares)},
                                   {{"long_name", "contribution to the effect (Shapley value)"}}});
        group.variables.push_back({"share_half_width",
                                   {"intervention", "measure"},
                                   Values{std::move(half_width)},
                                   {{"long_name", "half of the 95 % interval of it"}}});
        file.groups.push_back(std::move(group));
    }
}

}  // namespace

Dataset dataset_of(const Comparison& comparison)
{
    Dataset file;
    file.attributes = {{"Conventions", "CF-1.8"},
                       {"title", "Comparison with " + comparison.scenarios.front()},
                       {"source", std::string{"corredor "} + CORREDOR_VERSION},
                       {"history", fmt::format("corredor {} compare, {} replicates from seed {}", CORREDOR_VERSION,
                                               comparison.replicates(), comparison.seed)},
                       {"references", "Agents are synthetic; counts are of the model, not of registers."},
                       {"seed", comparison.seed},
                       {"persons_per_agent", comparison.persons_per_agent}};
    add_coordinates(file, comparison);
    add_measures(file, comparison);
    add_outcomes(file, comparison);
    add_held(file, comparison);
    add_placed(file, comparison);
    add_attribution(file, comparison);
    return file;
}

}  // namespace corredor

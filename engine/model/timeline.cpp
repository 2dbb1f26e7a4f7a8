#include "model/timeline.hpp"

#include <algorithm>

#include "base/knots.hpp"

namespace corredor {

namespace {

bool in_force(const TimelineEntry& entry, Date day)
{
    return day >= entry.on && (!entry.until || day < *entry.until);
}

/// How far an announced rule multiplies departures today: 1 at the announcement, the full factor on the last day.
double rush_on(const TimelineEntry& entry, const EntryRule& rule, Date day)
{
    if (!rule.announced || day < *rule.announced || day >= entry.on) return 1.0;
    const double length = static_cast<double>(entry.on.days_since(*rule.announced));
    const double passed = static_cast<double>(day.days_since(*rule.announced)) + 1.0;
    return 1.0 + (rule.rush_factor - 1.0) * passed / length;
}

void set_legs(Conditions& c, const World& world, const ModelSpec& model, Date day)
{
    const std::size_t legs = world.leg_count();
    c.admits.assign(legs, DocumentSet::all());
    c.closures.assign(legs, 0);
    c.forced_open.assign(legs, DocumentSet{});
    c.official_cost.assign(legs, 0.0);
    c.entry_penalty.assign(legs, 0.0);
    c.irregular_cost.assign(legs, 0.0);
    c.perceived_cost.assign(legs, 0.0);
    c.interception.assign(legs, 0.0);
    c.fare_usd = world.legs.fare_usd;
    c.toll_usd.assign(legs, 0.0);
    c.time_factor.assign(legs, 1.0);
    c.capacity_people_per_day.assign(legs, -1);
    for (const LegId leg : Range<LegId>{legs}) {
        const Entry entry = world.legs.entry[leg];
        if (entry == Entry::none) continue;
        const CountrySpec& country = model.countries.at(world.countries[world.legs.entered[leg]]);
        const BorderPairId pair = world.legs.border_pair[leg];
        const BorderPairRef pair_name{pair.is_none() ? std::string{} : world.border_pairs[pair]};
        if (entry == Entry::official) {
            c.admits[leg] = country.admits;
            const auto cost = model.routes.official_cost.find(pair_name);
            if (cost != model.routes.official_cost.end()) c.official_cost[leg] = value_on(cost->second, day);
        } else {
            const auto cost = model.routes.irregular_cost.find(pair_name);
            c.irregular_cost[leg] = cost != model.routes.irregular_cost.end() ? value_on(cost->second, day)
                                                                              : model.routes.default_irregular_cost;
            c.interception[leg] = country.interception_share;
            c.toll_usd[leg] = world.legs.toll_usd[leg];
        }
    }
    for (const auto& [leg, people] : model.journey.capacity_people_per_day)
        c.capacity_people_per_day[world.leg(leg.name)] = people;
}

void set_nodes(Conditions& c, const World& world)
{
    c.pull.assign(world.node_count(), 0.0);
    c.push_factor.assign(world.node_count(), 1.0);
    c.shelter_beds.assign(world.node_count(), 0);
    c.police_factor.assign(world.node_count(), 1.0);
}

void set_countries(Conditions& c, const World& world, const ModelSpec& model, Date day)
{
    const std::size_t countries = world.countries.size();
    c.corruption.assign(countries, 0.0);
    c.bribe_usd.assign(countries, 0.0);
    c.deported_share_of_intercepted.assign(countries, 0.0);
    c.deportations_per_year.assign(countries, 0.0);
    c.regularisation_per_year.assign(countries, 0.0);
    c.stay_bonus.assign(countries, 0.0);
    c.return_per_year.assign(countries, 0.0);
    c.income_usd_per_month.assign(countries, 0.0);
    c.country_pull.assign(countries, 0.0);
    c.rush_factor.assign(countries, 1.0);
    c.police_corruption.assign(countries, 1.0);
    c.cooperation.assign(countries, 0.0);
    for (const CountryId id : Range<CountryId>{countries}) {
        const CountrySpec& country = model.countries.at(world.countries[id]);
        c.corruption[id] = country.corruption;
        c.bribe_usd[id] = country.bribe_usd;
        c.deported_share_of_intercepted[id] = country.deportation_share;
        c.regularisation_per_year[id] = country.regularisation_per_year;
        c.return_per_year[id] = country.return_per_year;
        c.income_usd_per_month[id] = country.licit_income_usd_per_month;
        const auto pull = model.destinations.pull.find(CountryRef{world.countries[id]});
        if (pull != model.destinations.pull.end()) c.country_pull[id] = value_on(pull->second, day);
    }
    c.policy_delay_days = model.beliefs.information == Information::perfect ? 0.0 : model.beliefs.policy_delay_days;
}

}  // namespace

Timeline::Timeline(const World& world, std::vector<TimelineEntry> entries)
    : world_{&world}, entries_{std::move(entries)}
{
    std::ranges::stable_sort(entries_, {}, [](const TimelineEntry& entry) { return entry.on; });
}

Conditions Timeline::conditions_on(Date day, const ModelSpec& model, Date series_day) const
{
    Conditions conditions;
    set_legs(conditions, *world_, model, series_day);
    set_nodes(conditions, *world_);
    set_countries(conditions, *world_, model, series_day);
    for (const TimelineEntry& entry : entries_) {
        if (const auto* rule = std::get_if<EntryRule>(&entry.effect))
            conditions.rush_factor[world_->country(rule->country.name)] *= rush_on(entry, *rule, day);
        if (!in_force(entry, day)) continue;
        std::visit(
            [&](const auto& effect) {
                if constexpr (requires { effect.apply_to(conditions, *world_); }) effect.apply_to(conditions, *world_);
            },
            entry.effect);
    }
    return conditions;
}

std::vector<const Intervention*> Timeline::starting_on(Date day) const
{
    std::vector<const Intervention*> starting;
    for (const TimelineEntry& entry : entries_)
        if (entry.on == day) starting.push_back(&entry.effect);
    return starting;
}

bool Timeline::changes_on(Date day) const
{
    for (const TimelineEntry& entry : entries_) {
        if (entry.on == day || entry.until == day) return true;
        const auto* rule = std::get_if<EntryRule>(&entry.effect);
        if (rule != nullptr && rule->announced && day >= *rule->announced && day < entry.on) return true;
    }
    return false;
}

}  // namespace corredor

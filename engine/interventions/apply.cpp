#include <algorithm>

#include "base/elementary.hpp"
#include "interventions/interventions.hpp"

namespace corredor {

std::vector<LegId> BorderScope::legs(const World& world) const
{
    std::vector<LegId> meant;
    const BorderPairId pair = border_pair ? world.border_pair(border_pair->name) : BorderPairId{};
    const CountryId into = entering ? world.country(entering->name) : CountryId{};
    for (const LegId leg : Range<LegId>{world.leg_count()}) {
        if (world.legs.entry[leg] == Entry::none) continue;
        if (std::ranges::find(kinds, world.legs.kind[leg]) == kinds.end()) continue;
        if (border_pair && world.legs.border_pair[leg] != pair) continue;
        if (entering && world.legs.entered[leg] != into) continue;
        const bool both_meant = std::ranges::all_of(between, [&](const CountryRef& c) {
            return world.legs.entered[leg] == world.country(c.name) || world.legs.left[leg] == world.country(c.name);
        });
        const bool at_both_ends = std::ranges::all_of(crossing, [&](const NodeRef& n) {
            return world.legs.from[leg] == world.node(n.name) || world.legs.to[leg] == world.node(n.name);
        });
        if (both_meant && at_both_ends) meant.push_back(leg);
    }
    return meant;
}

void CloseBorder::apply_to(Conditions& conditions, const World& world) const
{
    std::vector<BorderPairId> closed;
    for (const LegId leg : where.legs(world)) {
        ++conditions.closures[leg];
        if (!world.legs.border_pair[leg].is_none()) closed.push_back(world.legs.border_pair[leg]);
    }
    for (const LegId leg : Range<LegId>{world.leg_count()})
        if (world.legs.entry[leg] == Entry::irregular &&
            std::ranges::find(closed, world.legs.border_pair[leg]) != closed.end())
            conditions.toll_usd[leg] *= toll_factor;
}

void OpenBorder::apply_to(Conditions& conditions, const World& world) const
{
    for (const LegId leg : where.legs(world)) conditions.forced_open[leg] = admits;
}

void EntryRule::apply_to(Conditions& conditions, const World& world) const
{
    const CountryId into = world.country(country.name);
    const CountryId out_of = from ? world.country(from->name) : CountryId{};
    for (const LegId leg : Range<LegId>{world.leg_count()}) {
        if (world.legs.entry[leg] != Entry::official || world.legs.entered[leg] != into) continue;
        if (from && world.legs.left[leg] != out_of) continue;
        conditions.admits[leg] = admits;
        conditions.entry_penalty[leg] = penalty;
    }
}

void Regularise::apply_to(Conditions& conditions, const World& world) const
{
    conditions.regularisation_per_year[world.country(country.name)] += per_year;
    conditions.stay_bonus[world.country(country.name)] += stay_bonus;
}

void Militarise::apply_to(Conditions& conditions, const World& world) const
{
    for (const LegId leg : where.legs(world)) {
        conditions.interception[leg] = std::max(conditions.interception[leg], interception_share);
        conditions.irregular_cost[leg] += irregular_cost;
    }
}

void Deport::apply_to(Conditions& conditions, const World& world) const
{
    const CountryId by = world.country(country.name);
    conditions.deported_share_of_intercepted[by] =
        std::max(conditions.deported_share_of_intercepted[by], intercepted_share);
    conditions.deportations_per_year[by] += residents_per_year;
}

void AntiCorruption::apply_to(Conditions& conditions, const World& world) const
{
    double& chance = conditions.corruption[world.country(country.name)];
    chance = std::min(1.0, chance * factor);
    conditions.police_corruption[world.country(country.name)] *= factor;
}

void Designate::apply_to(Conditions& conditions, const World& world) const
{
    for (const CountryRef& c : countries) conditions.cooperation[world.country(c.name)] += cooperation;
    if (friction <= 0.0) return;
    double& lost = conditions.designated[organisation.name];
    lost = 1.0 - (1.0 - lost) * (1.0 - friction);
}

void Cooperation::apply_to(Conditions& conditions, const World& world) const
{
    for (const CountryRef& c : countries) conditions.cooperation[world.country(c.name)] += add;
}

void PoliceReinforcement::apply_to(Conditions& conditions, const World& world) const
{
    for (const NodeId n : Range<NodeId>{world.node_count()}) {
        const bool meant = (node && world.node(node->name) == n) ||
                           (country && world.country(country->name) == world.nodes.country[n]);
        if (meant) conditions.police_factor[n] *= factor;
    }
}

void Shelters::apply_to(Conditions& conditions, const World& world) const
{
    conditions.shelter_beds[world.node(node.name)] += beds;
}

void HumanitarianCorridor::apply_to(Conditions& conditions, const World& world) const
{
    for (const LegRef& ref : legs) {
        const LegId leg = world.leg(ref.name);
        conditions.fare_usd[leg] *= fare_factor;
        conditions.time_factor[leg] *= time_factor;
    }
}

void InformationCampaign::apply_to(Conditions& conditions, const World& world) const
{
    for (const LegId leg : where.legs(world)) conditions.perceived_cost[leg] += perceived_cost;
    if (policy_delay_days) conditions.policy_delay_days = std::min(conditions.policy_delay_days, *policy_delay_days);
}

void JobMarket::apply_to(Conditions& conditions, const World& world) const
{
    const CountryId where = world.country(country.name);
    conditions.income_usd_per_month[where] *= income_factor;
    conditions.country_pull[where] += log_exact(income_factor);
}

void Push::apply_to(Conditions& conditions, const World& world) const
{
    for (const NodeId n : Range<NodeId>{world.node_count()})
        if (!node || world.node(node->name) == n) conditions.push_factor[n] *= factor;
}

void Pull::apply_to(Conditions& conditions, const World& world) const
{
    if (country) conditions.country_pull[world.country(country->name)] += add;
    if (node) conditions.pull[world.node(node->name)] += add;
}

}  // namespace corredor

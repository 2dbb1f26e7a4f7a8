#include "phases/harm.hpp"

#include <algorithm>

#include "phases/capture.hpp"

namespace corredor {

namespace {

/// What a mechanism takes from a party's purse, and who has it then.
void take(const Today& today, Lane& lane, Party& party, std::size_t m, NodeId at, Draws& draws)
{
    const Harm& harm = today.harms->all[m];
    const auto share_cents = static_cast<std::int64_t>(harm.spec.share_of_cash * party.cash_cents);
    const std::int64_t taken = std::min<std::int64_t>(party.cash_cents, share_cents + harm.takes_cents[at]);
    party.cash_cents -= static_cast<std::int32_t>(taken);
    const double organised = harm.organised_share[at];
    if (organised >= 1.0 || (organised > 0.0 && draws.happens(organised)))
        lane.tally.take(at, *harm.spec.economy, taken);
    else
        lane.tally.pay(Account::robbers, taken);
    const std::size_t count = at.index() * today.harms->all.size() + m;
    ++lane.tally.incidents[count];
    lane.tally.losses_cents[count] += taken;
    const auto economy = harm.spec.economy;
    if (economy == Economy::migrant_extortion || economy == Economy::business_extortion)
        lane.tally.people_extorted[at.index()] += party.size;
}

/// A mechanism that came up for a party by the bound of its hazard does strike it, or not.
Aftermath strike(const Today& today, Lane& lane, Party& party, std::size_t m, NodeId at, Draws& draws)
{
    const Harm& harm = today.harms->all[m];
    if (harm.asks_for_details && !draws.happens(harm.by_details(party, today.members(party), today.model->endowment)))
        return {};
    take(today, lane, party, m, at, draws);
    if (harm.spec.leads_to == LeadsTo::recruited) ++lane.tally.recruits[at.index()];
    return harm.takes_captives() ? capture(today, lane, party, m, at, draws) : Aftermath{};
}

/// Those who control a crossing are as often in the town before it as at the point on the line.
NodeId near_side(const Today& today, const Party& party)
{
    const bool at_point = today.world->nodes.is_pass_through[party.node] != 0 && !party.leg.is_none();
    return at_point ? today.world->legs.from[party.leg] : party.node;
}

}  // namespace

Aftermath strike_at_stop(const Today& today, Lane& lane, Party& party, double which)
{
    Draws draws = today.draws(Stream::harm, party.id);
    return strike(today, lane, party, today.stops->which_strikes(party, which), party.node, draws);
}

// At most one strikes: the chances of those that compete add up, and the sum is a chance.
Aftermath strike_at_trocha(const Today& today, Lane& lane, Party& party)
{
    const auto mechanisms = today.harms->at(Stage::trocha);
    if (mechanisms.empty()) return {};
    Draws draws = today.draws(Stream::harm, party.id);
    double left = draws.uniform();
    const NodeId near = near_side(today, party);
    for (const std::size_t m : mechanisms) {
        const Harm& harm = today.harms->all[m];
        const double rate = std::max(harm.rate[near], harm.rate[party.node]);
        left -= rate * harm.factor[exposure_of(party)] * harm.most_by_details;
        if (left >= 0.0) continue;
        return strike(today, lane, party, m, harm.rate[near] == rate ? near : party.node, draws);
    }
    return {};
}

}  // namespace corredor

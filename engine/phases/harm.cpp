#include "phases/harm.hpp"

#include <algorithm>

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
}

/// Whether a mechanism that came up for a party by the bound of its hazard does strike it.
bool reaches(const Today& today, const Party& party, const Harm& harm, Draws& draws)
{
    return !harm.asks_for_details ||
           draws.happens(harm.by_details(party, today.members(party), today.model->endowment));
}

/// Those who control a crossing are as often in the town before it as at the point on the line.
NodeId place_of_crossing(const Today& today, const Party& party, const Harm& harm)
{
    if (today.world->nodes.is_pass_through[party.node] == 0 || party.leg.is_none()) return party.node;
    const NodeId near = today.world->legs.from[party.leg];
    return harm.rate[near] > harm.rate[party.node] ? near : party.node;
}

}  // namespace

void strike_at_stop(const Today& today, Lane& lane, Party& party, double which)
{
    const std::size_t m = today.stops->which_strikes(party, which);
    Draws draws = today.draws(Stream::harm, party.id);
    if (reaches(today, party, today.harms->all[m], draws)) take(today, lane, party, m, party.node, draws);
}

// At most one strikes: the chances of those that compete add up, and the sum is a chance.
void strike_at_trocha(const Today& today, Lane& lane, Party& party, LegId)
{
    const auto mechanisms = today.harms->at(Stage::trocha);
    if (mechanisms.empty()) return;
    Draws draws = today.draws(Stream::harm, party.id);
    double left = draws.uniform();
    for (const std::size_t m : mechanisms) {
        const Harm& harm = today.harms->all[m];
        const NodeId at = place_of_crossing(today, party, harm);
        left -= harm.rate[at] * harm.factor[exposure_of(party)] * harm.most_by_details;
        if (left >= 0.0) continue;
        if (reaches(today, party, harm, draws)) take(today, lane, party, m, at, draws);
        return;
    }
}

}  // namespace corredor

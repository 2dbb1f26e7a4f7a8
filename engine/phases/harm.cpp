#include "phases/harm.hpp"

#include <algorithm>
#include <optional>

#include "phases/capture.hpp"

namespace corredor {

namespace {

/// What a mechanism takes from a party's purse, and who has it then.
void take(const Today& today, Lane& lane, Party& party, std::size_t m, NodeId at, Draws& draws)
{
    const Harm& harm = today.harms->all[m];
    const std::int64_t purse = std::max(0, party.cash_cents);
    const auto share_cents = static_cast<std::int64_t>(harm.spec.share_of_cash * static_cast<double>(purse));
    const std::int64_t taken = std::min<std::int64_t>(purse, share_cents + harm.takes_cents[at]);
    party.cash_cents -= static_cast<std::int32_t>(taken);
    const double organised = harm.organised_share[at];
    const bool is_organised = organised >= 1.0 || (organised > 0.0 && draws.happens(organised));
    if (is_organised)
        lane.tally.take(at, *harm.spec.economy, taken);
    else
        lane.tally.pay(Account::robbers, taken);
    const std::size_t count = at.index() * today.harms->all.size() + m;
    ++lane.tally.incidents[count];
    lane.tally.losses_cents[count] += taken;
    const auto economy = harm.spec.economy;
    if (economy == Economy::migrant_extortion || economy == Economy::business_extortion)
        lane.tally.people_extorted[at.index()] += party.size;
    if (today.tells_incidents)
        lane.incidents.push_back({.party = party.id,
                                  .amount_cents = taken,
                                  .began = today.tick,
                                  .node = at,
                                  .mechanism = static_cast<std::uint8_t>(m),
                                  .people = party.size,
                                  .economy = is_organised ? economy : std::nullopt});
}

/// Whether a mechanism that came up for a party by the bound of its hazard does strike it.
bool strikes(const Today& today, const Party& party, const Harm& harm, Draws& draws)
{
    return !harm.asks_for_details ||
           draws.happens(harm.by_details(party, today.members(party), today.model->endowment));
}

Aftermath do_harm(const Today& today, Lane& lane, Party& party, std::size_t m, NodeId at, Draws& draws)
{
    const Harm& harm = today.harms->all[m];
    take(today, lane, party, m, at, draws);
    if (harm.spec.leads_to == LeadsTo::recruited) ++lane.tally.recruits[at.index()];
    return harm.takes_captives() ? capture(today, lane, party, m, at, draws) : Aftermath{};
}

Aftermath strike(const Today& today, Lane& lane, Party& party, std::size_t m, NodeId at, Draws& draws)
{
    if (!strikes(today, party, today.harms->all[m], draws)) return {};
    return do_harm(today, lane, party, m, at, draws);
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
Aftermath strike_at_trocha(const Today& today, Lane& lane, Party& party, LegId leg)
{
    const auto mechanisms = today.harms->at(Stage::trocha);
    if (mechanisms.empty()) return {};
    Draws draws = today.draws(Stream::trocha_harm, party.id);
    double left = draws.uniform();
    const NodeId near = near_side(today, party);
    for (const std::size_t m : mechanisms) {
        const Harm& harm = today.harms->all[m];
        const double rate = std::max(harm.rate[near], harm.rate[party.node]);
        left -= rate * harm.factor[exposure_of(party)] * harm.most_by_details;
        if (left >= 0.0) continue;
        if (!strikes(today, party, harm, draws)) return {};
        ++lane.tally.struck[leg.index()];
        return do_harm(today, lane, party, m, harm.rate[near] == rate ? near : party.node, draws);
    }
    return {};
}

// Of the clients in debt a share is turned into victims; which mechanism does it goes by their chances.
Aftermath strike_on_arrival(const Today& today, Lane& lane, Party& party)
{
    if (party.mode() != Mode::package || party.cash_cents >= 0) return {};
    const double conversion = today.grip->conversion[party.node];
    if (conversion <= 0.0) return {};
    Draws draws = today.draws(Stream::arrival_harm, party.id);
    double left = draws.uniform();
    for (const std::size_t m : today.harms->at(Stage::arrival)) {
        const Harm& harm = today.harms->all[m];
        left -= conversion * harm.rate[party.node] * harm.factor[exposure_of(party)] * harm.most_by_details;
        if (left < 0.0) return strike(today, lane, party, m, party.node, draws);
    }
    return {};
}

// It pays from what it earns.
Aftermath strike_settled(const Today& today, Lane& lane, Party& household, std::size_t m)
{
    Draws draws = today.draws(Stream::residence_harm, household.id);
    household.cash_cents = static_cast<std::int32_t>(today.harms->all[m].takes_cents[household.node]);
    lane.tally.pay(Account::income, -household.cash_cents);
    const Aftermath after = strike(today, lane, household, m, household.node, draws);
    lane.tally.pay(Account::income, household.cash_cents);
    household.cash_cents = 0;
    return after;
}

std::optional<std::size_t> deceived_by(const Today& today, const Party& party)
{
    Draws draws = today.draws(Stream::origin_harm, party.id);
    double left = draws.uniform();
    for (const std::size_t m : today.harms->at(Stage::origin)) {
        const Harm& harm = today.harms->all[m];
        left -= harm.rate[party.node] * harm.factor[exposure_of(party)] * harm.most_by_details;
        if (left >= 0.0) continue;
        if (!strikes(today, party, harm, draws)) return {};
        return m;
    }
    return {};
}

}  // namespace corredor

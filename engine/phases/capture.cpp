#include "phases/capture.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "phases/follow.hpp"

namespace corredor {

namespace {

/// The status that a mechanism leads to. expects  that it takes captives
Status status_of(LeadsTo leads_to)
{
    switch (leads_to) {
    case LeadsTo::debt_bondage:
        return Status::debt_bondage;
    case LeadsTo::trafficked:
        return Status::trafficked;
    case LeadsTo::courier:
        return Status::courier;
    default:
        return Status::kidnapped;
    }
}

/// Whom a mechanism takes of a party of several.
Separated who_is_taken(Captures captures, const Members& members, Draws& draws)
{
    if (captures == Captures::adult_woman) return Separated::woman;
    if (captures == Captures::minor) return Separated::minor;
    const unsigned minors = captures == Captures::adult ? 0 : members.minors;
    const double which = draws.uniform() * (members.women + members.men + minors);
    if (which < members.women) return Separated::woman;
    return which < members.adults() ? Separated::man : Separated::minor;
}

double log_normal(double median, double log_sd, Draws& draws)
{
    const double z = normal(draws.uniform());
    return log_sd > 0.0 ? median * exp_exact(log_sd * z) : median;
}

std::int32_t cents_of(double usd)
{
    return static_cast<std::int32_t>(std::min(usd * 100.0 + 0.5, 2.0e9));
}

std::uint16_t paid_off_on(const Today& today, const ExploitationSpec& spec, double debt_usd)
{
    const double on = today.tick + days_to_pay_off(spec, debt_usd);
    return on < 65'535.0 ? static_cast<std::uint16_t>(on) : std::uint16_t{0};
}

Captive captive_from(const Today& today, const Party& party, NodeId at, std::size_t mechanism)
{
    return {.id = party.id,
            .due = today.tick + 1,
            .node = at,
            .since = static_cast<std::uint16_t>(today.tick),
            .set_out_on = party.set_out_on,
            .place = party.place,
            .size = party.size,
            .traveller = party.traveller,
            .home = party.home,
            .flags = party.flags,
            .mechanism = static_cast<std::uint8_t>(mechanism)};
}

/// How a kidnapping ends if nobody is made to carry anything.
Fate fate_of(const KidnapSpec& spec, const Members& taken, Draws& draws)
{
    double left = draws.uniform() - spec.rescued_share;
    if (left < 0.0) return Fate::rescue;
    if (taken.minors == 0) {
        left -= spec.killed_share;
        if (left < 0.0) return Fate::killed;
        if (taken.men == 0) left -= spec.trafficked_share;
        if (left < 0.0) return Fate::kept;
    }
    return Fate::ransom;
}

bool is_courier_place(const Today& today, NodeId node)
{
    const auto& places = today.model->captivity.courier.at;
    return std::ranges::find(places, NodeRef{today.world->nodes.id[node]}) != places.end();
}

/// Draws how a kidnapping ends, and when. True when those left of the party are made couriers for it.
bool draw_kidnapping(const Today& today, Captive& captive, const Members& taken, const Members& left, Draws& draws)
{
    const KidnapSpec& spec = today.model->captivity.kidnapped;
    captive.due = today.tick + days_of(spec.mean_days, draws);
    captive.fate = fate_of(spec, taken, draws);
    captive.debt_cents = cents_of(log_normal(spec.ransom_usd, spec.ransom_log_sd, draws) * captive.size);
    const bool others_can = left.adults() > 0 && left.minors == 0 && is_courier_place(today, captive.node);
    return others_can && draws.happens(spec.courier_share);
}

void hold(const Today& today, Lane& lane, Captive captive, Status was, NodeId from)
{
    lane.tally.move(from, was, captive.node, captive.status, captive.size);
    lane.tally.captives[captive.node.index() * today.harms->all.size() + captive.mechanism] += captive.size;
    if (captive.status == Status::trafficked) lane.tally.people_trafficked[captive.node.index()] += captive.size;
    if (today.tells_incidents) lane.incidents.back().taken += captive.size;
    follow_to(today, lane, captive.id, captive.node, captive.status, captive.size);
    lane.captives.push_back(captive);
}

/// Those whose relative is held carry drugs over the border. Whether they get through decides for both.
void make_couriers(const Today& today, Lane& lane, const Party& rest, Captive& hostage, Draws& draws)
{
    const CourierSpec& spec = today.model->captivity.courier;
    Captive couriers = captive_from(today, rest, hostage.node, hostage.mechanism);
    couriers.status = Status::courier;
    couriers.due = today.tick + days_of(spec.mean_days, draws);
    couriers.fate = draws.happens(spec.seized_share) ? Fate::arrested : Fate::open;
    hostage.due = couriers.due;
    hostage.fate = couriers.fate == Fate::arrested ? Fate::kept : Fate::let_go;
    hold(today, lane, couriers, rest.status, rest.node);
}

/// What those who are taken have with them stays with the captors.
void take_all(const Today& today, Lane& lane, Party& party, std::size_t mechanism, NodeId at)
{
    if (party.cash_cents < 0) {  // what it owed is forgotten: it will pay in other ways
        lane.tally.pay(Account::organisations, party.cash_cents);
        party.cash_cents = 0;
        return;
    }
    lane.tally.take(at, *today.harms->all[mechanism].spec.economy, party.cash_cents);
    lane.tally.losses_cents[at.index() * today.harms->all.size() + mechanism] += party.cash_cents;
    if (today.tells_incidents) lane.incidents.back().amount_cents += party.cash_cents;
    party.cash_cents = 0;
}

/// Minors of whom no adult is left go back to their family.
void return_minors(const Today& today, Lane& lane, Party& party)
{
    const NodeId origin = today.origin_of(party.id);
    lane.tally.move(party.node, party.status, origin, Status::returned, party.size);
    lane.tally.returns[origin.index()] += party.size;
    lane.tally.returned_to_origin[origin.index()] += party.size;
    lane.tally.close_purse(party.cash_cents);
    party.cash_cents = 0;
    follow_to(today, lane, party.id, origin, Status::returned, party.size);
    lane.end(party.id, origin, Status::returned, party.size);
}

}  // namespace

Tick days_of(double mean, Draws& draws)
{
    constexpr std::int64_t longest_days = 20'000;
    return static_cast<Tick>(std::min(geometric(draws.bits(), inverse_log_failure(1.0 / mean)), longest_days));
}

double days_to_pay_off(const ExploitationSpec& spec, double debt_usd)
{
    const double paid = spec.payment_usd_per_week / 7.0;
    const double growth = spec.interest_per_month / 30.0;
    if (paid <= growth * debt_usd) return std::numeric_limits<double>::infinity();
    const double days =
        growth > 0.0 ? -log_exact(1.0 - growth * debt_usd / paid) / log_exact(1.0 + growth) : debt_usd / paid;
    return std::max(1.0, std::ceil(days));
}

void begin_exploitation(const Today& today, Captive& captive, Status status, Draws& draws)
{
    const CaptivitySpec& captivity = today.model->captivity;
    const ExploitationSpec& spec = status == Status::trafficked ? captivity.trafficked : captivity.debt_bondage;
    const double told_usd = today.harms->all[captive.mechanism].spec.debt_usd;
    const double debt_usd = log_normal(told_usd > 0.0 ? told_usd : spec.debt_usd, spec.debt_log_sd, draws);
    captive.status = status;
    captive.fate = Fate::open;
    captive.due = today.tick + 1;
    captive.debt_cents = cents_of(debt_usd);
    captive.free_on = paid_off_on(today, spec, debt_usd);
}

Party part_from(Party& party, Separated who)
{
    --party.size;
    party.separate(who);
    Party one = party;
    one.id |= fragment_bit;
    one.size = 1;
    one.cash_cents = 0;
    return one;
}

Party who_is_deceived(const Today& today, Party& party, std::size_t mechanism)
{
    const Captures captures = today.harms->all[mechanism].spec.captures;
    if (party.size == 1 || captures == Captures::party)
        return std::exchange(party, Party{.node = {}, .leg = {}, .size = 0});
    Draws draws = today.draws(Stream::captivity, party.id);
    return part_from(party, who_is_taken(captures, today.members(party), draws));
}

Aftermath capture(const Today& today, Lane& lane, Party& party, std::size_t mechanism, NodeId at, Draws& draws)
{
    const MechanismSpec& spec = today.harms->all[mechanism].spec;
    Members left = today.members(party);
    Members taken = left;
    Captive captive = captive_from(today, party, at, mechanism);
    const bool whole = party.size == 1 || spec.captures == Captures::party;
    if (!whole) {
        const Party one = part_from(party, who_is_taken(spec.captures, left, draws));
        taken = today.members(one);
        --left.of(one.separated());
        captive.id = one.id;
        captive.size = one.size;
        captive.flags = one.flags;
    }
    captive.status = status_of(spec.leads_to);
    bool others_carry = false;
    if (captive.status == Status::kidnapped) {
        others_carry = draw_kidnapping(today, captive, taken, whole ? Members{} : left, draws);
    } else if (captive.status == Status::courier) {
        captive.due = today.tick + days_of(today.model->captivity.courier.mean_days, draws);
        captive.fate = draws.happens(today.model->captivity.courier.seized_share) ? Fate::arrested : Fate::open;
    } else {
        begin_exploitation(today, captive, captive.status, draws);
    }
    const NodeId from = party.node;
    const Status was = party.status;
    if (today.tells_incidents && !others_carry) lane.incidents.back().party = captive.id;
    if (whole || others_carry) take_all(today, lane, party, mechanism, at);
    if (others_carry) make_couriers(today, lane, party, captive, draws);
    hold(today, lane, captive, was, from);
    if (whole || others_carry) return {.party = Aftermath::Of::gone};
    if (left.adults() == 0) {
        return_minors(today, lane, party);
        return {.party = Aftermath::Of::gone};
    }
    follow_to(today, lane, party.id, party.node, party.status, party.size);
    if (captive.status == Status::kidnapped) return {.party = Aftermath::Of::waits, .until = captive.due};
    return {};
}

}  // namespace corredor

#include <algorithm>

#include "base/check.hpp"
#include "phases/harm.hpp"
#include "phases/mover.hpp"
#include "phases/phases.hpp"

namespace corredor {

namespace {

/// Cents asked of a whole party.
std::int64_t cents_for(const Party& party, double each_usd)
{
    return static_cast<std::int64_t>(each_usd * 100.0 * party.size + 0.5);
}

void set_off_over(const Today& today, Mover& mover, Lane& lane, Party& party, LegId leg, Draws& draws,
                  std::int64_t paid)
{
    const bool irregular = today.world->legs.entry[leg] == Entry::irregular;
    const bool started = mover.start_leg(party, leg, draws);
    CORREDOR_ENSURE(started);  // who could not pay was held up before
    if (today.crossing_ends_the_day) party.clock = std::max(party.clock, today.dawn() + moments_per_day);
    party.set(Party::entered_irregularly, irregular);
    party.set(Party::knows_the_rules, false);
    const CountryId bound_for = today.world->nodes.country[today.places->node[PlaceId{party.place}]];
    lane.tally.crossings[leg.index()] += party.size;
    lane.tally.crossings_by_destination[leg.index() * lane.tally.country_count + bound_for.index()] += party.size;
    lane.tally.passed[leg.index()] += 1;
    lane.tally.party_size_passed[leg.index()] += party.size;
    lane.tally.paid_cents[leg.index()] += paid;
    if (mover.end_leg(party, draws)) mover.set_out(party, draws);
}

void cross_post(const Today& today, Mover& mover, Lane& lane, Party& party, LegId leg, Draws& draws)
{
    if (mover.spare_cents(party, leg) < 0) {
        mover.halt(party, Halt::held, draws);
        return;
    }
    const CountryId into = today.world->legs.entered[leg];
    std::int64_t bribe = 0;
    if (draws.happens(today.conditions->corruption[into]))
        bribe = std::min(mover.spare_cents(party, leg), cents_for(party, today.conditions->bribe_usd[into]));
    party.cash_cents -= static_cast<std::int32_t>(bribe);
    lane.tally.pay(Account::officials, bribe);
    set_off_over(today, mover, lane, party, leg, draws, bribe);
}

/// Back on the near side: a party does not stay at a point on the line.
void step_back(const Today& today, Lane& lane, Party& party)
{
    if (today.world->nodes.is_pass_through[party.node] == 0 || party.leg.is_none()) return;
    const NodeId near = today.world->legs.from[party.leg];
    lane.tally.move(party.node, party.status, near, party.status, party.size);
    follow_to(today, lane, party.id, near, party.status, party.size);
    party.node = near;
}

void send_home(const Today& today, Lane& lane, const Party& party)
{
    const NodeId origin = today.origin_of(party.id);
    lane.tally.move(party.node, party.status, origin, Status::returned, party.size);
    lane.tally.returns[origin.index()] += party.size;
    lane.tally.returned_to_origin[origin.index()] += party.size;
    lane.tally.close_purse(party.cash_cents);
    follow_to(today, lane, party.id, origin, Status::returned, party.size);
    lane.end(party.id, origin, Status::returned, party.size);
}

void intercept(const Today& today, Mover& mover, Lane& lane, Party& party, LegId leg, Draws& draws)
{
    lane.tally.interceptions[leg.index()] += party.size;
    if (draws.happens(today.conditions->deported_share_of_intercepted[today.world->legs.entered[leg]])) {
        send_home(today, lane, party);
        return;
    }
    step_back(today, lane, party);
    if (draws.happens(today.model->journey.reattempt_share))
        mover.halt(party, Halt::held, draws);
    else
        mover.turn_back(party, draws);
}

std::int64_t registered(const Party& party, double share, Draws& draws)
{
    std::int64_t people = 0;
    for (std::uint8_t i = 0; i < party.size; ++i) people += draws.happens(share) ? 1 : 0;
    return people;
}

/// What a guide or a package changes about an irregular crossing.
struct Smuggled {
    double toll_factor = 1.0;
    double risk_factor = 1.0;
    double abandon_share = 0.0;
};
Smuggled smuggled_by(Mode mode, const ModeSpec& modes)
{
    if (mode == Mode::coyote) return {modes.coyote_fee_factor, modes.coyote_risk_factor, modes.coyote_abandon_share};
    if (mode == Mode::package)
        return {modes.package_toll_factor, modes.package_risk_factor, modes.package_abandon_share};
    return {};
}

/// Whether those who were to bring a party over leave it behind. It has paid, and owes nothing any more.
bool is_abandoned(const Today& today, Lane& lane, Party& party, double share)
{
    Draws draws = today.draws(Stream::abandonment, party.id);
    if (party.has(Party::escorted) || !draws.happens(share)) return false;
    if (party.cash_cents < 0) {
        lane.tally.pay(Account::organisations, party.cash_cents);
        party.cash_cents = 0;
    }
    party.set_mode(Mode::bus);
    return true;
}

void cross_trocha(const Today& today, Mover& mover, Lane& lane, Party& party, LegId leg, Draws& draws)
{
    const Smuggled smuggled = smuggled_by(party.mode(), today.model->modes);
    const std::int64_t toll =
        cents_for(party, today.conditions->toll_usd[leg] * today.grip->toll_factor[leg] * smuggled.toll_factor);
    if (party.mode() != Mode::package && mover.spare_cents(party, leg) < toll) {
        step_back(today, lane, party);
        mover.halt(party, Halt::held, draws);
        return;
    }
    party.cash_cents -= static_cast<std::int32_t>(toll);
    lane.tally.pay(Account::tolls, toll);
    const Aftermath after = strike_at_trocha(today, lane, party, leg);
    if (after.party == Aftermath::Of::gone) return;
    if (after.party == Aftermath::Of::waits) {
        step_back(today, lane, party);
        mover.wait_until(party, after.until);
        return;
    }
    if (mover.spare_cents(party, leg) < 0) {  // what was taken was the fare
        step_back(today, lane, party);
        mover.halt(party, Halt::held, draws);
        return;
    }
    if (smuggled.abandon_share > 0.0 && is_abandoned(today, lane, party, smuggled.abandon_share)) {
        step_back(today, lane, party);
        mover.halt(party, Halt::held, draws);
        return;
    }
    if (draws.happens(today.conditions->interception[leg] * smuggled.risk_factor)) {
        intercept(today, mover, lane, party, leg, draws);
        return;
    }
    const double share = today.registration_share[today.world->legs.entered[leg]];
    const std::int64_t counted = registered(party, share, draws);
    if (party.mode() == Mode::coyote || party.mode() == Mode::package) party.set(Party::smuggled, true);
    set_off_over(today, mover, lane, party, leg, draws, toll);
    lane.tally.irregular_entries[leg.index()] += party.size;
    lane.tally.registered_irregular_entries[leg.index()] += counted;
}

/// Whether a party stands before a trocha because the post was shut to it after it had set out, and looks again.
bool meets_a_new_rule(const Today& today, const Party& party, LegId leg)
{
    if (!(today.model->journey.weigh_again_share > 0.0) || party.has(Party::knows_the_rules)) return false;
    if (party.mode() == Mode::package) return false;
    const std::optional<Tick> shut_since = today.shut_posts->shut_since(leg, party.documents(), today.tick);
    const auto delay = static_cast<Tick>(today.conditions->policy_delay_days);
    return shut_since && party.set_out_on < *shut_since + delay;
}

/// Those who crossed one border today and came to a second wait there for tomorrow.
void wait_at_second_border(Mover& mover, Lane& lane, std::size_t first)
{
    for (std::size_t i = first; i < lane.at_border.size(); ++i)
        mover.wait_until_tomorrow(lane.at_border[i].party, Halt::queue);
    lane.at_border.clear();
}

}  // namespace

void cross(const Today& today, Lane& lane)
{
    Mover mover{today, lane};
    const std::size_t applicants = lane.at_border.size();
    for (std::size_t i = 0; i < applicants; ++i) {
        auto [party, leg] = lane.at_border[i];  // a copy: the list may grow
        Draws draws = today.draws(Stream::crossing, party.id);
        if (meets_a_new_rule(today, party, leg)) {
            step_back(today, lane, party);
            party.set(Party::knows_the_rules, true);
            mover.wait_until_tomorrow(party, Halt::turned_away);
        } else if (today.world->legs.entry[leg] == Entry::irregular) {
            cross_trocha(today, mover, lane, party, leg, draws);
        } else if (!today.conditions->open_to(leg).admits(party.documents())) {
            lane.tally.refusals[leg.index()] += party.size;
            party.set(Party::knows_the_rules, true);
            mover.wait_until_tomorrow(party, Halt::turned_away);
        } else if (today.conditions->capacity_people_per_day[leg] >= 0) {
            lane.in_queue.push_back({party, leg});
        } else {
            cross_post(today, mover, lane, party, leg, draws);
        }
    }
    wait_at_second_border(mover, lane, applicants);
}

// Two phases: all have asked for a place, now places go out. The order is by how long each has waited, then by a
// priority drawn for the party and day: it does not depend on lanes or threads.
void admit_from_queues(const Today& today, std::vector<Lane>& lanes)
{
    struct Claim {
        LegId leg;
        std::uint16_t since;
        std::uint32_t priority;
        PartyId id;
        std::uint32_t lane;
        std::uint32_t position;
        auto operator<=>(const Claim&) const = default;
    };
    std::vector<Claim> claims;
    for (std::uint32_t l = 0; l < lanes.size(); ++l)
        for (std::uint32_t i = 0; i < lanes[l].in_queue.size(); ++i) {
            const auto& [party, leg] = lanes[l].in_queue[i];
            const auto since = party.halt == Halt::none ? static_cast<std::uint16_t>(today.tick) : party.waiting_since;
            Draws draws = today.draws(Stream::priority, party.id);
            claims.push_back({leg, since, draws.bits(), party.id, l, i});
        }
    std::ranges::sort(claims);
    std::vector<Mover> movers;  // of the lanes
    for (Lane& lane : lanes) movers.emplace_back(today, lane);
    LegId at;
    std::int64_t places_left = 0;
    for (const Claim& claim : claims) {
        if (claim.leg != at) {
            at = claim.leg;
            places_left = today.conditions->capacity_people_per_day[at];
        }
        Lane& lane = lanes[claim.lane];
        Mover& mover = movers[claim.lane];
        Party& party = lane.in_queue[claim.position].party;
        const std::int64_t people = party.size * today.persons_per_agent;
        if (people <= places_left) {
            places_left -= people;
            Draws draws = today.draws(Stream::crossing, party.id);
            cross_post(today, mover, lane, party, claim.leg, draws);
        } else {
            places_left = 0;  // nobody overtakes
            mover.wait_until_tomorrow(party, Halt::queue);
        }
    }
    for (std::size_t l = 0; l < lanes.size(); ++l) {
        wait_at_second_border(movers[l], lanes[l], 0);
        lanes[l].in_queue.clear();
    }
}

}  // namespace corredor

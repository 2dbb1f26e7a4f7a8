#include "phases/mover.hpp"

#include <algorithm>
#include <limits>

namespace corredor {

namespace {

constexpr std::int64_t longest_halt_days = 10'000;

/// Cents that a party pays to go over a leg on its own, besides tolls and bribes.
std::int64_t fare_cents(const Today& today, const Party& party, LegId leg)
{
    return std::int64_t{(*today.steps)[leg][static_cast<std::size_t>(party.mode)].fare_cents} * party.size;
}

}  // namespace

void Mover::set_out(Party& party, Draws& draws)
{
    while (step(party, draws)) {
    }
}

void Mover::arrive(Party& party, Draws& draws)
{
    if (reach_node(party)) set_out(party, draws);
}

/// One leg: true while the party is at a node and the day goes on.
bool Mover::step(Party& party, Draws& draws)
{
    const Ways& ways = ways_of(party);
    if (!ways.lead_on_from(party.node)) {
        party.set(Party::knows_the_rules, true);
        halt(party, Halt::held, draws);
        return false;
    }
    const LegId leg = ways.choose(*today_.world, party.node, draws.bits() >> 1U);
    if (today_.world->legs.entry[leg] != Entry::none) {
        lane_.at_border.push_back({party, leg});
        return false;
    }
    return start_leg(party, leg, draws) && end_leg(party, draws);
}

std::int64_t Mover::spare_cents(const Party& party, LegId leg) const
{
    return party.cash_cents - (party.mode == Mode::walking ? 0 : fare_cents(today_, party, leg));
}

bool Mover::start_leg(Party& party, LegId leg, Draws& draws)
{
    const std::int64_t fare = fare_cents(today_, party, leg);
    if (spare_cents(party, leg) < 0) {
        halt(party, Halt::held, draws);
        return false;
    }
    const std::int64_t paid = std::min<std::int64_t>(fare, party.cash_cents);
    party.cash_cents -= static_cast<std::int32_t>(paid);
    lane_.tally.pay(party.mode == Mode::walking ? Account::living : Account::carriers, paid);
    if (party.status != Status::travelling) {
        lane_.tally.move(party.node, party.status, party.node, Status::travelling, party.size);
        party.status = Status::travelling;
    }
    party.halt = Halt::none;
    party.leg = leg;
    party.clock += (*today_.steps)[leg][static_cast<std::size_t>(party.mode)].moments;
    lane_.tally.persons_on_leg[leg.index()] += party.size;
    return true;
}

bool Mover::end_leg(Party& party, Draws& draws)
{
    const NodeId head = today_.world->legs.to[party.leg];
    const double stop_share = today_.stops->stop_share(head);
    const bool ends_here = today_.places->at[head] == PlaceId{party.place};
    const bool is_near = party.due_day() - today_.tick < DueCalendar<Party>::near_days;
    if (!ends_here && is_near && stop_share > 0.0 && draws.happens(stop_share)) {
        sleep_through_stop(party, draws);
        return false;
    }
    if (party.due_day() > today_.tick) {
        file(party);
        return false;
    }
    return reach_node(party);
}

/// At the end of a leg without a stop: true when the party goes on at once.
bool Mover::reach_node(Party& party)
{
    const NodeId node = today_.world->legs.to[party.leg];
    lane_.tally.persons_on_leg[party.leg.index()] -= party.size;
    lane_.tally.move(party.node, Status::travelling, node, Status::travelling, party.size);
    party.node = node;
    if (today_.places->at[node] != PlaceId{party.place}) return true;
    lane_.arrived.push_back(party);
    return false;
}

// The party is filed under the end of its stop already; the people are counted as arriving on their day of arrival.
void Mover::sleep_through_stop(Party& party, Draws& draws)
{
    const std::int32_t arrives = party.due_day();
    if (arrives == today_.tick) {
        lane_.tally.persons_on_leg[party.leg.index()] -= party.size;
        lane_.tally.move(party.node, Status::travelling, today_.world->legs.to[party.leg], Status::waiting, party.size);
    } else {
        lane_.arriving[static_cast<std::size_t>(arrives % DueCalendar<Party>::near_days) * today_.world->leg_count() +
                       party.leg.index()] += party.size;
    }
    party.node = today_.world->legs.to[party.leg];
    party.status = Status::waiting;
    party.halt = Halt::stop;
    party.waiting_since = static_cast<std::uint16_t>(arrives);
    const std::int64_t days = days_until_something(party, draws);
    party.clock = static_cast<Moment>(arrives + days) * moments_per_day;
    file(party);
}

void Mover::stand_still(Party& party, Halt why)
{
    if (party.halt == Halt::none) party.waiting_since = static_cast<std::uint16_t>(today_.tick);
    party.halt = why;
    if (party.status == Status::waiting) return;
    lane_.tally.move(party.node, party.status, party.node, Status::waiting, party.size);
    party.status = Status::waiting;
}

std::int64_t Mover::days_until_something(const Party& party, Draws& draws) const
{
    return std::min(geometric(draws.bits(), today_.stops->chances(party).inverse_log_nothing), longest_halt_days);
}

void Mover::halt(Party& party, Halt why, Draws& draws)
{
    stand_still(party, why);
    const std::int64_t days = days_until_something(party, draws);
    if (why == Halt::held) earn(party, days);
    party.clock = today_.dawn() + static_cast<Moment>(days) * moments_per_day;
    file(party);
}

void Mover::wait_until_tomorrow(Party& party)
{
    stand_still(party, Halt::queue);
    party.clock = today_.dawn() + moments_per_day;
    file(party);
}

void Mover::stop_before_leaving(Party& party, Draws& draws)
{
    stand_still(party, Halt::stop);
    party.clock = today_.dawn() + static_cast<Moment>(days_until_something(party, draws) - 1) * moments_per_day;
    file(party);
}

/// What a party that is held up finds by odd work until it looks again.
void Mover::earn(Party& party, std::int64_t days)
{
    const auto each_day = static_cast<std::int64_t>(today_.model->journey.waiting_income_usd_per_day * 100.0 + 0.5);
    const std::int64_t room = std::numeric_limits<std::int32_t>::max() - party.cash_cents;
    const std::int64_t earned = std::min(each_day * days * party.size, room);
    party.cash_cents += static_cast<std::int32_t>(earned);
    lane_.tally.pay(Account::income, -earned);
}

void Mover::leave(Party& party, Draws& draws)
{
    const bool turned_away = party.halt == Halt::queue && party.has(Party::knows_the_rules);
    const bool looks_again = party.halt == Halt::held || turned_away ||
                             today_.world->nodes.kind[party.node] == NodeKind::border_town;
    const double waited_days = static_cast<double>(today_.tick - party.waiting_since);
    if (party.halt != Halt::stop && waited_days > today_.model->journey.give_up_days && party.place != party.home) {
        party.waiting_since = static_cast<std::uint16_t>(today_.tick);
        turn_back(party, draws);
        return;
    }
    if (today_.places->at[party.node] == PlaceId{party.place}) {  // turned back before it had left
        lane_.arrived.push_back(party);
        return;
    }
    if (looks_again) choose_way(party, draws);
    set_out(party, draws);
}

void Mover::turn_back(Party& party, Draws& draws)
{
    party.place = party.home;
    choose_way(party, draws);
    halt(party, Halt::held, draws);
}

// Corridor first, by the logsum over modes; then the mode, which depends on the purse as well.
void Mover::choose_way(Party& party, Draws& draws) const
{
    const Places& places = *today_.places;
    const PlaceId place{party.place};
    const std::size_t corridors = places.corridors[place].size();
    const std::size_t first = places.first_way[place];
    const auto value_of = [&](std::size_t corridor) {
        return today_.knowledge->value_of_way(first + corridor, party.documents, party.node);
    };
    double best = -1e300;
    for (std::size_t c = 0; c < corridors; ++c) best = std::max(best, value_of(c));
    const double corridor_draw = draws.uniform();
    const double mode_draw = draws.uniform();
    party.way = 0;
    if (!(best > -1e299)) return;  // no way today: kept, and looked at again when it is held up
    if (corridors > 1) {
        double total = 0.0;
        for (std::size_t c = 0; c < corridors; ++c)
            total += exp_exact((value_of(c) - best) / today_.model->routes.corridor_scale);
        double left = corridor_draw * total;
        for (std::size_t c = 0; c < corridors; ++c) {
            left -= exp_exact((value_of(c) - best) / today_.model->routes.corridor_scale);
            if (value_of(c) > -1e299) party.way = static_cast<std::uint8_t>(c);
            if (left < 0.0) break;
        }
    }
    const WayTable& table = today_.knowledge->ways_for(party.has(Party::knows_the_rules));
    const ModeSpec& modes = today_.model->modes;
    const std::array<double, mode_count> constant{0.0, modes.walking_constant, modes.coyote_constant};
    std::array<double, mode_count> weight{};
    double total = 0.0;
    for (std::size_t m = 0; m < mode_count; ++m) {
        const Ways& ways = table.of(first + party.way, party.documents, static_cast<Mode>(m));
        if (!ways.lead_on_from(party.node)) continue;
        const double cost_usd = ways.money_usd[party.node] * party.size;
        const double lacking = cost_usd * 100.0 > party.cash_cents ? 1.0 - party.cash_cents / (cost_usd * 100.0) : 0.0;
        const double price_of_lacking = static_cast<Mode>(m) == Mode::walking ? 0.0 : modes.unaffordable_weight * lacking;
        weight[m] = exp_exact(ways.value[party.node] + constant[m] - price_of_lacking - best);
        total += weight[m];
    }
    double left = mode_draw * total;
    for (std::size_t m = 0; m < mode_count; ++m) {
        if (weight[m] == 0.0) continue;
        party.mode = static_cast<Mode>(m);
        left -= weight[m];
        if (left < 0.0) break;
    }
}

}  // namespace corredor

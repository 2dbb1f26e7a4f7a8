#include "phases/mover.hpp"

#include <algorithm>
#include <limits>

namespace corredor {

/// What a party that is held up finds by odd work until it looks again.
void Mover::earn(Party& party, std::int64_t days)
{
    const auto each_day = static_cast<std::int64_t>(today_.model->journey.waiting_income_usd_per_day * 100.0 + 0.5);
    const std::int64_t room = std::int64_t{std::numeric_limits<std::int32_t>::max()} - party.cash_cents;
    const std::int64_t earned = std::min(each_day * days * party.size, room);
    party.cash_cents += static_cast<std::int32_t>(earned);
    lane_.tally.pay(Account::income, -earned);
}

/// A leg of a package. The seller advances what the client cannot pay: a purse below zero is what it owes.
bool Mover::start_sold_leg(Party& party, LegId leg, std::int64_t price_cents)
{
    constexpr std::int64_t most_owed_cents = 1'000'000'000;
    const std::int64_t price = std::min(price_cents, party.cash_cents + most_owed_cents);
    const auto margin =
        static_cast<std::int64_t>(static_cast<double>(price) * today_.model->modes.package_margin_share);
    party.cash_cents -= static_cast<std::int32_t>(price);
    lane_.tally.pay(Account::carriers, price - margin);
    lane_.tally.take(party.node, Economy::smuggling_package, margin);
    go_onto(party, leg, (*today_.steps)[leg][static_cast<std::size_t>(Mode::package)].moments);
    return true;
}

void Mover::turn_back(Party& party, Draws& draws)
{
    party.place = party.home;
    choose_way(party, draws);
    halt(party, Halt::held, draws);
}

bool Mover::is_taken_along(Party& party) const
{
    const std::uint8_t traveller = party.traveller;
    party.set_mode(Mode::package);
    if (today_.knowledge->packages && ways_of(party).lead_on_from(party.node)) return true;
    party.traveller = traveller;
    return false;
}

double Mover::value_of_way_to(PlaceId place, const Party& party) const
{
    return today_.knowledge->value_of_place(*today_.places, today_.model->routes.corridor_scale, place,
                                            party.documents(), party.node, party.has(Party::knows_the_rules));
}

/// Whether no way leads to a party's destination from where it is held up.
bool Mover::is_cut_off(const Party& party) const
{
    return party.halt == Halt::held && value_of_way_to(PlaceId{party.place}, party) <= no_way;
}

// What a party has paid and suffered so far is gone: it chooses as somebody would who starts from there.
void Mover::weigh_destination(Party& party, Draws& draws) const
{
    const Places& places = *today_.places;
    const Knowledge& knowledge = *today_.knowledge;
    if (!draws.happens(today_.model->journey.weigh_again_share)) return;
    std::vector<double> utility(places.choosable, no_way);
    for (std::size_t p = 0; p < places.choosable; ++p) {
        const bool is_here = places.node[PlaceId{p}] == party.node;
        const double way = is_here ? 0.0 : value_of_way_to(PlaceId{p}, party);
        if (way > no_way)
            utility[p] = knowledge.appeal_of(p, party.documents(), party.has(Party::lived_abroad)) +
                         today_.model->destinations.route_value_weight * way;
    }
    const double all = logsum(utility);
    double left = draws.uniform();
    if (all <= no_way) return;
    for (std::size_t p = 0; p < places.choosable; ++p) {
        if (utility[p] <= no_way) continue;
        party.place = static_cast<std::uint8_t>(p);
        left -= exp_exact(utility[p] - all);
        if (left < 0.0) break;
    }
}

/// What each mode of a way weighs for a party, by its value and by the purse; 0 where it cannot go in a mode.
/// best  value of the best way to its destination
std::array<double, mode_count> Mover::mode_weights(const Party& party, std::size_t way, double best) const
{
    const WayTable& table = today_.knowledge->ways_for(party.has(Party::knows_the_rules));
    const Ways* const first = &table.of(way, party.documents(), Mode{});
    ModeChoice& known = known_[way % known_.size()];
    const bool is_known = known.ways == first && known.node == party.node && known.best == best;
    if (is_known && known.dearest_usd * party.size * 100.0 <= party.cash_cents) return known.weight;
    const ModeSpec& modes = today_.model->modes;
    const auto& mode_value = today_.knowledge->mode_value[party.node];
    ModeChoice choice{.ways = first, .node = party.node, .best = best};
    bool can_pay = true;
    for (std::size_t m = 0; m < today_.knowledge->modes(); ++m) {
        const Ways& ways = table.of(way, party.documents(), static_cast<Mode>(m));
        if (!ways.lead_on_from(party.node) || mode_value[m] <= -1e299) continue;
        const double cost_usd = ways.money_usd[party.node] * party.size;
        const double lacking = cost_usd * 100.0 > party.cash_cents ? 1.0 - party.cash_cents / (cost_usd * 100.0) : 0.0;
        const double missed = static_cast<Mode>(m) == Mode::walking   ? 0.0
                              : static_cast<Mode>(m) == Mode::package ? 1.0 - modes.package_credit_share
                                                                      : 1.0;
        choice.weight[m] =
            exp_exact(ways.value[party.node] + mode_value[m] - modes.unaffordable_weight * missed * lacking - best);
        choice.dearest_usd = std::max(choice.dearest_usd, ways.money_usd[party.node]);
        can_pay &= lacking == 0.0;
    }
    if (can_pay) known = choice;
    return choice.weight;
}

// Corridor first, by the logsum over modes; then the mode, which depends on the purse as well.
void Mover::choose_way(Party& party, Draws& draws) const
{
    const bool is_bound = party.mode() == Mode::package && (party.cash_cents < 0 || party.has(Party::escorted));
    const Places& places = *today_.places;
    const PlaceId place{party.place};
    const std::size_t corridors = places.corridors[place].size();
    const std::size_t first = places.first_way[place];
    const auto value_of = [&](std::size_t corridor) {
        return today_.knowledge->value_of_way(first + corridor, party.documents(), party.node,
                                              party.has(Party::knows_the_rules));
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
    const std::array<double, mode_count> weight = mode_weights(party, first + party.way, best);
    double total = 0.0;
    for (const double of_mode : weight) total += of_mode;
    double left = mode_draw * total;
    for (std::size_t m = 0; m < mode_count; ++m) {
        if (weight[m] == 0.0) continue;
        party.set_mode(static_cast<Mode>(m));
        left -= weight[m];
        if (left < 0.0) break;
    }
    if (is_bound) party.set_mode(Mode::package);
}

}  // namespace corredor

#include "phases/mover.hpp"

#include <algorithm>
#include <limits>

namespace corredor {

/// What a party that is held up finds by odd work until it looks again.
void Mover::earn(Party& party, std::int64_t days)
{
    const auto each_day = static_cast<std::int64_t>(today_.model->journey.waiting_income_usd_per_day * 100.0 + 0.5);
    const std::int64_t room = std::numeric_limits<std::int32_t>::max() - party.cash_cents;
    const std::int64_t earned = std::min(each_day * days * party.size, room);
    party.cash_cents += static_cast<std::int32_t>(earned);
    lane_.tally.pay(Account::income, -earned);
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
        return today_.knowledge->value_of_way(first + corridor, party.documents(), party.node);
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
        const Ways& ways = table.of(first + party.way, party.documents(), static_cast<Mode>(m));
        if (!ways.lead_on_from(party.node)) continue;
        const double cost_usd = ways.money_usd[party.node] * party.size;
        const double lacking = cost_usd * 100.0 > party.cash_cents ? 1.0 - party.cash_cents / (cost_usd * 100.0) : 0.0;
        const double price_of_lacking =
            static_cast<Mode>(m) == Mode::walking ? 0.0 : modes.unaffordable_weight * lacking;
        weight[m] = exp_exact(ways.value[party.node] + constant[m] - price_of_lacking - best);
        total += weight[m];
    }
    double left = mode_draw * total;
    for (std::size_t m = 0; m < mode_count; ++m) {
        if (weight[m] == 0.0) continue;
        party.set_mode(static_cast<Mode>(m));
        left -= weight[m];
        if (left < 0.0) break;
    }
}

}  // namespace corredor

#include <algorithm>

#include "phases/mover.hpp"
#include "phases/phases.hpp"

namespace corredor {

void encounter(const Today& today, Lane& lane)
{
    Mover mover{today, lane};
    for (Party& party : lane.accosted) {
        Draws draws = today.draws(Stream::encounter, party.id);
        const double which = draws.uniform();
        const auto harms = today.stops->harms(party);
        std::size_t m = 0;
        for (double upto = harms[0].weight; which >= upto && m + 1 < harms.size(); upto += harms[m].weight) ++m;
        const auto share_cents = static_cast<std::int64_t>(harms[m].share_of_cash * party.cash_cents);
        const std::int64_t taken = std::min<std::int64_t>(party.cash_cents, share_cents + harms[m].takes_cents);
        party.cash_cents -= static_cast<std::int32_t>(taken);
        lane.tally.pay(Account::robbers, taken);
        const std::size_t at = party.node.index() * harms.size() + m;
        ++lane.tally.incidents[at];
        lane.tally.losses_cents[at] += taken;
        if (draws.happens(today.stops->chances(party).leaves))
            mover.leave(party, draws);
        else
            mover.halt(party, party.halt, draws);
    }
    lane.accosted.clear();
}

}  // namespace corredor

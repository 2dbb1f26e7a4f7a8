#include "phases/mover.hpp"
#include "phases/phases.hpp"

namespace corredor {

void travel(const Today& today, Lane& lane)
{
    Mover mover{today, lane};
    lane.journeys.take_due(today.tick, [&](Party party) {
        Draws draws = today.draws(Stream::travel, party.id);
        if (party.status == Status::travelling) {
            mover.arrive(party, draws);
            return;
        }
        party.clock = today.dawn();
        if (party.halt == Halt::queue) {
            mover.leave(party, draws);
            return;
        }
        const StopChances& chances = today.stops->chances(party);
        if (chances.struck > 0.0 && draws.happens(chances.struck))
            lane.accosted.push_back(party);
        else
            mover.leave(party, draws);
    });
}

}  // namespace corredor

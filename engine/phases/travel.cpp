#include "phases/mover.hpp"
#include "phases/phases.hpp"

namespace corredor {

namespace {

/// Counts those who reach the place of a stop today.
void count_arrivals(const Today& today, Lane& lane)
{
    const std::size_t legs = today.world->leg_count();
    const std::size_t first = static_cast<std::size_t>(today.tick % DueCalendar<Party>::near_days) * legs;
    for (const LegId leg : Range<LegId>{legs}) {
        std::int64_t& people = lane.arriving[first + leg.index()];
        if (people == 0) continue;
        lane.tally.persons_on_leg[leg.index()] -= people;
        lane.tally.move(today.world->legs.from[leg], Status::travelling, today.world->legs.to[leg], Status::waiting,
                        people);
        people = 0;
    }
}

/// The day of one party has come.
void look_at(const Today& today, Mover& mover, Lane& lane, Party& party, Draws& draws)
{
    if (party.status == Status::travelling) {
        mover.arrive(party, draws);
        return;
    }
    party.clock = today.dawn();
    if (party.halt != Halt::queue) {
        const StopChances& chances = today.stops->chances(party);
        if (chances.struck > 0.0 && draws.happens(chances.struck)) {
            lane.accosted.push_back(party);
            return;
        }
    }
    mover.leave(party, draws);
}

}  // namespace

void travel(const Today& today, Lane& lane)
{
    count_arrivals(today, lane);
    Mover mover{today, lane};
    std::array<std::uint64_t, DueCalendar<Party>::piece_rows> ids;
    std::array<RandomBlock, DueCalendar<Party>::piece_rows> first_blocks;
    lane.journeys.take_due(today.tick, [&](std::span<Party> parties) {
        for (std::size_t i = 0; i < parties.size(); ++i) ids[i] = parties[i].id;
        random_blocks(today.seed, Stream::travel, std::span{ids}.first(parties.size()), today.tick, first_blocks);
        for (std::size_t i = 0; i < parties.size(); ++i) {
            Draws draws{today.seed, Stream::travel, ids[i], today.tick, first_blocks[i]};
            look_at(today, mover, lane, parties[i], draws);
        }
    });
}

}  // namespace corredor

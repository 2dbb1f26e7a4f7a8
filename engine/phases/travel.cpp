#include "base/wide.hpp"
#include "phases/phases.hpp"
#include "phases/stretch.hpp"

namespace corredor {

namespace {

/// The day of these parties has come: those on a leg arrive, those that stand still are accosted or go on.
CORREDOR_WIDE void look_at(const Today& today, Mover& mover, Stretch& stretch, Lane& lane, std::span<Party> parties,
                           std::span<const Party> coming, const RandomBlock* blocks)
{
    const Stops& stops = *today.stops;
    const Moment dawn = today.dawn();
    for (std::size_t i = 0; i < parties.size(); ++i) {
        if (i % 2 == 0 && i < coming.size()) __builtin_prefetch(&coming[i]);  // two to a cache line
        Party& party = parties[i];
        if (party.status == Status::travelling) {
            Draws draws{today.seed, Stream::travel, party.id, today.tick, blocks[i]};
            mover.arrive(party, draws);
            continue;
        }
        party.clock = dawn;
        const std::uint64_t struck_below = party.halt == Halt::queue ? 0 : stops.chances(party).struck_below;
        if (blocks[i][0] < struck_below)
            lane.accosted.push_back(party);
        else
            stretch.leave(party, blocks[i], struck_below > 0 ? 1 : 0);
    }
    stretch.go();
}

}  // namespace

void travel(const Today& today, Lane& lane)
{
    Mover mover{today, lane};
    Stretch stretch{today, lane, mover, Stream::travel};
    std::array<std::uint64_t, Stretch::most> ids;
    std::array<RandomBlock, Stretch::most> first_blocks;
    lane.journeys.take_due(today.tick, [&](std::span<Party> parties, std::span<const Party> coming) {
        for (std::size_t i = 0; i < parties.size(); ++i) ids[i] = parties[i].id;
        random_blocks(today.seed, Stream::travel, std::span{ids}.first(parties.size()), today.tick, first_blocks);
        look_at(today, mover, stretch, lane, parties, coming, first_blocks.data());
    });
    count_under_way(today, lane);
}

}  // namespace corredor

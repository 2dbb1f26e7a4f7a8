#include "base/wide.hpp"
#include "phases/phases.hpp"
#include "phases/stretch.hpp"

namespace corredor {

namespace {

/// The day of these parties has come: those on a leg arrive, those that stand still are accosted or go on. What most do
/// is done without a branch to guess wrong.
CORREDOR_WIDE void look_at(const Today& today, Mover& mover, Stretch& stretch, Lane& lane, std::span<Party> parties,
                           std::span<const Party> coming, const RandomBlock* blocks)
{
    const Stops& stops = *today.stops;
    const Party* const next = coming.empty() ? parties.data() : coming.data();
    std::array<std::uint8_t, Stretch::most> others;
    std::size_t other_count = 0;
    for (std::size_t i = 0; i < parties.size(); ++i) {
        __builtin_prefetch(&next[i]);
        Party& party = parties[i];
        const bool on_leg = party.status == Status::travelling;
        const bool out_of_reach = on_leg | (party.halt == Halt::queue);
        const std::uint64_t struck_below = out_of_reach ? 0 : stops.chances(party).struck_below;
        const bool is_struck = blocks[i][0] < struck_below;
        others[other_count] = static_cast<std::uint8_t>(i);
        other_count += (on_leg | is_struck) ? 1U : 0U;
        stretch.leave_if(!(on_leg | is_struck), party, blocks[i], struck_below > 0 ? 1 : 0);
    }
    for (const std::uint8_t i : std::span{others}.first(other_count)) {
        Party& party = parties[i];
        if (party.status == Status::travelling) {
            Draws draws{today.seed, Stream::travel, party.id, today.tick, blocks[i]};
            mover.arrive(party, draws);
        } else {
            party.clock = today.dawn();
            lane.accosted.push_back(party);
            __builtin_prefetch(lane.accosted.data() + lane.accosted.size() + 4, 1);  // others' parties came in between
        }
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

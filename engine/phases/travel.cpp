#include "base/wide.hpp"
#include "phases/phases.hpp"
#include "phases/stretch.hpp"

namespace corredor {

namespace {

/// The day of these parties has come: those on a leg arrive, those that stand still are accosted or go on. What most do
/// is done without a branch to guess wrong.
CORREDOR_WIDE void look_at(const Today& today, Mover& mover, Stretch& stretch, Lane& lane, const Stretch::Batch& batch,
                           std::span<const Party> coming)
{
    const Stretch::Tables day = stretch.tables();
    Party* const parties = batch.parties.data();
    const std::size_t count = batch.parties.size();
    const RandomBlock* const blocks = batch.blocks;
    const Party* const next = coming.empty() ? parties : coming.data();
    std::array<std::uint16_t, Stretch::most> others;
    std::size_t leavers = 0;
    for (std::size_t i = 0; i < count; ++i) {
        __builtin_prefetch(&next[i]);
        const Party& party = parties[i];
        const std::uint32_t chances_row = day.at_stops.first_row_of(party);
        const std::uint64_t struck_below = day.at_stops.chances[chances_row + party.node.index()].struck_below;
        // By their sign bits: a comparison would become a branch, and be guessed wrong whenever somebody is struck.
        const std::uint64_t is_struck = (std::uint64_t{blocks[i][0]} - struck_below) >> 63U;
        const auto used = static_cast<unsigned>((0 - struck_below) >> 63U);
        const bool has_stopped = (party.status == Status::waiting) & (party.halt == Halt::stop);
        const std::size_t leaves = (has_stopped ? 1U : 0U) & ~is_struck;
        stretch.line_up(leavers, day, party, Stretch::turn_of(i, used), chances_row);
        others[i - leavers] = static_cast<std::uint16_t>(i);
        leavers += leaves;
    }
    for (const std::uint16_t i : std::span{others}.first(count - leavers)) {
        Party& party = parties[i];
        if (party.status == Status::travelling) {
            Draws draws{today.seed, Stream::travel, party.id, today.tick, blocks[i]};
            mover.arrive(party, draws);
            continue;
        }
        const bool is_out_of_reach = party.halt == Halt::queue || party.halt == Halt::turned_away;
        const std::uint64_t struck_below = is_out_of_reach ? 0 : today.stops->chances(party).struck_below;
        if (blocks[i][0] >= struck_below) {
            stretch.leave_alone(batch, Stretch::turn_of(i, struck_below > 0 ? 1 : 0));
            continue;
        }
        party.clock = today.dawn();
        lane.accosted.push_back(party);
        __builtin_prefetch(lane.accosted.data() + lane.accosted.size() + 4, 1);  // others' parties came in between
    }
    stretch.leave(batch, leavers);
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
        look_at(today, mover, stretch, lane, {parties, first_blocks.data()}, coming);
    });
}

}  // namespace corredor

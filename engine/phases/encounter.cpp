#include <algorithm>
#include <bit>

#include "phases/harm.hpp"
#include "phases/phases.hpp"
#include "phases/stretch.hpp"

namespace corredor {

void encounter(const Today& today, Lane& lane)
{
    Mover mover{today, lane};
    Stretch stretch{today, lane, mover, Stream::encounter};
    const Stretch::Tables day = stretch.tables();
    std::array<std::uint64_t, Stretch::most> ids;
    std::array<RandomBlock, Stretch::most> first_blocks;
    for (std::size_t begin = 0; begin < lane.accosted.size(); begin += Stretch::most) {
        const std::size_t count = std::min(Stretch::most, lane.accosted.size() - begin);
        const std::span parties = std::span{lane.accosted}.subspan(begin, count);
        for (std::size_t i = 0; i < count; ++i) ids[i] = parties[i].id;
        random_blocks(today.seed, Stream::encounter, std::span{ids}.first(count), today.tick, first_blocks);
        std::array<Stretch::Turn, Stretch::most> resting;
        std::size_t leavers = 0;
        std::size_t resters = 0;
        for (std::size_t i = 0; i < count; ++i) {
            Party& party = parties[i];
            const RandomBlock& block = first_blocks[i];
            const Aftermath after = strike_at_stop(today, lane, party, uniform_of(block[0]));
            if (after.party == Aftermath::Of::gone) continue;
            if (after.party == Aftermath::Of::waits) {
                mover.wait_until(party, after.until);
                continue;
            }
            // By its sign bit: a comparison would become a branch, and be guessed wrong.
            const std::size_t leaves =
                std::bit_cast<std::uint64_t>(uniform_of(block[1]) - today.stops->chances(party).leaves) >> 63U;
            if (party.halt == Halt::stop) {
                resting[resters] = Stretch::turn_of(i, 2);
                stretch.line_up(leavers, day, party, resting[resters], day.at_stops.first_row_of(party));
                leavers += leaves;
                resters += 1 - leaves;
            } else if (leaves == 1) {
                stretch.leave_alone({parties, first_blocks.data()}, Stretch::turn_of(i, 2));
            } else {
                Draws draws{today.seed, Stream::encounter, party.id, today.tick, block, 2};
                mover.halt(party, party.halt, draws);
            }
        }
        stretch.rest({parties, first_blocks.data()}, std::span{resting}.first(resters));
        stretch.leave({parties, first_blocks.data()}, leavers);
    }
    lane.accosted.clear();
    count_under_way(today, lane);
}

}  // namespace corredor

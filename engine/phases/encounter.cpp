#include <algorithm>

#include "phases/harm.hpp"
#include "phases/phases.hpp"
#include "phases/stretch.hpp"

namespace corredor {

void encounter(const Today& today, Lane& lane)
{
    Mover mover{today, lane};
    Stretch stretch{today, lane, mover, Stream::encounter};
    std::array<std::uint64_t, Stretch::most> ids;
    std::array<RandomBlock, Stretch::most> first_blocks;
    for (std::size_t begin = 0; begin < lane.accosted.size(); begin += Stretch::most) {
        const std::size_t count = std::min(Stretch::most, lane.accosted.size() - begin);
        const std::span parties = std::span{lane.accosted}.subspan(begin, count);
        for (std::size_t i = 0; i < count; ++i) ids[i] = parties[i].id;
        random_blocks(today.seed, Stream::encounter, std::span{ids}.first(count), today.tick, first_blocks);
        for (std::size_t i = 0; i < count; ++i) {
            Party& party = parties[i];
            const RandomBlock& block = first_blocks[i];
            const Aftermath after = strike_at_stop(today, lane, party, uniform_of(block[0]));
            if (after.party == Aftermath::Of::gone) continue;
            if (after.party == Aftermath::Of::waits) {
                mover.wait_until(party, after.until);
                continue;
            }
            if (uniform_of(block[1]) < today.stops->chances(party).leaves) {
                stretch.leave(party, block, 2);
            } else if (party.halt == Halt::stop) {
                stretch.rest(party, block, 2);
            } else {
                Draws draws{today.seed, Stream::encounter, party.id, today.tick, block, 2};
                mover.halt(party, party.halt, draws);
            }
        }
        stretch.go();
    }
    lane.accosted.clear();
    count_under_way(today, lane);
}

}  // namespace corredor

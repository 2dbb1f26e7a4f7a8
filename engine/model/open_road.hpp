#pragma once

#include <vector>

#include "model/leg_steps.hpp"
#include "model/places.hpp"
#include "model/stops.hpp"

namespace corredor {

/// Legs that are no more than a way between two places, packed for taking many parties over them at once. Whatever
/// needs a second look has no place here: borders, and places where everybody chooses anew.
struct OpenRoad {
    enum class Stop : std::uint8_t { never, maybe, always };
    struct Ahead {
        std::array<LegStep, single_leg_mode_count> step;  // packages need a second look
        NodeId node;                                      // at its end
        PlaceId place;                                    // there; none where no journey ends
        Stop stop = Stop::never;
    };
    static_assert(sizeof(Ahead) == 32);

    std::size_t slots = 0;     // per node, as in Ways
    std::vector<LegId> exits;  // (node, slot and one more): none where a party needs a second look
    Column<LegId, Ahead> legs;
    std::vector<std::int32_t> no_way;  // (slot) thresholds that every draw passes
};

[[nodiscard]] OpenRoad open_road(const World&, const Places&, const Stops&, const LegSteps&);

}  // namespace corredor

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
    enum class Course : std::uint8_t {
        second_look,  // not for many at once
        plain,        // costs nothing, and everybody stops at the end
        mixed
    };
    /// A leg for one mode: all that has to be known of it in one place.
    struct Ahead {
        std::int32_t fare_cents = 0;  // per person
        Moment moments = 0;
        NodeId node;             // at its end
        PlaceId place;           // there; none where no journey ends
        std::uint16_t days = 0;  // whole ones
        Stop stop = Stop::never;
        Course course = Course::second_look;
    };
    static_assert(sizeof(Ahead) == 16);

    std::size_t slots = 0;     // per node, as in Ways
    std::vector<LegId> exits;  // (node, slot and one more): `no_leg` where a party needs a second look
    LegId no_leg;              // one more than there are
    std::vector<Ahead> ahead;  // (mode, leg or none): most parties travel in one mode, and its legs fill a cache line

    [[nodiscard]] std::size_t row(std::size_t mode, LegId leg) const
    {
        return mode * (no_leg.index() + 1) + leg.index();
    }
};

[[nodiscard]] OpenRoad open_road(const World&, const Places&, const Stops&, const LegSteps&);

}  // namespace corredor

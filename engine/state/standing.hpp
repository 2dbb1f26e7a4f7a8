#pragma once

#include "base/calendar.hpp"
#include "state/party.hpp"
#include "world/world.hpp"

namespace corredor {

/// Where, and as what, a party counts when a day is over. Its row may be ahead of that: a party that will stop at the
/// end of its leg stands there in its row from the day on which it sets out.
struct Standing {
    NodeId node;
    Status status;
    bool is_on_leg;
};

/// over  the day that is over
[[nodiscard]] inline Standing standing(const Legs& legs, const Party& party, Tick over)
{
    const bool is_under_way = party.status == Status::travelling;
    const bool will_stop = !is_under_way && party.waiting_since > over;
    const bool is_on_leg = is_under_way || will_stop;
    return {.node = will_stop && party.status == Status::waiting ? legs.from[party.leg] : party.node,
            .status = is_on_leg ? Status::travelling : party.status,
            .is_on_leg = is_on_leg};
}

}  // namespace corredor

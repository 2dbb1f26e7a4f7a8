#pragma once

#include <cstdint>
#include <tuple>

#include "base/aggregate.hpp"
#include "base/calendar.hpp"
#include "base/ids.hpp"
#include "state/party.hpp"
#include "state/status.hpp"

namespace corredor {

/// Something in the life of a party that is followed: from now on it is on a leg, or at a node, as this. Told to
/// whoever keeps journeys; no part of the state.
struct JourneyStep {
    PartyId party = 0;
    Tick day = 0;  // may lie ahead: a party that will stop at the end of its leg says so when it sets out
    NodeId node;   // where it is, or whence it sets out over the leg
    LegId leg;     // none: at the node
    Status status = Status::travelling;
    std::uint8_t people = 0;

    static constexpr auto attributes()
    {
        return std::make_tuple(&JourneyStep::party, &JourneyStep::day, &JourneyStep::node, &JourneyStep::leg,
                               &JourneyStep::status, &JourneyStep::people);
    }
};
static_assert(lists_all_members<JourneyStep>);

}  // namespace corredor

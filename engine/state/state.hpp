#pragma once

#include <vector>

#include "base/column.hpp"
#include "state/beliefs.hpp"
#include "state/cells.hpp"
#include "state/conditions.hpp"
#include "state/crime_tally.hpp"
#include "state/grip.hpp"
#include "state/lane.hpp"
#include "state/organisations.hpp"

namespace corredor {

/// Everything a tick may change.
struct State {
    std::vector<Lane> lanes;
    Column<NodeId, std::int64_t> pool;  // people at each origin who may still leave, in agents
    Conditions conditions;
    Conditions believed_conditions;
    Beliefs beliefs;
    Grip grip;
    Cells cells;
    Organisations organisations;
    CrimeTally crime;

    /// Every member, once: checkpoints go through this list.
    static constexpr auto attributes()
    {
        return std::make_tuple(&State::lanes, &State::pool, &State::conditions, &State::believed_conditions,
                               &State::beliefs, &State::grip, &State::cells, &State::organisations, &State::crime);
    }
};
static_assert(lists_all_members<State>);

/// The sum of all lanes.
[[nodiscard]] Tally total(const State&);

/// A hash of the whole state: equal states have equal hashes whatever the order of rows in memory.
[[nodiscard]] std::uint64_t fingerprint(const State&);

}  // namespace corredor

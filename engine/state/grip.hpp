#pragma once

#include <array>

#include "base/column.hpp"
#include "base/ids.hpp"
#include "world/kinds.hpp"

namespace corredor {

/// What organised crime and the state make of each place today: written where organisations act, read where people meet
/// them. People need not know which organisation it is, nor organisations which person.
struct Grip {
    /// (node, economy) [1] factor on the hazards of mechanisms that belong to the economy. 1 where no organisation is
    /// modelled: then a scenario's hazards hold as they are.
    Column<NodeId, std::array<double, economy_count>> reach;
    Column<LegId, double> toll_factor;       // [1] on the toll of a trocha
    Column<NodeId, double> rescue_per_day;   // [1/day] hazard by which those held are found

    Grip() = default;
    Grip(std::size_t nodes, std::size_t legs) : reach(nodes), toll_factor(legs, 1.0), rescue_per_day(nodes, 0.0)
    {
        for (std::size_t n = 0; n < nodes; ++n) reach[NodeId{n}].fill(1.0);
    }
};

}  // namespace corredor

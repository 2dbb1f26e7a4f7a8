#pragma once

#include <array>

#include "base/aggregate.hpp"
#include "base/column.hpp"
#include "base/ids.hpp"
#include "world/kinds.hpp"

namespace corredor {

/// What organised crime and the state make of each place today: written where organisations act, read where people meet
/// them. People need not know which organisation it is, nor organisations which person.
struct Grip {
    /// (node, economy) [1] factor on the hazards of mechanisms that belong to the economy, from 0 to 1.
    Column<NodeId, std::array<double, economy_count>> reach;
    Column<LegId, double> toll_factor;      // [1] on the toll of a trocha
    Column<NodeId, double> package_supply;  // [1] how far whole journeys are on sale, from 0 to 1
    Column<NodeId, double> package_price;   // [1] factor on the price of a whole journey
    Column<NodeId, double> conversion;      // [1] share of clients in debt on arrival who are turned into victims
    Column<NodeId, double> captive_places;  // [people] who can be held for exploitation
    Column<NodeId, double> captive_margin;  // [USD/day] of a person held; where victims are brought to
    Column<NodeId, double> rescue_per_day;  // [1/day] hazard by which those held are found
    Column<NodeId, double> rescued_share;   // [1] of those held who are freed by an operation today
    Column<NodeId, double> fear;            // [1] what publicised violence takes off attempts to escape, from 0 to 1

    /// Every member, once: checkpoints go through this list.
    static constexpr auto attributes()
    {
        return std::make_tuple(&Grip::reach, &Grip::toll_factor, &Grip::package_supply, &Grip::package_price,
                               &Grip::conversion, &Grip::captive_places, &Grip::captive_margin, &Grip::rescue_per_day,
                               &Grip::rescued_share, &Grip::fear);
    }

    Grip() = default;
    Grip(std::size_t nodes, std::size_t legs)
        : reach(nodes), toll_factor(legs, 1.0), package_supply(nodes), package_price(nodes, 1.0), conversion(nodes),
          captive_places(nodes), captive_margin(nodes), rescue_per_day(nodes), rescued_share(nodes), fear(nodes)
    {
    }
};
static_assert(attributes_fill<Grip>);

}  // namespace corredor

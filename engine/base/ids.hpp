#pragma once

#include <cstdint>
#include <functional>
#include <limits>

namespace corredor {

/// An index that only fits the tables of its own kind: a LegId cannot be used where a NodeId is meant.
template <class Tag>
struct Id {
    using Value = std::uint16_t;
    static constexpr Value none_value = std::numeric_limits<Value>::max();

    Value value = none_value;

    constexpr Id() = default;
    constexpr explicit Id(std::size_t index) : value{static_cast<Value>(index)} {}

    [[nodiscard]] constexpr bool is_none() const { return value == none_value; }
    [[nodiscard]] constexpr std::size_t index() const { return value; }
    friend constexpr bool operator==(Id, Id) = default;
    friend constexpr auto operator<=>(Id, Id) = default;
};

using NodeId = Id<struct NodeTag>;
using LegId = Id<struct LegTag>;
using CountryId = Id<struct CountryTag>;
using BorderPairId = Id<struct BorderPairTag>;
using DestinationId = Id<struct DestinationTag>;  // position in the list of destinations, not a node
using MechanismId = Id<struct MechanismTag>;
using OrganisationId = Id<struct OrganisationTag>;
using CellId = Id<struct CellTag>;  // (organisation, node)

}  // namespace corredor

#pragma once

#include <vector>

#include "base/column.hpp"
#include "model/model_spec.hpp"
#include "world/world.hpp"

namespace corredor {

using PlaceId = Id<struct PlaceTag>;

/// Where journeys may end: the scenario's places, then the origins, to which people go back.
struct Places {
    Places(const World&, const ModelSpec&);

    struct Corridor {
        std::string name;
        Column<LegId, char> avoids;
    };

    Column<PlaceId, NodeId> node;
    Column<PlaceId, char> is_origin;
    Column<PlaceId, char> is_exit;  // outside the modelled countries
    Column<PlaceId, std::vector<Corridor>> corridors;
    Column<PlaceId, std::size_t> first_way;  // position of its first corridor among all (place, corridor)
    Column<NodeId, PlaceId> at;              // of a node; none where no journey ends
    std::size_t way_count = 0;
    std::size_t choosable = 0;  // places before the origins

    [[nodiscard]] std::size_t size() const { return node.size(); }
    [[nodiscard]] PlaceId home_of(NodeId origin) const { return at[origin]; }
};

}  // namespace corredor

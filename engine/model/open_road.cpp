#include "model/open_road.hpp"

#include <algorithm>

#include "world/ways.hpp"

namespace corredor {

OpenRoad open_road(const World& world, const Places& places, const Stops& stops, const LegSteps& steps)
{
    OpenRoad road;
    road.slots = Ways::slots_in(world);
    road.legs.assign(world.leg_count(), {});
    road.no_way.assign(road.slots, -1);
    road.exits.assign(world.node_count() * (road.slots + 1), LegId{});
    for (const NodeId node : Range<NodeId>{world.node_count()}) {
        if (world.nodes.kind[node] == NodeKind::border_town) continue;
        const auto legs = world.legs_out(node);
        for (std::size_t i = 0; i < legs.size(); ++i)
            if (world.legs.entry[legs[i]] == Entry::none) road.exits[node.index() * (road.slots + 1) + i] = legs[i];
    }
    for (const LegId leg : Range<LegId>{world.leg_count()}) {
        const NodeId head = world.legs.to[leg];
        const double share = stops.stop_share(head);
        const auto stop = share >= 1.0  ? OpenRoad::Stop::always
                          : share > 0.0 ? OpenRoad::Stop::maybe
                                        : OpenRoad::Stop::never;
        road.legs[leg] = {.step = {}, .node = head, .place = places.at[head], .stop = stop};
        std::copy_n(steps[leg].begin(), single_leg_mode_count, road.legs[leg].step.begin());
    }
    return road;
}

}  // namespace corredor

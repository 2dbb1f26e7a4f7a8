#include "model/open_road.hpp"

#include "state/due_calendar.hpp"
#include "world/ways.hpp"

namespace corredor {

namespace {

OpenRoad::Ahead ahead_on(const World& world, const Places& places, const Stops& stops, LegId leg, const LegStep& step)
{
    const NodeId head = world.legs.to[leg];
    const double share = stops.stop_share(head);
    const Moment days = step.moments / moments_per_day;
    OpenRoad::Ahead ahead{.fare_cents = step.fare_cents,
                          .moments = step.moments,
                          .node = head,
                          .place = places.at[head],
                          .days = static_cast<std::uint16_t>(days),
                          .stop = share >= 1.0  ? OpenRoad::Stop::always
                                  : share > 0.0 ? OpenRoad::Stop::maybe
                                                : OpenRoad::Stop::never,
                          .course = OpenRoad::Course::mixed};
    if (days >= DueCalendar<Party>::near_days - 1)
        ahead.course = OpenRoad::Course::second_look;
    else if (ahead.stop == OpenRoad::Stop::always && step.fare_cents == 0)
        ahead.course = OpenRoad::Course::plain;
    return ahead;
}

}  // namespace

OpenRoad open_road(const World& world, const Places& places, const Stops& stops, const LegSteps& steps)
{
    OpenRoad road;
    road.slots = Ways::slots_in(world);
    road.no_leg = LegId{world.leg_count()};
    road.exits.assign(world.node_count() * (road.slots + 1), road.no_leg);
    for (const NodeId node : Range<NodeId>{world.node_count()}) {
        if (world.nodes.kind[node] == NodeKind::border_town) continue;
        const auto legs = world.legs_out(node);
        for (std::size_t i = 0; i < legs.size(); ++i)
            if (world.legs.entry[legs[i]] == Entry::none) road.exits[node.index() * (road.slots + 1) + i] = legs[i];
    }
    road.ahead.resize((world.leg_count() + 1) * mode_count);
    for (const LegId leg : Range<LegId>{world.leg_count()})
        for (std::size_t mode = 0; mode < single_leg_mode_count; ++mode)  // packages need a second look
            road.ahead[road.row(mode, leg)] = ahead_on(world, places, stops, leg, steps[leg][mode]);
    return road;
}

}  // namespace corredor

#include "model/places.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace corredor {

namespace {

Column<LegId, char> legs_of(const std::vector<BorderPairRef>& pairs, const World& world)
{
    Column<LegId, char> avoids(world.leg_count(), 0);
    for (const BorderPairRef& pair : pairs) {
        const BorderPairId id = world.border_pair(pair.name);
        for (const LegId leg : Range<LegId>{world.leg_count()})
            if (world.legs.border_pair[leg] == id) avoids[leg] = 1;
    }
    return avoids;
}

/// Corridors made for a country take the place of the general ones.
std::vector<Places::Corridor> corridors_to(const std::string& country, const RouteSpec& routes, const World& world)
{
    const auto leads_there = [&](const CorridorSpec& c) {
        return std::ranges::any_of(c.destinations, [&](const CountryRef& d) { return d.name == country; });
    };
    const bool has_own = std::ranges::any_of(routes.corridors, [&](const auto& c) { return leads_there(c.second); });
    std::vector<Places::Corridor> corridors;
    for (const auto& [name, spec] : routes.corridors)
        if (has_own ? leads_there(spec) : spec.destinations.empty())
            corridors.push_back({name, legs_of(spec.avoids, world)});
    if (corridors.empty()) corridors.push_back({"all", legs_of({}, world)});
    return corridors;
}

}  // namespace

Places::Places(const World& world, const ModelSpec& model) : at(world.node_count())
{
    const auto add = [&](NodeId n, bool origin) {
        const std::string& country = world.countries[world.nodes.country[n]];
        const bool exit = world.nodes.kind[n] == NodeKind::exit || !model.countries.at(country).is_modelled;
        at[n] = PlaceId{node.size()};
        node.push_back(n);
        is_origin.push_back(origin ? 1 : 0);
        is_exit.push_back(exit ? 1 : 0);
        corridors.push_back(corridors_to(country, model.routes, world));
        first_way.push_back(way_count);
        way_count += corridors.span().back().size();
    };
    for (const auto& [ref, offset] : model.destinations.places) add(world.node(ref.name), false);
    choosable = node.size();
    const auto add_origin = [&](const NodeRef& ref) {
        if (at[world.node(ref.name)].is_none()) add(world.node(ref.name), true);
    };
    for (const auto& [ref, share] : model.departures.origin_share) add_origin(ref);
    for (const CohortSpec& cohort : model.departures.cohorts) add_origin(cohort.node);
    CORREDOR_ENSURE(size() < 255);
}

}  // namespace corredor

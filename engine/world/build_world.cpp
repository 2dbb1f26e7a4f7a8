#include <algorithm>
#include <limits>
#include <numeric>
#include <set>

#include "base/check.hpp"
#include "world/world.hpp"

namespace corredor {

void World::add_nodes(const Tables& tables)
{
    std::set<std::string> codes;
    for (const NodeRow& row : tables.nodes) codes.insert(row.country);
    for (const std::string& code : codes) {
        country_ids_.emplace(code, CountryId{countries.size()});
        countries.push_back(code);
    }
    for (const NodeRow& row : tables.nodes) {
        CORREDOR_EXPECT(!node_ids_.contains(row.id));
        node_ids_.emplace(row.id, NodeId{nodes.id.size()});
        nodes.id.push_back(row.id);
        nodes.name.push_back(row.name);
        nodes.region.push_back(row.region);
        nodes.country.push_back(country(row.country));
        nodes.kind.push_back(row.kind);
        nodes.lat.push_back(row.lat);
        nodes.lon.push_back(row.lon);
        nodes.population.push_back(row.population);
        nodes.is_pass_through.push_back(row.pass_through ? 1 : 0);
    }
}

void World::add_legs(const Tables& tables)
{
    std::set<std::string> pairs;
    for (const LegRow& row : tables.legs)
        if (!row.border_pair.empty()) pairs.insert(row.border_pair);
    for (const std::string& pair : pairs) {
        pair_ids_.emplace(pair, BorderPairId{border_pairs.size()});
        border_pairs.push_back(pair);
    }
    for (const LegRow& row : tables.legs) {
        CORREDOR_EXPECT(!leg_ids_.contains(row.id));
        leg_ids_.emplace(row.id, LegId{legs.id.size()});
        legs.id.push_back(row.id);
        legs.from.push_back(node(row.from));
        legs.to.push_back(node(row.to));
        CORREDOR_EXPECT(!legs.from.span().back().is_none() && !legs.to.span().back().is_none());
        legs.kind.push_back(row.kind);
        legs.border_pair.push_back(border_pair(row.border_pair));
        legs.km.push_back(row.km);
        legs.bus_hours.push_back(row.bus_hours);
        legs.walk_days.push_back(row.walk_days.value_or(std::numeric_limits<double>::infinity()));
        legs.fare_usd.push_back(row.fare_usd);
        legs.toll_usd.push_back(row.toll_usd);
    }
    out_ = by_node(legs.from, out_first_);
    in_ = by_node(legs.to, in_first_);
}

/// Legs sorted by one of their ends; `first` says where each node's begin.
std::vector<LegId> World::by_node(const Column<LegId, NodeId>& end, std::vector<std::size_t>& first) const
{
    std::vector<LegId> sorted;
    for (const LegId leg : Range<LegId>{leg_count()}) sorted.push_back(leg);
    std::ranges::stable_sort(sorted, {}, [&](LegId leg) { return end[leg]; });
    first.assign(node_count() + 1, 0);
    for (const LegId leg : sorted) ++first[end[leg].index() + 1];
    std::partial_sum(first.begin(), first.end(), first.begin());
    return sorted;
}

// A trocha often has a point of its own on the line. Whoever leaves that point enters the country ahead; whoever walks
// up to it has not crossed yet. What the table says of the point's own country is therefore not used.
void World::find_entries()
{
    legs.entry.assign(leg_count(), Entry::none);
    legs.entered.assign(leg_count(), CountryId{});
    legs.left.assign(leg_count(), CountryId{});
    for (const LegId leg : Range<LegId>{leg_count()}) {
        const NodeId from = legs.from[leg];
        const NodeId to = legs.to[leg];
        const bool has_post = legs.kind[leg] == LegKind::official_crossing || legs.kind[leg] == LegKind::flight;
        if (has_post && nodes.country[from] != nodes.country[to]) {
            legs.entry[leg] = Entry::official;
            legs.left[leg] = nodes.country[from];
        } else if (legs.kind[leg] == LegKind::trocha && nodes.is_pass_through[to] == 0) {
            if (nodes.is_pass_through[from] == 0 && nodes.country[from] == nodes.country[to]) continue;
            legs.entry[leg] = Entry::irregular;
            legs.left[leg] = nodes.country[from];
        } else {
            continue;
        }
        legs.entered[leg] = nodes.country[to];
    }
    // The near side of a trocha point is the other country that it can be reached from.
    for (const LegId leg : Range<LegId>{leg_count()}) {
        if (legs.entry[leg] != Entry::irregular || legs.left[leg] != legs.entered[leg]) continue;
        for (const LegId back : legs_out(legs.from[leg]))
            if (nodes.country[legs.to[back]] != legs.entered[leg]) legs.left[leg] = nodes.country[legs.to[back]];
    }
}

World build_world(const Tables& tables)
{
    World world;
    world.add_nodes(tables);
    world.add_legs(tables);
    world.find_entries();
    return world;
}

}  // namespace corredor

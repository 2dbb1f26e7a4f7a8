#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/column.hpp"
#include "base/ids.hpp"
#include "world/kinds.hpp"
#include "world/tables.hpp"
#include "world/world_spec.hpp"

namespace corredor {

/// What a leg does to those who complete it.
enum class Entry : std::uint8_t {
    none,      // stays within a country, or leads up to a border
    official,  // enters a country through a post
    irregular  // enters a country by a trocha
};

struct Nodes {
    Column<NodeId, std::string> id;
    Column<NodeId, std::string> name;
    Column<NodeId, std::string> region;
    Column<NodeId, CountryId> country;
    Column<NodeId, NodeKind> kind;
    Column<NodeId, double> lat;
    Column<NodeId, double> lon;
    Column<NodeId, std::int64_t> population;
    Column<NodeId, char> is_pass_through;
};

struct Legs {
    Column<LegId, std::string> id;
    Column<LegId, NodeId> from;
    Column<LegId, NodeId> to;
    Column<LegId, LegKind> kind;
    Column<LegId, Entry> entry;
    Column<LegId, CountryId> entered;         // none unless `entry` says so
    Column<LegId, CountryId> left;            // the country on the near side of that border
    Column<LegId, BorderPairId> border_pair;  // also on the approach to a trocha point
    Column<LegId, double> km;
    Column<LegId, double> bus_hours;
    Column<LegId, double> walk_days;  // infinity where nobody can walk
    Column<LegId, double> fare_usd;
    Column<LegId, double> toll_usd;
};

/// Places and the ways between them: const once built, shared by all runs over it.
class World {
public:
    Nodes nodes;
    Legs legs;
    Column<CountryId, std::string> countries;  // ISO codes in alphabetical order
    Column<BorderPairId, std::string> border_pairs;

    [[nodiscard]] std::size_t node_count() const { return nodes.id.size(); }
    [[nodiscard]] std::size_t leg_count() const { return legs.id.size(); }
    [[nodiscard]] std::span<const LegId> legs_out(NodeId node) const { return slice(out_, out_first_, node); }
    [[nodiscard]] std::span<const LegId> legs_in(NodeId node) const { return slice(in_, in_first_, node); }
    /// Position of a node's first leg among all legs sorted by the node they start from.
    [[nodiscard]] std::size_t first_out(NodeId node) const { return out_first_[node.index()]; }

    /// Ids by name; none when there is no such thing.
    [[nodiscard]] NodeId node(std::string_view name) const { return find(node_ids_, name); }
    [[nodiscard]] LegId leg(std::string_view name) const { return find(leg_ids_, name); }
    [[nodiscard]] CountryId country(std::string_view code) const { return find(country_ids_, code); }
    [[nodiscard]] BorderPairId border_pair(std::string_view name) const { return find(pair_ids_, name); }

    friend World build_world(const Tables&);

private:
    template <class IdType>
    using Names = std::map<std::string, IdType, std::less<>>;

    template <class IdType>
    static IdType find(const Names<IdType>& names, std::string_view name)
    {
        const auto found = names.find(name);
        return found == names.end() ? IdType{} : found->second;
    }

    static std::span<const LegId> slice(std::span<const LegId> legs, const std::vector<std::size_t>& first, NodeId node)
    {
        return legs.subspan(first[node.index()], first[node.index() + 1] - first[node.index()]);
    }
    std::vector<LegId> by_node(const Column<LegId, NodeId>& end, std::vector<std::size_t>& first) const;
    void add_nodes(const Tables&);
    void add_legs(const Tables&);
    void find_entries();

    Names<NodeId> node_ids_;
    Names<LegId> leg_ids_;
    Names<CountryId> country_ids_;
    Names<BorderPairId> pair_ids_;
    std::vector<LegId> out_;  // sorted by the node they start from
    std::vector<std::size_t> out_first_;
    std::vector<LegId> in_;  // sorted by the node they end at
    std::vector<std::size_t> in_first_;
};

/// Turns checked tables into a world: names become ids, and each border leg knows which country it enters.
/// expects  tables that passed the scenario's checks
[[nodiscard]] World build_world(const Tables&);

}  // namespace corredor

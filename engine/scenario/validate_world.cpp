#include "scenario/validate_world.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/ids.hpp"
#include "scenario/nearest.hpp"

namespace corredor {
namespace {

constexpr std::size_t most_rows = NodeId::none_value;  // legs are numbered like nodes

template <class Row>
void check_ids(const Table<Row>& table, Problems& problems)
{
    std::map<std::string, int> line_of;
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const Place place = table.place_of(i, "id");
        const auto [first, is_new] = line_of.emplace(table.rows[i].id, place.line);
        if (!is_new && !table.rows[i].id.empty())
            problems.add(problem_at(
                place, fmt::format("id {} stands in line {} already", shown(table.rows[i].id), first->second),
                "ids are unique"));
    }
    if (table.rows.size() >= most_rows)
        problems.add(problem_at(table.place_of(0, "id"),
                                fmt::format("{} rows, must be fewer than {}", table.rows.size(), most_rows)));
}

/// Reports a field of a table whose name leads nowhere.
void check_name(const std::string& name, const Place& place, std::string_view field, std::string_view target,
                const KnownNames::Names& known, Problems& problems)
{
    if (name.empty() || known.contains(name)) return;
    problems.add(problem_at(place, fmt::format("{}: there is no {} '{}'", field, target, shown(name)),
                            did_you_mean(name, known, known.empty() ? "" : "known: " + joined(known))));
}

void check_nodes(const ReadTables& tables, const KnownNames& names, Problems& problems)
{
    check_ids(tables.nodes, problems);
    if (!names.knows_countries) return;
    for (std::size_t i = 0; i < tables.nodes.rows.size(); ++i) {
        const NodeRow& row = tables.nodes.rows[i];
        const auto check = [&](const std::string& name, std::string_view field) {
            check_name(name, tables.nodes.place_of(i, field), field, "country", names.countries, problems);
        };
        check(row.country, "country");
        check(row.side_a, "side_a");
        check(row.side_b, "side_b");
    }
}

void check_leg(const ReadTables& tables, std::size_t i, const KnownNames& names, Problems& problems)
{
    const LegRow& row = tables.legs.rows[i];
    const auto place = [&](std::string_view field) { return tables.legs.place_of(i, field); };
    if (names.knows_nodes) {
        check_name(row.from, place("from"), "from", "node", names.nodes, problems);
        check_name(row.to, place("to"), "to", "node", names.nodes, problems);
    }
    if (!row.from.empty() && row.from == row.to)
        problems.add(problem_at(place("to"),
                                fmt::format("leg {} leads from {} to itself", shown(row.id), shown(row.from)),
                                "a leg joins two places"));
    const bool is_crossing = row.kind == LegKind::official_crossing || row.kind == LegKind::trocha;
    if (is_crossing && row.border_pair.empty())
        problems.add(problem_at(place("border_pair"),
                                fmt::format("leg {} crosses a border without a border_pair", shown(row.id)),
                                "name the stretch of border, as other legs over it do"));
    const bool has_tolls = row.toll_low_usd != 0 || row.toll_high_usd != 0;
    if (has_tolls && (row.toll_low_usd > row.toll_usd || row.toll_usd > row.toll_high_usd))
        problems.add(problem_at(place("toll_usd"),
                                fmt::format("toll_usd is {}, must be from toll_low_usd ({}) to toll_high_usd ({})",
                                            row.toll_usd, row.toll_low_usd, row.toll_high_usd)));
}

/// Each country of the scenario has a place, or nothing that is said of it could mean anything.
void check_countries(const ModelSpec& model, const ReadTables& tables, const Value& tree, Problems& problems)
{
    KnownNames::Names with_nodes;
    for (const NodeRow& row : tables.nodes.rows) with_nodes.insert(row.country);
    const Member* countries = tree.find("countries");
    for (const auto& [code, country] : model.countries) {
        const Member* member = countries != nullptr ? countries->value.find(code) : nullptr;
        if (member != nullptr && !with_nodes.contains(code))
            problems.add(problem_at(member->key_place,
                                    fmt::format("countries.{}: no node is in this country", shown(code)),
                                    did_you_mean(code, with_nodes)));
    }
}

void check_other_tables(const ReadTables& tables, const KnownNames& names, Problems& problems)
{
    const auto& stock = tables.initial_stock;
    if (names.knows_nodes)
        for (std::size_t i = 0; i < stock.rows.size(); ++i)
            check_name(stock.rows[i].node, stock.place_of(i, "node"), "node", "node", names.nodes, problems);
    const auto check_interval = [&problems](const auto& table, std::size_t i) {
        if (table.rows[i].from == Date{} || table.rows[i].until == Date{}) return;  // could not be read
        if (table.rows[i].until <= table.rows[i].from)
            problems.add(problem_at(table.place_of(i, "until"),
                                    fmt::format("until is {}, must be after from ({})", to_string(table.rows[i].until),
                                                to_string(table.rows[i].from)),
                                    "until is the day after the last"));
    };
    const auto& others = tables.other_nationalities;
    for (std::size_t i = 0; i < others.rows.size(); ++i) {
        check_interval(others, i);
        if (names.knows_countries)
            check_name(others.rows[i].country, others.place_of(i, "country"), "country", "country", names.countries,
                       problems);
    }
    for (std::size_t i = 0; i < tables.targets.rows.size(); ++i) check_interval(tables.targets, i);
    check_ids(tables.targets, problems);
}

class Reachability {
public:
    explicit Reachability(const std::vector<LegRow>& legs)
    {
        for (const LegRow& leg : legs) next_[leg.from].push_back(leg.to);
    }

    [[nodiscard]] std::set<std::string> from(const std::string& origin) const
    {
        std::set<std::string> reached{origin};
        std::vector<std::string> to_visit{origin};
        while (!to_visit.empty()) {
            const auto legs = next_.find(to_visit.back());
            to_visit.pop_back();
            if (legs == next_.end()) continue;
            for (const std::string& node : legs->second)
                if (reached.insert(node).second) to_visit.push_back(node);
        }
        return reached;
    }

private:
    std::map<std::string, std::vector<std::string>> next_;
};

constexpr std::size_t most_places = 200;

void check_ways(const ModelSpec& model, const ReadTables& tables, const Value& tree, const KnownNames& names,
                Problems& problems)
{
    const Member* destinations = tree.find("destinations");
    const Member* places = destinations != nullptr ? destinations->value.find("places") : nullptr;
    if (places == nullptr) return;
    if (model.destinations.places.size() > most_places)
        problems.add(problem_at(destinations->value.place,
                                fmt::format("destinations.places has {} places, may have {}",
                                            model.destinations.places.size(), most_places),
                                "origins count as places too: parties keep their destination in a byte"));
    std::set<std::string> origins;
    for (const auto& [node, share] : model.departures.origin_share)
        if (share > 0) origins.insert(node.name);
    for (const CohortSpec& cohort : model.departures.cohorts) origins.insert(cohort.node.name);
    const Reachability ways{tables.legs.rows};
    for (const std::string& origin : origins) {
        if (!names.nodes.contains(origin) || problems.full()) continue;
        const auto reached = ways.from(origin);
        for (const auto& [place, attraction] : model.destinations.places) {
            const Member* member = places->value.find(place.name);
            if (member == nullptr || !names.nodes.contains(place.name) || reached.contains(place.name)) continue;
            problems.add(problem_at(member->key_place,
                                    fmt::format("destinations.places.{} cannot be reached from origin {}",
                                                shown(place.name), shown(origin)),
                                    "no chain of legs leads there; look at the table of legs"));
        }
    }
}

}  // namespace

void validate_world(const ModelSpec& model, const ReadTables& tables, const Value& tree, const KnownNames& names,
                    Problems& problems)
{
    check_nodes(tables, names, problems);
    check_ids(tables.legs, problems);
    for (std::size_t i = 0; i < tables.legs.rows.size(); ++i) check_leg(tables, i, names, problems);
    if (names.knows_nodes) check_countries(model, tables, tree, problems);
    check_other_tables(tables, names, problems);
    if (names.knows_nodes && names.knows_legs) check_ways(model, tables, tree, names, problems);
}

bool makes_a_network(const ReadTables& tables)
{
    if (!tables.nodes.has_all_rows || !tables.legs.has_all_rows) return false;
    if (tables.nodes.rows.size() >= most_rows || tables.legs.rows.size() >= most_rows) return false;
    std::set<std::string_view> nodes;
    for (const NodeRow& row : tables.nodes.rows)
        if (row.id.empty() || !nodes.insert(row.id).second) return false;
    std::set<std::string_view> legs;
    return std::ranges::all_of(tables.legs.rows, [&](const LegRow& row) {
        return !row.id.empty() && legs.insert(row.id).second && nodes.contains(row.from) && nodes.contains(row.to);
    });
}

}  // namespace corredor

#include "model/territory.hpp"

#include <algorithm>
#include <deque>
#include <limits>

#include "base/elementary.hpp"
#include "base/random.hpp"

namespace corredor {

namespace {

constexpr double unreachable = std::numeric_limits<double>::infinity();
constexpr int no_hops = 1 << 20;

std::uint64_t key_of(std::string_view name)
{
    std::uint64_t key = 0x9ae16a3b2f90404fULL;
    for (const char c : name) key = mix(key ^ static_cast<unsigned char>(c));
    return key;
}

template <class Key>
double value_or(const std::map<Key, double>& values, const std::string& name, double otherwise)
{
    const auto found = values.find(Key{name});
    return found == values.end() ? otherwise : found->second;
}

bool can_hold_cells(NodeKind kind)
{
    return kind != NodeKind::border_post && kind != NodeKind::trocha && kind != NodeKind::exit;
}

std::size_t economy_named(std::string_view name)
{
    return static_cast<std::size_t>(std::ranges::find(economy_names, name) - economy_names.begin());
}

}  // namespace

Territory::Territory(const World& world, const ModelSpec& model)
{
    place_organisations(world, model);
    relate();
    measure_distances(world, model.cells);
    describe_places(world, model);
    describe_economies(world, model);
    find_trochas(world);
}

OrganisationId Territory::organisation(std::string_view id) const
{
    const auto found = std::ranges::find(organisation_ids, id);
    if (found == organisation_ids.end()) return OrganisationId{};
    return OrganisationId{static_cast<std::size_t>(found - organisation_ids.begin())};
}

std::uint64_t Territory::key(OrganisationId organisation, NodeId node) const
{
    return mix(organisation_key_[organisation.index()] ^ node_key_[node.index()]);
}

void Territory::place_organisations(const World& world, const ModelSpec& model)
{
    is_station.assign(world.node_count(), 0);
    for (const NodeId node : Range<NodeId>{world.node_count()}) {
        is_station[node] = can_hold_cells(world.nodes.kind[node]) && world.nodes.is_pass_through[node] == 0 ? 1 : 0;
        node_key_.push_back(key_of(world.nodes.id[node]));
    }
    for (const auto& [id, organisation] : model.organisations) {
        organisation_ids.push_back(id);
        organisation_key_.push_back(key_of(id));
        spec.push_back(&organisation);
        headquarters.push_back(organisation.headquarters ? world.node(organisation.headquarters->name) : NodeId{});
        seats_.emplace_back(world.node_count(), 0);
        for (const auto& [node, share] : organisation.seats) seats_.back()[world.node(node.name)] = 1;
        ByEconomy<double> cap{};
        for (const auto& [economy_ref, know_how] : organisation.economies)
            cap[economy_named(economy_ref.name)] = know_how.cap;
        know_how_cap.push_back(cap);
    }
    splinter.assign(organisations(), OrganisationId{});
    for (const OrganisationId g : Range<OrganisationId>{organisations()})
        if (spec[g]->splinter_of) splinter[organisation(spec[g]->splinter_of->name)] = g;
}

void Territory::relate()
{
    const auto count = static_cast<Eigen::Index>(organisations());
    contest = Eigen::ArrayXXd::Ones(count, count);
    rivalry = Eigen::ArrayXXd::Ones(count, count);
    may_subdue = Eigen::ArrayXXi::Zero(count, count);
    are_allied = Eigen::ArrayXXi::Zero(count, count);
    for (const OrganisationId g : Range<OrganisationId>{organisations()})
        for (const auto& [other, relation] : spec[g]->relations) {
            const auto i = static_cast<Eigen::Index>(g.index());
            const auto j = static_cast<Eigen::Index>(organisation(other.name).index());
            contest(i, j) = relation.contest;
            rivalry(i, j) = relation.rivalry;
            may_subdue(i, j) = relation.may_subdue ? 1 : 0;
            are_allied(i, j) = relation.kind == Relation::partner ? 1 : 0;
        }
    rivalry = rivalry.min(rivalry.transpose().eval());  // either side can keep the peace
    for (Eigen::Index i = 0; i < count; ++i) contest(i, i) = 1.0;
}

// Dijkstra from every node: few enough. A leg out of a station to a point on the line is no hop by itself.
void Territory::measure_distances(const World& world, const CellSpec& cells)
{
    const auto count = static_cast<Eigen::Index>(world.node_count());
    km = Eigen::ArrayXXd::Constant(count, count, unreachable);
    hops = Eigen::ArrayXXi::Constant(count, count, no_hops);
    for (Eigen::Index from = 0; from < count; ++from) {
        std::deque<NodeId> to_visit{NodeId{static_cast<std::size_t>(from)}};
        km(from, from) = 0.0;
        hops(from, from) = 0;
        while (!to_visit.empty()) {
            const NodeId at = to_visit.front();
            to_visit.pop_front();
            for (const LegId leg : world.legs_out(at)) {
                if (world.legs.kind[leg] == LegKind::flight) continue;
                const NodeId to = world.legs.to[leg];
                const auto i = static_cast<Eigen::Index>(at.index());
                const auto j = static_cast<Eigen::Index>(to.index());
                const double length = km(from, i) + world.legs.km[leg];
                const int stations = hops(from, i) + (is_station[to] != 0 ? 1 : 0);
                if (length >= km(from, j) && stations >= hops(from, j)) continue;
                km(from, j) = std::min(km(from, j), length);
                hops(from, j) = std::min(hops(from, j), stations);
                to_visit.push_back(to);
            }
        }
    }
    chain = km.unaryExpr([&](double d) { return d < unreachable ? exp_exact(-d / cells.chain_km) : 0.0; });
}

void Territory::describe_places(const World& world, const ModelSpec& model)
{
    for (const NodeId node : Range<NodeId>{world.node_count()}) {
        const std::string& country = world.countries[world.nodes.country[node]];
        wage_usd.push_back(value_or(model.cells.wage_usd_per_week, country, 70.0));
        price_level.push_back(value_or(model.cells.price_level, country, 1.0));
        clearance.push_back(value_or(model.enforcement.clearance, country, 0.3));
        corruption.push_back(value_or(model.enforcement.corruption, country, 0.5));
        homicides_per_week.push_back(value_or(model.enforcement.homicides_per_year_at, world.nodes.id[node], 0.0) /
                                     (365.0 / 7.0));
    }
}

void Territory::describe_economies(const World& world, const ModelSpec& model)
{
    for (const auto& [name, found] : model.economies) economy[economy_named(name.name)] = found;
    teaches.setZero();
    teaches.matrix().diagonal().setOnes();
    for (std::size_t to = 0; to < economy_count; ++to)
        for (const auto& [from, weight] : economy[to].learns_from)
            teaches(static_cast<Eigen::Index>(economy_named(from.name)), static_cast<Eigen::Index>(to)) = weight;
    for (const NodeId node : Range<NodeId>{world.node_count()}) {
        ByEconomy<double> factor{};
        ByEconomy<double> fixed{};
        for (std::size_t e = 0; e < economy_count; ++e) {
            factor[e] = value_or(economy[e].place_factor, world.nodes.id[node], economy[e].elsewhere_factor);
            fixed[e] = value_or(economy[e].usd_per_week_at, world.nodes.id[node], 0.0);
        }
        market_factor.push_back(factor);
        market_usd.push_back(fixed);
    }
}

void Territory::find_trochas(const World& world)
{
    for (const LegId leg : Range<LegId>{world.leg_count()}) {
        if (world.legs.entry[leg] != Entry::irregular) continue;
        Trocha trocha{.leg = leg, .near = world.legs.from[leg], .far = world.legs.to[leg]};
        if (is_station[trocha.near] == 0)
            for (const LegId before : world.legs_in(trocha.near)) {
                const NodeId from = world.legs.from[before];
                if (is_station[from] != 0 && world.nodes.country[from] == world.legs.left[leg]) trocha.near = from;
            }
        if (is_station[trocha.near] != 0 && is_station[trocha.far] != 0) trochas.push_back(trocha);
    }
}

}  // namespace corredor

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <numeric>

#include <gtest/gtest.h>

#include "base/random.hpp"
#include "world/ways.hpp"

namespace corredor {
namespace {

constexpr double closed = std::numeric_limits<double>::infinity();

struct Edge {
    int from;
    int to;
    double cost;
    double usd = 0.0;
};

/// A graph of numbered places, with the ways to place 0 valued.
class Graph {
public:
    Graph(int nodes, std::vector<Edge> edges, RouteSpec routes = {})
        : edges_{std::move(edges)}, routes_{std::move(routes)}
    {
        Tables tables;
        for (int n = 0; n < nodes; ++n) {
            NodeRow row;
            row.id = std::to_string(n);
            row.country = "AA";
            tables.nodes.push_back(row);
        }
        for (std::size_t e = 0; e < edges_.size(); ++e) {
            LegRow row;
            row.id = std::to_string(e);
            row.from = std::to_string(edges_[e].from);
            row.to = std::to_string(edges_[e].to);
            tables.legs.push_back(row);
        }
        world_ = build_world(tables);
        LegCosts costs{.cost = Column<LegId, double>(edges_.size()), .money_usd = Column<LegId, double>(edges_.size())};
        for (const LegId leg : Range<LegId>{edges_.size()}) {
            costs.cost[leg] = edges_[leg.index()].cost;
            costs.money_usd[leg] = edges_[leg.index()].usd;
        }
        WaySolver solver{world_};
        // Solved twice: a solver that has been used before must give the same.
        solve(solver, costs, NodeId{static_cast<std::size_t>(nodes - 1)}, ways_);
        solve(solver, costs, NodeId{0}, ways_);
    }

    [[nodiscard]] const Ways& ways() const { return ways_; }
    [[nodiscard]] const World& world() const { return world_; }
    [[nodiscard]] const std::vector<Edge>& edges() const { return edges_; }
    [[nodiscard]] double scale() const { return routes_.scale; }

    /// Share of those at the edge's start who take it.
    [[nodiscard]] double share(std::size_t edge) const
    {
        const NodeId from{static_cast<std::size_t>(edges_[edge].from)};
        if (!ways_.lead_on_from(from)) return 0.0;
        const auto legs = world_.legs_out(from);
        const auto at = std::ranges::find(legs, LegId{edge}) - legs.begin();
        return ways_.shares(world_, from)[static_cast<std::size_t>(at)];
    }

private:
    void solve(WaySolver& solver, const LegCosts& costs, NodeId destination, Ways& ways) const
    {
        const std::array<Ways*, 1> into{&ways};
        solver.solve(LegCostLanes{{&costs, 1}}, Column<LegId, char>(edges_.size(), 0), destination, routes_, into);
    }

    std::vector<Edge> edges_;
    RouteSpec routes_;
    World world_;
    Ways ways_;
};

RouteSpec with_scale(double scale)
{
    RouteSpec routes;
    routes.scale = scale;
    return routes;
}

constexpr double step_of_31_bits = 0x1p-31;

/// A random graph: every place has a way on, some legs are closed, some run in parallel, costs are never equal.
std::vector<Edge> random_edges(std::uint64_t seed, int nodes)
{
    Draws draws{seed, Stream::hostile_test, 0, 0};
    std::vector<Edge> edges;
    for (int from = 1; from < nodes; ++from)
        for (int to = 0; to < nodes; ++to) {
            if (from == to) continue;
            for (int parallel = 0; parallel < 2; ++parallel)
                if (draws.happens(parallel == 0 ? 0.6 : 0.15))
                    edges.push_back({from, to, draws.happens(0.1) ? closed : 0.01 + 3.0 * draws.uniform(),
                                     100.0 * draws.uniform()});
        }
    return edges;
}

/// Least costs to place 0 by relaxing every leg until nothing changes (Bellman and Ford).
std::vector<double> least_costs(int nodes, const std::vector<Edge>& edges)
{
    std::vector<double> least(static_cast<std::size_t>(nodes), closed);
    least[0] = 0.0;
    for (int round = 0; round < nodes; ++round)
        for (const Edge& e : edges)
            least[static_cast<std::size_t>(e.from)] =
                std::min(least[static_cast<std::size_t>(e.from)], e.cost + least[static_cast<std::size_t>(e.to)]);
    return least;
}

/// Every way from a place to place 0 over efficient legs, listed one by one: the weight of each is exp(-cost / scale).
struct Enumeration {
    double weight = 0.0;                     // of all
    double usd = 0.0;                        // weighted
    std::map<std::size_t, double> by_first;  // weight by first edge
};
Enumeration enumerate(const Graph& graph, const std::vector<double>& least, int from)
{
    Enumeration all;
    const std::function<void(int, double, double, std::size_t)> walk = [&](int at, double cost, double usd,
                                                                           std::size_t first) {
        if (at == 0) {
            const double weight = std::exp(-cost / graph.scale());
            all.weight += weight;
            all.usd += weight * usd;
            all.by_first[first] += weight;
            return;
        }
        for (std::size_t e = 0; e < graph.edges().size(); ++e) {
            const Edge& edge = graph.edges()[e];
            const bool efficient = edge.from == at && edge.cost < closed &&
                                   least[static_cast<std::size_t>(edge.to)] < least[static_cast<std::size_t>(at)];
            if (efficient) walk(edge.to, cost + edge.cost, usd + edge.usd, at == from ? e : first);
        }
    };
    walk(from, 0.0, 0.0, 0);
    return all;
}

TEST(Ways, AreWeightedAsIfEveryWayHadBeenListed)
{
    int compared = 0;
    for (std::uint64_t seed = 0; seed < 150; ++seed) {
        const int nodes = 3 + static_cast<int>(seed % 5);
        const Graph graph{nodes, random_edges(seed, nodes), with_scale(seed % 3 == 0 ? 0.3 : 1.2)};
        const std::vector<double> least = least_costs(nodes, graph.edges());
        for (int from = 1; from < nodes; ++from) {
            const NodeId node{static_cast<std::size_t>(from)};
            ASSERT_EQ(graph.ways().lead_on_from(node), least[node.index()] < closed) << seed;
            if (!graph.ways().lead_on_from(node)) continue;
            const Enumeration all = enumerate(graph, least, from);
            ASSERT_NEAR(graph.ways().value[node], graph.scale() * std::log(all.weight), 1e-12) << seed;
            ASSERT_NEAR(graph.ways().money_usd[node], all.usd / all.weight, 1e-9) << seed;
            for (std::size_t e = 0; e < graph.edges().size(); ++e) {
                if (graph.edges()[e].from != from) continue;
                const auto found = all.by_first.find(e);
                const double expected = found == all.by_first.end() ? 0.0 : found->second / all.weight;
                ASSERT_NEAR(graph.share(e), expected, 2 * step_of_31_bits) << seed << ", edge " << e;
                ++compared;
            }
        }
    }
    EXPECT_GT(compared, 1'000);
}

TEST(Ways, FollowTheCheapestWayWhenCostIsAllThatMatters)
{
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        constexpr int nodes = 8;
        const Graph graph{nodes, random_edges(seed, nodes), with_scale(1e-4)};
        const std::vector<double> least = least_costs(nodes, graph.edges());
        std::vector<double> near_cheapest(nodes, 0.0);
        for (std::size_t e = 0; e < graph.edges().size(); ++e) {
            const Edge& edge = graph.edges()[e];
            const auto from = static_cast<std::size_t>(edge.from);
            const double dearer = edge.cost + least[static_cast<std::size_t>(edge.to)] - least[from];
            if (dearer < 2e-3) {
                near_cheapest[from] += graph.share(e);
            } else {
                EXPECT_LT(graph.share(e), 3e-9) << seed;  // 20 scales behind: exp(-20)
            }
        }
        for (std::size_t n = 1; n < nodes; ++n) EXPECT_EQ(near_cheapest[n] > 1.0 - 1e-6, least[n] < closed) << seed;
    }
}

TEST(Ways, SplitEvenlyBetweenTwoOfOneKind)
{
    // 3 -> 1 -> 0 and 3 -> 2 -> 0, equal in every leg
    const Graph graph{4, {{3, 1, 1.0}, {3, 2, 1.0}, {1, 0, 2.0}, {2, 0, 2.0}}};
    EXPECT_NEAR(graph.share(0), 0.5, step_of_31_bits);
    EXPECT_NEAR(graph.share(1), 0.5, step_of_31_bits);
    EXPECT_NEAR(graph.ways().value[NodeId{3}], -3.0 + 0.4 * std::log(2.0), 1e-14);
}

TEST(Ways, SplitEvenlyBetweenParallelLegsOfOneCost)
{
    const Graph graph{2, {{1, 0, 1.0, 10.0}, {1, 0, 1.0, 20.0}, {1, 0, 1.0, 60.0}}};
    for (const std::size_t e : {0U, 1U, 2U}) EXPECT_NEAR(graph.share(e), 1.0 / 3.0, step_of_31_bits);
    EXPECT_NEAR(graph.ways().money_usd[NodeId{1}], 30.0, 1e-12);
}

TEST(Ways, SplitUnequalLegsByTheLogit)
{
    // two legs to the same end, 0.8 apart at scale 0.4: odds of e^2
    const Graph graph{2, {{1, 0, 1.0}, {1, 0, 1.8}}, with_scale(0.4)};
    EXPECT_NEAR(graph.share(0), 1.0 / (1.0 + std::exp(-2.0)), 2 * step_of_31_bits);
}

TEST(Ways, DoNotExistWhereAllIsClosed)
{
    // 2 can only go by a closed leg, 3 only by 2; 4 leads nowhere
    const Graph graph{5, {{1, 0, 1.0}, {2, 1, closed}, {3, 2, 1.0}, {1, 4, 0.5}}};
    EXPECT_TRUE(graph.ways().lead_on_from(NodeId{1}));
    for (const std::size_t n : {2U, 3U, 4U}) EXPECT_FALSE(graph.ways().lead_on_from(NodeId{n})) << n;
    EXPECT_EQ(graph.ways().choose(graph.world(), NodeId{1}, 0x7fffffffU), LegId{std::size_t{0}});
}

TEST(Ways, NeverUseAClosedLegForAnyOf31Bits)
{
    // open and closed legs in every order, the open ones of very unequal cost
    for (unsigned pattern = 1; pattern < 32; ++pattern)
        for (const double spread : {0.0, 3.0, 40.0}) {
            std::vector<Edge> edges;
            for (unsigned e = 0; e < 5; ++e)
                edges.push_back({1, 0, (pattern >> e & 1U) != 0 ? 1.0 + spread * e : closed});
            const Graph graph{2, edges};
            std::vector<std::uint32_t> draws{0U, 1U, 0x3fffffffU, 0x40000000U, 0x7ffffffeU, 0x7fffffffU};
            for (std::uint64_t i = 0; i < 50; ++i)
                draws.push_back(Draws{pattern, Stream::hostile_test, i, 0}.bits() >> 1U);
            for (const std::uint32_t bits : draws) {
                const LegId chosen = graph.ways().choose(graph.world(), NodeId{1}, bits);
                ASSERT_NE(pattern >> chosen.index() & 1U, 0U) << pattern << " " << bits;
            }
        }
}

TEST(Ways, ChooseEveryLegAsOftenAsItsShare)
{
    const Graph graph{3, {{2, 1, 1.0}, {2, 0, 2.0}, {1, 0, 0.6}, {1, 0, 0.9}}};
    std::vector<double> counts(4, 0.0);
    constexpr int grid = 100'000;  // evenly spaced draws: the count is off by at most one for each boundary
    for (std::uint64_t i = 0; i < grid; ++i) {
        const auto bits = static_cast<std::uint32_t>((i << 31U) / grid);
        ++counts[graph.ways().choose(graph.world(), NodeId{2}, bits).index()];
        ++counts[graph.ways().choose(graph.world(), NodeId{1}, bits).index()];
    }
    for (std::size_t e = 0; e < 4; ++e) EXPECT_NEAR(counts[e], graph.share(e) * grid, 2.0) << e;
}

TEST(Ways, LeaveOutWhatACorridorAvoids)
{
    Graph graph{3, {{2, 1, 1.0}, {1, 0, 1.0}, {2, 0, 5.0}}};
    LegCosts costs{.cost = {1.0, 1.0, 5.0}, .money_usd = {0.0, 0.0, 0.0}};
    Column<LegId, char> avoids(3, 0);
    avoids[LegId{std::size_t{1}}] = 1;
    WaySolver solver{graph.world()};
    Ways ways;
    for (const RouteMethod method : {RouteMethod::recursive_logit, RouteMethod::next_leg_logit}) {
        RouteSpec routes;
        routes.method = method;
        const std::array<Ways*, 1> into{&ways};
        solver.solve(LegCostLanes{{&costs, 1}}, avoids, NodeId{0}, routes, into);
        EXPECT_NEAR(ways.value[NodeId{2}], -5.0, 1e-14);
        EXPECT_FALSE(ways.lead_on_from(NodeId{1}));
        EXPECT_EQ(ways.choose(graph.world(), NodeId{2}, 0), LegId{std::size_t{2}});
    }
}

TEST(Ways, OfTheNextLegLogitWeighEachLegByTheLeastCostBeyondIt)
{
    // From 2: to 1 (cost 1, then least 1) and back to 3 (cost 0.5, then least 3): exp(-2) and exp(-3.5)
    RouteSpec routes = with_scale(1.0);
    routes.method = RouteMethod::next_leg_logit;
    const Graph graph{4, {{2, 1, 1.0}, {2, 3, 0.5}, {1, 0, 1.0}, {3, 1, 2.0}}, routes};
    EXPECT_NEAR(graph.share(0), 1.0 / (1.0 + std::exp(-1.5)), 2 * step_of_31_bits);
    EXPECT_NEAR(graph.share(1), 1.0 / (1.0 + std::exp(1.5)), 2 * step_of_31_bits);
    EXPECT_EQ(graph.ways().value[NodeId{2}], -2.0);
}

/// People who take each edge out of one who starts at the last place.
std::vector<double> flows(const Graph& graph, int nodes)
{
    const std::vector<double> least = least_costs(nodes, graph.edges());
    std::vector<int> order(static_cast<std::size_t>(nodes));
    std::iota(order.begin(), order.end(), 0);
    std::ranges::sort(order, std::greater<>{}, [&](int n) { return least[static_cast<std::size_t>(n)]; });
    std::vector<double> at(static_cast<std::size_t>(nodes), 0.0);
    at[static_cast<std::size_t>(nodes - 1)] = 1.0;
    std::vector<double> flow(graph.edges().size(), 0.0);
    for (const int n : order)
        for (std::size_t e = 0; e < graph.edges().size(); ++e)
            if (graph.edges()[e].from == n && at[static_cast<std::size_t>(n)] > 0.0 && n != 0) {
                flow[e] = at[static_cast<std::size_t>(n)] * graph.share(e);
                at[static_cast<std::size_t>(graph.edges()[e].to)] += flow[e];
            }
    return flow;
}

/// Whether the same legs stay efficient when one leg's cost changes.
bool same_efficient_legs(int nodes, const std::vector<Edge>& before, const std::vector<Edge>& after)
{
    const std::vector<double> b = least_costs(nodes, before);
    const std::vector<double> a = least_costs(nodes, after);
    return std::ranges::all_of(before, [&](const Edge& e) {
        const auto from = static_cast<std::size_t>(e.from);
        const auto to = static_cast<std::size_t>(e.to);
        return (b[to] < b[from]) == (a[to] < a[from]);
    });
}

// The restriction to efficient legs is all or nothing: where two places are equally far, a leg between them appears or
// vanishes with any change, and its people with it. Everywhere else a change of cost by epsilon moves of order
// epsilon / scale of the people: the derivative of a logit share is at most (a path's change) / (4 scale) a node, and a
// way has at most nodes - 1 of them.
TEST(Ways, MoveFewPeopleForASmallChangeOfCost)
{
    constexpr int nodes = 7;
    constexpr double epsilon = 1e-5;
    int compared = 0;
    int at_ties = 0;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        const std::vector<Edge> edges = random_edges(seed, nodes);
        const Graph before{nodes, edges};
        if (!before.ways().lead_on_from(NodeId{std::size_t{nodes - 1}})) continue;
        const std::vector<double> flow_before = flows(before, nodes);
        for (std::size_t changed = 0; changed < edges.size(); changed += 3) {
            std::vector<Edge> dearer = edges;
            dearer[changed].cost += epsilon;
            if (!same_efficient_legs(nodes, edges, dearer)) {
                ++at_ties;
                continue;
            }
            const std::vector<double> flow_after = flows(Graph{nodes, dearer}, nodes);
            for (std::size_t e = 0; e < edges.size(); ++e)
                ASSERT_NEAR(flow_after[e], flow_before[e], (nodes - 1) * epsilon / before.scale() + 1e-8) << seed;
            ++compared;
        }
    }
    EXPECT_GT(compared, 300);
    EXPECT_LT(at_ties, compared / 20);
}

TEST(Ways, JumpWhereTwoPlacesAreEquallyFar)
{
    // 1 and 2 both lie at 1.0; a leg 1 -> 2 of cost 0.1 is efficient only once 2 is the nearer one.
    const auto share_of_detour = [](double cost_from_2) {
        const Graph graph{3, {{1, 0, 1.0}, {2, 0, cost_from_2}, {1, 2, 0.1}}};
        return graph.share(2);
    };
    EXPECT_EQ(share_of_detour(1.0), 0.0);
    EXPECT_NEAR(share_of_detour(1.0 - 1e-9), 1.0 / (1.0 + std::exp(0.1 / 0.4)), 1e-6);
}

}  // namespace
}  // namespace corredor

#pragma once

#include <bit>
#include <span>
#include <tuple>
#include <vector>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <Eigen/Core>

#include "base/aggregate.hpp"
#include "base/column.hpp"
#include "world/route_spec.hpp"
#include "world/world.hpp"

namespace corredor {

/// What one class of traveller believes each leg costs; infinity where it cannot go.
struct LegCosts {
    Column<LegId, double> cost;       // (leg) [logit] generalised cost
    Column<LegId, double> money_usd;  // (leg) [USD] of it in cash, per person

    friend bool operator==(const LegCosts&, const LegCosts&) = default;
};

/// One number for each of a few classes of traveller, which the solver takes side by side.
inline constexpr std::size_t lanes_at_once = 4;
using Lanes = Eigen::Array<double, static_cast<int>(lanes_at_once), 1>;

/// LegCosts of up to `lanes_at_once` classes; in the lanes left over every leg is closed.
struct LegCostLanes {
    /// expects  1 to `lanes_at_once` classes, of one world
    explicit LegCostLanes(std::span<const LegCosts> classes);

    Column<LegId, Lanes> cost;
    Column<LegId, Lanes> money_usd;
};

/// All ways to one destination for one class of traveller, valued.
class Ways {
public:
    Column<NodeId, double> value;      // (node) [logit] of being there; minus infinity where no way leads on
    Column<NodeId, double> money_usd;  // (node) [USD] expected on the way from there, per person

    [[nodiscard]] bool lead_on_from(NodeId node) const { return value[node] > -1e300; }

    /// The next leg for 31 random bits. Compares with all of a node's thresholds, padded to one length, so that there
    /// is no branch to guess wrong. expects  ways lead on from the node
    [[nodiscard]] LegId choose(const World& world, NodeId node, std::uint32_t bits31) const
    {
        return world.legs_out(node)[slot_of(&upto_[node.index() * slots_], slots_, bits31)];
    }

    /// Position of the leg that `choose` takes, among the legs out of a node; `slots` where no way leads on.
    [[nodiscard]] static std::size_t slot_of(const std::int32_t* upto, std::size_t slots, std::uint32_t bits31)
    {
        const auto bits = static_cast<std::int32_t>(bits31);
#if defined(__SSE2__)
        // Thresholds rise, so that those passed come first: where they end is one bit to be found.
        if (slots == slots_at_once) {
            const __m128i draw = _mm_set1_epi32(bits);
            const __m128i first = _mm_cmpgt_epi32(draw, _mm_loadu_si128(reinterpret_cast<const __m128i*>(upto)));
            const __m128i last = _mm_cmpgt_epi32(draw, _mm_loadu_si128(reinterpret_cast<const __m128i*>(upto) + 1));
            const auto passed = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_packs_epi32(first, last)));
            return static_cast<std::size_t>(std::countr_one(passed)) / 2;
        }
#endif
        std::int32_t chosen = 0;
        for (std::size_t block = 0; block < slots; block += slots_at_once)
            for (std::size_t i = 0; i < slots_at_once; ++i) chosen += bits > upto[block + i] ? 1 : 0;
        return static_cast<std::size_t>(chosen);
    }
    /// (node, slot): the last draw that takes the leg in that slot or one before it.
    [[nodiscard]] const std::int32_t* thresholds() const
    {
        return upto_.data();
    }
    /// Slots per node in a world: the most legs out of one, rounded up.
    [[nodiscard]] static std::size_t slots_in(const World& world);

    /// Probability of each leg out of a node, in the order of World::legs_out.
    [[nodiscard]] std::vector<double> shares(const World& world, NodeId node) const;

    static constexpr auto attributes()
    {
        return std::make_tuple(&Ways::value, &Ways::money_usd, &Ways::slots_, &Ways::upto_);
    }

    friend class WaySolver;

    static constexpr std::size_t slots_at_once = 8;

private:
    std::size_t slots_ = 0;
    /// No draw passes the last leg that can be taken; every draw passes all slots of a node where no way leads on.
    std::vector<std::int32_t> upto_;
};

static_assert(attributes_fill<Ways>);

/// Values the ways to a destination, for a few classes of traveller at once: legs are the same for all, so that one
/// look at the world serves them. Reused between calls, so that nothing is allocated after the first. It is quickest
/// when calls for one destination follow one another: their nodes lie in much the same order of cost.
class WaySolver {
public:
    explicit WaySolver(const World& world);

    /// Solves the recursive logit over efficient legs: those that lead to a node with a lower least cost, so that the
    /// values follow from a triangular system.
    ///
    /// costs    (leg) of each class
    /// avoids   (leg) non-zero for legs that this corridor does not use
    /// ways     where the ways of each class go; no more than there are lanes
    /// source   Fosgerau, Frejinger, Karlstrom, Transportation Research B 56, 2013; efficient legs: Dial 1971
    void solve(const LegCostLanes& costs, const Column<LegId, char>& avoids, NodeId destination,
               const RouteSpec& routes, std::span<Ways* const> ways);

private:
    /// Legs at one of their ends, node by node.
    struct Ends {
        std::vector<std::size_t> first;  // of a node, and one more
        std::vector<LegId> leg;
        std::vector<NodeId> other;        // the node at the other end
        std::vector<std::size_t> as_out;  // position of the leg among those out
    };

    void order_by_hops(NodeId destination);
    void find_least_costs(const LegCostLanes& costs, const Column<LegId, char>& avoids, NodeId destination);
    void sort_by_cost();
    void weigh_legs(const LegCostLanes& costs, const Column<LegId, char>& avoids, bool only_efficient, double scale);
    void mark(NodeId node);
    template <class Visit>
    void visit_marked(const Visit& visit);
    template <class Equation>
    void substitute_forward(Column<NodeId, Lanes>& unknown, const Equation& equation);
    void solve_triangular_systems();
    void expect_money(const LegCostLanes& costs);
    void write_values(double scale, std::span<Ways* const> ways);
    void share_out(NodeId node, std::span<Ways* const> ways) const;

    const World* world_;
    std::size_t slots_ = 0;
    Ends in_;
    Ends out_;
    NodeId destination_;           // of the last call
    std::vector<NodeId> by_cost_;  // all nodes, the destination first; nearest first for most classes
    Column<NodeId, std::int32_t> rank_;
    Column<NodeId, Lanes> least_cost_;
    std::vector<Lanes> weight_;       // (leg as in out_) unnormalised choice weight; 0 where the leg is not taken
    Column<NodeId, Lanes> solution_;  // 0 where no way leads on
    Column<NodeId, Lanes> money_usd_;
    Column<NodeId, char> marked_;       // to be visited
    std::int32_t visited_ = 0;          // rank of the node that is visited
    bool again_ = false;                // whether a node was marked whose turn had been
    std::vector<double> least_of_all_;  // by rank, while nodes are sorted
};

}  // namespace corredor

#pragma once

#include <bit>
#include <tuple>
#include <vector>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

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

/// Values the ways to a destination. Reused between calls, so that nothing is allocated after the first. It is quickest
/// when calls for one destination follow one another: their nodes lie in much the same order of cost.
class WaySolver {
public:
    explicit WaySolver(const World& world);

    /// Solves the recursive logit over efficient legs: those that lead to a node with a lower least cost, so that the
    /// values follow from a triangular system.
    ///
    /// costs    (leg) of one class of traveller
    /// avoids   (leg) non-zero for legs that this corridor does not use
    /// source   Fosgerau, Frejinger, Karlstrom, Transportation Research B 56, 2013; efficient legs: Dial 1971
    void solve(const LegCosts& costs, const Column<LegId, char>& avoids, NodeId destination, const RouteSpec& routes,
               Ways& ways);

private:
    /// Legs at one of their ends, node by node.
    struct Ends {
        std::vector<std::size_t> first;  // of a node, and one more
        std::vector<LegId> leg;
        std::vector<NodeId> other;  // the node at the other end
        std::vector<double> cost;   // infinity where the leg cannot be used
    };

    void find_least_costs(NodeId destination);
    bool lower_costs_in_order();
    void order_by_hops(NodeId destination);
    void sort_by_cost();
    void weigh_legs(bool only_efficient, double scale);
    void value_efficient_legs(const LegCosts& costs, double scale, Ways& ways);
    void solve_triangular_system();
    void value_all_legs(Ways& ways);
    void share_out(NodeId node, Ways& ways) const;

    const World* world_;
    std::size_t slots_ = 0;
    Ends in_;
    Ends out_;
    NodeId destination_;  // of the last call
    Column<NodeId, double> least_cost_;
    std::vector<NodeId> by_cost_;  // all nodes, nearest first; those that cannot be reached come last
    std::size_t reachable_ = 0;    // of these
    Column<NodeId, std::int32_t> rank_;
    std::vector<double> weight_;  // (leg as in out_) unnormalised choice weight; 0 where the leg is not taken
    std::vector<int> row_start_;
    std::vector<int> column_;
    std::vector<double> entry_;
    std::vector<double> solution_;  // by rank
    std::vector<double> log_of_solution_;
};

}  // namespace corredor

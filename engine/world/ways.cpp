#include "world/ways.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

#include "base/check.hpp"
#include "base/elementary.hpp"

namespace corredor {

namespace {

constexpr double unreachable = std::numeric_limits<double>::infinity();
constexpr double full_31_bits = 2147483648.0;
constexpr double least_divisor = std::numeric_limits<double>::min();  // for 0 / 0 where no way leads on
constexpr std::int32_t last_draw = std::numeric_limits<std::int32_t>::max();

std::span<double> numbers_of(std::span<Lanes> rows)
{
    return {rows.data()->data(), rows.size() * lanes_at_once};
}

bool same_bits(const Lanes& a, const Lanes& b)
{
    return std::memcmp(a.data(), b.data(), sizeof(Lanes)) == 0;
}

}  // namespace

std::vector<double> Ways::shares(const World& world, NodeId node) const
{
    std::vector<double> shares;
    const auto legs = world.legs_out(node);
    double before = 0.0;
    for (std::size_t i = 0; i < legs.size(); ++i) {
        const double upto = i + 1 == legs.size() ? 1.0 : (upto_[node.index() * slots_ + i] + 1.0) / full_31_bits;
        shares.push_back(upto - before);
        before = upto;
    }
    return shares;
}

std::size_t Ways::slots_in(const World& world)
{
    std::size_t most = 1;
    for (const NodeId node : Range<NodeId>{world.node_count()}) most = std::max(most, world.legs_out(node).size());
    return (most + slots_at_once - 1) / slots_at_once * slots_at_once;
}

LegCostLanes::LegCostLanes(std::span<const LegCosts> classes)
    : cost(classes.front().cost.size(), Lanes::Constant(unreachable)),
      money_usd(classes.front().cost.size(), Lanes::Zero())
{
    CORREDOR_EXPECT(classes.size() <= lanes_at_once);
    for (std::size_t lane = 0; lane < classes.size(); ++lane)
        for (const LegId leg : Range<LegId>{cost.size()}) {
            cost[leg][static_cast<Eigen::Index>(lane)] = classes[lane].cost[leg];
            money_usd[leg][static_cast<Eigen::Index>(lane)] = classes[lane].money_usd[leg];
        }
}

WaySolver::WaySolver(const World& world)
    : world_{&world}, slots_{Ways::slots_in(world)}, rank_(world.node_count()),
      least_cost_(world.node_count(), Lanes::Zero()), weight_(world.leg_count(), Lanes::Zero())
{
    in_.first.push_back(0);
    out_.first.push_back(0);
    for (const NodeId node : Range<NodeId>{world.node_count()}) {
        for (const LegId leg : world.legs_in(node)) {
            in_.leg.push_back(leg);
            in_.other.push_back(world.legs.from[leg]);
        }
        for (const LegId leg : world.legs_out(node)) {
            out_.leg.push_back(leg);
            out_.other.push_back(world.legs.to[leg]);
        }
        in_.first.push_back(in_.leg.size());
        out_.first.push_back(out_.leg.size());
    }
    Column<LegId, std::size_t> as_out(world.leg_count());
    for (std::size_t l = 0; l < out_.leg.size(); ++l) as_out[out_.leg[l]] = l;
    for (const LegId leg : in_.leg) in_.as_out.push_back(as_out[leg]);
}

void WaySolver::solve(const LegCostLanes& costs, const Column<LegId, char>& avoids, NodeId destination,
                      const RouteSpec& routes, std::span<Ways* const> ways)
{
    find_least_costs(costs, avoids, destination);
    if (routes.method == RouteMethod::recursive_logit) {
        weigh_legs(costs, avoids, true, routes.scale);
        solve_triangular_systems();
        expect_money(costs);
    } else {
        weigh_legs(costs, avoids, false, routes.scale);
        solution_.assign(world_->node_count(), Lanes::Ones());
        money_usd_.assign(world_->node_count(), Lanes::Zero());
    }
    write_values(routes.scale, ways);
    for (const NodeId node : Range<NodeId>{world_->node_count()})
        if (node != destination) share_out(node, ways);
}

void WaySolver::order_by_hops(NodeId destination)
{
    rank_.assign(world_->node_count(), -1);
    by_cost_.assign(1, destination);
    rank_[destination] = 0;
    const auto append = [this](NodeId node) {
        if (rank_[node] >= 0) return;
        rank_[node] = static_cast<std::int32_t>(by_cost_.size());
        by_cost_.push_back(node);
    };
    for (std::size_t i = 0; i < by_cost_.size(); ++i)
        for (const LegId leg : world_->legs_in(by_cost_[i])) append(world_->legs.from[leg]);
    for (const NodeId node : Range<NodeId>{world_->node_count()}) append(node);
}

/// To be visited, in this round or, if its turn has been, in the next.
void WaySolver::mark(NodeId node)
{
    marked_[node] = 1;
    again_ |= rank_[node] <= visited_;
}

/// Visits the marked nodes nearest first, and those that a visit marks, until none is left. Most are visited once, even
/// though one order cannot be right for all classes.
template <class Visit>
void WaySolver::visit_marked(const Visit& visit)
{
    do {
        again_ = false;
        for (visited_ = 0; visited_ < static_cast<std::int32_t>(by_cost_.size()); ++visited_) {
            const NodeId node = by_cost_[static_cast<std::size_t>(visited_)];
            if (marked_[node] == 0) continue;
            marked_[node] = 0;
            visit(node);
        }
    } while (again_);
}

/// Lowers costs until none can be lower (Bellman and Ford). As a sum of positive costs never falls by rounding either,
/// the end does not depend on the order; only how soon it is reached does.
void WaySolver::find_least_costs(const LegCostLanes& costs, const Column<LegId, char>& avoids, NodeId destination)
{
    if (destination != destination_) order_by_hops(destination);
    destination_ = destination;
    least_cost_.assign(world_->node_count(), Lanes::Constant(unreachable));
    least_cost_[destination] = Lanes::Zero();
    marked_.assign(world_->node_count(), 0);
    marked_[destination] = 1;
    visit_marked([&](NodeId node) {
        const Lanes cost = least_cost_[node];
        for (std::size_t l = in_.first[node.index()]; l < in_.first[node.index() + 1]; ++l) {
            if (avoids[in_.leg[l]] != 0) continue;
            Lanes& of_tail = least_cost_[in_.other[l]];
            const Lanes lower = of_tail.min(cost + costs.cost[in_.leg[l]]);
            if (same_bits(lower, of_tail)) continue;
            of_tail = lower;
            mark(in_.other[l]);
        }
    });
    sort_by_cost();
}

/// By what is least of all classes; by insertion, since they are nearly in order.
void WaySolver::sort_by_cost()
{
    least_of_all_.clear();
    for (const NodeId node : by_cost_) least_of_all_.push_back(least_cost_[node].minCoeff());
    for (std::size_t i = 1; i < by_cost_.size(); ++i) {
        const NodeId node = by_cost_[i];
        const double cost = least_of_all_[i];
        std::size_t at = i;
        for (; at > 0 && least_of_all_[at - 1] > cost; --at) {
            by_cost_[at] = by_cost_[at - 1];
            least_of_all_[at] = least_of_all_[at - 1];
        }
        by_cost_[at] = node;
        least_of_all_[at] = cost;
    }
    for (std::size_t i = 0; i < by_cost_.size(); ++i) rank_[by_cost_[i]] = static_cast<std::int32_t>(i);
}

/// exp((D_tail - g - D_head) / scale): scaled by the least cost, so that nothing under- or overflows where it matters.
void WaySolver::weigh_legs(const LegCostLanes& costs, const Column<LegId, char>& avoids, bool only_efficient,
                           double scale)
{
    constexpr double never = -1e300;
    for (const NodeId node : Range<NodeId>{world_->node_count()}) {
        const Lanes from_here = least_cost_[node];
        const Lanes bound = only_efficient ? from_here : Lanes::Constant(unreachable);
        for (std::size_t l = out_.first[node.index()]; l < out_.first[node.index() + 1]; ++l) {
            const Lanes& beyond = least_cost_[out_.other[l]];
            const Lanes& cost = costs.cost[out_.leg[l]];
            const Lanes exponent = (from_here - cost - beyond) / scale;
            const bool used = avoids[out_.leg[l]] == 0;
            for (Eigen::Index lane = 0; lane < exponent.size(); ++lane) {
                const bool is_taken = used && beyond[lane] < bound[lane] && cost[lane] < unreachable;
                weight_[l][lane] = is_taken ? exponent[lane] : never;
            }
        }
    }
    exp_each(numbers_of(weight_));
}

/// Works out, for each node but the destination, what follows from those that its legs lead to.
template <class Equation>
void WaySolver::substitute_forward(Column<NodeId, Lanes>& unknown, const Equation& equation)
{
    marked_.assign(world_->node_count(), 1);
    marked_[destination_] = 0;
    visit_marked([&](NodeId node) {
        const Lanes known = equation(node);
        if (same_bits(known, unknown[node])) return;
        unknown[node] = known;
        for (std::size_t l = in_.first[node.index()]; l < in_.first[node.index() + 1]; ++l)
            if (weight_[in_.as_out[l]].maxCoeff() > 0.0) mark(in_.other[l]);
    });
}

// With z scaled by its least-cost part, every entry of the system lies in [0, 1] and nothing under- or overflows:
// z_k = exp((V_k + D_k) / scale), M_ka = exp((D_k - g_a - D_head) / scale), (I - M) z = e_destination.
// Ordered by D the matrix is lower triangular.
void WaySolver::solve_triangular_systems()
{
    solution_.assign(world_->node_count(), Lanes::Zero());
    solution_[destination_] = Lanes::Ones();
    substitute_forward(solution_, [this](NodeId node) {
        Lanes sum = Lanes::Zero();
        for (std::size_t l = out_.first[node.index()]; l < out_.first[node.index() + 1]; ++l)
            sum += weight_[l] * solution_[out_.other[l]];
        return sum;
    });
    for (std::size_t l = 0; l < weight_.size(); ++l) weight_[l] *= solution_[out_.other[l]];
}

void WaySolver::expect_money(const LegCostLanes& costs)
{
    money_usd_.assign(world_->node_count(), Lanes::Zero());
    substitute_forward(money_usd_, [&](NodeId node) {
        Lanes sum = Lanes::Zero();
        const Lanes all = solution_[node].max(least_divisor);
        for (std::size_t l = out_.first[node.index()]; l < out_.first[node.index() + 1]; ++l)
            sum += weight_[l] / all * (costs.money_usd[out_.leg[l]] + money_usd_[out_.other[l]]);
        return sum;
    });
}

void WaySolver::write_values(double scale, std::span<Ways* const> ways)
{
    const std::size_t nodes = world_->node_count();
    // At least 1 each where a way leads on: the way of least cost alone gives that.
    for (const NodeId node : Range<NodeId>{nodes}) solution_[node] = solution_[node].max(1.0);
    log_each(numbers_of(solution_.span()));
    for (std::size_t lane = 0; lane < ways.size(); ++lane) {
        const auto of = static_cast<Eigen::Index>(lane);
        ways[lane]->value.assign(nodes, 0.0);
        ways[lane]->money_usd.assign(nodes, 0.0);
        for (const NodeId node : Range<NodeId>{nodes}) {
            ways[lane]->value[node] = scale * solution_[node][of] - least_cost_[node][of];
            ways[lane]->money_usd[node] = money_usd_[node][of];
        }
        ways[lane]->slots_ = slots_;
        ways[lane]->upto_.assign(nodes * slots_, -1);
    }
}

/// Thresholds of 31 random bits. From the last leg that can be taken on the share is 1 to the bit, so that rounding
/// never chooses a closed leg behind it.
void WaySolver::share_out(NodeId node, std::span<Ways* const> ways) const
{
    const std::size_t first = out_.first[node.index()];
    const std::size_t last = out_.first[node.index() + 1];
    Lanes total = Lanes::Zero();
    for (std::size_t l = first; l < last; ++l) total += weight_[l];
    const Lanes all = total.max(least_divisor);
    Lanes sum = Lanes::Zero();
    std::array<std::int32_t*, lanes_at_once> upto{};
    for (std::size_t lane = 0; lane < ways.size(); ++lane) upto[lane] = &ways[lane]->upto_[node.index() * slots_];
    for (std::size_t l = first; l < last; ++l) {
        sum += weight_[l];
        const Lanes draws = sum / all * full_31_bits;  // for this leg or one before it
        for (std::size_t lane = 0; lane < ways.size(); ++lane)
            upto[lane][l - first] =
                static_cast<std::int32_t>(static_cast<std::int64_t>(draws[static_cast<Eigen::Index>(lane)]) - 1);
    }
    for (std::size_t lane = 0; lane < ways.size(); ++lane)
        if (total[static_cast<Eigen::Index>(lane)] > 0.0)
            std::fill(upto[lane] + (last - first), upto[lane] + slots_, last_draw);
}

}  // namespace corredor

#include "world/ways.hpp"

#include <algorithm>
#include <limits>

#include <Eigen/SparseCore>

#include "base/check.hpp"
#include "base/elementary.hpp"

namespace corredor {

namespace {

constexpr double unreachable = std::numeric_limits<double>::infinity();
constexpr double full_31_bits = 2147483648.0;
constexpr std::int32_t last_draw = std::numeric_limits<std::int32_t>::max();

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

WaySolver::WaySolver(const World& world)
    : world_{&world}, slots_{Ways::slots_in(world)}, least_cost_(world.node_count()), rank_(world.node_count()),
      weight_(world.leg_count())
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
    in_.cost.resize(in_.leg.size());
    out_.cost.resize(out_.leg.size());
}

void WaySolver::solve(const LegCosts& costs, const Column<LegId, char>& avoids, NodeId destination,
                      const RouteSpec& routes, Ways& ways)
{
    for (Ends* const ends : {&in_, &out_})
        for (std::size_t i = 0; i < ends->leg.size(); ++i)
            ends->cost[i] = avoids[ends->leg[i]] != 0 ? unreachable : costs.cost[ends->leg[i]];
    ways.value.assign(world_->node_count(), -unreachable);
    ways.money_usd.assign(world_->node_count(), 0.0);
    ways.slots_ = slots_;
    ways.upto_.assign(world_->node_count() * slots_, -1);
    find_least_costs(destination);
    if (routes.method == RouteMethod::recursive_logit) {
        weigh_legs(true, routes.scale);
        value_efficient_legs(costs, routes.scale, ways);
    } else {
        weigh_legs(false, routes.scale);
        value_all_legs(ways);
    }
}

/// Lowers costs in the order of the last call until none can be lower (Bellman and Ford). As a sum of positive costs
/// never falls by rounding either, the end does not depend on the order; only how soon it is reached does.
void WaySolver::find_least_costs(NodeId destination)
{
    if (destination != destination_) order_by_hops(destination);
    destination_ = destination;
    least_cost_.assign(world_->node_count(), unreachable);
    least_cost_[destination] = 0.0;
    while (lower_costs_in_order()) {
    }
    sort_by_cost();
    reachable_ = by_cost_.size();
    while (least_cost_[by_cost_[reachable_ - 1]] == unreachable) --reachable_;
}

/// Returns whether the cost of a node fell that had its turn before.
bool WaySolver::lower_costs_in_order()
{
    bool again = false;
    for (std::size_t i = 0; i < by_cost_.size(); ++i) {
        const NodeId node = by_cost_[i];
        const double cost = least_cost_[node];
        if (cost == unreachable) continue;
        for (std::size_t l = in_.first[node.index()]; l < in_.first[node.index() + 1]; ++l) {
            const NodeId tail = in_.other[l];
            const double through = cost + in_.cost[l];
            if (through >= least_cost_[tail]) continue;
            least_cost_[tail] = through;
            again |= static_cast<std::size_t>(rank_[tail]) <= i;
        }
    }
    return again;
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

/// By insertion, since they are nearly in order; when they turn out not to be, as anything else is sorted.
void WaySolver::sort_by_cost()
{
    std::size_t moves_left = 16 * by_cost_.size();
    for (std::size_t i = 1; i < by_cost_.size() && moves_left > 0; ++i) {
        const NodeId node = by_cost_[i];
        const double cost = least_cost_[node];
        std::size_t at = i;
        for (; at > 0 && least_cost_[by_cost_[at - 1]] > cost && moves_left > 0; --at, --moves_left)
            by_cost_[at] = by_cost_[at - 1];
        by_cost_[at] = node;
    }
    if (moves_left == 0) std::ranges::stable_sort(by_cost_, {}, [this](NodeId node) { return least_cost_[node]; });
    for (std::size_t i = 0; i < by_cost_.size(); ++i) rank_[by_cost_[i]] = static_cast<std::int32_t>(i);
}

/// exp((D_tail - g - D_head) / scale): scaled by the least cost, so that nothing under- or overflows where it matters.
void WaySolver::weigh_legs(bool only_efficient, double scale)
{
    constexpr double never = -1e300;
    for (const NodeId node : Range<NodeId>{world_->node_count()}) {
        const double from_here = least_cost_[node];
        for (std::size_t l = out_.first[node.index()]; l < out_.first[node.index() + 1]; ++l) {
            const double beyond = least_cost_[out_.other[l]];
            const bool is_taken =
                out_.cost[l] < unreachable && (only_efficient ? beyond < from_here : beyond < unreachable);
            weight_[l] = is_taken ? (from_here - out_.cost[l] - beyond) / scale : never;
        }
    }
    exp_each(weight_);
}

// With z scaled by its least-cost part, every entry of the system lies in [0, 1] and nothing under- or overflows:
// z_k = exp((V_k + D_k) / scale), M_ka = exp((D_k - g_a - D_head) / scale), (I - M) z = e_destination.
// Ordered by D the matrix is lower triangular.
void WaySolver::value_efficient_legs(const LegCosts& costs, double scale, Ways& ways)
{
    solve_triangular_system();
    log_of_solution_ = solution_;  // at least 1 each: the way of least cost alone gives that
    log_each(log_of_solution_);
    for (std::size_t row = 0; row < reachable_; ++row) {
        const NodeId node = by_cost_[row];
        ways.value[node] = scale * log_of_solution_[row] - least_cost_[node];
        if (row == 0) continue;
        for (std::size_t l = out_.first[node.index()]; l < out_.first[node.index() + 1]; ++l) {
            if (weight_[l] == 0.0) continue;
            const NodeId head = out_.other[l];
            weight_[l] *= solution_[static_cast<std::size_t>(rank_[head])];
            ways.money_usd[node] += weight_[l] / solution_[row] * (costs.money_usd[out_.leg[l]] + ways.money_usd[head]);
        }
        share_out(node, ways);
    }
}

void WaySolver::solve_triangular_system()
{
    row_start_.assign(1, 0);
    column_.clear();
    entry_.clear();
    for (std::size_t row = 0; row < reachable_; ++row) {
        const std::size_t node = by_cost_[row].index();
        for (std::size_t l = out_.first[node]; l < out_.first[node + 1]; ++l) {
            if (weight_[l] == 0.0) continue;
            column_.push_back(rank_[out_.other[l]]);
            entry_.push_back(-weight_[l]);
        }
        column_.push_back(static_cast<int>(row));
        entry_.push_back(1.0);
        row_start_.push_back(static_cast<int>(column_.size()));
    }
    const auto rows = static_cast<Eigen::Index>(reachable_);
    solution_.assign(reachable_, 0.0);
    solution_[0] = 1.0;
    const Eigen::Map<const Eigen::SparseMatrix<double, Eigen::RowMajor>> matrix(
        rows, rows, static_cast<Eigen::Index>(entry_.size()), row_start_.data(), column_.data(), entry_.data());
    Eigen::Map<Eigen::VectorXd> z(solution_.data(), rows);
    matrix.triangularView<Eigen::Lower>().solveInPlace(z);
}

void WaySolver::value_all_legs(Ways& ways)
{
    for (std::size_t row = 0; row < reachable_; ++row) {
        const NodeId node = by_cost_[row];
        ways.value[node] = -least_cost_[node];
        if (row > 0) share_out(node, ways);
    }
}

void WaySolver::share_out(NodeId node, Ways& ways) const
{
    const double* const weight = &weight_[out_.first[node.index()]];
    const std::size_t count = out_.first[node.index() + 1] - out_.first[node.index()];
    double total = 0.0;
    std::size_t last = count;  // the last leg that can be taken
    for (std::size_t i = 0; i < count; ++i) {
        total += weight[i];
        if (weight[i] != 0.0) last = i;
    }
    CORREDOR_ENSURE(total > 0.0);
    std::int32_t* const upto = &ways.upto_[node.index() * slots_];
    std::fill_n(upto, slots_, last_draw);
    // It ends the scale: rounding must never choose a closed leg behind it.
    double sum = 0.0;
    for (std::size_t i = 0; i < last; ++i) {
        sum += weight[i];
        const auto draws = static_cast<std::int64_t>(sum / total * full_31_bits);  // for this leg or one before it
        upto[i] = static_cast<std::int32_t>(draws - 1);
    }
}

}  // namespace corredor

#include "world/ways.hpp"

#include <algorithm>
#include <limits>
#include <queue>

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

WaySolver::WaySolver(const World& world) : world_{&world}, slots_{Ways::slots_in(world)}, weight_(world.leg_count()) {}

void WaySolver::solve(const LegCosts& costs, const Column<LegId, char>& avoids, NodeId destination,
                      const RouteSpec& routes, Ways& ways)
{
    ways.value.assign(world_->node_count(), -unreachable);
    ways.money_usd.assign(world_->node_count(), 0.0);
    ways.slots_ = slots_;
    ways.upto_.assign(world_->node_count() * slots_, -1);
    find_least_costs(costs, avoids, destination);
    if (routes.method == RouteMethod::recursive_logit)
        value_efficient_legs(costs, avoids, routes.scale, ways);
    else
        value_all_legs(costs, avoids, routes.scale, ways);
}

/// Dijkstra's algorithm against the direction of travel.
void WaySolver::find_least_costs(const LegCosts& costs, const Column<LegId, char>& avoids, NodeId destination)
{
    using Reached = std::pair<double, NodeId>;
    std::priority_queue<Reached, std::vector<Reached>, std::greater<>> front;
    least_cost_.assign(world_->node_count(), unreachable);
    rank_.assign(world_->node_count(), -1);
    by_cost_.clear();
    least_cost_[destination] = 0.0;
    front.emplace(0.0, destination);
    while (!front.empty()) {
        const auto [cost, node] = front.top();
        front.pop();
        if (rank_[node] >= 0) continue;
        rank_[node] = static_cast<std::int32_t>(by_cost_.size());
        by_cost_.push_back(node);
        for (const LegId leg : world_->legs_in(node)) {
            if (avoids[leg] != 0) continue;
            const double through = cost + costs.cost[leg];
            const NodeId tail = world_->legs.from[leg];
            if (through < least_cost_[tail]) {
                least_cost_[tail] = through;
                front.emplace(through, tail);
            }
        }
    }
}

// With z scaled by its least-cost part, every entry of the system lies in (0, 1] and nothing under- or overflows:
// z_k = exp((V_k + D_k) / scale), M_ka = exp((D_k - g_a - D_head) / scale), (I - M) z = e_destination.
// Ordered by D the matrix is lower triangular.
void WaySolver::value_efficient_legs(const LegCosts& costs, const Column<LegId, char>& avoids, double scale, Ways& ways)
{
    const auto rows = static_cast<Eigen::Index>(by_cost_.size());
    row_start_.assign(1, 0);
    column_.clear();
    entry_.clear();
    for (const NodeId node : by_cost_) {
        const std::size_t first = world_->first_out(node);
        const auto legs = world_->legs_out(node);
        for (std::size_t i = 0; i < legs.size(); ++i) {
            const NodeId head = world_->legs.to[legs[i]];
            const bool efficient = avoids[legs[i]] == 0 && costs.cost[legs[i]] < unreachable && rank_[head] >= 0 &&
                                   least_cost_[head] < least_cost_[node];
            weight_[first + i] =
                efficient ? exp_exact((least_cost_[node] - costs.cost[legs[i]] - least_cost_[head]) / scale) : 0.0;
            if (!efficient) continue;
            column_.push_back(rank_[head]);
            entry_.push_back(-weight_[first + i]);
        }
        column_.push_back(rank_[node]);
        entry_.push_back(1.0);
        row_start_.push_back(static_cast<int>(column_.size()));
    }
    solution_.assign(by_cost_.size(), 0.0);
    solution_[0] = 1.0;
    const Eigen::Map<const Eigen::SparseMatrix<double, Eigen::RowMajor>> matrix(
        rows, rows, static_cast<Eigen::Index>(entry_.size()), row_start_.data(), column_.data(), entry_.data());
    Eigen::Map<Eigen::VectorXd> z(solution_.data(), rows);
    matrix.triangularView<Eigen::Lower>().solveInPlace(z);

    for (std::size_t row = 0; row < by_cost_.size(); ++row) {
        const NodeId node = by_cost_[row];
        ways.value[node] = scale * log_exact(solution_[row]) - least_cost_[node];
        if (row == 0) continue;
        const std::size_t first = world_->first_out(node);
        const auto legs = world_->legs_out(node);
        for (std::size_t i = 0; i < legs.size(); ++i) {
            if (weight_[first + i] == 0.0) continue;
            const NodeId head = world_->legs.to[legs[i]];
            weight_[first + i] *= solution_[static_cast<std::size_t>(rank_[head])];
            ways.money_usd[node] +=
                weight_[first + i] / solution_[row] * (costs.money_usd[legs[i]] + ways.money_usd[head]);
        }
        share_out(node, ways);
    }
}

void WaySolver::value_all_legs(const LegCosts& costs, const Column<LegId, char>& avoids, double scale, Ways& ways)
{
    for (std::size_t row = 0; row < by_cost_.size(); ++row) {
        const NodeId node = by_cost_[row];
        ways.value[node] = -least_cost_[node];
        const std::size_t first = world_->first_out(node);
        const auto legs = world_->legs_out(node);
        for (std::size_t i = 0; i < legs.size(); ++i) {
            const NodeId head = world_->legs.to[legs[i]];
            const bool usable = avoids[legs[i]] == 0 && costs.cost[legs[i]] < unreachable && rank_[head] >= 0;
            weight_[first + i] =
                usable ? exp_exact((least_cost_[node] - costs.cost[legs[i]] - least_cost_[head]) / scale) : 0.0;
        }
        if (row > 0) share_out(node, ways);
    }
}

void WaySolver::share_out(NodeId node, Ways& ways) const
{
    const std::size_t first = world_->first_out(node);
    const std::size_t count = world_->legs_out(node).size();
    double total = 0.0;
    for (std::size_t i = 0; i < count; ++i) total += weight_[first + i];
    std::fill_n(&ways.upto_[node.index() * slots_], slots_, last_draw);
    CORREDOR_ENSURE(total > 0.0);
    double sum = 0.0;
    for (std::size_t i = 0; i < count; ++i) {
        sum += weight_[first + i];
        // The last leg that can be taken ends the scale: rounding must never choose a closed leg behind it.
        const bool rest_is_closed = std::all_of(weight_.begin() + static_cast<std::ptrdiff_t>(first + i + 1),
                                                weight_.begin() + static_cast<std::ptrdiff_t>(first + count),
                                                [](double w) { return w == 0.0; });
        if (rest_is_closed) break;
        const auto draws =
            static_cast<std::int64_t>(sum / total * full_31_bits);  // that take this leg or one before it
        ways.upto_[node.index() * slots_ + i] = static_cast<std::int32_t>(draws - 1);
    }
}

}  // namespace corredor

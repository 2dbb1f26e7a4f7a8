#include <algorithm>
#include <cmath>

#include "phases/underworld.hpp"
#include "rules/market.hpp"
#include "rules/portfolio.hpp"

namespace corredor {

namespace {

constexpr double weeks_per_month = weeks_per_year / 12.0;

/// [1] from -1 to 1.
double hyperbolic_tangent(double x)
{
    const double e = exp_exact(-2.0 * std::abs(x));
    const double t = (1.0 - e) / (1.0 + e);
    return x < 0.0 ? -t : t;
}

/// [people] whom an organisation could recruit at a place.
double recruit_pool(const Week& week, CellId cell)
{
    const NodeId node = week.cells.node_of(cell);
    const OrganisationSpec& organisation = *week.ground.spec[week.cells.organisation_of(cell)];
    const CellSpec& cells = week.spec();
    const NodeRef here{week.today.world->nodes.id[node]};
    const auto own = organisation.recruit_pool_at.find(here);
    if (own != organisation.recruit_pool_at.end()) return own->second;
    const auto single = cells.recruit_pool_at.find(here);
    const double pool =
        single != cells.recruit_pool_at.end()
            ? single->second
            : cells.recruit_pool +
                  cells.recruit_pool_per_inhabitant * static_cast<double>(week.today.world->nodes.population[node]) +
                  cells.recruit_pool_per_settled * week.exposure.settled[node];
    return pool * organisation.recruit_pool_factor;
}

CellId best_at(const Week& week, OrganisationId g, std::size_t e)
{
    CellId best;
    for (const NodeId node : Range<NodeId>{week.cells.nodes()}) {
        const CellId cell = week.cells.of(g, node);
        if (week.cells.members[cell] == 0) continue;
        if (best.is_none() || week.cells.know_how[cell][e] > week.cells.know_how[best][e]) best = cell;
    }
    return best;
}

void hire(Week& week, CellId cell)
{
    double wanted = 0.0;
    for (std::size_t e = 0; e < economy_count; ++e)
        if (week.effort[cell][e] > 0.0)
            wanted += week.cells.portfolio[cell][e] * week.ground.economy[e].affiliates_per_member *
                      static_cast<double>(week.cells.members[cell]);
    const double gap = wanted - static_cast<double>(week.cells.affiliates[cell]);
    week.cells.affiliates[cell] += static_cast<std::int64_t>(gap * week.spec().affiliates_hired_per_week);
}

}  // namespace

void learn(Week& week)
{
    Cells& cells = week.cells;
    for (const OrganisationId g : Range<OrganisationId>{cells.organisations()}) {
        ByEconomy<double> best{};
        for (std::size_t e = 0; e < economy_count; ++e) {
            const CellId cell = best_at(week, g, e);
            best[e] = cell.is_none() ? 0.0 : cells.know_how[cell][e];
        }
        for (const NodeId node : Range<NodeId>{cells.nodes()}) {
            const CellId cell = cells.of(g, node);
            if (cells.members[cell] == 0) continue;
            const Eigen::Map<const Eigen::Array<double, static_cast<int>(economy_count), 1>> share{
                cells.portfolio[cell].data()};
            for (std::size_t e = 0; e < economy_count; ++e) {
                const double practice = (share * week.ground.teaches.col(static_cast<Eigen::Index>(e))).sum();
                double& know_how = cells.know_how[cell][e];
                const double room = week.ground.know_how_cap[g][e] - know_how;
                const double copied = std::max(0.0, best[e] - know_how) * cells.link[cell];
                know_how += week.spec().learning_per_year / weeks_per_year * std::min(1.0, 4.0 * practice) *
                                std::max(0.0, room) +
                            week.spec().imitation_per_week * copied;
            }
        }
    }
}

void shift_portfolios(Week& week)
{
    constexpr double smallest_market_usd = 50.0;
    week.for_each_cell([&](CellId cell) {
        const NodeId node = week.cells.node_of(cell);
        const OrganisationId g = week.cells.organisation_of(cell);
        const double members = static_cast<double>(week.cells.members[cell]);
        const double cash_usd = static_cast<double>(week.cells.cash_cents[cell]) / 100.0;
        ByEconomy<double> margin{};
        ByEconomy<char> is_open{};
        bool any = false;
        for (std::size_t e = 0; e < economy_count; ++e) {
            is_open[e] = week.market_usd[node][e] > smallest_market_usd && week.ground.know_how_cap[g][e] > 0.0 ? 1 : 0;
            any = any || is_open[e] != 0;
            const double capital =
                week.ground.economy[e].entry_capital_usd_per_member * week.spec().capital_for_share * members;
            const double least = week.spec().yield_without_capital;
            const double afford = capital > 0.0 ? least + (1.0 - least) * std::min(1.0, cash_usd / capital) : 1.0;
            margin[e] =
                afford * marginal_revenue_usd(week.yield_usd[cell][e], week.effort[cell][e], week.all_effort[node][e]);
        }
        if (!any) return;
        shift_portfolio(week.cells.portfolio[cell], margin, is_open, week.ground.wage_usd[node],
                        week.spec().portfolio_speed_per_week, week.spec().portfolio_mutation);
    });
}

namespace {

/// Migrants who were recruited work for the largest cell of the place.
void take_on_migrants(Week& week)
{
    for (const NodeId node : Range<NodeId>{week.cells.nodes()}) {
        const std::int64_t agents = week.now.recruits[node.index()] - week.before.recruits[node.index()];
        if (agents == 0) continue;
        CellId largest;
        for (const OrganisationId g : Range<OrganisationId>{week.cells.organisations()}) {
            const CellId cell = week.cells.of(g, node);
            if (largest.is_none() || week.cells.members[cell] > week.cells.members[largest]) largest = cell;
        }
        week.cells.affiliates[largest] += agents * week.today.persons_per_agent;
    }
}

}  // namespace

// Whole people: rates below one a week must be drawn, or small cells would never grow.
void recruit(Week& week)
{
    week.for_each_cell([&](CellId cell) {
        const NodeId node = week.cells.node_of(cell);
        const auto members = static_cast<double>(week.cells.members[cell]);
        const double wage = week.ground.wage_usd[node];
        const double profit = week.cells.profit_usd[cell];
        const double room = 1.0 - members / std::max(1.0, recruit_pool(week, cell));
        const double joins = week.spec().recruitment_per_month / weeks_per_month *
                             std::max(0.0, hyperbolic_tangent(profit / (3.0 * wage))) * std::max(0.0, room);
        const double leaves =
            week.spec().desertion_per_month / weeks_per_month * std::max(0.0, hyperbolic_tangent(-profit / wage));
        Draws draws = week.draws(Stream::membership, cell);
        const std::int64_t recruits = poisson(draws.fine_uniform(), members * joins);
        const std::int64_t deserters = binomial(draws, week.cells.members[cell], leaves);
        week.cells.members[cell] += recruits - deserters;
        week.tally.recruits[cell.index()] += recruits;
        hire(week, cell);
    });
    take_on_migrants(week);
}

}  // namespace corredor

#include <algorithm>

#include "phases/underworld.hpp"
#include "rules/market.hpp"

namespace corredor {

namespace {

void notice(Week& week)
{
    const EnforcementSpec& spec = week.enforcement();
    week.for_each_cell([&](CellId cell) {
        const NodeId node = week.cells.node_of(cell);
        double weight = 0.0;
        for (std::size_t e = 0; e < economy_count; ++e)
            weight += week.cells.portfolio[cell][e] * week.ground.economy[e].heat_weight;
        const double work = weight * static_cast<double>(week.cells.members[cell]) *
                            (1.0 - spec.underground_cut * week.cells.underground[cell]) *
                            (1.0 - spec.corruption_hides * week.police_corruption(node));
        const double seen = spec.heat_per_weekly_homicide * static_cast<double>(week.homicides[node]) +
                            spec.heat_per_member_week * work;
        double& heat = week.cells.heat[cell];
        heat += (1.0 - heat) * (1.0 - exp_exact(-seen)) - spec.heat_fade_per_week * heat;
        heat = std::clamp(heat, 0.0, 1.0);
    });
}

/// Police moves to where crime is recorded, slowly.
void post_police(Week& week)
{
    const EnforcementSpec& spec = week.enforcement();
    const double moved = 1.0 - exp_exact(-1.0 / spec.police_weeks);
    for (const NodeId node : Range<NodeId>{week.cells.nodes()}) {
        double newcomers = 0.0;
        double locals = 0.0;
        for (const OrganisationId g : Range<OrganisationId>{week.cells.organisations()}) {
            const CellId cell = week.cells.of(g, node);
            if (week.cells.members[cell] == 0) continue;
            double& most = week.ground.spec[g]->expansion_per_month > 0.0 ? newcomers : locals;
            most = std::max(most, week.cells.heat[cell]);
        }
        const double target =
            std::clamp(spec.police_least + spec.police_for_newcomers * newcomers + spec.police_for_locals * locals,
                       spec.police_least, spec.police_most);
        week.organisations.police[node] += moved * (target - week.organisations.police[node]);
    }
}

void arrest(Week& week, CellId cell, std::int64_t people)
{
    const NodeId node = week.cells.node_of(cell);
    week.cells.members[cell] -= people;
    week.cells.imprisoned[cell] += people;
    week.cells.lost_lately[cell] += static_cast<double>(people);
    week.tally.arrests[node.index()] += people;
}

CellId nearest_cell(const Week& week, CellId cell)
{
    const OrganisationId g = week.cells.organisation_of(cell);
    const auto here = static_cast<Eigen::Index>(week.cells.node_of(cell).index());
    CellId nearest;
    double km = 1e300;
    for (const NodeId node : Range<NodeId>{week.cells.nodes()}) {
        const auto there = static_cast<Eigen::Index>(node.index());
        if (there == here || week.cells.members[week.cells.of(g, node)] == 0) continue;
        if (week.ground.km(here, there) >= km) continue;
        km = week.ground.km(here, there);
        nearest = week.cells.of(g, node);
    }
    return nearest;
}

/// An operation: arrests, fewer the more the cell has learnt; those held are freed; the rest lie low or move off.
void raid_cell(Week& week, CellId cell, Draws& draws, Grip& grip)
{
    const EnforcementSpec& spec = week.enforcement();
    Cells& cells = week.cells;
    const NodeId node = cells.node_of(cell);
    double share = spec.operation_share;
    for (std::int64_t n = 0; n < cells.operations[cell]; ++n) share *= spec.operation_share_factor;
    const auto reachable = std::min(cells.members[cell], static_cast<std::int64_t>(spec.operation_largest));
    const std::int64_t arrested = binomial(draws, reachable, share);
    arrest(week, cell, arrested);
    week.tally.operations[cell.index()] += 1;
    week.tally.operation_arrests[cell.index()] += arrested;
    const std::int64_t leavers = binomial(draws, cells.members[cell], spec.operation_leavers_share);
    const std::int64_t moving = binomial(draws, leavers, spec.operation_leavers_to_neighbour_share);
    const CellId neighbour = nearest_cell(week, cell);
    cells.members[cell] -= leavers;
    if (!neighbour.is_none()) cells.members[neighbour] += moving;
    ++cells.operations[cell];
    cells.underground[cell] = 1.0;
    cells.link[cell] *= spec.operation_link_factor;
    cells.control[cell] *= spec.operation_control_factor;
    cells.heat[cell] *= spec.operation_control_factor;
    grip.rescued_share[node] = std::max(grip.rescued_share[node], spec.operation_rescued_share);
}

void police_cell(Week& week, CellId cell, Grip& grip)
{
    const EnforcementSpec& spec = week.enforcement();
    const double force = week.police_force(week.cells.node_of(cell)) * week.cells.heat[cell];
    Draws draws = week.draws(Stream::police, cell);
    const std::int64_t arrested =
        binomial(draws, week.cells.members[cell], std::min(1.0, 4.0 * spec.arrests_per_week * force));
    arrest(week, cell, arrested);
    const bool is_large = static_cast<double>(week.cells.members[cell]) >= spec.operation_smallest_cell;
    const double uniform = draws.uniform();
    if (is_large && uniform < 1.0 - exp_exact(-spec.operations_per_week * force)) raid_cell(week, cell, draws, grip);
    const auto before = static_cast<double>(week.cells.members[cell]) + week.cells.lost_lately[cell];
    if (week.cells.lost_lately[cell] >= spec.dismantled_share * before && before >= spec.operation_smallest_cell) {
        ++week.tally.dismantled[week.cells.node_of(cell).index()];
        week.cells.lost_lately[cell] = 0.0;
    }
}

/// Those in prison come out or escape, and part of them goes back to the cell.
void free_prisoners(Week& week)
{
    for (const CellId cell : Range<CellId>{week.cells.imprisoned.size()}) {
        if (week.cells.imprisoned[cell] == 0) continue;
        Draws draws = week.draws(Stream::prison, cell);
        const std::int64_t freed = binomial(draws, week.cells.imprisoned[cell],
                                            1.0 - exp_exact(-week.command().freed_per_year / weeks_per_year));
        week.cells.imprisoned[cell] -= freed;
        week.cells.members[cell] += binomial(draws, freed, week.command().prison_command);
    }
}

void fade(Week& week)
{
    const double underground = exp_exact(-1.0 / week.enforcement().underground_weeks);
    const double month = exp_exact(-7.0 / 30.0);
    for (const CellId cell : Range<CellId>{week.cells.members.size()}) {
        week.cells.underground[cell] *= underground;
        week.cells.lost_lately[cell] *= month;
    }
    for (const NodeId node : Range<NodeId>{week.cells.nodes()}) {
        double& fear = week.organisations.fear[node];
        fear += week.enforcement().fear_per_homicide * static_cast<double>(week.homicides[node]) -
                week.enforcement().fear_fade_per_week * fear;
        fear = std::clamp(fear, 0.0, week.enforcement().fear_most);
    }
}

}  // namespace

void enforce(Week& week, Grip& grip)
{
    fade(week);
    notice(week);
    post_police(week);
    week.for_each_cell([&](CellId cell) { police_cell(week, cell, grip); });
    free_prisoners(week);
}

}  // namespace corredor

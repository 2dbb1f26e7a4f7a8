#include <algorithm>
#include <limits>

#include "phases/underworld.hpp"

namespace corredor {

namespace {

/// [1] how safe the seat of an organisation is, so many weeks after it was lost.
double sanctuary_after(const CommandSpec& command, double weeks)
{
    const double left = command.sanctuary_after_raid;
    const auto towards = [&](double level, double in_weeks) {
        return level + (left - level) * exp_exact(-weeks / in_weeks);
    };
    switch (command.aftermath) {
    case SeatLoss::adapt:
        return towards(command.adapt_sanctuary, command.adapt_weeks);
    case SeatLoss::recentralise:
        return towards(command.recentralise_sanctuary, command.recentralise_weeks);
    case SeatLoss::federate:
        return towards(0.0, command.federate_weeks);
    }
    return left;
}

/// [1] strength of a headquarters: its safe seat and its money; money alone does little without a seat.
double headquarters_strength(const Week& week, OrganisationId g)
{
    const double sanctuary = week.organisations.sanctuary[g];
    const double treasury = static_cast<double>(week.organisations.treasury_cents[g]) / 100.0;
    const double money = std::min(1.0, treasury / week.command().treasury_full_usd) * (sanctuary <= 0.2 ? 0.5 : 1.0);
    const double weight = week.command().sanctuary_weight;
    return weight * sanctuary + (1.0 - weight) * money;
}

double km_from(const Week& week, NodeId from, NodeId to)
{
    const double km = week.ground.km(static_cast<Eigen::Index>(from.index()), static_cast<Eigen::Index>(to.index()));
    return km < std::numeric_limits<double>::infinity() ? km : 1e4;
}

/// A lieutenant whom the police are after is moved on; the one who follows knows less and obeys better.
void rotate(Week& week, CellId cell)
{
    if (week.cells.heat[cell] <= week.command().rotation_heat) return;
    Draws draws = week.draws(Stream::command, cell);
    if (!draws.happens(week.command().rotation_per_week * week.cells.link[cell])) return;
    week.cells.heat[cell] *= week.command().rotation_heat_factor;
    week.cells.link[cell] = std::min(1.0, week.cells.link[cell] + week.command().rotation_link_gain);
    for (double& know_how : week.cells.know_how[cell]) know_how *= week.command().rotation_know_how_factor;
    week.cells.leader_since[cell] = week.today.tick;
}

void command_organisation(Week& week, OrganisationId g)
{
    const CommandSpec& command = week.command();
    const NodeId headquarters = week.ground.headquarters[g];
    if (week.organisations.seat_lost[g] >= 0)
        week.organisations.sanctuary[g] =
            sanctuary_after(command, static_cast<double>(week.today.tick - week.organisations.seat_lost[g]) / 7.0);
    const double strength = headquarters_strength(week, g);
    double linked = 0.0;
    double members = 0.0;
    for (const NodeId node : Range<NodeId>{week.cells.nodes()}) {
        const CellId cell = week.cells.of(g, node);
        if (week.cells.members[cell] == 0) continue;
        double& link = week.cells.link[cell];
        const double distance = km_from(week, headquarters, node) / 1000.0;
        const double restored =
            command.doctrine == Doctrine::federation ? 0.0 : command.link_restored_per_week * strength * (1.0 - link);
        const double lost = (command.link_decay_per_week + command.link_decay_per_1000_km_week * distance) * link;
        link = std::clamp(link + restored - lost, 0.0, 1.0);
        if (week.ground.is_seat_of(g, node)) continue;
        linked += link * static_cast<double>(week.cells.members[cell]);
        members += static_cast<double>(week.cells.members[cell]);
        rotate(week, cell);
    }
    // Before there is any cell abroad, command is what one would come to.
    const double would_be = strength * command.link_restored_per_week /
                            (strength * command.link_restored_per_week + command.link_decay_per_week);
    week.organisations.command[g] = members > 0.0 ? linked / members : would_be;
}

void hand_over(Week& week, CellId from, CellId to)
{
    Cells& cells = week.cells;
    cells.members[to] += cells.members[from];
    cells.affiliates[to] += cells.affiliates[from];
    cells.cash_cents[to] += cells.cash_cents[from];
    cells.members[from] = cells.affiliates[from] = cells.cash_cents[from] = 0;
    cells.control[to] = std::min(1.0, cells.control[to] + cells.control[from]);
    cells.control[from] = 0.0;
    cells.heat[to] = std::max(cells.heat[to], cells.heat[from]);
    cells.operations[to] = std::max(cells.operations[to], cells.operations[from]);
    cells.portfolio[to] = cells.portfolio[from];
    for (std::size_t e = 0; e < economy_count; ++e)
        cells.know_how[to][e] = std::max(cells.know_how[to][e], cells.know_how[from][e]);
    cells.leader_since[to] = week.today.tick;
}

void break_alliances(Week& week, OrganisationId g)
{
    const double per_year = week.ground.spec[g]->alliance_breakdown_per_year;
    if (per_year <= 0.0 || week.organisations.broken_off[g] >= 0) return;
    Draws draws = week.today.draws(Stream::command, week.ground.key(g));
    if (draws.happens(probability_over(per_year / 365.0, 7.0))) week.organisations.broken_off[g] = week.today.tick;
}

}  // namespace

void command_cells(Week& week)
{
    for (const OrganisationId g : Range<OrganisationId>{week.cells.organisations()})
        if (!week.ground.headquarters[g].is_none()) command_organisation(week, g);
}

// A strong cell that hardly anybody commands any more goes its own way: under its own name, with its own money.
void break_away(Week& week)
{
    for (const OrganisationId g : Range<OrganisationId>{week.cells.organisations()}) {
        break_alliances(week, g);
        const OrganisationId splinter = week.ground.splinter[g];
        if (splinter.is_none() || week.organisations.seat_lost[g] < 0) continue;
        for (const NodeId node : Range<NodeId>{week.cells.nodes()}) {
            const CellId cell = week.cells.of(g, node);
            if (week.ground.is_seat_of(g, node) || week.cells.link[cell] >= week.command().splinter_link) continue;
            if (static_cast<double>(week.cells.members[cell]) < week.command().splinter_members) continue;
            Draws draws = week.draws(Stream::command, week.cells.of(splinter, node));
            if (draws.happens(1.0 - exp_exact(-week.command().splinter_per_year / weeks_per_year)))
                hand_over(week, cell, week.cells.of(splinter, node));
        }
    }
}

}  // namespace corredor

#include <utility>

#include "phases/phases.hpp"
#include "phases/underworld.hpp"

namespace corredor {

namespace {

void name_phases(Week& week)
{
    Cells& cells = week.cells;
    for (const CellId cell : Range<CellId>{cells.members.size()}) {
        CellPhase& phase = cells.phase[cell];
        if (cells.members[cell] == 0)
            phase = CellPhase::absent;
        else if (cells.underground[cell] > 0.5)
            phase = CellPhase::dormant;
        else if (cells.control[cell] < 0.1)
            phase = CellPhase::exploration;
        else
            phase = cells.control[cell] < 0.35 ? CellPhase::penetration : CellPhase::consolidation;
    }
}

void count(Week& week)
{
    constexpr double millionths = 1e6;
    for (const CellId cell : Range<CellId>{week.cells.members.size()}) {
        week.tally.members[cell.index()] = week.cells.members[cell];
        week.tally.control[cell.index()] = static_cast<std::int64_t>(week.cells.control[cell] * millionths + 0.5);
    }
    for (const OrganisationId g : Range<OrganisationId>{week.organisations.size()}) {
        week.tally.treasury_cents[g.index()] = week.organisations.treasury_cents[g];
        week.tally.command[g.index()] = static_cast<std::int64_t>(week.organisations.command[g] * millionths + 0.5);
    }
}

}  // namespace

// Once a week: everything here changes over weeks, and a week's sums are large enough for integers. The order is that
// of cause and effect within a week.
Column<CellId, ByEconomy<double>> organise(const Today& today, const Territory& ground, const Tally& now,
                                           const Tally& before, State& state)
{
    Week week{.today = today,
              .ground = ground,
              .now = now,
              .before = before,
              .cells = state.cells,
              .organisations = state.organisations,
              .tally = state.crime};
    look_around(week);
    value_markets(week);
    find_effort(week);
    earn(week);
    Tally& books = state.lanes.front().tally;
    books.pay(Account::tolls, -week.passed_on_cents);
    books.pay(Account::organisations, week.passed_on_cents);
    share_out(week);
    learn(week);
    shift_portfolios(week);
    recruit(week);
    contest_places(week);
    fight(week);
    expand(week);
    reinforce(week);
    command_cells(week);
    break_away(week);
    enforce(week, state.grip);
    find_effort(week);  // with those who are left
    name_phases(week);
    take_hold(week, state.grip);
    count(week);
    return std::move(week.effort);
}

}  // namespace corredor

#include <algorithm>

#include "phases/phases.hpp"

namespace corredor {

namespace {

/// What strikes may touch.
struct Struck {
    const Today& today;
    const Territory& ground;
    State& state;

    [[nodiscard]] Draws draws(CellId cell) const
    {
        const Cells& cells = state.cells;
        return today.draws(Stream::strike, ground.key(cells.organisation_of(cell), cells.node_of(cell)));
    }
    void arrest(CellId cell, std::int64_t people) const
    {
        state.cells.members[cell] -= people;
        state.cells.imprisoned[cell] += people;
        state.cells.lost_lately[cell] += static_cast<double>(people);
        state.crime.arrests[state.cells.node_of(cell).index()] += people;
    }
};

/// Those who get away reach other places of the organisation, in proportion to those who are there already.
void disperse(const Struck& struck, OrganisationId g, CellId from, std::int64_t people)
{
    Cells& cells = struck.state.cells;
    std::int64_t elsewhere = 0;
    for (const NodeId node : Range<NodeId>{cells.nodes()})
        if (cells.of(g, node) != from) elsewhere += cells.members[cells.of(g, node)];
    if (elsewhere == 0) return;
    std::int64_t passed = 0;
    std::int64_t placed = 0;
    for (const NodeId node : Range<NodeId>{cells.nodes()}) {
        const CellId to = cells.of(g, node);
        if (to == from || cells.members[to] == 0) continue;
        passed += cells.members[to];
        const std::int64_t due = people * passed / elsewhere;  // so that whole people add up
        cells.members[to] += due - placed;
        placed = due;
    }
}

void strike(const Struck& struck, const Raid& raid)
{
    const NodeId prison = struck.today.world->node(raid.node.name);
    for (const OrganisationId g : Range<OrganisationId>{struck.ground.organisations()}) {
        if (struck.ground.headquarters[g] != prison) continue;
        struck.state.organisations.prison_open[prison] = 0.0;
        struck.state.organisations.seat_lost[g] = struck.today.tick;
        struck.state.organisations.sanctuary[g] = struck.today.model->command.sanctuary_after_raid;
        const CellId cell = struck.state.cells.of(g, prison);
        Draws draws = struck.draws(cell);
        double held = raid.captured_share;
        for (double day = 1.0; day <= raid.warned_days; day += 1.0) held *= 1.0 - raid.away_per_day;
        struck.arrest(cell, binomial(draws, struck.state.cells.members[cell], held));
        const CommandSpec& command = struck.today.model->command;
        const std::int64_t away = binomial(draws, struck.state.cells.members[cell], command.dispersed_share);
        const std::int64_t to_cells = binomial(draws, away, command.dispersed_to_cells_share);
        struck.state.cells.members[cell] -= away;
        disperse(struck, g, cell, to_cells);
    }
}

void strike(const Struck& struck, const Dismantle& dismantle)
{
    const NodeId node = struck.today.world->node(dismantle.node.name);
    const CellId cell = struck.state.cells.of(struck.ground.organisation(dismantle.organisation.name), node);
    if (struck.state.cells.members[cell] == 0) return;
    Draws draws = struck.draws(cell);
    const std::int64_t arrested = binomial(draws, struck.state.cells.members[cell], dismantle.arrested_share);
    struck.arrest(cell, arrested);
    struck.state.crime.operations[cell.index()] += arrested > 0 ? 1 : 0;
    struck.state.crime.operation_arrests[cell.index()] += arrested;
    double& underground = struck.state.cells.underground[cell];
    underground += (1.0 - underground) * dismantle.arrested_share;
    struck.state.cells.control[cell] *= 1.0 - dismantle.arrested_share / 2.0;
    double& rescued = struck.state.grip.rescued_share[node];
    rescued = std::max(rescued, dismantle.rescued_share);
}

void strike(const Struck& struck, const ArrestLeader& arrest)
{
    Cells& cells = struck.state.cells;
    const OrganisationId g = struck.ground.organisation(arrest.organisation.name);
    for (const NodeId node : Range<NodeId>{cells.nodes()}) {
        if (arrest.node && struck.today.world->node(arrest.node->name) != node) continue;
        const CellId cell = cells.of(g, node);
        cells.link[cell] *= arrest.link_factor;
        if (arrest.node && arrest.link_factor < 1.0) cells.leader_since[cell] = struck.today.tick;
    }
}

void strike(const Struck& struck, const FreezeAssets& freeze)
{
    const OrganisationId g = struck.ground.organisation(freeze.organisation.name);
    std::int64_t& treasury = struck.state.organisations.treasury_cents[g];
    const auto frozen = static_cast<std::int64_t>(static_cast<double>(treasury) * freeze.share);
    treasury -= frozen;
    struck.state.crime.pay(CrimeAccount::frozen, frozen);
}

}  // namespace

void strike(const Today& today, const Territory& ground, std::span<const Intervention* const> blows, State& state)
{
    const Struck struck{today, ground, state};
    for (const Intervention* blow : blows)
        std::visit(
            [&](const auto& kind) {
                if constexpr (requires { strike(struck, kind); }) strike(struck, kind);
            },
            *blow);
}

}  // namespace corredor

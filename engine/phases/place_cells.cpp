#include "phases/phases.hpp"

namespace corredor {

namespace {

/// Members are spread over what they know, in proportion.
void spread_over_economies(ByEconomy<double>& portfolio, const ByEconomy<double>& know_how)
{
    double sum = 0.0;
    for (const double k : know_how) sum += k;
    for (std::size_t e = 0; e < economy_count; ++e) portfolio[e] = sum > 0.0 ? know_how[e] / sum : 0.0;
}

ByEconomy<double> first_know_how(const OrganisationSpec& organisation)
{
    ByEconomy<double> know_how{};
    for (std::size_t e = 0; e < economy_count; ++e) {
        const auto found = organisation.economies.find(EconomyRef{std::string{economy_names[e]}});
        if (found != organisation.economies.end()) know_how[e] = found->second.start;
    }
    return know_how;
}

}  // namespace

void place_cells(const Today& today, const Territory& ground, State& state)
{
    const std::size_t nodes = today.world->node_count();
    state.cells = Cells{ground.organisations(), nodes};
    state.organisations = Organisations{ground.organisations(), nodes, today.world->countries.size()};
    state.crime = CrimeTally{ground.organisations(), nodes, economy_count};
    for (const OrganisationId g : Range<OrganisationId>{ground.organisations()}) {
        const OrganisationSpec& organisation = *ground.spec[g];
        const ByEconomy<double> know_how = first_know_how(organisation);
        for (const auto& [node, share] : organisation.seats) {
            const CellId cell = state.cells.of(g, today.world->node(node.name));
            state.cells.members[cell] = static_cast<std::int64_t>(organisation.members * share + 0.5);
            state.cells.link[cell] = organisation.headquarters ? 1.0 : 0.0;
            state.cells.know_how[cell] = know_how;
            spread_over_economies(state.cells.portfolio[cell], know_how);
        }
        state.organisations.sanctuary[g] = organisation.headquarters ? 1.0 : 0.0;
        state.organisations.treasury_cents[g] = static_cast<std::int64_t>(organisation.treasury_usd * 100.0 + 0.5);
        state.crime.pay(CrimeAccount::start, -state.organisations.treasury_cents[g]);
    }
}

}  // namespace corredor

#include "simulation/invariants.hpp"

#include <fmt/format.h>

#include "base/check.hpp"
#include "state/standing.hpp"

namespace corredor {

namespace {

void require(bool holds, std::string_view name, std::int64_t expected, std::int64_t found)
{
    if (!holds) throw InternalError(fmt::format("invariant broken: {} (expected {}, found {})", name, expected, found));
}

/// What rows say, to be compared with what was counted.
struct Census {
    std::vector<std::int64_t> persons;
    std::vector<std::int64_t> on_leg;
    std::int64_t cash_cents = 0;
};

Census take_census(const World& world, const State& state, const Tally& totals, Tick today)
{
    Census census{std::vector<std::int64_t>(totals.persons.size()), std::vector<std::int64_t>(world.leg_count()), 0};
    for (const Lane& lane : state.lanes)
        lane.journeys.for_each([&](const Party& party) {
            require((party.status == Status::travelling) == (party.halt == Halt::none), "halted parties wait", 1, 0);
            const Standing now = standing(world.legs, party, today);
            census.persons[now.node.index() * status_count + static_cast<std::size_t>(now.status)] += party.size;
            if (now.is_on_leg) census.on_leg[party.leg.index()] += party.size;
            census.cash_cents += party.cash_cents;
            require(party.cash_cents >= 0 || party.mode() == Mode::package, "only clients of a package owe anything", 0,
                    party.cash_cents);
        });
    for (const Lane& lane : state.lanes)
        for (const Captive& captive : lane.captives)
            census.persons[captive.node.index() * status_count + static_cast<std::size_t>(captive.status)] +=
                captive.size;
    return census;
}

}  // namespace

namespace {

void check_organisations(const State& state)
{
    const Cells& cells = state.cells;
    std::int64_t held = 0;
    for (const std::int64_t cents : state.organisations.treasury_cents) held += cents;
    for (const CellId cell : Range<CellId>{cells.members.size()}) {
        require(cells.members[cell] >= 0, "no cell has fewer than no members", 0, cells.members[cell]);
        require(cells.cash_cents[cell] >= 0, "no cell's purse is below zero", 0, cells.cash_cents[cell]);
        held += cells.cash_cents[cell];
        for (const double know_how : cells.know_how[cell])
            require(know_how >= 0.0 && know_how <= 1.0 + 1e-9, "know-how is between 0 and 1", 1, 0);
    }
    for (const std::int64_t cents : state.crime.accounts_cents) held += cents;
    require(held == 0, "what organisations hold is what they took less what they spent", 0, held);
    for (const NodeId node : Range<NodeId>{cells.nodes()}) {
        double control = 0.0;
        for (const OrganisationId g : Range<OrganisationId>{cells.organisations()})
            control += cells.control[cells.of(g, node)];
        require(control <= 1.0 + 1e-9, "shares of control sum to at most one", 1, 2);
    }
}

}  // namespace

void check_invariants(const World& world, const State& state, Tick today)
{
    const Tally totals = total(state);
    const Census census = take_census(world, state, totals, today);
    std::int64_t created = 0;
    std::int64_t counted = 0;
    for (std::size_t s = 0; s < status_count; ++s) created += totals.ledger[s];
    for (const std::int64_t people : totals.persons) {
        counted += people;
        require(people >= 0, "no stock is below zero", 0, people);
    }
    require(created == counted, "people created = people over all statuses", created, counted);
    for (std::size_t s = 0; s < status_count; ++s) {
        std::int64_t by_ledger = 0;
        std::int64_t by_node = 0;
        for (std::size_t from = 0; from <= status_count; ++from) by_ledger += totals.ledger[from * status_count + s];
        for (std::size_t to = 0; to < status_count; ++to) by_ledger -= totals.ledger[(1 + s) * status_count + to];
        for (std::size_t n = 0; n < world.node_count(); ++n) by_node += totals.persons[n * status_count + s];
        require(by_ledger == by_node, "changes of status add up to stocks", by_ledger, by_node);
    }
    for (std::size_t n = 0; n < world.node_count(); ++n)
        for (const Status s : {Status::travelling, Status::waiting, Status::kidnapped, Status::debt_bondage,
                               Status::trafficked, Status::courier, Status::detained}) {
            const std::size_t i = n * status_count + static_cast<std::size_t>(s);
            require(census.persons[i] == totals.persons[i], "people under way or held are where they are counted",
                    totals.persons[i], census.persons[i]);
        }
    for (std::size_t l = 0; l < world.leg_count(); ++l)
        require(census.on_leg[l] == totals.persons_on_leg[l], "people on legs are counted there",
                totals.persons_on_leg[l], census.on_leg[l]);
    for (std::size_t l = 0; l < world.leg_count(); ++l) {
        std::int64_t bound_somewhere = 0;
        for (std::size_t c = 0; c < totals.country_count; ++c)
            bound_somewhere += totals.crossings_by_destination[l * totals.country_count + c];
        require(bound_somewhere == totals.crossings[l], "those who cross are bound for some country",
                totals.crossings[l], bound_somewhere);
    }
    std::int64_t gained = census.cash_cents;
    for (const std::int64_t cents : totals.accounts_cents) gained += cents;
    require(gained == 0, "what parties lose someone gains", 0, gained);
    std::int64_t settled = 0;
    std::int64_t residents = 0;
    for (std::size_t n = 0; n < world.node_count(); ++n)
        settled += totals.persons[n * status_count + static_cast<std::size_t>(Status::settled)];
    for (const std::int64_t people : totals.residents) residents += people;
    require(settled == residents, "the settled are residents of a country", settled, residents);
    check_organisations(state);
}

}  // namespace corredor

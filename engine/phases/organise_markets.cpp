#include <algorithm>

#include "phases/underworld.hpp"
#include "rules/market.hpp"

namespace corredor {

namespace {

double people_in(const Week& week, const Tally::Counts Tally::*counts, std::size_t i)
{
    const std::int64_t agents = (week.now.*counts)[i] - (week.before.*counts)[i];
    return static_cast<double>(agents * week.today.persons_per_agent);
}

/// [USD] of the week on one trocha: what its holders ask, and what guides take besides.
std::pair<double, double> paid_on(const Week& week, LegId leg)
{
    const std::size_t i = leg.index();
    const double paid = people_in(week, &Tally::paid_cents, i) / 100.0;
    const double toll = people_in(week, &Tally::party_size_passed, i) * week.today.conditions->toll_usd[leg];
    return {std::min(paid, toll), std::max(0.0, paid - toll)};
}

/// Share of a country's posts by land that are shut to everyone.
double share_closed(const Week& week, CountryId country)
{
    const Legs& legs = week.today.world->legs;
    int posts = 0;
    int shut = 0;
    for (const LegId leg : Range<LegId>{legs.id.size()}) {
        if (legs.entry[leg] != Entry::official || legs.entered[leg] != country) continue;
        if (legs.kind[leg] == LegKind::flight) continue;
        ++posts;
        shut += week.today.conditions->open_to(leg).empty() ? 1 : 0;
    }
    return posts == 0 ? 0.0 : static_cast<double>(shut) / posts;
}

void look_at_countries(Week& week)
{
    const World& world = *week.today.world;
    std::vector<double> entries(world.countries.size(), 0.0);
    std::vector<double> irregular(world.countries.size(), 0.0);
    for (const LegId leg : Range<LegId>{world.leg_count()}) {
        if (world.legs.entry[leg] == Entry::none) continue;
        const double people = people_in(week, &Tally::crossings, leg.index());
        entries[world.legs.entered[leg].index()] += people;
        if (world.legs.entry[leg] == Entry::irregular) irregular[world.legs.entered[leg].index()] += people;
    }
    const double weight_of_a_week = 1.0 / week.spec().entries_memory_weeks;
    for (const CountryId country : Range<CountryId>{world.countries.size()}) {
        week.organisations.closure[country.index()] = share_closed(week, country);
        if (entries[country.index()] <= 0.0) continue;
        double& share = week.organisations.irregular_share[country.index()];
        share += weight_of_a_week * (irregular[country.index()] / entries[country.index()] - share);
    }
}

}  // namespace

void look_around(Week& week)
{
    const World& world = *week.today.world;
    const std::size_t nodes = world.node_count();
    Exposure& seen = week.exposure;
    seen.settled.assign(nodes, 0.0);
    seen.irregular.assign(nodes, 0.0);
    seen.travellers.assign(nodes, 0.0);
    seen.tolls_usd.assign(nodes, 0.0);
    seen.guides_usd.assign(nodes, 0.0);
    look_at_countries(week);
    for (const LegId leg : Range<LegId>{world.leg_count()})
        seen.travellers[world.legs.to[leg]] += people_in(week, &Tally::traversals, leg.index());
    for (const NodeId node : Range<NodeId>{nodes}) {
        const std::size_t settled = node.index() * status_count + static_cast<std::size_t>(Status::settled);
        seen.settled[node] = static_cast<double>(week.now.persons[settled] * week.today.persons_per_agent);
        const double share = week.organisations.irregular_share[world.nodes.country[node].index()];
        seen.irregular[node] = world.nodes.kind[node] == NodeKind::border_town ? 0.0 : share * seen.travellers[node];
    }
    for (const Territory::Trocha& trocha : week.ground.trochas) {
        const double people = people_in(week, &Tally::irregular_entries, trocha.leg.index());
        const auto [tolls_usd, guides_usd] = paid_on(week, trocha.leg);
        for (const NodeId end : {trocha.near, trocha.far}) {
            seen.irregular[end] += people;
            seen.tolls_usd[end] += tolls_usd;
            seen.guides_usd[end] += guides_usd;
        }
    }
}

/// Income that people held for exploitation would bring at a place: as many as its demand and those at risk allow (E4).
static double captive_market_usd(const Week& week, NodeId node, const EconomySpec& economy, double price)
{
    const double at_risk = economy.captives_per_traveller_at_risk * week.exposure.travellers[node] +
                           economy.captives_per_settled_at_risk * week.exposure.settled[node];
    const double population = static_cast<double>(week.today.world->nodes.population[node]);
    const double demand = economy.captive_demand + economy.captive_demand_per_inhabitant * population;
    const double supply = at_risk * week.spec().conversion_scale / week.spec().captive_exit_per_week;
    const double held = supply > 0.0 && demand > 0.0 ? 1.0 / (1.0 / supply + 1.0 / demand) : 0.0;
    return held * economy.captive_income_usd_per_week * economy.captive_share_kept * price;
}

void value_markets(Week& week)
{
    const World& world = *week.today.world;
    week.market_usd.assign(world.node_count(), {});
    week.customers_usd.assign(world.node_count(), {});
    for (const NodeId node : Range<NodeId>{world.node_count()}) {
        if (week.ground.is_station[node] == 0) continue;
        const double population = static_cast<double>(world.nodes.population[node]);
        for (std::size_t e = 0; e < economy_count; ++e) {
            const EconomySpec& economy = week.ground.economy[e];
            const double local = economy.has_local_prices ? week.ground.price_level[node] : 1.0;
            const double price = local * (economy.rises_with_closure ? week.closure_factor(node) : 1.0);
            const double factor = week.ground.market_factor[node][e] * price;
            double customers = economy.usd_per_inhabitant_week * population * factor +
                               week.ground.market_usd[node][e] * price * week.organisations.prison_open[node];
            const double people = (economy.usd_per_settled_week * week.exposure.settled[node] +
                                   economy.usd_per_irregular_entry * week.exposure.irregular[node] +
                                   economy.usd_per_traveller * week.exposure.travellers[node]) *
                                  factor;
            if (!economy.has_mechanism) customers += people;
            week.customers_usd[node][e] = customers;
            week.market_usd[node][e] =
                customers + (economy.has_mechanism ? people : 0.0) + captive_market_usd(week, node, economy, price);
        }
        week.market_usd[node][index_of(Economy::trocha_toll)] += week.exposure.tolls_usd[node];
        week.market_usd[node][index_of(Economy::smuggler_tribute)] +=
            week.spec().tribute_share * week.exposure.guides_usd[node];
    }
}

/// [1] how far whole journeys can be sold here: the chance that one of the organisation's other cells is near and
/// holds.
static double chain_factor(const Week& week, CellId cell)
{
    const OrganisationId g = week.cells.organisation_of(cell);
    const auto here = static_cast<Eigen::Index>(week.cells.node_of(cell).index());
    double nobody = 1.0;
    for (const NodeId other : Range<NodeId>{week.cells.nodes()}) {
        const CellId there = week.cells.of(g, other);
        const double members = static_cast<double>(week.cells.members[there]);
        const auto j = static_cast<Eigen::Index>(other.index());
        if (members <= 0.0 || j == here) continue;
        const double near = week.ground.chain(here, j);
        nobody *= 1.0 - week.spec().chain_hold * members / (members + week.spec().half_strength_members) *
                            week.cells.link[there] * near;
    }
    return 1.0 - nobody;
}

/// [affiliates] of a cell who work in one business.
static double affiliates_in(const Week& week, CellId cell, std::size_t e)
{
    double wanted = 0.0;
    for (std::size_t other = 0; other < economy_count; ++other)
        wanted += week.cells.portfolio[cell][other] * week.ground.economy[other].affiliates_per_member;
    if (wanted <= 0.0) return 0.0;
    const double share = week.cells.portfolio[cell][e] * week.ground.economy[e].affiliates_per_member / wanted;
    return share * static_cast<double>(week.cells.affiliates[cell]);
}

/// [members] at work in a business: its members, less those who lie low, and the hired hands they direct.
static double labour(const Week& week, CellId cell, std::size_t e)
{
    const double members = static_cast<double>(week.cells.members[cell]) * week.cells.portfolio[cell][e] *
                           (1.0 - week.enforcement().underground_cut * week.cells.underground[cell]);
    return members + week.spec().affiliate_labour * affiliates_in(week, cell, e);
}

std::int64_t Week::affiliates_pay_cents(CellId cell) const
{
    double pay = 0.0;
    for (std::size_t e = 0; e < economy_count; ++e) {
        const double all = labour(*this, cell, e);
        if (all <= 0.0) continue;
        const double theirs = spec().affiliate_labour * affiliates_in(*this, cell, e);
        pay += static_cast<double>(cells.revenue[cell][e]) * theirs / all * spec().affiliates_share_paid;
    }
    return static_cast<std::int64_t>(pay);
}

void find_effort(Week& week)
{
    week.effort.assign(week.cells.members.size(), {});
    week.yield_usd.assign(week.cells.members.size(), {});
    week.all_effort.assign(week.cells.nodes(), {});
    week.for_each_cell([&](CellId cell) {
        const NodeId node = week.cells.node_of(cell);
        const double chain = chain_factor(week, cell);
        for (std::size_t e = 0; e < economy_count; ++e) {
            const EconomySpec& economy = week.ground.economy[e];
            const double market = week.market_usd[node][e];
            if (market < 1.0 || week.cells.know_how[cell][e] <= 0.0) continue;
            const double grip = economy.without_control + (1.0 - economy.without_control) * week.cells.control[cell];
            const double local = economy.has_local_prices ? week.ground.price_level[node] : 1.0;
            double yield = economy.capacity_usd_per_member_week * week.spec().capacity_factor * local *
                           week.cells.know_how[cell][e] * grip;
            if (economy.needs_linked_cells) yield *= chain;
            week.yield_usd[cell][e] = yield;
            week.effort[cell][e] = yield * labour(week, cell, e) / market;
            week.all_effort[node][e] += week.effort[cell][e];
        }
    });
}

}  // namespace corredor

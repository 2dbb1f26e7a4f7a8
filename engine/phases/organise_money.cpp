#include <algorithm>

#include "phases/underworld.hpp"
#include "rules/market.hpp"

namespace corredor {

namespace {

std::int64_t cents(double usd)
{
    return static_cast<std::int64_t>(usd * 100.0 + 0.5);
}

void take(Week& week, CellId cell, std::size_t economy, std::int64_t amount_cents, CrimeAccount from)
{
    if (amount_cents <= 0) return;
    week.cells.revenue[cell][economy] += amount_cents;
    week.cells.cash_cents[cell] += amount_cents;
    week.tally.revenue_cents[cell.index() * economy_count + economy] += amount_cents;
    week.tally.pay(from, -amount_cents);
}

/// Splits what people paid among the cells of a place, in whole cents by agent, and gives back how much was taken.
/// all  [1] the part of 1 that all cells together may take is own effort over `all`
std::int64_t divide(Week& week, NodeId node, std::size_t economy, std::int64_t agent_cents, double all)
{
    std::int64_t taken = 0;
    for (const OrganisationId g : Range<OrganisationId>{week.cells.organisations()}) {
        const CellId cell = week.cells.of(g, node);
        const double effort = week.effort[cell][economy];
        if (effort <= 0.0) continue;
        const auto part = static_cast<std::int64_t>(static_cast<double>(agent_cents) * effort / all);
        take(week, cell, economy, part * week.today.persons_per_agent, CrimeAccount::people);
        taken += part;
    }
    return taken;
}

/// A trocha is held from that of its two ends where more is put into it.
NodeId holder_of(const Week& week, const Territory::Trocha& trocha)
{
    const auto effort = [&](NodeId node) {
        return week.all_effort[node][index_of(Economy::trocha_toll)] +
               week.all_effort[node][index_of(Economy::smuggler_tribute)];
    };
    return effort(trocha.far) > effort(trocha.near) ? trocha.far : trocha.near;
}

/// What was paid on trochas goes to whoever holds them, as far as they are held; the rest stays with nobody in
/// particular.
std::int64_t collect_tolls(Week& week)
{
    std::int64_t taken = 0;
    for (const Territory::Trocha& trocha : week.ground.trochas) {
        const std::size_t i = trocha.leg.index();
        const std::int64_t paid = week.now.paid_cents[i] - week.before.paid_cents[i];
        const std::int64_t people = week.now.party_size_passed[i] - week.before.party_size_passed[i];
        const std::int64_t tolls = std::min(paid, people * cents(week.today.conditions->toll_usd[trocha.leg]));
        const auto tribute = static_cast<std::int64_t>(static_cast<double>(paid - tolls) * week.spec().tribute_share);
        const NodeId node = holder_of(week, trocha);
        for (const auto& [economy, amount] :
             {std::pair{Economy::trocha_toll, tolls}, std::pair{Economy::smuggler_tribute, tribute}}) {
            const std::size_t e = index_of(economy);
            taken += divide(week, node, e, amount, 1.0 + week.all_effort[node][e]);
        }
    }
    return taken;
}

/// What mechanisms took from people goes to the cells in the business, and what none of them claims to nobody. Debts
/// that were written off come out of that.
void collect_takings(Week& week)
{
    const auto account = static_cast<std::size_t>(Account::organisations);
    std::int64_t rest = week.now.accounts_cents[account] - week.before.accounts_cents[account];
    for (const NodeId node : Range<NodeId>{week.cells.nodes()})
        for (std::size_t e = 0; e < economy_count; ++e) {
            const std::size_t i = node.index() * economy_count + e;
            const std::int64_t taken = week.now.takings_cents[i] - week.before.takings_cents[i];
            if (taken == 0) continue;
            const double all = week.all_effort[node][e];
            rest -= all > 0.0 ? divide(week, node, e, taken, all) : 0;
        }
    week.tally.pay(CrimeAccount::people, -rest * week.today.persons_per_agent);
    week.tally.pay(CrimeAccount::unclaimed, rest * week.today.persons_per_agent);
}

/// Tribute of the subdued goes to the strongest at the place that may have subdued them.
void pay_tribute(Week& week, CellId cell, std::int64_t revenue_cents)
{
    if (week.cells.subdued[cell] <= 0.0) return;
    const NodeId node = week.cells.node_of(cell);
    const auto own = static_cast<Eigen::Index>(week.cells.organisation_of(cell).index());
    CellId lord;
    for (const OrganisationId g : Range<OrganisationId>{week.cells.organisations()}) {
        const CellId other = week.cells.of(g, node);
        if (week.ground.may_subdue(static_cast<Eigen::Index>(g.index()), own) == 0) continue;
        if (week.cells.members[other] == 0) continue;
        if (lord.is_none() || week.cells.control[other] > week.cells.control[lord]) lord = other;
    }
    if (lord.is_none()) return;
    const double share = week.spec().subdued_tribute_share * week.cells.subdued[cell] / 2.0;
    const std::int64_t tribute =
        std::min(static_cast<std::int64_t>(static_cast<double>(revenue_cents) * share), week.cells.cash_cents[cell]);
    week.cells.cash_cents[cell] -= tribute;
    week.cells.cash_cents[lord] += tribute;
}

Doctrine doctrine_of(const Week& week, OrganisationId g)
{
    const Doctrine meant = week.command().doctrine;
    if (week.organisations.seat_lost[g] < 0) return meant;
    const double command = week.organisations.command[g];
    const Doctrine left = command < week.command().federation_below  ? Doctrine::federation
                          : command < week.command().franchise_below ? Doctrine::franchise
                                                                     : Doctrine::hierarchy;
    return std::max(meant, left);
}

/// [1] of its profit that a cell sends up.
double remitted_share(const Week& week, CellId cell)
{
    const OrganisationId g = week.cells.organisation_of(cell);
    if (week.ground.headquarters[g].is_none()) return 0.0;
    const double full = week.command().remitted_share * week.cells.link[cell];
    switch (doctrine_of(week, g)) {
    case Doctrine::hierarchy:
        return full;
    case Doctrine::franchise:
        return full * week.command().franchise_remitted_factor;
    case Doctrine::federation:
        return 0.0;
    }
    return full;
}

/// [cents] that go to the leaders before anything else: the prison tax, and what replaces it where they adapt.
std::int64_t central_income(const Week& week, CellId cell)
{
    const OrganisationId g = week.cells.organisation_of(cell);
    if (week.ground.headquarters[g].is_none()) return 0;
    const ByEconomy<std::int64_t>& revenue = week.cells.revenue[cell];
    std::int64_t central = revenue[index_of(Economy::prison_tax)];
    const bool adapts = week.organisations.seat_lost[g] >= 0 && week.command().aftermath == SeatLoss::adapt;
    if (adapts)
        central += static_cast<std::int64_t>(week.command().adapt_central_share *
                                             static_cast<double>(revenue[index_of(Economy::smuggling_package)] +
                                                                 revenue[index_of(Economy::drug_production)] +
                                                                 revenue[index_of(Economy::contract_killing)]));
    return std::min(central, week.cells.cash_cents[cell]);
}

/// What is sent up reaches the leaders less what laundering costs on top where the organisation is designated.
void send_up(Week& week, CellId cell, std::int64_t sent_cents)
{
    const OrganisationId g = week.cells.organisation_of(cell);
    const auto& designated = week.today.conditions->designated;
    const auto found = designated.find(week.ground.organisation_ids[g.index()]);
    const double lost_share = found == designated.end() ? 0.0 : found->second;
    const auto lost = static_cast<std::int64_t>(static_cast<double>(sent_cents) * lost_share);
    const std::int64_t amount_cents = sent_cents - lost;
    week.cells.cash_cents[cell] -= lost;
    week.tally.pay(CrimeAccount::launderers, lost);
    const auto saved = static_cast<std::int64_t>(static_cast<double>(amount_cents) * week.command().saved_share);
    week.cells.cash_cents[cell] -= amount_cents;
    week.organisations.treasury_cents[g] += saved;
    week.tally.pay(CrimeAccount::leaders, amount_cents - saved);
    week.tally.leaders_cents[g.index()] += amount_cents;
}

void spend(Week& week, CellId cell, std::int64_t amount_cents, CrimeAccount on)
{
    const std::int64_t spent = std::min(std::max<std::int64_t>(amount_cents, 0), week.cells.cash_cents[cell]);
    week.cells.cash_cents[cell] -= spent;
    week.tally.pay(on, spent);
}

/// Pays members what is left of the week beyond the working capital that the cell keeps.
void pay_out(Week& week, CellId cell, std::int64_t cash_before)
{
    const auto members = static_cast<double>(week.cells.members[cell]);
    const std::int64_t profit = week.cells.cash_cents[cell] - cash_before;
    const std::int64_t wages =
        cents(week.spec().expected_share_of_wage * week.ground.wage_usd[week.cells.node_of(cell)] * members);
    const std::int64_t room =
        std::max<std::int64_t>(0, cents(week.spec().reserve_usd_per_member * members) - cash_before);
    const auto kept =
        std::min(room, static_cast<std::int64_t>(week.spec().reserve_share * static_cast<double>(profit - wages)));
    spend(week, cell, std::max(wages, profit - std::max<std::int64_t>(kept, 0)), CrimeAccount::members);
    // Those who collect for the leaders are kept by them: a seat grows by what it brings in, not by what is left there.
    week.cells.profit_usd[cell] = (static_cast<double>(profit - wages) / 100.0 + week.central_usd[cell]) / members;
}

/// What customers and employers pay for the work of those who were held, less their upkeep.
double captive_income_usd(const Week& week, NodeId node, std::size_t e)
{
    const EconomySpec& economy = week.ground.economy[e];
    if (economy.captive_income_usd_per_week <= 0.0) return 0.0;
    const std::size_t i = node.index() * economy_count + e;
    const auto days =
        static_cast<double>((week.now.held_days[i] - week.before.held_days[i]) * week.today.persons_per_agent);
    const double local = economy.has_local_prices ? week.ground.price_level[node] : 1.0;
    return days / 7.0 * economy.captive_income_usd_per_week * economy.captive_share_kept * local;
}

}  // namespace

void earn(Week& week)
{
    week.for_each_cell([&](CellId cell) { week.cells.revenue[cell].fill(0); });
    week.for_each_cell([&](CellId cell) {
        const NodeId node = week.cells.node_of(cell);
        for (std::size_t e = 0; e < economy_count; ++e)
            if (week.effort[cell][e] > 0.0) {
                const double own = week.effort[cell][e];
                const double all = week.all_effort[node][e];
                take(week, cell, e,
                     cents(week.customers_usd[node][e] * share_of_market(own, all) +
                           captive_income_usd(week, node, e) * own / all),
                     CrimeAccount::customers);
            }
    });
    week.passed_on_cents = collect_tolls(week);
    collect_takings(week);
}

void share_out(Week& week)
{
    week.central_usd.assign(week.cells.members.size(), 0.0);
    Column<CellId, std::int64_t> cash_before(week.cells.members.size(), 0);
    week.for_each_cell([&](CellId cell) {
        std::int64_t revenue = 0;
        for (const std::int64_t r : week.cells.revenue[cell]) revenue += r;
        cash_before[cell] = week.cells.cash_cents[cell] - revenue;
    });
    week.for_each_cell([&](CellId cell) {
        const NodeId node = week.cells.node_of(cell);
        std::int64_t revenue = 0;
        for (const std::int64_t r : week.cells.revenue[cell]) revenue += r;
        const double bribe_share = week.enforcement().bribe_share * week.police_corruption(node);
        spend(week, cell, static_cast<std::int64_t>(static_cast<double>(revenue) * bribe_share),
              CrimeAccount::officials);
        spend(week, cell, week.affiliates_pay_cents(cell), CrimeAccount::affiliates);
        pay_tribute(week, cell, revenue);
        const std::int64_t central = central_income(week, cell);
        send_up(week, cell, central);
        week.central_usd[cell] = static_cast<double>(central) / 100.0;
    });
    week.for_each_cell([&](CellId cell) {
        const std::int64_t profit = week.cells.cash_cents[cell] - cash_before[cell];
        const std::int64_t wages =
            cents(week.spec().expected_share_of_wage * week.ground.wage_usd[week.cells.node_of(cell)] *
                  static_cast<double>(week.cells.members[cell]));
        if (profit > wages)
            send_up(week, cell,
                    static_cast<std::int64_t>(static_cast<double>(profit - wages) * remitted_share(week, cell)));
        pay_out(week, cell, cash_before[cell]);
    });
    for (const OrganisationId g : Range<OrganisationId>{week.cells.organisations()}) {
        if (week.ground.headquarters[g].is_none()) continue;
        const std::int64_t upkeep =
            std::min(week.organisations.treasury_cents[g], cents(week.command().headquarters_cost_usd_per_week));
        week.organisations.treasury_cents[g] -= upkeep;
        week.tally.pay(CrimeAccount::leaders, upkeep);
    }
}

}  // namespace corredor

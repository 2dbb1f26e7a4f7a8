#include <algorithm>
#include <cmath>

#include "phases/underworld.hpp"
#include "rules/contest.hpp"
#include "rules/market.hpp"

namespace corredor {

namespace {

double strength(const Week& week, CellId cell)
{
    return static_cast<double>(week.cells.members[cell]) *
           week.ground.spec[week.cells.organisation_of(cell)]->violence *
           (1.0 - week.enforcement().underground_cut * week.cells.underground[cell]);
}

/// Allies contest like rivals once their alliance has broken.
Eigen::ArrayXXd weights_today(const Week& week)
{
    Eigen::ArrayXXd weight = week.ground.contest;
    for (const OrganisationId g : Range<OrganisationId>{week.cells.organisations()}) {
        if (week.organisations.broken_off[g] < 0) continue;
        const auto i = static_cast<Eigen::Index>(g.index());
        for (Eigen::Index j = 0; j < weight.cols(); ++j)
            if (week.ground.are_allied(i, j) != 0)
                weight(i, j) = weight(j, i) = std::max(weight(i, j), week.spec().broken_alliance_contest);
    }
    return weight;
}

double rivalry(const Week& week, OrganisationId a, OrganisationId b)
{
    const auto i = static_cast<Eigen::Index>(a.index());
    const auto j = static_cast<Eigen::Index>(b.index());
    const bool broken = (week.ground.are_allied(i, j) != 0 && week.organisations.broken_off[a] >= 0) ||
                        (week.ground.are_allied(j, i) != 0 && week.organisations.broken_off[b] >= 0);
    return broken ? 1.0 : week.ground.rivalry(i, j);
}

/// Moves one tributary's state by a week.
void subdue(Week& week, CellId lord, CellId other)
{
    const double both = week.cells.control[lord] + week.cells.control[other];
    const bool dominates = both > 0.0 && week.cells.control[lord] / both > week.spec().dominance &&
                           static_cast<double>(week.cells.members[lord]) > week.spec().dominance_members &&
                           week.cells.members[other] > 0;
    double& subdued = week.cells.subdued[other];
    subdued += dominates ? 1.0 / week.spec().subdue_weeks : -1.0 / week.spec().subdued_fade_weeks;
    subdued = std::clamp(subdued, 0.0, 1.0);
}

}  // namespace

void contest_places(Week& week)
{
    const auto count = static_cast<Eigen::Index>(week.cells.organisations());
    const Eigen::ArrayXXd weight = weights_today(week);
    const double kept = exp_exact(-1.0 / week.spec().control_weeks);
    for (const NodeId node : Range<NodeId>{week.cells.nodes()}) {
        if (week.ground.is_station[node] == 0) continue;
        Eigen::ArrayXd strong = Eigen::ArrayXd::Zero(count);
        bool anybody = false;
        for (Eigen::Index g = 0; g < count; ++g) {
            const CellId cell = week.cells.of(OrganisationId{static_cast<std::size_t>(g)}, node);
            strong(g) = strength(week, cell);
            anybody = anybody || strong(g) > 0.0 || week.cells.control[cell] > 0.0;
        }
        if (!anybody) continue;
        const double people = static_cast<double>(week.today.world->nodes.population[node]);
        const double resistance = week.spec().contest_resistance * (1.0 + std::sqrt(people / 1e5));
        const Eigen::ArrayXd target = contested_control(strong, weight, resistance, week.spec().contest_exponent);
        double sum = 0.0;
        for (Eigen::Index g = 0; g < count; ++g) {
            double& control = week.cells.control[week.cells.of(OrganisationId{static_cast<std::size_t>(g)}, node)];
            control = target(g) + (control - target(g)) * kept;
            sum += control;
        }
        for (Eigen::Index g = 0; sum > 1.0 && g < count; ++g)
            week.cells.control[week.cells.of(OrganisationId{static_cast<std::size_t>(g)}, node)] /= sum;
    }
    for (Eigen::Index g = 0; g < count; ++g)
        for (Eigen::Index h = 0; h < count; ++h) {
            if (week.ground.may_subdue(g, h) == 0) continue;
            for (const NodeId node : Range<NodeId>{week.cells.nodes()})
                subdue(week, week.cells.of(OrganisationId{static_cast<std::size_t>(g)}, node),
                       week.cells.of(OrganisationId{static_cast<std::size_t>(h)}, node));
        }
}

/// [per week] killings at a place: between rivals who share it, and in enforcing rackets on those who live there.
static double homicide_rate(const Week& week, NodeId node)
{
    double rate = 0.0;
    for (const OrganisationId g : Range<OrganisationId>{week.cells.organisations()}) {
        const CellId one = week.cells.of(g, node);
        if (week.cells.members[one] == 0) continue;
        double rackets = 0.0;
        for (std::size_t e = 0; e < economy_count; ++e)
            if (week.ground.economy[e].is_local_racket) rackets += week.cells.portfolio[one][e];
        rate += week.spec().enforcement_killings_per_member_week * rackets * week.cells.control[one] *
                static_cast<double>(week.cells.members[one]);
        for (std::size_t h = g.index() + 1; h < week.cells.organisations(); ++h) {
            const CellId other = week.cells.of(OrganisationId{h}, node);
            if (week.cells.members[other] == 0) continue;
            const double peace =
                1.0 - week.spec().subdued_peace * std::max(week.cells.subdued[one], week.cells.subdued[other]);
            rate += week.spec().homicides_per_week * rivalry(week, g, OrganisationId{h}) * peace *
                    week.cells.control[one] * week.cells.control[other] *
                    std::sqrt(static_cast<double>(week.cells.members[one]) *
                              static_cast<double>(week.cells.members[other]));
        }
    }
    return rate;
}

void fight(Week& week)
{
    week.homicides.assign(week.cells.nodes(), 0);
    for (const NodeId node : Range<NodeId>{week.cells.nodes()}) {
        if (week.ground.is_station[node] == 0) continue;
        const double rate = homicide_rate(week, node);
        Draws draws = week.today.draws(Stream::homicide, week.ground.key(node));
        week.homicides[node] = rate > 0.0 ? poisson(draws.fine_uniform(), rate) : 0;
        const std::int64_t others = poisson(draws.fine_uniform(), week.ground.homicides_per_week[node]);
        week.tally.homicides[node.index()] += week.homicides[node] + others;
        if (week.homicides[node] == 0) continue;
        double present = 0.0;
        for (const OrganisationId g : Range<OrganisationId>{week.cells.organisations()})
            present += static_cast<double>(week.cells.members[week.cells.of(g, node)]);
        for (const OrganisationId g : Range<OrganisationId>{week.cells.organisations()}) {
            std::int64_t& members = week.cells.members[week.cells.of(g, node)];
            const double chance =
                week.spec().conflict_deaths * static_cast<double>(week.homicides[node]) / std::max(1.0, present);
            members -= binomial(draws, members, std::min(1.0, chance));
        }
    }
}

namespace {

/// [USD/week] that a member of a small new cell would bring in at its best three businesses, by what pioneers know.
double expected_yield_usd(const Week& week, CellId cell, const ByEconomy<double>& best)
{
    const NodeId node = week.cells.node_of(cell);
    const OrganisationId g = week.cells.organisation_of(cell);
    ByEconomy<double> average{};
    for (std::size_t e = 0; e < economy_count; ++e) {
        const EconomySpec& economy = week.ground.economy[e];
        const double market = week.market_usd[node][e];
        if (market < 1.0 || week.ground.know_how_cap[g][e] <= 0.0) continue;
        const double grip = economy.without_control + (1.0 - economy.without_control) * week.spec().pioneer_control;
        const double local = economy.has_local_prices ? week.ground.price_level[node] : 1.0;
        const double yield = economy.capacity_usd_per_member_week * week.spec().capacity_factor * local *
                             week.spec().new_cell_know_how * best[e] * grip;
        const double own = yield * week.spec().pioneer_cell / market;
        average[e] = market * share_of_market(own, week.all_effort[node][e] - week.effort[cell][e] + own) /
                     week.spec().pioneer_cell;
    }
    std::ranges::sort(average, std::greater{});
    double others = 0.0;
    for (const OrganisationId h : Range<OrganisationId>{week.cells.organisations()})
        if (h != g) others += week.cells.control[week.cells.of(h, node)];
    const double force = week.police_force(node);
    return (average[0] + average[1] + average[2]) / 3.0 * (1.0 - std::min(0.8, force / 2.0)) *
               (1.0 - 0.5 * std::min(1.0, others)) -
           week.ground.wage_usd[node];
}

/// [1] how well pioneers can reach a place: from the cells within a few stations, where the cell's own clients go next.
double reach(const Week& week, OrganisationId g, NodeId to)
{
    double best = 0.0;
    const auto j = static_cast<Eigen::Index>(to.index());
    for (const NodeId from : Range<NodeId>{week.cells.nodes()}) {
        const auto members = static_cast<double>(week.cells.members[week.cells.of(g, from)]);
        if (members < week.spec().outpost_members) continue;
        const auto i = static_cast<Eigen::Index>(from.index());
        if (week.ground.hops(i, j) > week.spec().expansion_hops) continue;
        best = std::max(best, members / (members + week.spec().half_strength_members) *
                                  exp_exact(-week.ground.km(i, j) / week.spec().expansion_km));
    }
    return best;
}

/// [1] how strongly irregular flow draws pioneers to a place.
double flow_gate(const Week& week, NodeId node)
{
    const double flow = week.exposure.irregular[node] + week.spec().flow_total_weight * week.exposure.travellers[node];
    if (flow <= 0.0) return 0.0;
    return 1.0 / (1.0 + exp_exact(week.spec().flow_exponent * log_exact(week.spec().flow_half_per_week / flow)));
}

/// [people] up to which pioneers go to a cell: more in larger cities, which hold several.
double reinforced_up_to(const Week& week, NodeId node)
{
    const double people = static_cast<double>(week.today.world->nodes.population[node]);
    return week.spec().reinforced_up_to * std::max(1.0, std::sqrt(people / 1e6));
}

struct Prospect {
    CellId cell;
    double log_weight = 0.0;
};

std::vector<Prospect> prospects_of(const Week& week, OrganisationId g, double& total)
{
    ByEconomy<double> best{};
    for (const NodeId node : Range<NodeId>{week.cells.nodes()}) {
        const CellId cell = week.cells.of(g, node);
        for (std::size_t e = 0; e < economy_count && week.cells.members[cell] > 0; ++e)
            best[e] = std::max(best[e], week.cells.know_how[cell][e]);
    }
    std::vector<Prospect> prospects;
    for (const NodeId node : Range<NodeId>{week.cells.nodes()}) {
        const CellId cell = week.cells.of(g, node);
        if (week.ground.is_station[node] == 0 || week.ground.is_seat_of(g, node)) continue;
        if (static_cast<double>(week.cells.members[cell]) >= reinforced_up_to(week, node)) continue;
        if (week.cells.underground[cell] > 0.25) continue;
        const double weight = reach(week, g, node) * flow_gate(week, node);
        if (weight <= 1e-9) continue;
        const double log_weight =
            log_exact(weight) + expected_yield_usd(week, cell, best) / week.spec().expansion_temperature_usd;
        prospects.push_back({cell, log_weight});
        total += exp_exact(std::min(log_weight, 300.0));
    }
    return prospects;
}

/// The seat that pioneers leave from: the largest.
CellId home_of(const Week& week, OrganisationId g)
{
    CellId home;
    for (const auto& [node, share] : week.ground.spec[g]->seats) {
        const CellId cell = week.cells.of(g, week.today.world->node(node.name));
        if (home.is_none() || week.cells.members[cell] > week.cells.members[home]) home = cell;
    }
    return home;
}

void move_members(Week& week, CellId from, CellId to, std::int64_t people)
{
    Cells& cells = week.cells;
    const bool is_new = cells.members[to] == 0;
    cells.members[from] -= people;
    cells.members[to] += people;
    if (!is_new) return;
    const OrganisationId g = cells.organisation_of(to);
    for (std::size_t e = 0; e < economy_count; ++e) {
        const CellId best = [&] {
            CellId found = from;
            for (const NodeId node : Range<NodeId>{cells.nodes()})
                if (cells.members[cells.of(g, node)] > 0 &&
                    cells.know_how[cells.of(g, node)][e] > cells.know_how[found][e])
                    found = cells.of(g, node);
            return found;
        }();
        cells.know_how[to][e] =
            std::max(cells.know_how[to][e], week.spec().new_cell_know_how * cells.know_how[best][e]);
    }
    cells.portfolio[to] = cells.portfolio[from];
    cells.link[to] = std::max(cells.link[to], week.organisations.command[g]);
    cells.leader_since[to] = week.today.tick;
}

}  // namespace

// Where a group goes is the largest of weights with a number drawn for each place (Gumbel): what happens at one place
// does not reshuffle the luck of the others.
void expand(Week& week)
{
    for (const OrganisationId g : Range<OrganisationId>{week.cells.organisations()}) {
        const OrganisationSpec& organisation = *week.ground.spec[g];
        if (organisation.expansion_per_month <= 0.0) continue;
        double total = 0.0;
        const std::vector<Prospect> prospects = prospects_of(week, g, total);
        const double treasury = static_cast<double>(week.organisations.treasury_cents[g]) / 100.0;
        const double threshold = week.spec().expansion_outside_weight *
                                 exp_exact(week.spec().expansion_outside_usd / week.spec().expansion_temperature_usd);
        const double rate = organisation.expansion_per_month * 12.0 * 7.0 / 365.0 * week.organisations.command[g] *
                            std::min(1.0, treasury / week.command().treasury_full_usd) * total / (total + threshold);
        Draws count = week.today.draws(Stream::expansion, week.ground.key(g));
        const std::int64_t groups = poisson(count.fine_uniform(), rate);
        for (std::int64_t i = 0; i < groups; ++i) {
            const CellId home = home_of(week, g);
            const auto pioneers = static_cast<std::int64_t>(week.spec().pioneers);
            if (home.is_none() || week.cells.members[home] < 2 * pioneers) return;
            CellId to;
            double highest = -1e300;
            for (const Prospect& prospect : prospects) {
                Draws luck = week.draws(Stream::expansion, prospect.cell);
                double gumbel = 0.0;
                for (std::int64_t skip = 0; skip <= i; ++skip) gumbel = -log_exact(-log_exact(luck.fine_uniform()));
                if (prospect.log_weight + gumbel <= highest) continue;
                highest = prospect.log_weight + gumbel;
                to = prospect.cell;
            }
            if (to.is_none()) return;
            move_members(week, home, to, pioneers);
            const auto cost = std::min(week.organisations.treasury_cents[g],
                                       static_cast<std::int64_t>(week.spec().expansion_cost_usd * 100.0));
            week.organisations.treasury_cents[g] -= cost;
            week.tally.pay(CrimeAccount::leaders, cost);
        }
    }
}

/// Armed groups bring up members in proportion to the market at stake and to the challenger's hold.
void reinforce(Week& week)
{
    for (const OrganisationId g : Range<OrganisationId>{week.cells.organisations()}) {
        const double per_week = week.ground.spec[g]->reinforcement_per_week;
        if (per_week <= 0.0) continue;
        for (const NodeId node : Range<NodeId>{week.cells.nodes()}) {
            const CellId cell = week.cells.of(g, node);
            if (week.cells.members[cell] == 0) continue;
            double challenger = 0.0;
            for (const OrganisationId h : Range<OrganisationId>{week.cells.organisations()})
                if (week.ground.spec[h]->expansion_per_month > 0.0)
                    challenger = std::max(challenger, week.cells.control[week.cells.of(h, node)]);
            const double stake = week.market_usd[node][static_cast<std::size_t>(Economy::trocha_toll)] +
                                 week.market_usd[node][static_cast<std::size_t>(Economy::smuggler_tribute)];
            const auto own = week.ground.spec[g]->recruit_pool_at.find(NodeRef{week.today.world->nodes.id[node]});
            const double pool =
                own != week.ground.spec[g]->recruit_pool_at.end() ? own->second : week.spec().reinforcement_pool;
            const double room = std::max(0.0, 1.0 - static_cast<double>(week.cells.members[cell]) / pool);
            Draws draws = week.draws(Stream::expansion, cell);
            const std::int64_t arrivals =
                poisson(draws.fine_uniform(),
                        per_week * std::min(2.0, stake / week.spec().reinforcement_stake_usd) * challenger * room);
            week.cells.members[cell] += arrivals;
            week.tally.recruits[cell.index()] += arrivals;
        }
    }
}

}  // namespace corredor

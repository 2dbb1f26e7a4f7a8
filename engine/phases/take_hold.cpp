#include <algorithm>

#include "phases/underworld.hpp"
#include "rules/market.hpp"

namespace corredor {

namespace {

/// [people] whom the cells of a place can hold for exploitation.
double captive_places(const Week& week, NodeId node)
{
    double places = 0.0;
    for (const OrganisationId g : Range<OrganisationId>{week.cells.organisations()}) {
        const CellId cell = week.cells.of(g, node);
        for (std::size_t e = 0; e < economy_count; ++e)
            places += static_cast<double>(week.cells.members[cell]) * week.cells.portfolio[cell][e] *
                      week.ground.economy[e].captives_per_member *
                      (1.0 - week.enforcement().underground_cut * week.cells.underground[cell]);
    }
    return places;
}

/// [1] share of indebted clients who are turned into victims: by what exploiting a person is expected to yield until he
/// or she is lost, over what a client who goes free leaves (equation E4).
double conversion(const Week& week, NodeId node)
{
    if (!week.spec().conversion) return 0.0;
    const EconomySpec& exploitation = week.ground.economy[index_of(Economy::sexual_exploitation)];
    const double weekly =
        exploitation.captive_income_usd_per_week * exploitation.captive_share_kept * week.ground.price_level[node];
    const double incentive = weekly / (week.spec().captive_exit_per_week + week.spec().conversion_impatience_per_week) /
                             (week.spec().client_margin_usd * week.closure_factor(node));
    return week.spec().conversion_scale * incentive / (incentive + week.spec().conversion_half) *
           share_taken(week.all_effort[node][index_of(Economy::sexual_exploitation)]);
}

}  // namespace

// What people will meet until next week.
void take_hold(Week& week, Grip& grip)
{
    for (const NodeId node : Range<NodeId>{week.cells.nodes()}) {
        for (std::size_t e = 0; e < economy_count; ++e) grip.reach[node][e] = share_taken(week.all_effort[node][e]);
        grip.package_supply[node] = grip.reach[node][index_of(Economy::smuggling_package)];
        grip.package_price[node] = week.closure_factor(node);
        grip.conversion[node] = conversion(week, node);
        grip.captive_places[node] = captive_places(week, node);
        const EconomySpec& exploitation = week.ground.economy[index_of(Economy::sexual_exploitation)];
        grip.captive_margin[node] = grip.captive_places[node] > 0.0
                                        ? exploitation.captive_income_usd_per_week / 7.0 *
                                              exploitation.captive_share_kept * week.ground.price_level[node]
                                        : 0.0;
        grip.rescue_per_day[node] = week.enforcement().rescue_per_year / 365.0 * week.organisations.police[node] *
                                    week.cooperation(node) * (1.0 - week.police_corruption(node));
        grip.fear[node] = week.organisations.fear[node];
    }
    for (const Territory::Trocha& trocha : week.ground.trochas) {
        double most = 0.0;
        for (const OrganisationId g : Range<OrganisationId>{week.cells.organisations()})
            for (const NodeId end : {trocha.near, trocha.far})
                most = std::max(most, week.cells.control[week.cells.of(g, end)]);
        grip.toll_factor[trocha.leg] = 1.0 + week.spec().monopoly_toll_rise * most;
    }
}

}  // namespace corredor

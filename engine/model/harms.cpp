#include "model/harms.hpp"

#include <algorithm>

namespace corredor {

namespace {

double at_node(const std::map<NodeRef, double>& single, NodeId node, const World& world, double general)
{
    const auto found = single.find(NodeRef{world.nodes.id[node]});
    return found != single.end() ? found->second : general;
}

/// Details of a party that its exposure leaves out, by their factors.
std::array<double, 4> details(const MechanismSpec& spec)
{
    return {spec.factor_woman, spec.factor_minors, spec.factor_no_cash, spec.factor_in_debt};
}

Harm harm_of(const World& world, const MechanismSpec& spec, const Grip& grip)
{
    Harm harm{.spec = spec,
              .rate = Column<NodeId, double>(world.node_count()),
              .organised_share = Column<NodeId, double>(world.node_count()),
              .takes_cents = Column<NodeId, std::int64_t>(world.node_count())};
    for (std::size_t exposure = 0; exposure < exposure_count; ++exposure) {
        const auto mode = static_cast<Mode>(exposure / 4);
        harm.factor[exposure] =
            (mode == Mode::walking ? spec.factor_walking : 1.0) * (mode == Mode::coyote ? spec.factor_guided : 1.0) *
            ((exposure & 2U) != 0 ? spec.factor_no_papers : 1.0) * ((exposure & 1U) != 0 ? spec.factor_alone : 1.0);
    }
    for (const double factor : details(spec)) {
        harm.most_by_details *= std::max(1.0, factor);
        harm.asks_for_details |= factor != 1.0;
    }
    harm.asks_for_details |= spec.leads_to != LeadsTo::nothing;
    // Offers are made from afar: what counts is how far the business reaches anywhere.
    double anywhere = 0.0;
    if (spec.economy)
        for (const auto& reach : grip.reach)
            anywhere = std::max(anywhere, reach[static_cast<std::size_t>(*spec.economy)]);
    const bool at_stops = spec.stage == Stage::stop || spec.stage == Stage::residence;
    for (const NodeId node : Range<NodeId>{world.node_count()}) {
        const double base = at_stops ? at_node(spec.hazard_per_day_at, node, world, spec.hazard_per_day)
                                     : at_node(spec.chance_at, node, world, spec.chance);
        double organised = 0.0;
        if (spec.economy)
            organised =
                (1.0 - spec.background_share) *
                (spec.stage == Stage::origin ? anywhere : grip.reach[node][static_cast<std::size_t>(*spec.economy)]);
        const double present = spec.economy ? spec.background_share + organised : 1.0;
        harm.rate[node] = base * present;
        harm.organised_share[node] = present > 0.0 ? organised / present : 0.0;
        harm.takes_cents[node] =
            static_cast<std::int64_t>(at_node(spec.takes_usd_at, node, world, spec.takes_usd) * 100.0 + 0.5);
    }
    return harm;
}

}  // namespace

bool Harm::finds_whom_it_takes(const Party& party, const Members& members) const
{
    const bool can_part = party.separated() == Separated::nobody && (party.id & fragment_bit) == 0;
    const bool can_take_one = party.size == 1 || can_part;
    switch (spec.captures) {
    case Captures::party:
        return true;
    case Captures::one_member:
        return can_take_one;
    case Captures::adult_woman:
        return can_take_one && members.women > 0;
    case Captures::adult:
        return can_take_one && members.adults() > 0;
    case Captures::minor:
        return can_take_one && members.minors > 0;
    }
    return false;
}

double Harm::by_details(const Party& party, const Members& members, const EndowmentSpec& endowment) const
{
    if (spec.leads_to != LeadsTo::nothing && !finds_whom_it_takes(party, members)) return 0.0;
    const bool no_cash =
        spec.stage != Stage::residence && party.cash_cents < endowment.no_cash_below_usd * 100.0 * party.size;
    return (members.women > 0 ? spec.factor_woman : 1.0) * (members.minors > 0 ? spec.factor_minors : 1.0) *
           (no_cash ? spec.factor_no_cash : 1.0) * (party.cash_cents < 0 ? spec.factor_in_debt : 1.0) / most_by_details;
}

Harms::Harms(const World& world, const ModelSpec& model, const Grip& grip)
{
    for (const auto& [name, spec] : model.mechanisms) {
        of_stage[static_cast<std::size_t>(spec.stage)].push_back(all.size());
        all.push_back(harm_of(world, spec, grip));
    }
}

}  // namespace corredor

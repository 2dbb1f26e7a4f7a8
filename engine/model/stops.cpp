#include "model/stops.hpp"

namespace corredor {

namespace {

StopSpec stop_at(NodeId node, const World& world, const JourneySpec& journey)
{
    const auto own = journey.stops.find(world.nodes.id[node]);
    if (own != journey.stops.end()) return own->second;
    const auto kind = journey.stops.find(std::string{name_of(world.nodes.kind[node])});
    return kind != journey.stops.end() ? kind->second : StopSpec{};
}

double at_node(const std::map<NodeRef, double>& single, NodeId node, const World& world, double general)
{
    const auto found = single.find(NodeRef{world.nodes.id[node]});
    return found != single.end() ? found->second : general;
}

}  // namespace

Stops::Stops(const World& world, const ModelSpec& model)
    : stop_share_(world.node_count()), leaves_(world.node_count(), 1.0), held_leaves_{1.0 / model.journey.retry_days},
      mechanisms_{model.mechanisms.size()}, hazard_(world.node_count() * exposures),
      harms_(world.node_count() * exposures * model.mechanisms.size()), chances_(world.node_count() * exposures * 2)
{
    for (const NodeId node : Range<NodeId>{world.node_count()}) {
        const StopSpec stop = stop_at(node, world, model.journey);
        stop_share_[node] = stop.stop_share;
        leaves_[node] = stop.departure_chance_per_day;
        for (std::size_t exposure = 0; exposure < exposures; ++exposure) {
            std::size_t m = 0;
            double& total = hazard_[node.index() * exposures + exposure];
            for (const auto& [name, spec] : model.mechanisms) {
                const double factor = ((exposure & 1U) != 0 ? spec.factor_walking : 1.0) *
                                      ((exposure & 2U) != 0 ? spec.factor_no_papers : 1.0) *
                                      ((exposure & 4U) != 0 ? spec.factor_alone : 1.0);
                const double hazard = factor * at_node(spec.hazard_per_day_at, node, world, spec.hazard_per_day);
                Harm& harm = harms_[(node.index() * exposures + exposure) * mechanisms_ + m++];
                harm.weight = hazard;
                harm.share_of_cash = spec.share_of_cash;
                harm.takes_cents =
                    static_cast<std::int64_t>(at_node(spec.takes_usd_at, node, world, spec.takes_usd) * 100.0 + 0.5);
                total += hazard;
            }
            for (std::size_t i = 0; i < mechanisms_ && total > 0.0; ++i)
                harms_[(node.index() * exposures + exposure) * mechanisms_ + i].weight /= total;
        }
        set_chances(node, 1.0);
    }
}

void Stops::shelter(NodeId node, double share_with_bed)
{
    set_chances(node, 1.0 - share_with_bed);
}

// On each day a party may be struck and may leave, independently. The days until either happens are geometric; whether
// it was struck on that day follows from the shares.
void Stops::set_chances(NodeId node, double exposed_share)
{
    for (const bool held : {false, true}) {
        const double leaves = held ? held_leaves_ : leaves_[node];
        for (std::size_t exposure = 0; exposure < exposures; ++exposure) {
            const double struck = probability_over(hazard_[node.index() * exposures + exposure] * exposed_share, 1.0);
            const double anything = 1.0 - (1.0 - leaves) * (1.0 - struck);
            chances_[(node.index() * 2 + (held ? 1U : 0U)) * exposures + exposure] = {
                .inverse_log_nothing = inverse_log_failure(anything),
                .struck = struck / anything,
                .leaves = leaves,
                .struck_below = draws_below(struck / anything)};
        }
    }
}

}  // namespace corredor

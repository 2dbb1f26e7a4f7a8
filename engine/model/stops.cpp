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

}  // namespace

Stops::Stops(const World& world, const ModelSpec& model, const Harms& harms)
    : stop_share_(world.node_count()), leaves_(world.node_count(), 1.0), held_leaves_{1.0 / model.journey.retry_days},
      mechanisms_{harms.of_stage[static_cast<std::size_t>(Stage::stop)]}, hazard_(world.node_count() * exposure_count),
      share_(world.node_count() * exposure_count * mechanisms_.size()),
      chances_(world.node_count() * exposure_count * 2)
{
    for (std::size_t traveller = 0; traveller < traveller_class_count; ++traveller)
        for (const unsigned alone : {0U, 1U})
            first_row_[traveller * 2 + alone] =
                static_cast<std::uint32_t>(chances_row(NodeId{0}, exposure_of_traveller[traveller] | alone, false));
    for (const NodeId node : Range<NodeId>{world.node_count()}) {
        const StopSpec stop = stop_at(node, world, model.journey);
        stop_share_[node] = stop.stop_share;
        leaves_[node] = stop.departure_chance_per_day;
        for (std::size_t exposure = 0; exposure < exposure_count; ++exposure) {
            const std::size_t row = node.index() * exposure_count + exposure;
            const std::span share = std::span{share_}.subspan(row * mechanisms_.size(), mechanisms_.size());
            for (std::size_t m = 0; m < mechanisms_.size(); ++m) {
                const Harm& harm = harms.all[mechanisms_[m]];
                share[m] = harm.factor[exposure] * harm.rate[node] * harm.most_by_details;
                hazard_[row] += share[m];
            }
            for (std::size_t m = 0; m < mechanisms_.size() && hazard_[row] > 0.0; ++m) share[m] /= hazard_[row];
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
        for (std::size_t exposure = 0; exposure < exposure_count; ++exposure) {
            const double struck =
                probability_over(hazard_[node.index() * exposure_count + exposure] * exposed_share, 1.0);
            const double anything = 1.0 - (1.0 - leaves) * (1.0 - struck);
            chances_[chances_row(node, exposure, held)] = {.inverse_log_nothing = inverse_log_failure(anything),
                                                           .struck = struck / anything,
                                                           .leaves = leaves,
                                                           .struck_below = draws_below(struck / anything)};
        }
    }
}

}  // namespace corredor

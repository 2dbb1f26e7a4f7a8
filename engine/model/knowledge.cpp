#include "model/knowledge.hpp"

#include <algorithm>

#include "base/elementary.hpp"

namespace corredor {

double logsum(std::span<const double> values)
{
    double best = no_way;
    for (const double v : values) best = std::max(best, v);
    if (best <= no_way) return no_way;
    double sum = 0.0;
    for (const double v : values) sum += v > no_way ? exp_exact(v - best) : 0.0;
    return best + log_exact(sum);
}

double Knowledge::value_of_place(const Places& places, double corridor_scale, PlaceId place, Documents documents,
                                 NodeId from, bool knows_the_rules) const
{
    // Asked for every party that is held up: no list is made.
    const std::size_t corridors = places.corridors[place].size();
    const auto value_of = [&](std::size_t corridor) {
        return value_of_way(places.first_way[place] + corridor, documents, from, knows_the_rules);
    };
    double best = no_way;
    std::size_t open = 0;
    for (std::size_t c = 0; c < corridors; ++c)
        if (const double value = value_of(c); value > no_way) {
            best = std::max(best, value / corridor_scale);
            ++open;
        }
    if (open == 0) return no_way;
    double sum = 0.0;
    for (std::size_t c = 0; c < corridors; ++c)
        if (const double value = value_of(c); value > no_way) sum += exp_exact(value / corridor_scale - best);
    return corridor_scale * (best + log_exact(sum) - log_exact(static_cast<double>(open)));
}

}  // namespace corredor

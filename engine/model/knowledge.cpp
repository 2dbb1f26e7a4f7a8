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
    std::vector<double> values;
    for (std::size_t c = 0; c < places.corridors[place].size(); ++c) {
        const double value = value_of_way(places.first_way[place] + c, documents, from, knows_the_rules);
        if (value > no_way) values.push_back(value / corridor_scale);
    }
    if (values.empty()) return no_way;
    return corridor_scale * (logsum(values) - log_exact(static_cast<double>(values.size())));
}

}  // namespace corredor

#include "state/state.hpp"

#include <bit>

namespace corredor {

Tally total(const State& state)
{
    Tally sum = state.lanes.front().tally;
    for (std::size_t lane = 1; lane < state.lanes.size(); ++lane) sum += state.lanes[lane].tally;
    return sum;
}

std::uint64_t fingerprint(const State& state)
{
    std::uint64_t rows = 0;
    for (const Lane& lane : state.lanes) {
        lane.journeys.for_each_piece([&](std::span<const Party> parties) { rows += sum_of_hashes(parties); });
        rows += lane.residents_hash;
        for (const Captive& captive : lane.captives) rows += hash_of(captive);
    }
    std::uint64_t hash = mix(rows);
    for (const std::int64_t people : state.pool) hash = mix(hash ^ static_cast<std::uint64_t>(people));
    const auto add = [&](const auto& column) {
        for (const double value : column) hash = mix(hash ^ std::bit_cast<std::uint64_t>(value));
    };
    add(state.beliefs.price_usd);
    add(state.beliefs.interception);
    add(state.beliefs.irregular_entrants_remembered);
    add(state.beliefs.trust);
    const Tally counts = total(state);
    Tally::each(counts, [&](const Tally::Counts& column) {
        for (const std::int64_t count : column) hash = mix(hash ^ static_cast<std::uint64_t>(count));
    });
    return hash;
}

}  // namespace corredor

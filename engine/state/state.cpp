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
        lane.journeys.for_each([&](const Party& party) { rows += hash_of(party); });
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
    add(state.beliefs.danger);
    add(state.beliefs.danger_at);
    add(state.beliefs.irregular_entrants_remembered);
    add(state.beliefs.trust);
    const auto add_counts = [&](const auto& column) {
        for (const auto value : column) hash = mix(hash ^ static_cast<std::uint64_t>(value));
    };
    Cells::each(state.cells, [&]<class T>(const Column<CellId, T>& column) {
        if constexpr (std::same_as<T, double>)
            add(column);
        else if constexpr (std::integral<T> || std::is_enum_v<T>)
            add_counts(column);
        else
            for (const T& by_economy : column) {
                if constexpr (std::same_as<T, ByEconomy<double>>)
                    add(by_economy);
                else
                    add_counts(by_economy);
            }
    });
    Organisations::each(state.organisations, [&](const auto& column) {
        if constexpr (std::same_as<std::decay_t<decltype(*column.begin())>, double>)
            add(column);
        else
            add_counts(column);
    });
    CrimeTally::each(state.crime, add_counts);
    const Tally counts = total(state);
    Tally::each(counts, [&](const Tally::Counts& column) {
        for (const std::int64_t count : column) hash = mix(hash ^ static_cast<std::uint64_t>(count));
    });
    return hash;
}

}  // namespace corredor

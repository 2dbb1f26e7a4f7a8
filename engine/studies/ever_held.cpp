#include "studies/ever_held.hpp"

#include <algorithm>
#include <map>

namespace corredor {

void EverHeld::look(const Simulation& simulation)
{
    for (const Lane& lane : simulation.state().lanes)
        for (const Captive& c : lane.captives) {
            const auto found = std::ranges::find(held_statuses, c.status);
            if (found == held_statuses.end()) continue;
            std::uint8_t& most = most_[static_cast<std::size_t>(found - held_statuses.begin())][c.id];
            most = std::max(most, c.size);
        }
}

std::vector<std::vector<EverHeld::Row>> EverHeld::rows(std::span<const PartyOutcome> outcomes) const
{
    std::vector<std::vector<Row>> all;
    for (const auto& most : most_) {
        std::map<PartyId, int> of_parties;
        for (const auto& [id, people] : most) of_parties[whole_party(id)] += people;
        std::vector<Row> rows;
        auto at_end = outcomes.begin();
        for (const auto& [party, people] : of_parties) {
            at_end = std::lower_bound(at_end, outcomes.end(), party,
                                      [](const PartyOutcome& o, PartyId id) { return o.party < id; });
            int size = 0;  // whoever was taken from a party after it was held whole is counted in it already
            for (; at_end != outcomes.end() && at_end->party == party; ++at_end) size += at_end->people;
            rows.push_back({party, static_cast<std::uint8_t>(std::min(people, size))});
        }
        all.push_back(std::move(rows));
    }
    return all;
}

CrossedHeld cross_held(std::span<const EverHeld::Row> base, std::span<const EverHeld::Row> alternative)
{
    CrossedHeld crossed;
    while (!base.empty() || !alternative.empty()) {
        const bool is_in_base =
            alternative.empty() || (!base.empty() && base.front().party <= alternative.front().party);
        const bool is_in_alternative =
            base.empty() || (!alternative.empty() && alternative.front().party <= base.front().party);
        const std::int64_t before = is_in_base ? base.front().people : 0;
        const std::int64_t after = is_in_alternative ? alternative.front().people : 0;
        crossed.in_both += std::min(before, after);
        crossed.in_base_only += before - std::min(before, after);
        crossed.in_alternative_only += after - std::min(before, after);
        if (is_in_base) base = base.subspan(1);
        if (is_in_alternative) alternative = alternative.subspan(1);
    }
    return crossed;
}

}  // namespace corredor

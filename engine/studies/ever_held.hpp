#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "studies/outcomes.hpp"

namespace corredor {

/// As what a person may be held.
inline constexpr std::array held_statuses{Status::kidnapped, Status::debt_bondage, Status::trafficked, Status::courier,
                                          Status::detained};

/// Who was held in one run at the end of any day, and as what. The state forgets it when people come free.
class EverHeld {
public:
    /// People of one party who were held at any time.
    struct Row {
        PartyId party = 0;
        std::uint8_t people = 0;
    };

    /// To be told of every day.
    void look(const Simulation&);

    /// (held_statuses) by party, in the order of parties.
    /// outcomes  everybody at the end of the same run, in the order of parties: how many people each party has
    [[nodiscard]] std::vector<std::vector<Row>> rows(std::span<const PartyOutcome> outcomes) const;

private:
    // Keyed by what remains of a party, or by the one who was taken from it: the most that were held at a time.
    std::array<std::unordered_map<PartyId, std::uint8_t>, held_statuses.size()> most_;
};

/// People who were held in both of two runs, and in one of them only; in agents.
struct CrossedHeld {
    std::int64_t in_both = 0;
    std::int64_t in_base_only = 0;
    std::int64_t in_alternative_only = 0;
};

/// Matches them by the party that they set out with; of one party, as many as possible are taken to be the same.
[[nodiscard]] CrossedHeld cross_held(std::span<const EverHeld::Row> base, std::span<const EverHeld::Row> alternative);

}  // namespace corredor

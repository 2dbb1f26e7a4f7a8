#pragma once

#include "base/aggregate.hpp"
#include "base/column.hpp"
#include "base/ids.hpp"

namespace corredor {

/// What is said on the way about each border leg, and how many remember having passed into a country irregularly.
struct Beliefs {
    Column<LegId, double> price_usd;                          // toll or bribe per person
    Column<LegId, double> interception;                       // chance
    Column<LegId, double> danger;                             // parties struck as they cross, per party that passes
    Column<NodeId, double> danger_at;                         // parties struck at stops, per person who comes there
    Column<CountryId, double> irregular_entrants_remembered;  // [people]
    Column<CountryId, double> trust;                          // [1] in officials, from 0 to 1

    /// Every member, once: checkpoints go through this list.
    static constexpr auto attributes()
    {
        return std::make_tuple(&Beliefs::price_usd, &Beliefs::interception, &Beliefs::danger, &Beliefs::danger_at,
                               &Beliefs::irregular_entrants_remembered, &Beliefs::trust);
    }
};
static_assert(lists_all_members<Beliefs>);

}  // namespace corredor

#pragma once

#include <optional>

#include "phases/today.hpp"
#include "state/lane.hpp"

namespace corredor {

/// What a mechanism left of a party.
struct Aftermath {
    enum class Of : std::uint8_t { goes_on, waits, gone } party = Of::goes_on;
    Tick until = 0;  // for which day it waits
};

/// Lets one of the mechanisms that compete for a party at its stop strike it, unless what it is and has takes it out of
/// that mechanism's reach.
Aftermath strike_at_stop(const Today&, Lane&, Party&, double which);

/// Lets a mechanism of irregular crossings strike a party about to go over one, if one does.
Aftermath strike_at_trocha(const Today&, Lane&, Party&, LegId);

/// What becomes of a client of a package who arrives in debt.
Aftermath strike_on_arrival(const Today&, Lane&, Party&);

/// Lets a mechanism strike a household that has settled, as far as that is what came up for it by its bound.
Aftermath strike_settled(const Today&, Lane&, Party& household, std::size_t mechanism);

/// The mechanism by which a party is deceived at its departure, if it is.
[[nodiscard]] std::optional<std::size_t> deceived_by(const Today&, const Party&);

}  // namespace corredor

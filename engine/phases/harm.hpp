#pragma once

#include "phases/today.hpp"
#include "state/lane.hpp"

namespace corredor {

/// Lets one of the mechanisms that compete for a party at its stop strike it, unless what it is and has takes it out of
/// that mechanism's reach.
void strike_at_stop(const Today&, Lane&, Party&, double which);

/// Lets a mechanism of irregular crossings strike a party about to go over one, if one does.
void strike_at_trocha(const Today&, Lane&, Party&, LegId);

}  // namespace corredor

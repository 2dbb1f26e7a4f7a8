#pragma once

#include "phases/harm.hpp"

namespace corredor {

/// Takes a party, or one of it, captive at a node. `party` is afterwards what is left of it.
Aftermath capture(const Today&, Lane&, Party& party, std::size_t mechanism, NodeId at, Draws&);

/// Days until something happens that has a constant chance a day.
[[nodiscard]] Tick days_of(double mean, Draws&);

/// Begins, or turns into, exploitation against a debt.
void begin_exploitation(const Today&, Captive&, Status, Draws&);

}  // namespace corredor

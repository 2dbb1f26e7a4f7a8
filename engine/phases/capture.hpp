#pragma once

#include "phases/harm.hpp"

namespace corredor {

/// Takes a party, or one of it, captive at a node. `party` is afterwards what is left of it.
/// expects  that the incident of which this comes is the last that was told, where incidents are told
Aftermath capture(const Today&, Lane&, Party& party, std::size_t mechanism, NodeId at, Draws&);

/// Takes one from a party of several.
[[nodiscard]] Party part_from(Party& party, Separated who);

/// Takes from a party that is deceived whoever the mechanism takes; a size of 0 when nobody is left of it.
[[nodiscard]] Party who_is_deceived(const Today&, Party& party, std::size_t mechanism);

/// Days until something happens that has a constant chance a day.
[[nodiscard]] Tick days_of(double mean, Draws&);

/// Days until a debt that grows is paid off; infinite if what is paid does not cover what it grows by.
[[nodiscard]] double days_to_pay_off(const ExploitationSpec&, double debt_usd);

/// Begins, or turns into, exploitation against a debt.
void begin_exploitation(const Today&, Captive&, Status, Draws&);

}  // namespace corredor

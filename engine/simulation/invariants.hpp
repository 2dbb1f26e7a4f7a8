#pragma once

#include "base/calendar.hpp"
#include "state/state.hpp"

namespace corredor {

/// Checks what must hold after every tick. Throws InternalError with the name of what does not.
/// today  the tick that has just been worked through
void check_invariants(const World&, const State&, Tick today);

}  // namespace corredor

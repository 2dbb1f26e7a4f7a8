#pragma once

#include "state/state.hpp"

namespace corredor {

/// Checks what must hold after every tick. Throws InternalError with the name of what does not.
void check_invariants(const World&, const State&);

}  // namespace corredor

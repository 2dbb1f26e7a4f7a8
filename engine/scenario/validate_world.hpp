#pragma once

#include "scenario/names.hpp"

namespace corredor {

/// Checks the tables against each other and against the scenario: names, crossings, ways from origins to destinations.
void validate_world(const ModelSpec&, const ReadTables&, const Value& tree, const KnownNames&, Problems&);

/// Whether places and legs fit together, so that a world can be built of them.
[[nodiscard]] bool makes_a_network(const ReadTables&);

}  // namespace corredor

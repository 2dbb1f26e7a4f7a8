#pragma once

#include <array>

#include "base/documents.hpp"
#include "model/model_spec.hpp"
#include "state/conditions.hpp"
#include "state/grip.hpp"
#include "state/party.hpp"

namespace corredor {

/// What going over a leg takes today, in the units that parties carry.
struct LegStep {
    std::int32_t fare_cents = 0;  // per person
    Moment moments = 0;
};

/// (leg, mode), worked out whenever conditions change and not for every party.
using LegSteps = Column<LegId, std::array<LegStep, mode_count>>;

[[nodiscard]] LegSteps leg_steps(const World&, const ModelSpec&, const Conditions&, const Grip&,
                                 double bus_hours_per_day);

}  // namespace corredor

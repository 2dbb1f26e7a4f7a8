#include "model/leg_steps.hpp"

#include <algorithm>

namespace corredor {

namespace {

LegStep step_of(double usd, double days)
{
    constexpr double longest_days = 10'000.0;
    return {.fare_cents = static_cast<std::int32_t>(std::min(usd * 100.0 + 0.5, 2.0e9)),
            .moments = std::max<Moment>(1, static_cast<Moment>(std::min(days, longest_days) * moments_per_day + 0.5))};
}

}  // namespace

LegSteps leg_steps(const World& world, const ModelSpec& model, const Conditions& conditions, const Grip& grip,
                   double bus_hours_per_day)
{
    LegSteps steps(world.leg_count());
    for (const LegId leg : Range<LegId>{world.leg_count()}) {
        const double factor = conditions.time_factor[leg];
        const LegStep bus = step_of(conditions.fare_usd[leg], world.legs.bus_hours[leg] / bus_hours_per_day * factor);
        const double walk_days = world.legs.walk_days[leg] * factor;
        steps[leg][static_cast<std::size_t>(Mode::bus)] = bus;
        steps[leg][static_cast<std::size_t>(Mode::coyote)] = bus;
        const double package_factor = model.modes.package_fare_factor * grip.package_price[world.legs.from[leg]];
        steps[leg][static_cast<std::size_t>(Mode::package)] = {
            .fare_cents = step_of(conditions.fare_usd[leg] * package_factor, 0.0).fare_cents, .moments = bus.moments};
        steps[leg][static_cast<std::size_t>(Mode::walking)] =
            step_of(model.routes.walk_food_usd_per_day * std::min(walk_days, 1.0e5), walk_days);
    }
    return steps;
}

}  // namespace corredor

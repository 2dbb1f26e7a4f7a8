#pragma once

#include "state/conditions.hpp"

namespace corredor {

/// Escorted transport on some legs at a reduced fare.
struct HumanitarianCorridor {
    static constexpr std::string_view name = "humanitarian_corridor";
    static constexpr std::string_view about = "escorted transport at a reduced fare on some legs";
    std::vector<LegRef> legs;
    double fare_factor = 0.0;
    double time_factor = 1.0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "legs", .about = "legs that it serves", .required = true}, self.legs);
        visit({.name = "fare_factor", .about = "times the fare", .low = 0, .high = 10}, self.fare_factor);
        visit({.name = "time_factor", .about = "times the hours on the way", .low = 0.05, .high = 10},
              self.time_factor);
    }
    friend bool operator==(const HumanitarianCorridor&, const HumanitarianCorridor&) = default;

    void apply_to(Conditions&, const World&) const;
};

}  // namespace corredor

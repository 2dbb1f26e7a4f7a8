#pragma once

#include "state/conditions.hpp"

namespace corredor {

/// Makes officials ask for bribes less often, and police harder to buy.
struct AntiCorruption {
    static constexpr std::string_view name = "anti_corruption";
    static constexpr std::string_view about = "officials ask for bribes less often, and police are bought less";
    CountryRef country;
    double factor = 1.0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "country", .about = "whose officials", .required = true}, self.country);
        visit({.name = "factor",
               .about = "times the chance of being asked for a bribe, and times how far the police are bought",
               .low = 0,
               .high = 100},
              self.factor);
    }
    friend bool operator==(const AntiCorruption&, const AntiCorruption&) = default;

    void apply_to(Conditions&, const World&) const;
};

}  // namespace corredor

#pragma once

#include "state/conditions.hpp"

namespace corredor {

/// More police at a place or in a country.
struct PoliceReinforcement {
    static constexpr std::string_view name = "police_reinforcement";
    static constexpr std::string_view about = "more police at a place or in a country";
    std::optional<CountryRef> country;
    std::optional<NodeRef> node;
    double factor = 1.0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "country", .about = "all places of a country"}, self.country);
        visit({.name = "node", .about = "or one place"}, self.node);
        visit({.name = "factor", .about = "times what the police can do", .low = 0, .high = 100}, self.factor);
    }
    friend bool operator==(const PoliceReinforcement&, const PoliceReinforcement&) = default;

    void apply_to(Conditions&, const World&) const;
};

}  // namespace corredor

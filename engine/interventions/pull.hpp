#pragma once

#include "state/conditions.hpp"

namespace corredor {

/// Raises or lowers the attraction of a country or of one place.
struct Pull {
    static constexpr std::string_view name = "pull";
    static constexpr std::string_view about = "raises or lowers the attraction of a country or a place";
    std::optional<CountryRef> country;
    std::optional<NodeRef> node;
    double add = 0.0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "country", .about = "a country"}, self.country);
        visit({.name = "node", .about = "a place"}, self.node);
        visit({.name = "add", .about = "added to its attraction", .unit = "logit", .low = -50, .high = 50}, self.add);
    }
    friend bool operator==(const Pull&, const Pull&) = default;

    void apply_to(Conditions&, const World&) const;
};

}  // namespace corredor

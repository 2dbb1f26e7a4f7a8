#pragma once

#include <optional>

#include "base/field.hpp"
#include "world/kinds.hpp"
#include "world/world.hpp"

namespace corredor {

/// Which border legs an intervention means: by pair of countries, by country entered, or by border pair. What is left
/// out does not restrict.
struct BorderScope {
    std::vector<CountryRef> between;
    std::optional<CountryRef> entering;
    std::optional<BorderPairRef> border_pair;
    std::vector<LegKind> kinds{LegKind::official_crossing};

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "between", .about = "two countries: crossings between them, both ways"}, self.between);
        visit({.name = "entering", .about = "country entered"}, self.entering);
        visit({.name = "border_pair", .about = "one stretch of border"}, self.border_pair);
        visit({.name = "kinds", .about = "official_crossing, trocha or both"}, self.kinds);
    }
    friend bool operator==(const BorderScope&, const BorderScope&) = default;

    /// Border legs of the world that are meant.
    [[nodiscard]] std::vector<LegId> legs(const World&) const;
};

}  // namespace corredor

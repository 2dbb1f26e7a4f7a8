#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/field.hpp"
#include "world/kinds.hpp"
#include "world/world.hpp"

namespace corredor {

/// What an intervention can act on at a border.
enum class ActsOn : std::uint8_t { posts, trochas };

/// Legs of these kinds are posts: the others that cross a border are trochas.
[[nodiscard]] constexpr bool can_act_on(ActsOn what, LegKind kind)
{
    return what == ActsOn::trochas ? kind == LegKind::trocha
                                   : kind == LegKind::official_crossing || kind == LegKind::flight;
}

/// Which border legs an intervention means: by pair of countries, by country entered, by border pair, or by the two
/// places at both ends. What is left out does not restrict.
struct BorderScope {
    std::vector<CountryRef> between;
    std::optional<CountryRef> entering;
    std::optional<BorderPairRef> border_pair;
    std::vector<NodeRef> crossing;
    std::vector<LegKind> kinds{LegKind::official_crossing};

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "between", .about = "two countries: crossings between them, both ways"}, self.between);
        visit({.name = "entering", .about = "country entered"}, self.entering);
        visit({.name = "border_pair", .about = "one stretch of border"}, self.border_pair);
        visit({.name = "crossing", .about = "two places at both ends of a crossing: it alone, both ways"},
              self.crossing);
        visit({.name = "kinds", .about = "of posts: official_crossing, flight or both; of trochas: trocha"},
              self.kinds);
    }
    friend bool operator==(const BorderScope&, const BorderScope&) = default;

    [[nodiscard]] bool names_a_border() const
    {
        return !between.empty() || entering || border_pair || !crossing.empty();
    }

    /// Border legs of the world that are meant.
    [[nodiscard]] std::vector<LegId> legs(const World&) const;
};

}  // namespace corredor

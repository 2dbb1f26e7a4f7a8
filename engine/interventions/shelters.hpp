#pragma once

#include "state/conditions.hpp"

namespace corredor {

/// Beds for parties that stop at a node: whoever has one is out of reach of those who prey on travellers.
struct Shelters {
    static constexpr std::string_view name = "shelters";
    static constexpr std::string_view about =
        "beds for those who stop on the way, out of reach of those who prey on them";
    NodeRef node;
    std::int64_t beds = 0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "node", .about = "where", .required = true}, self.node);
        visit({.name = "beds", .about = "people who can stay at a time", .unit = "people", .low = 0, .high = 1e8},
              self.beds);
    }
    friend bool operator==(const Shelters&, const Shelters&) = default;

    void apply_to(Conditions&, const World&) const;
};

}  // namespace corredor

#pragma once

#include "state/conditions.hpp"

namespace corredor {

/// Scales departures.
struct Push {
    static constexpr std::string_view name = "push";
    static constexpr std::string_view about = "scales departures from all origins or one";
    std::optional<NodeRef> node;
    double factor = 1.0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "node", .about = "only from this origin"}, self.node);
        visit({.name = "factor", .about = "times the departures", .low = 0, .high = 1000}, self.factor);
    }
    friend bool operator==(const Push&, const Push&) = default;

    void apply_to(Conditions&, const World&) const;
};

}  // namespace corredor

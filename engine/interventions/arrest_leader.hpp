#pragma once

#include <optional>

#include "base/field.hpp"

namespace corredor {

/// A leader is arrested: of the whole organisation, or of its cell at a place.
struct ArrestLeader {
    static constexpr std::string_view name = "arrest_leader";
    static constexpr std::string_view about = "a leader is arrested, of an organisation or of its cell at a place";
    OrganisationRef organisation;
    std::optional<NodeRef> node;
    double link_factor = 0.5;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "organisation", .about = "whose leader", .required = true}, self.organisation);
        visit({.name = "node", .about = "the cell's place; left out: the leader of all"}, self.node);
        visit({.name = "link_factor",
               .about = "times the hold of headquarters over the cell, or over all cells",
               .low = 0,
               .high = 1,
               .source = "assumption"},
              self.link_factor);
    }
    friend bool operator==(const ArrestLeader&, const ArrestLeader&) = default;
};

}  // namespace corredor

#pragma once

#include "base/field.hpp"

namespace corredor {

/// Police and prosecutors break up an organisation's presence at one place in one blow.
struct Dismantle {
    static constexpr std::string_view name = "dismantle";
    static constexpr std::string_view about =
        "police break up an organisation's cell at a place; those held there are freed";
    OrganisationRef organisation;
    NodeRef node;
    double arrested_share = 0.8;
    double rescued_share = 0.5;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "organisation", .about = "whose cell", .required = true}, self.organisation);
        visit({.name = "node", .about = "where", .required = true}, self.node);
        visit({.name = "arrested_share", .about = "part of its members who are arrested", .low = 0, .high = 1},
              self.arrested_share);
        visit({.name = "rescued_share",
               .about = "part of the people held at the place who are freed",
               .low = 0,
               .high = 1,
               .source = "parameters P125: 30 to 120 people in one operation"},
              self.rescued_share);
    }
    friend bool operator==(const Dismantle&, const Dismantle&) = default;
};

}  // namespace corredor

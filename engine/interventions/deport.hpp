#pragma once

#include "state/conditions.hpp"

namespace corredor {

/// Sends people back to their origin: those intercepted at the border and irregular residents.
struct Deport {
    static constexpr std::string_view name = "deport";
    static constexpr std::string_view about = "sends the intercepted and irregular residents back to their origin";
    CountryRef country;
    double intercepted_share = 0.0;
    double residents_per_year = 0.0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "country", .about = "which deports", .required = true}, self.country);
        visit({.name = "intercepted_share",
               .about = "share of those intercepted who are sent to their origin and not to the near side",
               .low = 0,
               .high = 1},
              self.intercepted_share);
        visit({.name = "residents_per_year",
               .about = "removals per irregular resident",
               .unit = "per year",
               .low = 0,
               .high = 50,
               .source = "parameters P062: 0.001-0.01"},
              self.residents_per_year);
    }
    friend bool operator==(const Deport&, const Deport&) = default;

    void apply_to(Conditions&, const World&) const;
};

}  // namespace corredor

#pragma once

#include "state/conditions.hpp"

namespace corredor {

/// Police of several countries share what they know and act together.
struct Cooperation {
    static constexpr std::string_view name = "cooperation";
    static constexpr std::string_view about = "police of several countries work together";
    std::vector<CountryRef> countries;
    double add = 0.0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "countries", .about = "which take part", .required = true}, self.countries);
        visit({.name = "add",
               .about = "added to 1, times what the police can do",
               .low = 0,
               .high = 10,
               .source = "assumption: 0.4 reached by 2024 in a trial of the equations"},
              self.add);
    }
    friend bool operator==(const Cooperation&, const Cooperation&) = default;

    void apply_to(Conditions&, const World&) const;
};

}  // namespace corredor

#pragma once

#include <optional>

#include "base/field.hpp"

namespace corredor {

/// What organised crime is in a scenario.
struct CrimeSpec {
    std::optional<double> fixed_reach;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "fixed_reach",
               .about = "reach of every economy at every node, supply of packages and share of indebted clients who "
                        "are turned into victims, instead of what organisations make of it: for looking at mechanisms "
                        "by themselves. Organisations do not act then",
               .low = 0,
               .high = 1},
              self.fixed_reach);
    }
    friend bool operator==(const CrimeSpec&, const CrimeSpec&) = default;
};

}  // namespace corredor

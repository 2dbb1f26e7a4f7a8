#pragma once

#include "interventions/border_scope.hpp"
#include "state/conditions.hpp"

namespace corredor {

/// Shuts posts to migrants while it lasts. Trochas stay, and their tolls rise with demand.
struct CloseBorder {
    static constexpr std::string_view name = "close_border";
    static constexpr std::string_view about = "closes crossings to migrants";
    static constexpr ActsOn acts_on = ActsOn::posts;
    BorderScope where;
    double toll_factor = 1.0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        BorderScope::fields(self.where, visit);
        visit({.name = "toll_factor",
               .about = "times the toll on trochas of the same border pairs while it lasts",
               .low = 0,
               .high = 100,
               .source = "parameters P042: 1.5-5"},
              self.toll_factor);
    }
    friend bool operator==(const CloseBorder&, const CloseBorder&) = default;

    void apply_to(Conditions&, const World&) const;
};

}  // namespace corredor

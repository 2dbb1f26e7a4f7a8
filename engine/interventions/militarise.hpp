#pragma once

#include "interventions/border_scope.hpp"
#include "state/conditions.hpp"

namespace corredor {

/// Puts troops on the trochas of a border: more are intercepted, and the way is known to be harder.
struct Militarise {
    static constexpr std::string_view name = "militarise";
    static constexpr std::string_view about = "troops on trochas: more interception, known to be harder";
    static constexpr ActsOn acts_on = ActsOn::trochas;
    BorderScope where{.between = {}, .entering = {}, .border_pair = {}, .crossing = {}, .kinds = {LegKind::trocha}};
    double interception_share = 0.0;
    double irregular_cost = 0.0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        BorderScope::fields(self.where, visit);
        visit({.name = "interception_share",
               .about = "chance that a party is intercepted, where it is higher than the country's own",
               .low = 0,
               .high = 1,
               .source = "parameters P057, P061"},
              self.interception_share);
        visit({.name = "irregular_cost",
               .about = "added to the perceived cost of these trochas; negative where a way became easier",
               .unit = "logit",
               .low = -50,
               .high = 50},
              self.irregular_cost);
    }
    friend bool operator==(const Militarise&, const Militarise&) = default;

    void apply_to(Conditions&, const World&) const;
};

}  // namespace corredor

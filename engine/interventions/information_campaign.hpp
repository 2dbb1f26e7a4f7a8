#pragma once

#include <optional>

#include "interventions/border_scope.hpp"
#include "state/conditions.hpp"

namespace corredor {

/// Tells people on the way what crossing is like: rules are known sooner, some ways are believed to be harder.
struct InformationCampaign {
    static constexpr std::string_view name = "information_campaign";
    static constexpr std::string_view about = "rules are known sooner; what is believed about trochas changes";
    static constexpr ActsOn acts_on = ActsOn::trochas;
    BorderScope where{.between = {}, .entering = {}, .border_pair = {}, .crossing = {}, .kinds = {LegKind::trocha}};
    double perceived_cost = 0.0;
    std::optional<double> policy_delay_days;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        BorderScope::fields(self.where, visit);
        visit({.name = "perceived_cost",
               .about = "added to the believed cost of these crossings",
               .unit = "logit",
               .low = -50,
               .high = 50},
              self.perceived_cost);
        visit({.name = "policy_delay_days",
               .about = "days until a new rule is known on the way, while it lasts",
               .unit = "days",
               .low = 0,
               .high = 3650},
              self.policy_delay_days);
    }
    friend bool operator==(const InformationCampaign&, const InformationCampaign&) = default;

    void apply_to(Conditions&, const World&) const;
};

}  // namespace corredor

#pragma once

#include "base/field.hpp"

namespace corredor {

enum class Information : std::uint8_t { rumour, perfect };
inline constexpr std::array<std::string_view, 2> information_names{"rumour", "perfect"};
template <>
inline constexpr std::span<const std::string_view> names_of<Information> = information_names;

/// What parties know of rules, tolls and waits (model 5.2; Hinsch and Bijak 2023 for the mechanism).
struct BeliefSpec {
    Information information = Information::rumour;
    double policy_delay_days = 7;
    double experience_weight = 0.25;
    double noise = 0.0;
    double trust_loss = 0.0;
    double trust_recovery_per_year = 0.3;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "information",
               .about = "rumour: rules are known late and costs from those who passed; perfect: both as they are"},
              self.information);
        visit({.name = "policy_delay_days",
               .about = "days until a new rule is known on the way",
               .unit = "days",
               .low = 0,
               .high = 3650,
               .source = "assumption"},
              self.policy_delay_days);
        visit({.name = "experience_weight",
               .about = "weight of the last days' experience in what is believed about a leg",
               .low = 0,
               .high = 1,
               .source = "assumption"},
              self.experience_weight);
        visit({.name = "noise",
               .about = "relative standard deviation of what is heard",
               .low = 0,
               .high = 2,
               .source = "parameters P025, an assumption"},
              self.noise);
        visit({.name = "trust_loss",
               .about = "part of the trust in a country's officials that is lost when everybody who enters it is asked "
                        "for a bribe; in proportion to the share who are, each time that beliefs spread",
               .low = 0,
               .high = 1,
               .source = "assumption; that trust is low: parameters P024"},
              self.trust_loss);
        visit({.name = "trust_recovery_per_year",
               .about = "rate at which lost trust comes back",
               .unit = "per year",
               .low = 0,
               .high = 100,
               .source = "assumption"},
              self.trust_recovery_per_year);
    }
    friend bool operator==(const BeliefSpec&, const BeliefSpec&) = default;
};

}  // namespace corredor

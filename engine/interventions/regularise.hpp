#pragma once

#include "state/conditions.hpp"

namespace corredor {

/// Gives irregular residents papers at a rate while it lasts.
struct Regularise {
    static constexpr std::string_view name = "regularise";
    static constexpr std::string_view about = "gives irregular residents papers; those with papers stay more";
    CountryRef country;
    double per_year = 0.0;
    double stay_bonus = 0.0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "country", .about = "where they live", .required = true}, self.country);
        visit({.name = "per_year",
               .about = "added to the rate at which irregular residents obtain papers",
               .unit = "per year",
               .low = 0,
               .high = 50,
               .source = "parameters P064: 0.3-0.6"},
              self.per_year);
        visit({.name = "stay_bonus",
               .about = "added to the value of staying for residents with papers",
               .unit = "logit",
               .low = -50,
               .high = 50},
              self.stay_bonus);
    }
    friend bool operator==(const Regularise&, const Regularise&) = default;

    void apply_to(Conditions&, const World&) const;
};

}  // namespace corredor

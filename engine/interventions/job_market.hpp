#pragma once

#include "state/conditions.hpp"

namespace corredor {

/// Changes what migrants earn in a country, and with it the country's pull.
struct JobMarket {
    static constexpr std::string_view name = "job_market";
    static constexpr std::string_view about = "changes what migrants earn in a country, and its pull with it";
    CountryRef country;
    double income_factor = 1.0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "country", .about = "where", .required = true}, self.country);
        visit({.name = "income_factor",
               .about = "times the income; its logarithm is added to the country's pull",
               .low = 0.01,
               .high = 100},
              self.income_factor);
    }
    friend bool operator==(const JobMarket&, const JobMarket&) = default;

    void apply_to(Conditions&, const World&) const;
};

}  // namespace corredor

#pragma once

#include <map>

#include "base/field.hpp"

namespace corredor {

/// Where people go (model 5.1): P(d) ∝ exp(pull + offset + theta·V(d) + gamma·ln(1 + people settled there)).
struct DestinationSpec {
    double route_value_weight = 0.25;
    double diaspora_weight = 0.3;
    std::map<NodeRef, double> places;
    std::map<CountryRef, Knots> pull;
    TableRef initial_stock;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "route_value_weight",
               .about = "weight of the value of the way there",
               .low = 0,
               .high = 10,
               .source = "flow prototype: 0.25 gives 10-30 % direct trips to Chile in 2021, 0.5 gives 1 %"},
              self.route_value_weight);
        visit({.name = "diaspora_weight",
               .about = "weight of ln(1 + compatriots there)",
               .low = 0,
               .high = 10,
               .source = "parameters P026"},
              self.diaspora_weight);
        visit({.name = "places",
               .about = "nodes where people may settle, each with its attraction within its country",
               .unit = "logit",
               .low = -50,
               .high = 50,
               .required = true},
              self.places);
        visit({.name = "pull",
               .about = "attraction of each country; linear between dates",
               .unit = "logit",
               .low = -50,
               .high = 50},
              self.pull);
        visit({.name = "initial_stock", .about = "CSV table of people already abroad on the first day"},
              self.initial_stock);
    }
    friend bool operator==(const DestinationSpec&, const DestinationSpec&) = default;
};

/// What becomes of people where they live (model 5.1, 5.9).
struct SettlementSpec {
    double reconsider_per_year = 1.0;
    double mover_years = 1.5;
    Knots stay_constant{1.5};
    double onward_savings_months = 2.0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "reconsider_per_year",
               .about = "rate at which a newcomer weighs moving on against staying",
               .unit = "per year",
               .low = 0,
               .high = 50},
              self.reconsider_per_year);
        visit({.name = "mover_years",
               .about = "mean time that a newcomer stays a possible mover",
               .unit = "years",
               .low = 0.01,
               .high = 1000},
              self.mover_years);
        visit({.name = "stay_constant",
               .about = "added to the value of staying; linear between dates",
               .unit = "logit",
               .low = -50,
               .high = 50},
              self.stay_constant);
        visit({.name = "onward_savings_months",
               .about = "months of income per person that a party carries when it moves on",
               .unit = "months",
               .low = 0,
               .high = 120,
               .source = "assumption"},
              self.onward_savings_months);
    }
    friend bool operator==(const SettlementSpec&, const SettlementSpec&) = default;
};

}  // namespace corredor

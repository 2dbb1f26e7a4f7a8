#pragma once

#include "base/documents.hpp"
#include "base/field.hpp"

namespace corredor {

/// Tables of places and of ways between them, and what holds for all legs.
struct WorldSpec {
    TableRef nodes;
    TableRef legs;
    double bus_hours_per_day = 20.0;
    bool crossing_ends_the_day = true;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "nodes", .about = "CSV table of places", .required = true}, self.nodes);
        visit({.name = "legs", .about = "CSV table of directed ways between places", .required = true}, self.legs);
        visit({.name = "bus_hours_per_day",
               .about = "hours of a day that a bus traveller spends on the road; the rest is terminals and rest",
               .unit = "hours",
               .low = 1,
               .high = 24,
               .source = "parameters P007: 7-10 days Tachira-Santiago for about 150 bus hours"},
              self.bus_hours_per_day);
        visit({.name = "crossing_ends_the_day",
               .about = "whether formalities or the walk over a border take the rest of the day"},
              self.crossing_ends_the_day);
    }
    friend bool operator==(const WorldSpec&, const WorldSpec&) = default;
};

/// A country's policy before the timeline changes it.
struct CountrySpec {
    std::string name;
    DocumentSet admits = DocumentSet::all();
    double corruption = 0.0;
    double bribe_usd = 5.0;
    double interception_share = 0.0;
    double deportation_share = 0.0;
    double regularisation_per_year = 0.0;
    double return_per_year = 0.01;
    double licit_income_usd_per_month = 284.0;
    bool is_modelled = true;
    double no_passport_penalty = 0.0;
    double resident_penalty = 0.0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "name", .about = "name for people", .required = true}, self.name);
        visit({.name = "admits", .about = "documents that its posts admit on the first day; an empty list is closed"},
              self.admits);
        visit({.name = "corruption",
               .about = "chance that an official at a post asks for a bribe",
               .low = 0,
               .high = 1,
               .source = "parameters P066, an assumption"},
              self.corruption);
        visit({.name = "bribe_usd",
               .about = "what the official asks of each person",
               .unit = "USD",
               .low = 0,
               .high = 10'000,
               .source = "parameters P065, an assumption"},
              self.bribe_usd);
        visit({.name = "interception_share",
               .about = "chance that its border force intercepts a party on a trocha into the country",
               .low = 0,
               .high = 1},
              self.interception_share);
        visit({.name = "deportation_share",
               .about = "share of those intercepted who are flown or driven back to their origin",
               .low = 0,
               .high = 1},
              self.deportation_share);
        visit({.name = "regularisation_per_year",
               .about = "rate at which irregular residents obtain papers",
               .unit = "per year",
               .low = 0,
               .high = 50},
              self.regularisation_per_year);
        visit({.name = "return_per_year",
               .about = "rate at which residents go back to their origin for good",
               .unit = "per year",
               .low = 0,
               .high = 50,
               .source = "parameters P137"},
              self.return_per_year);
        visit({.name = "licit_income_usd_per_month",
               .about = "what a migrant earns; savings for an onward journey and waiting days draw on it",
               .unit = "USD per month",
               .low = 0,
               .high = 20'000,
               .source = "parameters P022, Peru 2024"},
              self.licit_income_usd_per_month);
        visit({.name = "is_modelled",
               .about = "false for countries outside the corridor: those who arrive there have exited"},
              self.is_modelled);
        visit({.name = "no_passport_penalty",
               .about = "taken from the attraction of its destinations for parties without a passport",
               .unit = "logit",
               .low = 0,
               .high = 100},
              self.no_passport_penalty);
        visit({.name = "resident_penalty",
               .about = "taken from the attraction of its destinations for parties who already live abroad",
               .unit = "logit",
               .low = 0,
               .high = 100},
              self.resident_penalty);
    }
    friend bool operator==(const CountrySpec&, const CountrySpec&) = default;
};

}  // namespace corredor

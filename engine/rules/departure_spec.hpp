#pragma once

#include <map>

#include "base/field.hpp"

namespace corredor {

/// A group that leaves on one day, whatever the push: for tests, studies of one cohort, benchmarks.
struct CohortSpec {
    NodeRef node;
    Date on;
    std::int64_t people = 0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "node", .about = "where they leave from", .required = true}, self.node);
        visit({.name = "on", .about = "day of departure", .required = true}, self.on);
        visit({.name = "people", .about = "how many", .unit = "people", .low = 0, .high = 1e9, .required = true},
              self.people);
    }
    friend bool operator==(const CohortSpec&, const CohortSpec&) = default;
};

/// Who leaves, from where, how many a day (model 5.1).
struct DepartureSpec {
    std::int64_t pool_people = 0;
    std::map<NodeRef, double> origin_share;
    Knots push_per_year{0.0};
    double closure_response = 0.0;
    std::vector<double> party_size_share{1.0};
    std::vector<CohortSpec> cohorts;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "pool_people",
               .about = "people at the origins who may leave",
               .unit = "people",
               .low = 0,
               .high = 1e9},
              self.pool_people);
        visit({.name = "origin_share", .about = "share of the pool that lives at each origin", .low = 0, .high = 1},
              self.origin_share);
        visit({.name = "push_per_year",
               .about = "rate at which people still there leave; linear in its logarithm between dates",
               .unit = "per year",
               .low = 0,
               .high = 100},
              self.push_per_year);
        visit({.name = "closure_response",
               .about = "how strongly departures follow the value of leaving; 0 switches it off",
               .low = 0,
               .high = 10},
              self.closure_response);
        visit({.name = "party_size_share",
               .about = "share of parties with one, two, three, … people",
               .low = 0,
               .high = 1,
               .source = "parameters P017: 0.6-0.85 travel in a family group"},
              self.party_size_share);
        visit({.name = "cohorts", .about = "groups that leave on one day"}, self.cohorts);
    }
    friend bool operator==(const DepartureSpec&, const DepartureSpec&) = default;
};

/// What a party carries when it leaves.
struct EndowmentSpec {
    Knots passport_share{1.0};
    Knots visa_share{0.0};
    double resident_passport_share = 0.5;
    Knots cash_median_usd{120.0};
    double cash_log_sd = 1.0;
    double no_cash_below_usd = 20.0;
    double woman_share = 0.49;
    double minor_share_of_companions = 0.53;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "passport_share", .about = "share of departures with a valid passport", .low = 0, .high = 1},
              self.passport_share);
        visit({.name = "visa_share",
               .about = "share of passport holders with the visas that their way asks for",
               .low = 0,
               .high = 1},
              self.visa_share);
        visit({.name = "resident_passport_share",
               .about = "share with a valid passport among those who already live abroad on the first day",
               .low = 0,
               .high = 1},
              self.resident_passport_share);
        visit({.name = "cash_median_usd",
               .about = "median cash per person at departure",
               .unit = "USD",
               .low = 0,
               .high = 1e6,
               .source = "parameters P021"},
              self.cash_median_usd);
        visit({.name = "cash_log_sd", .about = "standard deviation of the logarithm of cash", .low = 0, .high = 5},
              self.cash_log_sd);
        visit({.name = "no_cash_below_usd",
               .about = "cash per person below which a party counts as having none, for what it is exposed to",
               .unit = "USD",
               .low = 0,
               .high = 1e6,
               .source = "assumption"},
              self.no_cash_below_usd);
        visit({.name = "woman_share",
               .about = "share of women among adults",
               .low = 0,
               .high = 1,
               .source = "parameters P014: 0.51 men"},
              self.woman_share);
        visit({.name = "minor_share_of_companions",
               .about = "share of minors among those who travel with an adult",
               .low = 0,
               .high = 1,
               .source = "parameters P015: 0.25 of all people, who travel as P017 says"},
              self.minor_share_of_companions);
    }
    friend bool operator==(const EndowmentSpec&, const EndowmentSpec&) = default;
};

}  // namespace corredor

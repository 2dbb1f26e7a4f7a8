#pragma once

#include <map>

#include "base/field.hpp"

namespace corredor {

/// A criminal business: what it would yield at a place if one organisation had it whole, and what it takes to run it.
/// Everything is told in dollars a week, so that businesses can be weighed against each other (equations E1 to E4).
struct EconomySpec {
    std::string about;
    double capacity_usd_per_member_week = 0.0;
    double without_control = 0.0;
    double heat_weight = 0.0;
    double entry_capital_usd_per_member = 0.0;
    double usd_per_inhabitant_week = 0.0;
    double usd_per_settled_week = 0.0;
    double usd_per_irregular_entry = 0.0;
    double usd_per_traveller = 0.0;
    std::map<NodeRef, double> usd_per_week_at;
    std::map<NodeRef, double> place_factor;
    double elsewhere_factor = 1.0;
    double affiliates_per_member = 0.0;
    bool has_local_prices = true;
    bool rises_with_closure = false;
    bool needs_linked_cells = false;
    bool is_local_racket = false;
    bool has_mechanism = false;
    double captive_income_usd_per_week = 0.0;
    double captive_share_kept = 0.0;
    double captives_per_member = 0.0;
    double captive_demand_per_inhabitant = 0.0;
    double captive_demand = 0.0;
    double captives_per_traveller_at_risk = 0.0;
    double captives_per_settled_at_risk = 0.0;
    std::map<EconomyRef, double> learns_from;
    std::string source;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "about", .about = "what it is, in a sentence"}, self.about);
        visit({.name = "capacity_usd_per_member_week",
               .about = "what one member brings in while the market is far from exhausted, net of direct cost",
               .unit = "USD per week",
               .low = 0,
               .high = 1e6},
              self.capacity_usd_per_member_week);
        visit({.name = "without_control",
               .about = "part of the capacity that works without control of the place",
               .low = 0,
               .high = 1},
              self.without_control);
        visit({.name = "heat_weight",
               .about = "weight of its incidents in the attention of the police",
               .low = 0,
               .high = 100},
              self.heat_weight);
        visit({.name = "entry_capital_usd_per_member",
               .about = "money that a member needs to take it up; want of it discounts the yield",
               .unit = "USD",
               .low = 0,
               .high = 1e6},
              self.entry_capital_usd_per_member);
        visit({.name = "usd_per_inhabitant_week",
               .about = "market for each inhabitant",
               .unit = "USD per week",
               .low = 0,
               .high = 1000},
              self.usd_per_inhabitant_week);
        visit({.name = "usd_per_settled_week",
               .about = "market for each migrant settled there",
               .unit = "USD per week",
               .low = 0,
               .high = 1000},
              self.usd_per_settled_week);
        visit({.name = "usd_per_irregular_entry",
               .about = "market for each person who passes irregularly",
               .unit = "USD",
               .low = 0,
               .high = 1e5},
              self.usd_per_irregular_entry);
        visit({.name = "usd_per_traveller",
               .about = "market for each person who passes",
               .unit = "USD",
               .low = 0,
               .high = 1e5},
              self.usd_per_traveller);
        visit({.name = "usd_per_week_at",
               .about = "market at single nodes that follows from nothing modelled",
               .unit = "USD per week",
               .low = 0,
               .high = 1e8},
              self.usd_per_week_at);
        visit({.name = "place_factor", .about = "times the market at single nodes", .low = 0, .high = 1e6},
              self.place_factor);
        visit({.name = "elsewhere_factor", .about = "times the market at all other nodes", .low = 0, .high = 1e6},
              self.elsewhere_factor);
        visit({.name = "affiliates_per_member",
               .about = "hired hands (guides, drivers, hostels) that a member puts to work in it",
               .low = 0,
               .high = 100},
              self.affiliates_per_member);
        visit({.name = "has_local_prices", .about = "whether the price level of the country scales it"},
              self.has_local_prices);
        visit({.name = "rises_with_closure", .about = "whether closed borders raise its prices"},
              self.rises_with_closure);
        visit({.name = "needs_linked_cells", .about = "whether it works only where linked cells are near"},
              self.needs_linked_cells);
        visit({.name = "is_local_racket", .about = "whether it lives off a place and not off those who pass"},
              self.is_local_racket);
        visit({.name = "has_mechanism",
               .about = "whether people on the move and settled pay through mechanisms of the scenario: then only what "
                        "these take is earned of them, and their part of the market is what cells expect"},
              self.has_mechanism);
        visit({.name = "captive_income_usd_per_week",
               .about = "what customers or employers pay for the work of a person held",
               .unit = "USD per week",
               .low = 0,
               .high = 1e5},
              self.captive_income_usd_per_week);
        visit({.name = "captive_share_kept", .about = "part of it left after upkeep", .low = 0, .high = 1},
              self.captive_share_kept);
        visit({.name = "captives_per_member",
               .about = "people whom one member can hold",
               .unit = "people",
               .low = 0,
               .high = 1000},
              self.captives_per_member);
        visit({.name = "captive_demand_per_inhabitant",
               .about = "people whose exploitation a place demands, for each inhabitant",
               .low = 0,
               .high = 1},
              self.captive_demand_per_inhabitant);
        visit({.name = "captive_demand", .about = "the same for any place", .unit = "people", .low = 0, .high = 1e6},
              self.captive_demand);
        visit({.name = "captives_per_traveller_at_risk",
               .about = "part of those who pass in a week who could be deceived into it",
               .low = 0,
               .high = 1},
              self.captives_per_traveller_at_risk);
        visit({.name = "captives_per_settled_at_risk",
               .about = "part of the migrants settled there who could be, in a week",
               .low = 0,
               .high = 1},
              self.captives_per_settled_at_risk);
        visit({.name = "learns_from",
               .about = "businesses whose practice teaches this one, with their weight against its own",
               .low = 0,
               .high = 10},
              self.learns_from);
        visit({.name = "source", .about = "where this is known from"}, self.source);
    }
    friend bool operator==(const EconomySpec&, const EconomySpec&) = default;
};

}  // namespace corredor

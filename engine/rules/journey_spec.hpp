#pragma once

#include <map>

#include "base/field.hpp"

namespace corredor {

/// How parties choose a mode of travel (model 5.3). A guide pays off on irregular crossings only.
struct ModeSpec {
    double walking_constant = -0.4;
    double coyote_constant = -2.0;
    double coyote_fee_factor = 2.0;
    double coyote_ease = 1.0;
    double coyote_risk_factor = 0.4;
    double coyote_abandon_share = 0.0;
    double package_constant = -3.0;
    double package_fare_factor = 1.5;
    double package_margin_share = 0.15;
    double package_toll_factor = 4.0;
    double package_ease = 2.5;
    double package_risk_factor = 0.3;
    double package_abandon_share = 0.0;
    double package_credit_share = 0.5;
    double distrust_weight = 0.0;
    double unaffordable_weight = 3.0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "walking_constant",
               .about = "added to the value of walking",
               .unit = "logit",
               .low = -50,
               .high = 50,
               .source = "by hand on 650 walkers a day in August 2018 (targets T139)"},
              self.walking_constant);
        visit({.name = "coyote_constant",
               .about = "added to the value of hiring a guide at each irregular crossing",
               .unit = "logit",
               .low = -50,
               .high = 50,
               .source = "by hand on smuggler use of 0.2 with open and 0.8 with closed borders (P027, P028)"},
              self.coyote_constant);
        visit({.name = "coyote_fee_factor",
               .about = "what a guide costs in all, in multiples of the crossing's toll",
               .low = 0,
               .high = 100,
               .source = "parameters P033-P037 over P029-P030"},
              self.coyote_fee_factor);
        visit({.name = "coyote_ease",
               .about = "what a guide takes off the cost of an irregular crossing",
               .unit = "logit",
               .low = 0,
               .high = 50,
               .source = "by hand together with coyote_constant"},
              self.coyote_ease);
        visit({.name = "coyote_risk_factor",
               .about = "what remains of the chance of interception with a guide",
               .low = 0,
               .high = 1,
               .source = "parameters P067, an assumption"},
              self.coyote_risk_factor);
        visit({.name = "coyote_abandon_share",
               .about = "chance at an irregular crossing of being left behind by the guide",
               .low = 0,
               .high = 1,
               .source = "parameters P048, an assumption"},
              self.coyote_abandon_share);
        visit({.name = "package_constant",
               .about = "added to the value of a whole journey bought at once, with the logarithm of its supply",
               .unit = "logit",
               .low = -50,
               .high = 50,
               .source = "assumption"},
              self.package_constant);
        visit({.name = "package_fare_factor",
               .about = "price of each leg of a package in multiples of its fare, with lodging and food",
               .low = 0,
               .high = 100,
               .source = "parameters P041 over P009: about 500 USD to Chile"},
              self.package_fare_factor);
        visit({.name = "package_margin_share",
               .about = "part of the price that the seller keeps",
               .low = 0,
               .high = 1,
               .source = "parameters P047"},
              self.package_margin_share);
        visit({.name = "package_toll_factor",
               .about = "what a package costs at an irregular crossing, in multiples of its toll",
               .low = 0,
               .high = 100,
               .source = "assumption: as a guide"},
              self.package_toll_factor);
        visit({.name = "package_ease",
               .about = "what a package takes off the cost of an irregular crossing",
               .unit = "logit",
               .low = 0,
               .high = 50,
               .source = "assumption: more than a guide"},
              self.package_ease);
        visit({.name = "package_risk_factor",
               .about = "what remains of the chance of interception with a package, officials being bribed",
               .low = 0,
               .high = 1,
               .source = "parameters P067, an assumption"},
              self.package_risk_factor);
        visit({.name = "package_abandon_share",
               .about = "chance at an irregular crossing of being left behind by those who sold the package",
               .low = 0,
               .high = 1,
               .source = "parameters P048, an assumption"},
              self.package_abandon_share);
        visit({.name = "package_credit_share",
               .about = "how far an advance makes up for a purse that does not reach; it is owed on arrival",
               .low = 0,
               .high = 1,
               .source = "assumption"},
              self.package_credit_share);
        visit({.name = "distrust_weight",
               .about = "added to the value of guides and packages where nobody trusts officials any more",
               .unit = "logit",
               .low = 0,
               .high = 50,
               .source = "assumption; the mechanism: many still pay after borders open again"},
              self.distrust_weight);
        visit(
            {.name = "unaffordable_weight",
             .about = "taken from a mode's value when the party lacks all of its cost; in proportion to what it lacks",
             .unit = "logit",
             .low = 0,
             .high = 100,
             .source = "assumption"},
            self.unaffordable_weight);
    }
    friend bool operator==(const ModeSpec&, const ModeSpec&) = default;
};

/// Stops on the way. A party that stops leaves again with a constant chance a day.
struct StopSpec {
    double stop_share = 0.0;
    double departure_chance_per_day = 1.0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "stop_share", .about = "chance that a party stops on arrival", .low = 0, .high = 1},
              self.stop_share);
        visit({.name = "departure_chance_per_day",
               .about = "chance to leave again on each day after arrival",
               .low = 1e-6,
               .high = 1},
              self.departure_chance_per_day);
    }
    friend bool operator==(const StopSpec&, const StopSpec&) = default;
};

/// What happens between two nodes and at borders (model 5.4).
struct JourneySpec {
    std::map<std::string, StopSpec> stops;
    double waiting_income_usd_per_day = 5.0;
    double retry_days = 5.0;
    double reattempt_share = 0.9;
    double give_up_days = 180.0;
    double weigh_again_share = 0.0;
    std::map<LegRef, std::int64_t> capacity_people_per_day;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "stops", .about = "stops on the way by kind of node, or for one node by its id"}, self.stops);
        visit({.name = "waiting_income_usd_per_day",
               .about = "what a person who is held up finds a day, by odd work or alms",
               .unit = "USD per day",
               .low = 0,
               .high = 1e4,
               .source = "assumption"},
              self.waiting_income_usd_per_day);
        visit({.name = "retry_days",
               .about = "mean days until a party that is held up looks again",
               .unit = "days",
               .low = 1,
               .high = 365,
               .source = "assumption"},
              self.retry_days);
        visit({.name = "reattempt_share",
               .about = "share that tries again after being returned over a border; the rest turn back to where they "
                        "last lived",
               .low = 0,
               .high = 1,
               .source = "parameters P063, an assumption"},
              self.reattempt_share);
        visit({.name = "give_up_days",
               .about = "a party that has waited so long settles where it may, or turns back",
               .unit = "days",
               .low = 1,
               .high = 10'000,
               .source = "assumption"},
              self.give_up_days);
        visit({.name = "weigh_again_share",
               .about =
                   "chance that a party weighs its destination again after a post turned it away, when it comes to "
                   "a border that was shut to it after it had set out, and while no way leads there",
               .low = 0,
               .high = 1,
               .source = "assumption"},
              self.weigh_again_share);
        visit({.name = "capacity_people_per_day",
               .about = "people whom a post admits in a day; a post without an entry has no limit",
               .unit = "people per day",
               .low = 0,
               .high = 1e9},
              self.capacity_people_per_day);
    }
    friend bool operator==(const JourneySpec&, const JourneySpec&) = default;
};

}  // namespace corredor

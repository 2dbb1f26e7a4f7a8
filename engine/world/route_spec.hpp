#pragma once

#include <map>

#include "base/field.hpp"

namespace corredor {

enum class RouteMethod : std::uint8_t { recursive_logit, next_leg_logit };
inline constexpr std::array<std::string_view, 2> route_method_names{"recursive_logit", "next_leg_logit"};
template <>
inline constexpr std::span<const std::string_view> names_of<RouteMethod> = route_method_names;

/// A way through the continent that is chosen before its legs: everything except the border pairs it avoids.
struct CorridorSpec {
    std::vector<BorderPairRef> avoids;
    std::vector<CountryRef> destinations;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "avoids", .about = "border pairs that this way does not use"}, self.avoids);
        visit({.name = "destinations", .about = "countries it may lead to; empty means every one"}, self.destinations);
    }
    friend bool operator==(const CorridorSpec&, const CorridorSpec&) = default;
};

/// Cost added to irregular entry into a country, which falls as networks learn the way.
/// kappa(t) = floor + (initial - floor) / (1 + X / half_passages), X = irregular entrants with the given memory.
struct LearningSpec {
    double initial = 0.0;
    double floor = 0.0;
    double half_passages = 8'000;
    double memory_days = 365;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "initial", .about = "cost when nobody has passed yet", .unit = "logit", .low = 0, .high = 200},
              self.initial);
        visit({.name = "floor", .about = "cost when very many have passed", .unit = "logit", .low = 0, .high = 200},
              self.floor);
        visit({.name = "half_passages",
               .about = "irregular entrants in memory that halve the excess over the floor",
               .unit = "people",
               .low = 1,
               .high = 1e9},
              self.half_passages);
        visit({.name = "memory_days",
               .about = "mean time a passage is remembered",
               .unit = "days",
               .low = 1,
               .high = 1e5},
              self.memory_days);
    }
    friend bool operator==(const LearningSpec&, const LearningSpec&) = default;
};

/// How parties value legs and choose among them (model 5.2).
struct RouteSpec {
    RouteMethod method = RouteMethod::recursive_logit;
    double scale = 0.4;
    double corridor_scale = 1.0;
    double cost_weight_per_usd = 0.01;
    double bus_weight_per_hour = 0.08;
    double walk_weight_per_day = 0.1;
    double walk_food_usd_per_day = 3.0;
    double interception_weight = 2.0;
    double danger_weight = 0.0;
    double least_leg_cost = 0.01;
    std::int64_t refresh_days = 7;
    double default_irregular_cost = 1.5;
    std::map<BorderPairRef, Knots> irregular_cost;
    std::map<BorderPairRef, Knots> official_cost;
    std::map<CountryRef, LearningSpec> learning;
    std::map<std::string, CorridorSpec> corridors;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "method",
               .about = "recursive_logit: over all efficient ways that remain (Dial 1971; Fosgerau and others 2013); "
                        "next_leg_logit: over every leg by its cost and the least cost beyond it"},
              self.method);
        visit({.name = "scale",
               .about = "how little cost matters between ways; near 0 everybody takes the least cost",
               .unit = "logit",
               .low = 1e-4,
               .high = 100},
              self.scale);
        visit({.name = "corridor_scale",
               .about = "the same between corridors",
               .unit = "logit",
               .low = 1e-4,
               .high = 100},
              self.corridor_scale);
        visit(
            {.name = "cost_weight_per_usd", .about = "weight of money", .unit = "logit per USD", .low = 0, .high = 1e3},
            self.cost_weight_per_usd);
        visit({.name = "bus_weight_per_hour",
               .about = "weight of an hour on a bus, raft or plane",
               .unit = "logit per hour",
               .low = 0,
               .high = 1e3},
              self.bus_weight_per_hour);
        visit({.name = "walk_weight_per_day",
               .about = "weight of a day on foot",
               .unit = "logit per day",
               .low = 0,
               .high = 1e3},
              self.walk_weight_per_day);
        visit({.name = "walk_food_usd_per_day",
               .about = "what a day on foot costs each person",
               .unit = "USD per day",
               .low = 0,
               .high = 1e3},
              self.walk_food_usd_per_day);
        visit({.name = "interception_weight",
               .about = "weight of the believed chance of being intercepted",
               .unit = "logit",
               .low = 0,
               .high = 1e3,
               .source = "assumption"},
              self.interception_weight);
        visit({.name = "danger_weight",
               .about =
                   "weight of what is told of robberies, extortion and abductions: parties struck on a leg, and at "
                   "stops where it ends, per party and per person who came there lately",
               .unit = "logit",
               .low = 0,
               .high = 1e3,
               .source = "assumption; that ways are chosen by danger too: facts 32"},
              self.danger_weight);
        visit({.name = "least_leg_cost",
               .about = "no leg costs less, so that every leg leads nearer or farther",
               .unit = "logit",
               .low = 1e-6,
               .high = 10},
              self.least_leg_cost);
        visit({.name = "refresh_days",
               .about = "days between two looks at what has been learnt; a change of policy is looked at on its day",
               .unit = "days",
               .low = 1,
               .high = 3650},
              self.refresh_days);
        visit({.name = "default_irregular_cost",
               .about = "cost of one irregular crossing where its border pair has none of its own",
               .unit = "logit",
               .low = 0,
               .high = 200},
              self.default_irregular_cost);
        visit({.name = "irregular_cost",
               .about = "cost of one irregular crossing by border pair",
               .unit = "logit",
               .low = 0,
               .high = 200},
              self.irregular_cost);
        visit({.name = "official_cost",
               .about = "cost of one official crossing by border pair: language, few compatriots on the far side",
               .unit = "logit",
               .low = 0,
               .high = 200},
              self.official_cost);
        visit({.name = "learning", .about = "extra cost of irregular entry that falls with use, by country entered"},
              self.learning);
        visit({.name = "corridors", .about = "far ways chosen before their legs; none means one way for all"},
              self.corridors);
    }
    friend bool operator==(const RouteSpec&, const RouteSpec&) = default;
};

}  // namespace corredor

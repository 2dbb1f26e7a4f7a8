#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/field.hpp"
#include "world/kinds.hpp"

namespace corredor {

// Rows of the CSV tables that a scenario names; a column has the name of its field.

struct NodeRow {
    std::string id;
    std::string name;
    std::string country;
    std::string region;
    double lat = 0.0;
    double lon = 0.0;
    std::int64_t population = 0;
    NodeKind kind = NodeKind::city;
    bool pass_through = false;
    std::string side_a;
    std::string side_b;
    std::string source;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "id", .about = "stable id", .required = true}, self.id);
        visit({.name = "name", .about = "name for people", .required = true}, self.name);
        visit({.name = "country", .about = "ISO 3166 two letters", .required = true}, self.country);
        visit({.name = "region", .about = "first administrative level"}, self.region);
        visit({.name = "lat", .about = "latitude", .unit = "degrees_north", .low = -90, .high = 90}, self.lat);
        visit({.name = "lon", .about = "longitude", .unit = "degrees_east", .low = -180, .high = 180}, self.lon);
        visit({.name = "population", .about = "people who live there", .unit = "people", .low = 0, .high = 1e9},
              self.population);
        visit({.name = "kind", .about = "kind of place", .required = true}, self.kind);
        visit({.name = "pass_through", .about = "1 for a point on a border where nobody stays"}, self.pass_through);
        visit({.name = "side_a", .about = "for a trocha point, one country"}, self.side_a);
        visit({.name = "side_b", .about = "for a trocha point, the other country"}, self.side_b);
        visit({.name = "source", .about = "where this is known from"}, self.source);
    }
};

struct LegRow {
    std::string id;
    std::string from;
    std::string to;
    LegKind kind = LegKind::road;
    std::string border_pair;
    double km = 0.0;
    double bus_hours = 0.0;
    std::optional<double> walk_days;
    double fare_usd = 0.0;
    double toll_low_usd = 0.0;
    double toll_usd = 0.0;
    double toll_high_usd = 0.0;
    std::string source;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "id", .about = "stable id", .required = true}, self.id);
        visit({.name = "from", .about = "node where it starts", .required = true}, self.from);
        visit({.name = "to", .about = "node where it ends", .required = true}, self.to);
        visit({.name = "kind", .about = "kind of way", .required = true}, self.kind);
        visit({.name = "border_pair", .about = "stretch of border that it crosses"}, self.border_pair);
        visit({.name = "km", .about = "length", .unit = "km", .low = 0, .high = 50'000}, self.km);
        visit({.name = "bus_hours",
               .about = "hours by bus, raft, guide's vehicle or plane",
               .unit = "hours",
               .low = 0.001,
               .high = 10'000,
               .required = true},
              self.bus_hours);
        visit({.name = "walk_days",
               .about = "days on foot; empty where nobody can walk",
               .unit = "days",
               .low = 0.001,
               .high = 10'000},
              self.walk_days);
        visit({.name = "fare_usd", .about = "fare per person", .unit = "USD", .low = 0, .high = 1e6}, self.fare_usd);
        visit({.name = "toll_low_usd", .about = "low estimate of the toll", .unit = "USD", .low = 0, .high = 1e6},
              self.toll_low_usd);
        visit({.name = "toll_usd",
               .about = "toll per person to whoever controls a trocha",
               .unit = "USD",
               .low = 0,
               .high = 1e6},
              self.toll_usd);
        visit({.name = "toll_high_usd", .about = "high estimate of the toll", .unit = "USD", .low = 0, .high = 1e6},
              self.toll_high_usd);
        visit({.name = "source", .about = "where this is known from"}, self.source);
    }
};

/// People who already live abroad on the first day.
struct StockRow {
    std::string node;
    std::int64_t people = 0;
    std::string source;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "node", .about = "where they live", .required = true}, self.node);
        visit({.name = "people", .about = "how many", .unit = "people", .low = 0, .high = 1e9, .required = true},
              self.people);
        visit({.name = "source", .about = "where this is known from"}, self.source);
    }
};

/// Registered irregular entries of other nationalities: what published totals hold beside ours.
struct OtherNationalitiesRow {
    std::string country;
    Date from;
    Date until;
    double registered_people = 0.0;
    std::string source;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "country", .about = "country entered", .required = true}, self.country);
        visit({.name = "from", .about = "first day", .required = true}, self.from);
        visit({.name = "until", .about = "day after the last", .required = true}, self.until);
        visit({.name = "registered_people",
               .about = "registered in that time",
               .unit = "people",
               .low = 0,
               .high = 1e9,
               .required = true},
              self.registered_people);
        visit({.name = "source", .about = "where this is known from"}, self.source);
    }
};

/// One observed value, with the definition it was published under.
struct TargetRow {
    std::string id;
    std::string quantity;
    std::string geography;
    Date from;
    Date until;
    double value = 0.0;
    std::string unit;
    std::string source;
    std::string confidence;
    std::string use;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "id", .about = "stable id", .required = true}, self.id);
        visit({.name = "quantity", .about = "what was observed", .required = true}, self.quantity);
        visit({.name = "geography", .about = "where", .required = true}, self.geography);
        visit({.name = "from", .about = "first day", .required = true}, self.from);
        visit({.name = "until", .about = "day after the last", .required = true}, self.until);
        visit({.name = "value", .about = "observed value", .required = true}, self.value);
        visit({.name = "unit", .about = "unit of the value"}, self.unit);
        visit({.name = "source", .about = "where this is known from"}, self.source);
        visit({.name = "confidence", .about = "high, medium or low"}, self.confidence);
        visit({.name = "use", .about = "calibration, validation or context"}, self.use);
    }
};

/// The tables of a scenario, read.
struct Tables {
    std::vector<NodeRow> nodes;
    std::vector<LegRow> legs;
    std::vector<StockRow> initial_stock;
    std::vector<OtherNationalitiesRow> other_nationalities;
    std::vector<TargetRow> targets;
};

}  // namespace corredor

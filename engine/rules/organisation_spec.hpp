#pragma once

#include <map>
#include <optional>

#include "base/field.hpp"

namespace corredor {

/// How one organisation stands to another.
enum class Relation : std::uint8_t { rival, partner, tributary };
inline constexpr std::array<std::string_view, 3> relation_names{"rival", "partner", "tributary"};
template <>
inline constexpr std::span<const std::string_view> names_of<Relation> = relation_names;

struct RelationSpec {
    Relation kind = Relation::rival;
    double contest = 1.0;
    double rivalry = 1.0;
    bool may_subdue = false;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "kind", .about = "rival, partner, or tributary: the other one pays"}, self.kind);
        visit({.name = "contest",
               .about = "weight of the other's strength in the contest for a place (equation E7)",
               .low = 0,
               .high = 10},
              self.contest);
        visit({.name = "rivalry",
               .about = "share of the violence between rivals that their meeting causes (equation E9)",
               .low = 0,
               .high = 10,
               .source = "parameters P090"},
              self.rivalry);
        visit({.name = "may_subdue",
               .about = "whether this organisation makes the other a tributary where it dominates (equation E8)"},
              self.may_subdue);
    }
    friend bool operator==(const RelationSpec&, const RelationSpec&) = default;
};

/// What an organisation knows of a business on the first day, and how far it could ever get.
struct KnowHowSpec {
    double start = 0.0;
    double cap = 1.0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "start", .about = "know-how on the first day, from 0 to 1", .low = 0, .high = 1}, self.start);
        visit({.name = "cap", .about = "know-how that it can never pass", .low = 0, .high = 1}, self.cap);
    }
    friend bool operator==(const KnowHowSpec&, const KnowHowSpec&) = default;
};

/// A criminal group: where it sits on the first day, what it can do, how it stands to the others (model 5.7).
struct OrganisationSpec {
    std::string name;
    std::string about;
    std::string source;
    std::optional<NodeRef> headquarters;
    double members = 0.0;
    std::map<NodeRef, double> seats;
    double treasury_usd = 0.0;
    double violence = 1.0;
    double expansion_per_month = 0.0;
    double reinforcement_per_week = 0.0;
    double recruit_pool_factor = 1.0;
    std::map<NodeRef, double> recruit_pool_at;
    std::map<EconomyRef, KnowHowSpec> economies;
    std::map<OrganisationRef, RelationSpec> relations;
    double alliance_breakdown_per_year = 0.0;
    std::optional<OrganisationRef> splinter_of;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "name", .about = "name for people", .required = true}, self.name);
        visit({.name = "about", .about = "what it is, in a sentence"}, self.about);
        visit({.name = "source", .about = "where this is known from"}, self.source);
        visit({.name = "headquarters", .about = "node from which it is led; left out: cells without a head"},
              self.headquarters);
        visit({.name = "members", .about = "members on the first day", .unit = "people", .low = 0, .high = 1e6},
              self.members);
        visit({.name = "seats", .about = "share of its members at each node on the first day", .low = 0, .high = 1},
              self.seats);
        visit({.name = "treasury_usd",
               .about = "money of its leaders on the first day",
               .unit = "USD",
               .low = 0,
               .high = 1e10},
              self.treasury_usd);
        visit({.name = "violence", .about = "strength of one member in the contest for a place", .low = 0, .high = 100},
              self.violence);
        visit({.name = "expansion_per_month",
               .about = "groups of pioneers that it sends out at full command and treasury; 0: it stays where it is",
               .unit = "per month",
               .low = 0,
               .high = 100},
              self.expansion_per_month);
        visit({.name = "reinforcement_per_week",
               .about = "members that it brings up where a market is contested, at a stake of 200,000 USD a week",
               .unit = "people per week",
               .low = 0,
               .high = 1000},
              self.reinforcement_per_week);
        visit({.name = "recruit_pool_factor",
               .about = "times the people whom it could recruit at a place",
               .low = 0,
               .high = 100},
              self.recruit_pool_factor);
        visit({.name = "recruit_pool_at",
               .about = "people whom it could recruit at single nodes, instead of cells.recruit_pool",
               .unit = "people",
               .low = 0,
               .high = 1e6},
              self.recruit_pool_at);
        visit({.name = "economies", .about = "the businesses that it can take up"}, self.economies);
        visit({.name = "relations", .about = "how it stands to others; who is not named is a rival"}, self.relations);
        visit({.name = "alliance_breakdown_per_year",
               .about = "rate at which its alliances collapse for good",
               .unit = "per year",
               .low = 0,
               .high = 50,
               .source = "parameters P091: 0.02-0.4"},
              self.alliance_breakdown_per_year);
        visit({.name = "splinter_of", .about = "the organisation whose cells become this one when they break away"},
              self.splinter_of);
    }
    friend bool operator==(const OrganisationSpec&, const OrganisationSpec&) = default;

    /// Whether both are the same on the first day, whatever they may do later.
    [[nodiscard]] bool starts_like(const OrganisationSpec& other) const
    {
        return headquarters == other.headquarters && members == other.members && seats == other.seats &&
               treasury_usd == other.treasury_usd && splinter_of == other.splinter_of;
    }
};

}  // namespace corredor

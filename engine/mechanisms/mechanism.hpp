#pragma once

#include <map>

#include "base/field.hpp"
#include "world/kinds.hpp"

namespace corredor {

/// When in the life of a person on the move a mechanism may strike.
enum class Stage : std::uint8_t { stop, trocha, origin, residence, arrival };
inline constexpr std::array<std::string_view, 5> stage_names{"stop", "trocha", "origin", "residence", "arrival"};
inline constexpr std::size_t stage_count = stage_names.size();
template <>
inline constexpr std::span<const std::string_view> names_of<Stage> = stage_names;

/// Whom a mechanism takes captive.
enum class Captures : std::uint8_t { party, one_member, adult_woman, adult, minor };
inline constexpr std::array<std::string_view, 5> captures_names{"party", "one_member", "adult_woman", "adult", "minor"};
template <>
inline constexpr std::span<const std::string_view> names_of<Captures> = captures_names;

/// What becomes of whoever it takes.
enum class LeadsTo : std::uint8_t { nothing, kidnapped, debt_bondage, trafficked, courier, recruited };
inline constexpr std::array<std::string_view, 6> leads_to_names{"nothing",    "kidnapped", "debt_bondage",
                                                                "trafficked", "courier",   "recruited"};
template <>
inline constexpr std::span<const std::string_view> names_of<LeadsTo> = leads_to_names;

/// A way in which people on the move are harmed: who is exposed, how often, and what it takes. Mechanisms are data. All
/// that reach the same party compete for it in one routine.
struct MechanismSpec {
    std::string about;
    Stage stage = Stage::stop;
    std::optional<Economy> economy;
    double background_share = 0.0;
    double hazard_per_day = 0.0;
    std::map<NodeRef, double> hazard_per_day_at;
    double chance = 0.0;
    std::map<NodeRef, double> chance_at;
    double share_of_cash = 0.0;
    double takes_usd = 0.0;
    std::map<NodeRef, double> takes_usd_at;
    LeadsTo leads_to = LeadsTo::nothing;
    Captures captures = Captures::adult;
    double debt_usd = 0.0;
    double factor_walking = 1.0;
    double factor_no_papers = 1.0;
    double factor_alone = 1.0;
    double factor_guided = 1.0;
    double factor_package = 1.0;
    double factor_woman = 1.0;
    double factor_minors = 1.0;
    double factor_no_cash = 1.0;
    double factor_in_debt = 1.0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit({.name = "about", .about = "what it is, in a sentence"}, self.about);
        visit({.name = "stage",
               .about = "when it may strike. stop: on each day on which a party stands still at a node; trocha: at an "
                        "irregular crossing; origin: at departure, by deceit: whoever it takes travels with an escort "
                        "to where "
                        "people are held; residence: on each day of those who have settled; arrival: when a client "
                        "of a package arrives in debt, times the share who are turned into victims"},
              self.stage);
        visit({.name = "economy",
               .about = "business that it belongs to: its hazard is multiplied by the reach, from 0 to 1, that "
                        "organisations have in it at the place. Left out: common crime, which needs none"},
              self.economy);
        visit({.name = "background_share",
               .about = "part of the hazard of an economy's mechanism that is there without any organisation",
               .low = 0,
               .high = 1},
              self.background_share);
        visit({.name = "hazard_per_day",
               .about = "hazard for a party that has stopped or settled, at any node",
               .unit = "per day",
               .low = 0,
               .high = 50},
              self.hazard_per_day);
        visit({.name = "hazard_per_day_at",
               .about = "hazard at single nodes, instead of the general one",
               .unit = "per day",
               .low = 0,
               .high = 50},
              self.hazard_per_day_at);
        visit({.name = "chance", .about = "chance at each event of its stage, at any node", .low = 0, .high = 1},
              self.chance);
        visit({.name = "chance_at", .about = "chance at single nodes, instead of the general one", .low = 0, .high = 1},
              self.chance_at);
        visit({.name = "share_of_cash", .about = "part of the purse that is taken", .low = 0, .high = 1},
              self.share_of_cash);
        visit({.name = "takes_usd",
               .about = "amount taken on top, as far as the purse goes",
               .unit = "USD",
               .low = 0,
               .high = 1e6},
              self.takes_usd);
        visit({.name = "takes_usd_at",
               .about = "amount at single nodes, instead of the general one",
               .unit = "USD",
               .low = 0,
               .high = 1e6},
              self.takes_usd_at);
        visit({.name = "leads_to",
               .about = "what becomes of whoever it takes captive. nothing: nobody is taken; recruited: joins the "
                        "organisation and stays where he or she is"},
              self.leads_to);
        visit({.name = "captures",
               .about = "whom it takes. For minors only abduction, separation and return are modelled: whatever takes "
                        "minors, or may, leads to kidnapped or to nothing"},
              self.captures);
        visit({.name = "debt_usd",
               .about = "median of the debt that a captive is told of; 0: that of captivity",
               .unit = "USD",
               .low = 0,
               .high = 1e6},
              self.debt_usd);
        visit({.name = "factor_walking", .about = "times the hazard for those on foot", .low = 0, .high = 100},
              self.factor_walking);
        visit({.name = "factor_no_papers",
               .about = "times the hazard for those without a passport or visa",
               .low = 0,
               .high = 100},
              self.factor_no_papers);
        visit({.name = "factor_alone", .about = "times the hazard for a party of one", .low = 0, .high = 100},
              self.factor_alone);
        visit({.name = "factor_guided", .about = "times the hazard for those with a guide", .low = 0, .high = 100},
              self.factor_guided);
        visit({.name = "factor_package",
               .about = "times the hazard for those whose whole journey was sold to them",
               .low = 0,
               .high = 100},
              self.factor_package);
        visit({.name = "factor_woman",
               .about = "times the hazard for a party with an adult woman",
               .low = 0,
               .high = 100},
              self.factor_woman);
        visit({.name = "factor_minors", .about = "times the hazard for a party with minors", .low = 0, .high = 100},
              self.factor_minors);
        visit({.name = "factor_no_cash",
               .about = "times the hazard for those with less than endowment.no_cash_below_usd each",
               .low = 0,
               .high = 100},
              self.factor_no_cash);
        visit({.name = "factor_in_debt",
               .about = "times the hazard for those who owe money for their journey",
               .low = 0,
               .high = 100},
              self.factor_in_debt);
    }
    friend bool operator==(const MechanismSpec&, const MechanismSpec&) = default;
};

}  // namespace corredor

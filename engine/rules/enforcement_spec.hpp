#pragma once

#include <map>

#include "base/field.hpp"

namespace corredor {

/// Police and courts against cells (equation E10; model 5.8).
struct EnforcementSpec {
    std::map<CountryRef, double> clearance;
    std::map<CountryRef, double> corruption;
    std::map<NodeRef, double> homicides_per_year_at;
    double bribe_share = 0.08;
    double heat_per_weekly_homicide = 0.05;
    double heat_per_member_week = 0.0008;
    double corruption_hides = 0.8;
    double heat_fade_per_week = 0.043;
    double arrests_per_week = 0.0047;
    double operations_per_week = 0.0225;
    double operation_smallest_cell = 12.0;
    double operation_share = 0.63;
    double operation_share_factor = 0.56;
    double operation_largest = 50.0;
    double operation_leavers_share = 0.12;
    double operation_leavers_to_neighbour_share = 0.3;
    double operation_link_factor = 0.6;
    double operation_control_factor = 0.5;
    double operation_rescued_share = 0.3;
    double underground_weeks = 16.0;
    double underground_cut = 0.7;
    double dismantled_share = 0.6;
    double police_weeks = 52.0;
    double police_least = 0.7;
    double police_most = 2.2;
    double police_for_newcomers = 2.2;
    double police_for_locals = 0.8;
    double rescue_per_year = 0.03;
    double fear_per_homicide = 0.02;
    double fear_fade_per_week = 0.05;
    double fear_most = 0.5;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        constexpr std::string_view prototype = "a trial of the equations on given flows; assumption";
        visit({.name = "clearance",
               .about = "how far the police of each country clear up crime; 0.3 where one is not named",
               .low = 0,
               .high = 1,
               .source = prototype},
              self.clearance);
        visit({.name = "corruption",
               .about = "how far they are bought; 0.5 where one is not named",
               .low = 0,
               .high = 1,
               .source = prototype},
              self.corruption);
        visit({.name = "homicides_per_year_at",
               .about = "killings that have nothing to do with the organisations",
               .unit = "per year",
               .low = 0,
               .high = 1e5},
              self.homicides_per_year_at);
        visit({.name = "bribe_share",
               .about = "part of revenue that cells pay to officials where all are bought",
               .low = 0,
               .high = 1,
               .source = prototype},
              self.bribe_share);
        visit({.name = "heat_per_weekly_homicide",
               .about = "attention that one killing draws to a cell",
               .low = 0,
               .high = 10,
               .source = "parameters P088: 0.02-0.2"},
              self.heat_per_weekly_homicide);
        visit({.name = "heat_per_member_week",
               .about = "attention that a week's work of one member draws in a business of weight 1",
               .low = 0,
               .high = 1,
               .source = "fitted to the number of operations"},
              self.heat_per_member_week);
        visit({.name = "corruption_hides",
               .about = "part of a cell's work that bought police do not see",
               .low = 0,
               .high = 1,
               .source = prototype},
              self.corruption_hides);
        visit({.name = "heat_fade_per_week",
               .about = "rate at which attention fades",
               .unit = "per week",
               .low = 0,
               .high = 1,
               .source = prototype},
              self.heat_fade_per_week);
        visit({.name = "arrests_per_week",
               .about = "quarter of the rate of single arrests at full heat and force",
               .unit = "per week",
               .low = 0,
               .high = 1,
               .source = "fitted to P085: 60-150 a year in Peru"},
              self.arrests_per_week);
        visit({.name = "operations_per_week",
               .about = "rate of operations against a cell at full heat and force",
               .unit = "per week",
               .low = 0,
               .high = 1,
               .source = "fitted: 22 to 43 operations from 2015 to 2025"},
              self.operations_per_week);
        visit({.name = "operation_smallest_cell",
               .about = "size below which no operation is mounted",
               .unit = "people",
               .low = 1,
               .high = 1e4,
               .source = prototype},
              self.operation_smallest_cell);
        visit({.name = "operation_share",
               .about = "part of a cell that the first operation arrests",
               .low = 0,
               .high = 1,
               .source = "parameters P072: 15-33 people"},
              self.operation_share);
        visit({.name = "operation_share_factor",
               .about = "times that share for every operation before: cells learn",
               .low = 0,
               .high = 1,
               .source = "parameters P073: 0.09-0.7"},
              self.operation_share_factor);
        visit({.name = "operation_largest",
               .about = "members whom one operation can reach",
               .unit = "people",
               .low = 1,
               .high = 1e5,
               .source = prototype},
              self.operation_largest);
        visit({.name = "operation_leavers_share",
               .about = "part of those left who go away",
               .low = 0,
               .high = 1,
               .source = prototype},
              self.operation_leavers_share);
        visit({.name = "operation_leavers_to_neighbour_share",
               .about = "part of these who join the nearest cell",
               .low = 0,
               .high = 1,
               .source = "parameters P140: 0.1-0.6"},
              self.operation_leavers_to_neighbour_share);
        visit({.name = "operation_link_factor",
               .about = "times the hold of headquarters over the cell",
               .low = 0,
               .high = 1,
               .source = prototype},
              self.operation_link_factor);
        visit({.name = "operation_control_factor",
               .about = "times its control and its heat",
               .low = 0,
               .high = 1,
               .source = prototype},
              self.operation_control_factor);
        visit({.name = "operation_rescued_share",
               .about = "part of the people held at the place who are freed",
               .low = 0,
               .high = 1,
               .source = "parameters P125: 30 to 120 people in one operation"},
              self.operation_rescued_share);
        visit({.name = "underground_weeks",
               .about = "weeks for which a cell lies low",
               .unit = "weeks",
               .low = 0.1,
               .high = 1000,
               .source = prototype},
              self.underground_weeks);
        visit({.name = "underground_cut",
               .about = "part of its work that it drops meanwhile",
               .low = 0,
               .high = 1,
               .source = prototype},
              self.underground_cut);
        visit({.name = "dismantled_share",
               .about = "part of a cell that must be lost within 30 days for it to count as dismantled",
               .low = 0,
               .high = 1,
               .source = "assumption"},
              self.dismantled_share);
        visit({.name = "police_weeks",
               .about = "weeks in which police moves to where crime is recorded",
               .unit = "weeks",
               .low = 1,
               .high = 1000,
               .source = prototype},
              self.police_weeks);
        visit({.name = "police_least",
               .about = "strength of the police where nothing is recorded",
               .low = 0,
               .high = 10,
               .source = prototype},
              self.police_least);
        visit({.name = "police_most", .about = "and where most is", .low = 0, .high = 10, .source = prototype},
              self.police_most);
        visit({.name = "police_for_newcomers",
               .about = "added to the strength of the police at the full heat of an organisation that spreads",
               .low = 0,
               .high = 100,
               .source = prototype},
              self.police_for_newcomers);
        visit({.name = "police_for_locals",
               .about = "and of one that does not",
               .low = 0,
               .high = 100,
               .source = prototype},
              self.police_for_locals);
        visit({.name = "rescue_per_year",
               .about = "rate at which the police find a person who is held",
               .unit = "per year",
               .low = 0,
               .high = 50,
               .source = "parameters P121: 0.005-0.1"},
              self.rescue_per_year);
        visit({.name = "fear_per_homicide",
               .about = "what a killing at the place takes off attempts to escape",
               .low = 0,
               .high = 1,
               .source = "parameters P087: 0.05-0.5 in all"},
              self.fear_per_homicide);
        visit({.name = "fear_fade_per_week",
               .about = "rate at which that is forgotten",
               .unit = "per week",
               .low = 0,
               .high = 1,
               .source = "assumption"},
              self.fear_fade_per_week);
        visit({.name = "fear_most", .about = "its highest value", .low = 0, .high = 1, .source = "parameters P087"},
              self.fear_most);
    }
    friend bool operator==(const EnforcementSpec&, const EnforcementSpec&) = default;
};

}  // namespace corredor

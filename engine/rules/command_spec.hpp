#pragma once

#include <map>

#include "base/field.hpp"

namespace corredor {

/// How an organisation is led. The field's open question is a switch.
enum class Doctrine : std::uint8_t { hierarchy, franchise, federation };
inline constexpr std::array<std::string_view, 3> doctrine_names{"hierarchy", "franchise", "federation"};
template <>
inline constexpr std::span<const std::string_view> names_of<Doctrine> = doctrine_names;

/// The three readings of what follows when the headquarters is lost (fact 89).
enum class SeatLoss : std::uint8_t { adapt, recentralise, federate };
inline constexpr std::array<std::string_view, 3> seat_loss_names{"adapt", "recentralise", "federate"};
template <>
inline constexpr std::span<const std::string_view> names_of<SeatLoss> = seat_loss_names;

/// Tribute, the hold of headquarters over cells, rotation, and what losing headquarters does (equation E12).
struct CommandSpec {
    Doctrine doctrine = Doctrine::hierarchy;
    SeatLoss aftermath = SeatLoss::adapt;
    double link_restored_per_week = 0.047;
    double link_decay_per_week = 0.0143;
    double link_decay_per_1000_km_week = 0.0032;
    double sanctuary_weight = 0.64;
    double remitted_share = 0.38;
    double franchise_remitted_factor = 0.5;
    double franchise_below = 0.5;
    double federation_below = 0.25;
    double saved_share = 0.25;
    double headquarters_cost_usd_per_week = 7700.0;
    double treasury_full_usd = 2.9e6;
    double rotation_heat = 0.7;
    double rotation_per_week = 0.1;
    double rotation_heat_factor = 0.7;
    double rotation_link_gain = 0.15;
    double rotation_know_how_factor = 0.96;
    double sanctuary_after_raid = 0.06;
    double adapt_sanctuary = 0.45;
    double adapt_weeks = 40.0;
    double adapt_central_share = 0.1;
    double recentralise_sanctuary = 0.8;
    double recentralise_weeks = 78.0;
    double federate_weeks = 60.0;
    double dispersed_share = 0.85;
    double dispersed_to_cells_share = 0.47;
    double splinter_link = 0.15;
    double splinter_members = 20.0;
    double splinter_per_year = 0.3;
    double freed_per_year = 0.4;
    double prison_command = 0.5;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        constexpr std::string_view prototype = "a trial of the equations on given flows; assumption";
        visit(
            {.name = "doctrine",
             .about = "hierarchy: cells obey and pay; franchise: they pay less and rotate nobody; federation: neither",
             .source = "unresolved (fact 29): P079 0.4-0.95"},
            self.doctrine);
        visit({.name = "aftermath",
               .about = "after the headquarters is lost: adapt, recentralise or federate",
               .source = "unresolved (fact 89)"},
              self.aftermath);
        visit({.name = "link_restored_per_week",
               .about = "rate at which a headquarters at full strength restores its hold over a cell",
               .unit = "per week",
               .low = 0,
               .high = 1,
               .source = "fitted to P079 and P080"},
              self.link_restored_per_week);
        visit({.name = "link_decay_per_week",
               .about = "rate at which the hold is lost",
               .unit = "per week",
               .low = 0,
               .high = 1,
               .source = prototype},
              self.link_decay_per_week);
        visit({.name = "link_decay_per_1000_km_week",
               .about = "and for every 1,000 km from headquarters",
               .unit = "per week",
               .low = 0,
               .high = 1,
               .source = prototype},
              self.link_decay_per_1000_km_week);
        visit({.name = "sanctuary_weight",
               .about = "part of the headquarters' strength that its safe seat gives; the rest is its treasury",
               .low = 0,
               .high = 1,
               .source = prototype},
              self.sanctuary_weight);
        visit({.name = "remitted_share",
               .about = "part of its profit that a cell at full link sends up",
               .low = 0,
               .high = 1,
               .source = "parameters P078: 0.05-0.5"},
              self.remitted_share);
        visit({.name = "franchise_remitted_factor",
               .about = "times that share under a franchise",
               .low = 0,
               .high = 1,
               .source = "assumption"},
              self.franchise_remitted_factor);
        visit({.name = "franchise_below",
               .about = "command below which an organisation that has lost its seat is no more than a franchise",
               .low = 0,
               .high = 1,
               .source = "assumption"},
              self.franchise_below);
        visit({.name = "federation_below",
               .about = "and below which it is a federation",
               .low = 0,
               .high = 1,
               .source = "assumption"},
              self.federation_below);
        visit({.name = "saved_share",
               .about = "part of the leaders' income that stays in the treasury",
               .low = 0,
               .high = 1,
               .source = prototype},
              self.saved_share);
        visit({.name = "headquarters_cost_usd_per_week",
               .about = "what keeping the headquarters costs",
               .unit = "USD per week",
               .low = 0,
               .high = 1e7,
               .source = prototype},
              self.headquarters_cost_usd_per_week);
        visit({.name = "treasury_full_usd",
               .about = "treasury at which expansion is at its full rate",
               .unit = "USD",
               .low = 1,
               .high = 1e10,
               .source = "fitted to the first presence abroad"},
              self.treasury_full_usd);
        visit({.name = "rotation_heat",
               .about = "heat at which a lieutenant is moved on",
               .low = 0,
               .high = 1,
               .source = "parameters P081: 0.4-0.8"},
              self.rotation_heat);
        visit({.name = "rotation_per_week",
               .about = "chance a week, at full link, that it happens",
               .low = 0,
               .high = 1,
               .source = "parameters P082: 1 to 8 months"},
              self.rotation_per_week);
        visit({.name = "rotation_heat_factor",
               .about = "times the heat of the cell then",
               .low = 0,
               .high = 1,
               .source = prototype},
              self.rotation_heat_factor);
        visit({.name = "rotation_link_gain",
               .about = "added to its link to headquarters",
               .low = 0,
               .high = 1,
               .source = prototype},
              self.rotation_link_gain);
        visit({.name = "rotation_know_how_factor",
               .about = "times its know-how",
               .low = 0,
               .high = 1,
               .source = prototype},
              self.rotation_know_how_factor);
        visit({.name = "sanctuary_after_raid",
               .about = "what is left of the safe seat when the headquarters is lost",
               .low = 0,
               .high = 1,
               .source = "fitted to P080"},
              self.sanctuary_after_raid);
        visit({.name = "adapt_sanctuary",
               .about = "adapt: level to which leaders in hiding build their seat again",
               .low = 0,
               .high = 1,
               .source = prototype},
              self.adapt_sanctuary);
        visit({.name = "adapt_weeks",
               .about = "adapt: in how many weeks",
               .unit = "weeks",
               .low = 1,
               .high = 1000,
               .source = prototype},
              self.adapt_weeks);
        visit({.name = "adapt_central_share",
               .about =
                   "adapt: part of the revenue of journeys and drug production that goes to the leaders instead of "
                   "the prison tax",
               .low = 0,
               .high = 1,
               .source = "assumption"},
              self.adapt_central_share);
        visit({.name = "recentralise_sanctuary",
               .about = "recentralise: level of the new seat",
               .low = 0,
               .high = 1,
               .source = prototype},
              self.recentralise_sanctuary);
        visit({.name = "recentralise_weeks",
               .about = "recentralise: in how many weeks",
               .unit = "weeks",
               .low = 1,
               .high = 1000,
               .source = prototype},
              self.recentralise_weeks);
        visit({.name = "federate_weeks",
               .about = "federate: weeks in which what is left of the seat fades",
               .unit = "weeks",
               .low = 1,
               .high = 1000,
               .source = prototype},
              self.federate_weeks);
        visit({.name = "dispersed_share",
               .about = "part of the members at the headquarters who get away from a raid",
               .low = 0,
               .high = 1,
               .source = "facts 115, 116: 3,000 counted, 1,500 found"},
              self.dispersed_share);
        visit({.name = "dispersed_to_cells_share",
               .about = "part of these who reach another cell; the rest leave the trade",
               .low = 0,
               .high = 1,
               .source = prototype},
              self.dispersed_to_cells_share);
        visit({.name = "splinter_link",
               .about = "hold of headquarters below which a cell may break away",
               .low = 0,
               .high = 1,
               .source = "assumption"},
              self.splinter_link);
        visit({.name = "splinter_members",
               .about = "members that it needs for that",
               .unit = "people",
               .low = 1,
               .high = 1e4,
               .source = "assumption"},
              self.splinter_members);
        visit({.name = "splinter_per_year",
               .about = "rate at which such a cell breaks away",
               .unit = "per year",
               .low = 0,
               .high = 50,
               .source = "assumption"},
              self.splinter_per_year);
        visit({.name = "freed_per_year",
               .about = "rate at which imprisoned members are freed or escape",
               .unit = "per year",
               .low = 0,
               .high = 50,
               .source = "parameters P134: 18 to 36 months from arrest to sentence"},
              self.freed_per_year);
        visit({.name = "prison_command",
               .about = "part of the freed who go back to the organisation",
               .low = 0,
               .high = 1,
               .source = "parameters P135"},
              self.prison_command);
    }
    friend bool operator==(const CommandSpec&, const CommandSpec&) = default;
};

}  // namespace corredor

#pragma once

#include <map>

#include "base/field.hpp"

namespace corredor {

/// How cells work, grow, contest places and spread (equations E2 to E9 and E11; model 5.7).
struct CellSpec {
    double capacity_factor = 1.0;
    double closure_price_factor = 2.35;
    double learning_per_year = 1.2;
    double imitation_per_week = 0.004;
    double new_cell_know_how = 0.8;
    double portfolio_speed_per_week = 0.146;
    double portfolio_mutation = 0.02;
    double recruitment_per_month = 0.1;
    double desertion_per_month = 0.07;
    double recruit_pool = 28.0;
    double recruit_pool_per_inhabitant = 4.4e-5;
    double recruit_pool_per_settled = 0.0;
    std::map<NodeRef, double> recruit_pool_at;
    std::map<CountryRef, double> wage_usd_per_week;
    std::map<CountryRef, double> price_level;
    double reserve_share = 0.2;
    double reserve_usd_per_member = 2000.0;
    double expected_share_of_wage = 0.5;
    double yield_without_capital = 0.3;
    double capital_for_share = 0.05;
    double affiliates_share_paid = 0.3;
    double affiliate_labour = 0.15;
    double affiliates_hired_per_week = 0.1;
    double tribute_share = 0.25;
    double control_weeks = 20.5;
    double contest_exponent = 1.155;
    double contest_resistance = 3.0;
    double broken_alliance_contest = 1.3;
    double homicides_per_week = 0.072;
    double conflict_deaths = 0.15;
    double enforcement_killings_per_member_week = 0.0002;
    double dominance = 0.62;
    double dominance_members = 10;
    double subdue_weeks = 37.0;
    double subdued_fade_weeks = 104.0;
    double subdued_tribute_share = 0.23;
    double subdued_peace = 0.85;
    double monopoly_toll_rise = 0.2;
    double chain_km = 600.0;
    double chain_hold = 0.8;
    double half_strength_members = 8;
    double pioneers = 8.0;
    double pioneer_cell = 7.0;
    double pioneer_control = 0.15;
    double expansion_temperature_usd = 80.0;
    double expansion_outside_usd = 120;
    double expansion_outside_weight = 0.15;
    double expansion_km = 685.0;
    double expansion_hops = 3.0;
    double outpost_members = 5;
    double expansion_cost_usd = 24'000.0;
    double reinforcement_stake_usd = 200000;
    double reinforcement_pool = 600;
    double reinforced_up_to = 41.0;
    double flow_half_per_week = 2200.0;
    double flow_exponent = 3.2;
    double flow_total_weight = 0.05;
    double entries_memory_weeks = 8;
    double conversion_scale = 0.06;
    double conversion_half = 30.0;
    double conversion_impatience_per_week = 0.03;
    double client_margin_usd = 75.0;
    double captive_exit_per_week = 0.03;
    bool conversion = true;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        constexpr std::string_view prototype = "a trial of the equations on given flows; assumption";
        visit({.name = "capacity_factor",
               .about = "times the capacity of every business",
               .low = 0,
               .high = 100,
               .source = "fitted to the profit of a large cell (P095) and the leaders' income (P092)"},
              self.capacity_factor);
        visit({.name = "closure_price_factor",
               .about = "times the prices of smuggling where all posts of the country are shut",
               .low = 1,
               .high = 100,
               .source = "parameters P042: 1.5-5"},
              self.closure_price_factor);
        visit({.name = "learning_per_year",
               .about = "rate at which practice turns into know-how",
               .unit = "per year",
               .low = 0,
               .high = 100,
               .source = prototype},
              self.learning_per_year);
        visit({.name = "imitation_per_week",
               .about = "rate at which a linked cell takes over what the best one knows",
               .unit = "per week",
               .low = 0,
               .high = 1,
               .source = prototype},
              self.imitation_per_week);
        visit({.name = "new_cell_know_how",
               .about = "part of the best cell's know-how that pioneers bring along",
               .low = 0,
               .high = 1,
               .source = prototype},
              self.new_cell_know_how);
        visit({.name = "portfolio_speed_per_week",
               .about = "speed at which members move to the business with the better margin",
               .unit = "per week",
               .low = 0,
               .high = 10,
               .source = prototype},
              self.portfolio_speed_per_week);
        visit({.name = "portfolio_mutation",
               .about = "share of members who try out another business every week",
               .low = 0,
               .high = 1,
               .source = prototype},
              self.portfolio_mutation);
        visit({.name = "recruitment_per_month",
               .about = "rate at which a very profitable cell recruits",
               .unit = "per month",
               .low = 0,
               .high = 10,
               .source = "fitted to members in 2018 and 2023; P083 (0.005-0.05) is net of losses"},
              self.recruitment_per_month);
        visit({.name = "desertion_per_month",
               .about = "rate at which members who are not paid leave",
               .unit = "per month",
               .low = 0,
               .high = 10,
               .source = prototype},
              self.desertion_per_month);
        visit({.name = "recruit_pool",
               .about = "people whom an organisation could recruit at any place",
               .unit = "people",
               .low = 0,
               .high = 1e6,
               .source = prototype},
              self.recruit_pool);
        visit({.name = "recruit_pool_per_inhabitant",
               .about = "and for each inhabitant",
               .low = 0,
               .high = 1,
               .source = prototype},
              self.recruit_pool_per_inhabitant);
        visit({.name = "recruit_pool_per_settled",
               .about = "and for each migrant settled there",
               .low = 0,
               .high = 1,
               .source = "assumption: local youths and migrants join (fact 112)"},
              self.recruit_pool_per_settled);
        visit({.name = "recruit_pool_at",
               .about = "the same at single nodes, instead",
               .unit = "people",
               .low = 0,
               .high = 1e6,
               .source = "parameters P071; targets T266, T267"},
              self.recruit_pool_at);
        visit({.name = "wage_usd_per_week",
               .about = "what a member could earn otherwise; 70 where a country is not named",
               .unit = "USD per week",
               .low = 0,
               .high = 1e4,
               .source = prototype},
              self.wage_usd_per_week);
        visit({.name = "price_level",
               .about = "price level of illegal rents; 1 where a country is not named",
               .low = 0,
               .high = 100,
               .source = prototype},
              self.price_level);
        visit({.name = "reserve_share",
               .about = "part of a profit that a cell keeps as working capital",
               .low = 0,
               .high = 1,
               .source = "assumption"},
              self.reserve_share);
        visit({.name = "reserve_usd_per_member",
               .about = "working capital beyond which all profit is paid out",
               .unit = "USD",
               .low = 0,
               .high = 1e6,
               .source = "assumption"},
              self.reserve_usd_per_member);
        visit({.name = "expected_share_of_wage",
               .about = "part of the local wage below which a member counts as not paid",
               .low = 0,
               .high = 10,
               .source = prototype},
              self.expected_share_of_wage);
        visit({.name = "yield_without_capital",
               .about = "part of the yield that is left to a cell without the capital that a business asks for",
               .low = 0,
               .high = 1,
               .source = prototype},
              self.yield_without_capital);
        visit({.name = "capital_for_share",
               .about = "share of its members for whom a cell needs that capital before it takes up a business",
               .low = 0,
               .high = 1,
               .source = prototype},
              self.capital_for_share);
        visit({.name = "affiliates_share_paid",
               .about = "part of what affiliates bring in that they are paid",
               .low = 0,
               .high = 1,
               .source = "assumption"},
              self.affiliates_share_paid);
        visit({.name = "affiliate_labour",
               .about = "work of an affiliate in that of a member",
               .low = 0,
               .high = 1,
               .source = "assumption: 40 jaladores and drivers serve a cell of 25 (P046, P071)"},
              self.affiliate_labour);
        visit({.name = "affiliates_hired_per_week",
               .about = "part of the affiliates still wanting who are hired in a week",
               .low = 0,
               .high = 1,
               .source = "assumption"},
              self.affiliates_hired_per_week);
        visit({.name = "tribute_share",
               .about = "part of guides' pay that whoever holds the trocha can ask for",
               .low = 0,
               .high = 1,
               .source = "parameters P051: 0.1-0.5"},
              self.tribute_share);
        visit({.name = "control_weeks",
               .about = "weeks in which control follows strength",
               .unit = "weeks",
               .low = 0.1,
               .high = 1000,
               .source = "parameters P076: penetration takes 2 to 12 months"},
              self.control_weeks);
        visit({.name = "contest_exponent",
               .about = "how far the stronger takes more than its share",
               .low = 0.1,
               .high = 10,
               .source = prototype},
              self.contest_exponent);
        visit({.name = "contest_resistance",
               .about = "strength that nobody's ground puts up, at a place of 1/9 of a million people",
               .low = 0.001,
               .high = 1000,
               .source = prototype},
              self.contest_resistance);
        visit({.name = "broken_alliance_contest",
               .about = "weight of a former ally in the contest for a place, at least",
               .low = 0,
               .high = 10,
               .source = prototype},
              self.broken_alliance_contest);
        visit({.name = "homicides_per_week",
               .about = "killings between two rivals of one member each who share a place evenly, times four",
               .unit = "per week",
               .low = 0,
               .high = 100,
               .source = "fitted to Tarapacá in 2021 (targets T208 to T211)"},
              self.homicides_per_week);
        visit({.name = "conflict_deaths",
               .about = "members lost for each killing",
               .low = 0,
               .high = 1,
               .source = prototype},
              self.conflict_deaths);
        visit(
            {.name = "enforcement_killings_per_member_week",
             .about = "killings of those who refuse a racket, for each member at work in one where it holds the place",
             .unit = "per week",
             .low = 0,
             .high = 1,
             .source = "assumption: P108 and P109, refusal is punished (fact 105)"},
            self.enforcement_killings_per_member_week);
        visit({.name = "dominance",
               .about = "share of two organisations' control above which one subdues the other",
               .low = 0.5,
               .high = 1,
               .source = prototype},
              self.dominance);
        visit({.name = "dominance_members",
               .about = "members that it needs for that",
               .unit = "people",
               .low = 0,
               .high = 10000,
               .source = prototype},
              self.dominance_members);
        visit({.name = "subdue_weeks",
               .about = "weeks of dominance until the other is a tributary",
               .unit = "weeks",
               .low = 1,
               .high = 1000,
               .source = "parameters P077: 6 to 36 months"},
              self.subdue_weeks);
        visit({.name = "subdued_fade_weeks",
               .about = "weeks in which a tributary frees itself when nobody dominates",
               .unit = "weeks",
               .low = 1,
               .high = 1000,
               .source = prototype},
              self.subdued_fade_weeks);
        visit({.name = "subdued_tribute_share",
               .about = "part of a tributary's revenue that it pays",
               .low = 0,
               .high = 1,
               .source = "parameters P089"},
              self.subdued_tribute_share);
        visit({.name = "subdued_peace",
               .about = "part of the violence that ends when one has subdued the other",
               .low = 0,
               .high = 1,
               .source = prototype},
              self.subdued_peace);
        visit({.name = "monopoly_toll_rise",
               .about = "rise of a trocha's toll where one organisation holds it alone",
               .low = 0,
               .high = 10,
               .source = "assumption"},
              self.monopoly_toll_rise);
        visit({.name = "chain_km",
               .about = "distance over which linked cells make whole journeys possible",
               .unit = "km",
               .low = 1,
               .high = 1e5,
               .source = prototype},
              self.chain_km);
        visit({.name = "chain_hold",
               .about = "chance that a strong linked cell near by passes clients on",
               .low = 0,
               .high = 1,
               .source = prototype},
              self.chain_hold);
        visit({.name = "half_strength_members",
               .about = "members with which a cell counts for half as a link or as an outpost",
               .unit = "people",
               .low = 0.1,
               .high = 10000,
               .source = prototype},
              self.half_strength_members);
        visit({.name = "pioneers",
               .about = "members who move in one expansion",
               .unit = "people",
               .low = 1,
               .high = 1000,
               .source = "parameters P071"},
              self.pioneers);
        visit({.name = "pioneer_cell",
               .about = "size of the small cell whose yield pioneers expect",
               .unit = "people",
               .low = 1,
               .high = 1000,
               .source = prototype},
              self.pioneer_cell);
        visit({.name = "pioneer_control",
               .about = "control that pioneers expect to win at first",
               .low = 0,
               .high = 1,
               .source = "assumption"},
              self.pioneer_control);
        visit({.name = "expansion_temperature_usd",
               .about = "difference of expected yield that matters when a place is chosen",
               .unit = "USD per week",
               .low = 0.1,
               .high = 1e5,
               .source = prototype},
              self.expansion_temperature_usd);
        visit({.name = "expansion_outside_usd",
               .about = "expected yield at which staying is as good as going",
               .unit = "USD per week",
               .low = 0,
               .high = 100000,
               .source = prototype},
              self.expansion_outside_usd);
        visit({.name = "expansion_outside_weight",
               .about = "weight of staying against all places together",
               .low = 0,
               .high = 1000,
               .source = prototype},
              self.expansion_outside_weight);
        visit({.name = "expansion_km",
               .about = "distance over which expansion fades",
               .unit = "km",
               .low = 1,
               .high = 1e5,
               .source = prototype},
              self.expansion_km);
        visit({.name = "expansion_hops",
               .about = "stations away from a cell that pioneers can reach: they follow the cell's own clients",
               .low = 1,
               .high = 100,
               .source = "assumption: by distance alone cells leapt from Peru to Iquique past Bolivia"},
              self.expansion_hops);
        visit({.name = "outpost_members",
               .about = "members of a cell from which pioneers can be sent on",
               .unit = "people",
               .low = 0,
               .high = 10000,
               .source = prototype},
              self.outpost_members);
        visit({.name = "expansion_cost_usd",
               .about = "what an expansion costs the leaders",
               .unit = "USD",
               .low = 0,
               .high = 1e7,
               .source = prototype},
              self.expansion_cost_usd);
        visit({.name = "reinforcement_stake_usd",
               .about = "market at stake for which an armed group brings up its stated number of members",
               .unit = "USD per week",
               .low = 1,
               .high = 1e9,
               .source = prototype},
              self.reinforcement_stake_usd);
        visit({.name = "reinforcement_pool",
               .about = "members that it could bring up where the organisation names no number",
               .unit = "people",
               .low = 1,
               .high = 1e6,
               .source = prototype},
              self.reinforcement_pool);
        visit({.name = "reinforced_up_to",
               .about =
                   "size up to which pioneers reinforce a cell in a city of a million; grows with the root of the city",
               .unit = "people",
               .low = 1,
               .high = 1e4,
               .source = "parameters P071: 7 to 45 a cell; larger cities hold several"},
              self.reinforced_up_to);
        visit({.name = "flow_half_per_week",
               .about = "irregular flow at which a place attracts half of the expansion that it could",
               .unit = "people per week",
               .low = 1,
               .high = 1e6,
               .source = "fitted to the order of appearance"},
              self.flow_half_per_week);
        visit({.name = "flow_exponent", .about = "how sharply", .low = 0.1, .high = 20, .source = prototype},
              self.flow_exponent);
        visit({.name = "flow_total_weight",
               .about = "weight of those who pass regularly in that flow",
               .low = 0,
               .high = 1,
               .source = prototype},
              self.flow_total_weight);
        visit({.name = "entries_memory_weeks",
               .about = "weeks over which the share of irregular entries into a country is looked back on",
               .unit = "weeks",
               .low = 1,
               .high = 1000,
               .source = "assumption"},
              self.entries_memory_weeks);
        visit({.name = "conversion_scale",
               .about = "share of indebted clients who are exploited at the highest incentive",
               .low = 0,
               .high = 1,
               .source = "fitted to about 1,000 people held at a time, in the range of P119"},
              self.conversion_scale);
        visit({.name = "conversion_half",
               .about = "incentive at which half of that share is reached",
               .low = 0.01,
               .high = 1e6,
               .source = prototype},
              self.conversion_half);
        visit({.name = "conversion_impatience_per_week",
               .about = "rate at which a seller discounts what exploiting a person would yield later",
               .unit = "per week",
               .low = 0.0001,
               .high = 10,
               .source = prototype},
              self.conversion_impatience_per_week);
        visit({.name = "client_margin_usd",
               .about = "what a seller earns from a client who pays and goes free",
               .unit = "USD",
               .low = 0.01,
               .high = 1e5,
               .source = "parameters P041 and P047: 500 USD of which 0.85 is cost"},
              self.client_margin_usd);
        visit({.name = "captive_exit_per_week",
               .about = "rate at which organisations expect to lose a person held",
               .unit = "per week",
               .low = 1e-4,
               .high = 10,
               .source = "parameters P098: about 33 weeks"},
              self.captive_exit_per_week);
        visit({.name = "conversion",
               .about = "whether sellers turn clients into victims when that pays more (facts 104, 14)"},
              self.conversion);
    }
    friend bool operator==(const CellSpec&, const CellSpec&) = default;
};

}  // namespace corredor

#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/aggregate.hpp"
#include "base/column.hpp"
#include "base/documents.hpp"
#include "world/world.hpp"

namespace corredor {

/// What holds on one day on legs, at nodes and in countries: the scenario's parameters with the interventions in force.
/// Built anew from the start whenever something changes, so nothing ever has to be undone.
struct Conditions {
    // legs
    Column<LegId, DocumentSet> admits;       // by the entry rule; legs that enter no country admit all
    Column<LegId, int> closures;             // closed while any closure holds
    Column<LegId, DocumentSet> forced_open;  // beats closures and rules
    Column<LegId, double> official_cost;     // [logit] of a post besides its rules: language, few compatriots
    Column<LegId, double> entry_penalty;     // [logit] of the formality
    Column<LegId, double> irregular_cost;    // [logit] on entering trochas: by pair, with what interventions add
    Column<LegId, double> perceived_cost;    // [logit] what campaigns make of it
    Column<LegId, double> interception;      // chance on entering trochas
    Column<LegId, double> fare_usd;
    Column<LegId, double> toll_usd;
    Column<LegId, double> time_factor;
    Column<LegId, std::int64_t> capacity_people_per_day;  // -1: no limit

    // nodes
    Column<NodeId, double> pull;
    Column<NodeId, double> push_factor;
    Column<NodeId, std::int64_t> shelter_beds;
    Column<NodeId, double> police_factor;  // [1] on the strength of the police

    // countries
    Column<CountryId, double> corruption;
    Column<CountryId, double> bribe_usd;
    Column<CountryId, double> deported_share_of_intercepted;
    Column<CountryId, double> deportations_per_year;
    Column<CountryId, double> regularisation_per_year;
    Column<CountryId, double> stay_bonus;
    Column<CountryId, double> return_per_year;
    Column<CountryId, double> income_usd_per_month;
    Column<CountryId, double> country_pull;
    Column<CountryId, double> rush_factor;
    Column<CountryId, double> police_corruption;  // [1] factor on how far the police are bought
    Column<CountryId, double> cooperation;        // [1] what working together adds to what the police can do

    // organisations
    std::map<std::string, double> designated;  // by id [1] part of what cells send up that is lost on the way

    double policy_delay_days = 0.0;

    friend bool operator==(const Conditions&, const Conditions&) = default;

    /// Every member, once: checkpoints go through this list.
    static constexpr auto attributes()
    {
        using C = Conditions;
        return std::make_tuple(
            &C::admits, &C::closures, &C::forced_open, &C::official_cost, &C::entry_penalty, &C::irregular_cost,
            &C::perceived_cost, &C::interception, &C::fare_usd, &C::toll_usd, &C::time_factor,
            &C::capacity_people_per_day, &C::pull, &C::push_factor, &C::shelter_beds, &C::corruption, &C::bribe_usd,
            &C::deported_share_of_intercepted, &C::deportations_per_year, &C::regularisation_per_year, &C::stay_bonus,
            &C::return_per_year, &C::income_usd_per_month, &C::country_pull, &C::rush_factor, &C::police_factor,
            &C::police_corruption, &C::cooperation, &C::designated, &C::policy_delay_days);
    }

    /// The documents that a leg lets through today.
    [[nodiscard]] DocumentSet open_to(LegId leg) const
    {
        if (!forced_open[leg].empty()) return forced_open[leg];
        return closures[leg] > 0 ? DocumentSet{} : admits[leg];
    }

    /// Whether both leave every way as attractive as the other: then routes need not be solved again.
    [[nodiscard]] bool has_same_ways_as(const Conditions& other) const
    {
        return admits == other.admits && closures == other.closures && forced_open == other.forced_open &&
               official_cost == other.official_cost && entry_penalty == other.entry_penalty &&
               irregular_cost == other.irregular_cost && perceived_cost == other.perceived_cost &&
               interception == other.interception && fare_usd == other.fare_usd && toll_usd == other.toll_usd &&
               time_factor == other.time_factor;
    }
};
static_assert(lists_all_members<Conditions>);

}  // namespace corredor

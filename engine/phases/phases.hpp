#pragma once

#include <span>
#include <vector>

#include "base/parallel.hpp"
#include "model/territory.hpp"
#include "model/timeline.hpp"
#include "phases/today.hpp"

namespace corredor {

// The phases of a tick on one page: what each is given as const it reads, the rest it writes.

/// Parties that leave one origin today.
struct DepartureBatch {
    NodeId origin;
    std::uint64_t first_ordinal = 0;
    std::int64_t parties = 0;
    std::array<double, documents_count> documents_share{};
};

/// Decides how many parties leave each origin today and takes back those who returned into the pool.
[[nodiscard]] std::vector<DepartureBatch> plan_departures(const Today&, State&);

/// Lets this lane's share of today's parties set out.
void depart(const Today&, std::span<const DepartureBatch>, std::size_t lane_index, Lane&);

/// Spreads what was experienced on the way, and remembers who passed. `paid`, `passed` … are totals of all lanes.
void spread_beliefs(const Today&, const Tally& now, const Tally& at_last_refresh, Beliefs&);
void spread_fear(const Today&, const Tally& now, const Tally& at_last_refresh, Beliefs&);
void spread_distrust(const Today&, const Tally& now, const Tally& at_last_refresh, Beliefs&);
void remember_passages(const Today&, const std::vector<Lane>&, std::vector<std::int64_t>& counted, Beliefs&);

/// Values all ways and destinations again from what is believed and from what is.
void perceive(const Today&, const State&, const Tally& totals, const Workers&, Knowledge&);

/// Values only destinations again: people settle, pulls move, a rush gathers.
void choose_destinations(const Today&, const Tally& totals, Knowledge&);

/// Moves this lane's parties whose day it is: those on a leg arrive, those that stand still go on or are accosted.
void travel(const Today&, Lane&);

/// Takes this lane's parties over borders: documents, bribes, trochas, interception. Posts with limited places are left
/// to `admit_from_queues`.
void cross(const Today&, Lane&);

/// Gives out the places of posts with limited capacity, to those who have waited longest first.
void admit_from_queues(const Today&, std::vector<Lane>&);

/// Mechanisms strike parties that stand still: one of those that compete, drawn by its share of the hazard.
void encounter(const Today&, Lane&);

/// Where victims are brought to: the place where a person held brings most, and how many more it takes today.
struct CaptivePlaces {
    NodeId best;
    std::int64_t free = 0;
    std::int64_t in_lane = 0;  // of these, for one lane
};
[[nodiscard]] CaptivePlaces captive_places(const Today&, const std::vector<Lane>&);

/// Those who are held pay off, flee, are found, moved, let go, or die.
void captivity(const Today&, CaptivePlaces, std::size_t lane_index, Lane&);

/// Arrivals become residents; residents whose day it is move on, go home, obtain papers or are deported.
/// bound_per_year  (country, possible mover or not) no resident's hazards are higher, today or before
void settle(const Today&, std::span<const double> bound_per_year, Lane&);

/// Brings candidate days forward where the bound that they were drawn from has risen today.
void wake_sooner(const Today&, std::span<const double> bound_per_year, std::span<const double> raised, Lane&);

/// One week of the organisations and of the police. `now` and `before` are totals of people's lives today and a week
/// ago.
/// returns  (cell, business) [1] the effort that people meet until next week, as in rules/market.hpp
Column<CellId, ByEconomy<double>> organise(const Today&, const Territory&, const Tally& now, const Tally& before,
                                           State&);

/// Blows of the timeline that fall today: prison raids, cells broken up, leaders arrested, money frozen.
void strike(const Today&, const Territory&, std::span<const Intervention* const> blows, State&);

/// Organisations on the first day.
void place_cells(const Today&, const Territory&, State&);

/// People who live abroad on the first day.
void settle_initial_stock(const Today&, std::span<const StockRow>, std::span<const double> bound_per_year, State&);

}  // namespace corredor

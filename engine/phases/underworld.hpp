#pragma once

#include <algorithm>

#include "model/territory.hpp"
#include "phases/today.hpp"
#include "state/state.hpp"

namespace corredor {

inline constexpr double weeks_per_year = 365.0 / 7.0;

/// What a week's flows of people put before the organisations at every place.
struct Exposure {
    Column<NodeId, double> settled;     // [people] migrants who live there
    Column<NodeId, double> irregular;   // [people/week] who pass irregularly
    Column<NodeId, double> travellers;  // [people/week] who pass
    Column<NodeId, double> tolls_usd;   // [USD/week] paid on the trochas that end there
    Column<NodeId, double> guides_usd;  // [USD/week] that guides on them are paid
};

/// One week of the organisations: what they may read, and what they change.
struct Week {
    const Today& today;
    const Territory& ground;
    const Tally& now;     // totals of people's lives up to today
    const Tally& before;  // the same a week ago
    Cells& cells;
    Organisations& organisations;
    CrimeTally& tally;
    Exposure exposure{};

    /// (node, business) [USD/week] the market as it is seen, and the part of it that people on the move do not pay
    Column<NodeId, ByEconomy<double>> market_usd{};
    Column<NodeId, ByEconomy<double>> customers_usd{};
    /// (cell, business) [1] effort as in rules/market.hpp, and [USD/week] what one member makes unsaturated
    Column<CellId, ByEconomy<double>> effort{};
    Column<CellId, ByEconomy<double>> yield_usd{};
    Column<NodeId, ByEconomy<double>> all_effort{};
    Column<CellId, double> central_usd{};      // what went to the leaders before anything else
    Column<NodeId, std::int64_t> homicides{};  // of the week, by the organisations
    std::int64_t passed_on_cents = 0;          // of what agents paid on trochas, to organisations

    [[nodiscard]] const CellSpec& spec() const { return today.model->cells; }
    [[nodiscard]] const CommandSpec& command() const { return today.model->command; }
    [[nodiscard]] const EnforcementSpec& enforcement() const { return today.model->enforcement; }
    [[nodiscard]] Draws draws(Stream stream, CellId cell) const
    {
        return today.draws(stream, ground.key(cells.organisation_of(cell), cells.node_of(cell)));
    }
    [[nodiscard]] double closure_factor(NodeId node) const
    {
        const double shut = organisations.closure[today.world->nodes.country[node].index()];
        return 1.0 + (spec().closure_price_factor - 1.0) * shut;
    }
    /// [1] how far the police of a place are bought, and how far they work together with others.
    [[nodiscard]] double police_corruption(NodeId node) const
    {
        const CountryId country = today.world->nodes.country[node];
        return std::min(1.0, ground.corruption[node] * today.conditions->police_corruption[country]);
    }
    [[nodiscard]] double cooperation(NodeId node) const
    {
        return 1.0 + today.conditions->cooperation[today.world->nodes.country[node]];
    }
    /// [1] what the police of a place can do against a cell that has their whole attention.
    [[nodiscard]] double police_force(NodeId node) const
    {
        return ground.clearance[node] * (1.0 - police_corruption(node)) * organisations.police[node] *
               today.conditions->police_factor[node] * cooperation(node);
    }
    /// [cents] that a cell's affiliates are paid of last week's revenue.
    [[nodiscard]] std::int64_t affiliates_pay_cents(CellId cell) const;
    /// Everyone who is there: calls visit(cell) for cells with members, in order.
    template <class Visit>
    void for_each_cell(Visit&& visit) const
    {
        for (const CellId cell : Range<CellId>{cells.members.size()})
            if (cells.members[cell] > 0) visit(cell);
    }
};

// The steps of `organise`, in their order; each file of that name says what it does.

/// What people did in the last week, seen from the places.
void look_around(Week&);
/// What every business would yield at every place.
void value_markets(Week&);
/// How much of it each cell works for, and what a member makes.
void find_effort(Week&);
/// Cells take their part; nothing is earned that nobody pays.
void earn(Week&);
/// Practice, relatives of it, and imitation turn into know-how; members move to where the margin is.
void learn(Week&);
void shift_portfolios(Week&);
/// Tributaries pay whoever dominates them; cells pay headquarters; the rest is paid out or kept.
void share_out(Week&);
void recruit(Week&);
/// Places are contested, the weaker subdued, people killed.
void contest_places(Week&);
void fight(Week&);
/// Pioneers leave home; armed groups bring up members where a market is contested.
void expand(Week&);
void reinforce(Week&);
/// The hold of headquarters over cells, and what becomes of an organisation that has lost it.
void command_cells(Week&);
void break_away(Week&);
/// Police notice, arrest, raid; prisoners come out.
void enforce(Week&, Grip&);
/// What people meet at every place until next week.
void take_hold(Week&, Grip&);

}  // namespace corredor

#pragma once

#include <array>
#include <cstdint>

#include "base/column.hpp"
#include "base/ids.hpp"
#include "world/kinds.hpp"

namespace corredor {

/// Where a cell stands at its place.
enum class CellPhase : std::uint8_t {
    absent,
    exploration,    // a few pioneers
    penetration,    // contests the place
    consolidation,  // holds a good part of it
    dormant         // lies low after an operation
};
inline constexpr std::array<std::string_view, 5> cell_phase_names{"absent", "exploration", "penetration",
                                                                  "consolidation", "dormant"};

template <class T>
using ByEconomy = std::array<T, economy_count>;

/// The presence of every organisation at every node, whether there is one or not: few enough to lie dense.
struct Cells {
    Column<CellId, std::int64_t> members;     // [people]
    Column<CellId, std::int64_t> affiliates;  // [people] guides, recruiters, hostels who work for it
    Column<CellId, std::int64_t> imprisoned;  // [people] members arrested there
    Column<CellId, std::int64_t> cash_cents;
    Column<CellId, CellPhase> phase;
    Column<CellId, double> control;               // [1] of the place
    Column<CellId, double> heat;                  // [1] attention of the police, from 0 to 1
    Column<CellId, double> link;                  // [1] hold of headquarters over it, from 0 to 1
    Column<CellId, double> underground;           // [1] how far it lies low
    Column<CellId, double> subdued;               // [1] how far it is a tributary of the one that dominates the place
    Column<CellId, double> profit_usd;            // [USD/week] of the last week, per member, over half the local wage
    Column<CellId, double> lost_lately;           // [people] members lost to the police, fading over 30 days
    Column<CellId, std::int64_t> operations;      // against it so far
    Column<CellId, std::int64_t> leader_since;    // [tick]
    Column<CellId, ByEconomy<double>> portfolio;  // [1] share of members in each business; sums to 1
    Column<CellId, ByEconomy<double>> know_how;   // [1] from 0 to 1
    Column<CellId, ByEconomy<std::int64_t>> revenue;  // [cents] of the last week

    Cells() = default;
    Cells(std::size_t organisations, std::size_t nodes);

    [[nodiscard]] CellId of(OrganisationId organisation, NodeId node) const
    {
        return CellId{organisation.index() * nodes_ + node.index()};
    }
    [[nodiscard]] OrganisationId organisation_of(CellId cell) const { return OrganisationId{cell.index() / nodes_}; }
    [[nodiscard]] NodeId node_of(CellId cell) const { return NodeId{cell.index() % nodes_}; }
    [[nodiscard]] std::size_t organisations() const { return nodes_ == 0 ? 0 : members.size() / nodes_; }
    [[nodiscard]] std::size_t nodes() const { return nodes_; }

    /// Every column once: hashes and checkpoints go through this list.
    template <class Self, class Visitor>
    static void each(Self& self, Visitor&& visit)
    {
        visit(self.members);
        visit(self.affiliates);
        visit(self.imprisoned);
        visit(self.cash_cents);
        visit(self.phase);
        visit(self.control);
        visit(self.heat);
        visit(self.link);
        visit(self.underground);
        visit(self.subdued);
        visit(self.profit_usd);
        visit(self.lost_lately);
        visit(self.operations);
        visit(self.leader_since);
        visit(self.portfolio);
        visit(self.know_how);
        visit(self.revenue);
    }

private:
    std::size_t nodes_ = 0;
};

}  // namespace corredor

#pragma once

#include <cstdint>
#include <vector>

#include "base/column.hpp"
#include "base/ids.hpp"

namespace corredor {

/// What is true of organisations as wholes, of police and of places that they work in.
struct Organisations {
    Column<OrganisationId, std::int64_t> treasury_cents;
    Column<OrganisationId, double> sanctuary;         // [1] how safe its seat is, from 0 to 1
    Column<OrganisationId, std::int64_t> seat_lost;   // [tick] on which it lost its headquarters; -1: it has not
    Column<OrganisationId, double> command;           // [1] mean link of its cells away from the seats, by members
    Column<OrganisationId, std::int64_t> broken_off;  // [tick] on which its alliances broke; -1: they hold
    Column<NodeId, double> police;                    // [1] strength of the police
    Column<NodeId, double> fear;                      // [1] what publicised killings take off attempts to escape
    Column<NodeId, double> prison_open;               // [1] of a prison: what is left of the organisation's hold in it
    std::vector<double> closure;                      // (country) [1] posts shut last week
    std::vector<double> irregular_share;              // (country) [1] of those who entered lately

    Organisations() = default;
    Organisations(std::size_t organisations, std::size_t nodes, std::size_t countries)
        : treasury_cents(organisations, 0), sanctuary(organisations, 0.0), seat_lost(organisations, -1),
          command(organisations, 0.0), broken_off(organisations, -1), police(nodes, 1.0), fear(nodes, 0.0),
          prison_open(nodes, 1.0), closure(countries, 0.0), irregular_share(countries, 0.0)
    {
    }

    [[nodiscard]] std::size_t size() const { return treasury_cents.size(); }

    /// Every column once: hashes and checkpoints go through this list.
    template <class Self, class Visitor>
    static void each(Self& self, Visitor&& visit)
    {
        visit(self.treasury_cents);
        visit(self.sanctuary);
        visit(self.seat_lost);
        visit(self.command);
        visit(self.broken_off);
        visit(self.police);
        visit(self.fear);
        visit(self.prison_open);
        visit(self.closure);
        visit(self.irregular_share);
    }
};

}  // namespace corredor

#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace corredor {

/// Where the money of organisations comes from and goes to. What they hold and what all of these gained sums to zero.
enum class CrimeAccount : std::uint8_t {
    people,      // taken from people on the move and settled (gives)
    customers,   // markets that are not modelled person by person (gives)
    start,       // what organisations had on the first day (gives)
    officials,   // bribes
    affiliates,  // guides, drivers, hostels
    members,     // pay
    leaders,     // what they spend
    launderers,  // what moving money costs on top
    frozen,      // taken by the state
    unclaimed    // what no cell was left to claim, less debts of people that were written off
};
inline constexpr std::size_t crime_account_count = 10;
inline constexpr std::array<std::string_view, crime_account_count> crime_account_names{
    "people",  "customers", "start",      "officials", "affiliates",
    "members", "leaders",   "launderers", "frozen",    "unclaimed"};

/// What has been counted of organisations since the start of the run: people one by one, whatever an agent stands for,
/// and cents. Shares are kept in millionths, so that all are integers.
struct CrimeTally {
    using Counts = std::vector<std::int64_t>;

    CrimeTally() = default;
    CrimeTally(std::size_t organisations, std::size_t nodes, std::size_t economies);

    Counts members;            // organisation × node: stock
    Counts control;            // organisation × node: stock [1e-6]
    Counts revenue_cents;      // organisation × node × economy
    Counts treasury_cents;     // organisation: stock
    Counts command;            // organisation: stock [1e-6]
    Counts leaders_cents;      // organisation: income of its leaders
    Counts recruits;           // organisation × node: members who joined
    Counts homicides;          // node
    Counts arrests;            // node: members
    Counts operations;         // organisation × node
    Counts operation_arrests;  // organisation × node: members arrested in operations
    Counts dismantled;         // node: cells that lost most of their members in a month
    Counts accounts_cents;     // what each account gained

    void pay(CrimeAccount account, std::int64_t cents) { accounts_cents[static_cast<std::size_t>(account)] += cents; }

    template <class Self, class Visitor>
    static void each(Self& self, Visitor&& visit)
    {
        visit(self.members);
        visit(self.control);
        visit(self.revenue_cents);
        visit(self.treasury_cents);
        visit(self.command);
        visit(self.leaders_cents);
        visit(self.recruits);
        visit(self.homicides);
        visit(self.arrests);
        visit(self.operations);
        visit(self.operation_arrests);
        visit(self.dismantled);
        visit(self.accounts_cents);
    }
};

}  // namespace corredor

#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/column.hpp"
#include "base/ids.hpp"
#include "state/captive.hpp"
#include "state/status.hpp"
#include "world/kinds.hpp"

namespace corredor {

/// What has been counted since the start of the run, in agents (times persons_per_agent for people) and cents.
/// Integers only: adding up lanes gives the same sums in any order.
struct Tally {
    Tally() = default;
    Tally(std::size_t nodes, std::size_t legs, std::size_t countries, std::size_t mechanisms);

    using Counts = std::vector<std::int64_t>;

    std::size_t country_count = 0;
    std::size_t mechanism_count = 0;
    Counts persons;                   // node × status: stock
    Counts persons_on_leg;            // leg: stock
    Counts traversals;                // leg: people who set off over it
    Counts residents;                 // country × (regular, irregular): stock
    Counts departures;                // node
    Counts settlements;               // node
    Counts returns;                   // node
    Counts crossings;                 // leg
    Counts crossings_by_destination;  // leg × country bound for
    Counts irregular_entries;
    Counts registered_irregular_entries;
    Counts interceptions;
    Counts refusals;            // leg: turned away at a post
    Counts incidents;           // node × mechanism
    Counts losses_cents;        // node × mechanism
    Counts takings_cents;       // node × economy: what people lost to it
    Counts captives;            // node × mechanism: people taken captive
    Counts captivity_exits;     // node × exit
    Counts held_days;           // node × economy: days on which people were held, summed over them
    Counts people_extorted;     // node
    Counts people_trafficked;   // node: where they were when it began
    Counts recruits;            // node: adults who joined an organisation
    Counts ledger;              // (created, then each status) × status: changes of status
    Counts accounts_cents;      // what each account gained
    Counts passed;              // leg: parties that completed a border leg
    Counts paid_cents;          // leg: tolls and bribes they paid
    Counts party_size_passed;   // leg: people in them
    Counts journeys_ended;      // node: people who reached their destination there
    Counts journey_days;        // node: days they were under way, summed over people
    Counts journeys_smuggled;   // node: those of them whom a guide or a package brought over a border
    Counts returned_to_origin;  // node: people back in the pool of an origin
    Counts struck;              // leg: parties that a mechanism struck as they crossed by it

    void move(NodeId from, Status was, NodeId to, Status is, std::int64_t people)
    {
        persons[from.index() * status_count + static_cast<std::size_t>(was)] -= people;
        persons[to.index() * status_count + static_cast<std::size_t>(is)] += people;
        if (was != is)
            ledger[(1 + static_cast<std::size_t>(was)) * status_count + static_cast<std::size_t>(is)] += people;
    }
    void create(NodeId at, Status is, std::int64_t people)
    {
        persons[at.index() * status_count + static_cast<std::size_t>(is)] += people;
        ledger[static_cast<std::size_t>(is)] += people;
    }
    void pay(Account account, std::int64_t cents) { accounts_cents[static_cast<std::size_t>(account)] += cents; }

    /// What becomes of a purse when its journey ends: the household has it, or pays what is owed from what it earns.
    void close_purse(std::int64_t cents) { pay(cents < 0 ? Account::income : Account::households, cents); }

    /// What people lost to organised crime.
    void take(NodeId at, Economy economy, std::int64_t cents)
    {
        pay(Account::organisations, cents);
        takings_cents[at.index() * economy_count + static_cast<std::size_t>(economy)] += cents;
    }

    Tally& operator+=(const Tally& other);
    friend bool operator==(const Tally&, const Tally&) = default;

    /// Every count with its member, once.
    template <class Self, class Visitor>
    static void each(Self& self, Visitor&& visit)
    {
        visit(self.persons);
        visit(self.persons_on_leg);
        visit(self.traversals);
        visit(self.residents);
        visit(self.departures);
        visit(self.settlements);
        visit(self.returns);
        visit(self.crossings);
        visit(self.crossings_by_destination);
        visit(self.irregular_entries);
        visit(self.registered_irregular_entries);
        visit(self.interceptions);
        visit(self.refusals);
        visit(self.incidents);
        visit(self.losses_cents);
        visit(self.takings_cents);
        visit(self.captives);
        visit(self.captivity_exits);
        visit(self.held_days);
        visit(self.people_extorted);
        visit(self.people_trafficked);
        visit(self.recruits);
        visit(self.ledger);
        visit(self.accounts_cents);
        visit(self.passed);
        visit(self.paid_cents);
        visit(self.party_size_passed);
        visit(self.journeys_ended);
        visit(self.journey_days);
        visit(self.journeys_smuggled);
        visit(self.returned_to_origin);
        visit(self.struck);
    }
};

}  // namespace corredor

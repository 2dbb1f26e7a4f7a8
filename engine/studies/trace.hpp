#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "simulation/simulation.hpp"

namespace corredor {

/// One of the things that a party could have chosen, or that could have happened to it.
struct TraceOption {
    std::string what;
    double probability = 0.0;
};

/// Something in the life of one synthetic party.
struct TraceEvent {
    Date date;
    std::string phase;
    std::string what;
    std::vector<TraceOption> options;  // what could have come of it
    std::vector<double> draws;         // the first uniform random numbers of the party in this phase on this day
};

using TraceReport = std::function<void(const TraceEvent&)>;

/// The party that left an origin on a day with a number on that day, from 0; nothing when there is no such origin.
[[nodiscard]] std::optional<PartyId> party_named(const Simulation&, const std::string& origin, Date day,
                                                 std::uint64_t number);

/// Runs a scenario and tells what happens to one party, phase by phase: each phase is also played with that party
/// alone, which comes to the same, because what happens to a party is a function of its own random numbers and of the
/// world that all share. returns  false when the party never set out
bool trace(Simulation&, PartyId party, const TraceReport&,
           const std::function<bool(const Simulation&)>& keep_going = {});

}  // namespace corredor

#pragma once

#include <vector>

#include "state/captive.hpp"
#include "state/due_calendar.hpp"
#include "state/party.hpp"
#include "state/tally.hpp"

namespace corredor {

/// A party at the near end of a leg that enters a country.
struct Applicant {
    Party party;
    LegId leg;
};

/// A fixed part of the population: parties whose ordinals leave the same remainder. One thread works on a lane at a
/// time and in the lane's own order, so nothing depends on how many threads there are.
struct Lane {
    DueCalendar<Party> journeys;
    DueCalendar<Resident> residents;
    std::vector<Captive> captives;  // in any order, which does not matter
    Tally tally;

    // Handed from phase to phase within a tick.
    std::vector<Applicant> at_border;  // chose a leg that enters a country
    std::vector<Applicant> in_queue;   // of these, at a post with limited places
    std::vector<Party> accosted;       // stopped where a mechanism strikes today
    std::vector<Party> arrived;        // reached their destination

    /// People on the way to a stop, by day of arrival (modulo near_days) and leg: they are counted there on that day,
    /// while their party sleeps until its stop ends.
    std::vector<std::int32_t> arriving;

    /// (leg) people who have left a stop by it since they were last counted under way.
    std::vector<std::int32_t> setting_out;

    std::uint64_t residents_hash = 0;  // sum over residents, kept as they come and go

    void settle(const Resident& resident)
    {
        residents.push(resident);
        residents_hash += hash_of(resident);
    }
};

inline constexpr std::size_t lane_count = 16;

}  // namespace corredor

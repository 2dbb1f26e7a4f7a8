#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/aggregate.hpp"
#include "state/captive.hpp"
#include "state/due_calendar.hpp"
#include "state/incident.hpp"
#include "state/journey_step.hpp"
#include "state/party.hpp"
#include "state/tally.hpp"

namespace corredor {

/// A party at the near end of a leg that enters a country.
struct Applicant {
    Party party;
    LegId leg;
};

/// How a party's story ended that is in no calendar any more.
struct Ending {
    PartyId id = 0;
    NodeId node;
    Status status = Status::returned;
    std::uint8_t people = 0;

    static constexpr auto attributes()
    {
        return std::make_tuple(&Ending::id, &Ending::node, &Ending::status, &Ending::people);
    }
};

/// Whether endings are kept one by one, for those who compare what became of everybody. They are no part of the state.
enum class Endings : std::uint8_t { forgotten, kept };

/// People who have left a stop over a leg in one mode since they were last counted under way.
struct SettingOut {
    std::int32_t to_stop = 0;  // there is a stop at its end, where they are counted on their arrival
    std::int32_t through = 0;
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

    std::vector<SettingOut> setting_out;  // (mode, leg and one more), as OpenRoad::row

    std::uint64_t residents_hash = 0;  // sum over residents, kept as they come and go

    Endings keeps = Endings::forgotten;
    std::vector<Ending> endings;

    // Of the last day, in the order of the lane; where they are asked for.
    std::vector<Incident> incidents;
    std::vector<JourneyStep> steps;

    /// Every member that is there between two ticks, once: checkpoints go through this list.
    static constexpr auto attributes()
    {
        return std::make_tuple(&Lane::journeys, &Lane::residents, &Lane::captives, &Lane::tally, &Lane::arriving,
                               &Lane::setting_out, &Lane::residents_hash, &Lane::keeps, &Lane::endings);
    }
    /// Every member that is empty between two ticks.
    static constexpr auto within_a_tick()
    {
        return std::make_tuple(&Lane::at_border, &Lane::in_queue, &Lane::accosted, &Lane::arrived);
    }
    /// Every member that tells of the last day, until the next begins.
    static constexpr auto of_the_last_day() { return std::make_tuple(&Lane::incidents, &Lane::steps); }

    void forget_the_last_day()
    {
        std::apply([this](auto... members) { ((this->*members).clear(), ...); }, of_the_last_day());
    }

    void settle(const Resident& resident)
    {
        residents.push(resident);
        residents_hash += hash_of(resident);
    }

    /// To be called for every party that leaves the calendars for good.
    void end(PartyId id, NodeId node, Status status, std::uint8_t people)
    {
        if (keeps == Endings::kept) endings.push_back({id, node, status, people});
    }
};

static_assert(attribute_count<Lane> + std::tuple_size_v<decltype(Lane::within_a_tick())> +
                  std::tuple_size_v<decltype(Lane::of_the_last_day())> ==
              member_count<Lane>);

inline constexpr std::size_t lane_count = 16;

}  // namespace corredor

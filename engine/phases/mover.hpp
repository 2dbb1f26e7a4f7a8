#pragma once

#include "phases/today.hpp"
#include "state/lane.hpp"

namespace corredor {

/// The steps of a journey within a day, shared by the phases in which one goes on. Works on one lane.
class Mover {
public:
    Mover(const Today& today, Lane& lane) : today_{today}, lane_{lane} {}

    /// Lets a party leave the node where it is, and follows it until it stops, reaches a border, arrives, or the day is
    /// over.
    void set_out(Party& party, Draws& draws);

    /// Lets a party that stood still go on, with a new look at corridor and mode where it was held up or at a border.
    void leave(Party& party, Draws& draws);

    /// Brings a party that is on a leg to its end, and on from there.
    void arrive(Party& party, Draws& draws);

    /// Puts a party on a leg that it can pay for. False: it has no money for it, and is held up where it is.
    bool start_leg(Party& party, LegId leg, Draws& draws);

    /// Files a party that has started a leg. Whether it will stop at the end, and for how long, is drawn now, so that
    /// a leg with its stop costs one look and not two. True: it reached the end today and goes on at once.
    bool end_leg(Party& party, Draws& draws);

    /// What a party has beyond the fare of a leg; below zero when it cannot pay it. Walkers live on what they have.
    [[nodiscard]] std::int64_t spare_cents(const Party& party, LegId leg) const;

    /// Files a party under the day on which something can next happen at the place where it stands still.
    void halt(Party& party, Halt why, Draws& draws);

    /// Lets a party stand until the next day, out of reach: the queue at a post.
    void wait_until_tomorrow(Party& party);

    /// Lets a party that has not left yet stay for a while first; it may leave today.
    void stop_before_leaving(Party& party, Draws& draws);

    /// Turns a party back to where it last lived.
    void turn_back(Party& party, Draws& draws);

    /// Files a party under its next day.
    void file(const Party& party) { lane_.journeys.push(party); }

    /// Chooses corridor and mode to the party's destination from where it is.
    void choose_way(Party& party, Draws& draws) const;

private:
    [[nodiscard]] const Ways& ways_of(const Party& party) const
    {
        const Places& places = *today_.places;
        return today_.knowledge->ways_for(party.has(Party::knows_the_rules))
            .of(places.first_way[PlaceId{party.place}] + party.way, party.documents, party.mode);
    }
    void stand_still(Party& party, Halt why);
    [[nodiscard]] std::int64_t days_until_something(const Party& party, Draws& draws) const;
    void earn(Party& party, std::int64_t days);
    bool step(Party& party, Draws& draws);
    bool reach_node(Party& party);
    void sleep_through_stop(Party& party, Draws& draws);

    const Today& today_;
    Lane& lane_;
};

}  // namespace corredor

#pragma once

#include <algorithm>
#include <array>

#include "phases/follow.hpp"
#include "phases/today.hpp"
#include "state/lane.hpp"

namespace corredor {

/// The steps of a journey within a day, shared by the phases in which one goes on. Works on one lane.
class Mover {
public:
    static constexpr std::int32_t longest_halt_days = 10'000;

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

    /// Lets a party stand until the next day, out of reach: in the queue at a post, or turned away from it.
    void wait_until_tomorrow(Party& party, Halt why);

    /// Lets a party that stands still wait for a day to come.
    void wait_until(Party& party, Tick day);

    /// Turns a party back to where it last lived.
    void turn_back(Party& party, Draws& draws);

    /// Files a party under its next day.
    void file(const Party& party) { lane_.journeys.push(party); }

    /// Lets some parties choose their destination anew, by the logit of those who set out from where they are: it may
    /// be that very place.
    void weigh_destination(Party& party, Draws& draws) const;

    /// Chooses corridor and mode to the party's destination from where it is.
    void choose_way(Party& party, Draws& draws) const;

    /// Lets a party travel with others who pay for it, if a way of theirs leads on.
    bool is_taken_along(Party& party) const;

private:
    [[nodiscard]] const Ways& ways_of(const Party& party) const
    {
        const Places& places = *today_.places;
        return today_.knowledge->ways_for(party.has(Party::knows_the_rules))
            .of(places.first_way[PlaceId{party.place}] + party.way, party.traveller);
    }
    /// How the modes of a way weigh for a party that can pay for any of them: for all such parties alike.
    struct ModeChoice {
        const Ways* ways = nullptr;  // of the first mode; none: nothing is known yet
        NodeId node;
        double best = 0.0;         // value of the best way to the destination
        double dearest_usd = 0.0;  // per person
        std::array<double, mode_count> weight{};
    };
    [[nodiscard]] std::array<double, mode_count> mode_weights(const Party& party, std::size_t way, double best) const;

    void stand_still(Party& party, Halt why);
    [[nodiscard]] bool is_cut_off(const Party& party) const;
    [[nodiscard]] double value_of_way_to(PlaceId place, const Party& party) const;
    [[nodiscard]] std::int64_t days_until_something(const Party& party, Draws& draws) const;
    void earn(Party& party, std::int64_t days);
    /// Cents that a party pays to go over a leg on its own, besides tolls and bribes.
    [[nodiscard]] std::int64_t fare_cents(const Party& party, LegId leg) const
    {
        return std::int64_t{(*today_.steps)[leg][static_cast<std::size_t>(party.mode())].fare_cents} * party.size;
    }
    void go_onto(Party& party, LegId leg, Moment moments);
    bool start_sold_leg(Party& party, LegId leg, std::int64_t price_cents);
    bool step(Party& party, Draws& draws);
    bool reach_node(Party& party);
    void sleep_through_stop(Party& party, Draws& draws);

    const Today& today_;
    Lane& lane_;
    mutable std::array<ModeChoice, 16> known_{};  // of those who chose last, by way
};

// The steps stand here so that a phase compiles them into one loop over parties.

inline std::int64_t Mover::spare_cents(const Party& party, LegId leg) const
{
    const std::int64_t fare = party.mode() == Mode::walking ? 0 : fare_cents(party, leg);
    return party.mode() == Mode::package ? std::max<std::int64_t>(0, party.cash_cents - fare) : party.cash_cents - fare;
}

[[gnu::always_inline]] inline std::int64_t Mover::days_until_something(const Party& party, Draws& draws) const
{
    return std::min<std::int64_t>(geometric(draws.bits(), today_.stops->chances(party).inverse_log_nothing),
                                  longest_halt_days);
}

inline void Mover::stand_still(Party& party, Halt why)
{
    if (party.halt == Halt::none) party.waiting_since = static_cast<std::uint16_t>(today_.tick);
    party.halt = why;
    if (party.status == Status::waiting) return;
    lane_.tally.move(party.node, party.status, party.node, Status::waiting, party.size);
    party.status = Status::waiting;
    follow_to(today_, lane_, party.id, party.node, Status::waiting, party.size);
}

inline void Mover::halt(Party& party, Halt why, Draws& draws)
{
    stand_still(party, why);
    const std::int64_t days = days_until_something(party, draws);
    if (why == Halt::held) earn(party, days);
    party.clock = today_.dawn() + static_cast<Moment>(days) * moments_per_day;
    file(party);
}

[[gnu::always_inline]] inline bool Mover::start_leg(Party& party, LegId leg, Draws& draws)
{
    const Mode mode = party.mode();
    const LegStep step = (*today_.steps)[leg][static_cast<std::size_t>(mode)];
    if (step.fare_cents > 0) {
        const std::int64_t fare = std::int64_t{step.fare_cents} * party.size;
        if (mode == Mode::package) return start_sold_leg(party, leg, fare);
        if (fare > party.cash_cents && mode != Mode::walking) {
            halt(party, Halt::held, draws);
            return false;
        }
        const std::int64_t paid = std::min<std::int64_t>(fare, party.cash_cents);
        party.cash_cents -= static_cast<std::int32_t>(paid);
        lane_.tally.pay(mode == Mode::walking ? Account::living : Account::carriers, paid);
    }
    go_onto(party, leg, step.moments);
    return true;
}

inline void Mover::go_onto(Party& party, LegId leg, Moment moments)
{
    if (party.status != Status::travelling) {
        lane_.tally.move(party.node, party.status, party.node, Status::travelling, party.size);
        party.status = Status::travelling;
    }
    party.halt = Halt::none;
    party.leg = leg;
    party.clock += moments;
    lane_.tally.persons_on_leg[leg.index()] += party.size;
    lane_.tally.traversals[leg.index()] += party.size;
    follow(today_, lane_, {party.id, today_.tick, party.node, leg, Status::travelling, party.size});
}

/// At the end of a leg without a stop: true when the party goes on at once.
[[gnu::always_inline]] inline bool Mover::reach_node(Party& party)
{
    const NodeId node = today_.world->legs.to[party.leg];
    lane_.tally.persons_on_leg[party.leg.index()] -= party.size;
    lane_.tally.move(party.node, Status::travelling, node, Status::travelling, party.size);
    party.node = node;
    if (today_.places->at[node] != PlaceId{party.place}) return true;
    lane_.arrived.push_back(party);
    return false;
}

// The party is filed under the end of its stop already; the people are counted as arriving on their day of arrival.
[[gnu::always_inline]] inline void Mover::sleep_through_stop(Party& party, Draws& draws)
{
    const NodeId head = today_.world->legs.to[party.leg];
    const std::int32_t arrives = party.due_day();
    if (arrives == today_.tick) {
        lane_.tally.persons_on_leg[party.leg.index()] -= party.size;
        lane_.tally.move(party.node, Status::travelling, head, Status::waiting, party.size);
    } else {
        lane_.arriving[static_cast<std::size_t>(arrives % DueCalendar<Party>::near_days) * today_.world->leg_count() +
                       party.leg.index()] += party.size;
    }
    follow(today_, lane_, {party.id, arrives, head, LegId{}, Status::waiting, party.size});
    party.node = head;
    party.status = Status::waiting;
    party.halt = Halt::stop;
    party.waiting_since = static_cast<std::uint16_t>(arrives);
    party.clock = static_cast<Moment>(arrives + days_until_something(party, draws)) * moments_per_day;
    file(party);
}

[[gnu::always_inline]] inline bool Mover::end_leg(Party& party, Draws& draws)
{
    const NodeId head = today_.world->legs.to[party.leg];
    const double stop_share = today_.stops->stop_share(head);
    const bool ends_here = today_.places->at[head] == PlaceId{party.place};
    const bool is_near = party.due_day() - today_.tick < DueCalendar<Party>::near_days;
    if (!ends_here && is_near && (stop_share >= 1.0 || (stop_share > 0.0 && draws.happens(stop_share)))) {
        sleep_through_stop(party, draws);
        return false;
    }
    if (party.due_day() > today_.tick) {
        file(party);
        return false;
    }
    return reach_node(party);
}

/// One leg: true while the party is at a node and the day goes on.
[[gnu::always_inline]] inline bool Mover::step(Party& party, Draws& draws)
{
    const Ways& ways = ways_of(party);
    if (!ways.lead_on_from(party.node)) {
        party.set(Party::knows_the_rules, true);
        halt(party, Halt::held, draws);
        return false;
    }
    const LegId leg = ways.choose(*today_.world, party.node, draws.bits() >> 1U);
    if (today_.world->legs.entry[leg] != Entry::none) {
        lane_.at_border.push_back({party, leg});
        return false;
    }
    return start_leg(party, leg, draws) && end_leg(party, draws);
}

[[gnu::always_inline]] inline void Mover::set_out(Party& party, Draws& draws)
{
    while (step(party, draws)) {
    }
}

inline void Mover::arrive(Party& party, Draws& draws)
{
    if (reach_node(party)) set_out(party, draws);
}

[[gnu::always_inline]] inline void Mover::leave(Party& party, Draws& draws)
{
    const bool turned_away = party.halt == Halt::turned_away;
    const bool chooses_here =
        today_.world->nodes.kind[party.node] == NodeKind::border_town && party.mode() != Mode::package;
    const bool looks_again = party.halt == Halt::held || turned_away || chooses_here;
    const bool gives_up = party.halt != Halt::stop && party.place != party.home &&
                          today_.tick - party.waiting_since > today_.model->journey.give_up_days;
    if (gives_up) {
        party.waiting_since = static_cast<std::uint16_t>(today_.tick);
        turn_back(party, draws);
        return;
    }
    const bool may_weigh_again = today_.model->journey.weigh_again_share > 0.0 && party.place != party.home &&
                                 party.mode() != Mode::package;  // whose way is sold goes where it was sold to
    if (may_weigh_again && (turned_away || is_cut_off(party))) weigh_destination(party, draws);
    if (today_.places->at[party.node] == PlaceId{party.place}) {  // turned back before it had left, or stays here
        lane_.arrived.push_back(party);
        return;
    }
    if (looks_again) choose_way(party, draws);
    set_out(party, draws);
}

inline void Mover::wait_until(Party& party, Tick day)
{
    stand_still(party, Halt::held);
    party.clock = static_cast<Moment>(day) * moments_per_day;
    file(party);
}

inline void Mover::wait_until_tomorrow(Party& party, Halt why)
{
    stand_still(party, why);
    party.clock = today_.dawn() + moments_per_day;
    file(party);
}

}  // namespace corredor

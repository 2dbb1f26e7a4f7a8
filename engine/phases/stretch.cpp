#include "phases/stretch.hpp"

#include "base/wide.hpp"

namespace corredor {

Stretch::Stretch(const Today& today, Lane& lane, Mover& mover, Stream stream)
    : today_{today}, lane_{lane}, mover_{mover}, stream_{stream}, day_{tables_of_the_day()}
{
}

Stretch::Tables Stretch::tables_of_the_day() const
{
    const Knowledge& knowledge = *today_.knowledge;
    return {.believed = knowledge.ways_for(false).thresholds(),
            .actual = knowledge.ways_for(true).thresholds(),
            .first_way = today_.places->first_way.span().data(),
            .slots = today_.open_road->slots,
            .exits = today_.open_road->exits.data(),
            .ahead = today_.open_road->ahead.data(),
            .rows_per_mode = today_.open_road->row(1, LegId{0}),
            .at_stops = today_.stops->at_stops(),
            .setting_out = lane_.setting_out.data(),
            .dawn = today_.dawn()};
}

// Here and in set_out: what a loop reads again and again is copied first, since a store to a party might change it; and
// loops are short, each with little to wait for.
[[gnu::always_inline]] inline void Stretch::choose_legs(const Batch& batch, std::size_t leavers)
{
    const std::size_t slots = day_.slots;
    const std::uint32_t* const draws = batch.blocks->data();
    const auto choose = [&](std::size_t i, std::size_t in_slots) {
        leg_[i] = exits_[i][Ways::slot_of(thresholds_[i], in_slots, draws[leaving_[i]] >> 1U)];
    };
    if (slots == Ways::slots_at_once)
        for (std::size_t i = 0; i < leavers; ++i) choose(i, Ways::slots_at_once);
    else
        for (std::size_t i = 0; i < leavers; ++i) choose(i, slots);
}

/// What a leg takes of a party, and whether it stops at the end. False, and nothing is done, when something out of the
/// ordinary comes up.  left  draws of its block after `draw`
[[gnu::always_inline]] inline bool Stretch::pays_and_stops(Party& party, const OpenRoad::Ahead& end,
                                                           const std::uint32_t*& draw, std::size_t left, bool& stops)
{
    stops = end.stop == OpenRoad::Stop::always;
    if (end.stop == OpenRoad::Stop::maybe) {
        if (left < 2) return false;
        stops = uniform_of(*draw++) < today_.stops->stop_share(end.node);
    }
    if (!stops && end.moments < moments_per_day) return false;
    if (end.fare_cents == 0) return true;
    const bool walks = party.mode() == Mode::walking;
    std::int64_t fare = std::int64_t{end.fare_cents} * party.size;
    if (fare > party.cash_cents) {
        if (!walks) return false;
        fare = party.cash_cents;
    }
    party.cash_cents -= static_cast<std::int32_t>(fare);
    lane_.tally.pay(walks ? Account::living : Account::carriers, fare);
    return true;
}

/// What Mover tells of a party that it puts on a leg. To be called before the party is put there.
[[gnu::noinline]] void Stretch::follow_onto(const Party& party, LegId leg, const OpenRoad::Ahead& end, bool stops)
{
    const auto today = static_cast<Tick>(day_.dawn / moments_per_day);
    follow(today_, lane_, {party.id, today, party.node, leg, Status::travelling, party.size});
    if (stops)
        follow(today_, lane_,
               {party.id, today + static_cast<Tick>(end.days), end.node, LegId{}, Status::waiting, party.size});
}

/// Puts those on their legs for whom nothing out of the ordinary may come up, and returns how many they are.
template <bool some_are_followed>
[[gnu::always_inline]] inline std::size_t Stretch::set_out(const Batch& batch, std::size_t leavers)
{
    const Tables day = day_;
    Party* const parties = batch.parties.data();
    const std::uint32_t* const draws = batch.blocks->data();
    std::size_t count = 0;
    std::size_t loners = 0;
    for (std::size_t i = 0; i < leavers; ++i) {
        const LegId leg = leg_[i];
        const Turn turn = leaving_[i];
        Party& party = parties[turn / draws_each];
        const std::size_t row = party.traveller % mode_count * day.rows_per_mode + leg.index();
        const OpenRoad::Ahead& end = day.ahead[row];
        const std::uint32_t* draw = draws + turn + 1;
        bool stops = true;
        bool is_ordinary = end.place.value != party.place;
        if (end.course != OpenRoad::Course::plain)
            is_ordinary = is_ordinary && end.course == OpenRoad::Course::mixed &&
                          pays_and_stops(party, end, draw, draws_each - 1 - turn % draws_each, stops);
        if (!is_ordinary) {
            alone_[loners++] = turn;
            continue;
        }
        if constexpr (some_are_followed) follow_onto(party, leg, end, stops);
        party.leg = leg;
        who_[count] = static_cast<std::uint8_t>(turn / draws_each);
        bits_[count] = *draw;
        if (stops) [[likely]] {
            const Moment arrives_on = day.dawn / moments_per_day + end.days;
            day.setting_out[row].to_stop += party.size;
            party.node = end.node;
            party.waiting_since = static_cast<std::uint16_t>(arrives_on);
            clock_[count] = arrives_on * moments_per_day;
            inverse_log_nothing_[count] = day.at_stops.chances[chances_row_[i] + end.node.index()].inverse_log_nothing;
        } else {
            day.setting_out[row].through += party.size;
            party.status = Status::travelling;
            party.halt = Halt::none;
            clock_[count] = day.dawn + end.moments - moments_per_day;
            inverse_log_nothing_[count] = 0.0;  // one day
        }
        ++count;
    }
    loners_ = loners;
    return count;
}

[[gnu::always_inline]] inline void Stretch::file(const Batch& batch, std::size_t count)
{
    geometric(std::span{bits_}.first(count), std::span{inverse_log_nothing_}.first(count), Mover::longest_halt_days,
              std::span{days_}.first(count));
    for (std::size_t i = 0; i < count; ++i) clock_[i] += static_cast<Moment>(days_[i]) * moments_per_day;
    const Party* const parties = batch.parties.data();
    DueCalendar<Party>& journeys = lane_.journeys;
    for (std::size_t i = 0; i < count; ++i) {
        const Moment clock = clock_[i];
        Party& party = journeys.place(static_cast<std::int32_t>(clock / moments_per_day));
        party = parties[who_[i]];
        party.clock = clock;
    }
}

CORREDOR_WIDE void Stretch::leave(const Batch& batch, std::size_t leavers)
{
    choose_legs(batch, leavers);
    if (today_.follows_below == 0) [[likely]]
        file(batch, set_out<false>(batch, leavers));
    else
        file(batch, set_out<true>(batch, leavers));
    for (std::size_t i = 0; i < loners_; ++i) leave_alone(batch, alone_[i]);
}

void Stretch::rest(const Batch& batch, std::span<const Turn> resting)
{
    for (std::size_t i = 0; i < resting.size(); ++i) {
        const Party& party = batch.parties[resting[i] / draws_each];
        who_[i] = static_cast<std::uint8_t>(resting[i] / draws_each);
        clock_[i] = day_.dawn;
        bits_[i] = batch.blocks->data()[resting[i]];
        inverse_log_nothing_[i] =
            day_.at_stops.chances[day_.at_stops.first_row_of(party) + party.node.index()].inverse_log_nothing;
    }
    file(batch, resting.size());
}

void Stretch::leave_alone(const Batch& batch, Turn turn)
{
    Party& party = batch.parties[turn / draws_each];
    Draws draws{today_.seed,
                stream_,
                party.id,
                today_.tick,
                batch.blocks[turn / draws_each],
                static_cast<unsigned>(turn % draws_each)};
    party.clock = day_.dawn;
    mover_.leave(party, draws);
}

void count_under_way(const Today& today, Lane& lane)
{
    const Legs& legs = today.world->legs;
    const auto arriving_after = [&](std::uint32_t days, LegId leg) -> std::int32_t& {
        const std::uint32_t day = static_cast<std::uint32_t>(today.tick) + days;
        return lane.arriving[day % DueCalendar<Party>::near_days * today.world->leg_count() + leg.index()];
    };
    for (const LegId leg : Range<LegId>{today.world->leg_count()}) {
        std::int32_t leaving = 0;
        for (std::size_t m = 0; m < mode_count; ++m) {
            SettingOut& setting_out = lane.setting_out[today.open_road->row(m, leg)];
            leaving += setting_out.through + setting_out.to_stop;
            if (setting_out.to_stop > 0)
                arriving_after((*today.steps)[leg][m].moments / moments_per_day, leg) += setting_out.to_stop;
            setting_out = {};
        }
        std::int32_t& arriving = arriving_after(0, leg);
        if (leaving == 0 && arriving == 0) continue;
        lane.tally.persons_on_leg[leg.index()] += leaving - arriving;
        lane.tally.traversals[leg.index()] += leaving;
        lane.tally.move(legs.from[leg], Status::waiting, legs.from[leg], Status::travelling, leaving);
        lane.tally.move(legs.from[leg], Status::travelling, legs.to[leg], Status::waiting, arriving);
        arriving = 0;
    }
}

}  // namespace corredor

#include "phases/stretch.hpp"

#include "base/wide.hpp"

namespace corredor {

Stretch::Stretch(const Today& today, Lane& lane, Mover& mover, Stream stream)
    : today_{today}, lane_{lane}, mover_{mover}, stream_{stream}, day_{tables()}
{
}

Stretch::Tables Stretch::tables() const
{
    const Knowledge& knowledge = *today_.knowledge;
    return {.believed = knowledge.ways_for(false).thresholds(),
            .actual = knowledge.ways_for(true).thresholds(),
            .first_way = today_.places->first_way.span().data(),
            .slots = today_.open_road->slots,
            .exits = today_.open_road->exits.data(),
            .ahead = today_.open_road->legs.span().data(),
            .no_way = today_.open_road->no_way.data(),
            .setting_out = lane_.setting_out.data(),
            .dawn = today_.dawn()};
}

void Stretch::rest(Party& party, const RandomBlock& first, unsigned used)
{
    add(party, day_.dawn, first[used], today_.stops->chances(party).inverse_log_nothing);
}

// Two loops, each with little to wait for: where a party's thresholds are, then which of them its draw has passed.
[[gnu::always_inline]] inline void Stretch::choose_legs()
{
    for (std::size_t i = 0; i < leavers_; ++i) {
        const Party& party = *leaving_[i].party;
        const std::int32_t* const* const ways = party.has(Party::knows_the_rules) ? day_.actual : day_.believed;
        const std::size_t way = day_.first_way[party.place] + party.way;
        const std::int32_t* const of_node =
            ways[way * traveller_class_count + party.traveller] + party.node.index() * day_.slots;
        thresholds_[i] = party.halt == Halt::stop ? of_node : day_.no_way;
    }
    for (std::size_t i = 0; i < leavers_; ++i) {
        const Leaver& leaver = leaving_[i];
        const std::size_t slot = Ways::slot_of(thresholds_[i], day_.slots, (*leaver.block)[leaver.used] >> 1U);
        leg_[i] = day_.exits[leaver.party->node.index() * (day_.slots + 1) + slot];
    }
}

/// False, and nothing is done, when something out of the ordinary may come up.
[[gnu::always_inline]] inline bool Stretch::set_out(const Leaver& leaver, LegId leg)
{
    Party& party = *leaver.party;
    const RandomBlock& block = *leaver.block;
    unsigned used = leaver.used + 1;
    if (leg.is_none() || party.mode() == Mode::package) return false;
    const OpenRoad::Ahead& end = day_.ahead[leg.index()];
    const auto mode = static_cast<std::size_t>(party.mode());
    const LegStep step = end.step[mode];
    const std::uint32_t days = step.moments / moments_per_day;
    if (end.place.value == party.place || days >= DueCalendar<Party>::near_days - 1) return false;

    bool stops = end.stop == OpenRoad::Stop::always;
    if (end.stop == OpenRoad::Stop::maybe) {
        if (used + 1 >= block.size()) return false;
        stops = uniform_of(block[used++]) < today_.stops->stop_share(end.node);
    }
    if (!stops && days == 0) return false;

    if (step.fare_cents > 0) {
        const bool walks = party.mode() == Mode::walking;
        std::int64_t fare = std::int64_t{step.fare_cents} * party.size;
        if (fare > party.cash_cents) {
            if (!walks) return false;
            fare = party.cash_cents;
        }
        party.cash_cents -= static_cast<std::int32_t>(fare);
        lane_.tally.pay(walks ? Account::living : Account::carriers, fare);
    }
    SettingOut& setting_out = day_.setting_out[leg.index()];
    party.leg = leg;
    if (stops) {
        setting_out.to_stop[mode] += party.size;
        const Moment arrives = day_.dawn + days * moments_per_day;
        party.node = end.node;
        party.waiting_since = static_cast<std::uint16_t>(arrives / moments_per_day);
        add(party, arrives, block[used], today_.stops->chances_at_stop(end.node, party).inverse_log_nothing);
    } else {
        setting_out.through += party.size;
        party.status = Status::travelling;
        party.halt = Halt::none;
        add(party, day_.dawn + step.moments - moments_per_day, 0, 0.0);  // one day
    }
    return true;
}

[[gnu::always_inline]] inline void Stretch::file_all()
{
    geometric(std::span{bits_}.first(goers_), std::span{inverse_log_nothing_}.first(goers_), Mover::longest_halt_days,
              std::span{days_}.first(goers_));
    for (std::size_t i = 0; i < goers_; ++i) {
        const Moment clock = after_[i] + static_cast<Moment>(days_[i]) * moments_per_day;
        Party& party = lane_.journeys.place(static_cast<std::int32_t>(clock / moments_per_day));
        party = *going_[i];
        party.clock = clock;
    }
    goers_ = 0;
}

CORREDOR_WIDE void Stretch::go()
{
    choose_legs();
    for (std::size_t i = 0; i < leavers_; ++i)
        if (!set_out(leaving_[i], leg_[i])) go_singly(leaving_[i]);
    leavers_ = 0;
    file_all();
}

void Stretch::go_singly(const Leaver& leaver)
{
    Draws draws{today_.seed, stream_, leaver.party->id, today_.tick, *leaver.block, leaver.used};
    leaver.party->clock = day_.dawn;
    mover_.leave(*leaver.party, draws);
}

void count_under_way(const Today& today, Lane& lane)
{
    const Legs& legs = today.world->legs;
    const auto arriving_after = [&](std::uint32_t days, LegId leg) -> std::int32_t& {
        const std::uint32_t day = static_cast<std::uint32_t>(today.tick) + days;
        return lane.arriving[day % DueCalendar<Party>::near_days * today.world->leg_count() + leg.index()];
    };
    for (const LegId leg : Range<LegId>{today.world->leg_count()}) {
        SettingOut& setting_out = lane.setting_out[leg.index()];
        std::int32_t leaving = setting_out.through;
        for (std::size_t m = 0; m < mode_count; ++m) {
            const std::int32_t people = setting_out.to_stop[m];
            if (people == 0) continue;
            leaving += people;
            arriving_after((*today.steps)[leg][m].moments / moments_per_day, leg) += people;
        }
        std::int32_t& arriving = arriving_after(0, leg);
        if (leaving == 0 && arriving == 0) continue;
        lane.tally.persons_on_leg[leg.index()] += leaving - arriving;
        lane.tally.traversals[leg.index()] += leaving;
        lane.tally.move(legs.from[leg], Status::waiting, legs.from[leg], Status::travelling, leaving);
        lane.tally.move(legs.from[leg], Status::travelling, legs.to[leg], Status::waiting, arriving);
        setting_out = {};
        arriving = 0;
    }
}

}  // namespace corredor

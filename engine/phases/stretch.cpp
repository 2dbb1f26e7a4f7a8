#include "phases/stretch.hpp"

#include "base/wide.hpp"

namespace corredor {

void Stretch::rest(const Party& party, const RandomBlock& first, unsigned used)
{
    going_[goers_] = party;
    add(first[used], today_.stops->chances(party).inverse_log_nothing);
}

Stretch::Tables Stretch::tables() const
{
    const Knowledge& knowledge = *today_.knowledge;
    return {.believed = &knowledge.ways_for(false),
            .actual = &knowledge.ways_for(true),
            .first_way = today_.places->first_way.span().data(),
            .slots = today_.open_road->slots,
            .exits = today_.open_road->exits.data(),
            .ahead = today_.open_road->legs.span().data(),
            .no_way = today_.open_road->no_way.data(),
            .setting_out = lane_.setting_out.data(),
            .arriving = lane_.arriving.data(),
            .legs = today_.world->leg_count(),
            .tick = today_.tick};
}

// Two loops, each with little to wait for: where a party's thresholds are, then which of them its draw has passed.
[[gnu::always_inline]] inline void Stretch::choose_legs(const Tables& tables)
{
    for (std::size_t i = 0; i < leavers_; ++i) {
        const Party& party = *leaving_[i].party;
        const WayTable& ways = party.has(Party::knows_the_rules) ? *tables.actual : *tables.believed;
        const std::int32_t* const of_way = ways.thresholds(tables.first_way[party.place] + party.way, party.traveller);
        thresholds_[i] = party.halt == Halt::stop ? of_way + party.node.index() * tables.slots : tables.no_way;
    }
    for (std::size_t i = 0; i < leavers_; ++i) {
        const Leaver& leaver = leaving_[i];
        const std::size_t slot = Ways::slot_of(thresholds_[i], tables.slots, (*leaver.block)[leaver.used] >> 1U);
        leg_[i] = tables.exits[leaver.party->node.index() * (tables.slots + 1) + slot];
    }
}

/// False, and nothing is done, when something out of the ordinary may come up.
[[gnu::always_inline]] inline bool Stretch::set_out(const Tables& tables, const Leaver& leaver, LegId leg)
{
    const Party& party = *leaver.party;
    const RandomBlock& block = *leaver.block;
    unsigned used = leaver.used + 1;
    if (leg.is_none()) return false;
    const OpenRoad::Ahead& end = tables.ahead[leg.index()];
    const LegStep step = end.step[static_cast<std::size_t>(party.mode())];
    const std::uint32_t days = step.moments / moments_per_day;
    if (end.place.value == party.place || days >= DueCalendar<Party>::near_days - 1) return false;

    bool stops = end.stop == OpenRoad::Stop::always;
    if (end.stop == OpenRoad::Stop::maybe) {
        if (used + 1 >= block.size()) return false;
        stops = uniform_of(block[used++]) < today_.stops->stop_share(end.node);
    }
    if (!stops && days == 0) return false;

    Party& next = going_[goers_];
    next = party;
    if (step.fare_cents > 0) {
        const bool walks = party.mode() == Mode::walking;
        std::int64_t fare = std::int64_t{step.fare_cents} * party.size;
        if (fare > party.cash_cents) {
            if (!walks) return false;
            fare = party.cash_cents;
        }
        next.cash_cents -= static_cast<std::int32_t>(fare);
        lane_.tally.pay(walks ? Account::living : Account::carriers, fare);
    }
    tables.setting_out[leg.index()] += party.size;
    next.leg = leg;
    if (stops) {
        const std::uint32_t arrives = static_cast<std::uint32_t>(tables.tick) + days;
        tables.arriving[arrives % DueCalendar<Party>::near_days * tables.legs + leg.index()] += party.size;
        next.clock = arrives * moments_per_day;
        next.node = end.node;
        next.waiting_since = static_cast<std::uint16_t>(arrives);
        add(block[used], today_.stops->chances_at_stop(end.node, party).inverse_log_nothing);
    } else {
        next.clock += step.moments - moments_per_day;
        next.status = Status::travelling;
        next.halt = Halt::none;
        add(0, 0.0);  // one day
    }
    return true;
}

[[gnu::always_inline]] inline void Stretch::file_all()
{
    geometric(std::span{bits_}.first(goers_), std::span{inverse_log_nothing_}.first(goers_), Mover::longest_halt_days,
              std::span{days_}.first(goers_));
    for (std::size_t i = 0; i < goers_; ++i) {
        const Moment clock = going_[i].clock + static_cast<Moment>(days_[i]) * moments_per_day;
        Party& party = lane_.journeys.place(static_cast<std::int32_t>(clock / moments_per_day));
        party = going_[i];
        party.clock = clock;
    }
    goers_ = 0;
}

CORREDOR_WIDE void Stretch::go()
{
    const Tables day = tables();
    choose_legs(day);
    for (std::size_t i = 0; i < leavers_; ++i)
        if (!set_out(day, leaving_[i], leg_[i])) go_singly(leaving_[i]);
    leavers_ = 0;
    file_all();
}

void Stretch::go_singly(const Leaver& leaver)
{
    Draws draws{today_.seed, stream_, leaver.party->id, today_.tick, *leaver.block, leaver.used};
    mover_.leave(*leaver.party, draws);
}

void count_under_way(const Today& today, Lane& lane)
{
    const Legs& legs = today.world->legs;
    const std::size_t first =
        static_cast<std::size_t>(today.tick % DueCalendar<Party>::near_days) * today.world->leg_count();
    for (const LegId leg : Range<LegId>{today.world->leg_count()}) {
        std::int32_t& leaving = lane.setting_out[leg.index()];
        std::int32_t& arriving = lane.arriving[first + leg.index()];
        if (leaving == 0 && arriving == 0) continue;
        lane.tally.persons_on_leg[leg.index()] += leaving - arriving;
        lane.tally.move(legs.from[leg], Status::waiting, legs.from[leg], Status::travelling, leaving);
        lane.tally.move(legs.from[leg], Status::travelling, legs.to[leg], Status::waiting, arriving);
        leaving = 0;
        arriving = 0;
    }
}

}  // namespace corredor

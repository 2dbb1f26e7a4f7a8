#include <algorithm>

#include "base/knots.hpp"
#include "phases/capture.hpp"
#include "phases/mover.hpp"
#include "phases/phases.hpp"

namespace corredor {

namespace {

std::size_t residents_row(const Today& today, const Resident& resident)
{
    const NodeId node = today.places->node[PlaceId{resident.place}];
    return today.world->nodes.country[node].index() * 2 + resident.is_irregular;
}

/// Files a resident under the next day on which something may happen to it: a candidate drawn from a bound that its
/// hazards never pass, and weighed against them when it comes (thinning, so exact).
void sleep(const Today& today, std::span<const double> bound_per_year, Lane& lane, Resident& resident, Draws& draws)
{
    const CountryId country = today.world->nodes.country[today.places->node[PlaceId{resident.place}]];
    const bool may_move = resident.mover_until > today.tick;
    const double bound = bound_per_year[country.index() * 2 + (may_move ? 1U : 0U)];
    constexpr std::int64_t never = 1 << 20;
    std::int64_t days = never;
    if (bound > 0.0) days = std::min(never, 1 + static_cast<std::int64_t>(-log_exact(draws.uniform()) / bound * 365.0));
    resident.drew_as_mover = may_move ? 1 : 0;
    resident.due = today.tick + static_cast<std::int32_t>(days);
    lane.settle(resident);
}

void become_resident(const Today& today, std::span<const double> bound_per_year, Lane& lane, const Party& party,
                     const RandomBlock& first_block)
{
    Draws draws{today.seed, Stream::settlement, party.id, today.tick, first_block};
    Resident resident{.id = party.id,
                      .place = party.place,
                      .size = party.size,
                      .documents = party.documents(),
                      .is_irregular = party.has(Party::entered_irregularly) ? std::uint8_t{1} : std::uint8_t{0},
                      .flags = static_cast<std::uint8_t>(party.flags & Party::for_life)};
    const double mover_days = -log_exact(draws.uniform()) * today.model->settlement.mover_years * 365.0;
    resident.mover_until = today.tick + static_cast<std::int32_t>(std::min(mover_days, 1.0e6));
    lane.tally.move(party.node, party.status, party.node, Status::settled, party.size);
    follow_to(today, lane, party.id, party.node, Status::settled, party.size);
    lane.tally.settlements[party.node.index()] += party.size;
    lane.tally.residents[residents_row(today, resident)] += party.size;
    sleep(today, bound_per_year, lane, resident, draws);
}

/// Whoever was deceived at departure is now held by the mechanism that did it: which one follows from the same chances.
std::size_t mechanism_of_deceit(const Today& today, const Party& party)
{
    const auto mechanisms = today.harms->at(Stage::origin);
    const NodeId origin = today.origin_of(party.id);
    double total = 0.0;
    for (const std::size_t m : mechanisms) total += today.harms->all[m].rate[origin];
    Draws draws = today.draws(Stream::origin_harm, party.id);
    double left = draws.uniform() * total;
    for (const std::size_t m : mechanisms)
        if ((left -= today.harms->all[m].rate[origin]) < 0.0) return m;
    return mechanisms.front();
}

/// What awaits those who come to the end of a journey that others sold or gave them. True when nobody is left.
bool is_caught_on_arrival(const Today& today, Lane& lane, Party& party)
{
    if (!party.has(Party::escorted)) return strike_on_arrival(today, lane, party).party == Aftermath::Of::gone;
    party.set(Party::escorted, false);
    if (today.harms->at(Stage::origin).empty()) return false;  // another model holds by now
    Draws draws = today.draws(Stream::arrival_harm, party.id);
    const std::size_t mechanism = mechanism_of_deceit(today, party);
    if (today.tells_incidents)
        lane.incidents.push_back({.party = party.id,
                                  .began = party.set_out_on,
                                  .node = party.node,
                                  .kind = IncidentKind::capture_on_arrival,
                                  .mechanism = static_cast<std::uint8_t>(mechanism),
                                  .people = party.size,
                                  .economy = today.harms->all[mechanism].spec.economy});
    return capture(today, lane, party, mechanism, party.node, draws).party == Aftermath::Of::gone;
}

void end_journey(const Today& today, std::span<const double> bound_per_year, Lane& lane, Party party,
                 const RandomBlock& first_block)
{
    const PlaceId place{party.place};
    const bool is_lasting = today.places->is_origin[place] == 0 && today.places->is_exit[place] == 0;
    lane.tally.journeys_ended[party.node.index()] += party.size;
    if (party.has(Party::smuggled)) lane.tally.journeys_smuggled[party.node.index()] += party.size;
    lane.tally.journey_days[party.node.index()] += std::int64_t{party.size} * (today.tick - party.set_out_on);
    if (is_lasting && party.mode() == Mode::package && is_caught_on_arrival(today, lane, party)) return;
    lane.tally.close_purse(party.cash_cents);
    if (today.places->is_origin[place] != 0) {
        lane.tally.move(party.node, party.status, party.node, Status::returned, party.size);
        lane.tally.returns[party.node.index()] += party.size;
        lane.tally.returned_to_origin[party.node.index()] += party.size;
        follow_to(today, lane, party.id, party.node, Status::returned, party.size);
        lane.end(party.id, party.node, Status::returned, party.size);
    } else if (today.places->is_exit[place] != 0) {
        lane.tally.move(party.node, party.status, party.node, Status::exited, party.size);
        lane.tally.settlements[party.node.index()] += party.size;
        follow_to(today, lane, party.id, party.node, Status::exited, party.size);
        lane.end(party.id, party.node, Status::exited, party.size);
    } else {
        become_resident(today, bound_per_year, lane, party, first_block);
    }
}

void end_journeys(const Today& today, std::span<const double> bound_per_year, Lane& lane)
{
    constexpr std::size_t most = 64;
    std::array<std::uint64_t, most> ids;
    std::array<RandomBlock, most> first_blocks;
    for (std::size_t begin = 0; begin < lane.arrived.size(); begin += most) {
        const std::size_t count = std::min(most, lane.arrived.size() - begin);
        const std::span parties = std::span{lane.arrived}.subspan(begin, count);
        for (std::size_t i = 0; i < count; ++i) ids[i] = parties[i].id;
        random_blocks(today.seed, Stream::settlement, std::span{ids}.first(count), today.tick, first_blocks);
        for (std::size_t i = 0; i < count; ++i) end_journey(today, bound_per_year, lane, parties[i], first_blocks[i]);
    }
    lane.arrived.clear();
}

/// A household sets out again with what it has saved.
void set_out_again(const Today& today, Mover& mover, Lane& lane, const Resident& resident, PlaceId to, Draws& draws)
{
    const NodeId node = today.places->node[PlaceId{resident.place}];
    const CountryId country = today.world->nodes.country[node];
    const double savings_usd =
        today.conditions->income_usd_per_month[country] * today.model->settlement.onward_savings_months;
    Party party{.id = resident.id,
                .clock = today.dawn() + moments_per_day,
                .cash_cents = static_cast<std::int32_t>(std::min(savings_usd * 100.0 * resident.size + 0.5, 2.0e9)),
                .node = node,
                .leg = LegId{},
                .set_out_on = static_cast<std::uint16_t>(today.tick),
                .waiting_since = static_cast<std::uint16_t>(today.tick),
                .place = static_cast<std::uint8_t>(to.value),
                .size = resident.size,
                .traveller = traveller_class(resident.documents, Mode::bus),
                .home = static_cast<std::uint8_t>(resident.place),
                .flags = static_cast<std::uint8_t>(Party::lived_abroad | resident.flags)};
    party.set(Party::entered_irregularly, resident.is_irregular != 0);
    if (today.places->is_origin[to] != 0) party.home = static_cast<std::uint8_t>(to.value);
    lane.tally.pay(Account::income, -party.cash_cents);
    lane.tally.move(node, Status::settled, node, Status::waiting, party.size);
    party.status = Status::waiting;
    party.halt = Halt::queue;  // leaves tomorrow morning
    follow_to(today, lane, party.id, node, Status::waiting, party.size);
    mover.choose_way(party, draws);
    mover.file(party);
}

void deport(const Today& today, Lane& lane, const Resident& resident)
{
    const NodeId node = today.places->node[PlaceId{resident.place}];
    const NodeId origin = today.origin_of(resident.id);
    lane.tally.move(node, Status::settled, origin, Status::returned, resident.size);
    lane.tally.returns[origin.index()] += resident.size;
    lane.tally.returned_to_origin[origin.index()] += resident.size;
    follow_to(today, lane, resident.id, origin, Status::returned, resident.size);
    lane.end(resident.id, origin, Status::returned, resident.size);
}

/// Whether a household that weighs moving on does, and where to; none when it stays.
PlaceId reconsider(const Today& today, const Resident& resident, Draws& draws)
{
    const Knowledge::Choice& choice = today.knowledge->choice(PlaceId{resident.place}, resident.documents);
    const CountryId country = today.world->nodes.country[today.places->node[PlaceId{resident.place}]];
    const double bonus = resident.is_irregular != 0 ? 0.0 : today.conditions->stay_bonus[country];
    const double goes = 1.0 / (1.0 + exp_exact(choice.stay_value + bonus - choice.value));
    if (!draws.happens(goes)) return PlaceId{};
    const PlaceId to{choice.place(draws.bits() >> 1U)};
    return to.value == resident.place ? PlaceId{} : to;
}

/// At most: what else the mechanism asks about a household is looked at when it strikes.
double hazard_per_year(const Harm& harm, const Resident& resident, NodeId node)
{
    const unsigned exposure =
        exposure_of_traveller[traveller_class(resident.documents, Mode::bus)] | (resident.size == 1 ? 1U : 0U);
    return harm.rate[node] * harm.factor[exposure] * harm.most_by_details * 365.0;
}

/// False when nobody is left of the household.
bool strike_home(const Today& today, Lane& lane, Resident& resident, std::size_t row, std::size_t m)
{
    const NodeId node = today.places->node[PlaceId{resident.place}];
    Party household{.id = resident.id,
                    .clock = today.dawn(),
                    .node = node,
                    .leg = LegId{},
                    .set_out_on = static_cast<std::uint16_t>(today.tick),
                    .place = static_cast<std::uint8_t>(resident.place),
                    .size = resident.size,
                    .traveller = traveller_class(resident.documents, Mode::bus),
                    .status = Status::settled,
                    .home = static_cast<std::uint8_t>(resident.place),
                    .flags = static_cast<std::uint8_t>(resident.flags | Party::lived_abroad)};
    household.set(Party::entered_irregularly, resident.is_irregular != 0);
    const bool is_gone = strike_settled(today, lane, household, m).party == Aftermath::Of::gone;
    lane.tally.residents[row] -= is_gone ? resident.size : resident.size - household.size;
    resident.size = household.size;
    resident.flags = static_cast<std::uint8_t>(household.flags & Party::for_life);
    return !is_gone;
}

/// One candidate day of a resident's: which of the hazards it was, if any.
void weigh(const Today& today, std::span<const double> bound_per_year, Mover& mover, Lane& lane, Resident resident)
{
    Draws draws = today.draws(Stream::residence, resident.id);
    const NodeId node = today.places->node[PlaceId{resident.place}];
    const CountryId country = today.world->nodes.country[node];
    const bool may_move = resident.mover_until > today.tick;
    lane.residents_hash -= hash_of(resident);
    // The bound that the candidate was drawn from is the one of the day on which it was drawn: a mover's until it ends.
    const double bound = bound_per_year[country.index() * 2 + (resident.drew_as_mover != 0 ? 1U : 0U)];
    double left = draws.uniform() * bound - today.conditions->return_per_year[country];
    const std::size_t row = residents_row(today, resident);
    if (left < 0.0) {
        lane.tally.residents[row] -= resident.size;
        set_out_again(today, mover, lane, resident, today.places->at[today.origin_of(resident.id)], draws);
        return;
    }
    if (resident.is_irregular != 0) {
        left -= today.conditions->deportations_per_year[country];
        if (left < 0.0) {
            lane.tally.residents[row] -= resident.size;
            deport(today, lane, resident);
            return;
        }
        left -= today.conditions->regularisation_per_year[country];
        if (left < 0.0) {
            lane.tally.residents[row] -= resident.size;
            lane.tally.residents[row - 1] += resident.size;
            resident.is_irregular = 0;
            sleep(today, bound_per_year, lane, resident, draws);
            return;
        }
    }
    for (const std::size_t m : today.harms->at(Stage::residence)) {
        left -= hazard_per_year(today.harms->all[m], resident, node);
        if (left >= 0.0) continue;
        if (!strike_home(today, lane, resident, row, m)) return;
        sleep(today, bound_per_year, lane, resident, draws);
        return;
    }
    if (may_move) {
        left -= today.model->settlement.reconsider_per_year;
        const PlaceId to = left < 0.0 ? reconsider(today, resident, draws) : PlaceId{};
        if (!to.is_none()) {
            lane.tally.residents[row] -= resident.size;
            set_out_again(today, mover, lane, resident, to, draws);
            return;
        }
    }
    sleep(today, bound_per_year, lane, resident, draws);
}

}  // namespace

void settle(const Today& today, std::span<const double> bound_per_year, Lane& lane)
{
    Mover mover{today, lane};
    lane.residents.take_due(today.tick, [&](std::span<const Resident> residents, std::span<const Resident> coming) {
        for (const Resident& resident : coming) __builtin_prefetch(&resident);
        for (const Resident& resident : residents) weigh(today, bound_per_year, mover, lane, resident);
    });
    end_journeys(today, bound_per_year, lane);
}

// Two independent candidates, one at the old bound and one at what it rose by: the earlier of them is one at the new.
void wake_sooner(const Today& today, std::span<const double> bound_per_year, std::span<const double> raised, Lane& lane)
{
    lane.residents.file_again([&](Resident& resident) {
        const CountryId country = today.world->nodes.country[today.places->node[PlaceId{resident.place}]];
        const std::size_t which = country.index() * 2 + (resident.drew_as_mover != 0 ? 1U : 0U);
        const double rise = raised[which] - bound_per_year[which];
        if (!(rise > 0.0)) return;
        Draws draws = today.draws(Stream::wake, resident.id);
        const double days = -log_exact(draws.uniform()) / rise * 365.0;
        if (days >= resident.due - today.tick) return;
        lane.residents_hash -= hash_of(resident);
        resident.due = today.tick + static_cast<std::int32_t>(days);
        lane.residents_hash += hash_of(resident);
    });
}

// They have lived there for long: none of them weighs moving on.
void settle_initial_stock(const Today& today, std::span<const StockRow> rows, std::span<const double> bound_per_year,
                          State& state)
{
    std::vector<PlaceId> homes;
    for (const auto& [ref, share] : today.model->departures.origin_share)
        homes.push_back(today.places->at[today.world->node(ref.name)]);
    if (homes.empty()) return;
    std::uint64_t ordinal = 0;
    for (const StockRow& row : rows) {
        const NodeId node = today.world->node(row.node);
        const PlaceId place = today.places->at[node];
        for (std::int64_t left = row.people / today.persons_per_agent; left > 0;) {
            const std::size_t which = ordinal % lane_count;
            Resident resident{.id = party_id(homes[ordinal % homes.size()].value, -1, ordinal), .place = place.value};
            ++ordinal;
            Draws draws = today.draws(Stream::initial_stock, resident.id);
            resident.size = static_cast<std::uint8_t>(std::min<std::int64_t>(left, 1 + draws.bits() % 4));
            const bool passport = draws.happens(today.model->endowment.resident_passport_share);
            resident.documents = passport ? Documents::passport : Documents::identity_card;
            left -= resident.size;
            Lane& lane = state.lanes[which];
            if (today.places->is_exit[place] != 0) {
                lane.tally.create(node, Status::exited, resident.size);
                follow_to(today, lane, resident.id, node, Status::exited, resident.size);
                lane.end(resident.id, node, Status::exited, resident.size);
                continue;
            }
            lane.tally.create(node, Status::settled, resident.size);
            follow_to(today, lane, resident.id, node, Status::settled, resident.size);
            lane.tally.residents[residents_row(today, resident)] += resident.size;
            sleep(today, bound_per_year, lane, resident, draws);
        }
    }
}

}  // namespace corredor

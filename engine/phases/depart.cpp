#include <algorithm>
#include <cmath>

#include "base/knots.hpp"
#include "phases/capture.hpp"
#include "phases/mover.hpp"
#include "phases/phases.hpp"

namespace corredor {

namespace {

constexpr std::uint64_t first_cohort_ordinal = 1ULL << 32U;  // cohorts never take the ordinals of other departures

double mean_party_size(const DepartureSpec& departures)
{
    double total = 0.0;
    double people = 0.0;
    for (std::size_t i = 0; i < departures.party_size_share.size(); ++i) {
        total += departures.party_size_share[i];
        people += departures.party_size_share[i] * static_cast<double>(i + 1);
    }
    return people / total;
}

std::array<double, documents_count> documents_on(const Today& today)
{
    const double passport = value_on(today.model->endowment.passport_share, today.date);
    const double visa = value_on(today.model->endowment.visa_share, today.date);
    return {1.0 - passport, passport * (1.0 - visa), passport * visa};
}

/// Expected parties from one origin today. Rushes weigh documents by where their holders are bound.
double expected_parties(const Today& today, NodeId origin, std::int64_t pool,
                        std::array<double, documents_count>& share)
{
    const PlaceId home = today.places->at[origin];
    double weight = 0.0;
    double value = 0.0;
    for (std::size_t d = 0; d < documents_count; ++d) {
        const Knowledge::Choice& choice = today.knowledge->choice(home, static_cast<Documents>(d));
        value += share[d] * std::max(choice.value, -1e6);
        share[d] *= choice.rush;
        weight += share[d];
    }
    const DepartureSpec& departures = today.model->departures;
    const double push = value_on(departures.push_per_year, today.date, Between::log_linear);
    const double closure = exp_exact(departures.closure_response * value);
    return push / 365.0 * static_cast<double>(pool) * today.conditions->push_factor[origin] * closure * weight /
           mean_party_size(departures);
}

void plan_from_pool(const Today& today, NodeId origin, std::int64_t pool, std::vector<DepartureBatch>& batches)
{
    DepartureBatch batch{.origin = origin, .first_ordinal = 0, .parties = 0, .documents_share = documents_on(today)};
    const double expected = expected_parties(today, origin, pool, batch.documents_share);
    Draws draws = today.draws(Stream::departure_count, origin.index());
    const auto largest = static_cast<std::int64_t>(today.model->departures.party_size_share.size());
    batch.parties = std::min(poisson(draws.fine_uniform(), expected), pool / largest);
    if (batch.parties > 0) batches.push_back(batch);
}

/// Number of people by one uniform number. total  of the shares
std::uint8_t party_size(const DepartureSpec& departures, double total, double uniform)
{
    double left = uniform * total;
    std::size_t size = 0;
    while (size + 1 < departures.party_size_share.size() && (left -= departures.party_size_share[size]) >= 0.0) ++size;
    return static_cast<std::uint8_t>(size + 1);
}

Documents documents(const std::array<double, documents_count>& share, double uniform)
{
    double left = uniform * (share[0] + share[1] + share[2]) - share[0];
    if (left < 0.0) return Documents::identity_card;
    left -= share[1];
    return left < 0.0 ? Documents::passport : Documents::visa;
}

std::int32_t cash_cents(double median_usd, double log_sd, std::uint8_t size, double uniform)
{
    const double each = log_sd > 0.0 ? median_usd * exp_exact(log_sd * normal(uniform)) : median_usd;
    return static_cast<std::int32_t>(std::min(each * 100.0 * size + 0.5, 2.0e9));
}

/// Where people are brought to: where a person held brings most, away from the origins. None without organisations.
PlaceId place_of_exploitation(const Today& today)
{
    PlaceId place;
    double most = 0.0;
    for (const NodeId node : Range<NodeId>{today.world->node_count()}) {
        const PlaceId here = today.places->at[node];
        if (today.grip->captive_margin[node] <= most || here.is_none() || today.places->is_origin[here] != 0) continue;
        most = today.grip->captive_margin[node];
        place = here;
    }
    return place;
}

/// Some are deceived before they leave: whoever is taken along travels with an escort, who pays. True when nobody is
/// left who travels alone.
bool deceive(const Today& today, Mover& mover, Lane& lane, Party& party)
{
    const auto mechanism = deceived_by(today, party);
    if (!mechanism) return false;
    const std::uint8_t people = party.size;
    Party deceived = who_is_deceived(today, party, *mechanism);
    ++lane.tally.incidents[deceived.node.index() * today.harms->all.size() + *mechanism];
    if (today.tells_incidents)
        lane.incidents.push_back({.party = deceived.id,
                                  .began = today.tick,
                                  .node = deceived.node,
                                  .mechanism = static_cast<std::uint8_t>(*mechanism),
                                  .people = people,
                                  .economy = today.harms->all[*mechanism].spec.economy});
    if (party.size > 0) {
        follow_to(today, lane, party.id, party.node, party.status, party.size);
        follow_to(today, lane, deceived.id, deceived.node, deceived.status, deceived.size);
    }
    const PlaceId to = place_of_exploitation(today);
    if (!to.is_none()) deceived.place = static_cast<std::uint8_t>(to.value);
    Draws draws = today.draws(Stream::travel, deceived.id);
    mover.choose_way(deceived, draws);
    deceived.set(Party::escorted, mover.is_taken_along(deceived));
    mover.set_out(deceived, draws);
    return party.size == 0;
}

}  // namespace

std::vector<DepartureBatch> plan_departures(const Today& today, State& state)
{
    std::vector<DepartureBatch> batches;
    for (const auto& [ref, share] : today.model->departures.origin_share) {
        const NodeId origin = today.world->node(ref.name);
        std::int64_t left = state.pool[origin];
        for (const Lane& lane : state.lanes)
            left += lane.tally.returned_to_origin[origin.index()] - lane.tally.departures[origin.index()];
        if (left > 0) plan_from_pool(today, origin, left, batches);
    }
    std::uint64_t ordinal = first_cohort_ordinal;
    for (const CohortSpec& cohort : today.model->departures.cohorts) {
        if (cohort.on != today.date) continue;
        const double agents = static_cast<double>(cohort.people) / static_cast<double>(today.persons_per_agent);
        const auto parties = static_cast<std::int64_t>(agents / mean_party_size(today.model->departures) + 0.5);
        batches.push_back({.origin = today.world->node(cohort.node.name),
                           .first_ordinal = ordinal,
                           .parties = parties,
                           .documents_share = documents_on(today)});
        ordinal += static_cast<std::uint64_t>(parties);
    }
    return batches;
}

namespace {

/// Lets this lane's share of a batch set out, a number of parties at a time.
class Departures {
public:
    Departures(const Today& today, Lane& lane, const DepartureBatch& batch)
        : today_{today}, lane_{lane}, batch_{batch}, mover_{today, lane}, home_{today.places->at[batch.origin]},
          median_usd_{value_on(today.model->endowment.cash_median_usd, today.date)}
    {
        for (const double share : today.model->departures.party_size_share) size_shares_ += share;
    }

    void let_go(std::size_t lane_index)
    {
        std::array<PartyId, most> ids;
        std::array<RandomBlock, most> whos;
        std::array<RandomBlock, most> hows;
        std::size_t count = 0;
        const auto let_these_go = [&] {
            const std::span these = std::span{ids}.first(count);
            random_blocks(today_.seed, Stream::departure, these, today_.tick, whos);
            random_blocks(today_.seed, Stream::setting_out, these, today_.tick, hows);
            for (std::size_t i = 0; i < count; ++i) let_go(ids[i], whos[i], hows[i]);
            let_stop();
            count = 0;
        };
        for (auto i = static_cast<std::int64_t>(lane_index); i < batch_.parties;
             i += static_cast<std::int64_t>(lane_count)) {
            if (count == most) let_these_go();
            ids[count++] = party_id(home_.value, today_.tick, batch_.first_ordinal + static_cast<std::uint64_t>(i));
        }
        let_these_go();
    }

private:
    static constexpr std::size_t most = 64;  // at a time

    /// who, how  the first draws of what a party is and of how it sets out
    void let_go(PartyId id, const RandomBlock& who, const RandomBlock& how)
    {
        Party party;
        party.id = id;
        Draws of_it{today_.seed, Stream::departure, id, today_.tick, who};
        party.size = party_size(today_.model->departures, size_shares_, of_it.uniform());
        const Documents carried = documents(batch_.documents_share, of_it.uniform());
        party.traveller = traveller_class(carried, Mode::bus);
        party.cash_cents = cash_cents(median_usd_, today_.model->endowment.cash_log_sd, party.size, of_it.uniform());
        party.place = today_.knowledge->choice(home_, carried).place(of_it.bits() >> 1U);
        party.node = batch_.origin;
        party.home = static_cast<std::uint8_t>(home_.value);
        party.set_out_on = static_cast<std::uint16_t>(today_.tick);
        party.clock = today_.dawn();
        Draws draws{today_.seed, Stream::setting_out, id, today_.tick, how};
        mover_.choose_way(party, draws);
        lane_.tally.departures[batch_.origin.index()] += party.size;
        lane_.tally.create(batch_.origin, Status::waiting, party.size);
        lane_.tally.pay(Account::endowment, -party.cash_cents);
        party.status = Status::waiting;
        follow_to(today_, lane_, id, batch_.origin, Status::waiting, party.size);
        if (!today_.harms->at(Stage::origin).empty() && deceive(today_, mover_, lane_, party)) return;
        const double stop_share = today_.stops->stop_share(batch_.origin);
        if (stop_share > 0.0 && draws.happens(stop_share))
            stop(party, draws);
        else
            mover_.set_out(party, draws);
    }

    /// Notes a party that stays for a while first.
    void stop(Party& party, Draws& draws)
    {
        party.halt = Halt::stop;
        party.waiting_since = static_cast<std::uint16_t>(today_.tick);
        bits_[stopping_] = draws.bits();
        inverse_log_nothing_[stopping_] = today_.stops->chances(party).inverse_log_nothing;
        parties_[stopping_++] = party;
    }

    /// Draws for all of those at once until when they stay: they may leave today.
    void let_stop()
    {
        geometric(std::span{bits_}.first(stopping_), std::span{inverse_log_nothing_}.first(stopping_),
                  Mover::longest_halt_days, std::span{days_}.first(stopping_));
        for (std::size_t i = 0; i < stopping_; ++i) {
            parties_[i].clock = today_.dawn() + static_cast<Moment>(days_[i] - 1) * moments_per_day;
            mover_.file(parties_[i]);
        }
        stopping_ = 0;
    }

    const Today& today_;
    Lane& lane_;
    const DepartureBatch& batch_;
    Mover mover_;
    PlaceId home_;
    double median_usd_;
    double size_shares_ = 0.0;

    std::array<Party, most> parties_;
    std::array<std::uint32_t, most> bits_;
    std::array<double, most> inverse_log_nothing_;
    std::array<std::int32_t, most> days_;
    std::size_t stopping_ = 0;
};

}  // namespace

void depart(const Today& today, std::span<const DepartureBatch> batches, std::size_t lane_index, Lane& lane)
{
    for (const DepartureBatch& batch : batches) Departures{today, lane, batch}.let_go(lane_index);
}

}  // namespace corredor

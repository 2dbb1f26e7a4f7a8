#include <algorithm>

#include "phases/capture.hpp"
#include "phases/mover.hpp"
#include "phases/phases.hpp"

namespace corredor {

namespace {

constexpr std::uint8_t something_is_due = 128;  // in Captive::flags: else it is only time to look at hazards again
constexpr std::int64_t days_between_looks = 7;
constexpr double days_per_month = 30.0;

/// Who holds a captive, as a business; none for those in prison.
std::optional<Economy> held_by(const Today& today, const Captive& captive)
{
    const std::optional<Economy> economy = today.harms->all[captive.mechanism].spec.economy;
    switch (captive.status) {
    case Status::trafficked:
        return Economy::sexual_exploitation;
    case Status::courier:
        return Economy::drug_couriering;
    case Status::debt_bondage:
        return economy == Economy::sexual_exploitation ? economy : Economy::labour_exploitation;
    case Status::kidnapped:
        return economy;
    default:
        return {};
    }
}

bool is_minor(const Captive& captive)
{
    const auto who = static_cast<Separated>(captive.flags >> Party::separated_shift & 3U);
    return (captive.id & fragment_bit) != 0 && who == Separated::minor;
}

/// Ways out of exploitation that compete, as hazards a day.
struct Hazards {
    double attempt = 0.0;
    double release = 0.0;
    double recruiter = 0.0;
    double death = 0.0;
    double rescue = 0.0;
    double transfer = 0.0;
    [[nodiscard]] double sum() const { return attempt + release + recruiter + death + rescue + transfer; }
};

Hazards hazards_of(const Today& today, const Captive& captive)
{
    const CaptivitySpec& captivity = today.model->captivity;
    const ExploitationSpec& spec = captive.status == Status::trafficked ? captivity.trafficked : captivity.debt_bondage;
    const double dared = (1.0 - captivity.threat_share) * (1.0 - today.grip->fear[captive.node]);
    return {.attempt = spec.escape_per_month * dared / days_per_month,
            .release = spec.release_per_month / days_per_month,
            .recruiter = spec.recruiter_per_month / days_per_month,
            .death = spec.death_per_month / days_per_month,
            .rescue = today.grip->rescue_per_day[captive.node],
            .transfer = spec.transfer_per_month / days_per_month};
}

/// One lane's captives on one day.
class Captivity {
public:
    Captivity(const Today& today, const CaptivePlaces& places, Lane& lane)
        : today_{today}, lane_{lane}, mover_{today, lane}, best_{places.best}, room_{places.in_lane}
    {
    }

    /// True when it is over.
    bool live_through_the_day(Captive& captive)
    {
        const std::optional<Economy> economy = held_by(today_, captive);
        if (economy && captive.since != today_.tick)
            lane_.tally.held_days[captive.node.index() * economy_count + static_cast<std::size_t>(*economy)] +=
                captive.size;
        if (economy && today_.grip->rescued_share[captive.node] > 0.0) {
            Draws draws = today_.draws(Stream::rescue, captive.id);
            if (draws.happens(today_.grip->rescued_share[captive.node])) return free(captive, Exit::rescued, draws);
        }
        if (captive.due > today_.tick) return false;
        Draws draws = today_.draws(Stream::captivity, captive.id);
        switch (captive.status) {
        case Status::kidnapped:
            return end_kidnapping(captive, draws);
        case Status::courier:
            return end_errand(captive, draws);
        case Status::detained:
            return free(captive, Exit::released, draws);
        default:
            return look_at_exploitation(captive, draws);
        }
    }

private:
    void count(const Captive& captive, Exit exit)
    {
        lane_.tally.captivity_exits[captive.node.index() * exit_count + static_cast<std::size_t>(exit)] += captive.size;
    }

    bool free(const Captive& captive, Exit exit, Draws& draws)
    {
        count(captive, exit);
        if (is_minor(captive)) return return_to_family(captive);
        Party party{.id = captive.id,
                    .clock = today_.dawn() + moments_per_day,
                    .node = captive.node,
                    .leg = LegId{},
                    .set_out_on = captive.set_out_on,
                    .waiting_since = static_cast<std::uint16_t>(today_.tick),
                    .place = captive.place,
                    .size = captive.size,
                    .traveller = traveller_class(documents_of(captive.traveller), Mode::bus),
                    .status = Status::waiting,
                    .halt = Halt::queue,  // leaves tomorrow
                    .home = captive.home,
                    .flags = static_cast<std::uint8_t>(captive.flags & ~(something_is_due | Party::escorted))};
        lane_.tally.move(captive.node, captive.status, captive.node, Status::waiting, captive.size);
        follow_to(today_, lane_, captive.id, captive.node, Status::waiting, captive.size);
        if (draws.happens(today_.model->captivity.returns_home_share)) party.place = party.home;
        const bool chooses_on_leaving = today_.world->nodes.kind[party.node] == NodeKind::border_town;
        if (!chooses_on_leaving) mover_.choose_way(party, draws);
        mover_.file(party);
        return true;
    }

    bool return_to_family(const Captive& captive)
    {
        const NodeId origin = today_.origin_of(captive.id);
        lane_.tally.move(captive.node, captive.status, origin, Status::returned, captive.size);
        lane_.tally.returns[origin.index()] += captive.size;
        lane_.tally.returned_to_origin[origin.index()] += captive.size;
        follow_to(today_, lane_, captive.id, origin, Status::returned, captive.size);
        lane_.end(captive.id, origin, Status::returned, captive.size);
        return true;
    }

    bool die(const Captive& captive)
    {
        count(captive, Exit::died);
        lane_.tally.move(captive.node, captive.status, captive.node, Status::dead, captive.size);
        follow_to(today_, lane_, captive.id, captive.node, Status::dead, captive.size);
        lane_.end(captive.id, captive.node, Status::dead, captive.size);
        return true;
    }

    bool end_kidnapping(Captive& captive, Draws& draws)
    {
        switch (captive.fate) {
        case Fate::ransom:
            pay_ransom(captive);
            return free(captive, Exit::ransom_paid, draws);
        case Fate::rescue:
            return free(captive, Exit::rescued, draws);
        case Fate::killed:
            return die(captive);
        case Fate::kept:
            keep(captive, draws);
            return false;
        default:
            return free(captive, Exit::released, draws);
        }
    }

    void pay_ransom(const Captive& captive)
    {
        const std::size_t m = captive.mechanism;
        lane_.tally.pay(Account::relatives, -captive.debt_cents);
        lane_.tally.take(captive.node, *today_.harms->all[m].spec.economy, captive.debt_cents);
        lane_.tally.losses_cents[captive.node.index() * today_.harms->all.size() + m] += captive.debt_cents;
        if (today_.tells_incidents)
            lane_.incidents.push_back({.party = captive.id,
                                       .amount_cents = captive.debt_cents,
                                       .began = captive.since,
                                       .node = captive.node,
                                       .kind = IncidentKind::ransom,
                                       .mechanism = captive.mechanism,
                                       .people = captive.size,
                                       .economy = today_.harms->all[m].spec.economy});
    }

    /// No release on failure: a woman is trafficked, everybody else held on.
    void keep(Captive& captive, Draws& draws)
    {
        const Members taken = today_.members(
            {.id = captive.id, .node = captive.node, .leg = LegId{}, .size = captive.size, .flags = captive.flags});
        if (taken.minors == 0 && taken.men == 0) {
            lane_.tally.move(captive.node, captive.status, captive.node, Status::trafficked, captive.size);
            lane_.tally.people_trafficked[captive.node.index()] += captive.size;
            follow_to(today_, lane_, captive.id, captive.node, Status::trafficked, captive.size);
            begin_exploitation(today_, captive, Status::trafficked, draws);
            return;
        }
        captive.fate = Fate::let_go;
        captive.due = today_.tick + days_of(today_.model->captivity.kidnapped.kept_mean_days, draws);
    }

    bool end_errand(Captive& captive, Draws& draws)
    {
        if (captive.fate != Fate::arrested) return free(captive, Exit::carried, draws);
        count(captive, Exit::seized);
        lane_.tally.move(captive.node, captive.status, captive.node, Status::detained, captive.size);
        captive.status = Status::detained;
        follow_to(today_, lane_, captive.id, captive.node, Status::detained, captive.size);
        captive.due = today_.tick + days_of(today_.model->captivity.courier.detained_mean_days, draws);
        return false;
    }

    bool look_at_exploitation(Captive& captive, Draws& draws)
    {
        if (captive.free_on != 0 && captive.free_on <= today_.tick) return free(captive, Exit::debt_paid, draws);
        const Hazards hazards = hazards_of(today_, captive);
        if ((captive.flags & something_is_due) != 0 && something_happens(captive, hazards, draws)) return true;
        look_again(captive, hazards_of(today_, captive).sum(), draws);
        return false;
    }

    /// One of the hazards, by its share. True when captivity ends by it.
    bool something_happens(Captive& captive, const Hazards& hazards, Draws& draws)
    {
        double left = draws.uniform() * hazards.sum();
        if ((left -= hazards.attempt) < 0.0) {
            if (draws.happens(today_.model->captivity.escape_success)) return free(captive, Exit::escaped, draws);
            return draws.happens(today_.model->captivity.escape_lethality) && die(captive);
        }
        if ((left -= hazards.release) < 0.0) return free(captive, Exit::released, draws);
        if ((left -= hazards.recruiter) < 0.0) return free(captive, Exit::recruiter, draws);
        if ((left -= hazards.death) < 0.0) return die(captive);
        if ((left -= hazards.rescue) < 0.0) return free(captive, Exit::rescued, draws);
        move(captive);
        return false;
    }

    /// To where a person held brings most, if there is room for one more of this lane's.
    void move(Captive& captive)
    {
        const auto& margin = today_.grip->captive_margin;
        if (best_.is_none() || room_ < captive.size || margin[captive.node] >= margin[best_]) return;
        room_ -= captive.size;
        lane_.tally.move(captive.node, captive.status, best_, captive.status, captive.size);
        captive.node = best_;
        follow_to(today_, lane_, captive.id, captive.node, captive.status, captive.size);
    }

    /// The next day on which something comes up, or on which its hazards are looked at again.
    void look_again(Captive& captive, double hazard_per_day, Draws& draws) const
    {
        const double chance = probability_over(hazard_per_day, 1.0);
        const std::int64_t days = chance > 0.0 ? geometric(draws.bits(), inverse_log_failure(chance)) : 1'000'000;
        const bool comes_up = days <= days_between_looks;
        captive.due = today_.tick + static_cast<Tick>(std::min(days, days_between_looks));
        captive.flags =
            static_cast<std::uint8_t>(comes_up ? captive.flags | something_is_due : captive.flags & ~something_is_due);
        if (captive.free_on != 0) captive.due = std::min<Tick>(captive.due, captive.free_on);
    }

    const Today& today_;
    Lane& lane_;
    Mover mover_;
    NodeId best_;
    std::int64_t room_;
};

}  // namespace

CaptivePlaces captive_places(const Today& today, const std::vector<Lane>& lanes)
{
    CaptivePlaces places;
    double most = 0.0;
    for (const NodeId node : Range<NodeId>{today.world->node_count()})
        if (today.grip->captive_margin[node] > most) {
            most = today.grip->captive_margin[node];
            places.best = node;
        }
    if (places.best.is_none()) return places;
    std::int64_t held = 0;
    for (const Lane& lane : lanes)
        for (const Status status : {Status::debt_bondage, Status::trafficked})
            held += lane.tally.persons[places.best.index() * status_count + static_cast<std::size_t>(status)];
    const double people = today.grip->captive_places[places.best] / static_cast<double>(today.persons_per_agent);
    places.free = std::max<std::int64_t>(0, static_cast<std::int64_t>(std::min(people, 1.0e9)) - held);
    return places;
}

void captivity(const Today& today, CaptivePlaces places, std::size_t lane_index, Lane& lane)
{
    places.in_lane =
        places.free / static_cast<std::int64_t>(lane_count) +
        (static_cast<std::int64_t>(lane_index) < places.free % static_cast<std::int64_t>(lane_count) ? 1 : 0);
    Captivity captivity{today, places, lane};
    for (std::size_t i = 0; i < lane.captives.size();) {
        if (captivity.live_through_the_day(lane.captives[i])) {
            lane.captives[i] = lane.captives.back();
            lane.captives.pop_back();
        } else {
            ++i;
        }
    }
}

}  // namespace corredor

#include "studies/trace.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace corredor {

namespace {

constexpr std::size_t draws_shown = 4;  // a block of the generator

/// Where a party is, in whatever list it is kept.
struct Whereabouts {
    std::optional<Party> party;
    std::optional<Resident> resident;
    std::vector<Captive> captives;  // of its members

    [[nodiscard]] bool is_nowhere() const { return !party && !resident && captives.empty(); }
};

std::size_t lane_of(PartyId party)
{
    constexpr PartyId ordinal = (PartyId{1} << 39U) - 1;
    return static_cast<std::size_t>((party & ordinal) % lane_count);
}

Whereabouts find(const Simulation& simulation, PartyId id)
{
    Whereabouts found;
    const Lane& lane = simulation.state().lanes[lane_of(id)];
    lane.journeys.for_each([&](const Party& p) {
        if (p.id == id) found.party = p;
    });
    lane.residents.for_each([&](const Resident& r) {
        if (r.id == id) found.resident = r;
    });
    for (const Captive& c : lane.captives)
        if (whole_party(c.id) == whole_party(id)) found.captives.push_back(c);
    return found;
}

class Tracer {
public:
    Tracer(const Simulation& simulation, PartyId id, const TraceReport& report)
        : simulation_{simulation}, id_{id}, report_{report}
    {
    }

    void tell_departure(const Party& party)
    {
        const Today today = today_;
        const PlaceId home = today.places->at[today.origin_of(id_)];
        const Knowledge::Choice& choice = today.knowledge->choice(home, party.documents());
        std::vector<TraceOption> options;
        double before = 0.0;
        for (std::size_t p = 0; p < choice.below.size(); ++p) {
            const double upto = choice.below[p] / 2147483648.0;
            if (upto > before) options.push_back({place_name(PlaceId{p}), upto - before});
            before = std::max(before, upto);
        }
        tell("depart", Stream::departure,
             fmt::format("{} people set out from {} with {} and {:.2f} USD, bound for {}, by {}", party.size,
                         node_name(today.origin_of(id_)), documents_names[static_cast<std::size_t>(party.documents())],
                         party.cash_cents / 100.0, place_name(PlaceId{party.place}),
                         mode_names[static_cast<std::size_t>(party.mode())]),
             std::move(options));
    }

    /// Plays the phases of the day with the party alone.
    void replay(const Party& before)
    {
        if (before.due_day() > today_.tick) return;
        Lane alone;
        const Simulation& s = simulation_;
        alone.tally =
            Tally{s.world().node_count(), s.world().leg_count(), s.world().countries.size(), s.mechanisms().size()};
        alone.setting_out.assign((s.world().leg_count() + 1) * mode_count, {});
        alone.arriving.assign(DueCalendar<Party>::near_days * s.world().leg_count(), 0);
        alone.journeys.take_up(today_.tick);
        alone.journeys.push(before);
        tell_choices(before);
        travel(today_, alone);
        for (const Party& p : alone.accosted)
            tell("encounter", Stream::encounter, fmt::format("a mechanism of harm strikes at {}", node_name(p.node)),
                 harm_options(p));
        encounter(today_, alone);
        for (const Applicant& a : alone.at_border) tell_border(a);
        cross(today_, alone);
        for (const Applicant& a : alone.in_queue)
            tell("cross", Stream::priority, fmt::format("asks for one of the places of the day at {}", leg_name(a.leg)),
                 {});
        for (const Party& p : alone.arrived)
            tell("settle", Stream::settlement, fmt::format("reaches {}", place_name(PlaceId{p.place})), {});
    }

    void tell_changes(const Whereabouts& before, const Whereabouts& after)
    {
        if (after.party && (!before.party || differs(*before.party, *after.party))) {
            const Party& p = *after.party;
            tell("day's end", std::nullopt,
                 fmt::format("{}, {} people, {:.2f} USD, next looked at on {}",
                             p.status == Status::travelling
                                 ? fmt::format("on the way by {}", leg_name(p.leg))
                                 : fmt::format("{} at {}", halt_name(p.halt), node_name(p.node)),
                             p.size, p.cash_cents / 100.0, to_string(start().plus_days(p.due_day()))),
                 {});
        }
        if (after.resident && !before.resident)
            tell("settle", Stream::settlement,
                 fmt::format("settles in {}{}", place_name(PlaceId{after.resident->place}),
                             after.resident->is_irregular != 0 ? " without papers" : ""),
                 {});
        else if (after.resident && before.resident->is_irregular != after.resident->is_irregular)
            tell("settle", Stream::residence, "obtains papers", {});
        if (before.resident && !after.resident)
            tell("settle", Stream::residence, "no longer lives there: moves on, goes home or is deported", {});
        if (after.captives.size() != before.captives.size())
            tell("captivity", Stream::captivity, fmt::format("{} of its members held", people_held(after)), {});
        if (!before.is_nowhere() && after.is_nowhere())
            tell("day's end", std::nullopt, "leaves the model: back at an origin, or beyond the region", {});
    }

    void begin_day() { today_ = simulation_.today(); }

private:
    static bool differs(const Party& a, const Party& b) { return hash_of(a) != hash_of(b); }

    static std::int64_t people_held(const Whereabouts& where)
    {
        std::int64_t people = 0;
        for (const Captive& c : where.captives) people += c.size;
        return people;
    }

    static std::string_view halt_name(Halt halt)
    {
        switch (halt) {
        case Halt::stop:
            return "rests";
        case Halt::held:
            return "held up";
        case Halt::queue:
            return "waits";
        case Halt::turned_away:
            return "turned away";
        case Halt::none:
            break;
        }
        return "is";
    }

    /// What a party that stands still may do today, and by which legs it may go on.
    void tell_choices(const Party& party)
    {
        if (party.status == Status::travelling) {
            tell("travel", Stream::travel, fmt::format("comes to the end of {}", leg_name(party.leg)), {});
            return;
        }
        if (party.halt != Halt::queue && party.halt != Halt::turned_away) {
            const StopChances& chances = today_.stops->chances(party);
            tell("travel", Stream::travel, fmt::format("something comes up at {}", node_name(party.node)),
                 {{"a mechanism strikes", chances.struck},
                  {"goes on", 1.0 - chances.struck},
                  {"chance on any day to go on", chances.leaves}});
        }
        const Ways& ways = today_.knowledge->ways_for(party.has(Party::knows_the_rules))
                               .of(today_.places->first_way[PlaceId{party.place}] + party.way, party.traveller);
        if (!ways.lead_on_from(party.node)) {
            tell("travel", std::nullopt, "knows of no way on", {});
            return;
        }
        const auto shares = ways.shares(simulation_.world(), party.node);
        const auto legs = simulation_.world().legs_out(party.node);
        std::vector<TraceOption> options;
        for (std::size_t i = 0; i < legs.size(); ++i)
            if (shares[i] > 0.0) options.push_back({leg_name(legs[i]), shares[i]});
        tell("travel", Stream::travel,
             fmt::format("may go on from {} towards {}, by {}", node_name(party.node), place_name(PlaceId{party.place}),
                         mode_names[static_cast<std::size_t>(party.mode())]),
             std::move(options));
    }

    void tell_border(const Applicant& applicant)
    {
        const auto& [party, leg] = applicant;
        const World& world = simulation_.world();
        const Conditions& conditions = *today_.conditions;
        const CountryId into = world.legs.entered[leg];
        if (world.legs.entry[leg] == Entry::irregular) {
            const double risk = party.mode() == Mode::coyote ? today_.model->modes.coyote_risk_factor : 1.0;
            const double intercepted = std::min(1.0, conditions.interception[leg] * risk);
            tell("cross", Stream::crossing, fmt::format("chose the trocha {}", leg_name(leg)),
                 {{"is intercepted", intercepted},
                  {"of these, sent back to its origin", conditions.deported_share_of_intercepted[into]},
                  {"enters", 1.0 - intercepted}});
        } else if (!conditions.open_to(leg).admits(party.documents())) {
            tell("cross", Stream::crossing, fmt::format("is turned away at {}", leg_name(leg)), {});
        } else {
            tell("cross", Stream::crossing, fmt::format("asks to cross at {}", leg_name(leg)),
                 {{"is asked for a bribe", conditions.corruption[into]}});
        }
    }

    [[nodiscard]] std::vector<TraceOption> harm_options(const Party& party) const
    {
        std::vector<TraceOption> options;
        const auto at_stops = today_.harms->at(Stage::stop);
        for (std::size_t m = 0; m < at_stops.size(); ++m)
            if (const double share = today_.stops->share_of(party, m); share > 0.0)
                options.push_back({simulation_.mechanisms()[at_stops[m]], share});
        return options;
    }

    void tell(std::string phase, std::optional<Stream> stream, std::string what, std::vector<TraceOption> options)
    {
        TraceEvent event{.date = today_.date,
                         .phase = std::move(phase),
                         .what = std::move(what),
                         .options = std::move(options),
                         .draws = {}};
        if (stream) {
            Draws draws = today_.draws(*stream, id_);
            for (std::size_t i = 0; i < draws_shown; ++i) event.draws.push_back(draws.uniform());
        }
        report_(event);
    }

    [[nodiscard]] Date start() const { return simulation_.scenario().run.start; }
    [[nodiscard]] std::string node_name(NodeId node) const { return simulation_.world().nodes.id[node]; }
    [[nodiscard]] std::string leg_name(LegId leg) const
    {
        return leg.is_none() ? "no leg" : simulation_.world().legs.id[leg];
    }
    [[nodiscard]] std::string place_name(PlaceId place) const { return node_name(simulation_.places().node[place]); }

    const Simulation& simulation_;
    PartyId id_;
    const TraceReport& report_;
    Today today_;
};

}  // namespace

std::optional<PartyId> party_named(const Simulation& simulation, const std::string& origin, Date day,
                                   std::uint64_t number)
{
    const auto& ids = simulation.world().nodes.id;
    for (const NodeId node : Range<NodeId>{simulation.world().node_count()}) {
        const PlaceId place = simulation.places().at[node];
        if (ids[node] == origin && !place.is_none() && simulation.places().is_origin[place] != 0)
            return party_id(place.value, day.days_since(simulation.scenario().run.start), number);
    }
    return std::nullopt;
}

bool trace(Simulation& simulation, PartyId party, const TraceReport& report,
           const std::function<bool(const Simulation&)>& keep_going)
{
    Tracer tracer{simulation, party, report};
    Whereabouts before = find(simulation, party);
    bool was_seen = !before.is_nowhere();
    while (simulation.tick() < simulation.last_tick() && !(keep_going && !keep_going(simulation))) {
        simulation.begin_day();
        tracer.begin_day();
        if (before.party) tracer.replay(*before.party);
        simulation.step();
        Whereabouts after = find(simulation, party);
        if (!was_seen && after.party) tracer.tell_departure(*after.party);
        tracer.tell_changes(before, after);
        was_seen = was_seen || !after.is_nowhere();
        before = std::move(after);
    }
    return was_seen;
}

}  // namespace corredor

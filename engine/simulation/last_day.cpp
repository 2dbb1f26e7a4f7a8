#include "simulation/last_day.hpp"

#include <algorithm>

#include "phases/follow.hpp"
#include "state/standing.hpp"

namespace corredor {

// The number drawn belongs to the captive for as long as it is held, so that a ransom goes, as a rule, to those who
// took it.
OrganisationId organisation_behind(const Simulation& simulation, const Incident& incident)
{
    const auto& effort = simulation.effort();
    if (!incident.economy || effort.empty()) return {};
    const Cells& cells = simulation.state().cells;
    const std::size_t economy = index_of(*incident.economy);
    double total = 0.0;
    for (const OrganisationId g : Range<OrganisationId>{cells.organisations()})
        total += effort[cells.of(g, incident.node)][economy];
    const auto seed = static_cast<std::uint64_t>(simulation.scenario().run.seed);
    double left = Draws{seed, Stream::culprit, incident.party, incident.began}.uniform() * total;
    OrganisationId last;
    for (const OrganisationId g : Range<OrganisationId>{cells.organisations()}) {
        const double of_cell = effort[cells.of(g, incident.node)][economy];
        if (of_cell <= 0.0) continue;
        last = g;
        if ((left -= of_cell) < 0.0) break;
    }
    return last;
}

namespace {

template <class Row>
std::vector<Row> of_all_lanes(const Simulation& simulation, std::vector<Row> Lane::*rows)
{
    std::vector<Row> all;
    for (const Lane& lane : simulation.state().lanes) all.insert(all.end(), (lane.*rows).begin(), (lane.*rows).end());
    return all;
}

}  // namespace

// Whatever befalls one party on a day befalls it in one lane, in the order in which it happens.
void tell_last_day(const Simulation& simulation, Recorder& recorder)
{
    const Tick over = std::max(0, simulation.tick() - 1);
    if (recorder.events() != nullptr) {
        auto incidents = of_all_lanes(simulation, &Lane::incidents);
        std::ranges::stable_sort(incidents, goes_before, &Incident::party);
        for (const Incident& incident : incidents)
            recorder.events()->add(over, incident, organisation_behind(simulation, incident));
    }
    if (recorder.journeys() != nullptr) recorder.journeys()->add(over, of_all_lanes(simulation, &Lane::steps));
}

void tell_persons(const Simulation& simulation, Recorder& recorder)
{
    PersonTable* const persons = recorder.persons();
    if (persons == nullptr) return;
    const Places& places = simulation.places();
    const Tick over = simulation.tick() - 1;
    const auto seed = static_cast<std::uint64_t>(simulation.scenario().run.seed);
    const std::uint64_t below = draws_below(persons->share());
    std::vector<PersonsOutcome> all;
    const auto add = [&](PartyId party, Status status, NodeId node, std::uint8_t people) {
        if (is_in_sample(seed, party, below))
            all.push_back({party, status, node, places.node[PlaceId{party >> 56U}], people});
    };
    for (const Lane& lane : simulation.state().lanes) {
        lane.journeys.for_each([&](const Party& p) {
            const Standing now = standing(simulation.world().legs, p, over);
            add(p.id, now.status, now.node, p.size);
        });
        lane.residents.for_each(
            [&](const Resident& r) { add(r.id, Status::settled, places.node[PlaceId{r.place}], r.size); });
        for (const Captive& c : lane.captives) add(c.id, c.status, c.node, c.size);
        for (const Ending& e : lane.endings) add(e.id, e.status, e.node, e.people);
    }
    std::ranges::sort(all, goes_before, &PersonsOutcome::party);
    for (const PersonsOutcome& outcome : all) persons->add(outcome);
}

}  // namespace corredor

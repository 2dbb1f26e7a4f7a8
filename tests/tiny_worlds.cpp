#include "tiny_worlds.hpp"

namespace corredor {

Sketch::Sketch(std::int32_t days)
{
    scenario.schema_version = 1;
    scenario.name = "Sketch";
    scenario.run = {.start = first_day, .end = day(days), .seed = 1, .persons_per_agent = 1};
    scenario.world.bus_hours_per_day = 24;
    ModelSpec& m = scenario.model;
    m.endowment.cash_median_usd = 1'000.0;
    m.endowment.cash_log_sd = 0.0;
    m.settlement.reconsider_per_year = 0.0;
    m.modes.coyote_constant = -50.0;
    m.modes.package_constant = -50.0;
    m.beliefs.information = Information::perfect;
    m.routes.default_irregular_cost = 0.0;
}

CountrySpec& Sketch::country(const std::string& code)
{
    const auto [spec, is_new] = scenario.model.countries.try_emplace(code);
    if (is_new) {
        spec->second.name = "Country " + code;
        spec->second.return_per_year = 0.0;
    }
    return spec->second;
}

NodeRow& Sketch::node(const std::string& id, const std::string& code, NodeKind kind)
{
    NodeRow row;
    row.id = row.name = id;
    row.country = code;
    row.kind = kind;
    tables.nodes.push_back(row);
    return tables.nodes.back();
}

NodeRow& Sketch::destination(const std::string& id, const std::string& code, double attraction)
{
    scenario.model.destinations.places[NodeRef{id}] = attraction;
    return node(id, code, NodeKind::destination);
}

LegRow& Sketch::leg(const std::string& from, const std::string& to, LegKind kind, double bus_hours, std::string id)
{
    if (id.empty()) id = from + "-" + to;
    LegRow row;
    row.id = std::move(id);
    row.from = from;
    row.to = to;
    row.kind = kind;
    if (kind == LegKind::official_crossing || kind == LegKind::trocha) row.border_pair = "AA-BB";
    row.bus_hours = bus_hours;
    tables.legs.push_back(row);
    return tables.legs.back();
}

LegRow& Sketch::road(const std::string& from, const std::string& to, double bus_hours)
{
    return leg(from, to, LegKind::road, bus_hours);
}

LegRow& Sketch::post(const std::string& from, const std::string& to, double bus_hours)
{
    return leg(from, to, LegKind::official_crossing, bus_hours);
}

LegRow& Sketch::trocha(const std::string& from, const std::string& to, double bus_hours)
{
    return leg(from, to, LegKind::trocha, bus_hours);
}

void Sketch::cohort(const std::string& node, std::int64_t people, std::int32_t on)
{
    scenario.model.departures.cohorts.push_back({.node = {node}, .on = day(on), .people = people});
}

void Sketch::stream_of_people(const std::string& node, double people_per_day)
{
    scenario.model.departures.pool_people = 1'000'000'000;
    scenario.model.departures.origin_share[NodeRef{node}] = 1.0;
    scenario.model.departures.push_per_year = people_per_day * 365.0 / 1e9;
}

void Sketch::from_day(std::int32_t on, Intervention effect, std::optional<std::int32_t> until)
{
    TimelineEntry entry;
    entry.on = day(on);
    if (until) entry.until = day(*until);
    entry.effect = std::move(effect);
    scenario.timeline.push_back(std::move(entry));
}

LoadedScenario Sketch::loaded() const
{
    LoadedScenario loaded;
    loaded.scenario = scenario;
    loaded.tables = tables;
    loaded.models = {{.on = scenario.run.start, .model = scenario.model}};
    return loaded;
}

LoadedScenario Sketch::loaded(std::int32_t on, const std::function<void(ModelSpec&)>& change) const
{
    LoadedScenario changed = loaded();
    changed.models.push_back({.on = day(on), .model = scenario.model});
    change(changed.models.back().model);
    return changed;
}

Sketch border_with_a_post(std::int32_t days)
{
    Sketch sketch{days};
    sketch.country("AA");
    sketch.country("BB");
    sketch.node("O", "AA", NodeKind::origin);
    sketch.node("B", "AA", NodeKind::border_town);
    sketch.destination("D", "BB");
    sketch.road("O", "B");
    sketch.road("B", "O");
    sketch.post("B", "D");
    sketch.post("D", "B");
    return sketch;
}

void add_trocha(Sketch& sketch, double toll_usd)
{
    NodeRow& point = sketch.node("T", "AA", NodeKind::trocha);
    point.pass_through = true;
    point.side_a = "AA";
    point.side_b = "BB";
    sketch.trocha("B", "T", 1.0);
    sketch.trocha("T", "D").toll_usd = toll_usd;
    sketch.trocha("D", "T", 1.0);
    sketch.trocha("T", "B").toll_usd = toll_usd;
}

std::int64_t stock(const Simulation& simulation, const std::string& node, Status status)
{
    return simulation.totals()
        .persons[simulation.world().node(node).index() * status_count + static_cast<std::size_t>(status)];
}

std::int64_t stock(const Simulation& simulation, Status status)
{
    const Tally totals = simulation.totals();
    std::int64_t people = 0;
    for (std::size_t i = static_cast<std::size_t>(status); i < totals.persons.size(); i += status_count)
        people += totals.persons[i];
    return people;
}

std::int64_t at_leg(const Simulation& simulation, Tally::Counts Tally::*counts, const std::string& leg)
{
    return (simulation.totals().*counts)[simulation.world().leg(leg).index()];
}

std::int64_t at_node(const Simulation& simulation, Tally::Counts Tally::*counts, const std::string& node)
{
    return (simulation.totals().*counts)[simulation.world().node(node).index()];
}

std::int64_t gained(const Simulation& simulation, Account account)
{
    return simulation.totals().accounts_cents[static_cast<std::size_t>(account)];
}

std::int64_t sum(const Tally::Counts& counts)
{
    std::int64_t total = 0;
    for (const std::int64_t count : counts) total += count;
    return total;
}

std::vector<Party> parties(const Simulation& simulation)
{
    std::vector<Party> all;
    for (const Lane& lane : simulation.state().lanes) lane.journeys.for_each([&](const Party& p) { all.push_back(p); });
    return all;
}

void live(Simulation& simulation, std::int32_t days)
{
    for (std::int32_t d = 0; d < days; ++d) {
        simulation.step();
        check_invariants(simulation.world(), simulation.state(), simulation.tick() - 1);
    }
}

std::vector<std::uint64_t> hashes(const LoadedScenario& loaded, int threads)
{
    Simulation simulation{loaded, threads};
    std::vector<std::uint64_t> all;
    while (simulation.tick() < simulation.last_tick()) {
        simulation.step();
        all.push_back(fingerprint(simulation.state()));
    }
    return all;
}

}  // namespace corredor

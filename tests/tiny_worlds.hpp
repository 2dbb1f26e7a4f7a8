#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "simulation/invariants.hpp"
#include "simulation/simulation.hpp"

namespace corredor {

inline constexpr Date first_day{18'262};  // 2020-01-01
[[nodiscard]] constexpr Date day(std::int32_t days_after_the_first)
{
    return first_day.plus_days(days_after_the_first);
}

/// A scenario drawn in memory, as the loader would hand it over: no file is read, so hundreds of them take no time.
///
/// Unless a test says otherwise a day of travel is 24 hours, nobody walks, hires a guide or buys a package, everybody
/// is alone, has a passport and 1,000 dollars, and knows what there is to know.
class Sketch {
public:
    Scenario scenario;
    Tables tables;

    explicit Sketch(std::int32_t days)
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

    [[nodiscard]] ModelSpec& model() { return scenario.model; }

    /// A country, drawn when it is first named. People stay there for good unless a test says otherwise.
    CountrySpec& country(const std::string& code)
    {
        const auto [spec, is_new] = scenario.model.countries.try_emplace(code);
        if (is_new) {
            spec->second.name = "Country " + code;
            spec->second.return_per_year = 0.0;
        }
        return spec->second;
    }

    NodeRow& node(const std::string& id, const std::string& code, NodeKind kind)
    {
        NodeRow row;
        row.id = row.name = id;
        row.country = code;
        row.kind = kind;
        tables.nodes.push_back(row);
        return tables.nodes.back();
    }

    /// A place where journeys may end.
    NodeRow& destination(const std::string& id, const std::string& code, double attraction = 0.0)
    {
        scenario.model.destinations.places[NodeRef{id}] = attraction;
        return node(id, code, NodeKind::destination);
    }

    /// A leg named `FROM-TO`, or as said.
    LegRow& leg(const std::string& from, const std::string& to, LegKind kind, double bus_hours, std::string id = "")
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
    LegRow& road(const std::string& from, const std::string& to, double bus_hours = 24.0)
    {
        return leg(from, to, LegKind::road, bus_hours);
    }
    LegRow& post(const std::string& from, const std::string& to, double bus_hours = 24.0)
    {
        return leg(from, to, LegKind::official_crossing, bus_hours);
    }
    LegRow& trocha(const std::string& from, const std::string& to, double bus_hours = 24.0)
    {
        return leg(from, to, LegKind::trocha, bus_hours);
    }

    /// People who set out from a node on one day, all at once.
    void cohort(const std::string& node, std::int64_t people, std::int32_t on = 0)
    {
        scenario.model.departures.cohorts.push_back({.node = {node}, .on = day(on), .people = people});
    }

    /// People who leave a node every day, in a Poisson number of parties, from a pool so large that nobody notices who
    /// left.
    void stream_of_people(const std::string& node, double people_per_day)
    {
        scenario.model.departures.pool_people = 1'000'000'000;
        scenario.model.departures.origin_share[NodeRef{node}] = 1.0;
        scenario.model.departures.push_per_year = people_per_day * 365.0 / 1e9;
    }

    void from_day(std::int32_t on, Intervention effect, std::optional<std::int32_t> until = {})
    {
        TimelineEntry entry;
        entry.on = day(on);
        if (until) entry.until = day(*until);
        entry.effect = std::move(effect);
        scenario.timeline.push_back(std::move(entry));
    }

    [[nodiscard]] LoadedScenario loaded() const
    {
        LoadedScenario loaded;
        loaded.scenario = scenario;
        loaded.tables = tables;
        loaded.models = {{.on = scenario.run.start, .model = scenario.model}};
        return loaded;
    }

    /// The same, with another model from a day on.
    [[nodiscard]] LoadedScenario loaded(std::int32_t on, const std::function<void(ModelSpec&)>& change) const
    {
        LoadedScenario changed = loaded();
        changed.models.push_back({.on = day(on), .model = scenario.model});
        change(changed.models.back().model);
        return changed;
    }
};

/// O -> B -> D: origin and border town in AA, destination in BB, one day for each leg. The border between B and D has a
/// post, and a trocha where `add_trocha` draws one.
inline Sketch border_with_a_post(std::int32_t days)
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

/// Adds B -> T -> D and back, T a point on the line: an hour up to it, a day beyond, for a toll in dollars.
inline void add_trocha(Sketch& sketch, double toll_usd = 0.0)
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

inline std::int64_t stock(const Simulation& simulation, const std::string& node, Status status)
{
    return simulation.totals()
        .persons[simulation.world().node(node).index() * status_count + static_cast<std::size_t>(status)];
}
inline std::int64_t stock(const Simulation& simulation, Status status)
{
    const Tally totals = simulation.totals();
    std::int64_t people = 0;
    for (std::size_t i = static_cast<std::size_t>(status); i < totals.persons.size(); i += status_count)
        people += totals.persons[i];
    return people;
}
/// A count of the tally at one leg, such as `&Tally::crossings`.
inline std::int64_t at_leg(const Simulation& simulation, Tally::Counts Tally::*counts, const std::string& leg)
{
    return (simulation.totals().*counts)[simulation.world().leg(leg).index()];
}
inline std::int64_t at_node(const Simulation& simulation, Tally::Counts Tally::*counts, const std::string& node)
{
    return (simulation.totals().*counts)[simulation.world().node(node).index()];
}
inline std::int64_t gained(const Simulation& simulation, Account account)
{
    return simulation.totals().accounts_cents[static_cast<std::size_t>(account)];
}
inline std::int64_t sum(const Tally::Counts& counts)
{
    std::int64_t total = 0;
    for (const std::int64_t count : counts) total += count;
    return total;
}

/// Parties under way, in no particular order.
inline std::vector<Party> parties(const Simulation& simulation)
{
    std::vector<Party> all;
    for (const Lane& lane : simulation.state().lanes) lane.journeys.for_each([&](const Party& p) { all.push_back(p); });
    return all;
}

/// Steps some days, with every invariant checked at the end of each.
inline void live(Simulation& simulation, std::int32_t days)
{
    for (std::int32_t d = 0; d < days; ++d) {
        simulation.step();
        check_invariants(simulation.world(), simulation.state(), simulation.tick() - 1);
    }
}

/// State hashes at the end of every day.
inline std::vector<std::uint64_t> hashes(const LoadedScenario& loaded, int threads = 1)
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

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

    explicit Sketch(std::int32_t days);

    [[nodiscard]] ModelSpec& model() { return scenario.model; }

    /// A country, drawn when it is first named. People stay there for good unless a test says otherwise.
    CountrySpec& country(const std::string& code);

    NodeRow& node(const std::string& id, const std::string& code, NodeKind kind);

    /// A place where journeys may end.
    NodeRow& destination(const std::string& id, const std::string& code, double attraction = 0.0);

    /// A leg named `FROM-TO`, or as said.
    LegRow& leg(const std::string& from, const std::string& to, LegKind kind, double bus_hours, std::string id = "");
    LegRow& road(const std::string& from, const std::string& to, double bus_hours = 24.0);
    LegRow& post(const std::string& from, const std::string& to, double bus_hours = 24.0);
    LegRow& trocha(const std::string& from, const std::string& to, double bus_hours = 24.0);

    /// People who set out from a node on one day, all at once.
    void cohort(const std::string& node, std::int64_t people, std::int32_t on = 0);

    /// People who leave a node every day, in a Poisson number of parties, from a pool so large that nobody notices who
    /// left.
    void stream_of_people(const std::string& node, double people_per_day);

    void from_day(std::int32_t on, Intervention effect, std::optional<std::int32_t> until = {});

    [[nodiscard]] LoadedScenario loaded() const;

    /// The same, with another model from a day on.
    [[nodiscard]] LoadedScenario loaded(std::int32_t on, const std::function<void(ModelSpec&)>& change) const;
};

/// O -> B -> D: origin and border town in AA, destination in BB, one day for each leg. The border between B and D has a
/// post, and a trocha where `add_trocha` draws one.
Sketch border_with_a_post(std::int32_t days);

/// Adds B -> T -> D and back, T a point on the line: an hour up to it, a day beyond, for a toll in dollars.
void add_trocha(Sketch& sketch, double toll_usd = 0.0);

std::int64_t stock(const Simulation& simulation, const std::string& node, Status status);
std::int64_t stock(const Simulation& simulation, Status status);
/// A count of the tally at one leg, such as `&Tally::crossings`.
std::int64_t at_leg(const Simulation& simulation, Tally::Counts Tally::*counts, const std::string& leg);
std::int64_t at_node(const Simulation& simulation, Tally::Counts Tally::*counts, const std::string& node);
std::int64_t gained(const Simulation& simulation, Account account);
std::int64_t sum(const Tally::Counts& counts);

/// Parties under way, in no particular order.
std::vector<Party> parties(const Simulation& simulation);

/// Steps some days, with every invariant checked at the end of each.
void live(Simulation& simulation, std::int32_t days);

/// State hashes at the end of every day.
std::vector<std::uint64_t> hashes(const LoadedScenario& loaded, int threads = 1);

}  // namespace corredor

#include <array>
#include <cmath>
#include <filesystem>
#include <map>
#include <tuple>

#include <gtest/gtest.h>

#include "output/result_file.hpp"
#include "properties/random_scenario.hpp"
#include "studies/run.hpp"

namespace corredor {
namespace {

constexpr std::int64_t plenty = 1'000'000;

/// A column of a group, or a variable of the root, as numbers.
template <class Number = double>
std::vector<Number> column(const Group& of, std::string_view name)
{
    const auto found = std::ranges::find(of.variables, name, &Variable::name);
    if (found == of.variables.end()) return {};
    return found->values.visit([]<class T>(std::span<const T> values) {
        std::vector<Number> numbers;
        if constexpr (std::is_arithmetic_v<T>)
            for (const T value : values) numbers.push_back(static_cast<Number>(value));
        return numbers;
    });
}

const Group& group(const Dataset& dataset, std::string_view name)
{
    return *std::ranges::find(dataset.groups, name, &Group::name);
}

std::int64_t number(const Group& of, std::string_view attribute)
{
    return std::get<std::int64_t>(std::ranges::find(of.attributes, attribute, &Attribute::name)->value);
}

LoadedScenario with_everything(LoadedScenario loaded, double share = 1.0)
{
    loaded.scenario.outputs.events_at_most = plenty;
    loaded.scenario.outputs.journeys_share = share;
    loaded.scenario.outputs.persons_share = share;
    return loaded;
}

LoadedScenario with_events(LoadedScenario loaded, std::int64_t at_most = plenty)
{
    loaded.scenario.outputs.events_at_most = at_most;
    return loaded;
}

RunOutcome run(const LoadedScenario& loaded, int threads = 2)
{
    RunRequest request;
    request.threads = threads;
    request.cases = Cases::kept;
    return run_scenario(loaded, request);
}

/// Sums of events by (record, node, mechanism), times what an agent stands for: as the variables of the root.
struct SumsOfEvents {
    std::vector<double> incidents;
    std::vector<double> losses_cents;
    std::vector<double> captives;

    explicit SumsOfEvents(const RunOutcome& outcome)
    {
        const Simulation& simulation = *outcome.simulation;
        const Group& events = group(outcome.dataset, "events");
        const auto days = column(outcome.dataset, "time");
        const std::size_t mechanisms = simulation.mechanisms().size();
        const std::size_t cells = simulation.world().node_count() * mechanisms;
        for (auto* sums : {&incidents, &losses_cents, &captives}) sums->assign(days.size() * cells, 0.0);
        const auto scale = static_cast<double>(simulation.persons_per_agent());
        const auto day = column(events, "day");
        const auto node = column(events, "node");
        const auto mechanism = column(events, "mechanism");
        const auto kind = column(events, "kind");
        const auto taken = column(events, "taken");
        const auto usd = column(events, "amount_usd");
        for (std::size_t e = 0; e < day.size(); ++e) {
            const auto record = static_cast<std::size_t>(std::ranges::upper_bound(days, day[e]) - days.begin());
            const std::size_t cell = record * cells + static_cast<std::size_t>(node[e]) * mechanisms +
                                     static_cast<std::size_t>(mechanism[e]);
            if (kind[e] == 0.0) incidents[cell] += scale;
            losses_cents[cell] += std::round(usd[e] * 100.0) * scale;
            captives[cell] += taken[e] * scale;
        }
    }
};

std::vector<double> in_cents(std::vector<double> usd)
{
    for (double& value : usd) value = std::round(value * 100.0);
    return usd;
}

class CasesProperty : public testing::TestWithParam<std::uint64_t> {
protected:
    static constexpr std::uint64_t scenarios = 15;
    [[nodiscard]] static std::uint64_t first() { return GetParam() * scenarios; }
};

TEST_P(CasesProperty, EventsAddUpToIncidentsLossesAndCaptives)
{
    double incidents = 0.0;
    double captives = 0.0;
    for (std::uint64_t seed = first(); seed < first() + scenarios; ++seed) {
        const RunOutcome outcome = run(with_events(RandomScenario{seed}.loaded()));
        const SumsOfEvents sums{outcome};
        const auto counted = column(outcome.dataset, "incidents");
        ASSERT_EQ(sums.incidents, counted) << "scenario " << seed;
        ASSERT_EQ(sums.losses_cents, in_cents(column(outcome.dataset, "losses_usd"))) << "scenario " << seed;
        ASSERT_EQ(sums.captives, column(outcome.dataset, "captives")) << "scenario " << seed;
        for (const double count : counted) incidents += count;
        for (const double count : sums.captives) captives += count;
    }
    EXPECT_GT(incidents, 1'000.0) << "nothing happens in these worlds";
    EXPECT_GT(captives, 50.0) << "nobody is taken in these worlds";
}

TEST_P(CasesProperty, RowsAreTheSameOnAnyNumberOfThreadsAndAfterARestart)
{
    const auto stem = std::filesystem::temp_directory_path() / ("corredor_cases_" + std::to_string(GetParam()));
    for (std::uint64_t seed = first(); seed < first() + 3; ++seed) {
        const LoadedScenario loaded = with_everything(RandomScenario{seed}.loaded(), 0.5);
        const auto alone = result_bytes(run(loaded, 1).dataset);
        for (const int threads : {2, 3, 8})
            ASSERT_EQ(result_bytes(run(loaded, threads).dataset), alone) << threads << " threads, scenario " << seed;
        RunRequest first_part;
        first_part.cases = Cases::kept;
        first_part.checkpoints = {.stem = stem, .every_days = 17, .kept = 1};
        RunRequest rest;
        rest.cases = Cases::kept;
        rest.resume = run_scenario(loaded, first_part).checkpoint;
        ASSERT_TRUE(rest.resume);
        ASSERT_EQ(result_bytes(run_scenario(loaded, rest).dataset), alone) << "resumed, scenario " << seed;
        std::filesystem::remove(*rest.resume);
    }
}

TEST_P(CasesProperty, KeepingThemChangesNothingElse)
{
    for (std::uint64_t seed = first(); seed < first() + 3; ++seed) {
        const LoadedScenario loaded = RandomScenario{seed}.loaded();
        RunOutcome with = run(with_everything(loaded));
        ASSERT_EQ(with.dataset.groups.size(), 4U);
        with.dataset.groups.resize(1);
        ASSERT_EQ(with.dataset.groups.front().name, "measures");
        ASSERT_EQ(result_bytes(with.dataset), result_bytes(run(loaded).dataset)) << "scenario " << seed;
    }
}

/// Rows of /journeys or /people as they stand in the file.
struct Row {
    PartyId party = 0;
    double part = 0.0;  // as in /journeys
    double node = 0.0;
    double leg = -1.0;
    double status = 0.0;
    double people = 1.0;
    double day = 0.0;
};

std::vector<Row> rows_of(const Dataset& dataset, std::string_view name)
{
    const Group& from = group(dataset, name);
    std::vector<Row> rows(from.dimensions.front().length);
    const auto fill = [&](std::string_view column_name, double Row::*member) {
        const auto values = column(from, column_name);
        for (std::size_t i = 0; i < values.size(); ++i) rows[i].*member = values[i];
    };
    const auto parties = column<PartyId>(from, "party");
    for (std::size_t i = 0; i < parties.size(); ++i) rows[i].party = parties[i];
    fill("person", &Row::part);
    fill("node", &Row::node);
    fill("leg", &Row::leg);
    fill("status", &Row::status);
    fill("people", &Row::people);
    fill("day", &Row::day);
    if (name == "people")
        for (Row& row : rows) row.part = row.part == 0.0 ? 0.0 : -1.0;
    return rows;
}

using Who = std::pair<PartyId, double>;

std::map<Who, std::vector<Row>> by_who(const std::vector<Row>& rows)
{
    std::map<Who, std::vector<Row>> parties;
    for (const Row& row : rows) parties[{row.party, row.part}].push_back(row);
    return parties;
}

bool is_held(double status)
{
    return status >= static_cast<double>(Status::kidnapped) && status <= static_cast<double>(Status::detained);
}

/// One journey, step by step.
class Walker {
public:
    Walker(const Simulation& simulation, const Row& first)
        : legs_{simulation.world().legs}, nodes_{simulation.world().nodes},
          origin_{simulation.places().node[PlaceId{first.party >> 56U}]}, last_{first}, at_{node_of(first)}
    {
        EXPECT_EQ(first.leg, -1.0) << "a journey begins at a place";
    }

    void go(const Row& row)
    {
        ASSERT_LE(last_.day, row.day);
        const NodeId node = node_of(row);
        if (row.leg >= 0.0) {
            const LegId leg{static_cast<std::size_t>(row.leg)};
            ASSERT_EQ(row.status, static_cast<double>(Status::travelling));
            ASSERT_EQ(legs_.from[leg], node);
            ASSERT_EQ(at_, node) << "sets out from where it is not";
            came_by_ = leg;
            at_ = legs_.to[leg];
        } else {
            if (node != at_) {
                ASSERT_TRUE(may_be_moved_to(node, row))
                    << "from " << nodes_.id[at_] << " to " << nodes_.id[node] << ", " << last_.status << " to "
                    << row.status << ", days " << last_.day << " to " << row.day;
            }
            at_ = node;
        }
        last_ = row;
    }

    [[nodiscard]] const Row& last() const { return last_; }

private:
    static NodeId node_of(const Row& row) { return NodeId{static_cast<std::size_t>(row.node)}; }

    /// Without going over a leg: sent home; brought elsewhere by captors; back from a point on the line, or taken
    /// there.
    [[nodiscard]] bool may_be_moved_to(NodeId node, const Row& row) const
    {
        if (row.status == static_cast<double>(Status::returned) && node == origin_) return true;
        if (is_held(row.status) && row.status == last_.status) return true;
        return nodes_.is_pass_through[at_] != 0 && !came_by_.is_none() && legs_.from[came_by_] == node;
    }

    const Legs& legs_;
    const Nodes& nodes_;
    NodeId origin_;
    Row last_;
    NodeId at_;
    LegId came_by_;
};

TEST_P(CasesProperty, JourneysGoAlongLegsAndEndWhereEverybodyIs)
{
    double journeys = 0.0;
    for (std::uint64_t seed = first(); seed < first() + scenarios; ++seed) {
        SCOPED_TRACE("scenario " + std::to_string(seed));
        const RunOutcome outcome = run(with_everything(RandomScenario{seed}.loaded()));
        const Simulation& simulation = *outcome.simulation;
        const auto steps = rows_of(outcome.dataset, "journeys");
        std::map<Who, Row> ends;
        for (const auto& [who, rows] : by_who(steps)) {
            Walker walker{simulation, rows.front()};
            for (std::size_t i = 1; i < rows.size(); ++i) {
                ASSERT_NO_FATAL_FAILURE(walker.go(rows[i])) << "party " << who.first << ", step " << i;
            }
            ends[who] = walker.last();
        }
        const auto became = by_who(rows_of(outcome.dataset, "people"));
        ASSERT_EQ(became.size(), ends.size());
        for (const auto& [who, persons] : became) {
            const Row& end = ends.at(who);
            ASSERT_EQ(static_cast<double>(persons.size()), end.people) << "party " << who.first;
            ASSERT_EQ(persons.front().status, end.status) << "party " << who.first;
            ASSERT_EQ(persons.front().node, end.node) << "party " << who.first;
        }
        std::vector<double> traversals(simulation.world().leg_count(), 0.0);
        for (const Row& step : steps)
            if (step.leg >= 0.0) traversals[static_cast<std::size_t>(step.leg)] += step.people;
        const Tally totals = simulation.totals();
        ASSERT_EQ(traversals, std::vector<double>(totals.traversals.begin(), totals.traversals.end()));
        journeys += static_cast<double>(ends.size());
    }
    EXPECT_GT(journeys, 500.0);
}

TEST_P(CasesProperty, PersonsAddUpToStocks)
{
    for (std::uint64_t seed = first(); seed < first() + scenarios; ++seed) {
        const RunOutcome outcome = run(with_everything(RandomScenario{seed}.loaded()));
        const Simulation& simulation = *outcome.simulation;
        std::vector<double> counted(simulation.world().node_count() * status_count, 0.0);
        for (const Row& row : rows_of(outcome.dataset, "people"))
            counted[static_cast<std::size_t>(row.node) * status_count + static_cast<std::size_t>(row.status)] +=
                static_cast<double>(simulation.persons_per_agent());
        auto stocks = column(outcome.dataset, "persons");
        stocks.erase(stocks.begin(), stocks.end() - static_cast<std::ptrdiff_t>(counted.size()));
        ASSERT_EQ(counted, stocks) << "scenario " << seed;
    }
}

INSTANTIATE_TEST_SUITE_P(Part, CasesProperty, testing::Range<std::uint64_t>(0, 4));

/// A scenario in which many things happen.
LoadedScenario eventful()
{
    for (std::uint64_t seed = 0;; ++seed) {
        const LoadedScenario loaded = RandomScenario{seed}.loaded();
        if (group(run(with_events(loaded)).dataset, "events").dimensions.front().length > 200) return loaded;
    }
}

TEST(Cases, RowsOfEventsGoByDayAndParty)
{
    const RunOutcome outcome = run(with_events(eventful()));
    const Group& events = group(outcome.dataset, "events");
    const auto day = column(events, "day");
    const auto party = column<PartyId>(events, "party");
    for (std::size_t e = 1; e < day.size(); ++e) {
        ASSERT_LE(day[e - 1], day[e]);
        ASSERT_TRUE(day[e - 1] < day[e] || party[e - 1] <= party[e]) << "day " << day[e];
    }
    EXPECT_LT(day.back(), outcome.simulation->last_tick());
}

TEST(Cases, ALimitKeepsTheFirstRowsAndTellsHowManyMoreThereWere)
{
    const LoadedScenario loaded = eventful();
    const RunOutcome whole = run(with_events(loaded));
    const RunOutcome cut = run(with_events(loaded, 100));
    const Group& all = group(whole.dataset, "events");
    const Group& kept = group(cut.dataset, "events");
    const auto rows = static_cast<std::int64_t>(all.dimensions.front().length);
    EXPECT_EQ(number(all, "rows_not_kept"), 0);
    EXPECT_EQ(number(kept, "rows_not_kept"), rows - 100);
    EXPECT_EQ(number(kept, "rows_at_most"), 100);
    for (const Variable& variable : kept.variables) {
        auto first = column(all, variable.name);
        first.resize(100);
        EXPECT_EQ(column(kept, variable.name), first) << variable.name;
    }
    ASSERT_EQ(cut.recorder->limits().size(), 1U);
    EXPECT_EQ(cut.recorder->limits().front().second.not_kept(), rows - 100);
}

TEST(Cases, AreLeftOutOfAStudyOfManyRuns)
{
    RunRequest request;
    const RunOutcome outcome = run_scenario(with_everything(eventful()), request);
    ASSERT_EQ(outcome.dataset.groups.size(), 1U);
    EXPECT_EQ(outcome.dataset.groups.front().name, "measures");
}

/// The rows of those parties that are in a smaller sample.
std::vector<Row> those_in(std::vector<Row> rows, const std::vector<Row>& sample)
{
    const auto parties = by_who(sample);
    std::erase_if(rows, [&](const Row& row) {
        return !parties.contains({row.party, 0.0}) && !parties.contains({row.party, -1.0});
    });
    return rows;
}

bool operator==(const Row& a, const Row& b)
{
    return std::tie(a.party, a.part, a.node, a.leg, a.status, a.people, a.day) ==
           std::tie(b.party, b.part, b.node, b.leg, b.status, b.people, b.day);
}

TEST(Cases, ALargerSampleHoldsASmallerOne)
{
    const LoadedScenario loaded = eventful();
    const RunOutcome some = run(with_everything(loaded, 0.2));
    const RunOutcome all = run(with_everything(loaded));
    for (const char* name : {"journeys", "people"}) {
        const auto sample = rows_of(some.dataset, name);
        ASSERT_FALSE(sample.empty());
        ASSERT_LT(sample.size(), rows_of(all.dataset, name).size());
        EXPECT_EQ(those_in(rows_of(all.dataset, name), sample), sample) << name;
    }
}

// 20,000 people who travel alone, a tenth of them: 2,000 with a standard error of sqrt(20,000 * 0.1 * 0.9) = 42.
TEST(CasesStatistics, ASampleIsOfTheSizeAskedFor)
{
    Sketch sketch{10};
    sketch.country("AA");
    sketch.node("O", "AA", NodeKind::origin);
    sketch.destination("D", "AA");
    sketch.road("O", "D");
    sketch.cohort("O", 20'000);
    const RunOutcome outcome = run(with_everything(sketch.loaded(), 0.1));
    EXPECT_NEAR(static_cast<double>(rows_of(outcome.dataset, "people").size()), 2'000.0, 4 * 42.0);
    // Each waits to set out, is on the road, settles.
    EXPECT_EQ(rows_of(outcome.dataset, "journeys").size(), 3 * rows_of(outcome.dataset, "people").size());
}

/// O -> B -> D in one country, everybody at B for one day: half of the extorted pay one group, half the other.
TEST(CasesStatistics, AnIncidentIsTheWorkOfAnOrganisationByItsEffort)
{
    Sketch sketch{60};
    sketch.country("AA");
    sketch.node("O", "AA", NodeKind::origin);
    sketch.node("B", "AA", NodeKind::city);
    sketch.destination("D", "AA");
    sketch.road("O", "B");
    sketch.road("B", "D");
    sketch.model().journey.stops["B"] = {.stop_share = 1.0, .departure_chance_per_day = 1.0};
    MechanismSpec& spec = sketch.model().mechanisms["extortion"];
    spec.economy = Economy::migrant_extortion;
    spec.hazard_per_day = 50.0;
    spec.takes_usd = 10.0;
    EconomySpec& economy = sketch.model().economies[EconomyRef{"migrant_extortion"}];
    economy.capacity_usd_per_member_week = 500.0;
    economy.usd_per_week_at[NodeRef{"B"}] = 10'000.0;
    economy.without_control = 1.0;
    for (const auto& [id, members] : {std::pair{"large", 300.0}, std::pair{"small", 100.0}}) {
        OrganisationSpec& gang = sketch.model().organisations[id];
        gang.name = id;
        gang.members = members;
        gang.seats = {{NodeRef{"B"}, 1.0}};
        gang.economies[EconomyRef{"migrant_extortion"}] = {.start = 1.0, .cap = 1.0};
    }
    for (std::int32_t on = 8; on < 50; ++on) sketch.cohort("O", 1'000, on);
    const RunOutcome outcome = run(with_events(sketch.loaded()));
    const Group& events = group(outcome.dataset, "events");
    const auto by = column(events, "organisation");
    const auto revenue = outcome.simulation->state().crime.revenue_cents;
    std::array<double, 2> struck{};
    std::array<double, 2> earned{};
    for (const double organisation : by)
        if (organisation >= 0.0) ++struck[static_cast<std::size_t>(organisation)];
    const Cells& cells = outcome.simulation->state().cells;
    const NodeId b = outcome.simulation->world().node("B");
    for (std::size_t g = 0; g < 2; ++g)
        earned[g] = static_cast<double>(
            revenue[cells.of(OrganisationId{g}, b).index() * economy_count + index_of(Economy::migrant_extortion)]);
    const double all = struck[0] + struck[1];
    ASSERT_GT(all, 5'000.0);
    ASSERT_GT(struck[1], 0.0);
    EXPECT_EQ(all, static_cast<double>(by.size())) << "nobody else extorts";
    const double share = struck[0] / all;
    RecordProperty("share", std::to_string(share));
    EXPECT_GT(share, 0.6);
    EXPECT_LT(share, 0.9);
    EXPECT_GT(earned[0], earned[1]);
}

}  // namespace
}  // namespace corredor

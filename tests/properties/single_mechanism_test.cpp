#include <gtest/gtest.h>

#include "scenario/load.hpp"
#include "tiny_worlds.hpp"

namespace corredor {
namespace {

/// The shipped baseline at a coarse scale, a year of it, with organisations reaching everywhere and packages in demand.
LoadedScenario baseline_with_reach()
{
    LoadedScenario loaded = load_scenario(std::string{CORREDOR_SOURCE_DIR} + "/scenarios/baseline.yaml");
    loaded.scenario.run.start = date_of({2018, 1, 1});
    loaded.scenario.run.end = date_of({2019, 1, 1});
    loaded.scenario.run.persons_per_agent = 1000;
    std::erase_if(loaded.models, [&](const DatedModel& m) { return m.on > loaded.scenario.run.start; });
    for (ModelSpec* const model : {&loaded.scenario.model, &loaded.models.front().model}) {
        model->organisations.clear();
        model->crime.fixed_reach = 1.0;
        model->routes.refresh_days = 28;
        model->modes.package_constant = 5.0;
        model->modes.package_credit_share = 0.9;
    }
    loaded.models.front().on = loaded.scenario.run.start;
    return loaded;
}

/// So that even what is rare strikes somebody among a few thousand.
void raise(MechanismSpec& spec)
{
    const auto often = [](double& value) { value = value > 0.0 ? 1.0 : 0.0; };
    often(spec.hazard_per_day);
    often(spec.chance);
    for (auto& [node, hazard] : spec.hazard_per_day_at) often(hazard);
    for (auto& [node, chance] : spec.chance_at) often(chance);
}

void silence(MechanismSpec& spec)
{
    spec.hazard_per_day = spec.chance = 0.0;
    spec.hazard_per_day_at.clear();
    spec.chance_at.clear();
}

std::int64_t of_mechanism(const Tally::Counts& counts, std::size_t mechanisms, std::size_t m)
{
    std::int64_t total = 0;
    for (std::size_t i = m; i < counts.size(); i += mechanisms) total += counts[i];
    return total;
}

// Every mechanism of the baseline by itself: its incidents and captives, and nobody else's.
TEST(SingleMechanism, CausesItsOwnIncidentsOnly)
{
    const LoadedScenario all = baseline_with_reach();
    std::size_t m = 0;
    for (const auto& [name, spec] : all.models.front().model.mechanisms) {
        LoadedScenario alone = all;
        for (ModelSpec* const model : {&alone.scenario.model, &alone.models.front().model})
            for (auto& [other, its] : model->mechanisms) other == name ? raise(its) : silence(its);
        Simulation simulation{alone, 2};
        live(simulation, simulation.last_tick());
        const Tally totals = simulation.totals();
        const std::size_t count = totals.mechanism_count;
        EXPECT_EQ(of_mechanism(totals.incidents, count, m), sum(totals.incidents)) << name;
        EXPECT_EQ(of_mechanism(totals.captives, count, m), sum(totals.captives)) << name;
        EXPECT_EQ(of_mechanism(totals.losses_cents, count, m), sum(totals.losses_cents)) << name;
        EXPECT_GT(sum(totals.incidents), 0) << name << " strikes nobody even with full reach";
        ++m;
    }
}

TEST(SingleMechanism, NoneMeansNoIncident)
{
    LoadedScenario none = baseline_with_reach();
    for (ModelSpec* const model : {&none.scenario.model, &none.models.front().model})
        for (auto& [name, spec] : model->mechanisms) silence(spec);
    Simulation simulation{none, 2};
    live(simulation, simulation.last_tick());
    EXPECT_EQ(sum(simulation.totals().incidents), 0);
    EXPECT_EQ(sum(simulation.totals().captives), 0);
}

// Organisations taken out and nothing in their place: only what has a background goes on.
TEST(SingleMechanism, WithoutOrganisationsNobodyIsCapturedByThem)
{
    LoadedScenario without = baseline_with_reach();
    for (ModelSpec* const model : {&without.scenario.model, &without.models.front().model}) {
        model->crime.fixed_reach.reset();
        for (auto& [name, spec] : model->mechanisms) spec.background_share = 0.0;
    }
    Simulation simulation{without, 2};
    live(simulation, simulation.last_tick());
    const Tally totals = simulation.totals();
    std::size_t m = 0;
    for (const auto& [name, spec] : without.models.front().model.mechanisms) {
        if (spec.economy) {
            EXPECT_EQ(of_mechanism(totals.incidents, totals.mechanism_count, m), 0) << name;
        }
        ++m;
    }
    EXPECT_EQ(gained(simulation, Account::organisations), 0);
}

}  // namespace
}  // namespace corredor

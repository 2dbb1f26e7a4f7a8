#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "scenario/load.hpp"
#include "tiny_worlds.hpp"

namespace corredor {
namespace {

// Each folder here holds a frozen scenario and what it came to. A change of the model that changes results is meant to
// fail here, and is accepted with
//
//     CORREDOR_UPDATE_GOLDEN=1 ctest -R Golden
//
// The summaries in expected.json then show, in the same commit, what became of it. The hashes do not depend on threads,
// on the compiler or on its optimisation.

std::filesystem::path folder(const std::string& name)
{
    return std::filesystem::path{CORREDOR_SOURCE_DIR} / "tests/regression" / name;
}

LoadedScenario load(const std::string& name)
{
    return load_scenario((folder(name) / "scenario.yaml").string());
}

nlohmann::ordered_json summary_of(const Simulation& simulation)
{
    const Tally totals = simulation.totals();
    nlohmann::ordered_json summary;
    summary["days"] = simulation.tick();
    for (const Status status : {Status::travelling, Status::waiting, Status::settled, Status::returned, Status::exited})
        summary[std::string{status_names[static_cast<std::size_t>(status)]}] = stock(simulation, status);
    summary["departures"] = sum(totals.departures);
    summary["border_crossings"] = sum(totals.crossings);
    summary["irregular_entries"] = sum(totals.irregular_entries);
    summary["registered_irregular_entries"] = sum(totals.registered_irregular_entries);
    summary["interceptions"] = sum(totals.interceptions);
    summary["refusals"] = sum(totals.refusals);
    summary["incidents"] = sum(totals.incidents);
    summary["losses_usd"] = sum(totals.losses_cents) / 100;
    summary["days_under_way"] = sum(totals.journey_days);
    for (std::size_t a = 0; a < account_count; ++a)
        summary[fmt::format("{}_gained_usd", account_names[a])] = totals.accounts_cents[a] / 100;
    return summary;
}

/// A scenario lived through: the hash of the state at ten days on the way and at the end, in agents and dollars.
nlohmann::ordered_json lived(const LoadedScenario& loaded, int threads)
{
    Simulation simulation{loaded, threads};
    nlohmann::ordered_json result;
    result["summary_in_agents"] = nullptr;
    const Tick every = std::max(1, simulation.last_tick() / 10);
    while (simulation.tick() < simulation.last_tick()) {
        simulation.step();
        if (simulation.tick() % every == 0 || simulation.tick() == simulation.last_tick())
            result["state_hash_after_day"][std::to_string(simulation.tick())] =
                fmt::format("{:016x}", fingerprint(simulation.state()));
    }
    result["summary_in_agents"] = summary_of(simulation);
    return result;
}

bool is_update()
{
    const char* update = std::getenv("CORREDOR_UPDATE_GOLDEN");
    return update != nullptr && std::string{update} == "1";
}

class GoldenRegression : public testing::TestWithParam<const char*> {};

TEST_P(GoldenRegression, ComesToWhatItCameToBefore)
{
    const nlohmann::ordered_json found = lived(load(GetParam()), 1);
    const std::filesystem::path file = folder(GetParam()) / "expected.json";
    if (is_update()) {
        std::ofstream{file} << found.dump(2) << '\n';
        GTEST_SKIP() << file << " was written anew";
    }
    std::ifstream stream{file};
    ASSERT_TRUE(stream) << "no " << file << "; write it with CORREDOR_UPDATE_GOLDEN=1";
    const auto expected = nlohmann::ordered_json::parse(stream);
    EXPECT_EQ(found["summary_in_agents"].dump(2), expected["summary_in_agents"].dump(2));
    EXPECT_EQ(found["state_hash_after_day"].dump(2), expected["state_hash_after_day"].dump(2));
}

TEST_P(GoldenRegression, ComesToTheSameOnAnyNumberOfThreads)
{
    if (is_update()) GTEST_SKIP();
    std::ifstream stream{folder(GetParam()) / "expected.json"};
    ASSERT_TRUE(stream);
    const auto expected = nlohmann::ordered_json::parse(stream);
    for (const int threads : {2, 3, 8}) EXPECT_EQ(lived(load(GetParam()), threads), expected) << threads << " threads";
}

INSTANTIATE_TEST_SUITE_P(Scenario, GoldenRegression,
                         testing::Values("tiny", "coarse_corridor", "corridor_walk", "underworld"),
                         [](const auto& param) { return std::string{param.param}; });

}  // namespace
}  // namespace corredor

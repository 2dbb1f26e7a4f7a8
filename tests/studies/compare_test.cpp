#include <cmath>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "output/result_file.hpp"
#include "scenario/write.hpp"
#include "studies/compare.hpp"
#include "studies/comparison_file.hpp"

namespace corredor {
namespace {

constexpr const char* folder = CORREDOR_SOURCE_DIR "/tests/scenario/tiny";

LoadedScenario tiny(std::vector<SetOption> set = {})
{
    LoadOptions options;
    options.set = std::move(set);
    return load_scenario(std::string{folder} + "/tiny.yaml", options);
}

LoadedScenario with_timeline(const LoadedScenario& loaded, std::vector<TimelineEntry> timeline)
{
    Scenario scenario = loaded.scenario;
    scenario.timeline = std::move(timeline);
    LoadOptions options;
    options.folder = folder;
    return load_resolved(to_yaml(scenario), options);
}

LoadedScenario plus(const LoadedScenario& loaded, std::vector<TimelineEntry> entries)
{
    auto timeline = loaded.scenario.timeline;
    for (TimelineEntry& entry : entries) timeline.push_back(std::move(entry));
    LoadedScenario more = with_timeline(loaded, std::move(timeline));
    more.scenario.name = "More";
    return more;
}

TimelineEntry troops()
{
    Militarise effect;
    effect.where.entering = CountryRef{"BB"};
    effect.interception_share = 0.9;
    effect.irregular_cost = 2.0;
    return {.id = "troops", .about = "", .source = "", .on = *parse_date("2018-08-01"), .until = {}, .effect = effect};
}

TimelineEntry papers()
{
    Regularise effect;
    effect.country = {"BB"};
    effect.per_year = 3.0;
    return {.id = "papers", .about = "", .source = "", .on = *parse_date("2018-06-01"), .until = {}, .effect = effect};
}

const Effect& measure(const Comparison& comparison, const std::string& key, std::size_t alternative = 0)
{
    const auto found = std::ranges::find(comparison.measures, key, &Measure::key);
    EXPECT_NE(found, comparison.measures.end()) << key;
    return comparison.alternatives[alternative].measures[static_cast<std::size_t>(found - comparison.measures.begin())];
}

void expect_null(const Effect& effect)
{
    EXPECT_EQ(effect.effect, 0.0);
    EXPECT_EQ(effect.half_width, 0.0);
}

TEST(Compare, AScenarioAndItselfAreTheSameEverywhere)
{
    const Comparison same = compare(tiny(), {tiny()}, {.replicates = 3, .threads = 2});
    for (const Effect& effect : same.alternatives[0].measures) expect_null(effect);
    for (const PlacedEffects& placed : same.alternatives[0].placed) {
        for (const Effect& effect : placed.by_month) expect_null(effect);
        for (const Effect& effect : placed.in_all) expect_null(effect);
    }
    const std::size_t classes = same.outcome_names.size();
    for (std::size_t i = 0; i < same.alternatives[0].outcomes.people.size(); ++i)
        if (i / classes != i % classes) {
            EXPECT_EQ(same.alternatives[0].outcomes.people[i].mean, 0.0);
        }
    EXPECT_TRUE(displacement_of(same, same.alternatives[0]).empty());
}

TEST(Compare, NothingDiffersBeforeAnInterventionBegins)
{
    const LoadedScenario base = tiny();
    const Comparison result = compare(base, {plus(base, {troops(), papers()})}, {.replicates = 3, .threads = 2});
    std::size_t later = 0;
    for (std::size_t v = 0; v < placed_variables().size(); ++v) {
        const auto& by_month = result.alternatives[0].placed[v].by_month;
        const std::size_t places = by_month.size() / result.months.count();
        for (std::size_t i = 0; i < by_month.size(); ++i)
            if (i / places < 4)  // until the end of April: records are weekly
                expect_null(by_month[i]);
            else
                later += by_month[i].effect != 0.0 ? 1 : 0;
    }
    EXPECT_GT(later, 20U);
}

// Troops intercept nine in ten: entries by trocha fall by more than chance could make them.
TEST(Compare, AnEffectIsFoundAndPairsAreWorthMoreThanIndependentRuns)
{
    const LoadedScenario base = tiny();
    const Comparison result = compare(base, {plus(base, {troops()})}, {.replicates = 10, .threads = 2});
    const Effect& entries = measure(result, "irregular_entries_BB");
    EXPECT_LT(entries.effect + entries.half_width, -300.0);
    EXPECT_GT(entries.variance_ratio, 1.5);
    EXPECT_LT(entries.half_width, entries.half_width_unpaired);
    const auto displaced = displacement_of(result, result.alternatives[0]);
    EXPECT_FALSE(displaced.empty());
}

TEST(Compare, CrossedOutcomesAddUpToThoseOfEachRun)
{
    const LoadedScenario base = tiny();
    const Comparison result = compare(base, {plus(base, {troops()})}, {.replicates = 2, .threads = 2});
    const std::size_t classes = result.outcome_names.size();
    const auto settled = static_cast<std::size_t>(std::ranges::find(result.outcome_names, "settled in BB") -
                                                  result.outcome_names.begin());
    double of_base = 0.0;
    double of_alternative = 0.0;
    for (std::size_t other = 0; other < classes; ++other) {
        of_base += result.alternatives[0].outcomes.people[settled * classes + other].mean;
        of_alternative += result.alternatives[0].outcomes.people[other * classes + settled].mean;
    }
    EXPECT_NEAR(of_base, measure(result, "settled_BB").base, 1e-6);
    EXPECT_NEAR(of_alternative, measure(result, "settled_BB").alternative, 1e-6);
}

TEST(Compare, DoesNotDependOnThreads)
{
    const LoadedScenario base = tiny();
    const auto alternatives = std::vector{plus(base, {troops()})};
    const auto one = result_bytes(dataset_of(compare(base, alternatives, {.replicates = 4, .threads = 1})));
    const auto three = result_bytes(dataset_of(compare(base, alternatives, {.replicates = 4, .threads = 3})));
    EXPECT_EQ(one, three);
}

TEST(Compare, GoesOnUntilTheIntervalIsNarrowAndNoFurtherThanAllowed)
{
    const LoadedScenario base = tiny();
    const auto alternatives = std::vector{plus(base, {troops()})};
    CompareRequest request{.replicates = 2, .threads = 2};
    request.until = NarrowEnough{"irregular_entries_BB", 60.0};
    const Comparison narrow = compare(base, alternatives, request);
    EXPECT_TRUE(narrow.narrow_enough);
    EXPECT_LE(measure(narrow, "irregular_entries_BB").half_width, 60.0);
    request.until->half_width = 1e-9;
    request.most_replicates = 4;
    const Comparison wide = compare(base, alternatives, request);
    EXPECT_FALSE(wide.narrow_enough);
    EXPECT_TRUE(wide.finished);
    EXPECT_EQ(wide.replicates(), 4U);
    request.until->measure = "irregular_entris_BB";
    try {
        (void)compare(base, alternatives, request);
        FAIL() << "an unknown measure must be refused";
    } catch (const ComparisonError& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("did you mean 'irregular_entries_BB'?"));
    }
}

TEST(Compare, SharesOfInterventionsAddUpToTheEffect)
{
    const LoadedScenario base = tiny();
    CompareRequest request{.replicates = 3, .threads = 2, .attribute = true, .with_timeline = &with_timeline};
    const Comparison result = compare(base, {plus(base, {troops(), papers()})}, request);
    ASSERT_TRUE(result.alternatives[0].attribution);
    const Attribution& attribution = *result.alternatives[0].attribution;
    EXPECT_EQ(attribution.parts, (std::vector<std::string>{"troops", "papers"}));
    for (std::size_t m = 0; m < result.measures.size(); ++m)
        EXPECT_NEAR(attribution.shares[0][m].mean + attribution.shares[1][m].mean,
                    result.alternatives[0].measures[m].effect, 1e-6)
            << result.measures[m].key;
    const auto entries = static_cast<std::size_t>(
        std::ranges::find(result.measures, "irregular_entries_BB", &Measure::key) - result.measures.begin());
    EXPECT_LT(attribution.shares[0][entries].mean, -300.0);
}

TEST(Compare, ScenariosThatCannotBeComparedAreRefused)
{
    const LoadedScenario base = tiny();
    EXPECT_THROW((void)compare(base, {}, {}), ComparisonError);
    EXPECT_THROW((void)compare(base, {tiny({{"run.end", "2018-12-01"}})}, {}), ComparisonError);
    EXPECT_THROW((void)compare(base, {tiny({{"run.persons_per_agent", "2"}})}, {}), ComparisonError);
    CompareRequest request{.attribute = true, .with_timeline = &with_timeline};
    EXPECT_THROW((void)compare(base, {tiny()}, request), ComparisonError);
}

TEST(Monthly, FlowsByMonthAddUpToTheRunAndStocksEndWithIt)
{
    const RunOutcome run = run_scenario(tiny(), RunRequest{.scenario = {}, .load = {}, .threads = 1, .output = {}});
    const RunRecord record = record_of(run.dataset);
    const Months months = months_of(*parse_date("2018-01-01"), *parse_date("2019-01-01"));
    ASSERT_EQ(months.count(), 12U);
    for (const PlacedVariable& variable : placed_variables()) {
        const PlacedValues values = placed_values(record, variable, months);
        const std::size_t places = place_count(record, variable.axis);
        for (std::size_t place = 0; place < places; ++place) {
            double sum = 0.0;
            for (std::size_t month = 0; month < 12; ++month) sum += values.by_month[month * places + place];
            const double expected = variable.is_stock ? values.by_month[11 * places + place] : sum;
            EXPECT_NEAR(expected, values.in_all[place], 1e-6) << variable.name;
        }
    }
    const auto& departures = placed_variables()[0];
    const auto january = record.flow(record.departures, std::vector<std::size_t>{0}, *parse_date("2018-01-01"),
                                     *parse_date("2018-02-01"));
    EXPECT_NEAR(placed_values(record, departures, months).by_month[0], january, 1e-6);
}

}  // namespace
}  // namespace corredor

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "output/fresh_folder.hpp"
#include "output/output_error.hpp"
#include "output/result_file.hpp"
#include "studies/headline.hpp"
#include "studies/scores.hpp"

namespace corredor {
namespace {

using testing::HasSubstr;
using Texts = std::vector<std::string>;
using Counts = std::vector<std::int64_t>;

/// Two weeks of January 2020, recorded weekly: an origin in VE, a city in CO, a place in CL, an exit to ES. People
/// cross from VE to CO by a post, a trocha or by air to ES, from CO to CL by a trocha, and from CO back to VE by the
/// post.
Dataset two_weeks()
{
    Dataset file;
    file.attributes = {{"title", "Two weeks"}, {"seed", std::int64_t{1}}, {"persons_per_agent", std::int64_t{1}}};
    file.add_coordinate("time", Values{std::vector<double>{7, 14}}, {{"units", "days since 2020-01-01 00:00:00"}});
    file.add_coordinate("node", Values{Texts{"HOME", "CITY", "COAST", "FAR"}});
    file.add_coordinate("leg", Values{Texts{"post", "trocha", "back", "south", "flight"}});
    file.add_coordinate("status", Values{Texts{"travelling", "settled", "exited", "returned"}});
    file.add_coordinate("country", Values{Texts{"CL", "CO", "ES", "VE"}});
    file.add_coordinate("regularity", Values{Texts{"regular", "irregular"}});
    const auto texts = [&](std::string name, std::string dimension, Texts values) {
        file.variables.push_back({std::move(name), {std::move(dimension)}, Values{std::move(values)}});
    };
    texts("node_country", "node", {"VE", "CO", "CL", "ES"});
    texts("node_kind", "node", {"origin", "city", "destination", "exit"});
    texts("leg_from", "leg", {"HOME", "HOME", "CITY", "CITY", "HOME"});
    texts("leg_to", "leg", {"CITY", "CITY", "HOME", "COAST", "FAR"});
    texts("leg_kind", "leg", {"official_crossing", "trocha", "official_crossing", "trocha", "flight"});
    texts("leg_from_country", "leg", {"VE", "VE", "CO", "CO", "VE"});
    texts("leg_to_country", "leg", {"CO", "CO", "VE", "CL", "ES"});
    texts("leg_border_pair", "leg", {"HOME_CITY", "HOME_CITY", "HOME_CITY", "CITY_COAST", ""});
    const auto counts = [&](std::string name, Texts axes, Counts values) {
        axes.insert(axes.begin(), "time");
        file.variables.push_back({std::move(name), std::move(axes), Values{std::move(values)}});
    };
    //                                   HOME        CITY         COAST       FAR
    counts("persons", {"node", "status"}, {0, 0, 0, 5, 10, 100, 0, 0, 0, 40, 0, 0, 0, 0, 20, 0,    // after a week
                                           0, 0, 0, 5, 10, 114, 0, 0, 0, 54, 0, 0, 0, 0, 20, 0});  // after two
    //                                                CL      CO     ES    VE
    counts("residents", {"country", "regularity"},
           {30, 10, 60, 40, 0, 0, 0, 0,  //
            30, 24, 70, 44, 0, 0, 0, 0});
    //                          post trocha back south flight
    counts("crossings", {"leg"},
           {70, 30, 7, 15, 3,  //
            140, 70, 14, 21, 4});
    counts("irregular_entries", {"leg"},
           {0, 30, 0, 15, 0,  //
            0, 70, 0, 21, 0});
    counts("registered_irregular_entries", {"leg"},
           {0, 0, 0, 10, 0,  //
            0, 0, 0, 14, 0});
    return file;
}

TargetRow target(std::string quantity, std::string geography, const char* from, const char* until, double value = 1.0)
{
    TargetRow row;
    row.quantity = std::move(quantity);
    row.geography = std::move(geography);
    row.from = parse_date(from).value();
    row.until = parse_date(until).value();
    row.value = value;
    row.use = "calibration";
    row.unit = row.quantity.ends_with("_per_day") ? "people_per_day" : "people";
    return row;
}

double simulated(const TargetRow& row, const Observations& observed = {})
{
    return simulated_value(record_of(two_weeks()), observed, row).value;
}

TEST(RunRecord, IsTheSameFromAFileAsFromMemory)
{
    const FreshFolder folder;
    write_result(folder / "run.h5", two_weeks(), Overwrite::refuse);
    const RunRecord run = read_run(folder / "run.h5");
    const RunRecord direct = record_of(two_weeks());
    EXPECT_EQ(run.start, date_of({2020, 1, 1}));
    EXPECT_EQ(run.last_day(), date_of({2020, 1, 14}));
    EXPECT_EQ(run.persons.values, direct.persons.values);
    EXPECT_EQ(run.leg_border_pair, direct.leg_border_pair);
    EXPECT_EQ(run.crossings.cells, 5U);
    EXPECT_FALSE(run.losses_usd.is_recorded());
}

TEST(RunRecord, RefusesAFileWhosePlacesAndCountsDoNotFit)
{
    const FreshFolder folder;
    Dataset wrong = two_weeks();
    for (Variable& variable : wrong.variables)
        if (variable.name == "crossings") variable = {"crossings", {"time"}, Values{Counts{1, 2}}};
    write_result(folder / "run.h5", wrong, Overwrite::refuse);
    EXPECT_THROW((void)read_run(folder / "run.h5"), OutputError);
}

TEST(Scores, StocksAreLinearBetweenRecords)
{
    // The end of 10 January is day 10: 3/7 of the way from 100 to 114.
    EXPECT_DOUBLE_EQ(simulated(target("stock_abroad", "CO", "2020-01-10", "2020-01-11")), 106.0);
    EXPECT_DOUBLE_EQ(simulated(target("stock_abroad", "ES", "2020-01-10", "2020-01-11")), 20.0);
}

TEST(Scores, StockOfTheWorldIsEverybodyAbroadAndThatOfLatinAmericaLeavesOutSpain)
{
    // 10 under way and 100 in CO, 40 in CL, 20 in ES; the 5 who returned are at home.
    EXPECT_DOUBLE_EQ(simulated(target("stock_abroad", "WORLD", "2020-01-07", "2020-01-08")), 170.0);
    EXPECT_DOUBLE_EQ(simulated(target("stock_abroad", "LAC", "2020-01-07", "2020-01-08")), 150.0);
}

TEST(Scores, StocksLeaveIrregularEntrantsOutUntilTheyAreCounted)
{
    Observations observed;
    observed.irregular_counted_from["CL"] = date_of({2020, 1, 14});
    EXPECT_DOUBLE_EQ(simulated(target("stock_abroad", "CL", "2020-01-13", "2020-01-14"), observed), 30.0);
    EXPECT_DOUBLE_EQ(simulated(target("stock_abroad", "CL", "2020-01-14", "2020-01-15"), observed), 54.0);
}

TEST(Scores, FlowsCountARecordThatIsPartlyInsideInProportion)
{
    // Ten days: the first week whole, 3/7 of the second. Southward only: those who come back do not count.
    EXPECT_DOUBLE_EQ(simulated(target("formal_entries_per_day", "HOME_CITY", "2020-01-01", "2020-01-11")), 13.0);
    EXPECT_DOUBLE_EQ(simulated(target("irregular_entries_per_day", "HOME_CITY", "2020-01-01", "2020-01-11")), 6.0);
    EXPECT_DOUBLE_EQ(simulated(target("entries_per_day", "HOME_CITY", "2020-01-01", "2020-01-11")), 19.0);
    EXPECT_DOUBLE_EQ(simulated(target("trocha_share", "HOME_CITY", "2020-01-01", "2020-01-11")), 60.0 / 190.0);
    EXPECT_DOUBLE_EQ(simulated(target("entries", "CO", "2020-01-01", "2020-01-11")), 190.0);
    EXPECT_DOUBLE_EQ(simulated(target("returns", "CO", "2020-01-01", "2020-01-15")), 21.0);
    EXPECT_DOUBLE_EQ(simulated(target("entries_per_day", "COAST", "2020-01-08", "2020-01-15")), 3.0);
}

TEST(Scores, RegisterHoldsOtherNationalitiesInProportionToDays)
{
    Observations observed;
    observed.other_nationalities = {{"CL", date_of({2020, 1, 1}), date_of({2021, 1, 1}), 366.0, ""}};
    // 24 of ours; of the others one a day.
    const auto both = target("registered_irregular_entries", "CL", "2020-01-01", "2020-01-15");
    EXPECT_DOUBLE_EQ(simulated(both, observed), 38.0);
    const auto ours = target("registered_irregular_entries_venezuelan", "CL", "2020-01-01", "2020-01-15");
    EXPECT_DOUBLE_EQ(simulated(ours, observed), 24.0);
}

TEST(Scores, WhatTheRunDoesNotCoverHasNoValueAndSaysWhy)
{
    const RunRecord run = record_of(two_weeks());
    const auto value = [&](const TargetRow& row) { return simulated_value(run, {}, row); };
    const auto late = value(target("entries", "CO", "2020-01-10", "2020-01-16"));
    EXPECT_TRUE(std::isnan(late.value));
    EXPECT_THAT(late.note, HasSubstr("does not cover"));
    EXPECT_TRUE(std::isnan(value(target("stock_abroad", "CO", "2020-01-05", "2020-01-06")).value));  // before a record
    EXPECT_THAT(value(target("walkers_per_day", "CO", "2020-01-01", "2020-01-08")).note, HasSubstr("not reported"));
    EXPECT_THAT(value(target("entries", "XX", "2020-01-01", "2020-01-08")).note, HasSubstr("no such place"));
}

TEST(Scores, PersistenceIsTheLastEarlierValueOfTheSameKind)
{
    Observations observed;
    observed.targets = {
        target("entries", "CO", "2019-12-01", "2020-01-01", 50),  // a month: another kind of period
        target("entries", "CO", "2019-12-11", "2019-12-18", 70),
        target("entries", "CO", "2019-12-18", "2019-12-25", 80),
        target("entries", "CO", "2020-01-01", "2020-01-08", 200),
        target("entries", "CO", "2020-01-04", "2020-01-11", 999),  // overlaps: not earlier
        target("entries", "CL", "2019-12-25", "2020-01-01", 60),
    };
    observed.targets[4].use = "context";
    observed.targets[3].use = "validation";
    const std::vector<RunRecord> runs{record_of(two_weeks())};
    const auto scores = score(runs, observed);
    ASSERT_EQ(scores.size(), 5U);  // without the context
    const Score& last = scores.back();
    EXPECT_EQ(last.target.use, "validation");
    EXPECT_DOUBLE_EQ(last.simulated.median, 100.0);
    EXPECT_DOUBLE_EQ(last.error, -0.5);
    EXPECT_DOUBLE_EQ(last.persistence, 80.0);
    EXPECT_DOUBLE_EQ(last.persistence_error, -0.6);
    EXPECT_TRUE(std::isnan(scores[1].persistence));
    const ErrorSummary errors = median_errors(scores, "validation");
    EXPECT_EQ(errors.rows, 1U);
    EXPECT_DOUBLE_EQ(errors.error, 0.5);
}

TEST(Scores, SeveralRunsGiveMedianAndRange)
{
    const Spread spread = spread_of({4.0, 1.0, 3.0, 2.0, 5.0, std::nan("")});
    EXPECT_DOUBLE_EQ(spread.median, 3.0);
    EXPECT_DOUBLE_EQ(spread.low, 1.2);  // 5 % of the way through four gaps
    EXPECT_DOUBLE_EQ(spread.high, 4.8);
    EXPECT_TRUE(std::isnan(spread_of({}).median));
}

TEST(Scores, MonthsHaveNames)
{
    EXPECT_EQ(month_name(12 * 2020 + 10), "2020-11");
    EXPECT_EQ(month_name(std::nan("")), "never");
}

TEST(Headline, SaysWhereEverybodyIsAndLeavesOutWhatWasNotRecorded)
{
    const auto numbers = headline(record_of(two_weeks()));
    const auto value_of = [&](std::string_view key) {
        for (const HeadlineNumber& number : numbers)
            if (number.key == key) return number.value;
        return -1.0;
    };
    EXPECT_DOUBLE_EQ(value_of("settled_CO"), 114.0);
    EXPECT_DOUBLE_EQ(value_of("settled_VE"), -1.0);  // home
    EXPECT_DOUBLE_EQ(value_of("under_way"), 10.0);
    EXPECT_DOUBLE_EQ(value_of("irregular_entries_CL"), 36.0);
    EXPECT_DOUBLE_EQ(value_of("registered_irregular_entries_CL"), 24.0);
    EXPECT_DOUBLE_EQ(value_of("people_departed"), -1.0);  // not recorded
}

}  // namespace
}  // namespace corredor

#include <array>
#include <cmath>

#include <gtest/gtest.h>

#include "output/recorder.hpp"
#include "studies/run.hpp"
#include "studies/validation.hpp"

namespace corredor {
namespace {

TEST(Validation, RanksOfEqualValuesAreShared)
{
    const std::array<double, 4> rising{1.0, 2.0, 3.0, 4.0};
    const std::array<double, 4> falling{9.0, 7.0, 5.0, 1.0};
    EXPECT_DOUBLE_EQ(rank_correlation(rising, rising), 1.0);
    EXPECT_DOUBLE_EQ(rank_correlation(rising, falling), -1.0);
    // Ranks 0, 1.5, 1.5, 3 against 0, 1, 2, 3: covariance 4.5 over sqrt(4.5 × 5).
    const std::array<double, 4> tied{1.0, 2.0, 2.0, 4.0};
    EXPECT_NEAR(rank_correlation(tied, rising), 4.5 / std::sqrt(4.5 * 5.0), 1e-12);
}

TEST(Validation, RankCorrelationOfTwoPlacesOrOfOneValueSaysNothing)
{
    const std::array<double, 2> two{1.0, 2.0};
    const std::array<double, 3> same{5.0, 5.0, 5.0};
    const std::array<double, 3> rising{1.0, 2.0, 3.0};
    EXPECT_TRUE(std::isnan(rank_correlation(two, two)));
    EXPECT_TRUE(std::isnan(rank_correlation(same, rising)));
}

TEST(Validation, IntervalScoreIsTheWidthAndTwentyTimesWhatItMissesBy)
{
    EXPECT_DOUBLE_EQ(interval_score(10.0, 14.0, 12.0, 0.1), 4.0);
    EXPECT_DOUBLE_EQ(interval_score(10.0, 14.0, 16.0, 0.1), 4.0 + 20.0 * 2.0);
    EXPECT_DOUBLE_EQ(interval_score(10.0, 14.0, 9.0, 0.1), 4.0 + 20.0 * 1.0);
}

/// A run of the tiny corridor and what was "observed" of it.
class ValidationOfTiny : public testing::Test {
protected:
    void SetUp() override
    {
        LoadOptions options;
        options.until = parse_date("2018-06-01");
        const LoadedScenario loaded = load_scenario(CORREDOR_SOURCE_DIR "/tests/scenario/tiny/tiny.yaml", options);
        places_ = loaded.tables.nodes;
        run_ = record_of(run_scenario(loaded, {.scenario = {}, .load = {}, .threads = 1, .output = {}}).dataset);
    }

    static TargetRow row(const char* quantity, const std::string& where, const char* day, double value, const char* use)
    {
        TargetRow target;
        target.id = day;
        target.quantity = quantity;
        target.geography = where;
        target.from = *parse_date(day);
        target.until = target.from.plus_days(1);
        target.value = value;
        target.use = use;
        return target;
    }

    /// The first country that nobody leaves.
    [[nodiscard]] std::string abroad() const
    {
        for (const std::string& country : run_.country)
            if (!run_.is_home(country)) return country;
        return {};
    }

    RunRecord run_;
    std::vector<NodeRow> places_;
};

TEST_F(ValidationOfTiny, ARunIsRightAboutItselfAndPersistenceIsNot)
{
    const std::string where = abroad();
    const double may = people_living_in(run_, where, *parse_date("2018-05-01"));
    const double march = people_living_in(run_, where, *parse_date("2018-03-01"));
    const double february = people_living_in(run_, where, *parse_date("2018-02-01"));
    ASSERT_GT(may, march);
    ASSERT_GT(march, february);
    Observations observed;
    observed.targets = {row("stock_abroad", where, "2018-02-01", february, "calibration"),
                        row("stock_abroad", where, "2018-03-01", march, "calibration"),
                        row("stock_abroad", where, "2018-05-01", may, "validation")};
    const Validation validation = validate_against(std::vector{run_}, observed, places_);
    ASSERT_EQ(validation.series.size(), 2U);
    const SeriesValidation& series = validation.series[1];
    EXPECT_EQ(series.use, "validation");
    EXPECT_NEAR(series.model.relative_difference, 0.0, 1e-9);
    EXPECT_DOUBLE_EQ(series.coverage, 1.0);
    EXPECT_NEAR(series.persistence.relative_difference, (may - march) / may, 1e-9);
    // Errors are measured in the usual change, here that from February to March.
    EXPECT_NEAR(series.persistence.scaled_error, (may - march) / (march - february), 1e-9);
}

TEST_F(ValidationOfTiny, ASplitKeepsTheShareAtTheEndOfCalibration)
{
    const std::string where = abroad();
    Observations observed;
    observed.targets = {row("stock_abroad", "WORLD", "2018-02-01", 1000.0, "calibration"),
                        row("stock_abroad", "WORLD", "2018-05-01", 3000.0, "validation"),
                        row("stock_abroad", where, "2018-02-01", 250.0, "calibration"),
                        row("stock_abroad", where, "2018-05-01", 600.0, "validation")};
    const Validation validation = validate_against(std::vector{run_}, observed, places_);
    const RowValidation& last = validation.rows.back();
    EXPECT_DOUBLE_EQ(last.split, 750.0);     // a quarter of 3,000
    EXPECT_DOUBLE_EQ(last.gravity, 3000.0);  // the only country there is
    EXPECT_DOUBLE_EQ(last.persistence, 250.0);
}

}  // namespace
}  // namespace corredor

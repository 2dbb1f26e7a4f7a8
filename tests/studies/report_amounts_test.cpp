#include <cmath>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "studies/report_amounts.hpp"

namespace corredor {
namespace {

using testing::ElementsAre;

constexpr double five_agents = 5.0;  // one agent stands for one person

const FlatScenario businesses{{"mechanisms.kidnap_ransom.economy", "kidnap_ransom"},
                              {"mechanisms.kidnap_ransom.leads_to", "kidnapped"},
                              {"mechanisms.extortion.economy", "extortion"},
                              {"mechanisms.extortion.leads_to", "nothing"}};

/// A run of four weeks at one place.
class RunOfAmounts {
public:
    RunOfAmounts()
    {
        run_.record.node = {"TOWN"};
        run_.record.node_country = {"CO"};
        run_.record.mechanism = {"kidnap_ransom", "extortion", "robbery"};
        run_.record.account = {"robbers", "organisations", "relatives"};
        run_.economies = {"kidnap_ransom", "extortion", "retail_drugs"};
        run_.organisations = {"one", "other"};
        run_.record.days = {7, 14, 21, 28};
    }

    /// of_cells  (cell, week)
    RunOfAmounts& with(const char* variable, std::vector<std::string> axes, std::vector<std::size_t> lengths,
                       const std::vector<std::vector<double>>& of_cells, bool is_flow = true)
    {
        Block block{.name = variable,
                    .axes = std::move(axes),
                    .lengths = std::move(lengths),
                    .unit = std::string_view{variable}.ends_with("usd") ? "USD" : "1",
                    .is_flow = is_flow,
                    .active = {}};
        for (std::size_t c = 0; c < of_cells.size(); ++c) {
            block.active.cells.push_back(c);
            block.active.values.insert(block.active.values.end(), of_cells[c].begin(), of_cells[c].end());
        }
        run_.blocks.push_back(std::move(block));
        return *this;
    }
    RunOfAmounts& with_mechanisms(const char* variable, const std::vector<std::vector<double>>& of_cells)
    {
        return with(variable, {"node", "mechanism"}, {1, of_cells.size()}, of_cells);
    }

    void with_places(std::vector<std::string> places)
    {
        run_.record.node_country.assign(places.size(), "CO");
        run_.record.node = std::move(places);
    }

    [[nodiscard]] const ReportRun& run() const { return run_; }

private:
    ReportRun run_;
};

ReportAmounts::Told told_of(const std::vector<RunOfAmounts>& runs)
{
    const ReportSteps steps{runs.front().run().record};
    ReportAmounts amounts{businesses};
    for (const RunOfAmounts& r : runs) amounts.add(r.run(), steps);
    return amounts.tell(five_agents);
}

const ReportSeries* find(const ReportAmounts::Told& told, const std::string& key)
{
    const auto found = std::ranges::find(told.series, key, &ReportSeries::key);
    return found == told.series.end() ? nullptr : &*found;
}

TEST(OverSpans, AreMeansOfWhatFallsWhileFiveMoreCameToBeBehindIt)
{
    // Five by the second week, three more by the fourth, who are too few for a span of their own.
    EXPECT_THAT(over_spans({100, 20, 0, 60}, {4, 1, 0, 3}, five_agents), ElementsAre(45, 45, 45, 45));
    EXPECT_THAT(over_spans({100, 20, 0, 60}, {4, 1, 0, 5}, five_agents), ElementsAre(60, 60, 30, 30));
    EXPECT_THAT(over_spans({100, 20, 30, 60}, {5, 6, 7, 8}, five_agents), ElementsAre(100, 20, 30, 60));
    EXPECT_THAT(over_spans({0, 0, 30, 60}, {0, 0, 5, 0}, five_agents), ElementsAre(0, 0, 45, 45)) << "nothing before";
}

RC_GTEST_PROP(OverSpans, KeepTheSumAndLetNoStepStandForFewerThanFive, ())
{
    const auto people = *rc::gen::container<std::vector<double>>(12, rc::gen::cast<double>(rc::gen::inRange(0, 7)));
    const auto amounts = *rc::gen::container<std::vector<double>>(12, rc::gen::cast<double>(rc::gen::inRange(0, 900)));
    const auto sum = [](const std::vector<double>& v) { return std::accumulate(v.begin(), v.end(), 0.0); };
    if (sum(people) < five_agents) return;  // then nothing is told at all
    const auto told = over_spans(amounts, people, five_agents);
    RC_ASSERT(std::abs(sum(told) - sum(amounts)) < 1e-6);
    for (std::size_t first = 0; first < told.size();) {
        std::size_t end = first + 1;
        while (end < told.size() && told[end] == told[first]) ++end;
        const double came = std::accumulate(people.begin() + static_cast<std::ptrdiff_t>(first),
                                            people.begin() + static_cast<std::ptrdiff_t>(end), 0.0);
        RC_ASSERT(told[first] == 0.0 || came >= five_agents);
        first = end;
    }
}

TEST(ReportAmounts, FollowAgentsIntoTheWeekInWhichTheyPay)
{
    // Four are kidnapped in the first week; the ransom of 9,000 falls in the last, in which nobody is.
    RunOfAmounts few;
    few.with_mechanisms("incidents", {{4, 0, 0, 0}, {9, 9, 9, 9}, {9, 9, 9, 9}});
    few.with_mechanisms("losses_usd", {{0, 0, 0, 9000}, {10, 10, 10, 10}, {50, 50, 50, 50}});
    const auto told = told_of({few});
    EXPECT_EQ(find(told, "losses_usd_kidnap_ransom"), nullptr);
    ASSERT_NE(find(told, "losses_usd"), nullptr);
    EXPECT_THAT(find(told, "losses_usd")->of_runs[0], ElementsAre(60, 60, 60, 60)) << "a sum of what is told";
    EXPECT_TRUE(find(told, "losses_usd")->is_part);
    EXPECT_EQ(told.totals.at("losses_usd")[0], 240.0);
    EXPECT_THAT(told.losses_usd.at("TOWN"), ElementsAre(60, 60, 60, 60));

    RunOfAmounts enough;
    enough.with_mechanisms("incidents", {{4, 1, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}});
    enough.with_mechanisms("losses_usd", {{0, 0, 0, 9000}, {0, 0, 0, 0}, {0, 0, 0, 0}});
    const auto told_enough = told_of({enough});
    EXPECT_THAT(find(told_enough, "losses_usd_kidnap_ransom")->of_runs[0], ElementsAre(2250, 2250, 2250, 2250));
    EXPECT_FALSE(find(told_enough, "losses_usd")->is_part);
}

TEST(ReportAmounts, AreToldOnlyWhereEveryRunThatHasAnyHasFive)
{
    const auto run = [](double struck, double usd) {
        RunOfAmounts r;
        r.with_mechanisms("incidents", {{0, 0, 0, 0}, {0, 0, 0, 0}, {struck, 0, 0, 0}});
        r.with_mechanisms("losses_usd", {{0, 0, 0, 0}, {0, 0, 0, 0}, {usd, 0, 0, 0}});
        return r;
    };
    EXPECT_EQ(find(told_of({run(9, 90), run(4, 40)}), "losses_usd_robbery"), nullptr);
    EXPECT_EQ(find(told_of({run(9, 90), run(0, 0)}), "losses_usd_robbery")->of_runs.size(), 1U);
}

TEST(ReportAmounts, OfOrganisationsAreThoseOfTheirBusinessesThatAreTold)
{
    // Revenue of (organisation, economy): ransoms of three captives, extortion of 15, and what a market pays.
    RunOfAmounts r;
    r.with_mechanisms("incidents", {{3, 0, 0, 0}, {15, 0, 0, 0}, {0, 0, 0, 0}});
    r.with("organisation_revenue_usd", {"organisation", "economy"}, {2, 3},
           {{700, 0, 0, 0}, {200, 0, 0, 0}, {30, 0, 0, 0}, {0, 0, 0, 0}, {100, 0, 0, 0}, {0, 0, 0, 0}});
    const auto told = told_of({r});
    EXPECT_EQ(find(told, "revenue_usd_by_kidnap_ransom"), nullptr);
    EXPECT_EQ(told.totals.at("revenue_usd_by_extortion")[0], 300.0);
    EXPECT_EQ(told.totals.at("revenue_usd_by_retail_drugs")[0], 30.0) << "no agent is a part of a market";
    EXPECT_EQ(told.totals.at("revenue_usd_of_one")[0], 230.0);
    EXPECT_EQ(told.totals.at("revenue_usd")[0], 330.0) << "no difference of sums gives the ransoms away";
}

TEST(ReportAmounts, OfAnOrganisationAreToldWhereItsPartIsWorthFiveAgents)
{
    // Fourteen are extorted, for 300 in all: of one's 200 nine and more are behind it, of the other's 100 fewer than
    // five.
    RunOfAmounts r;
    r.with_mechanisms("incidents", {{0, 0, 0, 0}, {14, 0, 0, 0}, {0, 0, 0, 0}});
    r.with("organisation_revenue_usd", {"organisation", "economy"}, {2, 3},
           {{0, 0, 0, 0}, {200, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {100, 0, 0, 0}, {0, 0, 0, 0}});
    const auto told = told_of({r});
    EXPECT_EQ(find(told, "revenue_usd_of_other"), nullptr);
    EXPECT_EQ(told.totals.at("revenue_usd_of_one")[0], 200.0);
    EXPECT_EQ(told.totals.at("revenue_usd_by_extortion")[0], 200.0) << "the other's does not follow from a sum";
    EXPECT_TRUE(find(told, "revenue_usd")->is_part);
}

/// One sells drugs and extorts, the other sells drugs only; both hold 1,000 and then more.
RunOfAmounts run_with_treasuries(double extorted)
{
    RunOfAmounts r;
    r.with_mechanisms("incidents", {{0, 0, 0, 0}, {extorted, 0, 0, 0}, {0, 0, 0, 0}});
    r.with("organisation_revenue_usd", {"organisation", "economy"}, {2, 3},
           {{0, 0, 0, 0}, {200, 0, 0, 0}, {30, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}, {30, 0, 0, 0}});
    r.with("treasury_usd", {"organisation"}, {2}, {{1000, 1200, 1400, 1600}, {1000, 1030, 1060, 1090}}, false);
    return r;
}

TEST(ReportAmounts, OfTreasuriesAreToldWhereAllThatCameInIs)
{
    const auto of_four = told_of({run_with_treasuries(4)});
    EXPECT_EQ(find(of_four, "treasury_usd_one"), nullptr);
    ASSERT_NE(find(of_four, "treasury_usd_other"), nullptr);
    EXPECT_THAT(find(of_four, "treasury_usd_other")->of_runs[0], ElementsAre(1000, 1030, 1060, 1090))
        << "a market pays";
    const auto of_five = told_of({run_with_treasuries(5)});
    ASSERT_NE(find(of_five, "treasury_usd_one"), nullptr);
    EXPECT_THAT(find(of_five, "treasury_usd_one")->of_runs[0], ElementsAre(1300, 1300, 1300, 1300));
    EXPECT_FALSE(find(of_five, "treasury_usd_one")->is_flow);
}

TEST(ReportAmounts, OfPlacesLeaveOutASecondOneWhereTheFirstWouldFollowFromTheSum)
{
    const auto losses_at = [](std::vector<double> struck) {
        RunOfAmounts r;
        std::vector<std::vector<double>> incidents;
        std::vector<std::vector<double>> losses;
        for (const double people : struck) {
            incidents.push_back({people, 0, 0, 0});
            losses.push_back({10 * people, 0, 0, 0});
        }
        r.with_places({"A", "B", "C"});
        r.with("incidents", {"node", "mechanism"}, {3, 1}, incidents);
        r.with("losses_usd", {"node", "mechanism"}, {3, 1}, losses);
        std::vector<bool> is_told;
        for (const auto& [place, steps] : told_of({r}).losses_usd) is_told.push_back(!std::isnan(steps.front()));
        return is_told;
    };
    EXPECT_THAT(losses_at({9, 20, 30}), ElementsAre(true, true, true));
    EXPECT_THAT(losses_at({4, 20, 30}), ElementsAre(false, false, true)) << "of the sum of all";
    EXPECT_THAT(losses_at({2, 2, 30}), ElementsAre(false, false, false)) << "four in all";
    EXPECT_THAT(losses_at({3, 4, 30}), ElementsAre(false, false, true)) << "seven in all";
}

TEST(ReportAmounts, OfAccountsLeaveOutASecondOneWhereTheFirstWouldFollow)
{
    // Accounts add up to nothing: relatives gave what the kidnappers of three have.
    RunOfAmounts r;
    r.with_mechanisms("incidents", {{3, 0, 0, 0}, {9, 0, 0, 0}, {20, 0, 0, 0}});
    r.with("gains_usd", {"account"}, {3}, {{500, 0, 0, 0}, {400, 0, 0, 0}, {-900, 0, 0, 0}});
    const auto told = told_of({r});
    EXPECT_EQ(find(told, "gains_usd_relatives"), nullptr);
    EXPECT_EQ(find(told, "gains_usd_organisations"), nullptr) << "with those fewest behind it";
    EXPECT_NE(find(told, "gains_usd_robbers"), nullptr);
}

TEST(ReportAmounts, DaysAreThoseOfPeopleTakenForTheBusinessThatHoldsThem)
{
    const auto run = [](double taken) {
        RunOfAmounts r;
        r.with("captives", {"node", "mechanism"}, {1, 3}, {{taken, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}});
        r.with("held_days", {"node", "economy"}, {1, 3}, {{0, 30, 30, 30}, {0, 0, 0, 0}, {0, 0, 0, 0}});
        return r;
    };
    EXPECT_EQ(find(told_of({run(4)}), "held_days_kidnap_ransom"), nullptr);
    EXPECT_EQ(told_of({run(5)}).totals.at("held_days_kidnap_ransom")[0], 90.0);
}

}  // namespace
}  // namespace corredor

#include <gtest/gtest.h>

#include "tiny_worlds.hpp"

namespace corredor {
namespace {

// O (AA, with a prison P) -> trocha -> D (BB). One organisation led from P, with a cell at the border town B.
class Organise : public testing::Test {
protected:
    Sketch sketch{700};

    Organise()
    {
        sketch.country("AA");
        sketch.country("BB");
        sketch.node("O", "AA", NodeKind::origin).population = 500'000;
        sketch.node("P", "AA", NodeKind::prison).population = 4'000;
        sketch.node("B", "AA", NodeKind::border_town).population = 50'000;
        sketch.destination("D", "BB").population = 300'000;
        sketch.road("O", "B");
        sketch.road("P", "O");
        sketch.trocha("B", "D").toll_usd = sketch.tables.legs.back().toll_low_usd =
            sketch.tables.legs.back().toll_high_usd = 10.0;
        sketch.stream_of_people("O", 50.0);
        EconomySpec& tax = sketch.model().economies[EconomyRef{"prison_tax"}];
        tax.capacity_usd_per_member_week = 900.0;
        tax.without_control = 1.0;
        tax.usd_per_week_at[NodeRef{"P"}] = 50'000.0;
        tax.has_local_prices = false;
        EconomySpec& toll = sketch.model().economies[EconomyRef{"trocha_toll"}];
        toll.capacity_usd_per_member_week = 500.0;
        toll.without_control = 0.5;
        OrganisationSpec& gang = sketch.model().organisations["gang"];
        gang.name = "Gang";
        gang.headquarters = NodeRef{"P"};
        gang.members = 100;
        gang.seats = {{NodeRef{"P"}, 0.7}, {NodeRef{"B"}, 0.3}};
        gang.economies[EconomyRef{"prison_tax"}] = {.start = 1.0, .cap = 1.0};
        gang.economies[EconomyRef{"trocha_toll"}] = {.start = 0.5, .cap = 1.0};
    }

    [[nodiscard]] static std::int64_t members(const Simulation& simulation)
    {
        return sum({simulation.state().cells.members.begin(), simulation.state().cells.members.end()});
    }
    [[nodiscard]] static std::int64_t held_cents(const Simulation& simulation)
    {
        return sum({simulation.state().cells.cash_cents.begin(), simulation.state().cells.cash_cents.end()}) +
               sum({simulation.state().organisations.treasury_cents.begin(),
                    simulation.state().organisations.treasury_cents.end()});
    }
    [[nodiscard]] static std::int64_t gained(const Simulation& simulation, CrimeAccount account)
    {
        return simulation.state().crime.accounts_cents[static_cast<std::size_t>(account)];
    }
};

TEST_F(Organise, WhatOrganisationsHoldIsWhatTheyTookLessWhatTheySpentToTheCent)
{
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 365);
    EXPECT_EQ(held_cents(simulation) + sum(simulation.state().crime.accounts_cents), 0);
    EXPECT_LT(gained(simulation, CrimeAccount::customers), 0);
    EXPECT_LT(gained(simulation, CrimeAccount::people), 0);
}

TEST_F(Organise, WhatTheyTakeFromPeopleIsWhatPeopleLostToThem)
{
    sketch.scenario.run.persons_per_agent = 10;
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 364);  // whole weeks
    const std::int64_t lost = simulation.totals().accounts_cents[static_cast<std::size_t>(Account::organisations)] * 10;
    EXPECT_GT(lost, 0);
    EXPECT_EQ(lost, -gained(simulation, CrimeAccount::people));
}

TEST_F(Organise, WithoutMembersNobodyTakesAToll)
{
    sketch.model().organisations["gang"].members = 0;
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 200);
    EXPECT_EQ(simulation.totals().accounts_cents[static_cast<std::size_t>(Account::organisations)], 0);
    EXPECT_GT(simulation.totals().accounts_cents[static_cast<std::size_t>(Account::tolls)], 0);
}

TEST_F(Organise, ARaidEndsThePrisonTaxForGood)
{
    sketch.from_day(100, Raid{.node = {"P"}, .captured_share = 0.5, .warned_days = 0});
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 112);
    const auto tax_so_far = [&] {
        std::int64_t cents = 0;
        const auto& revenue = simulation.state().crime.revenue_cents;
        for (std::size_t i = 0; i < revenue.size(); i += economy_count) cents += revenue[i];
        return cents;
    };
    const std::int64_t after = tax_so_far();
    EXPECT_GT(after, 0);
    live(simulation, 400);
    EXPECT_EQ(tax_so_far(), after);
    EXPECT_GE(simulation.state().organisations.seat_lost[OrganisationId{0}], 0);
    EXPECT_LT(simulation.state().organisations.sanctuary[OrganisationId{0}], 0.5);
}

TEST_F(Organise, ARaidLosesNobodyButThoseWhoLeaveTheTrade)
{
    sketch.model().command.dispersed_to_cells_share = 1.0;  // all who get away reach the other cell
    sketch.model().cells.recruitment_per_month = 0.0;
    sketch.model().cells.desertion_per_month = 0.0;
    sketch.model().command.freed_per_year = 0.0;
    sketch.from_day(3, Raid{.node = {"P"}, .captured_share = 0.3, .warned_days = 0});
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 5);  // before the first week ends
    const auto& imprisoned = simulation.state().cells.imprisoned;
    EXPECT_EQ(members(simulation) + sum({imprisoned.begin(), imprisoned.end()}), 100);
    EXPECT_GT(sum({imprisoned.begin(), imprisoned.end()}), 0);
}

TEST_F(Organise, ADesignationLosesItsShareOfWhatReachesTheLeaders)
{
    Simulation free{sketch.loaded(), 1};
    live(free, 13);
    sketch.from_day(0, Designate{.organisation = {"gang"}, .friction = 0.25, .cooperation = 0.0, .countries = {}});
    Simulation designated{sketch.loaded(), 1};
    live(designated, 13);
    const auto income = static_cast<double>(free.state().crime.leaders_cents[0]);
    EXPECT_GT(income, 0.0);
    EXPECT_NEAR(static_cast<double>(designated.state().crime.leaders_cents[0]), 0.75 * income, 1e-3 * income);
}

TEST_F(Organise, FrozenMoneyLeavesTheTreasury)
{
    sketch.model().organisations["gang"].treasury_usd = 1'000'000.0;
    sketch.from_day(2, FreezeAssets{.organisation = {"gang"}, .share = 0.25});
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 3);
    EXPECT_EQ(simulation.state().organisations.treasury_cents[OrganisationId{0}], 75'000'000);
    EXPECT_EQ(gained(simulation, CrimeAccount::frozen), 25'000'000);
}

TEST_F(Organise, AnOrganisationThatIsAloneComesToTheControlOfTheContest)
{
    sketch.model().cells.recruitment_per_month = 0.0;
    sketch.model().cells.desertion_per_month = 0.0;
    sketch.model().enforcement.arrests_per_week = 0.0;
    sketch.model().enforcement.operations_per_week = 0.0;
    sketch.model().cells.control_weeks = 4.0;
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 690);
    const double resistance = 3.0 * (1.0 + std::sqrt(0.5));  // 50,000 people
    const double power = std::pow(30.0, 1.155);
    const NodeId border = simulation.world().node("B");
    const Cells& cells = simulation.state().cells;
    EXPECT_NEAR(cells.control[cells.of(OrganisationId{0}, border)], power / (power + std::pow(resistance, 1.155)),
                1e-6);
}

// Two organisations of the same strength at the same place, and nobody else: as many members each, as much control.
TEST_F(Organise, RivalsOfTheSameStrengthShareAPlaceAndKillEachOther)
{
    OrganisationSpec& other = sketch.model().organisations["other"];
    other = sketch.model().organisations["gang"];
    other.headquarters.reset();
    sketch.model().organisations["gang"].seats = other.seats = {{NodeRef{"B"}, 1.0}};
    sketch.model().cells.recruitment_per_month = 0.0;
    sketch.model().cells.desertion_per_month = 0.0;
    sketch.model().cells.conflict_deaths = 0.0;
    sketch.model().enforcement.arrests_per_week = 0.0;
    sketch.model().enforcement.operations_per_week = 0.0;
    Simulation simulation{sketch.loaded(), 1};
    live(simulation, 690);
    const NodeId border = simulation.world().node("B");
    const Cells& cells = simulation.state().cells;
    EXPECT_NEAR(cells.control[cells.of(OrganisationId{0}, border)], cells.control[cells.of(OrganisationId{1}, border)],
                1e-9);
    EXPECT_GT(simulation.state().crime.homicides[border.index()], 0);
}

TEST_F(Organise, TheNumberOfThreadsChangesNothing)
{
    const auto alone = hashes(sketch.loaded(), 1);
    for (const int threads : {2, 3, 8}) EXPECT_EQ(hashes(sketch.loaded(), threads), alone) << threads << " threads";
}

}  // namespace
}  // namespace corredor

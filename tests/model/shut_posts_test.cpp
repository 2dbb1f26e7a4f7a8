#include <gtest/gtest.h>

#include "model/shut_posts.hpp"
#include "tiny_worlds.hpp"

namespace corredor {
namespace {

class ShutPostsTest : public testing::Test {
protected:
    ShutPostsTest()
    {
        sketch_ = border_with_a_post(100);
        add_trocha(sketch_);
        CloseBorder closure;
        closure.where.entering = CountryRef{"BB"};
        sketch_.from_day(50, closure, 60);
    }

    /// What is known at the trocha into BB on a day, when conditions are noted on these days.
    std::optional<Tick> since(Documents documents, Tick today)
    {
        const World world = build_world(sketch_.tables);
        const Timeline timeline{world, sketch_.scenario.timeline};
        ShutPosts posts{world};
        for (const Tick tick : {0, 20, 30, 50, 60})
            posts.note(tick, timeline.conditions_on(day(tick), sketch_.model()));
        return posts.shut_since(world.leg("T-D"), documents, today);
    }

    void rule(std::int32_t on, DocumentSet admits)
    {
        EntryRule rule;
        rule.country = {"BB"};
        rule.admits = admits;
        sketch_.from_day(on, rule);
    }

    Sketch sketch_{100};
};

TEST_F(ShutPostsTest, NamesTheDayFromWhichAClosureHoldsWhileItHolds)
{
    EXPECT_EQ(since(Documents::passport, 49), std::nullopt);
    EXPECT_EQ(since(Documents::passport, 50), 50);
    EXPECT_EQ(since(Documents::passport, 59), 50);
    EXPECT_EQ(since(Documents::passport, 60), std::nullopt);
}

TEST_F(ShutPostsTest, TellsHoldersOfOneDocumentFromThoseOfAnother)
{
    rule(20, {Documents::passport, Documents::visa});
    EXPECT_EQ(since(Documents::identity_card, 25), 20);
    EXPECT_EQ(since(Documents::passport, 25), std::nullopt);
    EXPECT_EQ(since(Documents::identity_card, 55), 20) << "shut by the rule before the closure";
    EXPECT_EQ(since(Documents::identity_card, 70), 20) << "and after it";
}

TEST_F(ShutPostsTest, TakesARuleThatChangesNothingForNoNews)
{
    rule(20, {Documents::visa});
    rule(30, {Documents::visa});
    EXPECT_EQ(since(Documents::passport, 40), 20);
}

TEST_F(ShutPostsTest, CallsNothingNewThatHeldOnTheFirstDay)
{
    rule(0, {Documents::visa});
    EXPECT_EQ(since(Documents::passport, 40), std::nullopt);
}

TEST_F(ShutPostsTest, HasNothingToSayWhereNoPostStandsBeside)
{
    rule(20, {Documents::visa});
    std::erase_if(sketch_.tables.legs, [](const LegRow& leg) { return leg.id == "B-D"; });
    EXPECT_EQ(since(Documents::passport, 40), std::nullopt);
}

}  // namespace
}  // namespace corredor

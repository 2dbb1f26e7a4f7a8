#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "studies/idle_entries.hpp"
#include "tiny_worlds.hpp"

namespace corredor {
namespace {

using testing::HasSubstr;

/// A post and a trocha between two countries, a month long.
Sketch border()
{
    Sketch sketch{30};
    sketch.country("AA");
    sketch.country("BB").admits = DocumentSet{Documents::passport, Documents::visa};
    sketch.node("A", "AA", NodeKind::origin);
    sketch.destination("B", "BB");
    sketch.post("A", "B");
    LegRow& trocha = sketch.trocha("A", "B");
    trocha.id = "A-B/trocha";
    trocha.toll_usd = 10.0;
    return sketch;
}

CloseBorder closure(double toll_factor = 1.0)
{
    CloseBorder close;
    close.where.border_pair = BorderPairRef{"AA-BB"};
    close.toll_factor = toll_factor;
    return close;
}

std::vector<std::size_t> positions(const LoadedScenario& loaded)
{
    std::vector<std::size_t> at;
    for (const IdleEntry& entry : idle_entries(loaded)) at.push_back(entry.index);
    return at;
}

TEST(IdleEntries, AClosureOfAPostThatIsShutIsNoticed)
{
    Sketch sketch = border();
    sketch.from_day(5, closure(), 20);
    sketch.from_day(8, closure(), 15);
    EXPECT_THAT(positions(sketch.loaded()), testing::ElementsAre(1));
    EXPECT_THAT(text_of(idle_entries(sketch.loaded()), sketch.scenario),
                HasSubstr("timeline[1]: this close_border changes nothing"));
}

TEST(IdleEntries, AClosureThatOutlastsAnotherOrRaisesTollsActs)
{
    Sketch outlasts = border();
    outlasts.from_day(5, closure(), 20);
    outlasts.from_day(8, closure(), 21);
    EXPECT_THAT(positions(outlasts.loaded()), testing::IsEmpty());

    Sketch dearer = border();
    dearer.from_day(5, closure(), 20);
    dearer.from_day(8, closure(2.0), 15);
    EXPECT_THAT(positions(dearer.loaded()), testing::IsEmpty());
}

TEST(IdleEntries, TwoThatDoTheSameAreBothNamedSinceEitherMayBeLeftOut)
{
    Sketch sketch = border();
    sketch.from_day(5, closure(), 20);
    sketch.from_day(5, closure(), 20);
    EXPECT_THAT(positions(sketch.loaded()), testing::ElementsAre(0, 1));
}

TEST(IdleEntries, ARuleThatHoldsAlreadyIsNoticedUnlessItsAnnouncementCausesARush)
{
    EntryRule rule;
    rule.country = CountryRef{"BB"};
    rule.admits = DocumentSet{Documents::passport, Documents::visa};
    Sketch sketch = border();
    sketch.from_day(5, rule);
    EXPECT_THAT(positions(sketch.loaded()), testing::ElementsAre(0));

    rule.announced = day(2);
    rule.rush_factor = 2.0;
    Sketch announced = border();
    announced.from_day(5, rule);
    EXPECT_THAT(positions(announced.loaded()), testing::IsEmpty());
}

TEST(IdleEntries, DatesOutsideTheRunAreToldInOneLine)
{
    Sketch sketch = border();
    sketch.from_day(30, closure());
    sketch.from_day(-9, closure(), 0);
    sketch.from_day(29, closure());
    sketch.scenario.timeline[0].id = "too_late";
    EXPECT_THAT(positions(sketch.loaded()), testing::ElementsAre(0, 1));
    EXPECT_THAT(text_of(idle_entries(sketch.loaded()), sketch.scenario),
                HasSubstr("warning: outside the run (2020-01-01 to 2020-01-31): too_late, timeline[1]\n"));
}

TEST(IdleEntries, ASetToTheValueThatHoldsIsNoticed)
{
    Sketch sketch = border();
    sketch.from_day(5, Set{});
    EXPECT_THAT(positions(sketch.loaded(5, [](ModelSpec&) {})), testing::ElementsAre(0));
    EXPECT_THAT(positions(sketch.loaded(5, [](ModelSpec& model) { model.routes.scale *= 2.0; })), testing::IsEmpty());
}

TEST(IdleEntries, WhatAParentAsksForMayBeOutdone)
{
    Sketch sketch = border();
    sketch.from_day(5, closure(), 20);
    sketch.from_day(3, closure(), 25);
    LoadedScenario loaded = sketch.loaded();
    EXPECT_THAT(positions(loaded), testing::ElementsAre(0));
    loaded.is_inherited = {true, false};
    EXPECT_THAT(positions(loaded), testing::IsEmpty());
}

// Each entry asks on every day of change what would be without it: thousands that change nothing would take hours.
TEST(IdleEntries, SoManyThatChangeNothingAreNotAllLookedAt)
{
    Sketch sketch = border();
    for (int i = 0; i < 1'500; ++i) sketch.from_day(5, closure(), 20);
    const std::vector<IdleEntry> idle = idle_entries(sketch.loaded());
    EXPECT_EQ(idle.size(), 1'500U);
    EXPECT_EQ(idle.front().why, IdleEntry::Why::holds_already);
    EXPECT_EQ(idle.back().why, IdleEntry::Why::not_looked_at);
    EXPECT_THAT(text_of(idle, sketch.scenario),
                HasSubstr("so many entries change nothing that no more were looked at: "));
}

TEST(IdleEntries, EveryEntryOfEveryShippedScenarioActs)
{
    LoadOptions options;
    options.memory_bytes = std::numeric_limits<std::uint64_t>::max();
    for (const ShippedScenario& shipped : list_shipped(shipped_folders())) {
        const LoadedScenario loaded = load_scenario(shipped.name, options);
        EXPECT_EQ(text_of(idle_entries(loaded), loaded.scenario), "") << shipped.name;
    }
}

}  // namespace
}  // namespace corredor

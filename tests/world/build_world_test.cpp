#include <gtest/gtest.h>

#include "world/world.hpp"

namespace corredor {
namespace {

NodeRow node(const std::string& id, const std::string& country, bool pass_through = false)
{
    return {.id = id,
            .name = id,
            .country = country,
            .region = "",
            .kind = pass_through ? NodeKind::trocha : NodeKind::city,
            .pass_through = pass_through,
            .side_a = pass_through ? "AA" : "",
            .side_b = pass_through ? "BB" : "",
            .source = ""};
}

LegRow leg(const std::string& from, const std::string& to, LegKind kind, const std::string& pair = "")
{
    LegRow row;
    row.id = from + "-" + to;
    row.from = from;
    row.to = to;
    row.kind = kind;
    row.border_pair = pair;
    row.bus_hours = 1.0;
    return row;
}

/// A and A2 in AA, B and B2 in BB, X far away in CC. A post, a direct trocha, a trocha by a point T, a flight and
/// roads. country_of_the_point  what the table says of T, which must not matter
World two_countries(const std::string& country_of_the_point = "AA")
{
    Tables tables;
    tables.nodes = {node("B", "BB"),  node("A", "AA"), node("A2", "AA"),
                    node("B2", "BB"), node("X", "CC"), node("T", country_of_the_point, true)};
    using enum LegKind;
    tables.legs = {leg("A", "B", official_crossing, "NORTH"),
                   leg("B", "A", official_crossing, "NORTH"),
                   leg("A2", "B2", trocha, "SOUTH"),
                   leg("B2", "A2", trocha, "SOUTH"),
                   leg("A", "T", trocha, "NORTH"),
                   leg("T", "A", trocha, "NORTH"),
                   leg("T", "B", trocha, "NORTH"),
                   leg("B", "T", trocha, "NORTH"),
                   leg("A", "X", flight),
                   leg("A", "A2", road),
                   leg("B", "B2", flight),
                   leg("B2", "B", walk)};
    return build_world(tables);
}

void expect_entry(const World& world, const std::string& name, Entry entry, const std::string& left,
                  const std::string& entered)
{
    const LegId id = world.leg(name);
    ASSERT_FALSE(id.is_none()) << name;
    EXPECT_EQ(world.legs.entry[id], entry) << name;
    EXPECT_EQ(world.legs.entered[id], world.country(entered)) << name;
    EXPECT_EQ(world.legs.left[id], world.country(left)) << name;
}

TEST(World, KnowsWhichCountryEachPostAndFlightEnters)
{
    const World world = two_countries();
    expect_entry(world, "A-B", Entry::official, "AA", "BB");
    expect_entry(world, "B-A", Entry::official, "BB", "AA");
    expect_entry(world, "A-X", Entry::official, "AA", "CC");
}

TEST(World, CountsRoadsAndDomesticFlightsAsNoEntry)
{
    const World world = two_countries();
    for (const char* name : {"A-A2", "B-B2", "B2-B"}) expect_entry(world, name, Entry::none, "no such", "no such");
}

TEST(World, KnowsWhichCountryADirectTrochaEnters)
{
    const World world = two_countries();
    expect_entry(world, "A2-B2", Entry::irregular, "AA", "BB");
    expect_entry(world, "B2-A2", Entry::irregular, "BB", "AA");
}

// Who walks up to the point has entered nothing yet; who leaves it enters the country ahead, on both ways, whichever
// country the table says that the point lies in.
TEST(World, EntersACountryOnTheWayOutOfATrochaPoint)
{
    for (const char* point_lies_in : {"AA", "BB"}) {
        const World world = two_countries(point_lies_in);
        expect_entry(world, "A-T", Entry::none, "no such", "no such");
        expect_entry(world, "B-T", Entry::none, "no such", "no such");
        expect_entry(world, "T-B", Entry::irregular, "AA", "BB");
        expect_entry(world, "T-A", Entry::irregular, "BB", "AA");
        EXPECT_EQ(world.legs.border_pair[world.leg("A-T")], world.border_pair("NORTH"));
    }
}

TEST(World, ListsLegsByTheirEndsAndThingsByName)
{
    const World world = two_countries();
    EXPECT_EQ(world.countries.span()[0], "AA");  // in alphabetical order, whatever the order of the places
    EXPECT_EQ(world.countries.span()[1], "BB");
    std::size_t seen = 0;
    for (const NodeId n : Range<NodeId>{world.node_count()}) {
        for (const LegId l : world.legs_out(n)) EXPECT_EQ(world.legs.from[l], n);
        for (const LegId l : world.legs_in(n)) EXPECT_EQ(world.legs.to[l], n);
        EXPECT_EQ(world.first_out(n), seen);
        seen += world.legs_out(n).size();
    }
    EXPECT_EQ(seen, world.leg_count());
    EXPECT_EQ(world.nodes.id[world.node("B2")], "B2");
    EXPECT_TRUE(world.node("nowhere").is_none());
    EXPECT_TRUE(world.leg("").is_none());
    EXPECT_EQ(world.legs.walk_days[world.leg("A-A2")], std::numeric_limits<double>::infinity());
}

}  // namespace
}  // namespace corredor

#include <filesystem>

#include <gtest/gtest.h>

#include "phases/stretch.hpp"
#include "scenario/load.hpp"
#include "tiny_worlds.hpp"

namespace corredor {
namespace {

/// What a lane has come to, whatever the order in which its parties were looked at.
struct Outcome {
    Tally tally;
    std::vector<std::int32_t> arriving;
    std::uint64_t under_way = 0;
    std::uint64_t at_border = 0;
    std::uint64_t arrived = 0;
    bool operator==(const Outcome&) const = default;
};

Lane empty_lane(const World& world, std::size_t mechanisms)
{
    Lane lane;
    lane.tally = {world.node_count(), world.leg_count(), world.countries.size(), mechanisms};
    lane.setting_out.assign((world.leg_count() + 1) * mode_count, {});
    lane.arriving.assign(DueCalendar<Party>::near_days * world.leg_count(), 0);
    return lane;
}

/// Parties of all kinds that rest at stops all over the corridor.
void add_parties(const Simulation& simulation, Lane& lane, std::size_t count)
{
    const Places& places = simulation.places();
    for (std::size_t i = 0; i < count; ++i) {
        Draws draws{5, Stream::hostile_test, i, 0};
        Party party;
        party.id = party_id(0, 0, i);
        party.clock = static_cast<Moment>(simulation.tick()) * moments_per_day;
        party.cash_cents = static_cast<std::int32_t>(draws.bits() % 40'000);
        party.place = static_cast<std::uint8_t>(draws.bits() % places.choosable);
        const std::size_t corridors = places.corridors[PlaceId{party.place}].size();
        party.way = static_cast<std::uint8_t>(draws.bits() % corridors);
        party.size = static_cast<std::uint8_t>(1 + draws.bits() % 4);
        party.traveller = traveller_class(static_cast<Documents>(draws.bits() % documents_count),
                                          static_cast<Mode>(draws.bits() % single_leg_mode_count));
        party.node = NodeId{draws.bits() % simulation.world().node_count()};
        if (places.at[party.node] == PlaceId{party.place}) continue;
        party.status = Status::waiting;
        party.halt = draws.happens(0.9) ? Halt::stop : Halt::queue;
        party.set(Party::knows_the_rules, draws.happens(0.3));
        lane.tally.create(party.node, Status::waiting, party.size);
        lane.journeys.push(party);
    }
}

Outcome two_weeks(const Simulation& simulation, const OpenRoad& road)
{
    Today today = simulation.today();
    today.open_road = &road;
    Lane lane = empty_lane(simulation.world(), simulation.mechanisms().size());
    add_parties(simulation, lane, 20'000);
    Outcome outcome;
    for (int day = 0; day < 14; ++day, ++today.tick) {
        travel(today, lane);
        encounter(today, lane);
        for (const Applicant& applicant : lane.at_border) outcome.at_border += hash_of(applicant.party);
        for (const Party& party : lane.arrived) outcome.arrived += hash_of(party);
        lane.at_border.clear();
        lane.arrived.clear();
    }
    outcome.tally = lane.tally;
    outcome.arriving = lane.arriving;
    lane.journeys.for_each([&](const Party& party) { outcome.under_way += hash_of(party); });
    return outcome;
}

TEST(Stretch, DoesForManyWhatMoverDoesForEach)
{
    const std::filesystem::path folder{CORREDOR_SOURCE_DIR "/tests/regression/coarse_corridor"};
    Simulation simulation{load_scenario((folder / "scenario.yaml").string()), 1};
    live(simulation, 40);
    simulation.begin_day();
    const OpenRoad& road = *simulation.today().open_road;
    OpenRoad closed = road;
    for (OpenRoad::Ahead& ahead : closed.ahead) ahead.course = OpenRoad::Course::second_look;  // for everybody
    const Outcome together = two_weeks(simulation, road);
    EXPECT_GT(sum(together.tally.incidents), 100);
    EXPECT_NE(together.at_border, 0U);
    EXPECT_NE(together.arrived, 0U);
    EXPECT_TRUE(together == two_weeks(simulation, closed));
}

}  // namespace
}  // namespace corredor

#include <utility>

#include <gtest/gtest.h>

#include "tiny_worlds.hpp"

namespace corredor {
namespace {

/// O -> B or C -> D in one country, two ways of the same length. Everybody stops once, and at B many are robbed.
Sketch two_ways(double robberies_per_day_at_b)
{
    Sketch sketch{200};
    sketch.country("AA");
    sketch.node("O", "AA", NodeKind::origin);
    sketch.node("B", "AA", NodeKind::city);
    sketch.node("C", "AA", NodeKind::city);
    sketch.destination("D", "AA");
    for (const char* const by : {"B", "C"}) {
        sketch.road("O", by);
        sketch.road(by, "D");
        sketch.model().journey.stops[by] = {.stop_share = 1.0, .departure_chance_per_day = 1.0};
    }
    sketch.model().mechanisms["robbery"].hazard_per_day = 0.0;
    sketch.model().mechanisms["robbery"].hazard_per_day_at[NodeRef{"B"}] = robberies_per_day_at_b;
    sketch.model().routes.scale = 1.0;
    sketch.stream_of_people("O", 200.0);
    return sketch;
}

/// Part of those who leave for B of all who leave O in the second half of the run.
double share_by_b(const Sketch& sketch)
{
    Simulation simulation{sketch.loaded(), 2};
    live(simulation, 100);
    const Tally before = simulation.totals();
    live(simulation, 100);
    const Tally after = simulation.totals();
    const auto left_for = [&](std::string_view leg) {
        const std::size_t i = simulation.world().leg(leg).index();
        return static_cast<double>(after.traversals[i] - before.traversals[i]);
    };
    return left_for("O-B") / (left_for("O-B") + left_for("O-C"));
}

// Some 20,000 people leave in the second half: 0.5 with a standard error of 0.0035, and five of them are 0.018.
TEST(Perceive, DangerIsNothingToThoseWhoDoNotWeighIt)
{
    EXPECT_NEAR(share_by_b(two_ways(0.5)), 0.5, 0.018);
}

// Of those who stop at B for a day 1 - exp(-0.5) = 0.39 are robbed, so the ways differ by 2 * 0.39 in a logit of scale
// 1: 1 / (1 + exp(0.787)) = 0.313 go by B. Week by week the news is a sample of a hundred or more, whence the wider
// margin.
TEST(Perceive, WhatIsToldOfRobberiesTurnsPeopleToOtherWays)
{
    Sketch sketch = two_ways(0.5);
    sketch.model().routes.danger_weight = 2.0;
    EXPECT_NEAR(share_by_b(sketch), 0.313, 0.03);
    sketch.model().beliefs.information = Information::rumour;
    EXPECT_NEAR(share_by_b(sketch), 0.313, 0.03);
}

TEST(Perceive, WithoutRobberiesThereIsNothingToTell)
{
    Sketch sketch = two_ways(0.0);
    sketch.model().routes.danger_weight = 2.0;
    EXPECT_NEAR(share_by_b(sketch), 0.5, 0.018);
}

/// O -> B -> T -> D or O -> C -> U -> D: two trochas of the same length into BB. By way of T two parties in five are
/// struck.
TEST(Perceive, WhatIsToldOfATrochaTurnsPeopleToAnother)
{
    Sketch sketch{200};
    sketch.country("AA");
    sketch.country("BB");
    sketch.node("O", "AA", NodeKind::origin);
    sketch.destination("D", "BB");
    for (const auto& [near, point] : {std::pair{"B", "T"}, std::pair{"C", "U"}}) {
        sketch.node(near, "AA", NodeKind::city);
        NodeRow& line = sketch.node(point, "AA", NodeKind::trocha);
        line.pass_through = true;
        line.side_a = "AA";
        line.side_b = "BB";
        sketch.road("O", near);
        sketch.trocha(near, point);
        sketch.trocha(point, "D");
    }
    MechanismSpec& robbery = sketch.model().mechanisms["robbery"];
    robbery.stage = Stage::trocha;
    robbery.chance_at[NodeRef{"T"}] = 0.4;
    sketch.model().routes.scale = 1.0;
    sketch.stream_of_people("O", 200.0);
    EXPECT_NEAR(share_by_b(sketch), 0.5, 0.018);
    sketch.model().routes.danger_weight = 2.0;
    EXPECT_NEAR(share_by_b(sketch), 0.310, 0.03) << "1 / (1 + exp(2 * 0.4))";
}

}  // namespace
}  // namespace corredor

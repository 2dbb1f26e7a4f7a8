#pragma once

#include "base/calendar.hpp"
#include "base/random.hpp"
#include "model/harms.hpp"
#include "model/knowledge.hpp"
#include "model/leg_steps.hpp"
#include "model/model_spec.hpp"
#include "model/open_road.hpp"
#include "model/places.hpp"
#include "model/shut_posts.hpp"
#include "model/stops.hpp"
#include "state/state.hpp"

namespace corredor {

/// What every phase of one tick may read.
struct Today {
    Tick tick = 0;
    Date date;
    std::uint64_t seed = 0;
    std::int64_t persons_per_agent = 1;
    bool crossing_ends_the_day = true;
    const World* world = nullptr;
    const ModelSpec* model = nullptr;
    const Places* places = nullptr;
    const Knowledge* knowledge = nullptr;
    const Harms* harms = nullptr;
    const Stops* stops = nullptr;
    const Conditions* conditions = nullptr;
    const ShutPosts* shut_posts = nullptr;
    const Grip* grip = nullptr;
    const LegSteps* steps = nullptr;
    const OpenRoad* open_road = nullptr;
    Column<CountryId, double> registration_share;
    bool tells_incidents = false;     // one by one, in Lane::incidents
    std::uint64_t follows_below = 0;  // in Lane::steps, the parties of a sample: see is_in_sample

    [[nodiscard]] Draws draws(Stream stream, std::uint64_t entity) const { return {seed, stream, entity, tick}; }
    [[nodiscard]] Moment dawn() const { return static_cast<Moment>(tick) * moments_per_day; }
    [[nodiscard]] Members members(const Party& party) const
    {
        return members_of(seed, party, model->endowment.woman_share, model->endowment.minor_share_of_companions);
    }
    /// Where a party came from in the first place.
    [[nodiscard]] NodeId origin_of(PartyId party) const { return places->node[PlaceId{party >> 56U}]; }
};

}  // namespace corredor

#pragma once

#include "phases/today.hpp"
#include "state/lane.hpp"

namespace corredor {

/// Whether a party, with whoever is taken from it, is in a sample: by a number that belongs to it and to nothing else.
/// below  of 2^32 numbers, how many are in
[[nodiscard]] inline bool is_in_sample(std::uint64_t seed, PartyId party, std::uint64_t below)
{
    return random_block(seed, Stream::sample, whole_party(party), 0, 0)[0] < below;
}

/// Tells a step of somebody's who is followed.
inline void follow(const Today& today, Lane& lane, const JourneyStep& step)
{
    if (today.follows_below == 0) [[likely]]
        return;
    if (is_in_sample(today.seed, step.party, today.follows_below)) lane.steps.push_back(step);
}

/// From today on at a node.
inline void follow_to(const Today& today, Lane& lane, PartyId party, NodeId node, Status status, std::uint8_t people)
{
    follow(today, lane, {party, today.tick, node, LegId{}, status, people});
}

}  // namespace corredor

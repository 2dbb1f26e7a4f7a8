#include "output/journey_log.hpp"

#include <algorithm>

#include "state/incident.hpp"

namespace corredor {

void JourneyLog::add(Tick day, const std::vector<JourneyStep>& told)
{
    ahead_.insert(ahead_.end(), told.begin(), told.end());
    const auto later =
        std::stable_partition(ahead_.begin(), ahead_.end(), [day](const JourneyStep& s) { return s.day <= day; });
    std::vector<JourneyStep> due(ahead_.begin(), later);
    ahead_.erase(ahead_.begin(), later);
    std::ranges::stable_sort(due, goes_before, &JourneyStep::party);
    for (const JourneyStep& step : due) add(step);
}

void JourneyLog::add(const JourneyStep& step)
{
    if (!limit_.admits_one_more()) return;
    day_.push_back(step.day);
    person_.push_back(static_cast<std::int8_t>(part_of(step.party)));
    party_.push_back(whole_party(step.party));
    node_.push_back(static_cast<std::int32_t>(step.node.index()));
    leg_.push_back(step.leg.is_none() ? no_code : static_cast<std::int32_t>(step.leg.index()));
    status_.push_back(static_cast<std::int8_t>(step.status));
    people_.push_back(static_cast<std::int8_t>(step.people));
}

Group JourneyLog::group(Date start, std::int64_t persons_per_agent) const
{
    Group group =
        case_group("journeys", "step", "journeys of a sample of parties, by day and party", limit_, persons_per_agent);
    group.attributes.push_back({"share", share_});
    add_column(group, "day", day_, day_since(start, "day from which on this holds"));
    add_column(group, "person", person_,
               described("who of the party: -1 those who travel together, 0 the one who was taken from it"));
    add_column(group, "party", party_, described("party that they set out with, as corredor trace --party takes it"));
    add_column(group, "node", node_, position_along("node", "place where they are, or whence they set out"));
    add_column(group, "leg", leg_, position_along("leg", "leg over which they set out; none: they are at the place"));
    add_column(group, "status", status_, coded("status", status_names));
    add_column(group, "people", people_, described("people", "people"));
    return group;
}

bool JourneyLog::is_sound() const
{
    bool is_sound = limit_.kept() >= 0 && limit_.kept() <= limit_.at_most() && limit_.not_kept() >= 0;
    each_column(*this, [&](const auto& column) {
        is_sound = is_sound && column.size() == static_cast<std::size_t>(limit_.kept());
    });
    return is_sound;
}

}  // namespace corredor

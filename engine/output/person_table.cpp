#include "output/person_table.hpp"

#include "state/incident.hpp"

namespace corredor {

namespace {

constexpr std::int32_t lived_abroad = -1;  // the day before the first: where those who were there at the start set out

/// The day of a party's id, of which 16 bits are left.
std::int32_t day_of(PartyId party)
{
    const auto day = static_cast<std::uint16_t>(party >> 40U);
    return day == static_cast<std::uint16_t>(lived_abroad) ? lived_abroad : day;
}

}  // namespace

void PersonTable::add(const PersonsOutcome& outcome)
{
    const bool was_taken = part_of(outcome.party) == Part::taken;
    for (int person = was_taken ? 0 : 1; person < outcome.people + (was_taken ? 0 : 1); ++person) {
        if (!limit_.admits_one_more()) continue;
        person_.push_back(static_cast<std::int8_t>(person));
        party_.push_back(whole_party(outcome.party));
        status_.push_back(static_cast<std::int8_t>(outcome.status));
        node_.push_back(static_cast<std::int32_t>(outcome.node.index()));
        origin_.push_back(static_cast<std::int32_t>(outcome.origin.index()));
        set_out_.push_back(day_of(outcome.party));
    }
}

Group PersonTable::group(Date start, std::int64_t persons_per_agent) const
{
    Group group = case_group("people", "individual", "what became of each person, by party", limit_, persons_per_agent);
    group.attributes.push_back({"share", share_});
    add_column(group, "party", party_, described("party that they set out with, as corredor trace --party takes it"));
    add_column(group, "person", person_,
               described("number within the party: 0 the one who was taken from it, from 1 those who stayed together"));
    add_column(group, "status", status_, coded("status when the run ended", status_names));
    add_column(group, "node", node_, position_along("node", "place when the run ended; on a leg, whence they set out"));
    add_column(group, "origin", origin_, position_along("node", "place that they left in the first place"));
    add_column(group, "set_out", set_out_,
               day_since(start, "day on which they left it; the day before the first: they lived abroad already"));
    return group;
}

}  // namespace corredor

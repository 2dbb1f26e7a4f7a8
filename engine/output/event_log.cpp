#include "output/event_log.hpp"

namespace corredor {

namespace {

std::vector<std::string_view> views_of(const std::vector<std::string>& names)
{
    return {names.begin(), names.end()};
}

}  // namespace

void EventLog::add(Tick day, const Incident& incident, OrganisationId by)
{
    if (!limit_.admits_one_more()) return;
    day_.push_back(day);
    person_.push_back(static_cast<std::int8_t>(part_of(incident.party)));
    party_.push_back(whole_party(incident.party));
    node_.push_back(static_cast<std::int32_t>(incident.node.index()));
    mechanism_.push_back(static_cast<std::int8_t>(incident.mechanism));
    organisation_.push_back(by.is_none() ? std::int8_t{no_code} : static_cast<std::int8_t>(by.index()));
    amount_usd_.push_back(static_cast<double>(incident.amount_cents) / 100.0);
    kind_.push_back(static_cast<std::int8_t>(incident.kind));
    people_.push_back(static_cast<std::int8_t>(incident.people));
    taken_.push_back(static_cast<std::int8_t>(incident.taken));
}

Group EventLog::group(Date start, const std::vector<std::string>& mechanisms,
                      const std::vector<std::string>& organisations, std::int64_t persons_per_agent) const
{
    Group group = case_group("events", "event", "what mechanisms of harm did to parties, by day and party", limit_,
                             persons_per_agent);
    add_column(group, "day", day_, day_since(start, "day on which it happened"));
    add_column(group, "person", person_,
               described("who of the party: -1 those who travel together, 0 the one who was taken from it"));
    add_column(group, "party", party_, described("party that they set out with, as corredor trace --party takes it"));
    add_column(group, "node", node_, position_along("node", "place"));
    add_column(group, "mechanism", mechanism_, coded("way in which people are harmed", views_of(mechanisms)));
    add_column(group, "organisation", organisation_,
               coded("organisation: drawn from those at work there in that business, by the effort of the week",
                     views_of(organisations), true));
    add_column(group, "amount_usd", amount_usd_, described("taken from the party, or paid for it", "USD"));
    add_column(group, "kind", kind_, coded("an incident, or what came of an earlier one", incident_kind_names));
    add_column(group, "people", people_, described("people who were struck", "people"));
    add_column(group, "taken", taken_, described("of these, people held from then on", "people"));
    return group;
}

bool EventLog::is_sound() const
{
    bool is_sound = limit_.kept() >= 0 && limit_.kept() <= limit_.at_most() && limit_.not_kept() >= 0;
    each_column(*this, [&](const auto& column) {
        is_sound = is_sound && column.size() == static_cast<std::size_t>(limit_.kept());
    });
    return is_sound;
}

}  // namespace corredor

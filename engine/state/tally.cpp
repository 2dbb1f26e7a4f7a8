#include "state/tally.hpp"

#include "base/check.hpp"

namespace corredor {

Tally::Tally(std::size_t nodes, std::size_t legs, std::size_t countries, std::size_t mechanisms)
    : country_count{countries}, mechanism_count{mechanisms}, persons(nodes * status_count), persons_on_leg(legs),
      traversals(legs), residents(countries * 2), departures(nodes), settlements(nodes), returns(nodes),
      crossings(legs), crossings_by_destination(legs * countries), irregular_entries(legs),
      registered_irregular_entries(legs), interceptions(legs), refusals(legs), incidents(nodes * mechanisms),
      losses_cents(nodes * mechanisms), takings_cents(nodes * economy_count), captives(nodes * mechanisms),
      captivity_exits(nodes * exit_count), held_days(nodes * economy_count), people_extorted(nodes),
      people_trafficked(nodes), recruits(nodes), ledger((1 + status_count) * status_count),
      accounts_cents(account_count), passed(legs), paid_cents(legs), party_size_passed(legs), journeys_ended(nodes),
      journey_days(nodes), journeys_smuggled(nodes), returned_to_origin(nodes), struck(legs)
{
}

Tally& Tally::operator+=(const Tally& other)
{
    std::vector<const Counts*> others;
    each(other, [&](const Counts& counts) { others.push_back(&counts); });
    std::size_t which = 0;
    each(*this, [&](Counts& counts) {
        const Counts& more = *others[which++];
        CORREDOR_EXPECT(counts.size() == more.size());
        for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += more[i];
    });
    return *this;
}

}  // namespace corredor

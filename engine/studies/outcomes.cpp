#include "studies/outcomes.hpp"

#include <algorithm>
#include <array>

#include "base/check.hpp"

namespace corredor {

namespace {

bool is_under_way(Status status)
{
    return status == Status::travelling || status == Status::waiting;
}

bool has_country(Status status)
{
    return status == Status::settled || status == Status::exited;
}

/// The rows of one party: the first of `rows` that bear its id.
std::span<const PartyOutcome> rows_of(PartyId party, std::span<const PartyOutcome> rows)
{
    std::size_t count = 0;
    while (count < rows.size() && rows[count].party == party) ++count;
    return rows.first(count);
}

/// People of one party by class, and how many there are.
class PeopleByClass {
public:
    explicit PeopleByClass(std::span<const PartyOutcome> rows)
    {
        for (const PartyOutcome& row : rows)
            for (std::uint8_t i = 0; i < row.people; ++i) ++people_[row.outcome];
    }
    [[nodiscard]] std::int32_t& of(std::size_t outcome) { return people_[outcome]; }

private:
    std::array<std::int32_t, 256> people_{};
};

void cross_parted(std::span<const PartyOutcome> base, std::span<const PartyOutcome> alternative, std::size_t classes,
                  std::vector<std::int64_t>& crossed)
{
    PeopleByClass before{base};
    PeopleByClass after{alternative};
    for (std::size_t c = 0; c < classes; ++c) {
        const std::int32_t alike = std::min(before.of(c), after.of(c));
        crossed[c * classes + c] += alike;
        before.of(c) -= alike;
        after.of(c) -= alike;
    }
    std::size_t to = 0;
    for (std::size_t from = 0; from < classes; ++from)
        while (before.of(from) > 0) {
            while (to < classes && after.of(to) == 0) ++to;
            const std::int32_t people = to < classes ? std::min(before.of(from), after.of(to)) : before.of(from);
            crossed[from * classes + (to < classes ? to : OutcomeClasses::stayed)] += people;
            before.of(from) -= people;
            if (to < classes) after.of(to) -= people;
        }
    for (; to < classes; ++to) crossed[OutcomeClasses::stayed * classes + to] += after.of(to);
}

}  // namespace

OutcomeClasses::OutcomeClasses(const World& world) : countries_{world.countries.size()}
{
    names_.emplace_back("never set out");
    names_.emplace_back("under way");
    class_of_.assign(status_count * countries_, 0);
    for (std::size_t s = 0; s < status_count; ++s) {
        const auto status = static_cast<Status>(s);
        if (!is_under_way(status) && !has_country(status)) names_.emplace_back(status_names[s]);
        for (std::size_t c = 0; c < countries_; ++c) {
            if (has_country(status))
                names_.push_back(std::string{status_names[s]} + " in " + world.countries[CountryId{c}]);
            class_of_[s * countries_ + c] = static_cast<Class>(is_under_way(status) ? 1 : names_.size() - 1);
        }
    }
    CORREDOR_ENSURE(names_.size() <= 256);
}

std::vector<PartyOutcome> outcomes_of(const Simulation& simulation, const OutcomeClasses& classes)
{
    const World& world = simulation.world();
    std::vector<PartyOutcome> all;
    const auto add = [&](PartyId party, Status status, NodeId node, std::uint8_t people) {
        all.push_back({whole_party(party), classes.of(status, world.nodes.country[node]), people});
    };
    for (const Lane& lane : simulation.state().lanes) {
        lane.journeys.for_each([&](const Party& p) { add(p.id, p.status, p.node, p.size); });
        lane.residents.for_each(
            [&](const Resident& r) { add(r.id, Status::settled, simulation.places().node[PlaceId{r.place}], r.size); });
        for (const Captive& c : lane.captives) add(c.id, c.status, c.node, c.size);
        for (const Ending& e : lane.endings) add(e.id, e.status, e.node, e.people);
    }
    std::ranges::sort(all);
    return all;
}

std::vector<std::int64_t> cross_outcomes(std::span<const PartyOutcome> base, std::span<const PartyOutcome> alternative,
                                         std::size_t classes)
{
    std::vector<std::int64_t> crossed(classes * classes, 0);
    while (!base.empty() || !alternative.empty()) {
        const bool base_is_next =
            alternative.empty() || (!base.empty() && base.front().party <= alternative.front().party);
        const PartyId party = base_is_next ? base.front().party : alternative.front().party;
        const auto before = rows_of(party, base);
        const auto after = rows_of(party, alternative);
        base = base.subspan(before.size());
        alternative = alternative.subspan(after.size());
        const bool both_whole = before.size() == 1 && after.size() == 1 && before[0].people == after[0].people;
        if (both_whole)
            crossed[before[0].outcome * classes + after[0].outcome] += before[0].people;
        else
            cross_parted(before, after, classes, crossed);
    }
    return crossed;
}

}  // namespace corredor

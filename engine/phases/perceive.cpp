#include <algorithm>
#include <cmath>
#include <limits>

#include "base/elementary.hpp"
#include "base/knots.hpp"
#include "phases/phases.hpp"

namespace corredor {

namespace {

constexpr double closed = std::numeric_limits<double>::infinity();

/// What a border leg costs beyond the way itself, as it is believed.
struct BorderCost {
    double logit = 0.0;
    double money_usd = 0.0;
};

/// [logit] by country entered: what irregular entry costs for want of experience; it falls with those who passed (model
/// 5.2).
Column<CountryId, double> costs_of_not_knowing(const RouteSpec& routes, const World& world, const Beliefs& beliefs)
{
    Column<CountryId, double> cost(world.countries.size(), 0.0);
    for (const auto& [country, learning] : routes.learning) {
        const CountryId into = world.country(country.name);
        const double passages = beliefs.irregular_entrants_remembered[into] / learning.half_passages;
        cost[into] = learning.floor + (learning.initial - learning.floor) / (1.0 + passages);
    }
    return cost;
}

BorderCost border_cost(const Today& today, const Conditions& conditions, const Beliefs& beliefs,
                       const Column<CountryId, double>& unknown, LegId leg, Documents documents, Mode mode)
{
    const World& world = *today.world;
    const RouteSpec& routes = today.model->routes;
    const ModeSpec& modes = today.model->modes;
    if (world.legs.entry[leg] == Entry::official) {
        if (!conditions.open_to(leg).admits(documents)) return {closed, 0.0};
        return {conditions.official_cost[leg] + conditions.entry_penalty[leg], beliefs.price_usd[leg]};
    }
    const bool guided = mode == Mode::coyote;
    const bool sold = mode == Mode::package;
    double logit = conditions.irregular_cost[leg] + unknown[world.legs.entered[leg]] + conditions.perceived_cost[leg];
    logit -= sold ? modes.package_ease : guided ? modes.coyote_ease : 0.0;
    const double risk = sold ? modes.package_risk_factor : guided ? modes.coyote_risk_factor : 1.0;
    logit += routes.interception_weight * beliefs.interception[leg] * risk;
    return {logit, beliefs.price_usd[leg] * (sold     ? modes.package_toll_factor
                                             : guided ? modes.coyote_fee_factor
                                                      : 1.0)};
}

/// Generalised cost of every leg for one class of traveller (model 5.2).
LegCosts leg_costs(const Today& today, const Conditions& conditions, const Beliefs& beliefs,
                   const Column<CountryId, double>& unknown, Documents documents, Mode mode)
{
    const Legs& legs = today.world->legs;
    const RouteSpec& routes = today.model->routes;
    LegCosts costs{.cost = Column<LegId, double>(legs.id.size(), closed),
                   .money_usd = Column<LegId, double>(legs.id.size(), 0.0)};
    for (const LegId leg : Range<LegId>{legs.id.size()}) {
        const double walk_days = legs.walk_days[leg] * conditions.time_factor[leg];
        if (mode == Mode::walking && !(walk_days < closed)) continue;
        BorderCost border;
        if (legs.entry[leg] != Entry::none)
            border = border_cost(today, conditions, beliefs, unknown, leg, documents, mode);
        if (border.logit == closed) continue;
        const bool walks = mode == Mode::walking;
        const double price = mode == Mode::package
                                 ? today.model->modes.package_fare_factor * today.grip->package_price[legs.from[leg]]
                                 : 1.0;
        costs.money_usd[leg] =
            border.money_usd + (walks ? routes.walk_food_usd_per_day * walk_days : conditions.fare_usd[leg] * price);
        const double time = walks ? routes.walk_weight_per_day * walk_days
                                  : routes.bus_weight_per_hour * legs.bus_hours[leg] * conditions.time_factor[leg];
        costs.cost[leg] = std::max(routes.least_leg_cost,
                                   routes.cost_weight_per_usd * costs.money_usd[leg] + time + border.logit +
                                       routes.danger_weight * (beliefs.danger[leg] + beliefs.danger_at[legs.to[leg]]));
    }
    return costs;
}

/// The different leg costs that classes of traveller have, each once, a few at a time; modes follow one another, whose
/// nodes lie in much the same order of cost.
class DifferentCosts {
public:
    /// Returns the position of these costs among the different ones.
    std::size_t add(LegCosts costs)
    {
        const auto same = std::ranges::find(different_, costs);
        if (same != different_.end()) return static_cast<std::size_t>(same - different_.begin());
        different_.push_back(std::move(costs));
        return different_.size() - 1;
    }
    [[nodiscard]] std::vector<LegCostLanes> side_by_side() const
    {
        std::vector<LegCostLanes> blocks;
        for (std::size_t first = 0; first < different_.size(); first += lanes_at_once)
            blocks.emplace_back(
                std::span{different_}.subspan(first, std::min(lanes_at_once, different_.size() - first)));
        return blocks;
    }

private:
    std::vector<LegCosts> different_;
};

/// A class of traveller in one of the tables, and whose ways it has.
struct Wayfarer {
    WayTable* table = nullptr;
    std::size_t traveller = 0;
    std::size_t costs = 0;  // among the different ones
};

/// Values the ways under one or two sets of conditions at once, since most classes believe what is true.
void solve_ways(const Today& today, const Beliefs& beliefs, const Workers& workers, std::size_t modes,
                std::span<const std::pair<const Conditions*, WayTable*>> tables)
{
    const auto unknown = costs_of_not_knowing(today.model->routes, *today.world, beliefs);
    DifferentCosts different;
    std::vector<Wayfarer> wayfarers;
    for (std::size_t mode = 0; mode < modes; ++mode)
        for (const auto& [conditions, table] : tables)
            for (std::size_t d = 0; d < documents_count; ++d) {
                const auto documents = static_cast<Documents>(d);
                LegCosts costs = leg_costs(today, *conditions, beliefs, unknown, documents, static_cast<Mode>(mode));
                wayfarers.push_back(
                    {table, traveller_class(documents, static_cast<Mode>(mode)), different.add(std::move(costs))});
            }
    const std::vector<LegCostLanes> blocks = different.side_by_side();
    workers.for_each(today.places->size(), [&](std::size_t p) {
        const PlaceId place{p};
        WaySolver solver{*today.world};
        for (std::size_t c = 0; c < today.places->corridors[place].size(); ++c) {
            const std::size_t way = today.places->first_way[place] + c;
            std::vector<Ways*> solved;  // of each of the different costs, and where others find theirs
            for (const Wayfarer& w : wayfarers)
                if (w.costs == solved.size()) solved.push_back(&w.table->of(way, w.traveller));
            for (std::size_t b = 0; b < blocks.size(); ++b) {
                const std::size_t first = b * lanes_at_once;
                solver.solve(blocks[b], today.places->corridors[place][c].avoids, today.places->node[place],
                             today.model->routes,
                             std::span{solved}.subspan(first, std::min(lanes_at_once, solved.size() - first)));
            }
            for (const Wayfarer& w : wayfarers) {
                Ways& ways = w.table->of(way, w.traveller);
                if (&ways != solved[w.costs]) ways = *solved[w.costs];
            }
        }
    });
    for (const auto& [conditions, table] : tables) table->index();
}

/// Of the modes of every way, by (way, documents, node): logsum over the modes, many nodes at a time.
std::vector<double> values_of(const Today& today, const Knowledge& knowledge, const WayTable& table)
{
    const std::size_t nodes = today.world->node_count();
    const std::size_t modes = knowledge.modes();
    std::vector<double> value(today.places->way_count * documents_count * nodes);
    std::vector<double> of_mode(modes * nodes);
    std::vector<double> sum(nodes);
    for (std::size_t way = 0; way < today.places->way_count; ++way)
        for (std::size_t d = 0; d < documents_count; ++d) {
            double* const best = &value[(way * documents_count + d) * nodes];
            std::fill_n(best, nodes, no_way);
            for (std::size_t m = 0; m < modes; ++m) {
                const Ways& ways = table.of(way, static_cast<Documents>(d), static_cast<Mode>(m));
                for (const NodeId node : Range<NodeId>{nodes}) {
                    const double at = knowledge.mode_value[node][m];
                    const bool can_go = ways.lead_on_from(node) && at > no_way;
                    const double all = can_go ? ways.value[node] + at : no_way;
                    of_mode[m * nodes + node.index()] = all;
                    best[node.index()] = std::max(best[node.index()], all);
                }
            }
            for (std::size_t m = 0; m < modes; ++m)
                for (std::size_t n = 0; n < nodes; ++n) of_mode[m * nodes + n] -= best[n];
            exp_each(of_mode);
            std::fill(sum.begin(), sum.end(), 0.0);
            for (std::size_t m = 0; m < modes; ++m)
                for (std::size_t n = 0; n < nodes; ++n) sum[n] += of_mode[m * nodes + n];
            log_each(sum);
            for (std::size_t n = 0; n < nodes; ++n)
                if (best[n] > no_way) best[n] += sum[n];
        }
    return value;
}

/// People settled at a place, for what compatriots there weigh.
double people_at(const Today& today, const Tally& totals, NodeId node)
{
    const std::size_t row = node.index() * status_count;
    const std::int64_t agents = totals.persons[row + static_cast<std::size_t>(Status::settled)] +
                                totals.persons[row + static_cast<std::size_t>(Status::exited)];
    return static_cast<double>(agents * today.persons_per_agent);
}

class Attraction {
public:
    Attraction(const Today& today, const Tally& totals) : today_{today}, of_place_(today.places->size())
    {
        const DestinationSpec& spec = today.model->destinations;
        for (std::size_t p = 0; p < today.places->choosable; ++p) {
            const NodeId node = today.places->node[PlaceId{p}];
            of_place_[p] = today.conditions->country_pull[today.world->nodes.country[node]] +
                           today.conditions->pull[node] + spec.places.at(NodeRef{today.world->nodes.id[node]}) +
                           spec.diaspora_weight * log_exact(1.0 + people_at(today, totals, node));
        }
    }
    [[nodiscard]] double of(std::size_t place) const { return of_place_[place]; }

    [[nodiscard]] double penalty(std::size_t place, Documents documents, bool lives_abroad) const
    {
        const NodeId node = today_.places->node[PlaceId{place}];
        const CountrySpec& country =
            today_.model->countries.at(today_.world->countries[today_.world->nodes.country[node]]);
        return (documents == Documents::identity_card ? country.no_passport_penalty : 0.0) +
               (lives_abroad ? country.resident_penalty : 0.0);
    }

private:
    const Today& today_;
    std::vector<double> of_place_;
};

Knowledge::Choice choose_from(const Today& today, const Knowledge& knowledge, const Attraction& attraction, PlaceId at,
                              Documents documents)
{
    const NodeId node = today.places->node[at];
    const std::size_t count = today.places->choosable;
    const bool lives_there = today.places->is_origin[at] == 0;
    std::vector<double> utility(count, no_way);
    std::vector<double> rush(count, 1.0);
    for (std::size_t p = 0; p < count; ++p) {
        if (PlaceId{p} == at) continue;
        const double way = knowledge.value_of_place(*today.places, today.model->routes.corridor_scale, PlaceId{p},
                                                    documents, node, false);
        if (way <= no_way) continue;
        utility[p] =
            knowledge.appeal_of(p, documents, lives_there) + today.model->destinations.route_value_weight * way;
        rush[p] = today.conditions->rush_factor[today.world->nodes.country[today.places->node[PlaceId{p}]]];
    }
    Knowledge::Choice choice;
    choice.value = logsum(utility);
    choice.below.assign(count, 0);
    if (lives_there)
        choice.stay_value = attraction.of(at.index()) + value_on(today.model->settlement.stay_constant, today.date);
    if (choice.value <= no_way) {
        choice.rush = 0.0;
        return choice;
    }
    double total = 0.0;
    for (std::size_t p = 0; p < count; ++p)
        total += utility[p] > no_way ? rush[p] * exp_exact(utility[p] - choice.value) : 0.0;
    double sum = 0.0;
    for (std::size_t p = 0; p < count; ++p) {
        sum += utility[p] > no_way ? rush[p] * exp_exact(utility[p] - choice.value) : 0.0;
        choice.below[p] = static_cast<std::uint32_t>(std::min(sum / total, 1.0) * 2147483648.0);
    }
    choice.rush = total;
    return choice;
}

/// Whether somebody may come to travel by a package: they are on sale, or people are taken along by deceit.
bool has_packages(const Today& today)
{
    for (const double supply : today.grip->package_supply)
        if (supply > 0.0) return true;
    for (const std::size_t m : today.harms->at(Stage::origin))
        for (const double rate : today.harms->all[m].rate)
            if (rate > 0.0) return true;
    return false;
}

void value_modes(const Today& today, const Beliefs& beliefs, Knowledge& knowledge)
{
    const ModeSpec& modes = today.model->modes;
    knowledge.mode_value = Column<NodeId, std::array<double, mode_count>>(today.world->node_count());
    for (const NodeId node : Range<NodeId>{today.world->node_count()}) {
        const double distrust = 1.0 - beliefs.trust[today.world->nodes.country[node]];
        const double smuggled = modes.distrust_weight * distrust;
        const double supply = today.grip->package_supply[node];
        knowledge.mode_value[node] = {0.0, modes.walking_constant, modes.coyote_constant + smuggled,
                                      supply > 0.0 ? modes.package_constant + log_exact(supply) + smuggled : no_way};
    }
}

}  // namespace

void perceive(const Today& today, const State& state, const Tally& totals, const Workers& workers, Knowledge& knowledge)
{
    knowledge.packages |= has_packages(today);
    value_modes(today, state.beliefs, knowledge);
    knowledge.both_same = state.believed_conditions.has_same_ways_as(state.conditions);
    const std::array<std::pair<const Conditions*, WayTable*>, 2> tables{
        {{&state.believed_conditions, &knowledge.believed}, {&state.conditions, &knowledge.actual}}};
    solve_ways(today, state.beliefs, workers, knowledge.modes(), std::span{tables}.first(knowledge.both_same ? 1 : 2));
    knowledge.way_value = values_of(today, knowledge, knowledge.believed);
    knowledge.actual_way_value.clear();
    if (!knowledge.both_same) knowledge.actual_way_value = values_of(today, knowledge, knowledge.actual);
    choose_destinations(today, totals, knowledge);
}

void choose_destinations(const Today& today, const Tally& totals, Knowledge& knowledge)
{
    const Attraction attraction{today, totals};
    knowledge.appeal.clear();
    for (std::size_t p = 0; p < today.places->choosable; ++p)
        for (std::size_t d = 0; d < documents_count; ++d)
            for (const bool lived_abroad : {false, true})
                knowledge.appeal.push_back(attraction.of(p) -
                                           attraction.penalty(p, static_cast<Documents>(d), lived_abroad));
    knowledge.choices.resize(today.places->size() * documents_count);
    for (std::size_t p = 0; p < today.places->size(); ++p)
        for (std::size_t d = 0; d < documents_count; ++d)
            knowledge.choices[p * documents_count + d] =
                choose_from(today, knowledge, attraction, PlaceId{p}, static_cast<Documents>(d));
}

// What is believed of a leg moves towards what those who passed lately paid and met; with no news it stays as it was.
void spread_beliefs(const Today& today, const Tally& now, const Tally& before, Beliefs& beliefs)
{
    const BeliefSpec& spec = today.model->beliefs;
    const Legs& legs = today.world->legs;
    for (const LegId leg : Range<LegId>{legs.id.size()}) {
        if (legs.entry[leg] == Entry::none) continue;
        const std::size_t i = leg.index();
        const bool official = legs.entry[leg] == Entry::official;
        const CountryId into = legs.entered[leg];
        if (spec.information == Information::perfect) {
            beliefs.price_usd[leg] = official ? today.conditions->corruption[into] * today.conditions->bribe_usd[into]
                                              : today.conditions->toll_usd[leg] * today.grip->toll_factor[leg];
            beliefs.interception[leg] = today.conditions->interception[leg];
            continue;
        }
        Draws draws = today.draws(Stream::belief, i);
        const double heard = exp_exact(spec.noise * normal(draws.uniform()));
        const auto passed = static_cast<double>(now.party_size_passed[i] - before.party_size_passed[i]);
        const auto caught = static_cast<double>(now.interceptions[i] - before.interceptions[i]);
        if (passed > 0.0) {
            const double paid = static_cast<double>(now.paid_cents[i] - before.paid_cents[i]) / 100.0 / passed;
            beliefs.price_usd[leg] += spec.experience_weight * (paid * heard - beliefs.price_usd[leg]);
        }
        if (passed + caught > 0.0)
            beliefs.interception[leg] +=
                spec.experience_weight * (caught / (passed + caught) - beliefs.interception[leg]);
    }
}

// What is told of danger follows what struck those who came lately, per party that passed or person who came; where
// nobody came the last word stands. Whoever is struck at a crossing mostly passes all the same, and is told of once.
void spread_fear(const Today& today, const Tally& now, const Tally& before, Beliefs& beliefs)
{
    if (today.model->routes.danger_weight == 0.0) return;
    const Legs& legs = today.world->legs;
    const double weight =
        today.model->beliefs.information == Information::perfect ? 1.0 : today.model->beliefs.experience_weight;
    const auto heard = [weight](double& belief, double struck, double came) {
        if (came > 0.0) belief += weight * (std::min(1.0, struck / came) - belief);
    };
    Column<NodeId, double> came(today.world->node_count());
    for (const LegId leg : Range<LegId>{legs.id.size()}) {
        const std::size_t i = leg.index();
        came[legs.to[leg]] += static_cast<double>(now.traversals[i] - before.traversals[i]);
        const auto struck = static_cast<double>(now.struck[i] - before.struck[i]);
        const auto passed = static_cast<double>(now.passed[i] - before.passed[i]);
        heard(beliefs.danger[leg], struck, std::max(struck, passed));
    }
    const std::size_t mechanisms = now.mechanism_count;
    for (const NodeId node : Range<NodeId>{today.world->node_count()}) {
        double struck = 0.0;
        for (const std::size_t m : today.harms->at(Stage::stop)) {
            const std::size_t i = node.index() * mechanisms + m;
            struck += static_cast<double>(now.incidents[i] - before.incidents[i]);
        }
        heard(beliefs.danger_at[node], struck, came[node]);
    }
}

// Trust falls with the share of those entering a country who were asked for a bribe, and recovers slowly.
void spread_distrust(const Today& today, const Tally& now, const Tally& before, Beliefs& beliefs)
{
    const BeliefSpec& spec = today.model->beliefs;
    if (spec.trust_loss == 0.0) return;
    const Legs& legs = today.world->legs;
    Column<CountryId, double> passed(beliefs.trust.size());
    Column<CountryId, double> bribed(beliefs.trust.size());
    for (const LegId leg : Range<LegId>{legs.id.size()}) {
        if (legs.entry[leg] != Entry::official) continue;
        const std::size_t i = leg.index();
        const CountryId into = legs.entered[leg];
        passed[into] += static_cast<double>(now.party_size_passed[i] - before.party_size_passed[i]);
        const double bribe_usd = today.conditions->bribe_usd[into];
        if (bribe_usd > 0.0)
            bribed[into] += static_cast<double>(now.paid_cents[i] - before.paid_cents[i]) / 100.0 / bribe_usd;
    }
    const double recovers =
        spec.trust_recovery_per_year * static_cast<double>(today.model->routes.refresh_days) / 365.0;
    for (const CountryId country : Range<CountryId>{beliefs.trust.size()}) {
        double& trust = beliefs.trust[country];
        if (passed[country] > 0.0) trust -= spec.trust_loss * std::min(1.0, bribed[country] / passed[country]) * trust;
        trust += std::min(1.0, recovers) * (1.0 - trust);
    }
}

void remember_passages(const Today& today, const std::vector<Lane>& lanes, std::vector<std::int64_t>& counted,
                       Beliefs& beliefs)
{
    const Legs& legs = today.world->legs;
    for (const auto& [country, learning] : today.model->routes.learning) {
        const CountryId into = today.world->country(country.name);
        double& remembered = beliefs.irregular_entrants_remembered[into];
        std::int64_t entries = 0;
        for (const LegId leg : Range<LegId>{legs.id.size()})
            if (legs.entry[leg] == Entry::irregular && legs.entered[leg] == into)
                for (const Lane& lane : lanes) entries += lane.tally.irregular_entries[leg.index()];
        const std::int64_t fresh = entries - counted[into.index()];
        counted[into.index()] = entries;
        remembered += static_cast<double>(fresh * today.persons_per_agent) - remembered / learning.memory_days;
    }
}

}  // namespace corredor

#include "twin/markov_twin.hpp"

#include <map>
#include <queue>

#include <Eigen/SparseLU>

#include "base/check.hpp"
#include "base/elementary.hpp"
#include "base/knots.hpp"

namespace corredor {

namespace {

/// Where a person stands with which plan. At a point on a border the way in counts too: who is sent back goes there.
struct Spot {
    std::size_t way = 0;  // corridor among those of the destination
    Mode mode = Mode::bus;
    NodeId node;
    LegId came_by;  // only at a pass-through point
    bool held = false;
    auto operator<=>(const Spot&) const = default;
};

using Weights = std::map<Spot, double>;

/// The chain of those bound for one place with one kind of documents.
class Chain {
public:
    Chain(const Today& today, PlaceId place, Documents documents, bool goes_home, TwinExpectations& sums)
        : today_{today}, place_{place}, documents_{documents}, goes_home_{goes_home}, sums_{sums}
    {
    }

    /// Follows weights of people until they end; returns those who turn back, by where they are held.
    Weights follow(const Weights& start, double alone_share);

    /// Lets people stay at their origin before they leave; the first day of it is the day of departure.
    void stop_at_origin(const Weights& start, double alone_share);

    /// Splits people at a node over corridors and modes (see Mover::choose_way, with a full purse).
    void choose_way(NodeId node, double weight, Weights& spots) const;

private:
    struct Step {
        Weights to;
        double arrives = 0.0;
        double deported = 0.0;
        double stranded = 0.0;
        double days = 0.0;
        std::vector<std::pair<LegId, double>> crossings;
        std::vector<std::pair<LegId, double>> interceptions;
        std::map<NodeId, double> turned_back;
        std::map<std::pair<NodeId, bool>, double> halts;  // (node, held): times
    };

    [[nodiscard]] const Ways& ways(std::size_t way, Mode mode) const
    {
        return today_.knowledge->believed.of(today_.places->first_way[place_] + way, documents_, mode);
    }
    [[nodiscard]] Step step_from(const Spot& spot) const;
    void take_leg(const Spot& spot, LegId leg, double share, Step& step) const;
    void arrive(const Spot& spot, LegId leg, double share, Step& step) const;
    void add_sums(const Spot& spot, const Step& step, double visits, double alone_share);

    const Today& today_;
    PlaceId place_;
    Documents documents_;
    bool goes_home_;
    TwinExpectations& sums_;
};

void Chain::choose_way(NodeId node, double weight, Weights& spots) const
{
    const std::size_t corridors = today_.places->corridors[place_].size();
    const std::size_t first = today_.places->first_way[place_];
    const double scale = today_.model->routes.corridor_scale;
    const ModeSpec& modes = today_.model->modes;
    const std::array<double, mode_count> constant{0.0, modes.walking_constant, modes.coyote_constant};
    double best = -1e300;
    for (std::size_t c = 0; c < corridors; ++c)
        best = std::max(best, today_.knowledge->value_of_way(first + c, documents_, node));
    if (!(best > -1e299)) {
        spots[{.way = 0, .mode = Mode::bus, .node = node, .came_by = LegId{}, .held = true}] += weight;
        return;
    }
    double total = 0.0;
    for (std::size_t c = 0; c < corridors; ++c)
        total += exp_exact((today_.knowledge->value_of_way(first + c, documents_, node) - best) / scale);
    for (std::size_t c = 0; c < corridors; ++c) {
        const double value = today_.knowledge->value_of_way(first + c, documents_, node);
        if (!(value > -1e299)) continue;
        const double share = exp_exact((value - best) / scale) / total;
        for (std::size_t m = 0; m < mode_count; ++m) {
            const auto mode = static_cast<Mode>(m);
            if (!ways(c, mode).lead_on_from(node)) continue;
            const double of_mode = exp_exact(ways(c, mode).value[node] + constant[m] - value);
            spots[{.way = c, .mode = mode, .node = node, .came_by = LegId{}, .held = false}] +=
                weight * share * of_mode;
        }
    }
}

Chain::Step Chain::step_from(const Spot& spot) const
{
    Step step;
    if (spot.held) {
        choose_way(spot.node, 1.0, step.to);
        step.stranded = step.to.contains(spot) ? 1.0 : 0.0;  // no way leads on: it stays for good
        step.to.erase(spot);
        return step;
    }
    const Ways& ways = this->ways(spot.way, spot.mode);
    if (!ways.lead_on_from(spot.node)) {
        step.halts[{spot.node, true}] += 1.0;
        step.to[{.way = 0, .mode = Mode::bus, .node = spot.node, .came_by = LegId{}, .held = true}] += 1.0;
        return step;
    }
    const std::vector<double> shares = ways.shares(*today_.world, spot.node);
    const auto legs = today_.world->legs_out(spot.node);
    for (std::size_t i = 0; i < legs.size(); ++i)
        if (shares[i] > 0.0) take_leg(spot, legs[i], shares[i], step);
    return step;
}

void Chain::take_leg(const Spot& spot, LegId leg, double share, Step& step) const
{
    const World& world = *today_.world;
    if (world.legs.entry[leg] == Entry::irregular) {
        const double risk = spot.mode == Mode::coyote ? today_.model->modes.coyote_risk_factor : 1.0;
        const double caught = share * today_.conditions->interception[leg] * risk;
        const double deported = today_.conditions->deported_share_of_intercepted[world.legs.entered[leg]];
        const double again = goes_home_ ? 1.0 : today_.model->journey.reattempt_share;
        const bool at_point = world.nodes.is_pass_through[spot.node] != 0 && !spot.came_by.is_none();
        const NodeId near = at_point ? world.legs.from[spot.came_by] : spot.node;
        if (caught > 0.0) {
            step.interceptions.emplace_back(leg, caught);
            step.deported += caught * deported;
            const double sent_back = caught * (1.0 - deported);
            step.halts[{near, true}] += sent_back;
            step.to[{.way = 0, .mode = Mode::bus, .node = near, .came_by = LegId{}, .held = true}] += sent_back * again;
            step.turned_back[near] += sent_back * (1.0 - again);
        }
        share -= caught;
    }
    if (world.legs.entry[leg] != Entry::none) step.crossings.emplace_back(leg, share);
    step.days += share * (*today_.steps)[leg][static_cast<std::size_t>(spot.mode)].moments / double{moments_per_day};
    arrive(spot, leg, share, step);
}

void Chain::arrive(const Spot& spot, LegId leg, double share, Step& step) const
{
    const World& world = *today_.world;
    const NodeId head = world.legs.to[leg];
    if (today_.places->at[head] == place_) {
        step.arrives += share;
        return;
    }
    const double stops = share * today_.stops->stop_share(head);
    const LegId came_by = world.nodes.is_pass_through[head] != 0 ? leg : LegId{};
    const Spot onward{.way = spot.way, .mode = spot.mode, .node = head, .came_by = came_by, .held = false};
    step.to[onward] += share - stops;
    if (stops == 0.0) return;
    step.halts[{head, false}] += stops;
    if (world.nodes.kind[head] == NodeKind::border_town)
        choose_way(head, stops, step.to);
    else
        step.to[onward] += stops;
}

Weights Chain::follow(const Weights& start, double alone_share)
{
    std::vector<Spot> spots;
    std::vector<Step> steps;
    std::map<Spot, Eigen::Index> index;
    std::queue<Spot> unseen;
    const auto see = [&](const Spot& spot) {
        if (index.emplace(spot, static_cast<Eigen::Index>(spots.size())).second) {
            spots.push_back(spot);
            unseen.push(spot);
        }
    };
    for (const auto& [spot, weight] : start) see(spot);
    while (!unseen.empty()) {
        steps.push_back(step_from(unseen.front()));
        unseen.pop();
        for (const auto& [spot, weight] : steps.back().to) see(spot);
    }
    // Visits v solve (I - Q)^T v = start: the fundamental matrix applied to where they begin.
    const auto count = static_cast<Eigen::Index>(spots.size());
    std::vector<Eigen::Triplet<double>> entries;
    for (Eigen::Index from = 0; from < count; ++from) {
        entries.emplace_back(from, from, 1.0);
        for (const auto& [spot, weight] : steps[static_cast<std::size_t>(from)].to)
            entries.emplace_back(index.at(spot), from, -weight);
    }
    Eigen::SparseMatrix<double> matrix(count, count);
    matrix.setFromTriplets(entries.begin(), entries.end());
    Eigen::VectorXd begin = Eigen::VectorXd::Zero(count);
    for (const auto& [spot, weight] : start) begin[index.at(spot)] += weight;
    Eigen::SparseLU<Eigen::SparseMatrix<double>> solver(matrix);
    CORREDOR_ENSURE(solver.info() == Eigen::Success);
    const Eigen::VectorXd visits = solver.solve(begin);

    Weights turned_back;
    for (Eigen::Index i = 0; i < count; ++i) {
        const Step& step = steps[static_cast<std::size_t>(i)];
        add_sums(spots[static_cast<std::size_t>(i)], step, visits[i], alone_share);
        for (const auto& [node, weight] : step.turned_back)
            turned_back[{.way = 0, .mode = Mode::bus, .node = node, .came_by = LegId{}, .held = true}] +=
                visits[i] * weight;
    }
    return turned_back;
}

void Chain::add_sums(const Spot& spot, const Step& step, double visits, double alone_share)
{
    sums_.arrivals[place_.index()] += visits * step.arrives;
    sums_.deported += visits * step.deported;
    sums_.stranded += visits * step.stranded;
    sums_.days_under_way += visits * step.days;
    for (const auto& [leg, share] : step.crossings) {
        sums_.crossings[leg.index()] += visits * share;
        if (today_.world->legs.entry[leg] == Entry::irregular) sums_.irregular_entries[leg.index()] += visits * share;
    }
    for (const auto& [leg, share] : step.interceptions) sums_.interceptions[leg.index()] += visits * share;
    for (const auto& [halt, times] : step.halts)
        for (const bool alone : {true, false}) {
            const Party party{.node = halt.first,
                              .leg = LegId{},
                              .size = alone ? std::uint8_t{1} : std::uint8_t{2},
                              .traveller = traveller_class(documents_, spot.mode),
                              .halt = halt.second ? Halt::held : Halt::stop};
            const double weight = visits * times * (alone ? alone_share : 1.0 - alone_share);
            const StopChances& chances = today_.stops->chances(party);
            sums_.days_under_way += weight / chances.leaves;
            const double anything = chances.leaves / (1.0 - chances.struck * (1.0 - chances.leaves));
            const double strikes = weight * chances.struck * anything / chances.leaves;
            const auto mechanisms = today_.harms->at(Stage::stop);
            for (std::size_t i = 0; i < mechanisms.size(); ++i)
                sums_.incidents[mechanisms[i]] += strikes * today_.stops->share_of(party, i);
        }
}

void Chain::stop_at_origin(const Weights& start, double alone_share)
{
    for (const auto& [spot, weight] : start) {
        const double stops = weight * today_.stops->stop_share(spot.node);
        if (stops == 0.0) continue;
        Step step;
        step.halts[{spot.node, false}] = stops;
        step.days = -stops;
        add_sums(spot, step, 1.0, alone_share);
    }
}

/// People who leave on the first day, by origin: shares of all.
std::map<NodeId, double> shares_of_origins(const Today& today)
{
    std::map<NodeId, double> people;
    for (const CohortSpec& cohort : today.model->departures.cohorts)
        if (cohort.on == today.date) people[today.world->node(cohort.node.name)] += static_cast<double>(cohort.people);
    if (people.empty())
        for (const auto& [ref, share] : today.model->departures.origin_share) {
            const NodeId origin = today.world->node(ref.name);
            people[origin] += share * today.conditions->push_factor[origin];
        }
    double total = 0.0;
    for (const auto& [node, count] : people) total += count;
    for (auto& [node, count] : people) count /= total > 0.0 ? total : 1.0;
    return people;
}

double share_alone(const DepartureSpec& departures)
{
    double total = 0.0;
    for (const double share : departures.party_size_share) total += share;
    return departures.party_size_share.front() / total;
}

std::vector<std::string> what_is_left_out(const Today& today, const Scenario& scenario)
{
    std::vector<std::string> left_out;
    if (!today.model->journey.capacity_people_per_day.empty()) left_out.emplace_back("posts with limited places");
    if (!scenario.timeline.empty()) left_out.emplace_back("whatever the timeline changes after the first day");
    if (today.model->beliefs.information == Information::rumour)
        left_out.emplace_back("beliefs that change with experience");
    if (!today.model->routes.learning.empty()) left_out.emplace_back("learning of irregular ways");
    left_out.emplace_back("purses that run dry, giving up after long waits, moves after settling");
    return left_out;
}

}  // namespace

TwinExpectations expect(Simulation& simulation)
{
    simulation.begin_day();
    const Today today = simulation.today();
    const Places& places = *today.places;
    TwinExpectations sums{.arrivals = std::vector<double>(places.size()),
                          .crossings = std::vector<double>(today.world->leg_count()),
                          .irregular_entries = std::vector<double>(today.world->leg_count()),
                          .interceptions = std::vector<double>(today.world->leg_count()),
                          .incidents = std::vector<double>(today.harms->all.size()),
                          .left_out = what_is_left_out(today, simulation.scenario())};
    const double passport = value_on(today.model->endowment.passport_share, today.date);
    const double visa = value_on(today.model->endowment.visa_share, today.date);
    const std::array<double, documents_count> documents{1.0 - passport, passport * (1.0 - visa), passport * visa};
    const double alone = share_alone(today.model->departures);

    for (const auto& [origin, share] : shares_of_origins(today))
        for (std::size_t d = 0; d < documents_count; ++d) {
            const double weight = share * documents[d];
            if (weight == 0.0) continue;
            const Knowledge::Choice& choice = today.knowledge->choice(places.at[origin], static_cast<Documents>(d));
            double before = 0.0;
            for (std::size_t p = 0; p < places.choosable; ++p) {
                const double upto = p + 1 == places.choosable ? 1.0 : choice.below[p] / 2147483648.0;
                const double bound_there = weight * (upto - before);
                before = upto;
                if (bound_there <= 0.0) continue;
                Chain chain{today, PlaceId{p}, static_cast<Documents>(d), false, sums};
                Weights start;
                chain.choose_way(origin, bound_there, start);
                chain.stop_at_origin(start, alone);
                const Weights turned_back = chain.follow(start, alone);
                if (turned_back.empty()) continue;
                Chain home{today, places.at[origin], static_cast<Documents>(d), true, sums};
                home.follow(turned_back, alone);
            }
        }
    return sums;
}

}  // namespace corredor

#include "twin/markov_twin.hpp"

#include <map>
#include <queue>

#include <Eigen/SparseLU>

#include "base/check.hpp"
#include "base/elementary.hpp"
#include "base/knots.hpp"
#include "phases/capture.hpp"

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

/// Who travels, as far as it bears on what happens to it. Of parties of several nothing more is known.
struct Traveller {
    Documents documents = Documents::passport;
    bool alone = true;
    bool woman = false;
};

/// What a stay of unknown length at a node comes to.
struct Stay {
    double days = 0.0;
    double leaves = 1.0;           // share that goes on; the rest is taken captive
    std::vector<double> strikes;   // (mechanism) expected number
    std::vector<double> captured;  // (mechanism) share
};

/// What captivity comes to in the mean.
struct CaptivityExpectation {
    double days = 0.0;  // in the hands of an organisation
    double dies = 0.0;
};
CaptivityExpectation expected_captivity(const Today&, std::size_t mechanism, NodeId, bool woman);

/// Ends that begin another chain.
struct GoBack {
    Weights turned_back;
    std::map<NodeId, double> freed;  // who go home after captivity, and need not wait first
};

/// The chain of those bound for one place with one kind of documents.
class Chain {
public:
    Chain(const Today& today, PlaceId place, Traveller kind, bool goes_home, TwinExpectations& sums)
        : today_{today}, place_{place}, traveller_{kind}, goes_home_{goes_home}, sums_{sums}
    {
    }

    /// Follows weights of people until they end; returns those who go back.
    GoBack follow(const Weights& start);

    /// Lets people stay at their origin before they leave; the first day of it is the day of departure. Returns what is
    /// left of the start, and adds those who come free there.
    Weights stop_at_origin(const Weights& start, GoBack& back);

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
        std::map<NodeId, double> freed;                                // to go home
        std::map<std::pair<NodeId, bool>, double> halts;               // (node, held): times
        std::vector<std::pair<std::size_t, double>> struck_at_trocha;  // (mechanism, times) at `trocha`
        std::map<std::pair<NodeId, std::size_t>, double> captured;     // (node, mechanism)
        NodeId trocha;
    };

    [[nodiscard]] const Ways& ways(std::size_t way, Mode mode) const
    {
        return today_.knowledge->believed.of(today_.places->first_way[place_] + way, traveller_.documents, mode);
    }
    [[nodiscard]] Step step_from(const Spot& spot) const;
    void take_leg(const Spot& spot, LegId leg, double share, Step& step) const;
    void arrive(const Spot& spot, LegId leg, double share, Step& step) const;
    void pass_trocha(const Spot& spot, NodeId near, double& share, Step& step) const;
    [[nodiscard]] double halt(const Spot& spot, NodeId node, bool held, double times, Step& step) const;
    [[nodiscard]] Stay stay_at(NodeId node, Mode mode, bool held) const;
    [[nodiscard]] double accepted(const Harm& harm) const;
    [[nodiscard]] Party party_at(NodeId node, Mode mode, bool held) const;
    void be_captured(NodeId node, std::size_t mechanism, double share, Step& step) const;
    void add_sums(const Spot& spot, const Step& step, double visits);

    const Today& today_;
    PlaceId place_;
    Traveller traveller_;
    bool goes_home_;
    TwinExpectations& sums_;
};

void Chain::choose_way(NodeId node, double weight, Weights& spots) const
{
    const std::size_t corridors = today_.places->corridors[place_].size();
    const std::size_t first = today_.places->first_way[place_];
    const double scale = today_.model->routes.corridor_scale;
    const auto& mode_value = today_.knowledge->mode_value[node];
    double best = -1e300;
    for (std::size_t c = 0; c < corridors; ++c)
        best = std::max(best, today_.knowledge->value_of_way(first + c, traveller_.documents, node));
    if (!(best > -1e299)) {
        spots[{.way = 0, .mode = Mode::bus, .node = node, .came_by = LegId{}, .held = true}] += weight;
        return;
    }
    double total = 0.0;
    for (std::size_t c = 0; c < corridors; ++c)
        total += exp_exact((today_.knowledge->value_of_way(first + c, traveller_.documents, node) - best) / scale);
    for (std::size_t c = 0; c < corridors; ++c) {
        const double value = today_.knowledge->value_of_way(first + c, traveller_.documents, node);
        if (!(value > -1e299)) continue;
        const double share = exp_exact((value - best) / scale) / total;
        for (std::size_t m = 0; m < today_.knowledge->modes(); ++m) {
            const auto mode = static_cast<Mode>(m);
            if (!ways(c, mode).lead_on_from(node) || mode_value[m] <= -1e299) continue;
            const double of_mode = exp_exact(ways(c, mode).value[node] + mode_value[m] - value);
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
        step.to[{.way = 0, .mode = Mode::bus, .node = spot.node, .came_by = LegId{}, .held = true}] +=
            halt(spot, spot.node, true, 1.0, step);
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
        const ModeSpec& modes = today_.model->modes;
        const double risk = spot.mode == Mode::coyote    ? modes.coyote_risk_factor
                            : spot.mode == Mode::package ? modes.package_risk_factor
                                                         : 1.0;
        const double left_behind = spot.mode == Mode::coyote    ? modes.coyote_abandon_share
                                   : spot.mode == Mode::package ? modes.package_abandon_share
                                                                : 0.0;
        const bool at_point = world.nodes.is_pass_through[spot.node] != 0 && !spot.came_by.is_none();
        const NodeId near = at_point ? world.legs.from[spot.came_by] : spot.node;
        const Spot held{.way = 0, .mode = Mode::bus, .node = near, .came_by = LegId{}, .held = true};
        pass_trocha(spot, near, share, step);
        if (left_behind > 0.0) {
            const Spot alone{.way = 0, .mode = Mode::bus, .node = near, .came_by = LegId{}, .held = false};
            step.to[held] += halt(alone, near, true, share * left_behind, step);
            share *= 1.0 - left_behind;
        }
        const double caught = share * today_.conditions->interception[leg] * risk;
        const double deported = today_.conditions->deported_share_of_intercepted[world.legs.entered[leg]];
        const double again = goes_home_ ? 1.0 : today_.model->journey.reattempt_share;
        if (caught > 0.0) {
            step.interceptions.emplace_back(leg, caught);
            step.deported += caught * deported;
            const double sent_back = caught * (1.0 - deported);
            const double goes_on = halt(spot, near, true, sent_back, step);
            step.to[held] += goes_on * again;
            step.turned_back[near] += goes_on * (1.0 - again);
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
    const double goes_on = halt(spot, head, false, stops, step);
    if (world.nodes.kind[head] == NodeKind::border_town && spot.mode != Mode::package)
        choose_way(head, goes_on, step.to);
    else
        step.to[onward] += goes_on;
}

Party Chain::party_at(NodeId node, Mode mode, bool held) const
{
    return {.cash_cents = 2'000'000'000,
            .node = node,
            .leg = LegId{},
            .size = traveller_.alone ? std::uint8_t{1} : std::uint8_t{2},
            .traveller = traveller_class(traveller_.documents, mode),
            .halt = held ? Halt::held : Halt::stop};
}

/// Of those for whom a mechanism comes up by its bound, the share that it strikes.
double Chain::accepted(const Harm& harm) const
{
    if (!harm.asks_for_details) return 1.0;
    if (!traveller_.alone) return harm.spec.leads_to == LeadsTo::nothing ? 1.0 / harm.most_by_details : 0.0;
    const Members members{.women = std::uint8_t{traveller_.woman}, .men = std::uint8_t{!traveller_.woman}, .minors = 0};
    return harm.by_details(party_at(NodeId{0U}, Mode::bus, false), members, today_.model->endowment);
}

// Each day it may be struck, by which it may be taken; and if it is not taken it may leave.
Stay Chain::stay_at(NodeId node, Mode mode, bool held) const
{
    const Party party = party_at(node, mode, held);
    const StopChances& chances = today_.stops->chances(party);
    const double struck = chances.struck * chances.leaves / (1.0 - chances.struck * (1.0 - chances.leaves));
    Stay stay{.days = 0.0,
              .leaves = 1.0,
              .strikes = std::vector<double>(today_.harms->all.size()),
              .captured = std::vector<double>(today_.harms->all.size())};
    const auto mechanisms = today_.harms->at(Stage::stop);
    double taken = 0.0;  // on a day
    for (std::size_t i = 0; i < mechanisms.size(); ++i) {
        const Harm& harm = today_.harms->all[mechanisms[i]];
        const double strikes = struck * today_.stops->share_of(party, i) * accepted(harm);
        stay.strikes[mechanisms[i]] = strikes;
        if (harm.takes_captives()) {
            stay.captured[mechanisms[i]] = strikes;
            taken += strikes;
        }
    }
    stay.days = 1.0 / (1.0 - (1.0 - taken) * (1.0 - chances.leaves));
    stay.leaves = (1.0 - taken) * chances.leaves * stay.days;
    for (double& strikes : stay.strikes) strikes *= stay.days;
    for (double& captured : stay.captured) captured *= stay.days;
    return stay;
}

/// Lets people stay at a node some times; the share of them that goes on.
double Chain::halt(const Spot& spot, NodeId node, bool held, double times, Step& step) const
{
    step.halts[{node, held}] += times;
    const Stay stay = stay_at(node, spot.mode, held);
    for (std::size_t m = 0; m < stay.captured.size(); ++m) be_captured(node, m, times * stay.captured[m], step);
    return times * stay.leaves;
}

/// What competes for those who go over a trocha. `share` is then of those who are still free.
void Chain::pass_trocha(const Spot& spot, NodeId near, double& share, Step& step) const
{
    const std::size_t exposure = exposure_of(party_at(spot.node, spot.mode, false));
    double captured = 0.0;
    for (const std::size_t m : today_.harms->at(Stage::trocha)) {
        const Harm& harm = today_.harms->all[m];
        const double rate = std::max(harm.rate[near], harm.rate[spot.node]);
        const double strikes = share * rate * harm.factor[exposure] * harm.most_by_details * accepted(harm);
        step.struck_at_trocha.emplace_back(m, strikes);
        if (!harm.takes_captives()) continue;
        const NodeId at = harm.rate[near] == rate ? near : spot.node;
        be_captured(at, m, strikes, step);
        captured += strikes;
    }
    step.trocha = near;
    share -= captured;
}

/// Of those taken some die, some go home, and the others go on as soon as they are free.
void Chain::be_captured(NodeId node, std::size_t mechanism, double share, Step& step) const
{
    if (share <= 0.0) return;
    const CaptivityExpectation held = expected_captivity(today_, mechanism, node, traveller_.woman);
    step.captured[{node, mechanism}] += share;
    const double free = share * (1.0 - held.dies);
    const double home = goes_home_ ? 0.0 : today_.model->captivity.returns_home_share;
    step.freed[node] += free * home;
    if (today_.places->at[node] == place_)
        step.arrives += free * (1.0 - home);
    else
        choose_way(node, free * (1.0 - home), step.to);
}

GoBack Chain::follow(const Weights& start)
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

    GoBack back;
    for (Eigen::Index i = 0; i < count; ++i) {
        const Step& step = steps[static_cast<std::size_t>(i)];
        add_sums(spots[static_cast<std::size_t>(i)], step, visits[i]);
        for (const auto& [node, weight] : step.turned_back)
            back.turned_back[{.way = 0, .mode = Mode::bus, .node = node, .came_by = LegId{}, .held = true}] +=
                visits[i] * weight;
        for (const auto& [node, weight] : step.freed) back.freed[node] += visits[i] * weight;
    }
    return back;
}

void Chain::add_sums(const Spot& spot, const Step& step, double visits)
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
    const auto strike = [&](std::size_t m, NodeId node, double times) {
        const Harm& harm = today_.harms->all[m];
        sums_.incidents[m] += times;
        sums_.losses_usd[m] += times * static_cast<double>(harm.takes_cents[node]) / 100.0;
    };
    for (const auto& [halt, times] : step.halts) {
        const Stay stay = stay_at(halt.first, spot.mode, halt.second);
        sums_.days_under_way += visits * times * stay.days;
        for (std::size_t m = 0; m < stay.strikes.size(); ++m)
            if (stay.strikes[m] > 0.0) strike(m, halt.first, visits * times * stay.strikes[m]);
    }
    for (const auto& [m, times] : step.struck_at_trocha) strike(m, step.trocha, visits * times);
    for (const auto& [where, share] : step.captured) {
        const CaptivityExpectation held = expected_captivity(today_, where.second, where.first, traveller_.woman);
        sums_.captures[where.second] += visits * share;
        sums_.captivity_days += visits * share * held.days;
        sums_.died += visits * share * held.dies;
    }
}

Weights Chain::stop_at_origin(const Weights& start, GoBack& back)
{
    Weights left;
    for (const auto& [spot, weight] : start) {
        const double stops = weight * today_.stops->stop_share(spot.node);
        left[spot] += weight - stops;
        if (stops == 0.0) continue;
        Step step;
        left[spot] += halt(spot, spot.node, false, stops, step);
        step.days = -stops;
        add_sums(spot, step, 1.0);
        for (const auto& [to, share] : step.to) left[to] += share;
        for (const auto& [node, share] : step.freed) back.freed[node] += share;
    }
    return left;
}

/// Ways out that compete each day from the second on, until the debt is paid.
CaptivityExpectation expected_exploitation(const Today& today, std::size_t mechanism, NodeId node, Status status)
{
    const CaptivitySpec& captivity = today.model->captivity;
    const ExploitationSpec& spec = status == Status::trafficked ? captivity.trafficked : captivity.debt_bondage;
    const double dared = (1.0 - captivity.threat_share) * (1.0 - today.grip->fear[node]);
    const double attempt = spec.escape_per_month * dared / 30.0;
    const double killed = (1.0 - captivity.escape_success) * captivity.escape_lethality;
    const double deaths = attempt * killed + spec.death_per_month / 30.0;
    const double exits = attempt * captivity.escape_success + deaths + today.grip->rescue_per_day[node] +
                         (spec.release_per_month + spec.recruiter_per_month) / 30.0;
    const double all =
        attempt + today.grip->rescue_per_day[node] +
        (spec.release_per_month + spec.recruiter_per_month + spec.death_per_month + spec.transfer_per_month) / 30.0;
    const double chance = all > 0.0 ? probability_over(all, 1.0) * exits / all : 0.0;
    const double told_usd = today.harms->all[mechanism].spec.debt_usd;
    const double median_usd = told_usd > 0.0 ? told_usd : spec.debt_usd;
    CaptivityExpectation held;
    constexpr int quantiles = 200;
    for (int i = 0; i < quantiles; ++i) {
        const double z = normal((i + 0.5) / quantiles);
        const double debt_usd = spec.debt_log_sd > 0.0 ? median_usd * exp_exact(spec.debt_log_sd * z) : median_usd;
        const double days = days_to_pay_off(spec, debt_usd);  // infinite if it is never paid
        const double still_held = days < 1e9 ? exp_exact((days - 1.0) * log_exact(1.0 - chance)) : 0.0;
        const double ended = 1.0 - still_held;
        held.days += (chance > 0.0 ? 1.0 + ended / chance : days) / quantiles;
        if (exits > 0.0) held.dies += ended * deaths / exits / quantiles;
    }
    return held;
}

/// For one person who travelled alone.
CaptivityExpectation expected_captivity(const Today& today, std::size_t mechanism, NodeId node, bool woman)
{
    const CaptivitySpec& captivity = today.model->captivity;
    switch (today.harms->all[mechanism].spec.leads_to) {
    case LeadsTo::trafficked:
        return expected_exploitation(today, mechanism, node, Status::trafficked);
    case LeadsTo::debt_bondage:
        return expected_exploitation(today, mechanism, node, Status::debt_bondage);
    case LeadsTo::courier:
        return {.days = captivity.courier.mean_days, .dies = 0.0};
    default:
        break;
    }
    const KidnapSpec& kidnap = captivity.kidnapped;
    const double killed = std::min(kidnap.killed_share, 1.0 - kidnap.rescued_share);
    CaptivityExpectation held{.days = kidnap.mean_days, .dies = killed};
    if (!woman) return held;
    const double kept = std::min(kidnap.trafficked_share, 1.0 - kidnap.rescued_share - killed);
    const CaptivityExpectation then = expected_exploitation(today, mechanism, node, Status::trafficked);
    held.days += kept * then.days;
    held.dies += kept * then.dies;
    return held;
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
    if (today.model->journey.weigh_again_share > 0.0)
        left_out.emplace_back("destinations weighed again by those who are held up");
    if (!today.model->routes.learning.empty()) left_out.emplace_back("learning of irregular ways");
    bool has_later_stages = false;
    for (const Stage stage : {Stage::origin, Stage::residence, Stage::arrival})
        has_later_stages |= !today.harms->at(stage).empty();
    if (has_later_stages) left_out.emplace_back("mechanisms at departure, on arrival and of the settled");
    bool asks_who = false;
    for (const Harm& harm : today.harms->all) asks_who |= harm.asks_for_details;
    if (asks_who && share_alone(today.model->departures) < 1.0)
        left_out.emplace_back("who is in parties of several, and whoever is taken from them");
    left_out.emplace_back("purses that run dry, giving up after long waits, moves after settling");
    return left_out;
}

/// People of one kind who leave one origin, to wherever they are bound.
void follow_travellers(const Today& today, NodeId origin, Traveller kind, double weight, TwinExpectations& sums)
{
    const Places& places = *today.places;
    const Knowledge::Choice& choice = today.knowledge->choice(places.at[origin], kind.documents);
    double before = 0.0;
    for (std::size_t p = 0; p < places.choosable; ++p) {
        const double upto = p + 1 == places.choosable ? 1.0 : choice.below[p] / 2147483648.0;
        const double bound_there = weight * (upto - before);
        before = upto;
        if (bound_there <= 0.0) continue;
        Chain chain{today, PlaceId{p}, kind, false, sums};
        Weights start;
        chain.choose_way(origin, bound_there, start);
        GoBack back;
        start = chain.stop_at_origin(start, back);
        const GoBack later = chain.follow(start);
        for (const auto& [node, freed] : later.freed) back.freed[node] += freed;
        Chain home{today, places.at[origin], kind, true, sums};
        Weights homeward = later.turned_back;
        for (const auto& [node, freed] : back.freed)
            if (places.at[node] == places.at[origin])
                sums.arrivals[places.at[origin].index()] += freed;
            else if (freed > 0.0)
                home.choose_way(node, freed, homeward);
        if (!homeward.empty()) home.follow(homeward);
    }
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
                          .losses_usd = std::vector<double>(today.harms->all.size()),
                          .captures = std::vector<double>(today.harms->all.size()),
                          .left_out = what_is_left_out(today, simulation.scenario())};
    const double passport = value_on(today.model->endowment.passport_share, today.date);
    const double visa = value_on(today.model->endowment.visa_share, today.date);
    const std::array<double, documents_count> documents{1.0 - passport, passport * (1.0 - visa), passport * visa};
    const double alone = share_alone(today.model->departures);

    const double women = today.model->endowment.woman_share;
    const std::array<std::pair<Traveller, double>, 3> kinds{{{{.alone = true, .woman = true}, alone * women},
                                                             {{.alone = true, .woman = false}, alone * (1.0 - women)},
                                                             {{.alone = false, .woman = false}, 1.0 - alone}}};
    for (const auto& [origin, share] : shares_of_origins(today))
        for (std::size_t d = 0; d < documents_count; ++d)
            for (auto [kind, kind_share] : kinds) {
                kind.documents = static_cast<Documents>(d);
                const double weight = share * documents[d] * kind_share;
                if (weight > 0.0) follow_travellers(today, origin, kind, weight, sums);
            }
    return sums;
}

}  // namespace corredor

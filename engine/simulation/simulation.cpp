#include "simulation/simulation.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/check.hpp"
#include "base/knots.hpp"
#include "simulation/archive.hpp"
#include "simulation/invariants.hpp"

namespace corredor {

Simulation::Simulation(const LoadedScenario& loaded, int threads, Endings endings)
    : scenario_{loaded.scenario}, models_{loaded.models}, initial_stock_{loaded.tables.initial_stock},
      world_{build_world(loaded.tables)}, timeline_{world_, loaded.scenario.timeline}, places_{world_,
                                                                                               models_.front().model},
      shut_posts_{world_}, workers_{threads}, territory_{world_, models_.front().model},
      passages_counted_(world_.countries.size()), last_tick_{scenario_.run.end.days_since(scenario_.run.start)}
{
    for (const auto& [name, spec] : models_.front().model.mechanisms) mechanisms_.push_back(name);
    const Tally empty{world_.node_count(), world_.leg_count(), world_.countries.size(), mechanisms_.size()};
    state_.lanes.resize(lane_count);
    for (Lane& lane : state_.lanes) {
        lane.tally = empty;
        lane.keeps = endings;
        lane.setting_out.assign((world_.leg_count() + 1) * mode_count, {});
        lane.arriving.assign(DueCalendar<Party>::near_days * world_.leg_count(), 0);
    }
    at_last_refresh_ = empty;
    at_last_week_ = empty;
    state_.beliefs = {.price_usd = Column<LegId, double>(world_.leg_count()),
                      .interception = Column<LegId, double>(world_.leg_count()),
                      .danger = Column<LegId, double>(world_.leg_count()),
                      .danger_at = Column<NodeId, double>(world_.node_count()),
                      .irregular_entrants_remembered = Column<CountryId, double>(world_.countries.size()),
                      .trust = Column<CountryId, double>(world_.countries.size(), 1.0)};
    state_.grip = Grip{world_.node_count(), world_.leg_count()};
    look_at_harms();
    knowledge_.believed = WayTable{places_};
    knowledge_.actual = WayTable{places_};
    place_pools();
    note_shut_posts();
    state_.conditions = timeline_.conditions_on(date(), models_.front().model);
    bound_per_year_ = residence_hazards();
    for (const LegId leg : Range<LegId>{world_.leg_count()}) {
        state_.beliefs.interception[leg] = state_.conditions.interception[leg];
        state_.beliefs.price_usd[leg] = state_.conditions.toll_usd[leg];
    }
    settle_initial_stock(today(), initial_stock_, bound_per_year_, state_);
    place_cells(today(), territory_, state_);
}

void Simulation::place_pools()
{
    state_.pool = Column<NodeId, std::int64_t>(world_.node_count(), 0);
    const DepartureSpec& departures = scenario_.model.departures;
    for (const auto& [ref, share] : departures.origin_share)
        state_.pool[world_.node(ref.name)] = static_cast<std::int64_t>(
            share * static_cast<double>(departures.pool_people) / static_cast<double>(persons_per_agent()) + 0.5);
}

/// [1/year] by country, with all the reach that there can be
Column<CountryId, double> Simulation::most_harm_of_the_settled(const ModelSpec& model) const
{
    Grip everywhere{world_.node_count(), world_.leg_count()};
    for (auto& of_node : everywhere.reach) of_node.fill(1.0);
    const Harms harms{world_, model, everywhere};
    Column<CountryId, double> most(world_.countries.size());
    for (const NodeId node : Range<NodeId>{world_.node_count()}) {
        double sum = 0.0;
        for (const std::size_t m : harms.at(Stage::residence)) {
            const Harm& harm = harms.all[m];
            sum += harm.rate[node] * *std::ranges::max_element(harm.factor) * harm.most_by_details * 365.0;
        }
        double& of_country = most[world_.nodes.country[node]];
        of_country = std::max(of_country, sum);
    }
    return most;
}

/// The highest that the sum of a resident's hazards is today, by country and whether it may move on.
std::vector<double> Simulation::residence_hazards() const
{
    const Conditions& conditions = state_.conditions;
    const Column<CountryId, double> harmed = most_harm_of_the_settled(models_[model_in_force_].model);
    std::vector<double> per_year(world_.countries.size() * 2);
    for (const CountryId country : Range<CountryId>{world_.countries.size()}) {
        const double staying = conditions.return_per_year[country] + conditions.deportations_per_year[country] +
                               conditions.regularisation_per_year[country] + harmed[country];
        per_year[country.index() * 2] = staying;
        per_year[country.index() * 2 + 1] = staying + models_[model_in_force_].model.settlement.reconsider_per_year;
    }
    return per_year;
}

// Residents are thinned against the highest that the sum of their hazards has been so far: never against what a later
// entry will make of it, so that two scenarios are the same until the day on which they part.
void Simulation::raise_bounds()
{
    std::vector<double> raised = residence_hazards();
    for (std::size_t i = 0; i < raised.size(); ++i) raised[i] = std::max(raised[i], bound_per_year_[i]);
    if (raised == bound_per_year_) return;
    const Today now = today();
    workers_.for_each(lane_count, [&](std::size_t l) { wake_sooner(now, bound_per_year_, raised, state_.lanes[l]); });
    bound_per_year_ = std::move(raised);
}

void Simulation::note_shut_posts()
{
    std::set<Date> days{scenario_.run.start};
    for (const DatedModel& model : models_) days.insert(model.on);
    for (const TimelineEntry& entry : scenario_.timeline) {
        days.insert(entry.on);
        if (entry.until) days.insert(*entry.until);
    }
    std::size_t model = 0;
    for (const Date day : days) {
        if (day < scenario_.run.start || day >= scenario_.run.end) continue;
        while (model + 1 < models_.size() && models_[model + 1].on <= day) ++model;
        shut_posts_.note(day.days_since(scenario_.run.start), timeline_.conditions_on(day, models_[model].model));
    }
}

Today Simulation::today() const
{
    const ModelSpec& model = models_[model_in_force_].model;
    Today today{.tick = tick_,
                .date = date(),
                .seed = static_cast<std::uint64_t>(scenario_.run.seed),
                .persons_per_agent = persons_per_agent(),
                .crossing_ends_the_day = scenario_.world.crossing_ends_the_day,
                .world = &world_,
                .model = &model,
                .places = &places_,
                .knowledge = &knowledge_,
                .harms = &harms_,
                .stops = &stops_,
                .conditions = &state_.conditions,
                .shut_posts = &shut_posts_,
                .grip = &state_.grip,
                .steps = &steps_,
                .open_road = &open_road_,
                .registration_share = Column<CountryId, double>(world_.countries.size(), 0.0),
                .tells_incidents = scenario_.outputs.events_at_most.has_value(),
                .follows_below = draws_below(scenario_.outputs.journeys_share.value_or(0.0))};
    for (const auto& [country, share] : model.observation.registration_share)
        today.registration_share[world_.country(country.name)] = value_on(share, today.date);
    return today;
}

// An entry that begins or ends and changes nothing is no news: nothing is looked at again for it. Dated series are read
// on refresh days only, so that a day on which an entry begins shows what the entry does and no more.
void Simulation::apply_timeline()
{
    bool is_news = false;
    while (model_in_force_ + 1 < models_.size() && models_[model_in_force_ + 1].on <= date()) {
        ++model_in_force_;
        territory_ = Territory{world_, models_[model_in_force_].model};
        is_news |= models_[model_in_force_].model != models_[model_in_force_ - 1].model;
    }
    const ModelSpec& model = models_[model_in_force_].model;
    look_at_harms();
    if (is_refresh_day()) {
        series_read_on_ = date();
        is_news = true;
    }
    Conditions conditions = timeline_.conditions_on(date(), model, series_read_on_);
    const auto delay = static_cast<std::int32_t>(conditions.policy_delay_days);
    const auto known_of = [&](Date day) { return std::max(scenario_.run.start, day.plus_days(-delay)); };
    Conditions believed =
        delay == 0 ? conditions : timeline_.conditions_on(known_of(date()), model, known_of(series_read_on_));
    conditions_are_new_ = is_news || conditions != state_.conditions || believed != state_.believed_conditions;
    state_.conditions = std::move(conditions);
    state_.believed_conditions = std::move(believed);
    derive();
    raise_bounds();
}

/// Tables that follow from the model and the conditions in force.
void Simulation::derive()
{
    const ModelSpec& model = models_[model_in_force_].model;
    steps_ = leg_steps(world_, model, state_.conditions, state_.grip, scenario_.world.bus_hours_per_day);
    open_road_ = open_road(world_, places_, stops_, steps_);
}

// What ids and sizes in a checkpoint may be is known only here, where the world is.
void Simulation::take_up()
{
    const auto expect = [](bool holds, const char* what) {
        if (!holds) throw ArchiveError{what};
    };
    expect(tick_ >= 0 && tick_ <= last_tick_, "its day is not one of this run");
    expect(model_in_force_ < models_.size(), "its model is not one of this run");
    expect(effort_.empty() || effort_.size() == state_.cells.members.size(), "its cells are not those of this run");
    const auto is_place = [&](std::size_t place) { return place < places_.size(); };
    for (const Lane& lane : state_.lanes) {
        lane.journeys.for_each([&](const Party& p) {
            const bool is_sound =
                p.node.index() < world_.node_count() && (p.leg.is_none() || p.leg.index() < world_.leg_count()) &&
                is_place(p.place) && is_place(p.home) && is_place(p.id >> 56U) && p.size > 0 &&
                p.traveller < traveller_class_count && static_cast<std::size_t>(p.status) < status_count &&
                p.halt <= Halt::turned_away && p.way < places_.corridors[PlaceId{p.place}].size();
            expect(is_sound, "somebody is somewhere that is not there");
        });
        lane.residents.for_each([&](const Resident& r) {
            const bool is_sound = is_place(r.place) && is_place(r.id >> 56U) && r.size > 0 &&
                                  static_cast<std::size_t>(r.documents) < documents_count && r.is_irregular <= 1 &&
                                  r.drew_as_mover <= 1;
            expect(is_sound, "somebody lives somewhere that is not there");
        });
        for (const Captive& c : lane.captives) {
            const bool is_sound = c.node.index() < world_.node_count() && is_place(c.place) && is_place(c.home) &&
                                  is_place(c.id >> 56U) && c.size > 0 && c.traveller < traveller_class_count &&
                                  c.mechanism < mechanisms_.size() && c.fate <= Fate::arrested &&
                                  static_cast<std::size_t>(c.status) < status_count;
            expect(is_sound, "somebody is held somewhere that is not there");
        }
        expect(lane.journeys.today() == tick_ && lane.residents.today() == tick_, "its days do not agree");
    }
    knowledge_.believed.index();
    if (!knowledge_.both_same) knowledge_.actual.index();
    territory_ = Territory{world_, models_[model_in_force_].model};
    // Tables are those of the day on which they were last worked out, whatever the grip is by now.
    std::swap(state_.grip, grip_looked_at_);
    Grip grip = grip_looked_at_;
    look_at_harms();
    derive();
    state_.grip = std::move(grip);
}

bool Simulation::is_refresh_day() const
{
    return tick_ % static_cast<Tick>(models_[model_in_force_].model.routes.refresh_days) == 0;
}

// Ways are valued again when what is known of them changed, and on every refresh day, since experience has changed.
void Simulation::perceive_again()
{
    const Today now = today();
    const bool refresh = is_refresh_day();
    remember_passages(now, state_.lanes, passages_counted_, state_.beliefs);
    if (!conditions_are_new_) return;
    const Tally totals = this->totals();
    if (refresh) {
        spread_beliefs(now, totals, at_last_refresh_, state_.beliefs);
        spread_distrust(now, totals, at_last_refresh_, state_.beliefs);
        spread_fear(now, totals, at_last_refresh_, state_.beliefs);
        at_last_refresh_ = totals;
    }
    perceive(now, state_, totals, workers_, knowledge_);
}

// What is likely to happen to people, from the parameters in force and the reach of organisations as it is today.
void Simulation::look_at_harms()
{
    const ModelSpec& model = models_[model_in_force_].model;
    if (model.crime.fixed_reach)
        for (const NodeId node : Range<NodeId>{world_.node_count()}) {
            state_.grip.reach[node].fill(*model.crime.fixed_reach);
            state_.grip.package_supply[node] = *model.crime.fixed_reach;
            state_.grip.conversion[node] = *model.crime.fixed_reach;
        }
    harms_ = Harms{world_, model, state_.grip};
    stops_ = Stops{world_, model, harms_};
    grip_looked_at_ = state_.grip;
}

void Simulation::open_shelters()
{
    for (const NodeId node : Range<NodeId>{world_.node_count()}) {
        const std::int64_t beds = state_.conditions.shelter_beds[node];
        if (beds == 0) {
            if (conditions_are_new_) stops_.shelter(node, 0.0);  // one may have closed
            continue;
        }
        std::int64_t waiting = 0;
        for (const Lane& lane : state_.lanes)
            waiting += lane.tally.persons[node.index() * status_count + static_cast<std::size_t>(Status::waiting)];
        const double people = static_cast<double>(waiting * persons_per_agent());
        stops_.shelter(node, people > 0.0 ? std::min(1.0, static_cast<double>(beds) / people) : 1.0);
    }
}

void Simulation::begin_day()
{
    if (day_has_begun_) return;
    day_has_begun_ = true;
    run_phase(Phase::apply_timeline, [&] {
        conditions_are_new_ = false;
        if (may_change_today()) apply_timeline();
        open_shelters();
    });
    run_phase(Phase::perceive, [&] { perceive_again(); });
}

void Simulation::forget_people()
{
    for (Lane& lane : state_.lanes) {
        lane.journeys = {};
        lane.residents = {};
        lane.captives = {};
        lane.endings = {};
        lane.forget_the_last_day();
    }
}

void Simulation::step()
{
    CORREDOR_EXPECT(tick_ < last_tick_);
    begin_day();

    const Today now = today();
    std::vector<Lane>& lanes = state_.lanes;
    for (Lane& lane : lanes) lane.forget_the_last_day();
    if (territory_.organisations() > 0)
        run_phase(Phase::apply_timeline, [&] { strike(now, territory_, timeline_.starting_on(date()), state_); });
    run_phase(Phase::depart, [&] {
        const auto batches = plan_departures(now, state_);
        workers_.for_each(lane_count, [&](std::size_t l) { depart(now, batches, l, lanes[l]); });
    });
    run_phase(Phase::travel, [&] { workers_.for_each(lane_count, [&](std::size_t l) { travel(now, lanes[l]); }); });
    run_phase(Phase::encounter,
              [&] { workers_.for_each(lane_count, [&](std::size_t l) { encounter(now, lanes[l]); }); });
    run_phase(Phase::cross, [&] {
        workers_.for_each(lane_count, [&](std::size_t l) { cross(now, lanes[l]); });
        admit_from_queues(now, lanes);
    });
    run_phase(Phase::captivity, [&] {
        const CaptivePlaces places = captive_places(now, lanes);
        workers_.for_each(lane_count, [&](std::size_t l) { captivity(now, places, l, lanes[l]); });
        for (double& share : state_.grip.rescued_share) share = 0.0;  // an operation frees people on its day only
    });
    run_phase(Phase::settle,
              [&] { workers_.for_each(lane_count, [&](std::size_t l) { settle(now, bound_per_year_, lanes[l]); }); });
    run_phase(Phase::organise, [&] { organise_week(); });
    for (const Lane& lane : lanes) agent_days_ += lane.journeys.size();
#ifdef CORREDOR_AUDIT
    check_invariants(world_, state_, tick_);
#endif
    day_has_begun_ = false;
    ++tick_;
}

void Simulation::organise_week()
{
    constexpr Tick week = 7;
    const bool they_act = territory_.organisations() > 0 && !models_[model_in_force_].model.crime.fixed_reach;
    if (!they_act || (tick_ + 1) % week != 0) return;
    auto effort = organise(today(), territory_, totals(), at_last_week_, state_);
    if (scenario_.outputs.events_at_most) effort_ = std::move(effort);
    at_last_week_ = totals();  // with what was booked just now
    look_at_harms();
    open_road_ = open_road(world_, places_, stops_, steps_);
}

bool Simulation::may_change_today() const
{
    const auto delay = static_cast<std::int32_t>(state_.conditions.policy_delay_days);
    const bool new_model = model_in_force_ + 1 < models_.size() && models_[model_in_force_ + 1].on <= date();
    return is_refresh_day() || new_model || timeline_.changes_on(date()) ||
           timeline_.changes_on(date().plus_days(-delay));
}

bool Simulation::records_on(Tick finished) const
{
    return finished == last_tick_ || finished % static_cast<Tick>(scenario_.outputs.record_every_days) == 0;
}

void Simulation::run(const Observer& observe, const std::function<bool(const Simulation&)>& stop)
{
    while (tick_ < last_tick_ && !(stop && stop(*this))) {
        step();
        if (observe && records_on(tick_)) run_phase(Phase::record, [&] { observe(*this); });
    }
}

}  // namespace corredor

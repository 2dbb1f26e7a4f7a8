#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <map>
#include <memory>

#include "base/parallel.hpp"
#include "model/timeline.hpp"
#include "phases/phases.hpp"
#include "scenario/load.hpp"
#include "state/state.hpp"

namespace corredor {

enum class Phase : std::uint8_t {
    apply_timeline,
    perceive,
    depart,
    travel,
    cross,
    encounter,
    captivity,
    settle,
    organise,
    record
};
inline constexpr std::array<std::string_view, 10> phase_names{"apply_timeline", "perceive",  "depart",    "travel",
                                                              "cross",          "encounter", "captivity", "settle",
                                                              "organise",       "record"};

/// One run of one scenario. A Simulation that exists is ready to step.
class Simulation {
public:
    /// Called at the end of a tick that is recorded.
    using Observer = std::function<void(const Simulation&)>;

    Simulation(const LoadedScenario& loaded, int threads, Endings endings = Endings::forgotten);
    Simulation(const Simulation&) = delete;  // its parts point at one another
    Simulation& operator=(const Simulation&) = delete;

    /// What a day begins with: conditions of the day, and what parties believe. `step` does this by itself; asking for
    /// it before only lets one look at what people are about to choose from.
    void begin_day();
    [[nodiscard]] Today today() const;

    /// Advances the world by one day. The order of the phases is part of the model.
    void step();

    /// Steps to the end of the scenario, unless `stop` says to end early. observe is called after each recorded day.
    void run(const Observer& observe, const std::function<bool(const Simulation&)>& stop = {});

    /// Calls visit(part) for everything that a day may change and that does not follow from the rest: what a checkpoint
    /// holds. To be called between two days.
    template <class Self, class Visitor>
    static void each_part(Self& self, Visitor&& visit)
    {
        visit(self.state_);
        visit(self.grip_looked_at_);
        visit(self.knowledge_);
        visit(self.at_last_refresh_);
        visit(self.at_last_week_);
        visit(self.passages_counted_);
        visit(self.bound_per_year_);
        visit(self.effort_);
        visit(self.model_in_force_);
        visit(self.series_read_on_.days_since_1970);
        visit(self.tick_);
        visit(self.agent_days_);
    }

    /// Works out what follows from those parts, once they have been filled from a checkpoint.
    /// errors  ArchiveError
    void take_up();

    /// Gives back the memory of everybody, in a run that is over or is about to be filled from a checkpoint; counts
    /// stay.
    void forget_people();

    [[nodiscard]] Tick tick() const { return tick_; }
    [[nodiscard]] Tick last_tick() const { return last_tick_; }
    [[nodiscard]] Date date() const { return scenario_.run.start.plus_days(tick_); }
    [[nodiscard]] bool records_on(Tick finished) const;
    [[nodiscard]] const Scenario& scenario() const { return scenario_; }
    [[nodiscard]] const World& world() const { return world_; }
    [[nodiscard]] const Places& places() const { return places_; }
    [[nodiscard]] const State& state() const { return state_; }
    [[nodiscard]] const Knowledge& knowledge() const { return knowledge_; }
    [[nodiscard]] const Territory& territory() const { return territory_; }
    /// (cell, business) [1] what cells put into their businesses this week; empty before they first act, and where
    /// incidents are not told one by one: nobody else asks.
    [[nodiscard]] const Column<CellId, ByEconomy<double>>& effort() const { return effort_; }
    [[nodiscard]] Tally totals() const { return total(state_); }
    [[nodiscard]] std::int64_t persons_per_agent() const { return scenario_.run.persons_per_agent; }
    [[nodiscard]] std::int64_t agent_days() const { return agent_days_; }
    [[nodiscard]] const std::vector<std::string>& mechanisms() const { return mechanisms_; }
    [[nodiscard]] const std::array<double, phase_names.size()>& seconds_by_phase() const { return seconds_; }

private:
    [[nodiscard]] bool may_change_today() const;
    [[nodiscard]] bool is_refresh_day() const;
    void apply_timeline();
    void derive();
    void perceive_again();
    void place_pools();
    [[nodiscard]] std::vector<double> residence_hazards() const;
    void raise_bounds();
    [[nodiscard]] Column<CountryId, double> most_harm_of_the_settled(const ModelSpec&) const;
    void note_shut_posts();
    void open_shelters();
    void look_at_harms();
    void organise_week();

    template <class Work>
    void run_phase(Phase phase, Work&& work)
    {
        const auto begin = std::chrono::steady_clock::now();
        work();
        seconds_[static_cast<std::size_t>(phase)] +=
            std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    }

    Scenario scenario_;
    std::vector<DatedModel> models_;
    std::vector<StockRow> initial_stock_;
    World world_;
    Timeline timeline_;
    Places places_;
    ShutPosts shut_posts_;
    Workers workers_;
    Harms harms_;
    Stops stops_;
    Territory territory_;
    std::vector<std::string> mechanisms_;
    std::vector<double> bound_per_year_;  // country × may move: of the hazards of residents, so far
    Column<CellId, ByEconomy<double>> effort_;
    State state_;
    Grip grip_looked_at_;  // when what follows was last worked out: it may have moved since
    LegSteps steps_;
    OpenRoad open_road_;
    Knowledge knowledge_;
    Tally at_last_refresh_;
    Tally at_last_week_;
    std::vector<std::int64_t> passages_counted_;
    std::size_t model_in_force_ = 0;
    bool conditions_are_new_ = true;
    Date series_read_on_;  // dated series, such as pulls
    bool day_has_begun_ = false;
    Tick tick_ = 0;
    Tick last_tick_ = 0;
    std::int64_t agent_days_ = 0;
    std::array<double, phase_names.size()> seconds_{};
};

}  // namespace corredor

#include "studies/report_scenario.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <set>

#include "scenario/yaml_events.hpp"
#include "studies/report_run_numbers.hpp"
#include "studies/small_counts.hpp"

namespace corredor {

namespace {

/// What of a variable goes on the map: the sum over the axes that are not kept.
struct MapSpec {
    std::string_view variable;
    std::array<std::string_view, 2> keep;
    double scale = 1.0;
};

constexpr std::array map_specs{
    MapSpec{"persons", {"node", "status_at_place"}},
    MapSpec{"departures", {"node"}},
    MapSpec{"settlements", {"node"}},
    MapSpec{"returns", {"node"}},
    MapSpec{"incidents", {"node"}},
    MapSpec{"captives", {"node"}},
    MapSpec{"homicides", {"node"}},
    MapSpec{"arrests", {"node"}},
    MapSpec{"members", {"organisation", "node"}},
    MapSpec{"control", {"organisation", "node"}, 1000.0},
    MapSpec{"persons_on_leg", {"leg"}},
    MapSpec{"traversals", {"leg"}},
    MapSpec{"crossings", {"leg"}},
    MapSpec{"irregular_entries", {"leg"}},
    MapSpec{"registered_irregular_entries", {"leg"}},
    MapSpec{"interceptions", {"leg"}},
    MapSpec{"refusals", {"leg"}},
};

constexpr double untold = std::numeric_limits<double>::quiet_NaN();

bool is_held(std::string_view status)
{
    static const std::set<std::string_view> held{"kidnapped", "debt_bondage", "trafficked", "courier"};
    return held.contains(status);
}

/// Where a cell lies on each axis.
std::vector<std::size_t> coordinates(const Block& block, std::size_t cell)
{
    std::vector<std::size_t> at(block.lengths.size());
    for (std::size_t axis = block.lengths.size(); axis-- > 0;) {
        at[axis] = cell % block.lengths[axis];
        cell /= block.lengths[axis];
    }
    return at;
}

/// A cell by the names of what it counts.
class Cell {
public:
    Cell(const ReportRun& run, const Block& block, std::size_t cell) : run_{&run}, block_{&block}
    {
        at_ = coordinates(block, cell);
    }

    /// Empty when the variable has no such axis.
    [[nodiscard]] std::string label(std::string_view axis) const
    {
        // Those who are held are told together: by kind they would be too few to say.
        if (axis == "status_at_place") return is_held(label("status")) ? "held" : label("status");
        const auto place = std::ranges::find(block_->axes, axis);
        if (place == block_->axes.end()) return {};
        const std::size_t index = at_[static_cast<std::size_t>(place - block_->axes.begin())];
        const auto* labels = run_->labels(axis);
        return labels != nullptr && index < labels->size() ? (*labels)[index] : std::to_string(index);
    }
    [[nodiscard]] std::size_t index(std::string_view axis) const
    {
        const auto place = std::ranges::find(block_->axes, axis);
        return place == block_->axes.end() ? 0 : at_[static_cast<std::size_t>(place - block_->axes.begin())];
    }
    [[nodiscard]] std::string country() const
    {
        if (block_->has_axis("node")) return run_->record.node_country[index("node")];
        if (block_->has_axis("leg")) return run_->record.leg_to_country[index("leg")];
        return label("country");
    }

private:
    const ReportRun* run_;
    const Block* block_;
    std::vector<std::size_t> at_;
};

/// Keeps what the table of irregular entries by year needs.
RunRecord only_entries(const RunRecord& run)
{
    RunRecord slim;
    slim.title = run.title;
    slim.start = run.start;
    slim.days = run.days;
    slim.country = run.country;
    slim.leg = run.leg;
    slim.leg_from = run.leg_from;
    slim.leg_to = run.leg_to;
    slim.leg_kind = run.leg_kind;
    slim.leg_from_country = run.leg_from_country;
    slim.leg_to_country = run.leg_to_country;
    slim.leg_border_pair = run.leg_border_pair;
    slim.irregular_entries = run.irregular_entries;
    slim.registered_irregular_entries = run.registered_irregular_entries;
    return slim;
}

/// What is told to people and is in no result: titles and questions in Spanish.
std::map<std::string, std::string> texts_of(const std::string& yaml)
{
    std::map<std::string, std::string> texts;
    Problems problems;
    const Value scenario = parse_yaml(yaml, nullptr, problems);
    if (!scenario.is_map()) return texts;
    for (const char* key : {"name_es", "question_es"})
        if (const Member* found = scenario.find(key); found != nullptr && found->value.is_text())
            texts.emplace(key, found->value.text);
    return texts;
}

FlatScenario values_without_seed(const std::string& yaml)
{
    FlatScenario values = flatten(yaml);
    values.erase("run.seed");
    return values;
}

}  // namespace

std::size_t ReportAxes::index_of(const std::string& axis, const std::string& label)
{
    auto& labels = labels_[axis];
    const auto [place, is_new] = indices_[axis].emplace(label, labels.size());
    if (is_new) labels.push_back(label);
    return place->second;
}

namespace {

/// The series that a headline number is the sum of, where it is of one.
std::string series_of_measure(const std::string& key)
{
    if (key == "tolls_usd") return "gains_usd_tolls";
    if (key == "bribes_usd") return "gains_usd_officials";
    if (key == "fares_usd") return "gains_usd_carriers";
    if (key == "takings_usd") return "gains_usd_organisations";
    if (key == "organisation_income_usd") return "revenue_usd";
    return key;
}

}  // namespace

ReportScenario::ReportScenario(const ReportRun& first, const ReportSteps& steps, ReportAxes& axes)
    : values_{values_without_seed(first.record.scenario_yaml)}, texts_{texts_of(first.record.scenario_yaml)},
      steps_{&steps}, axes_{&axes}, amounts_{values_}
{
    first_ = first;
    first_.blocks.clear();
    first_.record = only_entries(first.record);
    first_.record.scenario_yaml = first.record.scenario_yaml;
    first_.record.scenario_sha256 = first.record.scenario_sha256;
    first_.record.persons_per_agent = first.record.persons_per_agent;
    first_.record.node = first.record.node;
    first_.record.node_country = first.record.node_country;
    first_.record.node_kind = first.record.node_kind;
    first_.record.status = first.record.status;
}

bool ReportScenario::is_of(const ReportRun& run) const
{
    return run.record.title == first_.record.title && run.input_sha256 == first_.input_sha256 &&
           (run.record.scenario_yaml == first_.record.scenario_yaml ||
            values_without_seed(run.record.scenario_yaml) == values_);
}

void ReportScenario::add(ReportRun&& run)
{
    runs_.push_back({.file = run.file,
                     .seed = run.record.seed,
                     .scenario_sha256 = run.record.scenario_sha256,
                     .state_hash = run.state_hash,
                     .headline = headline(run.record)});
    auto& numbers = runs_.back().headline;
    for (HeadlineNumber& number : numbers_beside_headline(run)) numbers.push_back(std::move(number));
    entries_.push_back(only_entries(run.record));
    add_to_map(run);
    add_to_series(run);
    amounts_.add(run, *steps_);
    const auto& ended = run.record.journeys_ended.values;
    arrived_.push_back(std::accumulate(ended.begin(), ended.end(), 0.0));
    const Series& ledger = run.record.ledger;
    ledger_.resize(std::max(ledger_.size(), ledger.cells));
    for (std::size_t i = 0; i < ledger.values.size(); ++i) ledger_[i % ledger.cells] += ledger.values[i];
}

void ReportScenario::add_to_map(const ReportRun& run)
{
    for (const MapSpec& spec : map_specs) {
        const Block* block = run.find(spec.variable);
        if (block == nullptr) continue;
        auto found = std::ranges::find(map_, spec.variable, &MapVariable::name);
        if (found == map_.end()) {
            MapVariable fresh{.name = block->name,
                              .axes = {},
                              .unit = block->unit,
                              .is_flow = block->is_flow,
                              .scale = spec.scale,
                              .cells = {},
                              .sums = {}};
            for (const std::string_view axis : spec.keep)
                if (!axis.empty()) fresh.axes.emplace_back(axis);
            found = map_.insert(map_.end(), std::move(fresh));
        }
        std::map<std::vector<std::size_t>, std::size_t> groups;
        for (std::size_t g = 0; g < found->cells.size(); ++g) groups.emplace(found->cells[g], g);
        for (std::size_t c = 0; c < block->active.cells.size(); ++c) {
            const Cell cell{run, *block, block->active.cells[c]};
            std::vector<std::size_t> place;
            for (const std::string& axis : found->axes) place.push_back(axes_->index_of(axis, cell.label(axis)));
            const auto [group, is_new] = groups.emplace(place, groups.size());
            if (is_new) {
                found->cells.push_back(place);
                found->sums.emplace_back(steps_->count());
            }
            steps_->gather(block->records_of(c), block->is_flow, found->sums[group->second]);
        }
    }
}

ReportSeries& ReportScenario::series_of(const std::string& key, const Block& block, double scale)
{
    const auto [place, is_new] = series_by_key_.emplace(key, series_.size());
    if (is_new)
        series_.push_back({.key = key, .unit = block.unit, .is_flow = block.is_flow, .scale = scale, .of_runs = {}});
    return series_[place->second];
}

/// Adds a run's values of the sums that `key_of_cell` makes of a variable's cells; those with an empty key are left
/// out.
template <class KeyOfCell>
void ReportScenario::add_split(const ReportRun& run, std::string_view variable, double scale, KeyOfCell&& key_of_cell)
{
    const Block* block = run.find(variable);
    if (block == nullptr) return;
    std::map<std::string, std::vector<double>> sums;
    for (std::size_t c = 0; c < block->active.cells.size(); ++c) {
        const std::string key = key_of_cell(Cell{run, *block, block->active.cells[c]});
        if (key.empty()) continue;
        auto& of_key = sums.try_emplace(key, steps_->count()).first->second;
        steps_->gather(block->records_of(c), block->is_flow, of_key);
    }
    for (auto& [key, of_run] : sums) series_of(key, *block, scale).of_runs.push_back(std::move(of_run));
}

void ReportScenario::add_to_series(const ReportRun& run)
{
    const auto total = [&](std::string_view variable) {
        add_split(run, variable, 1.0, [&](const Cell&) { return std::string{variable}; });
    };
    const auto by = [&](std::string_view variable, std::string_view axis, double scale = 1.0) {
        add_split(run, variable, scale,
                  [&](const Cell& cell) { return std::string{variable} + '_' + cell.label(axis); });
    };
    const auto by_country = [&](std::string_view variable) {
        add_split(run, variable, 1.0, [&](const Cell& cell) { return std::string{variable} + '_' + cell.country(); });
    };
    for (const auto* variable : {"departures", "returns", "irregular_entries", "interceptions", "refusals", "homicides",
                                 "arrests", "incidents", "captives", "members", "people_extorted", "people_trafficked"})
        total(variable);
    by_country("irregular_entries");
    by_country("registered_irregular_entries");
    by_country("homicides");
    add_split(run, "persons", 1.0, [&](const Cell& cell) -> std::string {
        const std::string status = cell.label("status");
        const std::string country = cell.country();
        if ((status == "settled" || status == "exited") && !run.record.is_home(country)) return "settled_" + country;
        return {};
    });
    add_split(run, "persons", 1.0, [](const Cell& cell) -> std::string {
        const std::string status = cell.label("status");
        if (status == "travelling" || status == "waiting") return "under_way";
        if (is_held(status)) return "held";
        return status == "dead" || status == "detained" ? status : std::string{};
    });
    add_split(run, "residents", 1.0, [](const Cell& cell) -> std::string {
        return cell.index("regularity") == 1 ? "irregular_residents_" + cell.country() : std::string{};
    });
    by("incidents", "mechanism");
    by("captives", "mechanism");
    by("captivity_exits", "exit");
    by("members", "organisation");
    by("command", "organisation", 1000.0);
}

void ReportScenario::tell_amounts(std::int64_t persons_per_agent)
{
    const SmallCounts small{static_cast<double>(persons_per_agent)};
    ReportAmounts::Told told = amounts_.tell(small.fewest());
    for (ReportSeries& series : told.series) series_.push_back(std::move(series));
    MapVariable losses{
        .name = "losses_usd", .axes = {"node"}, .unit = "USD", .is_flow = true, .scale = 1.0, .cells = {}, .sums = {}};
    for (auto& [place, steps] : told.losses_usd) {
        losses.cells.push_back({axes_->index_of("node", place)});
        losses.sums.push_back(std::move(steps));
    }
    map_.push_back(std::move(losses));
    tell_headline(told.totals, small);
}

/// Headline numbers that are amounts: those of the result, or none at all where nothing of them is told in some run.
void ReportScenario::tell_headline(const std::map<std::string, std::vector<double>>& totals, const SmallCounts& small)
{
    std::set<std::string> left_out;
    if (std::ranges::any_of(arrived_, [&](double people) { return small.is_few(people); }))
        left_out.insert("journey_days");
    for (const RunOfReport& run : runs_)
        for (const HeadlineNumber& number : run.headline)
            if (number.unit == "USD" && number.value != 0.0 && !totals.contains(series_of_measure(number.key)))
                left_out.insert(number.key);
    for (RunOfReport& run : runs_)
        for (HeadlineNumber& number : run.headline)
            if (left_out.contains(number.key)) number.value = untold;
}

}  // namespace corredor

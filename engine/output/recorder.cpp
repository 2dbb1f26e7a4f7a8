#include "output/recorder.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "state/captive.hpp"
#include "state/status.hpp"

namespace corredor {

namespace {

template <class Names>
std::vector<std::string> strings(const Names& names)
{
    return {names.begin(), names.end()};
}

std::vector<std::string> dimensions_of(const VariableSpec& spec)
{
    std::vector<std::string> dimensions{"time"};
    for (const std::string_view axis : spec.axes) dimensions.emplace_back(axis);
    return dimensions;
}

/// Columns that tell of the places or legs of a variable, such as `node_country`: readers of CF then group by them. The
/// text of the scenario is one for all: as data, no sum over the whole file would be possible.
std::string columns_beside(const VariableSpec& spec, const Dataset& file)
{
    std::string names;
    for (const Variable& variable : file.variables) {
        const bool is_column =
            variable.dimensions.size() == 1 && variable.name.starts_with(variable.dimensions.front() + "_");
        if (is_column && std::ranges::find(spec.axes, variable.dimensions.front()) != spec.axes.end())
            names += variable.name + " ";
    }
    return names + "scenario_yaml";
}

/// Counts that make one.
double unit_of(Scale scale)
{
    switch (scale) {
    case Scale::usd:
    case Scale::whole_usd:
        return 100.0;
    case Scale::millionths:
        return 1e6;
    case Scale::people:
    case Scale::incidents:
    case Scale::whole:
        return 1.0;
    }
    return 1.0;
}

}  // namespace

Recorder::Recorder(const World& world, std::vector<std::string> mechanisms, std::vector<std::string> organisations,
                   std::int64_t persons_per_agent, std::vector<std::string> variables)
    : world_{&world}, mechanisms_{std::move(mechanisms)}, organisations_{std::move(organisations)},
      persons_per_agent_{persons_per_agent}
{
    for (const VariableSpec& spec : variable_specs()) {
        series_.push_back({.spec = &spec, .counts = {}, .numbers = {}, .before = {}, .total = 0});
        is_written_.push_back(variables.empty() || std::ranges::find(variables, spec.name) != variables.end());
    }
}

/// A variable over organisations needs some; one over mechanisms needs some.
bool Recorder::has_rows(const VariableSpec& spec) const
{
    if (spec.of_crime != nullptr) return !organisations_.empty();
    return !mechanisms_.empty() || spec.axes.back() != "mechanism";
}

namespace {

/// counts   (organisation, node, economy)
/// returns  (organisation, economy)
std::vector<std::int64_t> summed_over_nodes(const std::vector<std::int64_t>& counts, std::size_t organisations)
{
    std::vector<std::int64_t> sums(organisations * economy_count);
    const std::size_t of_each = counts.size() / organisations;
    for (std::size_t i = 0; i < counts.size(); ++i) sums[i / of_each * economy_count + i % economy_count] += counts[i];
    return sums;
}

}  // namespace

void Recorder::sample(std::int64_t days_since_start, const Tally& totals, const CrimeTally& crime,
                      std::uint64_t state_hash)
{
    days_.push_back(static_cast<double>(days_since_start));
    hashes_.push_back(state_hash);
    for (std::size_t s = 0; s < series_.size(); ++s) {
        Series& series = series_[s];
        const VariableSpec& spec = *series.spec;
        if (!has_rows(spec)) continue;
        std::vector<std::int64_t> now = spec.of_crime != nullptr ? crime.*(spec.of_crime) : totals.*(spec.counts);
        if (spec.is_over_all_nodes) now = summed_over_nodes(now, organisations_.size());
        const std::int64_t each = spec.of_crime != nullptr ? 1 : persons_per_agent_;
        series.before.resize(now.size());
        for (std::size_t i = 0; i < now.size(); ++i) {
            const bool flow = spec.kind == Kind::flow;
            const std::int64_t value = (flow ? now[i] - series.before[i] : now[i]) * each;
            if (flow) series.total += value;
            if (!is_written_[s]) continue;
            if (const double unit = unit_of(spec.scale); unit > 1.0)
                series.numbers.push_back(static_cast<double>(value) / unit);
            else
                series.counts.push_back(value);
        }
        series.before = std::move(now);
    }
}

bool Recorder::is_sound(std::int64_t days_since_start) const
{
    if (hashes_.size() != days_.size() || !std::ranges::is_sorted(days_)) return false;
    if (!days_.empty() && !(days_.front() > 0.0 && days_.back() <= static_cast<double>(days_since_start))) return false;
    for (std::size_t s = 0; s < series_.size(); ++s) {
        const Series& series = series_[s];
        const bool is_number = unit_of(series.spec->scale) > 1.0;
        const std::size_t values = is_written_[s] ? days_.size() * series.before.size() : 0;
        if (series.counts.size() != (is_number ? 0 : values) || series.numbers.size() != (is_number ? values : 0))
            return false;
        if (days_.empty() && !series.before.empty()) return false;
    }
    return (!events_ || events_->is_sound()) && (!journeys_ || journeys_->is_sound());
}

std::vector<std::pair<std::string_view, RowLimit>> Recorder::limits() const
{
    std::vector<std::pair<std::string_view, RowLimit>> all;
    if (events_) all.emplace_back("events", events_->limit());
    if (journeys_) all.emplace_back("journeys", journeys_->limit());
    if (persons_) all.emplace_back("persons", persons_->limit());
    return all;
}

void Recorder::add_coordinates(Dataset& file, Date start) const
{
    file.add_coordinate("time", Values{days_},
                        {{"units", "days since " + to_string(start) + " 00:00:00"},
                         {"calendar", "proleptic_gregorian"},
                         {"standard_name", "time"},
                         {"long_name", "end of the recorded day"},
                         {"axis", "T"}});
    file.add_coordinate("node", Values{strings(world_->nodes.id)}, {{"long_name", "place"}});
    file.add_coordinate("leg", Values{strings(world_->legs.id)}, {{"long_name", "directed way between two places"}});
    file.add_coordinate("status", Values{strings(status_names)}, {{"long_name", "status of a person"}});
    std::vector<std::string> from{"created"};
    from.insert(from.end(), status_names.begin(), status_names.end());
    file.add_coordinate("status_from", Values{from}, {{"long_name", "status before"}});
    file.add_coordinate("status_to", Values{strings(status_names)}, {{"long_name", "status after"}});
    file.add_coordinate("country", Values{strings(world_->countries)},
                        {{"long_name", "country, ISO 3166 two letters"}});
    file.add_coordinate("regularity", Values{std::vector<std::string>{"regular", "irregular"}},
                        {{"long_name", "by last entry or papers"}});
    file.add_coordinate("account", Values{strings(account_names)},
                        {{"long_name", "where money comes from and goes to"}});
    file.add_coordinate("economy", Values{strings(economy_names)}, {{"long_name", "business of organised crime"}});
    file.add_coordinate("exit", Values{strings(exit_names)}, {{"long_name", "how captivity ends"}});
    if (!mechanisms_.empty())
        file.add_coordinate("mechanism", Values{mechanisms_}, {{"long_name", "way in which people are harmed"}});
    if (organisations_.empty()) return;
    file.add_coordinate("organisation", Values{organisations_}, {{"long_name", "criminal group"}});
    file.add_coordinate("crime_account", Values{strings(crime_account_names)},
                        {{"long_name", "where the money of organisations comes from and goes to"}});
}

void Recorder::add_node_columns(Dataset& file) const
{
    const Nodes& nodes = world_->nodes;
    std::vector<std::string> country;
    std::vector<std::string> kind;
    for (const NodeId node : Range<NodeId>{world_->node_count()}) {
        country.push_back(world_->countries[nodes.country[node]]);
        kind.emplace_back(name_of(nodes.kind[node]));
    }
    const auto add = [&](std::string name, Values values, std::string about, std::string unit = {}) {
        std::vector<Attribute> attributes{{"long_name", std::move(about)}};
        if (!unit.empty()) attributes.push_back({"units", std::move(unit)});
        file.variables.push_back({std::move(name), {"node"}, std::move(values), std::move(attributes)});
    };
    add("node_name", Values{strings(nodes.name)}, "name for people");
    add("node_country", Values{country}, "country, ISO 3166 two letters");
    add("node_region", Values{strings(nodes.region)}, "first administrative level");
    add("node_kind", Values{kind}, "kind of place");
    add("node_lat", Values::borrowed(nodes.lat.span()), "latitude", "degrees_north");
    add("node_lon", Values::borrowed(nodes.lon.span()), "longitude", "degrees_east");
}

void Recorder::add_leg_columns(Dataset& file) const
{
    const Legs& legs = world_->legs;
    std::vector<std::string> from;
    std::vector<std::string> to;
    std::vector<std::string> kind;
    std::vector<std::string> from_country;
    std::vector<std::string> to_country;
    std::vector<std::string> border_pair;
    for (const LegId leg : Range<LegId>{world_->leg_count()}) {
        from.push_back(world_->nodes.id[legs.from[leg]]);
        to.push_back(world_->nodes.id[legs.to[leg]]);
        kind.emplace_back(name_of(legs.kind[leg]));
        const bool enters = legs.entry[leg] != Entry::none;
        from_country.push_back(world_->countries[enters ? legs.left[leg] : world_->nodes.country[legs.from[leg]]]);
        to_country.push_back(world_->countries[enters ? legs.entered[leg] : world_->nodes.country[legs.to[leg]]]);
        const BorderPairId pair = legs.border_pair[leg];
        border_pair.push_back(pair.is_none() ? std::string{} : world_->border_pairs[pair]);
    }
    const auto add = [&](std::string name, Values values, std::string about) {
        file.variables.push_back({std::move(name), {"leg"}, std::move(values), {{"long_name", std::move(about)}}});
    };
    add("leg_from", Values{from}, "node where it starts");
    add("leg_to", Values{to}, "node where it ends");
    add("leg_kind", Values{kind}, "kind of way");
    add("leg_from_country", Values{from_country}, "country left");
    add("leg_to_country", Values{to_country}, "country entered");
    add("leg_border_pair", Values{border_pair}, "stretch of border that it crosses; empty elsewhere");
    file.variables.push_back(
        {"leg_km", {"leg"}, Values::borrowed(legs.km.span()), {{"long_name", "length"}, {"units", "km"}}});
}

void Recorder::add_measures(Dataset& file) const
{
    Group measures{.name = "measures"};
    for (const MeasureSpec& measure : measure_specs()) {
        const auto series = std::ranges::find(series_, measure.variable, [](const Series& s) { return s.spec->name; });
        if (!has_rows(*series->spec)) continue;
        const double scale = unit_of(series->spec->scale);
        measures.variables.push_back({std::string{measure.name},
                                      {},
                                      Values::one(static_cast<double>(series->total) / scale),
                                      {{"long_name", std::string{measure.long_name}},
                                       {"units", std::string{measure.unit}},
                                       {"cell_methods", "time: sum"}}});
    }
    file.groups.push_back(std::move(measures));
}

Dataset Recorder::dataset(Date start, const Provenance& provenance) const
{
    Dataset file;
    file.attributes = {{"Conventions", "CF-1.8"},
                       {"title", provenance.title},
                       {"comment", provenance.question},
                       {"source", std::string{"corredor "} + CORREDOR_VERSION},
                       {"history", provenance.history},
                       {"references", "Agents are synthetic; counts are of the model, not of registers."},
                       {"seed", provenance.seed},
                       {"persons_per_agent", provenance.persons_per_agent},
                       {"scenario_sha256", provenance.scenario_sha256}};
    std::string inputs;  // one attribute: a path is no name for one
    for (const auto& [path, sha256] : provenance.inputs) inputs += (inputs.empty() ? "" : "\n") + sha256 + "  " + path;
    file.attributes.push_back({"input_sha256", inputs});
    add_coordinates(file, start);
    add_node_columns(file);
    add_leg_columns(file);
    for (std::size_t s = 0; s < series_.size(); ++s) {
        const Series& series = series_[s];
        if (!is_written_[s] || !has_rows(*series.spec)) continue;
        std::vector<Attribute> attributes{
            {"long_name", std::string{series.spec->long_name}},
            {"units", std::string{series.spec->unit}},
            {"cell_methods", series.spec->kind == Kind::flow ? "time: sum" : "time: point"}};
        attributes.push_back({"coordinates", columns_beside(*series.spec, file)});
        const bool is_number = unit_of(series.spec->scale) > 1.0;
        file.variables.push_back({std::string{series.spec->name}, dimensions_of(*series.spec),
                                  is_number ? Values::borrowed(std::span<const double>{series.numbers})
                                            : Values::borrowed(std::span<const std::int64_t>{series.counts}),
                                  std::move(attributes)});
    }
    file.variables.push_back(
        {"state_hash",
         {"time"},
         Values::borrowed(std::span<const std::uint64_t>{hashes_}),
         {{"long_name", "hash of the whole state, to find the first day on which two runs differ"}}});
    file.variables.push_back({"scenario_yaml",
                              {},
                              Values::one(provenance.resolved_scenario),
                              {{"long_name", "the scenario with every value written out"}}});
    add_measures(file);
    if (events_) file.groups.push_back(events_->group(start, mechanisms_, organisations_, persons_per_agent_));
    if (journeys_) file.groups.push_back(journeys_->group(start, persons_per_agent_));
    if (persons_) file.groups.push_back(persons_->group(start, persons_per_agent_));
    return file;
}

}  // namespace corredor

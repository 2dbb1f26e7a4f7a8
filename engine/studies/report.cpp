#include "studies/report.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <map>
#include <numeric>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "output/output_error.hpp"
#include "studies/report_arrays.hpp"
#include "studies/report_effects.hpp"
#include "studies/report_page.hpp"
#include "studies/report_scenario.hpp"

namespace corredor {

namespace {

using Json = nlohmann::ordered_json;

Json number(double value)
{
    if (!std::isfinite(value)) return nullptr;
    return value;
}

Json json_of(const Spread& spread)
{
    return {{"median", number(spread.median)}, {"low", number(spread.low)}, {"high", number(spread.high)}};
}

std::string first_line_of(const std::string& text)
{
    return text.substr(0, text.find('\n'));
}

/// Scenarios as they come in, each with its runs.
class Collection {
public:
    void add(ReportRun&& run)
    {
        if (!steps_) steps_ = std::make_unique<ReportSteps>(run.record);
        if (!steps_->fits(run.record))
            throw OutputError{OutputFailure::read_failed, run.file,
                              "has records on other days than the first file: runs in one report must share start, end "
                              "and outputs.record_every_days"};
        note_places(run);
        auto found = std::ranges::find_if(scenarios_, [&](const ReportScenario& s) { return s.is_of(run); });
        if (found == scenarios_.end()) found = scenarios_.insert(found, ReportScenario{run, *steps_, axes_});
        for (const RunOfReport& other : found->runs())
            if (other.seed == run.record.seed)
                throw OutputError{
                    OutputFailure::read_failed, run.file,
                    fmt::format("is the same run as {}: same scenario and seed {}", other.file, other.seed)};
        found->add(std::move(run));
    }

    void add(CrossTable&& table) { cross_tables_.push_back(std::move(table)); }

    [[nodiscard]] const std::vector<CrossTable>& cross_tables() const { return cross_tables_; }
    [[nodiscard]] const std::vector<ReportScenario>& scenarios() const { return scenarios_; }
    [[nodiscard]] const ReportSteps& steps() const { return *steps_; }
    [[nodiscard]] ReportAxes& axes() { return axes_; }
    [[nodiscard]] const PlaceOfReport& place(const std::string& id) const { return places_.at(id); }
    [[nodiscard]] const LegOfReport& leg(const std::string& id) const { return legs_.at(id); }

private:
    void note_places(const ReportRun& run)
    {
        for (const PlaceOfReport& place : run.places) {
            places_.emplace(place.id, place);
            (void)axes_.index_of("node", place.id);
        }
        for (const LegOfReport& leg : run.legs) {
            legs_.emplace(leg.id, leg);
            (void)axes_.index_of("leg", leg.id);
        }
        for (const std::string& status : run.record.status) (void)axes_.index_of("status", status);
        for (const std::string& organisation : run.organisations) (void)axes_.index_of("organisation", organisation);
    }

    std::unique_ptr<ReportSteps> steps_;
    ReportAxes axes_;
    std::vector<ReportScenario> scenarios_;
    std::vector<CrossTable> cross_tables_;
    std::map<std::string, PlaceOfReport> places_;
    std::map<std::string, LegOfReport> legs_;
};

Json json_of_places(Collection& all)
{
    auto places = Json::array();
    for (const std::string& id : all.axes().labels("node")) {
        const PlaceOfReport& p = all.place(id);
        places.push_back({{"id", p.id},
                          {"name", p.name},
                          {"country", p.country},
                          {"region", p.region},
                          {"kind", p.kind},
                          {"lat", number(p.lat)},
                          {"lon", number(p.lon)}});
    }
    return places;
}

Json json_of_legs(Collection& all)
{
    std::map<std::string, std::size_t> node;
    for (const std::string& id : all.axes().labels("node")) node.emplace(id, node.size());
    auto legs = Json::array();
    for (const std::string& id : all.axes().labels("leg")) {
        const LegOfReport& leg = all.leg(id);
        const auto from = node.find(leg.from);
        const auto to = node.find(leg.to);
        legs.push_back({{"id", leg.id},
                        {"from", from == node.end() ? Json{} : Json(from->second)},
                        {"to", to == node.end() ? Json{} : Json(to->second)},
                        {"kind", leg.kind},
                        {"from_country", leg.from_country},
                        {"to_country", leg.to_country},
                        {"border_pair", leg.border_pair},
                        {"km", number(leg.km)}});
    }
    return legs;
}

/// Means over runs, without cells that are zero all the time.
Json json_of_map(const ReportScenario& scenario, ReportArrays& arrays)
{
    auto variables = Json::array();
    const auto runs = static_cast<double>(scenario.runs().size());
    for (const MapVariable& variable : scenario.map()) {
        auto cells = Json::array();
        std::vector<double> values;
        for (std::size_t c = 0; c < variable.cells.size(); ++c) {
            if (std::ranges::all_of(variable.sums[c], [](double v) { return v == 0.0; })) continue;
            cells.push_back(variable.cells[c]);
            for (const double sum : variable.sums[c]) values.push_back(sum / runs);
        }
        variables.push_back({{"name", variable.name},
                             {"axes", variable.axes},
                             {"unit", variable.unit},
                             {"is_flow", variable.is_flow},
                             {"cells", std::move(cells)},
                             {"values", arrays.add(values, variable.scale)}});
    }
    return variables;
}

/// A value of each run, those added in which a series is zero all the time.
std::vector<double> over_runs(const ReportSeries& series, std::size_t runs,
                              const std::function<double(const std::vector<double>& of_steps)>& value)
{
    std::vector<double> values;
    for (const auto& run : series.of_runs) values.push_back(value(run));
    values.resize(runs);
    return values;
}

/// Sums of a flow. They are made in each run before the middle is taken: the middle of rare events is 0 in every step.
void add_sums(Json& entry, const ReportSeries& series, std::size_t runs, const std::vector<std::int32_t>& year_of_step)
{
    entry["total"] = json_of(spread_of(over_runs(series, runs, [](const std::vector<double>& of_steps) {
        return std::accumulate(of_steps.begin(), of_steps.end(), 0.0);
    })));
    auto by_year = Json::array();
    for (std::int32_t year = year_of_step.front(); year <= year_of_step.back(); ++year) {
        const auto in_year = [&](const std::vector<double>& of_steps) {
            double sum = 0.0;
            for (std::size_t step = 0; step < of_steps.size(); ++step)
                if (year_of_step[step] == year) sum += of_steps[step];
            return sum;
        };
        by_year.push_back(number(spread_of(over_runs(series, runs, in_year)).median));
    }
    entry["by_year"] = std::move(by_year);
}

/// The middle and the 5 to 95 % range over runs at each step, and of flows their sums.
Json json_of_series(const ReportScenario& scenario, const std::set<std::string>& shown,
                    const std::vector<std::int32_t>& year_of_step, ReportArrays& arrays)
{
    Json all = Json::object();
    const std::size_t runs = scenario.runs().size();
    for (const ReportSeries& series : scenario.series()) {
        if (!shown.contains(series.key)) continue;
        std::vector<double> median;
        std::vector<double> low;
        std::vector<double> high;
        for (std::size_t step = 0; step < series.of_runs.front().size(); ++step) {
            const Spread spread = spread_of(
                over_runs(series, runs, [step](const std::vector<double>& of_steps) { return of_steps[step]; }));
            median.push_back(spread.median);
            low.push_back(spread.low);
            high.push_back(spread.high);
        }
        Json entry{{"unit", series.unit}, {"is_flow", series.is_flow}, {"median", arrays.add(median, series.scale)}};
        if (runs > 1) {
            entry["low"] = arrays.add(low, series.scale);
            entry["high"] = arrays.add(high, series.scale);
        }
        if (series.is_flow) add_sums(entry, series, runs, year_of_step);
        all[series.key] = std::move(entry);
    }
    return all;
}

/// Series that are not zero all the time in every scenario.
std::set<std::string> keys_of_series(const std::vector<ReportScenario>& scenarios)
{
    std::set<std::string> keys;
    for (const ReportScenario& scenario : scenarios)
        for (const ReportSeries& series : scenario.series())
            for (const auto& run : series.of_runs)
                if (std::ranges::any_of(run, [](double v) { return v != 0.0; })) keys.insert(series.key);
    return keys;
}

Json json_of_measures(const std::vector<ReportScenario>& scenarios)
{
    auto all = Json::array();
    for (const ReportMeasure& measure : report_measures(scenarios)) {
        auto of_scenarios = Json::array();
        for (const auto& s : measure.of_scenarios)
            of_scenarios.push_back({{"spread", json_of(s.spread)},
                                    {"mean", number(s.mean)},
                                    {"effect", number(s.effect.mean)},
                                    {"low", number(s.effect.low)},
                                    {"high", number(s.effect.high)},
                                    {"pairs", s.effect.pairs}});
        all.push_back(
            {{"key", measure.key}, {"label", measure.label}, {"unit", measure.unit}, {"of", std::move(of_scenarios)}});
    }
    return all;
}

Json json_of_runs(const ReportScenario& scenario)
{
    auto runs = Json::array();
    for (const RunOfReport& run : scenario.runs())
        runs.push_back({{"file", run.file},
                        {"seed", std::to_string(run.seed)},  // 64 bits do not fit in a number of JavaScript
                        {"scenario_sha256", run.scenario_sha256},
                        {"state_hash", fmt::format("{:016x}", run.state_hash)}});
    return runs;
}

Json json_of_differences(const ReportScenario& base, const ReportScenario& other)
{
    auto all = Json::array();
    for (const Difference& d : diff(base.values(), other.values()))
        all.push_back({{"path", d.path}, {"base", d.a}, {"here", d.b}});
    return all;
}

Json json_of_ledger(const ReportScenario& scenario)
{
    auto means = Json::array();
    for (const double sum : scenario.ledger())
        means.push_back(number(sum / static_cast<double>(scenario.runs().size())));
    return means;
}

Json json_of_scenario(const ReportScenario& scenario, const std::vector<ReportScenario>& all,
                      const std::set<std::string>& shown, const std::vector<std::int32_t>& year_of_step,
                      ReportArrays& arrays)
{
    const ReportRun& first = scenario.first();
    return {{"title", first.record.title},
            {"question", first.question},
            {"program", first.program},
            {"persons_per_agent", first.record.persons_per_agent},
            {"inputs", first.input_sha256},
            {"yaml", first.record.scenario_yaml},
            {"runs", json_of_runs(scenario)},
            {"differences", json_of_differences(all.front(), scenario)},
            {"map", json_of_map(scenario, arrays)},
            {"series", json_of_series(scenario, shown, year_of_step, arrays)},
            {"ledger", json_of_ledger(scenario)}};
}

Json json_of_years(const std::vector<EntriesOfYear>& years)
{
    auto all = Json::array();
    for (const EntriesOfYear& y : years)
        all.push_back({{"year", y.year},
                       {"entered", json_of(y.entered)},
                       {"registered", json_of(y.registered)},
                       {"other_nationalities", number(y.other_nationalities)},
                       {"observed_own", number(y.observed_own)},
                       {"observed_all", number(y.observed_all)}});
    return all;
}

Json json_of_observations(const Observations& observed, const std::string& country)
{
    auto rows = Json::array();
    for (const TargetRow& row : observed.targets)
        if (row.geography == country && row.quantity.starts_with("registered_irregular_entries"))
            rows.push_back({{"id", row.id},
                            {"quantity", row.quantity},
                            {"year", civil(row.from).year},
                            {"value", row.value},
                            {"use", row.use},
                            {"source", row.source}});
    return rows;
}

/// Irregular entries by year into each country that keeps a register of them.
Json json_of_entries(const std::vector<ReportScenario>& scenarios, const Observations& observed)
{
    Json by_country = Json::object();
    const RunRecord& run = scenarios.front().entries().front();
    for (const std::string& code : run.country) {
        const auto legs = cells_where(run.registered_irregular_entries.cells,
                                      [&](std::size_t leg) { return run.leg_to_country[leg] == code; });
        if (!(run.total(run.registered_irregular_entries, legs) > 0.0)) continue;
        auto of_scenarios = Json::array();
        for (const ReportScenario& scenario : scenarios)
            of_scenarios.push_back(json_of_years(irregular_entries_by_year(scenario.entries(), observed, code)));
        by_country[code] = {{"scenarios", std::move(of_scenarios)}, {"observed", json_of_observations(observed, code)}};
    }
    return by_country;
}

Observations observations_or_none(const RunRecord& run, const std::filesystem::path& folder,
                                  std::vector<std::string>& notes)
{
    try {
        const FoundObservations found = find_observations(run, folder);
        if (!found.are_those_of_the_run) notes.emplace_back("observations_differ");
        return found.observed;
    } catch (const ScenarioError&) {
        notes.emplace_back("no_observations");
        return {};
    }
}

/// Tables of the alternatives that the report shows; outcomes that nobody met are left out.
Json json_of_cross_tables(const Collection& all)
{
    auto tables = Json::array();
    for (const CrossTable& table : all.cross_tables()) {
        const auto& scenarios = all.scenarios();
        const auto found = std::ranges::find_if(
            scenarios, [&](const ReportScenario& s) { return s.first().record.title == table.alternative; });
        if (found == scenarios.end()) continue;
        auto rows = Json::array();
        for (std::size_t from = 0; from < table.outcomes.size(); ++from) {
            auto row = Json::array();
            for (std::size_t to = 0; to < table.outcomes.size(); ++to)
                row.push_back(number(table.people[from * table.outcomes.size() + to]));
            rows.push_back(std::move(row));
        }
        tables.push_back({{"scenario", found - scenarios.begin()}, {"outcomes", table.outcomes}, {"people", rows}});
    }
    return tables;
}

std::string own_title(const std::vector<ReportScenario>& scenarios)
{
    std::string title;
    for (const ReportScenario& s : scenarios)
        title += (title.empty() ? "" : " / ") + first_line_of(s.first().record.title);
    return title;
}

void note_what_differs(const Collection& all, std::vector<std::string>& notes)
{
    std::set<std::int64_t> scales;
    std::set<std::string> programs;
    std::set<std::size_t> counts;
    for (const ReportScenario& s : all.scenarios()) {
        scales.insert(s.first().record.persons_per_agent);
        programs.insert(s.first().program);
        counts.insert(s.runs().size());
    }
    if (scales.size() > 1) notes.emplace_back("scales_differ");
    if (programs.size() > 1) notes.emplace_back("programs_differ");
    if (counts.size() > 1) notes.emplace_back("run_counts_differ");
    if (*counts.begin() == 1) notes.emplace_back("single_runs");
    if (all.steps().records_per_step() > 1) notes.emplace_back("coarsened");
}

/// Length of the text (32 bits, low byte first), the text as JSON, then the packed arrays.
std::vector<std::byte> packed(const Json& header, const ReportArrays& arrays)
{
    const std::string text = header.dump(-1, ' ', false, Json::error_handler_t::replace);
    std::vector<std::byte> bytes;
    bytes.reserve(4 + text.size() + arrays.bytes().size());
    for (unsigned shift = 0; shift < 32; shift += 8)
        bytes.push_back(static_cast<std::byte>((text.size() >> shift) & 255U));
    const auto* first = reinterpret_cast<const std::byte*>(text.data());
    bytes.insert(bytes.end(), first, first + text.size());
    bytes.insert(bytes.end(), arrays.bytes().begin(), arrays.bytes().end());
    return bytes;
}

std::string page_of(const std::string& page_template, Collection& all, const ReportRequest& request,
                    ReportOutcome& outcome)
{
    const auto& scenarios = all.scenarios();
    note_what_differs(all, outcome.notes);
    RunRecord of_base = scenarios.front().first().record;
    const Observations observed = observations_or_none(of_base, request.tables_folder, outcome.notes);
    const std::set<std::string> shown = keys_of_series(scenarios);

    ReportArrays arrays;
    auto of_scenarios = Json::array();
    for (const ReportScenario& s : scenarios)
        of_scenarios.push_back(json_of_scenario(s, scenarios, shown, all.steps().years(), arrays));
    auto home = Json::array();
    for (const std::string& code : of_base.country)
        if (of_base.is_home(code)) home.push_back(code);
    const Json header{{"format", 1},
                      {"title", request.title},
                      {"writer", std::string{"corredor "} + CORREDOR_VERSION},
                      {"start", to_string(all.steps().start())},
                      {"days", all.steps().days()},
                      {"records_per_step", all.steps().records_per_step()},
                      {"home", std::move(home)},
                      {"countries", of_base.country},
                      {"nodes", json_of_places(all)},
                      {"legs", json_of_legs(all)},
                      {"statuses", all.axes().labels("status")},
                      {"organisations", all.axes().labels("organisation")},
                      {"scenarios", std::move(of_scenarios)},
                      {"measures", json_of_measures(scenarios)},
                      {"entries", json_of_entries(scenarios, observed)},
                      {"cross_tables", json_of_cross_tables(all)},
                      {"notes", outcome.notes}};
    return fill_page(page_template, request.title.empty() ? own_title(scenarios) : request.title,
                     packed(header, arrays));
}

void count(const Collection& all, ReportOutcome& outcome)
{
    outcome.scenarios = all.scenarios().size();
    for (const ReportScenario& s : all.scenarios()) outcome.runs += s.runs().size();
}

}  // namespace

std::string report_page(const std::string& page_template, std::vector<ReportRun> runs, const ReportRequest& request,
                        ReportOutcome& outcome)
{
    Collection all;
    for (ReportRun& run : runs) all.add(std::move(run));
    count(all, outcome);
    return page_of(page_template, all, request, outcome);
}

ReportOutcome write_report(const ReportRequest& request)
{
    ReportOutcome outcome;
    check_destination(request.output, request.overwrite);
    const std::string page_without_data = page_template();
    Collection all;
    for (const auto& name : request.files) {
        const ReportFile file{name};
        if (file.is_comparison())
            for (CrossTable& table : file.cross_tables()) all.add(std::move(table));
        else
            for (std::size_t replicate = 0; replicate < file.runs(); ++replicate) all.add(file.read(replicate));
    }
    if (all.scenarios().empty())
        throw OutputError{
            OutputFailure::missing, request.files.empty() ? "" : request.files.front(),
            "is a comparison and holds no runs: name the result files of its scenarios too, as from corredor "
            "run --replicates"};
    count(all, outcome);
    const std::string page = page_of(page_without_data, all, request, outcome);
    outcome.bytes = page.size();
    write_whole_file(request.output, {std::as_bytes(std::span{page})}, request.overwrite);
    return outcome;
}

}  // namespace corredor

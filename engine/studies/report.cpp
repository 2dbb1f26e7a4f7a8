#include "studies/report.hpp"

#include <algorithm>
#include <future>
#include <optional>
#include <set>
#include <system_error>

#include <nlohmann/json.hpp>

#include "output/output_error.hpp"
#include "scenario/files.hpp"
#include "scenario/sha256.hpp"
#include "scenario/shipped.hpp"
#include "studies/report_arrays.hpp"
#include "studies/report_collection.hpp"
#include "studies/report_numbers.hpp"
#include "studies/report_page.hpp"
#include "studies/report_series.hpp"
#include "studies/report_targets.hpp"

namespace corredor {

namespace {

using Json = nlohmann::ordered_json;

std::string first_line_of(const std::string& text)
{
    return text.substr(0, text.find('\n'));
}

Json json_of_places(ReportCollection& all)
{
    auto places = Json::array();
    for (const std::string& id : all.axes().labels("node")) {
        const PlaceOfReport& p = all.place(id);
        places.push_back({{"id", p.id},
                          {"name", p.name},
                          {"country", p.country},
                          {"region", p.region},
                          {"kind", p.kind},
                          {"lat", report_number(p.lat)},
                          {"lon", report_number(p.lon)}});
    }
    return places;
}

Json json_of_legs(ReportCollection& all)
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
                        {"km", report_number(leg.km)}});
    }
    return legs;
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

/// First day on which the timeline differs from that of the base; empty where it does not, or where more than it does.
std::string first_change(const FlatScenario& base, const FlatScenario& other)
{
    static const std::set<std::string, std::less<>> words{"name",  "name_es",  "question", "question_es",
                                                          "about", "about_es", "source",   "id"};
    std::string first;
    for (const Difference& d : diff(base, other)) {
        const std::size_t end = d.path.find('.', d.path.find('.') + 1);
        const std::string key = end == std::string::npos ? d.path : d.path.substr(end + 1);
        if (words.contains(key)) continue;
        if (!d.path.starts_with("timeline.") || end == std::string::npos) return {};
        const std::string day = d.path.substr(0, end) + (key == "until" ? ".until" : ".on");
        for (const FlatScenario* const of : {&base, &other})
            if (const auto found = of->find(day); found != of->end() && (first.empty() || found->second < first))
                first = found->second;
    }
    return first;
}

/// The tables that a scenario read, and which of them everybody has who has the program.
Json json_of_tables(const std::string& inputs)
{
    constexpr std::size_t most_bytes = std::size_t{64} << 20U;
    auto tables = Json::array();
    for (std::size_t at = 0; at < inputs.size();) {
        const std::size_t end = std::min(inputs.find('\n', at), inputs.size());
        const std::string line = inputs.substr(at, end - at);  // as sha256sum writes it
        at = end + 1;
        const std::size_t gap = line.find("  ");
        if (gap == std::string::npos) continue;
        const std::string sha256 = line.substr(0, gap);
        const std::string name = line.substr(gap + 2);
        const auto folders = shipped_folders();
        const bool is_shipped = std::ranges::any_of(folders, [&](const std::filesystem::path& folder) {
            const auto bytes = read_bytes(folder / name, most_bytes);
            const auto* text = std::get_if<std::string>(&bytes);
            return text != nullptr && sha256_hex(*text) == sha256;
        });
        tables.push_back({{"name", name}, {"sha256", sha256}, {"is_shipped", is_shipped}});
    }
    return tables;
}

Json json_of_recipes(const ReportCollection& all)
{
    auto recipes = Json::array();
    for (const Recipe& recipe : all.recipes()) {
        auto scenarios = Json::array();
        for (std::size_t i = 0; i < recipe.scenarios.size(); ++i)
            if (const auto scenario =
                    all.scenario_of(recipe.scenarios[i], i < recipe.sha256.size() ? recipe.sha256[i] : ""))
                scenarios.push_back(*scenario);
        recipes.push_back({{"file", recipe.file},
                           {"scenarios", std::move(scenarios)},
                           {"seed", std::to_string(recipe.seed)},
                           {"replicates", recipe.replicates},
                           {"is_comparison", recipe.is_comparison}});
    }
    return recipes;
}

/// A text of the scenario, without YAML's quotes; empty where it has none.
std::string text_of(const ReportScenario& scenario, const std::string& key)
{
    const auto found = scenario.texts().find(key);
    return found == scenario.texts().end() ? "" : found->second;
}

Json json_of_scenario(ReportCollection& all, const ReportScenario& scenario, const Json& series, ReportArrays& arrays)
{
    const ReportRun& first = scenario.first();
    return {{"title", first.record.title},
            {"title_es", text_of(scenario, "name_es")},
            {"question", first.question},
            {"question_es", text_of(scenario, "question_es")},
            {"program", first.program},
            {"persons_per_agent", first.record.persons_per_agent},
            {"tables", json_of_tables(first.input_sha256)},
            {"yaml", first.record.scenario_yaml},
            {"yaml_sha256", sha256_hex(first.record.scenario_yaml)},
            {"runs", json_of_runs(scenario)},
            {"differences", json_of_differences(all.scenarios().front(), scenario)},
            {"changed_on", first_change(all.scenarios().front().values(), scenario.values())},
            {"map", map_of_report(all, scenario, arrays)},
            {"series", series},
            {"ledger", ledger_of_report(all, scenario)},
            {"balance", balance_of_report(scenario)}};
}

std::string own_title(const std::vector<ReportScenario>& scenarios)
{
    std::string title;
    for (const ReportScenario& s : scenarios)
        title += (title.empty() ? "" : " / ") + first_line_of(s.first().record.title);
    return title;
}

void note_what_differs(const ReportCollection& all, std::vector<std::string>& notes)
{
    std::set<std::int64_t> scales;
    std::set<std::string> programs;
    std::set<std::size_t> counts;
    for (const ReportScenario& s : all.scenarios()) {
        scales.insert(s.first().record.persons_per_agent);
        programs.insert(s.first().program);
        counts.insert(s.runs().size());
    }
    if (!all.has_observations())
        notes.emplace_back("no_observations");
    else if (!all.found().are_those_of_the_run)
        notes.emplace_back("observations_differ");
    if (scales.size() > 1) notes.emplace_back("scales_differ");
    if (programs.size() > 1) notes.emplace_back("programs_differ");
    if (counts.size() > 1) notes.emplace_back("run_counts_differ");
    if (*counts.begin() == 1) notes.emplace_back("single_runs");
    if (all.steps().records_per_step() > 1) notes.emplace_back("coarsened");
    for (const std::string& note : all.check_comparisons()) notes.push_back(note);
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

std::string page_of(const std::string& page_template, ReportCollection& all, const ReportRequest& request,
                    ReportOutcome& outcome)
{
    const auto& scenarios = all.scenarios();
    all.tell_amounts();
    note_what_differs(all, outcome.notes);
    const RunRecord& of_base = scenarios.front().first().record;
    const std::set<std::string> shown = series_shown(scenarios);

    ReportArrays arrays;
    auto of_scenarios = Json::array();
    for (const ReportScenario& s : scenarios) {
        of_scenarios.push_back(json_of_scenario(all, s, series_of_report(all, s, shown, arrays), arrays));
    }
    auto home = Json::array();
    for (const std::string& code : of_base.country)
        if (of_base.is_home(code)) home.push_back(code);
    const Json header{{"format", 2},
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
                      {"statuses_at_places", all.axes().labels("status_at_place")},
                      {"border_pairs", all.axes().labels("border_pair")},
                      {"countries_entered", all.axes().labels("country_entered")},
                      {"organisations", all.axes().labels("organisation")},
                      {"scenarios", std::move(of_scenarios)},
                      {"measures", measures_of_report(all)},
                      {"entries", entries_of_report(all)},
                      {"targets", targets_of_report(all)},
                      {"cross_tables", cross_tables_of_report(all)},
                      {"recipes", json_of_recipes(all)},
                      {"notes", outcome.notes}};
    return fill_page(page_template, request.title.empty() ? own_title(scenarios) : request.title,
                     packed(header, arrays));
}

/// What to type for a scenario: the name of a shipped one, or a file that the user knows.
std::string scenario_to_type(const std::string& title, std::size_t index)
{
    const auto shipped = list_shipped();
    const auto found = std::ranges::find(shipped, title, &ShippedScenario::title);
    if (found != shipped.end()) return found->name;
    return index == 0 ? "BASE.yaml" : fmt::format("ALTERNATIVE_{}.yaml", index);
}

/// Commands that make the runs that a comparison does not hold, and then the report.
std::string how_to_make_runs(const std::vector<Recipe>& comparisons, const ReportRequest& request)
{
    const Recipe& comparison = comparisons.front();
    std::string text =
        "is a comparison and holds no runs, of which a report is made. Make them with the same luck, and "
        "with the other options that compare was given:\n";
    std::string files;
    for (std::size_t i = 0; i < comparison.scenarios.size(); ++i) {
        const std::string file = i == 0 ? "base.h5" : fmt::format("alternative_{}.h5", i);
        text += fmt::format("  corredor run {} --seed {} --replicates {} --persons-per-agent {} -o {}  # {}\n",
                            scenario_to_type(comparison.scenarios[i], i), comparison.seed, comparison.replicates,
                            comparison.persons_per_agent, file, first_line_of(comparison.scenarios[i]));
        files += file + ' ';
    }
    return text +
           fmt::format("  corredor report {}{} -o {}", files, request.files.front().string(), request.output.string());
}

void count(const ReportCollection& all, ReportOutcome& outcome)
{
    outcome.scenarios = all.scenarios().size();
    for (const ReportScenario& s : all.scenarios()) outcome.runs += s.runs().size();
}

/// Begins some work in a thread of its own; where there is no room for one, it is done when its result is asked for.
template <class Work>
auto started(Work work)
{
    try {
        return std::async(std::launch::async, work);
    } catch (const std::system_error&) {
        return std::async(std::launch::deferred, work);
    }
}

/// Does something with one file after the other. The next is read and its checksum taken meanwhile.
template <class Work>
void for_each_file(const std::vector<std::filesystem::path>& files, Work work)
{
    const auto read = [&files](std::size_t i) { return started([&file = files[i]] { return WholeResult{file}; }); };
    std::future<WholeResult> next;
    for (std::size_t i = 0; i < files.size(); ++i) {
        std::future<WholeResult> current = i == 0 ? read(0) : std::move(next);
        if (i + 1 < files.size()) next = read(i + 1);
        work(current.get());
    }
}

/// While one run is added the next is read.
void add_runs(const ReportFile& file, ReportCollection& all)
{
    const std::size_t runs = file.runs();
    const auto read = [&file](std::size_t replicate) {
        return started([&file, replicate] { return file.read(replicate); });
    };
    std::future<ReportRun> next = read(0);
    for (std::size_t replicate = 0; replicate < runs; ++replicate) {
        ReportRun run = next.get();
        if (replicate + 1 < runs) next = read(replicate + 1);
        all.add(std::move(run));
    }
}

}  // namespace

std::string report_page(const std::string& page_template, std::vector<ReportRun> runs, const ReportRequest& request,
                        ReportOutcome& outcome)
{
    ReportCollection all{request.tables_folder};
    for (ReportRun& run : runs) all.add(std::move(run));
    count(all, outcome);
    return page_of(page_template, all, request, outcome);
}

ReportOutcome write_report(const ReportRequest& request)
{
    ReportOutcome outcome;
    check_destination(request.output, request.overwrite);
    const std::string page_without_data = page_template();
    ReportCollection all{request.tables_folder};
    for_each_file(request.files, [&all](WholeResult whole) {
        const ReportFile file{std::move(whole)};
        all.add(file.recipe());
        if (file.is_comparison())
            for (CrossTable& table : file.cross_tables()) all.add(std::move(table));
        else
            add_runs(file, all);
    });
    if (all.scenarios().empty())
        throw OutputError{OutputFailure::missing, request.files.empty() ? "" : request.files.front(),
                          all.recipes().empty() ? "there are no runs to report"
                                                : how_to_make_runs(all.recipes(), request)};
    count(all, outcome);
    const std::string page = page_of(page_without_data, all, request, outcome);
    outcome.bytes = page.size();
    write_whole_file(request.output, {std::as_bytes(std::span{page})}, request.overwrite);
    return outcome;
}

}  // namespace corredor

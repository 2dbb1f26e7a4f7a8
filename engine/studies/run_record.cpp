#include "studies/run_record.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "output/ensemble_file.hpp"
#include "output/output_error.hpp"
#include "output/result_reader.hpp"
#include "scenario/problem.hpp"

namespace corredor {

namespace {

constexpr double not_reported = std::numeric_limits<double>::quiet_NaN();

/// Access by name to a result, wherever it is. What is not there comes back empty.
struct Source {
    std::function<std::vector<double>(std::string_view)> numbers;
    std::function<std::vector<std::string>(std::string_view)> texts;
    std::function<std::optional<AttributeValue>(std::string_view)> attribute;
    std::function<std::string()> time_unit;
};

std::string text_in(const std::optional<AttributeValue>& value)
{
    const auto* text = value ? std::get_if<std::string>(&*value) : nullptr;
    return text != nullptr ? *text : "";
}

std::int64_t integer_in(const std::optional<AttributeValue>& value, std::int64_t otherwise)
{
    const auto* number = value ? std::get_if<std::int64_t>(&*value) : nullptr;
    return number != nullptr ? *number : otherwise;
}

/// The day in "days since 2015-01-01 00:00:00".
Date first_day_in(const std::string& time_unit)
{
    constexpr std::string_view before = "days since ";
    if (!time_unit.starts_with(before)) return {};
    return parse_date(std::string_view{time_unit}.substr(before.size(), 10)).value_or(Date{});
}

void read_texts(const Source& source, RunRecord& run)
{
    const std::array<std::pair<std::string_view, std::vector<std::string>*>, 17> columns{{
        {"node", &run.node},
        {"node_country", &run.node_country},
        {"node_kind", &run.node_kind},
        {"node_region", &run.node_region},
        {"leg", &run.leg},
        {"leg_from", &run.leg_from},
        {"leg_to", &run.leg_to},
        {"leg_kind", &run.leg_kind},
        {"leg_from_country", &run.leg_from_country},
        {"leg_to_country", &run.leg_to_country},
        {"leg_border_pair", &run.leg_border_pair},
        {"status", &run.status},
        {"country", &run.country},
        {"mechanism", &run.mechanism},
        {"account", &run.account},
        {"organisation", &run.organisation},
        {"economy", &run.economy},
    }};
    for (const auto& [name, column] : columns) *column = source.texts(name);
    run.leg_border_pair.resize(run.leg.size());
}

void read_series(const Source& source, RunRecord& run)
{
    const std::array<std::pair<std::string_view, Series*>, 29> all{{
        {"persons", &run.persons},
        {"residents", &run.residents},
        {"departures", &run.departures},
        {"settlements", &run.settlements},
        {"returns", &run.returns},
        {"crossings", &run.crossings},
        {"crossings_by_destination", &run.crossings_by_destination},
        {"irregular_entries", &run.irregular_entries},
        {"registered_irregular_entries", &run.registered_irregular_entries},
        {"interceptions", &run.interceptions},
        {"refusals", &run.refusals},
        {"incidents", &run.incidents},
        {"losses_usd", &run.losses_usd},
        {"people_extorted", &run.people_extorted},
        {"people_trafficked", &run.people_trafficked},
        {"journeys_ended", &run.journeys_ended},
        {"journey_days", &run.journey_days},
        {"journeys_smuggled", &run.journeys_smuggled},
        {"gains_usd", &run.gains_usd},
        {"ledger", &run.ledger},
        {"members", &run.members},
        {"control", &run.control},
        {"revenue_usd", &run.revenue_usd},
        {"leaders_income_usd", &run.leaders_income_usd},
        {"command", &run.command},
        {"homicides", &run.homicides},
        {"arrests", &run.arrests},
        {"operations", &run.operations},
        {"operation_arrests", &run.operation_arrests},
    }};
    for (const auto& [name, series] : all) {
        series->values = source.numbers(name);
        series->cells = run.days.empty() ? 0 : series->values.size() / run.days.size();
    }
}

RunRecord read(const Source& source)
{
    RunRecord run;
    run.title = text_in(source.attribute("title"));
    run.scenario_sha256 = text_in(source.attribute("scenario_sha256"));
    run.seed = integer_in(source.attribute("seed"), 0);
    run.persons_per_agent = integer_in(source.attribute("persons_per_agent"), 1);
    run.start = first_day_in(source.time_unit());
    run.days = source.numbers("time");
    const auto yaml = source.texts("scenario_yaml");
    if (!yaml.empty()) run.scenario_yaml = yaml.front();
    read_texts(source, run);
    read_series(source, run);
    return run;
}

bool is_consistent(const RunRecord& run)
{
    const std::size_t nodes = run.node.size();
    const std::size_t legs = run.leg.size();
    const std::size_t statuses = run.status.size();
    const std::size_t mechanisms = run.mechanism.size();
    const auto fits = [&](const Series& series, std::size_t cells) {
        return series.values.empty() || (series.cells == cells && series.values.size() == cells * run.days.size());
    };
    bool is_whole = !run.days.empty() && nodes > 0 && std::ranges::is_sorted(run.days) && run.days.front() > 0.0;
    for (const auto* column : {&run.node_country, &run.node_kind}) is_whole &= column->size() == nodes;
    for (const auto* column : {&run.leg_from, &run.leg_to, &run.leg_kind, &run.leg_from_country, &run.leg_to_country})
        is_whole &= column->size() == legs;
    for (const Series* series :
         {&run.departures, &run.settlements, &run.returns, &run.people_extorted, &run.people_trafficked,
          &run.journeys_ended, &run.journey_days, &run.journeys_smuggled})
        is_whole &= fits(*series, nodes);
    for (const Series* series :
         {&run.crossings, &run.irregular_entries, &run.registered_irregular_entries, &run.interceptions, &run.refusals})
        is_whole &= fits(*series, legs);
    for (const Series* series : {&run.incidents, &run.losses_usd}) is_whole &= fits(*series, nodes * mechanisms);
    const std::size_t organisations = run.organisation.size();
    for (const Series* series : {&run.members, &run.control, &run.operations, &run.operation_arrests})
        is_whole &= fits(*series, organisations * nodes);
    for (const Series* series : {&run.leaders_income_usd, &run.command}) is_whole &= fits(*series, organisations);
    for (const Series* series : {&run.homicides, &run.arrests}) is_whole &= fits(*series, nodes);
    is_whole &= fits(run.crossings_by_destination, legs * run.country.size());
    is_whole &= fits(run.revenue_usd, organisations * nodes * run.economy.size());
    is_whole &= run.node_region.empty() || run.node_region.size() == nodes;
    return is_whole && fits(run.persons, nodes * statuses) && fits(run.residents, run.country.size() * 2) &&
           fits(run.gains_usd, run.account.size()) && fits(run.ledger, (statuses + 1) * statuses);
}

const Variable* find(const Dataset& dataset, std::string_view name)
{
    const auto found = std::ranges::find(dataset.variables, name, &Variable::name);
    return found == dataset.variables.end() ? nullptr : &*found;
}

std::optional<AttributeValue> find(const std::vector<Attribute>& attributes, std::string_view name)
{
    const auto found = std::ranges::find(attributes, name, &Attribute::name);
    if (found == attributes.end()) return std::nullopt;
    return found->value;
}

std::vector<double> numbers_in(const Variable& variable)
{
    return variable.values.visit([](auto values) {
        std::vector<double> numbers;
        if constexpr (std::is_arithmetic_v<typename decltype(values)::value_type>) {
            numbers.reserve(values.size());
            for (const auto value : values) numbers.push_back(static_cast<double>(value));
        }
        return numbers;
    });
}

std::vector<std::string> texts_in(const Variable& variable)
{
    return variable.values.visit([](auto values) {
        std::vector<std::string> texts;
        if constexpr (std::is_same_v<typename decltype(values)::value_type, std::string>)
            texts.assign(values.begin(), values.end());
        return texts;
    });
}

}  // namespace

Date RunRecord::last_day() const
{
    return days.empty() ? start : start.plus_days(static_cast<std::int32_t>(days.back()) - 1);
}

double RunRecord::days_passed_at_end_of(Date day) const
{
    return static_cast<double>(day.days_since(start)) + 1.0;
}

bool RunRecord::is_home(std::string_view country_code) const
{
    for (std::size_t n = 0; n < node.size(); ++n)
        if (node_kind[n] == "origin" && node_country[n] == country_code) return true;
    return false;
}

double RunRecord::stock(const Series& series, std::span<const std::size_t> of_cells, double days_passed) const
{
    if (!series.is_recorded() || days_passed < days.front() || days_passed > days.back()) return not_reported;
    const auto after = static_cast<std::size_t>(std::ranges::lower_bound(days, days_passed) - days.begin());
    const std::size_t before = days[after] > days_passed ? after - 1 : after;
    const double gap = days[after] - days[before];
    const double part = gap > 0.0 ? (days_passed - days[before]) / gap : 0.0;
    double sum = 0.0;
    for (const std::size_t cell : of_cells)
        sum += (1.0 - part) * series.at(before, cell) + part * series.at(after, cell);
    return sum;
}

double RunRecord::flow(const Series& series, std::span<const std::size_t> of_cells, Date from, Date until) const
{
    const double begin = from.days_since(start);
    const double end = until.days_since(start);
    if (!series.is_recorded() || begin < 0.0 || end > days.back() || end <= begin) return not_reported;
    double sum = 0.0;
    double first = 0.0;  // of the days that the record covers
    for (std::size_t record = 0; record < days.size(); ++record) {
        const double last = days[record];
        const double inside = std::min(last, end) - std::max(first, begin);
        if (inside > 0.0)
            for (const std::size_t cell : of_cells) sum += series.at(record, cell) * inside / (last - first);
        first = last;
    }
    return sum;
}

double RunRecord::total(const Series& series, std::span<const std::size_t> of_cells) const
{
    if (!series.is_recorded()) return not_reported;
    double sum = 0.0;
    for (std::size_t record = 0; record < days.size(); ++record)
        for (const std::size_t cell : of_cells) sum += series.at(record, cell);
    return sum;
}

std::size_t replicates_in(const ResultReader& reader)
{
    const VariableInfo* const seeds = reader.find("replicate_seed");
    return seeds != nullptr && seeds->shape.size() == 1 ? seeds->shape.front() : 0;
}

std::vector<double> numbers_of(const ResultReader& reader, std::string_view name, std::size_t replicate)
{
    const VariableInfo* const found = reader.find(name);
    if (found == nullptr) return {};
    const bool differs = !found->dimensions.empty() && found->dimensions.front() == replicate_dimension;
    return differs ? reader.read_doubles(name, replicate) : reader.read_doubles(name);
}

RunRecord read_replicate(const ResultReader& reader, std::size_t replicate)
{
    return read_replicate(reader, replicate,
                          [&](std::string_view name) { return numbers_of(reader, name, replicate); });
}

RunRecord read_replicate(const ResultReader& reader, std::size_t replicate,
                         const std::function<std::vector<double>(std::string_view)>& values_over_time)
{
    RunRecord run = read({
        .numbers =
            [&](std::string_view name) {
                return name == "time" ? numbers_of(reader, name, replicate) : values_over_time(name);
            },
        .texts =
            [&](std::string_view name) {
                const VariableInfo* found = reader.find(name);
                return found == nullptr ? std::vector<std::string>{} : reader.read_texts(name);
            },
        .attribute = [&](std::string_view name) { return reader.attribute(name); },
        .time_unit = [&] { return reader.find("time") == nullptr ? "" : text_in(reader.attribute("time", "units")); },
    });
    if (!is_consistent(run))
        throw OutputError{OutputFailure::read_failed, reader.file(),
                          "is not the result of a run: its places, legs and counts do not fit"};
    if (replicates_in(reader) > 0) run.seed = reader.read_integers("replicate_seed").at(replicate);
    return run;
}

std::vector<RunRecord> read_runs(const std::filesystem::path& file)
{
    const ResultReader reader{file};
    std::vector<RunRecord> runs;
    for (std::size_t r = 0; r < std::max<std::size_t>(replicates_in(reader), 1); ++r)
        runs.push_back(read_replicate(reader, r));
    return runs;
}

void refuse_same_run_twice(std::span<const RunRecord> runs, std::span<const std::string> files)
{
    // Not by the checksum: a replicate bears that of its study, and the same run alone another.
    const auto is_same = [](const RunRecord& a, const RunRecord& b) {
        return a.seed == b.seed && a.title == b.title && a.start == b.start && a.days == b.days &&
               a.persons.values == b.persons.values && a.crossings.values == b.crossings.values &&
               a.ledger.values == b.ledger.values;
    };
    for (std::size_t later = 1; later < runs.size(); ++later)
        for (std::size_t earlier = 0; earlier < later; ++earlier)
            if (is_same(runs[earlier], runs[later]))
                throw ScenarioError{
                    {{.file = files[later],
                      .what = fmt::format("holds the same run as {}, with seed {}", files[earlier], runs[later].seed),
                      .hint = "it would count twice; leave one of them out"}}};
}

RunRecord read_run(const std::filesystem::path& file)
{
    auto runs = read_runs(file);
    if (runs.size() != 1)
        throw OutputError{OutputFailure::read_failed, file,
                          fmt::format("holds {} replicates, must be a single run", runs.size())};
    return std::move(runs.front());
}

RunRecord record_of(const Dataset& dataset)
{
    return read({
        .numbers =
            [&](std::string_view name) {
                const Variable* found = find(dataset, name);
                return found == nullptr ? std::vector<double>{} : numbers_in(*found);
            },
        .texts =
            [&](std::string_view name) {
                const Variable* found = find(dataset, name);
                return found == nullptr ? std::vector<std::string>{} : texts_in(*found);
            },
        .attribute = [&](std::string_view name) { return find(dataset.attributes, name); },
        .time_unit =
            [&] {
                const Variable* time = find(dataset, "time");
                return time == nullptr ? std::string{} : text_in(find(time->attributes, "units"));
            },
    });
}

Spread spread_of(std::vector<double> values)
{
    std::erase_if(values, [](double v) { return std::isnan(v); });
    if (values.empty()) return {not_reported, not_reported, not_reported};
    std::ranges::sort(values);
    const auto quantile = [&](double share) {
        const double place = share * static_cast<double>(values.size() - 1);
        const auto below = static_cast<std::size_t>(place);
        const std::size_t above = std::min(below + 1, values.size() - 1);
        const double part = place - static_cast<double>(below);
        return (1.0 - part) * values[below] + part * values[above];
    };
    return {quantile(0.5), quantile(0.05), quantile(0.95)};
}

}  // namespace corredor

#include "studies/report_source.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/check.hpp"
#include "output/ensemble_file.hpp"
#include "output/output_error.hpp"

namespace corredor {

using namespace std::string_view_literals;

namespace {

std::vector<std::string> texts(const ResultReader& reader, std::string_view name)
{
    return reader.find(name) == nullptr ? std::vector<std::string>{} : reader.read_texts(name);
}

std::vector<double> numbers(const ResultReader& reader, std::string_view name)
{
    return reader.find(name) == nullptr ? std::vector<double>{} : reader.read_doubles(name);
}

std::string text_attribute(const std::optional<AttributeValue>& value)
{
    const auto* text = value ? std::get_if<std::string>(&*value) : nullptr;
    return text != nullptr ? *text : "";
}

/// The value at a row, or nothing where the file has no such column.
template <class T>
T at(const std::vector<T>& column, std::size_t row)
{
    return row < column.size() ? column[row] : T{};
}

std::vector<PlaceOfReport> places_in(const ResultReader& reader, const RunRecord& record)
{
    const auto names = texts(reader, "node_name");
    const auto regions = texts(reader, "node_region");
    const auto lats = numbers(reader, "node_lat");
    const auto lons = numbers(reader, "node_lon");
    std::vector<PlaceOfReport> places;
    for (std::size_t n = 0; n < record.node.size(); ++n)
        places.push_back({.id = record.node[n],
                          .name = at(names, n),
                          .country = record.node_country[n],
                          .region = at(regions, n),
                          .kind = record.node_kind[n],
                          .lat = at(lats, n),
                          .lon = at(lons, n)});
    return places;
}

std::vector<LegOfReport> legs_in(const ResultReader& reader, const RunRecord& record)
{
    const auto km = numbers(reader, "leg_km");
    std::vector<LegOfReport> legs;
    for (std::size_t leg = 0; leg < record.leg.size(); ++leg)
        legs.push_back({.id = record.leg[leg],
                        .from = record.leg_from[leg],
                        .to = record.leg_to[leg],
                        .kind = record.leg_kind[leg],
                        .from_country = record.leg_from_country[leg],
                        .to_country = record.leg_to_country[leg],
                        .border_pair = record.leg_border_pair[leg],
                        .km = at(km, leg)});
    return legs;
}

/// The variables over time that reports read: the others of a large result cost seconds and are not shown.
constexpr std::array read_by_reports{
    "persons"sv,
    "residents"sv,
    "departures"sv,
    "settlements"sv,
    "returns"sv,
    "crossings"sv,
    "traversals"sv,
    "persons_on_leg"sv,
    "irregular_entries"sv,
    "registered_irregular_entries"sv,
    "interceptions"sv,
    "refusals"sv,
    "incidents"sv,
    "losses_usd"sv,
    "captives"sv,
    "captivity_exits"sv,
    "held_days"sv,
    "journeys_ended"sv,
    "journey_days"sv,
    "gains_usd"sv,
    "ledger"sv,
    "members"sv,
    "control"sv,
    "organisation_revenue_usd"sv,
    "treasury_usd"sv,
    "command"sv,
    "homicides"sv,
    "arrests"sv,
    "people_extorted"sv,
    "people_trafficked"sv,
    "journeys_smuggled"sv,
};

bool is_number(ElementType type)
{
    return type != ElementType::string && type != ElementType::uint64;
}

/// Every variable over time that is shown, in the order of the file.
std::vector<Block> blocks_in(const ResultReader& reader, std::size_t replicate, std::size_t records,
                             const Workers& workers)
{
    std::vector<Block> blocks;
    for (const VariableInfo& info : reader.variables()) {
        if (std::ranges::find(read_by_reports, info.name) == read_by_reports.end()) continue;
        const std::size_t before = !info.dimensions.empty() && info.dimensions.front() == replicate_dimension ? 1 : 0;
        const bool is_over_time = info.dimensions.size() > before && info.dimensions[before] == "time";
        if (!is_over_time || !is_number(info.type) || info.shape[before] != records) continue;
        const auto first_axis = static_cast<std::ptrdiff_t>(before) + 1;
        blocks.push_back({.name = info.name,
                          .axes = {info.dimensions.begin() + first_axis, info.dimensions.end()},
                          .lengths = {info.shape.begin() + first_axis, info.shape.end()},
                          .unit = text_attribute(reader.attribute(info.name, "units")),
                          .is_flow = text_attribute(reader.attribute(info.name, "cell_methods")) == "time: sum",
                          .active = reader.read_active_cells(
                              info.name, before == 1 ? std::optional{replicate} : std::nullopt, workers)});
    }
    return blocks;
}

/// A variable with the cells that are always zero too.
std::vector<double> all_cells(const Block& block, std::size_t records)
{
    std::size_t cells = 1;
    for (const std::size_t length : block.lengths) cells *= length;
    std::vector<double> values(cells * records);
    for (std::size_t c = 0; c < block.active.cells.size(); ++c) {
        const auto of_cell = block.records_of(c);
        for (std::size_t record = 0; record < of_cell.size(); ++record)
            values[record * cells + block.active.cells[c]] = of_cell[record];
    }
    return values;
}

/// What the headline numbers, the table of entries and the ledger are made from.
bool is_in_record(std::string_view variable)
{
    constexpr std::array in_record{"persons"sv,         "residents"sv,         "departures"sv,
                                   "returns"sv,         "irregular_entries"sv, "registered_irregular_entries"sv,
                                   "interceptions"sv,   "refusals"sv,          "crossings"sv,
                                   "incidents"sv,       "losses_usd"sv,        "journeys_ended"sv,
                                   "journey_days"sv,    "gains_usd"sv,         "ledger"sv,
                                   "people_extorted"sv, "people_trafficked"sv};
    return std::ranges::find(in_record, variable) != in_record.end();
}

/// Hash of the last state of a replicate.
std::uint64_t last_state(const ResultReader& reader, std::size_t replicate, std::size_t records)
{
    if (reader.find("state_hash") == nullptr) return 0;
    const auto hashes = reader.read_unsigned_integers("state_hash");
    const std::size_t last = (replicate + 1) * records;
    return last > 0 && last <= hashes.size() ? hashes[last - 1] : 0;
}

/// Refuses a file in which a variable has more or fewer places, legs, organisations … than there are names.
void check_axes(const ReportRun& run, const std::filesystem::path& file)
{
    for (const Block& block : run.blocks)
        for (std::size_t axis = 0; axis < block.axes.size(); ++axis) {
            const auto* labels = run.labels(block.axes[axis]);
            if (labels != nullptr && labels->size() != block.lengths[axis])
                throw OutputError{OutputFailure::read_failed, file,
                                  fmt::format("is not the result of a run: '{}' has {} along '{}', must be {}",
                                              block.name, block.lengths[axis], block.axes[axis], labels->size())};
        }
}

}  // namespace

bool Block::has_axis(std::string_view axis) const
{
    return std::ranges::find(axes, axis) != axes.end();
}

std::span<const double> Block::records_of(std::size_t active_cell) const
{
    const std::size_t records = active.values.size() / active.cells.size();
    return std::span{active.values}.subspan(active_cell * records, records);
}

const std::vector<std::string>* ReportRun::labels(std::string_view axis) const
{
    const std::array<std::pair<std::string_view, const std::vector<std::string>*>, 9> known{{
        {"node", &record.node},
        {"leg", &record.leg},
        {"status", &record.status},
        {"country", &record.country},
        {"mechanism", &record.mechanism},
        {"account", &record.account},
        {"organisation", &organisations},
        {"economy", &economies},
        {"exit", &exits},
    }};
    const auto* const found = std::ranges::find(known, axis, [](const auto& pair) { return pair.first; });
    return found == known.end() ? nullptr : found->second;
}

const Block* ReportRun::find(std::string_view variable) const
{
    CORREDOR_EXPECT(std::ranges::find(read_by_reports, variable) != read_by_reports.end());
    const auto found = std::ranges::find(blocks, variable, &Block::name);
    return found == blocks.end() ? nullptr : &*found;
}

ReportFile::ReportFile(WholeResult file) : reader_{std::move(file)} {}

std::size_t ReportFile::runs() const
{
    return std::max<std::size_t>(replicates_in(reader_), 1);
}

ReportRun ReportFile::read(std::size_t replicate) const
{
    ReportRun run{.file = reader_.file().filename().string(),
                  .question = text_attribute(reader_.attribute("comment")),
                  .program = text_attribute(reader_.attribute("source")),
                  .input_sha256 = text_attribute(reader_.attribute("input_sha256")),
                  .state_hash = 0,
                  .record = {},
                  .places = {},
                  .legs = {},
                  .organisations = texts(reader_, "organisation"),
                  .economies = texts(reader_, "economy"),
                  .exits = texts(reader_, "exit"),
                  .blocks = blocks_in(reader_, replicate, numbers(reader_, "time").size(), workers_)};
    run.record = read_replicate(reader_, replicate, [&](std::string_view name) {
        const Block* block = is_in_record(name) ? run.find(name) : nullptr;
        return block == nullptr ? std::vector<double>{} : all_cells(*block, numbers(reader_, "time").size());
    });
    check_axes(run, reader_.file());
    run.state_hash = last_state(reader_, replicate, run.record.days.size());
    run.places = places_in(reader_, run.record);
    run.legs = legs_in(reader_, run.record);
    return run;
}

Recipe ReportFile::recipe() const
{
    Recipe recipe;
    recipe.file = reader_.file().filename().string();
    recipe.is_comparison = is_comparison();
    const auto seed = reader_.attribute("seed");
    if (const auto* number = seed ? std::get_if<std::int64_t>(&*seed) : nullptr) recipe.seed = *number;
    if (recipe.is_comparison) {
        recipe.replicates = numbers(reader_, replicate_dimension).size();
        recipe.scenarios = texts(reader_, "scenario");
        recipe.sha256 = texts(reader_, "scenario_sha256");
        if (reader_.find("replicate_seed") != nullptr) recipe.seeds = reader_.read_integers("replicate_seed");
        const auto scale = reader_.attribute("persons_per_agent");
        if (const auto* number = scale ? std::get_if<std::int64_t>(&*scale) : nullptr)
            recipe.persons_per_agent = *number;
    } else {
        recipe.replicates = replicates_in(reader_);
        recipe.scenarios = {text_attribute(reader_.attribute("title"))};
        recipe.sha256 = {text_attribute(reader_.attribute("scenario_sha256"))};
    }
    return recipe;
}

bool ReportFile::is_comparison() const
{
    return reader_.find("people") != nullptr && reader_.find("outcome_alternative") != nullptr;
}

std::vector<CrossTable> ReportFile::cross_tables() const
{
    const auto outcomes = texts(reader_, "outcome");
    const auto alternatives = texts(reader_, "alternative");
    const auto people = numbers(reader_, "people");
    const std::size_t cells = outcomes.size() * outcomes.size();
    if (people.size() != alternatives.size() * cells)
        throw OutputError{OutputFailure::read_failed, reader_.file(), "is a comparison whose tables do not fit"};
    const auto sums = texts(reader_, "scenario_sha256");  // the base's first
    std::vector<CrossTable> tables;
    for (std::size_t a = 0; a < alternatives.size(); ++a) {
        const auto first = people.begin() + static_cast<std::ptrdiff_t>(a * cells);
        tables.push_back({.alternative = alternatives[a],
                          .sha256 = a + 1 < sums.size() ? sums[a + 1] : "",
                          .outcomes = outcomes,
                          .people = {first, first + static_cast<std::ptrdiff_t>(cells)}});
    }
    return tables;
}

}  // namespace corredor

#include "studies/report_source.hpp"

#include <algorithm>

#include "output/ensemble_file.hpp"
#include "output/output_error.hpp"

namespace corredor {

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

bool is_number(ElementType type)
{
    return type != ElementType::string && type != ElementType::uint64;
}

/// Every variable over time, in the order of the file.
std::vector<Block> blocks_in(const ResultReader& reader, std::size_t replicate, std::size_t records)
{
    std::vector<Block> blocks;
    for (const VariableInfo& info : reader.variables()) {
        const std::size_t before = !info.dimensions.empty() && info.dimensions.front() == replicate_dimension ? 1 : 0;
        const bool is_over_time = info.dimensions.size() > before && info.dimensions[before] == "time" &&
                                  info.name != "time" && info.name.find('/') == std::string::npos;
        if (!is_over_time || !is_number(info.type) || info.shape[before] != records) continue;
        const auto first_axis = static_cast<std::ptrdiff_t>(before) + 1;
        Block block{.name = info.name,
                    .axes = {info.dimensions.begin() + first_axis, info.dimensions.end()},
                    .lengths = {info.shape.begin() + first_axis, info.shape.end()},
                    .unit = text_attribute(reader.attribute(info.name, "units")),
                    .is_flow = text_attribute(reader.attribute(info.name, "cell_methods")) == "time: sum",
                    .series = {}};
        block.series.values = numbers_of(reader, info.name, replicate);
        block.series.cells = block.series.values.size() / records;
        blocks.push_back(std::move(block));
    }
    return blocks;
}

/// Hash of the last state of a replicate.
std::uint64_t last_state(const ResultReader& reader, std::size_t replicate, std::size_t records)
{
    if (reader.find("state_hash") == nullptr) return 0;
    const auto hashes = reader.read_unsigned_integers("state_hash");
    const std::size_t last = (replicate + 1) * records;
    return last > 0 && last <= hashes.size() ? hashes[last - 1] : 0;
}

}  // namespace

bool Block::has_axis(std::string_view axis) const
{
    return std::ranges::find(axes, axis) != axes.end();
}

const Block* ReportRun::find(std::string_view variable) const
{
    const auto found = std::ranges::find(blocks, variable, &Block::name);
    return found == blocks.end() ? nullptr : &*found;
}

ReportFile::ReportFile(const std::filesystem::path& file) : reader_{file} {}

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
                  .record = read_replicate(reader_, replicate),
                  .places = {},
                  .legs = {},
                  .organisations = texts(reader_, "organisation"),
                  .economies = texts(reader_, "economy"),
                  .exits = texts(reader_, "exit"),
                  .blocks = {}};
    run.state_hash = last_state(reader_, replicate, run.record.days.size());
    run.places = places_in(reader_, run.record);
    run.legs = legs_in(reader_, run.record);
    run.blocks = blocks_in(reader_, replicate, run.record.days.size());
    return run;
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
    std::vector<CrossTable> tables;
    for (std::size_t a = 0; a < alternatives.size(); ++a) {
        const auto first = people.begin() + static_cast<std::ptrdiff_t>(a * cells);
        tables.push_back({alternatives[a], outcomes, {first, first + static_cast<std::ptrdiff_t>(cells)}});
    }
    return tables;
}

}  // namespace corredor

#include "output/active_cells.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include <fmt/format.h>

#include "output/packed_chunk.hpp"

namespace corredor {
namespace {

using h5::checked;

double number_of(std::uint64_t bits, ElementType type)
{
    switch (type) {
    case ElementType::int8:
        return static_cast<double>(static_cast<std::int8_t>(bits));
    case ElementType::int32:
        return static_cast<double>(static_cast<std::int32_t>(bits));
    case ElementType::int64:
        return static_cast<double>(static_cast<std::int64_t>(bits));
    case ElementType::uint64:
        return static_cast<double>(bits);
    default:
        return std::bit_cast<double>(bits);
    }
}

/// What one chunk holds of the cells that are not zero in it.
struct ChunkCells {
    std::size_t first_record = 0;
    std::size_t records = 0;
    std::vector<std::size_t> cells;
    std::vector<double> values;  // (cell, record)
};

/// Whether chunks of a dataset can be unpacked without HDF5: shuffled, deflated and nothing else.
bool is_packed_as_ours(const h5::Properties& creation)
{
    if (H5Pget_layout(creation.id()) != H5D_CHUNKED) return false;
    constexpr std::array ours{H5Z_FILTER_SHUFFLE, H5Z_FILTER_DEFLATE};
    if (H5Pget_nfilters(creation.id()) != static_cast<int>(ours.size())) return false;
    for (unsigned i = 0; i < ours.size(); ++i) {
        unsigned flags = 0;
        std::size_t value_count = 0;
        if (H5Pget_filter2(creation.id(), i, &flags, &value_count, nullptr, 0, nullptr, nullptr) != ours[i])
            return false;
    }
    return true;
}

/// Takes the chunks at one position out of the file as they are; nothing when one of them is stored otherwise.
std::optional<std::vector<PackedChunk>> packed_chunks(const h5::DatasetHandle& dataset, const VariableInfo& info,
                                                      const std::vector<hsize_t>& chunk,
                                                      std::optional<std::size_t> position)
{
    std::vector<PackedChunk> chunks;
    std::vector<hsize_t> first(chunk.size(), 0);
    if (position) {
        if (chunk.front() != 1) return std::nullopt;
        first.front() = *position;
    }
    for (;;) {
        hsize_t size_bytes = 0;
        checked(H5Dget_chunk_storage_size(dataset.id(), first.data(), &size_bytes), "ask size of chunk");
        if (size_bytes == 0 || size_bytes > largest_chunk_bytes) return std::nullopt;
        PackedChunk& one = chunks.emplace_back(PackedChunk{first, std::vector<std::byte>(size_bytes)});
        std::uint32_t filters_left_out = 0;
        checked(H5Dread_chunk(dataset.id(), H5P_DEFAULT, first.data(), &filters_left_out, one.bytes.data()),
                "read chunk");
        if (filters_left_out != 0) return std::nullopt;
        std::size_t axis = chunk.size();
        for (; axis-- > (position ? 1U : 0U);) {
            first[axis] += chunk[axis];
            if (first[axis] < info.shape[axis]) break;
            first[axis] = 0;
        }
        if (axis + 1 == (position ? 1U : 0U)) return chunks;
    }
}

/// Numbers of the cells of a chunk among all cells; none for the part of a chunk that lies outside.
std::vector<std::optional<std::size_t>> cells_of_chunk(const PackedChunk& packed, const std::vector<hsize_t>& chunk,
                                                       const CellShape& shape)
{
    const std::size_t first_axis = shape.before + 1;
    std::size_t count = 1;
    for (std::size_t axis = 0; axis < shape.axes.size(); ++axis) count *= chunk[first_axis + axis];
    std::vector<std::optional<std::size_t>> cells(count);
    for (std::size_t c = 0; c < count; ++c) {
        std::size_t rest = c;
        std::size_t cell = 0;
        std::size_t stride = 1;
        bool is_inside = true;
        for (std::size_t axis = shape.axes.size(); axis-- > 0;) {
            const std::size_t at = packed.first[first_axis + axis] + rest % chunk[first_axis + axis];
            rest /= chunk[first_axis + axis];
            is_inside = is_inside && at < shape.axes[axis];
            cell += at * stride;
            stride *= shape.axes[axis];
        }
        if (is_inside) cells[c] = cell;
    }
    return cells;
}

ChunkCells unpack_cells(const PackedChunk& packed, const std::vector<hsize_t>& chunk, const CellShape& shape,
                        ElementType type, std::size_t element_bytes)
{
    const auto cells = cells_of_chunk(packed, chunk, shape);
    const std::size_t chunk_records = chunk[shape.before];
    const UnpackedChunk elements{packed.bytes, cells.size() * chunk_records, element_bytes};
    if (!elements.is_sound()) throw h5::Failure{"has a damaged chunk"};
    ChunkCells active;
    active.first_record = packed.first[shape.before];
    active.records = std::min<std::size_t>(chunk_records, shape.records - active.first_record);
    const auto is_active = elements.columns_with_bits(active.records, cells.size());
    std::vector<std::size_t> columns;
    for (std::size_t c = 0; c < cells.size(); ++c) {
        if (!cells[c] || is_active[c] == 0) continue;
        columns.push_back(c);
        active.cells.push_back(*cells[c]);
    }
    active.values.resize(columns.size() * active.records);
    // Rows become columns a few at a time: so what is read and what is written both stay near.
    constexpr std::size_t records_at_once = 16;
    for (std::size_t first = 0; first < active.records; first += records_at_once) {
        const std::size_t last = std::min(first + records_at_once, active.records);
        for (std::size_t i = 0; i < columns.size(); ++i)
            for (std::size_t record = first; record < last; ++record)
                active.values[i * active.records + record] =
                    number_of(elements.bits(record * cells.size() + columns[i]), type);
    }
    return active;
}

ActiveCells together(const std::vector<ChunkCells>& chunks, std::size_t records)
{
    ActiveCells all;
    for (const ChunkCells& chunk : chunks) all.cells.insert(all.cells.end(), chunk.cells.begin(), chunk.cells.end());
    std::ranges::sort(all.cells);
    all.cells.erase(std::unique(all.cells.begin(), all.cells.end()), all.cells.end());
    all.values.resize(all.cells.size() * records);
    for (const ChunkCells& chunk : chunks)
        for (std::size_t c = 0; c < chunk.cells.size(); ++c) {
            const auto row =
                static_cast<std::size_t>(std::ranges::lower_bound(all.cells, chunk.cells[c]) - all.cells.begin());
            std::copy_n(chunk.values.begin() + static_cast<std::ptrdiff_t>(c * chunk.records), chunk.records,
                        all.values.begin() + static_cast<std::ptrdiff_t>(row * records + chunk.first_record));
        }
    return all;
}

}  // namespace

CellShape::CellShape(const VariableInfo& info, bool is_at_position) : before{is_at_position ? 1U : 0U}
{
    if (info.shape.size() <= before) throw h5::Failure{fmt::format("'{}' is not over time", info.name)};
    records = info.shape[before];
    axes.assign(info.shape.begin() + static_cast<std::ptrdiff_t>(before) + 1, info.shape.end());
}

std::optional<PackedCells> PackedCells::take(const h5::DatasetHandle& dataset, const VariableInfo& info,
                                             std::optional<std::size_t> position)
{
    const h5::Properties creation{H5Dget_create_plist(dataset.id()), "ask layout"};
    if (!is_packed_as_ours(creation)) return std::nullopt;
    PackedCells cells{CellShape{info, position.has_value()}, info.type};
    cells.chunk_.resize(info.shape.size());
    checked(H5Pget_chunk(creation.id(), static_cast<int>(cells.chunk_.size()), cells.chunk_.data()), "ask chunks");
    auto chunks = packed_chunks(dataset, info, cells.chunk_, position);
    if (!chunks) return std::nullopt;
    cells.chunks_ = std::move(*chunks);
    return cells;
}

ActiveCells PackedCells::unpack(std::size_t element_bytes, const Workers& workers) const
{
    std::vector<ChunkCells> unpacked(chunks_.size());
    workers.for_each(chunks_.size(), [&](std::size_t i) {
        unpacked[i] = unpack_cells(chunks_[i], chunk_, shape_, type_, element_bytes);
    });
    return together(unpacked, shape_.records);
}

ActiveCells active_of(const std::vector<double>& values, std::size_t records)
{
    ActiveCells active;
    const std::size_t cells = records == 0 ? 0 : values.size() / records;
    for (std::size_t cell = 0; cell < cells; ++cell) {
        const std::size_t before = active.values.size();
        bool is_active = false;
        for (std::size_t record = 0; record < records; ++record) {
            active.values.push_back(values[record * cells + cell]);
            is_active = is_active || active.values.back() != 0.0;
        }
        if (is_active)
            active.cells.push_back(cell);
        else
            active.values.resize(before);
    }
    return active;
}

}  // namespace corredor

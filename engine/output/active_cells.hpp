#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/parallel.hpp"
#include "output/h5.hpp"
#include "output/result_reader.hpp"

namespace corredor {

inline constexpr std::uint64_t largest_chunk_bytes = std::uint64_t{64} << 20U;

/// Records and cells of a variable; what stands before its time, if anything, is at one position.
struct CellShape {
    std::size_t before = 0;  // axes before time: 0 or 1
    std::size_t records = 0;
    std::vector<std::size_t> axes;  // lengths of those after time

    /// errors  h5::Failure when the variable is not over time
    CellShape(const VariableInfo& info, bool is_at_position);
};

struct PackedChunk {
    std::vector<hsize_t> first;  // where it begins on each axis
    std::vector<std::byte> bytes;
};

/// The chunks of a variable as they lie in a file, unpacked without HDF5: on several threads, and only the cells that
/// are not zero all the time.
class PackedCells {
public:
    /// Nothing when they are stored otherwise than we store them.
    /// errors  h5::Failure
    static std::optional<PackedCells> take(const h5::DatasetHandle&, const VariableInfo&,
                                           std::optional<std::size_t> position);

    /// errors  h5::Failure
    [[nodiscard]] ActiveCells unpack(std::size_t element_bytes, const Workers&) const;

private:
    PackedCells(CellShape shape, ElementType type) : shape_{std::move(shape)}, type_{type} {}

    CellShape shape_;
    ElementType type_;
    std::vector<hsize_t> chunk_;  // lengths on each axis
    std::vector<PackedChunk> chunks_;
};

/// The same from all values (record, cell).
[[nodiscard]] ActiveCells active_of(const std::vector<double>& values, std::size_t records);

}  // namespace corredor

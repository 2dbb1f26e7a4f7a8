#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace corredor {

/// A chunk that HDF5 shuffled and deflated, unpacked; several may be unpacked at once, which HDF5 itself cannot.
///
/// Shuffled means: the lowest bytes of all elements, then their next ones. Most of a large result is zeros, so elements
/// are put together one by one, when someone asks.
class UnpackedChunk {
public:
    /// The checksum inside is passed over: the seal of the whole file has been checked by then.
    ///
    /// count  elements of the chunk
    /// element_bytes  of each, 1 to 8
    UnpackedChunk(std::span<const std::byte> packed, std::size_t count, std::size_t element_bytes);

    /// Whether the bytes were a chunk of that size. Ask nothing else of one that was not.
    [[nodiscard]] bool is_sound() const { return bytes_ != nullptr; }

    /// For each column of rows that follow each other, whether any of its elements has a bit set.
    [[nodiscard]] std::vector<std::uint8_t> columns_with_bits(std::size_t rows, std::size_t columns) const;

    /// The bits of an element, low ones first.
    [[nodiscard]] std::uint64_t bits(std::size_t element) const;

private:
    [[nodiscard]] std::span<const std::uint8_t> plane(std::size_t byte_of_element) const;

    std::size_t count_;
    std::unique_ptr<std::uint8_t[]> bytes_;
    std::vector<std::size_t> planes_;  // those that are not all zero
};

}  // namespace corredor

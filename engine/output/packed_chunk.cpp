#include "output/packed_chunk.hpp"

#include <cstring>
#include <memory>
#include <new>

#include <libdeflate.h>

namespace corredor {

namespace {

constexpr std::size_t zlib_header_bytes = 2;
constexpr std::size_t zlib_checksum_bytes = 4;

struct FreeDecompressor {
    void operator()(libdeflate_decompressor* decompressor) const { libdeflate_free_decompressor(decompressor); }
};

/// One for each thread, since it may not be shared.
libdeflate_decompressor& decompressor()
{
    thread_local const std::unique_ptr<libdeflate_decompressor, FreeDecompressor> of_thread{
        libdeflate_alloc_decompressor()};
    if (!of_thread) throw std::bad_alloc{};
    return *of_thread;
}

/// Whether the packed bytes fill the target exactly.
bool inflate_into(std::span<std::uint8_t> target, std::span<const std::byte> packed)
{
    if (packed.size() < zlib_header_bytes + zlib_checksum_bytes) return false;
    const auto body = packed.subspan(zlib_header_bytes, packed.size() - zlib_header_bytes - zlib_checksum_bytes);
    std::size_t read = 0;
    std::size_t written = 0;
    const libdeflate_result result = libdeflate_deflate_decompress_ex(&decompressor(), body.data(), body.size(),
                                                                      target.data(), target.size(), &read, &written);
    return result == LIBDEFLATE_SUCCESS && read == body.size() && written == target.size();
}

bool is_all_zero(std::span<const std::uint8_t> bytes)
{
    return bytes.empty() || (bytes.front() == 0 && std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0);
}

}  // namespace

UnpackedChunk::UnpackedChunk(std::span<const std::byte> packed, std::size_t count, std::size_t element_bytes)
    : count_{count}, bytes_{std::make_unique_for_overwrite<std::uint8_t[]>(count * element_bytes)}
{
    if (!inflate_into({bytes_.get(), count * element_bytes}, packed)) {
        bytes_.reset();
        return;
    }
    for (std::size_t k = 0; k < element_bytes; ++k)
        if (!is_all_zero(plane(k))) planes_.push_back(k);
}

std::span<const std::uint8_t> UnpackedChunk::plane(std::size_t byte_of_element) const
{
    return {bytes_.get() + byte_of_element * count_, count_};
}

namespace {

/// The two never overlap, and so several bytes are taken at once.
void add_bits(std::uint8_t* __restrict into, const std::uint8_t* __restrict from, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i) into[i] = static_cast<std::uint8_t>(into[i] | from[i]);
}

}  // namespace

std::vector<std::uint8_t> UnpackedChunk::columns_with_bits(std::size_t rows, std::size_t columns) const
{
    std::vector<std::uint8_t> any(columns, 0);
    for (const std::size_t k : planes_)
        for (std::size_t row = 0; row < rows; ++row)
            add_bits(any.data(), plane(k).subspan(row * columns, columns).data(), columns);
    return any;
}

std::uint64_t UnpackedChunk::bits(std::size_t element) const
{
    std::uint64_t bits = 0;
    for (const std::size_t k : planes_) bits |= std::uint64_t{plane(k)[element]} << (8U * k);
    return bits;
}

}  // namespace corredor

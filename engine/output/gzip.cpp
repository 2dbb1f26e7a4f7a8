#include "output/gzip.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <new>
#include <string_view>

#include <libdeflate.h>

#include "base/check.hpp"

namespace corredor {

std::vector<std::byte> gzip(std::span<const std::byte> bytes)
{
    constexpr int level = 6;  // as that of the gzip command
    const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor{
        libdeflate_alloc_compressor(level), libdeflate_free_compressor};
    if (!compressor) throw std::bad_alloc{};
    std::vector<std::byte> packed(libdeflate_gzip_compress_bound(compressor.get(), bytes.size()));
    packed.resize(libdeflate_gzip_compress(compressor.get(), bytes.data(), bytes.size(), packed.data(), packed.size()));
    CORREDOR_ENSURE(!packed.empty());
    return packed;
}

std::string base64(std::span<const std::byte> bytes)
{
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t given = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group = (group << 8U) | (k < given ? std::to_integer<std::uint32_t>(bytes[i + k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k) text += k <= given ? digits[(group >> (18U - 6U * k)) & 63U] : '=';
    }
    return text;
}

}  // namespace corredor

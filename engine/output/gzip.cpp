#include "output/gzip.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include <zlib.h>

#include "base/check.hpp"

namespace corredor {

std::vector<std::byte> gzip(std::span<const std::byte> bytes)
{
    constexpr int level = 6;  // 9 takes four times as long for 1 % less
    constexpr int window_of_gzip = 15 + 16;
    constexpr int memory_level = 9;
    z_stream stream{};
    CORREDOR_EXPECT(deflateInit2(&stream, level, Z_DEFLATED, window_of_gzip, memory_level, Z_DEFAULT_STRATEGY) == Z_OK);
    std::vector<std::byte> packed(deflateBound(&stream, bytes.size()));
    // zlib does not write through next_in, but its type says so.
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    const int result = deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    CORREDOR_ENSURE(result == Z_STREAM_END);
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

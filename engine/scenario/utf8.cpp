#include "scenario/utf8.hpp"

#include <fmt/format.h>

namespace corredor {
namespace {

/// Length of the well-formed UTF-8 character that begins here; 0 when there is none.
/// source  Unicode 15, table 3-7
std::size_t utf8_length(std::string_view s)
{
    const auto byte = [s](std::size_t i) { return i < s.size() ? static_cast<unsigned char>(s[i]) : 0U; };
    const auto follows = [byte](std::size_t i, unsigned low = 0x80, unsigned high = 0xbf) {
        return byte(i) >= low && byte(i) <= high;
    };
    const unsigned first = byte(0);
    if (first < 0x80) return 1;
    if (first >= 0xc2 && first <= 0xdf) return follows(1) ? 2 : 0;
    if (first >= 0xe0 && first <= 0xef) {
        const bool second = follows(1, first == 0xe0 ? 0xa0 : 0x80, first == 0xed ? 0x9f : 0xbf);
        return second && follows(2) ? 3 : 0;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        const bool second = follows(1, first == 0xf0 ? 0x90 : 0x80, first == 0xf4 ? 0x8f : 0xbf);
        return second && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

}  // namespace

std::optional<Problem> not_text(std::string_view bytes, const std::shared_ptr<const SourceFile>& source)
{
    int line = 1;
    int column = 1;
    for (std::size_t i = 0; i < bytes.size();) {
        const std::size_t length = utf8_length(bytes.substr(i));
        const auto byte = static_cast<unsigned char>(bytes[i]);
        const bool is_control = byte < 0x20 && byte != '\n' && byte != '\r' && byte != '\t';
        if (length == 0 || is_control || byte == 0x7f)
            return problem_at({source, line, column}, fmt::format("byte 0x{:02x} is not text", byte),
                              "save the file as UTF-8");
        column = byte == '\n' ? 1 : column + 1;
        line += byte == '\n' ? 1 : 0;
        i += length;
    }
    return std::nullopt;
}

}  // namespace corredor

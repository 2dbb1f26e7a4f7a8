#include "cli/text_table.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace corredor {

namespace {

std::size_t width_of(const std::string& utf8)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

std::string TextTable::text() const
{
    std::vector<std::size_t> widths;
    for (const Heading& heading : headings_) widths.push_back(width_of(heading.text));
    for (const auto& row : rows_)
        for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], width_of(row[c]));

    std::string text;
    const auto add_line = [&](const auto& cell_of) {
        std::string line;
        for (std::size_t c = 0; c < headings_.size(); ++c) {
            const std::string& cell = cell_of(c);
            const std::string padding(widths[c] - width_of(cell), ' ');
            if (c > 0) line += "  ";
            line += headings_[c].align == Align::right ? padding + cell : cell + padding;
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + '\n';
    };
    add_line([&](std::size_t c) -> const std::string& { return headings_[c].text; });
    for (const auto& row : rows_) add_line([&](std::size_t c) -> const std::string& { return row[c]; });
    return text;
}

std::string with_thousands(double value, int decimals)
{
    if (std::isnan(value)) return "-";
    std::string text = fmt::format("{:.{}f}", std::abs(value), decimals);
    const std::size_t point = std::min(text.find('.'), text.size());
    for (std::size_t at = point; at > 3; at -= 3) text.insert(at - 3, ",");
    const bool is_zero = text.find_first_not_of("0.,") == std::string::npos;
    return value < 0 && !is_zero ? "-" + text : text;
}

std::string signed_percent(double share)
{
    if (std::isnan(share)) return "-";
    return (share < 0 ? "" : "+") + with_thousands(share * 100.0) + " %";
}

}  // namespace corredor

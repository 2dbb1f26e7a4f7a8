#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace corredor {

/// Fewest insertions, deletions, replacements and swaps of neighbours that turn one text into the other.
/// source  Damerau 1964; Levenshtein 1966 (optimal string alignment)
[[nodiscard]] inline std::size_t edit_distance(std::string_view a, std::string_view b)
{
    std::array<std::vector<std::size_t>, 3> row;  // two before, one before, this
    for (auto& r : row) r.assign(b.size() + 1, 0);
    for (std::size_t j = 0; j <= b.size(); ++j) row[1][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[2][0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = row[1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[2][j] = std::min({row[1][j] + 1, row[2][j - 1] + 1, replaced});
            const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) row[2][j] = std::min(row[2][j], row[0][j - 2] + 1);
        }
        std::swap(row[0], row[1]);
        std::swap(row[1], row[2]);
    }
    return row[1][b.size()];
}

/// The name that was probably meant; nothing when none is close.
template <class Names>
[[nodiscard]] std::optional<std::string> nearest(std::string_view text, const Names& names)
{
    constexpr std::size_t longest = 64;
    if (text.size() > longest) return std::nullopt;
    const auto lower = [](std::string_view s) {
        std::string out{s};
        for (char& c : out)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        return out;
    };
    const std::string wanted = lower(text);
    std::optional<std::string> best;
    std::size_t least = std::max<std::size_t>(1, text.size() / 3) + 1;
    for (const auto& name : names) {
        const std::string_view candidate{name};
        if (candidate.empty() || candidate.size() > longest) continue;
        const std::size_t distance = edit_distance(wanted, lower(candidate));
        if (distance < least && distance < std::max(text.size(), candidate.size())) {
            least = distance;
            best = std::string{candidate};
        }
    }
    return best;
}

/// "did you mean 'x'?", or what else to say.
template <class Names>
[[nodiscard]] std::string did_you_mean(std::string_view text, const Names& names, std::string otherwise = "")
{
    const auto meant = nearest(text, names);
    return meant ? "did you mean '" + *meant + "'?" : otherwise;
}

/// "a, b, c"; long lists are cut.
template <class Names>
[[nodiscard]] std::string joined(const Names& names, std::size_t most = 24)
{
    std::string text;
    std::size_t count = 0;
    for (const auto& name : names) {
        if (count++ == most) return text + ", …";
        if (!text.empty()) text += ", ";
        text += std::string_view{name};
    }
    return text;
}

}  // namespace corredor

#include "output/case_table.hpp"

#include <algorithm>

namespace corredor {

std::vector<Attribute> coded(std::string long_name, std::span<const std::string_view> meanings, bool may_be_absent)
{
    std::vector<std::int8_t> codes;
    std::string words;
    const auto add = [&](std::int32_t code, std::string_view meaning) {
        codes.push_back(static_cast<std::int8_t>(code));
        if (!words.empty()) words += ' ';
        std::ranges::replace_copy(meaning, std::back_inserter(words), ' ', '_');  // blanks part one from the next
    };
    if (may_be_absent) add(no_code, "none");
    for (std::size_t i = 0; i < meanings.size(); ++i) add(static_cast<std::int32_t>(i), meanings[i]);
    std::vector<Attribute> attributes = described(std::move(long_name));
    if (codes.empty()) return attributes;
    attributes.push_back({"flag_values", std::move(codes)});
    attributes.push_back({"flag_meanings", std::move(words)});
    return attributes;
}

std::vector<Attribute> position_along(std::string coordinate, std::string long_name)
{
    std::vector<Attribute> attributes = described(std::move(long_name));
    attributes.push_back({"comment", "position along the coordinate /" + coordinate + ", from 0; -1: none"});
    return attributes;
}

std::vector<Attribute> day_since(Date start, std::string long_name)
{
    return {{"long_name", std::move(long_name)},
            {"units", "days since " + to_string(start) + " 00:00:00"},
            {"calendar", "proleptic_gregorian"}};
}

std::vector<Attribute> described(std::string long_name, std::string unit)
{
    std::vector<Attribute> attributes{{"long_name", std::move(long_name)}};
    if (!unit.empty()) attributes.push_back({"units", std::move(unit)});
    return attributes;
}

Group case_group(std::string name, std::string row, std::string title, const RowLimit& limit,
                 std::int64_t persons_per_agent)
{
    return {.name = std::move(name),
            .attributes = {{"title", std::move(title)},
                           {"comment", "Agents are synthetic: no row is about a real person."},
                           {"persons_per_agent", persons_per_agent},
                           {"rows_at_most", limit.at_most()},
                           {"rows_not_kept", limit.not_kept()}},
            .dimensions = {{.name = std::move(row), .length = static_cast<std::size_t>(limit.kept())}}};
}

}  // namespace corredor

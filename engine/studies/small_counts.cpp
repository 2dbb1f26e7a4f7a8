#include "studies/small_counts.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace corredor {

namespace {

constexpr double rounding = 1e-9;

}  // namespace

bool SmallCounts::is_few(double value) const
{
    return std::abs(value) > rounding && std::abs(value) < fewest_agents * one_ - rounding;
}

double SmallCounts::stand_in() const
{
    return std::round(fewest_agents * one_ / 2.0);
}

Spread SmallCounts::told(const Spread& spread) const
{
    return {told(spread.median), told(spread.low), told(spread.high)};
}

bool is_count(std::string_view variable, std::string_view unit)
{
    if (variable.starts_with("command") || variable.starts_with("control")) return false;  // shares, of unit 1 too
    return unit == "people" || unit == "members" || unit == "incidents" || unit == "1";
}

SmallCounts small_counts_of(std::string_view variable, std::int64_t persons_per_agent)
{
    using namespace std::string_view_literals;
    constexpr std::array one_by_one{"homicides"sv, "arrests"sv, "members"sv};
    const bool is_one_by_one =
        std::ranges::any_of(one_by_one, [&](std::string_view name) { return variable.starts_with(name); });
    return SmallCounts{is_one_by_one ? 1.0 : static_cast<double>(persons_per_agent)};
}

}  // namespace corredor

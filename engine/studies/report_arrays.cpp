#include "studies/report_arrays.hpp"

#include <cmath>

namespace corredor {

namespace {

constexpr std::int64_t absent = -(std::int64_t{1} << 51U);

}  // namespace

nlohmann::ordered_json ReportArrays::add(std::span<const double> values, double scale)
{
    const std::size_t first = bytes_.size();
    std::int64_t before = 0;
    for (const double value : values) {
        const std::int64_t number = std::isfinite(value) ? std::llround(value * scale) : absent;
        put(number - before);
        before = number;
    }
    return {{"at", first}, {"count", values.size()}, {"scale", scale}};
}

/// Zigzag, so that small negative numbers are short too; then seven bits a byte, low ones first.
void ReportArrays::put(std::int64_t number)
{
    auto rest = (static_cast<std::uint64_t>(number) << 1U) ^ static_cast<std::uint64_t>(number >> 63U);
    while (rest >= 128U) {
        bytes_.push_back(static_cast<std::byte>((rest & 127U) | 128U));
        rest >>= 7U;
    }
    bytes_.push_back(static_cast<std::byte>(rest));
}

}  // namespace corredor

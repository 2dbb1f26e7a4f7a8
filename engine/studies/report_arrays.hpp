#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <nlohmann/json.hpp>

namespace corredor {

/// Series of numbers for a page, packed: whole numbers after a scale, differences in time, seven bits a byte.
///
/// Most differences of counts from record to record fit in one byte, and gzip then finds the rest. Absent values (NaN)
/// are packed as the smallest number that a 53-bit float of a browser holds.
class ReportArrays {
public:
    /// scale  values are rounded to 1 / scale
    /// returns  where the page finds them: {"at": first byte, "count": numbers, "scale": scale}
    nlohmann::ordered_json add(std::span<const double> values, double scale = 1.0);

    [[nodiscard]] std::span<const std::byte> bytes() const { return bytes_; }

private:
    void put(std::int64_t number);

    std::vector<std::byte> bytes_;
};

}  // namespace corredor

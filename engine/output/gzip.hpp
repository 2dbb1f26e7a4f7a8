#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace corredor {

/// The bytes as a gzip file (RFC 1952), without name or time: equal bytes give equal files.
[[nodiscard]] std::vector<std::byte> gzip(std::span<const std::byte> bytes);

/// Base64 (RFC 4648) with padding and without line breaks.
[[nodiscard]] std::string base64(std::span<const std::byte> bytes);

}  // namespace corredor

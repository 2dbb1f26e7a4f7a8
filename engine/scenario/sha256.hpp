#pragma once

#include <string>
#include <string_view>

namespace corredor {

/// 64 hexadecimal digits.
/// source  FIPS 180-4
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

}  // namespace corredor

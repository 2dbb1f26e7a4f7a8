#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "scenario/value.hpp"

namespace corredor {

/// The first byte that is not well-formed UTF-8 or is a control character, if there is one.
[[nodiscard]] std::optional<Problem> not_text(std::string_view bytes, const std::shared_ptr<const SourceFile>&);

}  // namespace corredor

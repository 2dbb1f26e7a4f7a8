#pragma once

#include <string>

#include "scenario/value.hpp"

namespace corredor {

/// Block style, two blanks a level; lists of plain text on one line where they fit.
[[nodiscard]] std::string yaml_block(const Value&);

/// On one line: `{a: 1, b: [x, y]}`.
[[nodiscard]] std::string yaml_flow(const Value&);

}  // namespace corredor

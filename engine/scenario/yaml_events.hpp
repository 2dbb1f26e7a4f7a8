#pragma once

#include <memory>
#include <string_view>

#include "scenario/value.hpp"

namespace corredor {

/// What a YAML file may hold at most. A hostile file meets a limit, not the end of memory.
struct YamlLimits {
    std::size_t bytes = std::size_t{4} << 20U;
    std::size_t values = 200'000;
    std::size_t depth = 64;
    std::size_t text_bytes = std::size_t{64} << 10U;
    std::size_t key_bytes = 256;
    std::size_t keys = 5'000;  // of one map: they are looked for one after the other
};

/// Reads one document of the strict part of YAML: no anchors, aliases, tags, merge keys or duplicate keys.
/// Stops at the first thing that leaves the rest without meaning; the problem is collected and the value is empty.
[[nodiscard]] Value parse_yaml(std::string_view bytes, const std::shared_ptr<const SourceFile>&, Problems&,
                               const YamlLimits& = {});

}  // namespace corredor

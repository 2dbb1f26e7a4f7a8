#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "scenario/scenario.hpp"

namespace corredor {

/// The scenario as YAML with every value written out; it reads back equal and runs to the same result.
[[nodiscard]] std::string to_yaml(const Scenario&);

/// JSON Schema (draft 2020-12) of scenario files, made from the tables that the reader checks with.
[[nodiscard]] nlohmann::json json_schema();

/// The reference page: a table of keys for each part of a scenario file and for each intervention.
[[nodiscard]] std::string markdown_reference();

/// One value that two scenarios do not share. An empty value is not there in that scenario.
struct Difference {
    std::string path;
    std::string a;
    std::string b;

    friend bool operator==(const Difference&, const Difference&) = default;
};

[[nodiscard]] std::vector<Difference> diff(const Scenario& a, const Scenario& b);

}  // namespace corredor

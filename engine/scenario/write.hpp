#pragma once

#include <map>
#include <string>
#include <string_view>
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

/// Every value of a scenario by its path; entries of the timeline stand under their id, or their day and kind.
using FlatScenario = std::map<std::string, std::string, std::less<>>;

/// The same of a scenario as to_yaml wrote it, such as a result file holds; its tables need not be there.
/// returns  nothing at all for a text that is no scenario
[[nodiscard]] FlatScenario flatten(std::string_view resolved_yaml);

[[nodiscard]] std::vector<Difference> diff(const FlatScenario& a, const FlatScenario& b);

}  // namespace corredor

#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/problem.hpp"
#include "scenario/scenario.hpp"
#include "scenario/shipped.hpp"

namespace corredor {

/// `--set PATH=VALUE`: keys joined by dots; the value as it would be written in the scenario.
struct SetOption {
    std::string path;
    std::string value;
};

struct LoadOptions {
    std::vector<SetOption> set;
    std::vector<std::filesystem::path> shipped_folders = corredor::shipped_folders();
    std::optional<std::int64_t> seed;
    std::optional<std::int64_t> persons_per_agent;
    std::optional<Date> until;
    /// Where the tables of a scenario that is not in a file are looked up.
    std::filesystem::path folder = ".";
    /// [bytes] what a run may take; left out: 80 % of what the machine has free.
    std::optional<std::uint64_t> memory_bytes;
};

/// A table that was read: its path as the resolved scenario names it.
struct InputFile {
    std::string path;
    std::string sha256;
};

/// The model from a day on: the base model with every `set` of the timeline that is in force.
struct DatedModel {
    Date on;
    ModelSpec model;
};

struct LoadedScenario {
    Scenario scenario;
    Tables tables;
    std::vector<InputFile> inputs;
    std::string resolved_yaml;
    std::string sha256;              // of resolved_yaml and the tables
    std::vector<DatedModel> models;  // by date, the first on run.start
    std::optional<Date> own_end;     // run.end as the file has it, before any option
    std::vector<bool> is_inherited;  // (timeline entry) whether it comes from a parent; empty where nobody knows
    std::vector<std::string>
        entry_places;  // (timeline entry) file:line:column where it stands; empty where nobody knows
};

/// A scenario file and its parents, read once and then resolved as often as a sweep has rows: each load gives what
/// load_scenario would with the same options.
class ParsedScenario {
public:
    /// errors  ScenarioError when the text cannot be read
    explicit ParsedScenario(const std::string& path_or_shipped_name,
                            std::vector<std::filesystem::path> shipped_folders = corredor::shipped_folders());
    ParsedScenario(ParsedScenario&&) noexcept;
    ParsedScenario& operator=(ParsedScenario&&) noexcept;
    ~ParsedScenario();

    /// Folders of the options are not looked at. May be called from several threads.
    /// errors  ScenarioError with everything that is wrong
    [[nodiscard]] LoadedScenario load(LoadOptions options) const;

private:
    struct Content;
    std::unique_ptr<const Content> content_;
};

/// Reads, resolves and checks a scenario file or a shipped scenario.
/// errors  ScenarioError with everything that is wrong
[[nodiscard]] LoadedScenario load_scenario(const std::string& path_or_shipped_name, const LoadOptions& = {});

/// The same for a scenario as text, such as the one that an output file holds.
[[nodiscard]] LoadedScenario load_resolved(std::string_view yaml, const LoadOptions& = {});

}  // namespace corredor

#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "output/result_reader.hpp"
#include "studies/run_record.hpp"

namespace corredor {

/// One recorded variable with the names of its axes after time.
struct Block {
    std::string name;
    std::vector<std::string> axes;     // "node", "mechanism"; none for a single series
    std::vector<std::size_t> lengths;  // of the axes
    std::string unit;
    bool is_flow = false;
    Series series;  // (record, cell), cells in row-major order of the axes

    [[nodiscard]] bool has_axis(std::string_view axis) const;
};

struct PlaceOfReport {
    std::string id;
    std::string name;
    std::string country;
    std::string region;
    std::string kind;
    double lat = 0.0;
    double lon = 0.0;
};

struct LegOfReport {
    std::string id;
    std::string from;
    std::string to;
    std::string kind;
    std::string from_country;
    std::string to_country;
    std::string border_pair;
    double km = 0.0;
};

/// What a report is made of: one run with everything that it recorded and where it comes from.
struct ReportRun {
    std::string file;
    std::string question;
    std::string program;       // with its version
    std::string input_sha256;  // a line for each table
    std::uint64_t state_hash = 0;
    RunRecord record;
    std::vector<PlaceOfReport> places;
    std::vector<LegOfReport> legs;
    std::vector<std::string> organisations;
    std::vector<std::string> economies;
    std::vector<std::string> exits;
    std::vector<Block> blocks;

    [[nodiscard]] const Block* find(std::string_view variable) const;
};

/// People by what became of them in the base and in an alternative; means over pairs of runs.
struct CrossTable {
    std::string alternative;  // name of the scenario
    std::vector<std::string> outcomes;
    std::vector<double> people;  // (outcome in the base, outcome in the alternative)
};

/// A file that goes into a report: a run, replicates of a scenario, or a comparison of scenarios.
class ReportFile {
public:
    /// errors  OutputError (missing, read_failed)
    explicit ReportFile(const std::filesystem::path& file);

    [[nodiscard]] std::size_t runs() const;
    /// errors  OutputError (read_failed)
    [[nodiscard]] ReportRun read(std::size_t replicate) const;

    /// A comparison has no runs, but knows who fared differently.
    [[nodiscard]] bool is_comparison() const;
    [[nodiscard]] std::vector<CrossTable> cross_tables() const;

private:
    ResultReader reader_;
};

}  // namespace corredor

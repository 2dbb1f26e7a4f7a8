#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/parallel.hpp"
#include "output/result_reader.hpp"
#include "studies/run_record.hpp"

namespace corredor {

/// One recorded variable with the names of its axes after time; cells that are always zero are left out.
struct Block {
    std::string name;
    std::vector<std::string> axes;     // "node", "mechanism"; none for a single series
    std::vector<std::size_t> lengths;  // of the axes
    std::string unit;
    bool is_flow = false;
    ActiveCells active;  // cells in row-major order of the axes

    /// The records of one of the active cells.
    [[nodiscard]] std::span<const double> records_of(std::size_t active_cell) const;

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

/// What a report is made of: one run with what a report shows of it and where it comes from.
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

    /// Nothing when the run did not record it. A variable that no report reads is a mistake of ours.
    [[nodiscard]] const Block* find(std::string_view variable) const;
    /// Names along an axis; nothing for an axis without them.
    [[nodiscard]] const std::vector<std::string>* labels(std::string_view axis) const;
};

/// People by what became of them in the base and in an alternative; means over pairs of runs.
struct CrossTable {
    std::string alternative;  // name of the scenario
    std::string sha256;       // of it
    std::vector<std::string> outcomes;
    std::vector<double> people;  // (outcome in the base, outcome in the alternative)
};

/// What a file is, so far as it takes to make it again.
struct Recipe {
    std::string file;                    // its name
    std::int64_t seed = 0;               // of the run, or of the study that derived those of its replicates
    std::size_t replicates = 0;          // 0: a single run
    std::vector<std::string> scenarios;  // titles, the base first; one, unless it is a comparison
    std::vector<std::string> sha256;     // of them: titles may be the same
    bool is_comparison = false;
    // Of a comparison, which has no runs of its own:
    std::vector<std::int64_t> seeds;  // of its pairs
    std::int64_t persons_per_agent = 1;
};

/// A file that goes into a report: a run, replicates of a scenario, or a comparison of scenarios.
class ReportFile {
public:
    /// errors  OutputError (read_failed)
    explicit ReportFile(WholeResult file);

    [[nodiscard]] std::size_t runs() const;
    /// errors  OutputError (read_failed)
    [[nodiscard]] ReportRun read(std::size_t replicate) const;

    [[nodiscard]] Recipe recipe() const;

    /// A comparison has no runs, but knows who fared differently.
    [[nodiscard]] bool is_comparison() const;
    [[nodiscard]] std::vector<CrossTable> cross_tables() const;

private:
    ResultReader reader_;
    Workers workers_{0};
};

}  // namespace corredor

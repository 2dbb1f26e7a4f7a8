#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "studies/sweep_design.hpp"

namespace corredor {

/// What became of a row of a sweep.
enum class RowStatus : std::uint8_t { missing, done, failed };
[[nodiscard]] const char* name_of(RowStatus);

struct RowRecord {
    RowStatus status = RowStatus::missing;
    std::string key = {};  // names its result; empty when the row never became a scenario
    int exit_code = 0;
    std::optional<double> seconds = {};  // not known when the process was killed between result and journal
    std::string state_hash = {};
    std::string message = {};
};

/// What a sweep is of, besides its design: written beside the results.
struct SweepStudy {
    std::string scenario;  // title
    std::string id;        // hash of the scenario with the study's options, its tables, version, what is kept
    std::int64_t seed = 0;
    std::vector<std::string> kept;  // variables in each run's file beside its headline numbers; "all": every one

    friend bool operator==(const SweepStudy&, const SweepStudy&) = default;
};

/// The folder of a sweep:
///
///     sweep.json, design.csv   what the last command asked for
///     index.csv                what became of each row, renewed at the end of every command
///     runs/ab/ab12….h5         results by key: a file that has its name is whole
///     journal/I-of-N.jsonl     a line for each row that chunk I of N dealt with
///
/// A row is known by what it says, not by its number: rows may be added, left out and moved.
class SweepFolder {
public:
    explicit SweepFolder(std::filesystem::path folder) : folder_{std::move(folder)} {}

    /// Makes the folder if need be and says what is swept now.
    /// errors  OutputError
    void describe(const SweepStudy&, const SweepDesign&) const;
    /// errors  OutputError (missing, read_failed) when this is no sweep
    [[nodiscard]] SweepStudy study() const;
    [[nodiscard]] SweepDesign design() const;

    [[nodiscard]] const std::filesystem::path& path() const { return folder_; }
    [[nodiscard]] std::filesystem::path result_of(const std::string& key) const;
    /// Where checkpoints of a run that was stopped go, without date and ending.
    [[nodiscard]] std::filesystem::path checkpoint_stem_of(const std::string& key) const;
    /// The latest checkpoint of a run, if there is one.
    [[nodiscard]] std::optional<std::filesystem::path> checkpoint_of(const std::string& key) const;
    void remove_checkpoints_of(const std::string& key) const;
    [[nodiscard]] std::filesystem::path journal_folder() const { return folder_ / "journal"; }

    /// What became of each row, from all journals and the results that are there.
    [[nodiscard]] std::vector<RowRecord> rows(const SweepStudy&, const SweepDesign&) const;

    /// Renews index.csv.
    /// errors  OutputError
    std::vector<RowRecord> write_index() const;

private:
    std::filesystem::path folder_;
};

/// Knows a row of a study by what it says.
[[nodiscard]] std::string row_id(const SweepStudy&, const SweepDesign&, std::size_t row);

/// A chunk's journal, open for appending. One process at a time has it.
class SweepJournal {
public:
    /// errors  OutputError, also when another process works on this chunk
    SweepJournal(const SweepFolder&, std::size_t chunk, std::size_t chunks);
    SweepJournal(const SweepJournal&) = delete;
    SweepJournal& operator=(const SweepJournal&) = delete;
    ~SweepJournal();

    /// From several threads. A line is written at once or, if the process is killed, not at all as far as readers see.
    void add(const std::string& row_id, const RowRecord&);

private:
    std::filesystem::path path_;
    int file_ = -1;
    std::mutex mutex_;
};

}  // namespace corredor

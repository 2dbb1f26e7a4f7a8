#include "studies/sweep_folder.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/file.h>
#include <unistd.h>

#include "output/output_error.hpp"
#include "output/whole_file.hpp"
#include "scenario/sha256.hpp"

namespace corredor {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t largest_description_bytes = std::uint64_t{64} << 20U;

void write_text(const fs::path& path, const std::string& text)
{
    write_whole_file(path, {std::as_bytes(std::span{text})}, Overwrite::allow);
}

std::string read_text(const fs::path& path)
{
    const auto bytes = read_whole_file(path, largest_description_bytes);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void make_folder(const fs::path& folder)
{
    std::error_code failed;
    fs::create_directories(folder, failed);
    if (failed)
        throw OutputError{OutputFailure::cannot_create, folder, fmt::format("cannot be made: {}", failed.message())};
}

/// A lock that goes with the process; a file system without locks goes without.
class FolderLock {
public:
    explicit FolderLock(const fs::path& file) : file_{::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)}
    {
        if (file_ >= 0) ::flock(file_, LOCK_EX);
    }
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;
    ~FolderLock()
    {
        if (file_ >= 0) ::close(file_);
    }

private:
    int file_;
};

nlohmann::ordered_json json_of(const std::string& row, const RowRecord& record)
{
    nlohmann::ordered_json line{{"row", row},
                                {"status", name_of(record.status)},
                                {"key", record.key},
                                {"exit_code", record.exit_code},
                                {"seconds", nullptr},
                                {"state_hash", record.state_hash},
                                {"message", record.message}};
    if (record.seconds) line["seconds"] = *record.seconds;
    return line;
}

using Journals = std::map<std::string, RowRecord>;

/// A later line about a row replaces an earlier one, except that a repeated "done" keeps the seconds.
void take_line(const std::string& text, Journals& journals)
{
    const auto line = nlohmann::json::parse(text, nullptr, false);
    if (!line.is_object() || !line.contains("row")) return;  // torn by a kill
    RowRecord record{.status = line.value("status", "") == "done" ? RowStatus::done : RowStatus::failed,
                     .key = line.value("key", ""),
                     .exit_code = line.value("exit_code", 0),
                     .seconds = {},
                     .state_hash = line.value("state_hash", ""),
                     .message = line.value("message", "")};
    if (line.contains("seconds") && line["seconds"].is_number()) record.seconds = line["seconds"].get<double>();
    RowRecord& known = journals[line.value("row", "")];
    if (record.status == RowStatus::done && !record.seconds && known.key == record.key) record.seconds = known.seconds;
    if (known.status != RowStatus::done || record.status == RowStatus::done) known = std::move(record);
}

Journals read_journals(const fs::path& folder)
{
    std::vector<fs::path> files;
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator{folder, failed})
        if (entry.path().extension() == ".jsonl") files.push_back(entry.path());
    std::ranges::sort(files);
    Journals journals;
    for (const fs::path& file : files) {
        std::ifstream in{file};
        for (std::string line; std::getline(in, line);) take_line(line, journals);
    }
    return journals;
}

bool is_there(const fs::path& file)
{
    std::error_code failed;
    return fs::is_regular_file(file, failed);
}

}  // namespace

const char* name_of(RowStatus status)
{
    switch (status) {
    case RowStatus::done:
        return "done";
    case RowStatus::failed:
        return "failed";
    case RowStatus::missing:
        break;
    }
    return "missing";
}

void SweepFolder::describe(const SweepStudy& study, const SweepDesign& design) const
{
    make_folder(journal_folder());
    make_folder(folder_ / "runs");
    const FolderLock lock{folder_ / ".lock"};
    const nlohmann::ordered_json description{{"scenario", study.scenario},
                                             {"study", study.id},
                                             {"version", CORREDOR_VERSION},
                                             {"seed", study.seed},
                                             {"kept", study.kept}};
    write_text(folder_ / "design.csv", to_csv(design));
    write_text(folder_ / "sweep.json", description.dump(2) + "\n");
}

SweepStudy SweepFolder::study() const
{
    const fs::path file = folder_ / "sweep.json";
    const auto description = nlohmann::json::parse(read_text(file), nullptr, false);
    try {
        return {.scenario = description.at("scenario").get<std::string>(),
                .id = description.at("study").get<std::string>(),
                .seed = description.at("seed").get<std::int64_t>(),
                .kept = description.at("kept").get<std::vector<std::string>>()};
    } catch (const nlohmann::json::exception&) {
        throw OutputError{OutputFailure::read_failed, file, "is no description of a sweep"};
    }
}

SweepDesign SweepFolder::design() const
{
    return read_design(folder_ / "design.csv");
}

fs::path SweepFolder::result_of(const std::string& key) const
{
    return folder_ / "runs" / key.substr(0, 2) / (key + ".h5");
}

fs::path SweepFolder::checkpoint_stem_of(const std::string& key) const
{
    return folder_ / "runs" / key.substr(0, 2) / key;
}

std::optional<fs::path> SweepFolder::checkpoint_of(const std::string& key) const
{
    std::optional<fs::path> latest;  // their names end with the date
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator{checkpoint_stem_of(key).parent_path(), failed}) {
        const fs::path& file = entry.path();
        if (file.extension() == ".chk" && file.filename().string().starts_with(key + "."))
            if (!latest || *latest < file) latest = file;
    }
    return latest;
}

void SweepFolder::remove_checkpoints_of(const std::string& key) const
{
    std::error_code is_left_lying;  // one too many does no harm
    while (const auto file = checkpoint_of(key))
        if (!fs::remove(*file, is_left_lying)) return;
}

std::vector<RowRecord> SweepFolder::rows(const SweepStudy& study, const SweepDesign& design) const
{
    const Journals journals = read_journals(journal_folder());
    std::map<std::string, RowRecord> failed_runs;  // by key: rows that say the same are run once
    for (const auto& [row, record] : journals)
        if (record.status == RowStatus::failed && !record.key.empty()) failed_runs[record.key] = record;
    std::vector<RowRecord> records(design.rows.size());
    for (std::size_t row = 0; row < records.size(); ++row) {
        const auto known = journals.find(row_id(study, design, row));
        if (known == journals.end()) continue;
        records[row] = known->second;
        const bool has_result = !records[row].key.empty() && is_there(result_of(records[row].key));
        if (has_result)
            records[row].status = RowStatus::done;
        else if (records[row].status == RowStatus::done)
            records[row] = failed_runs[records[row].key];  // or somebody removed the result
    }
    return records;
}

std::vector<RowRecord> SweepFolder::write_index() const
{
    const FolderLock lock{folder_ / ".lock"};
    const SweepDesign swept = design();
    std::vector<RowRecord> records = rows(study(), swept);
    std::string text = "run,status,exit_code,seconds,state_hash,key,message";
    for (const std::string& column : swept.columns) text.append(",").append(csv_field(column));
    text += '\n';
    for (std::size_t row = 0; row < records.size(); ++row) {
        const RowRecord& record = records[row];
        const bool is_missing = record.status == RowStatus::missing;
        text += fmt::format("{},{},{},{},{},{},{}", row, name_of(record.status),
                            is_missing ? "" : std::to_string(record.exit_code),
                            record.seconds ? fmt::format("{:.3f}", *record.seconds) : "", record.state_hash, record.key,
                            csv_field(record.message));
        for (const std::string& cell : swept.rows[row]) text.append(",").append(csv_field(cell));
        text += '\n';
    }
    write_text(folder_ / "index.csv", text);
    return records;
}

std::string row_id(const SweepStudy& study, const SweepDesign& design, std::size_t row)
{
    std::string text = study.id;
    for (std::size_t c = 0; c < design.columns.size(); ++c)
        if (!design.rows[row][c].empty())
            text += fmt::format("\n{}={}:{}", design.columns[c], design.rows[row][c].size(), design.rows[row][c]);
    return sha256_hex(text).substr(0, 32);
}

SweepJournal::SweepJournal(const SweepFolder& folder, std::size_t chunk, std::size_t chunks)
    : path_{folder.journal_folder() / fmt::format("{}-of-{}.jsonl", chunk, chunks)}
{
    file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (file_ < 0)
        throw OutputError{OutputFailure::cannot_create, path_,
                          fmt::format("cannot be opened: {}", std::generic_category().message(errno))};
    if (::flock(file_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        ::close(file_);
        throw OutputError{OutputFailure::cannot_create, path_, "another process works on this part of the sweep"};
    }
    const off_t end = ::lseek(file_, 0, SEEK_END);
    char last = '\n';
    const bool is_torn = end > 0 && ::pread(file_, &last, 1, end - 1) == 1 && last != '\n';
    if (is_torn && ::write(file_, "\n", 1) != 1)
        throw OutputError{OutputFailure::write_failed, path_, "cannot be written to"};
}

SweepJournal::~SweepJournal()
{
    if (file_ >= 0) ::close(file_);
}

void SweepJournal::add(const std::string& row, const RowRecord& record)
{
    const std::string line = json_of(row, record).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
    const std::lock_guard lock{mutex_};
    if (::write(file_, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
        throw OutputError{OutputFailure::write_failed, path_,
                          fmt::format("write failed: {}", std::generic_category().message(errno))};
}

}  // namespace corredor

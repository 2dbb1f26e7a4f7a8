#include "studies/sweep.hpp"

#include <algorithm>
#include <atomic>
#include <set>

#include <fmt/format.h>

#include "base/check.hpp"
#include "output/output_error.hpp"
#include "output/result_file.hpp"
#include "output/result_reader.hpp"
#include "output/variables.hpp"
#include "scenario/nearest.hpp"
#include "scenario/sha256.hpp"

namespace corredor {

namespace {

// As the program ends for the same reason (cli/exit_code.hpp).
constexpr int invalid_scenario = 65;
constexpr int missing_input = 66;
constexpr int bug = 70;
constexpr int cannot_create = 73;
constexpr int io_failed = 74;

std::string first_line(const std::string& text)
{
    return text.substr(0, text.find('\n'));
}

RowRecord failure(const std::string& key, int code, const std::string& message)
{
    return {.status = RowStatus::failed,
            .key = key,
            .exit_code = code,
            .seconds = {},
            .state_hash = {},
            .message = first_line(message)};
}

/// Does the work of a row; what goes wrong becomes its record.
template <class Work>
RowRecord caught(const std::string& key, Work&& work)
{
    try {
        return work();
    } catch (const ScenarioError& error) {
        const bool is_missing = std::ranges::all_of(error.problems, &Problem::is_missing_file);
        return failure(key, is_missing ? missing_input : invalid_scenario, error.what());
    } catch (const OutputError& error) {
        const bool is_refused = error.failure == OutputFailure::exists || error.failure == OutputFailure::cannot_create;
        return failure(key, is_refused ? cannot_create : io_failed, error.what());
    } catch (const std::bad_alloc&) {
        return failure(key, bug, "out of memory");
    } catch (const std::exception& error) {
        return failure(key, bug, error.what());
    }
}

std::string study_id(const LoadedScenario& base, const std::vector<std::string>& kept)
{
    return sha256_hex(fmt::format("{}\n{}\n{}", CORREDOR_VERSION, base.sha256, fmt::join(kept, " "))).substr(0, 32);
}

/// Two runs with the same key give the same result: scale and seed stand in the resolved scenario that is hashed.
std::string key_of(const LoadedScenario& loaded, const std::vector<std::string>& kept)
{
    return sha256_hex(fmt::format("{}\n{}\n{}\n{}", CORREDOR_VERSION, loaded.sha256, loaded.scenario.run.seed,
                                  fmt::join(kept, " ")))
        .substr(0, 32);
}

void check_kept(const std::vector<std::string>& kept)
{
    std::vector<std::string_view> names;
    for (const VariableSpec& spec : variable_specs()) names.push_back(spec.name);
    Problems problems;
    for (const std::string& name : kept)
        if (name != "all" && std::ranges::find(names, name) == names.end())
            problems.add({.file = "--keep " + name,
                          .what = fmt::format("{} is no variable of a result", name),
                          .hint = did_you_mean(name, names, "docs/output.md lists them")});
    problems.throw_if_any();
}

/// What is kept of a run: its numbers as a table, chosen variables with their coordinates, where it comes from.
Dataset kept_part(const Dataset& run, std::uint64_t state_hash, const std::vector<std::string>& kept)
{
    const bool keeps_all = std::ranges::find(kept, "all") != kept.end();
    Dataset part;
    part.attributes = run.attributes;
    part.attributes.push_back({"state_hash", state_hash});
    std::set<std::string> dimensions;
    for (const Variable& variable : run.variables)
        if (std::ranges::find(kept, variable.name) != kept.end())
            dimensions.insert(variable.dimensions.begin(), variable.dimensions.end());
    for (const Dimension& dimension : run.dimensions)
        if (keeps_all || dimensions.contains(dimension.name)) part.dimensions.push_back(dimension);
    for (const Variable& variable : run.variables)
        if (keeps_all || dimensions.contains(variable.name) || std::ranges::find(kept, variable.name) != kept.end())
            part.variables.push_back(variable);
    if (keeps_all) part.groups = run.groups;

    std::vector<std::string> names;
    std::vector<std::string> units;
    std::vector<std::string> labels;
    std::vector<double> values;
    for (const HeadlineNumber& number : sweep_numbers(run)) {
        names.push_back(number.key);
        units.push_back(number.unit);
        labels.push_back(number.label);
        values.push_back(number.value);
    }
    part.add_coordinate("number", std::move(names), {{"long_name", "what a sweep keeps of every run"}});
    part.variables.push_back({"number_value", {"number"}, std::move(values), {{"long_name", "its value"}}});
    part.variables.push_back({"number_unit", {"number"}, std::move(units), {{"long_name", "unit of the value"}}});
    part.variables.push_back({"number_label", {"number"}, std::move(labels), {{"long_name", "in words"}}});
    return part;
}

class Sweep {
public:
    explicit Sweep(const SweepRequest& request)
        : request_{request}, parsed_{request.scenario, request.load.shipped_folders}, base_{parsed_.load(request.load)},
          design_{read_design(request.design)}, folder_{request.folder}
    {
        check_kept(request.kept);
        study_ = {.scenario = base_.scenario.name,
                  .id = study_id(base_, request.kept),
                  .seed = base_.scenario.run.seed,
                  .kept = request.kept};
        folder_.describe(study_, design_);
        known_ = folder_.rows(study_, design_);
    }

    /// Rows of the chunk that have no result yet.
    [[nodiscard]] std::vector<std::size_t> missing() const
    {
        std::vector<std::size_t> rows;
        for (std::size_t row = request_.chunk - 1; row < design_.rows.size(); row += request_.chunks)
            if (known_[row].status != RowStatus::done) rows.push_back(row);
        return rows;
    }

    [[nodiscard]] std::size_t rows_of_chunk() const
    {
        return (design_.rows.size() + request_.chunks - request_.chunk) / request_.chunks;
    }

    SweepOutcome run(const std::vector<std::size_t>& rows, int threads, const StudyKeepGoing& keep_going)
    {
        const auto begin = std::chrono::steady_clock::now();
        SweepJournal journal{folder_, request_.chunk, request_.chunks};
        const Shares shares = share_out(std::max<std::size_t>(1, rows.size()), threads, memory_of(base_));
        StudyMonitor monitor{rows.size(), keep_going};
        std::atomic<std::size_t> next{0};
        SweepOutcome outcome{.rows = rows_of_chunk(), .skipped = rows_of_chunk() - rows.size()};
        outcome.runs_at_a_time = shares.runs_at_a_time;
        Workers{shares.runs_at_a_time}.for_each(static_cast<std::size_t>(shares.runs_at_a_time), [&](std::size_t) {
            for (std::size_t i = next++; i < rows.size() && !monitor.is_stopped(); i = next++)
                if (const auto record = do_row(rows[i], shares.threads_each, monitor)) {
                    journal.add(row_id(study_, design_, rows[i]), *record);
                    const std::lock_guard lock{mutex_};
                    count(*record, outcome);
                }
        });
        outcome.finished = !monitor.is_stopped();
        folder_.write_index();
        outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        return outcome;
    }

private:
    static void count(const RowRecord& record, SweepOutcome& outcome)
    {
        if (record.status == RowStatus::failed) {
            if (outcome.failed++ == 0) {
                outcome.first_failure_code = record.exit_code;
                outcome.first_failure = record.message;
            }
        } else if (record.seconds) {
            ++outcome.ran;
            outcome.seconds_of_runs += *record.seconds;
        } else {
            ++outcome.skipped;
        }
    }

    /// returns  nothing when the run was stopped, or another thread is at work on the same run
    std::optional<RowRecord> do_row(std::size_t row, int threads, StudyMonitor& monitor)
    {
        const KeepGoing keep_going = monitor.of_run();
        std::string key;
        std::optional<RowRecord> record;
        RowRecord failed = caught(key, [&] {
            const LoadedScenario loaded =
                parsed_.load(options_of_row(design_, row, request_.load, base_.scenario.run.seed));
            key = key_of(loaded, request_.kept);
            {
                const std::lock_guard lock{mutex_};
                if (!claimed_.insert(key).second) {
                    // Its twin in this design sees to it; the row is told apart by its key.
                    record = RowRecord{.status = RowStatus::done, .key = key};
                    return RowRecord{};
                }
            }
            record = result_that_is_there(key);
            if (!record) record = run_row(loaded, key, threads, keep_going, monitor);
            return RowRecord{};
        });
        if (failed.status == RowStatus::failed) {
            failed.key = key;
            record = std::move(failed);
            monitor.run_is_done({});
        }
        return record;
    }

    std::optional<RowRecord> result_that_is_there(const std::string& key)
    {
        std::error_code failed;
        if (!std::filesystem::is_regular_file(folder_.result_of(key), failed)) return std::nullopt;
        const std::lock_guard lock{hdf5_};
        try {
            const ResultReader reader{folder_.result_of(key)};
            const auto hash = reader.attribute("state_hash");
            return RowRecord{.status = RowStatus::done,
                             .key = key,
                             .state_hash = hash ? fmt::format("{:016x}", std::get<std::uint64_t>(*hash)) : ""};
        } catch (const OutputError&) {
            return std::nullopt;  // damaged since: it is run again
        }
    }

    std::optional<RowRecord> run_row(const LoadedScenario& loaded, const std::string& key, int threads,
                                     const KeepGoing& keep_going, StudyMonitor& monitor)
    {
        std::filesystem::create_directories(folder_.result_of(key).parent_path());
        RunRequest request{.scenario = {}, .load = {}, .threads = threads, .output = {}};
        request.checkpoints = {.stem = folder_.checkpoint_stem_of(key), .when_stopped = true, .kept = 1};
        request.resume = folder_.checkpoint_of(key);
        RunOutcome outcome = run_or_start_over(loaded, request, key, keep_going);
        if (!outcome.finished) return std::nullopt;
        outcome.simulation->forget_people();
        {
            const std::lock_guard lock{hdf5_};
            write_result(folder_.result_of(key), kept_part(outcome.dataset, outcome.state_hash, request_.kept),
                         Overwrite::allow);
        }
        folder_.remove_checkpoints_of(key);
        monitor.run_is_done(outcome);
        return RowRecord{.status = RowStatus::done,
                         .key = key,
                         .seconds = outcome.seconds,
                         .state_hash = fmt::format("{:016x}", outcome.state_hash)};
    }

    /// A checkpoint that cannot be read is no reason to give up a run.
    RunOutcome run_or_start_over(const LoadedScenario& loaded, RunRequest& request, const std::string& key,
                                 const KeepGoing& keep_going)
    {
        if (request.resume) {
            try {
                return run_scenario(loaded, request, keep_going);
            } catch (const OutputError& error) {
                if (error.failure != OutputFailure::read_failed && error.failure != OutputFailure::missing) throw;
            }
            folder_.remove_checkpoints_of(key);
            request.resume.reset();
        }
        return run_scenario(loaded, request, keep_going);
    }

    const SweepRequest& request_;
    ParsedScenario parsed_;
    LoadedScenario base_;
    SweepDesign design_;
    SweepFolder folder_;
    SweepStudy study_;
    std::vector<RowRecord> known_;
    std::mutex mutex_;
    std::mutex hdf5_;  // the library is not made for threads
    std::set<std::string> claimed_;
};

}  // namespace

std::vector<HeadlineNumber> sweep_numbers(const Dataset& run)
{
    std::vector<HeadlineNumber> numbers = headline(record_of(run));
    const auto text_of = [](const Variable& variable, std::string_view name) {
        const auto found = std::ranges::find(variable.attributes, name, &Attribute::name);
        const auto* text = found == variable.attributes.end() ? nullptr : std::get_if<std::string>(&found->value);
        return text != nullptr ? *text : std::string{};
    };
    for (const Group& group : run.groups) {
        if (group.name != "measures") continue;
        for (const Variable& variable : group.variables)
            variable.values.visit([&]<class T>(std::span<const T> values) {
                const bool is_told = std::ranges::find(numbers, variable.name, &HeadlineNumber::key) != numbers.end();
                if constexpr (std::is_arithmetic_v<T>)
                    if (values.size() == 1 && !is_told)
                        numbers.push_back({variable.name, text_of(variable, "long_name"), text_of(variable, "units"),
                                           static_cast<double>(values.front())});
            });
    }
    return numbers;
}

SweepOutcome run_sweep(const SweepRequest& request, const StudyKeepGoing& keep_going)
{
    Sweep sweep{request};
    return sweep.run(sweep.missing(), request.threads, keep_going);
}

SweepPilot time_pilot(const SweepRequest& request, const StudyKeepGoing& keep_going)
{
    Sweep sweep{request};
    const auto rows = sweep.missing();
    SweepPilot pilot{.missing = rows.size()};
    // A row that fails says nothing of how long a run takes.
    for (const std::size_t row : rows) {
        const SweepOutcome one = sweep.run({row}, 1, keep_going);
        pilot.stopped = !one.finished;
        pilot.seconds_per_run = one.seconds_of_runs;
        if (pilot.stopped || one.ran > 0) break;
    }
    return pilot;
}

}  // namespace corredor

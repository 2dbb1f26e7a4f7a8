#include "studies/reproduce.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "output/output_error.hpp"
#include "output/result_reader.hpp"
#include "scenario/problem.hpp"

namespace corredor {

namespace {

std::string text_attribute(const ResultReader& reader, std::string_view name)
{
    const auto value = reader.attribute(name);
    const auto* text = value ? std::get_if<std::string>(&*value) : nullptr;
    return text != nullptr ? *text : "";
}

std::string scenario_yaml_in(const ResultReader& reader)
{
    if (reader.find("scenario_yaml") == nullptr || reader.find("state_hash") == nullptr)
        throw OutputError{OutputFailure::read_failed, reader.file(),
                          "is not the result of a run: it holds no scenario"};
    return reader.read_texts("scenario_yaml").at(0);
}

std::vector<std::int64_t> seeds_in(const ResultReader& reader)
{
    if (reader.find("replicate_seed") != nullptr) return reader.read_integers("replicate_seed");
    const auto seed = reader.attribute("seed");
    const auto* number = seed ? std::get_if<std::int64_t>(&*seed) : nullptr;
    if (number == nullptr)
        throw OutputError{OutputFailure::read_failed, reader.file(), "is not the result of a run: it names no seed"};
    return {*number};
}

std::vector<std::uint64_t> hashes_of(const RunOutcome& outcome)
{
    const auto found = std::ranges::find(outcome.dataset.variables, "state_hash", &Variable::name);
    std::vector<std::uint64_t> hashes;
    found->values.visit([&]<class T>(std::span<const T> values) {
        if constexpr (std::same_as<T, std::uint64_t>) hashes.assign(values.begin(), values.end());
    });
    return hashes;
}

}  // namespace

LoadedScenario scenario_in(const std::filesystem::path& file, const LoadOptions& load,
                           std::optional<std::size_t> replicate)
{
    const ResultReader reader{file};
    LoadedScenario loaded = load_resolved(scenario_yaml_in(reader), load);
    const auto seeds = seeds_in(reader);
    const auto which = fmt::format("--replicate 0 to {} says which", seeds.size() - 1);
    if (!replicate && seeds.size() > 1)
        throw ScenarioError{
            {{.file = file.string(), .what = fmt::format("holds {} replicates", seeds.size()), .hint = which}}};
    if (replicate && *replicate >= seeds.size())
        throw ScenarioError{{{.file = file.string(),
                              .what = fmt::format("holds no replicate {}", *replicate),
                              .hint = seeds.size() > 1 ? which : "it holds one run; leave out --replicate"}}};
    return with_seed(std::move(loaded), seeds.at(replicate.value_or(0)));
}

Reproduction reproduce(const std::filesystem::path& file, const LoadOptions& load, int threads,
                       const StudyKeepGoing& keep_going)
{
    const auto begin = std::chrono::steady_clock::now();
    const ResultReader reader{file};
    const LoadedScenario loaded = load_resolved(scenario_yaml_in(reader), load);
    const auto seeds = seeds_in(reader);
    const auto expected = reader.read_unsigned_integers("state_hash");
    const auto days = reader.read_doubles("time");
    if (expected.size() != seeds.size() * days.size())
        throw OutputError{OutputFailure::read_failed, file, "is not the result of a run: its hashes do not fit"};

    Reproduction result{.runs = seeds.size(),
                        .first_difference = {},
                        .made_by = text_attribute(reader, "source"),
                        .same_inputs = text_attribute(reader, "scenario_sha256") == loaded.sha256};
    StudyMonitor monitor{seeds.size(), keep_going};
    const Shares shares = share_out(seeds.size(), threads, memory_of(loaded));
    const auto work = [&](std::size_t r) -> std::optional<std::vector<std::uint64_t>> {
        const RunRequest request{.scenario = {}, .load = {}, .threads = shares.threads_each, .output = {}};
        const RunOutcome outcome = run_scenario(with_seed(loaded, seeds[r]), request, monitor.of_run());
        if (!outcome.finished) return std::nullopt;
        monitor.run_is_done(outcome);
        return hashes_of(outcome);
    };
    std::size_t done = 0;
    const auto take = [&](std::size_t r, const std::vector<std::uint64_t>& hashes) {
        ++done;
        for (std::size_t record = 0; record < days.size(); ++record) {
            ++result.records;
            const bool same = record < hashes.size() && hashes[record] == expected[r * days.size() + record];
            if (same || result.first_difference) continue;
            result.first_difference = loaded.scenario.run.start.plus_days(static_cast<Tick>(days[record]) - 1);
            result.run_that_differs = r;
        }
        return true;
    };
    work_in_order(seeds.size(), shares.runs_at_a_time, work, take);
    result.finished = done == seeds.size();
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return result;
}

}  // namespace corredor

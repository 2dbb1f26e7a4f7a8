#include "studies/ensemble.hpp"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "output/ensemble_file.hpp"

namespace corredor {

namespace {

void set_attribute(Dataset& dataset, std::string_view name, AttributeValue value)
{
    std::ranges::find(dataset.attributes, name, &Attribute::name)->value = std::move(value);
}

/// What the file says of itself: it is the study's, not its first replicate's.
Dataset described(const RunOutcome& first, const LoadedScenario& loaded, std::size_t replicates)
{
    Dataset like = first.dataset;
    const RunSpec& run = loaded.scenario.run;
    set_attribute(like, "seed", run.seed);
    set_attribute(like, "history",
                  fmt::format("corredor {} run --replicates {}, seed {}, {} to {}", CORREDOR_VERSION, replicates,
                              run.seed, to_string(run.start), to_string(run.end)));
    return like;
}

}  // namespace

EnsembleOutcome run_ensemble(const LoadedScenario& loaded, const EnsembleRequest& request,
                             const StudyKeepGoing& keep_going)
{
    if (request.output) check_destination(*request.output, request.overwrite);
    const auto begin = std::chrono::steady_clock::now();
    std::vector<std::int64_t> seeds;
    for (std::size_t r = 0; r < request.replicates; ++r) seeds.push_back(replicate_seed(loaded.scenario.run.seed, r));

    EnsembleOutcome outcome;
    std::unique_ptr<EnsembleFile> file;
    StudyMonitor monitor{request.replicates, keep_going};
    const Shares shares = share_out(request.replicates, request.threads, memory_of(loaded));
    const auto work = [&](std::size_t r) -> std::optional<RunOutcome> {
        RunRequest run{.scenario = {}, .load = {}, .threads = shares.threads_each, .output = {}};
        RunOutcome one = run_scenario(with_seed(loaded, seeds[r]), run, monitor.of_run());
        if (!one.finished) return std::nullopt;
        one.simulation->forget_people();  // results wait for their turn: without the people
        monitor.run_is_done(one);
        return one;
    };
    const auto take = [&](std::size_t r, const RunOutcome& one) {
        if (request.output) {
            if (!file)
                file = std::make_unique<EnsembleFile>(*request.output, request.overwrite,
                                                      described(one, loaded, request.replicates), seeds);
            file->add(r, one.dataset);
        }
        outcome.agent_days += one.agent_days;
        outcome.replicates.push_back({seeds[r], one.state_hash, headline(record_of(one.dataset))});
        return true;
    };
    work_in_order(request.replicates, shares.runs_at_a_time, work, take);
    outcome.finished = outcome.replicates.size() == request.replicates;
    if (outcome.finished && file) file->finish();
    std::vector<std::vector<HeadlineNumber>> numbers;
    for (const Replicate& replicate : outcome.replicates) numbers.push_back(replicate.numbers);
    outcome.headline = spread(numbers);
    outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return outcome;
}

}  // namespace corredor

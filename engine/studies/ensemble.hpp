#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "studies/headline.hpp"
#include "studies/replicates.hpp"

namespace corredor {

struct EnsembleRequest {
    std::size_t replicates = 1;
    int threads = 0;  // 0: one for each processor
    std::optional<std::filesystem::path> output;
    Overwrite overwrite = Overwrite::refuse;
};

struct Replicate {
    std::int64_t seed = 0;
    std::uint64_t state_hash = 0;
    std::vector<HeadlineNumber> numbers;
};

struct EnsembleOutcome {
    bool finished = false;
    double seconds = 0.0;
    std::int64_t agent_days = 0;
    std::vector<Replicate> replicates;  // in order
    std::vector<HeadlineSpread> headline;
};

/// Runs a scenario many times with seeds of their own (see replicate_seed), several runs at a time. Each replicate goes
/// into the result file as it ends; only its headline numbers stay in memory. Results do not depend on threads.
/// errors  ScenarioError, OutputError
[[nodiscard]] EnsembleOutcome run_ensemble(const LoadedScenario&, const EnsembleRequest&, const StudyKeepGoing& = {});

}  // namespace corredor

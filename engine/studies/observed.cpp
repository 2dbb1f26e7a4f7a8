#include "studies/observed.hpp"

#include <limits>

#include "scenario/load.hpp"

namespace corredor {

FoundObservations find_observations(const RunRecord& run, const std::filesystem::path& tables_folder)
{
    LoadOptions load;
    load.folder = tables_folder;
    load.memory_bytes = std::numeric_limits<std::uint64_t>::max();  // nothing will be run
    LoadedScenario loaded = load_resolved(run.scenario_yaml, load);
    return {.observed = observations_of(loaded),
            .places = std::move(loaded.tables.nodes),
            .are_those_of_the_run = loaded.sha256 == run.scenario_sha256};
}

}  // namespace corredor

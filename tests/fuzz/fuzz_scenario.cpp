#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include "scenario/load.hpp"
#include "scenario/write.hpp"

// Whatever a scenario file holds, it is read or refused with a ScenarioError; nothing else may happen. What is read can
// be written out and reads back equal.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace corredor;
    LoadOptions options;
    options.folder = CORREDOR_SOURCE_DIR "/tests/scenario/tiny";
    options.shipped_folders = {CORREDOR_SOURCE_DIR "/scenarios"};
    options.memory_bytes = std::numeric_limits<std::uint64_t>::max();
    try {
        const LoadedScenario loaded = load_resolved({reinterpret_cast<const char*>(data), size}, options);
        if (load_resolved(to_yaml(loaded.scenario), options).scenario != loaded.scenario) __builtin_trap();
    } catch (const ScenarioError&) {
    }
    return 0;
}

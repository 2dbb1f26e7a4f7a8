#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <vector>

#include <unistd.h>

#include "output/output_error.hpp"
#include "output/seal.hpp"
#include "output/whole_file.hpp"
#include "scenario/problem.hpp"
#include "simulation/checkpoint.hpp"
#include "simulation/last_day.hpp"

namespace {

using namespace corredor;

const LoadedScenario& scenario()
{
    static const LoadedScenario loaded = [] {
        LoadOptions options;
        options.persons_per_agent = 200;
        options.set = {{"outputs.events_at_most", "1000"}, {"outputs.journeys_share", "0.5"}};
        return load_scenario(CORREDOR_SOURCE_DIR "/tests/scenario/tiny/tiny.yaml", options);
    }();
    return loaded;
}

Recorder recorder_of(const Simulation& simulation)
{
    Recorder recorder{simulation.world(),
                      simulation.mechanisms(),
                      simulation.territory().organisation_ids,
                      simulation.persons_per_agent(),
                      {}};
    recorder.keep_events(1'000);
    recorder.keep_journeys(0.5, 1'000);
    return recorder;
}

/// A checkpoint as this program writes it: made anew, since one that is kept would soon be of an older version.
const std::vector<std::byte>& whole_checkpoint()
{
    static const std::vector<std::byte> content = [] {
        Simulation simulation{scenario(), 1};
        Recorder recorder = recorder_of(simulation);
        while (simulation.tick() < 98) {
            simulation.step();
            tell_last_day(simulation, recorder);
        }
        recorder.sample(simulation.tick(), simulation.totals(), simulation.state().crime, 1);
        const auto path =
            std::filesystem::temp_directory_path() / ("corredor_fuzz_" + std::to_string(getpid()) + ".chk");
        write_checkpoint(path, scenario(), simulation, recorder);
        const auto bytes = read_whole_file(path, std::uint64_t{1} << 30U);
        std::filesystem::remove(path);
        const auto content_of = without_seal(bytes);
        return std::vector<std::byte>{content_of.begin(), content_of.end()};
    }();
    return content;
}

/// Reads the input as changes to a whole checkpoint: where (four bytes), and what stands there then (four bytes). An
/// odd number of them also cuts it short.
std::vector<std::byte> changed(const std::uint8_t* data, std::size_t size)
{
    std::vector<std::byte> bytes = whole_checkpoint();
    std::size_t changes = 0;
    for (; size >= 8; data += 8, size -= 8, ++changes) {
        std::uint32_t where = 0;
        std::memcpy(&where, data, sizeof(where));
        const std::size_t at = where % (bytes.size() - 4);
        std::memcpy(&bytes[at], data + 4, 4);
    }
    if (changes % 2 == 1 && size >= 4) {
        std::uint32_t length = 0;
        std::memcpy(&length, data, sizeof(length));
        bytes.resize(length % bytes.size());
    }
    return bytes;
}

}  // namespace

// Whatever follows a checksum that is right, it is taken up or refused with an error of ours. The first byte says
// whether the rest is a whole file or changes to one.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const std::vector<std::byte> bytes = data[0] % 4 == 0
                                             ? std::vector<std::byte>{reinterpret_cast<const std::byte*>(data) + 1,
                                                                      reinterpret_cast<const std::byte*>(data) + size}
                                             : changed(data + 1, size - 1);
    Simulation simulation{scenario(), 1};
    Recorder recorder = recorder_of(simulation);
    try {
        take_up(bytes, "fuzzed", scenario(), simulation, recorder);
    } catch (const OutputError&) {
    } catch (const ScenarioError&) {
    }
    return 0;
}

#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

#include "output/recorder.hpp"
#include "scenario/load.hpp"
#include "simulation/simulation.hpp"

namespace corredor {

/// A run put down between two days: everything that the days to come depend on, and what has been recorded so far. A
/// run that takes it up again goes on bit for bit as if it had never been put down, on any number of threads.
///
/// The file ends with a checksum (output/seal.hpp) and is written whole. It names what it was made by and from: the
/// version, the scenario's past, that is, all of the scenario that can have had an effect before that day, its tables,
/// its seed. Another scenario may take it up if its past is the same.

/// The part of a scenario that can have had an effect before a day, as text. What it is called, when it ends and what
/// its timeline does from that day on is left out.
[[nodiscard]] std::string past_of(const Scenario& scenario, Date day);

/// Writes the state of a run that stands between two days; replaces a file of this name.
/// errors  OutputError
void write_checkpoint(const std::filesystem::path& path, const LoadedScenario& loaded, const Simulation& simulation,
                      const Recorder& recorder);

/// Takes a run up. simulation and recorder must be new, and are of no use after an error.
/// errors  OutputError (missing, read_failed) for a file that is damaged or of another version; ScenarioError when it
/// is
///         of another scenario or seed
void read_checkpoint(const std::filesystem::path& path, const LoadedScenario& loaded, Simulation& simulation,
                     Recorder& recorder);

/// The same from bytes, without the checksum; `name` stands for the file in messages.
void take_up(std::span<const std::byte> content, const std::string& name, const LoadedScenario& loaded,
             Simulation& simulation, Recorder& recorder);

}  // namespace corredor

#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/exit_code.hpp"

namespace corredor {

/// How a sweep asks Slurm for a job array.
struct SlurmOptions {
    int cpus_per_task = 1;
    std::string time;                 // as sbatch takes it; empty: three times what the pilot run foretells
    std::string memory;               // as sbatch takes it; empty: what the runs of a task take at most
    std::vector<std::string> others;  // more lines for sbatch, such as --partition=long
    double chunk_minutes = 10.0;      // that a task takes at least: starting one costs seconds
    bool submit = true;               // false: the script is only written
};

/// Sites allow about so many tasks in an array.
inline constexpr std::size_t most_tasks = 1'000;

/// How many tasks share the rows: as many as there can be with chunks of at least so many minutes.
[[nodiscard]] std::size_t count_tasks(std::size_t rows, double seconds_per_run, const SlurmOptions&);

struct SlurmJob {
    std::filesystem::path folder;      // of the sweep
    std::vector<std::string> command;  // that a task runs, without its chunk and threads
    std::size_t tasks = 1;
    double seconds_per_task = 0.0;  // foretold
    double bytes_per_run = 0.0;     // [bytes]
};

/// The batch script of the array. A task that a signal or its time limit stops is put back into the queue and goes on
/// where it was; so is one that was killed, three times at most.
[[nodiscard]] std::string batch_script(const SlurmJob&, const SlurmOptions&);

/// Writes the script into the sweep's folder and hands it to sbatch, unless it is only to be written.
/// errors  OutputError
ExitCode submit(const SlurmJob&, const SlurmOptions&);

}  // namespace corredor

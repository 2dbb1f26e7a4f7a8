#include "cli/sweep_slurm.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <span>

#include <fmt/format.h>
#include <sys/wait.h>

#include "cli/print.hpp"
#include "output/whole_file.hpp"

namespace corredor {

namespace {

std::string quoted(const std::string& text)
{
    std::string word{'\''};
    for (const char c : text) {
        if (c == '\'')
            word += "'\\''";
        else
            word += c;
    }
    return word += '\'';
}

/// Minutes, as sbatch takes them: three times what the pilot foretells, since nodes differ and share, and half an hour
/// at least.
std::string time_of(const SlurmJob& job, const SlurmOptions& options)
{
    if (!options.time.empty()) return options.time;
    return fmt::format("{:.0f}", std::max(30.0, std::ceil(3.0 * job.seconds_per_task / 60.0)));
}

std::string memory_of(const SlurmJob& job, const SlurmOptions& options)
{
    if (!options.memory.empty()) return options.memory;
    constexpr double mebibyte = 1048576.0;
    return fmt::format("{:.0f}M", std::ceil(1.5 * job.bytes_per_run * options.cpus_per_task / mebibyte));
}

constexpr const char* work_of_a_task = R"(
work=$!
# Slurm's warning before the time limit, and its request to end, go on to the program, which leaves checkpoints.
trap 'kill -USR1 "$work" 2>/dev/null' USR1
trap 'kill -TERM "$work" 2>/dev/null' TERM
while :; do
    wait "$work"
    code=$?
    kill -0 "$work" 2>/dev/null || break  # else a signal ended the waiting, not the work
done
restarts=${SLURM_RESTART_COUNT:-0}
# 75: stopped, to go on later. 137 and 139: killed, or out of memory, which may pass.
if [ "$code" = 75 ] || { { [ "$code" = 137 ] || [ "$code" = 139 ]; } && [ "$restarts" -lt 3 ]; }; then
    echo "task $SLURM_ARRAY_TASK_ID ended with $code: back into the queue"
    scontrol requeue "$SLURM_JOB_ID" && sleep 60  # Slurm ends this script
fi
exit "$code"
)";

}  // namespace

std::size_t count_tasks(std::size_t rows, double seconds_per_run, const SlurmOptions& options)
{
    const double all = static_cast<double>(rows) * seconds_per_run / options.cpus_per_task;
    const double tasks = std::floor(all / (60.0 * options.chunk_minutes));
    const double most = static_cast<double>(std::min(rows, most_tasks));
    return static_cast<std::size_t>(std::clamp(tasks, 1.0, std::max(1.0, most)));
}

std::string batch_script(const SlurmJob& job, const SlurmOptions& options)
{
    std::string script = "#!/bin/bash\n#SBATCH --job-name=corredor-sweep\n";
    const auto add = [&script](const std::string& option) { script += "#SBATCH " + option + "\n"; };
    add(fmt::format("--array=1-{}", job.tasks));
    add("--ntasks=1");
    add(fmt::format("--cpus-per-task={}", options.cpus_per_task));
    add("--time=" + time_of(job, options));
    add("--mem=" + memory_of(job, options));
    add("--signal=B:USR1@120");
    add("--requeue");
    add("--open-mode=append");
    add(fmt::format("--output=\"{}/slurm/%A_%a.log\"", job.folder.string()));
    for (const std::string& other : options.others) add(other);
    script += "\n";
    for (const std::string& word : job.command) script += quoted(word) + " ";
    script +=
        fmt::format("\\\n    --chunk \"$SLURM_ARRAY_TASK_ID/{}\" --threads {} &", job.tasks, options.cpus_per_task);
    return script + work_of_a_task;
}

ExitCode submit(const SlurmJob& job, const SlurmOptions& options)
{
    const auto folder = job.folder / "slurm";
    std::filesystem::create_directories(folder);
    const auto file = folder / "sweep.sh";
    const std::string script = batch_script(job, options);
    write_whole_file(file, {std::as_bytes(std::span{script})}, Overwrite::allow);
    if (!options.submit) {
        print_result(fmt::format("{} tasks; wrote {}\n", job.tasks, file.string()));
        return ExitCode::done;
    }
    std::FILE* const sbatch = ::popen(("sbatch --parsable " + quoted(file.string())).c_str(), "r");
    std::string answer;
    std::array<char, 256> piece{};
    while (sbatch != nullptr && std::fgets(piece.data(), static_cast<int>(piece.size()), sbatch) != nullptr)
        answer += piece.data();
    const int ended = sbatch != nullptr ? ::pclose(sbatch) : -1;
    if (ended != 0) {
        print_message(
            fmt::format("error: sbatch did not take {}; is this a machine that submits jobs?\n", file.string()));
        return ExitCode::missing_input;
    }
    const std::string number = answer.substr(0, answer.find_first_of(";\n"));
    print_result(fmt::format("{} tasks of job {}; corredor sweep status {} tells how far they are\n", job.tasks, number,
                             job.folder.string()));
    return ExitCode::done;
}

}  // namespace corredor

#pragma once

namespace corredor {

/// How the program ends; part of its contract with scripts and schedulers.
enum class ExitCode : int {
    done = 0,
    wrong_usage = 2,
    invalid_scenario = 65,
    missing_input = 66,
    bug = 70,            // an invariant broke, or memory ran out
    cannot_create = 73,  // the output exists or its place does not
    io_failed = 74,
    stopped = 75,      // by the scheduler
    interrupted = 130  // by Ctrl-C
};

}  // namespace corredor

#pragma once

#include <functional>

#include <CLI/App.hpp>

#include "cli/exit_code.hpp"

namespace corredor {

/// What the chosen command does, once the whole command line has been understood.
using Work = std::function<ExitCode()>;

// Each adds its command to the program. Parsing sets `chosen`.
void add_list(CLI::App& program, Work& chosen);
void add_places(CLI::App& program, Work& chosen);
void add_show(CLI::App& program, Work& chosen);
void add_diff(CLI::App& program, Work& chosen);
void add_validate(CLI::App& program, Work& chosen);
void add_schema(CLI::App& program, Work& chosen);
void add_run(CLI::App& program, Work& chosen);
void add_compare(CLI::App& program, Work& chosen);
void add_reproduce(CLI::App& program, Work& chosen);
void add_trace(CLI::App& program, Work& chosen);
void add_report(CLI::App& program, Work& chosen);
void add_summary(CLI::App& program, Work& chosen);
void add_validate_against(CLI::App& program, Work& chosen);
void add_sweep(CLI::App& program, Work& chosen);
void add_gather(CLI::App& program, Work& chosen);
void add_selfcheck(CLI::App& program, Work& chosen);
void add_twin(CLI::App& program, Work& chosen);

}  // namespace corredor

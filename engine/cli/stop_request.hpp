#pragma once

#include <optional>

#include "cli/exit_code.hpp"

namespace corredor {

/// From here on Ctrl-C, SIGTERM and SIGUSR1 ask the run to end after the current day. A second Ctrl-C ends the program
/// at once.
void listen_for_stop_requests();

/// How the program is to end, if it was asked to.
[[nodiscard]] std::optional<ExitCode> stop_requested();

}  // namespace corredor

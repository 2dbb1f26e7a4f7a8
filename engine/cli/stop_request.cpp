#include "cli/stop_request.hpp"

#include <csignal>

namespace corredor {

namespace {

volatile std::sig_atomic_t received = 0;  // a signal handler can reach nothing else

void remember(int signal)
{
    received = signal;
}

}  // namespace

void listen_for_stop_requests()
{
    for (const int signal : {SIGINT, SIGTERM, SIGUSR1}) {
        struct sigaction action = {};
        action.sa_handler = &remember;
        action.sa_flags = signal == SIGINT ? static_cast<int>(SA_RESETHAND | SA_RESTART) : SA_RESTART;
        sigemptyset(&action.sa_mask);
        sigaction(signal, &action, nullptr);
    }
}

std::optional<ExitCode> stop_requested()
{
    if (received == 0) return std::nullopt;
    return received == SIGINT ? ExitCode::interrupted : ExitCode::stopped;
}

}  // namespace corredor

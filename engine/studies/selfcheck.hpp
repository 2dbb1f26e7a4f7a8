#pragma once

#include <functional>
#include <string>

#include "scenario/load.hpp"

namespace corredor {

/// Something promised of every run, tried on this machine.
struct SelfcheckResult {
    std::string promise;
    bool holds = false;
    std::string detail;  // where it does not
};

/// Called after each check.
using SelfcheckReport = std::function<void(const SelfcheckResult&)>;

/// Runs a scenario again and again: with other numbers of threads, with interventions that change nothing, with other
/// outputs. Each must give the same; and every change of status must add up.
/// returns  whether everything holds
bool selfcheck(const LoadedScenario&, const SelfcheckReport&);

}  // namespace corredor

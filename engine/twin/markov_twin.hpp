#pragma once

#include <string>
#include <vector>

#include "simulation/simulation.hpp"

namespace corredor {

/// What one cohort may expect, per person, if nothing ever changed after the first day of the scenario.
struct TwinExpectations {
    std::vector<double> arrivals;           // (place) probability of ending there; the origins at the end: went back
    double deported = 0.0;                  // probability of being sent back to the origin from a border
    double stranded = 0.0;                  // probability of being held where no way leads on
    std::vector<double> crossings;          // (leg) expected number
    std::vector<double> irregular_entries;  // (leg)
    std::vector<double> interceptions;      // (leg)
    std::vector<double> incidents;          // (mechanism) expected number per party
    std::vector<double> losses_usd;         // (mechanism) expected amount per party, without shares of its purse
    std::vector<double> captures;           // (mechanism) expected number, of those who travel alone
    double captivity_days = 0.0;            // in the hands of organisations
    double died = 0.0;                      // probability of dying there
    double days_under_way = 0.0;            // mean, over all ends but deportation
    std::vector<std::string> left_out;      // what the scenario has and the twin does not
};

/// Solves the life of a person on the way as an absorbing Markov chain: where it goes next depends on where it is, on
/// its corridor, mode and documents, and not on others. Purses are taken to be full, posts to have room, rules to be
/// known. The people are those who leave on the first day: all origins by push, or the cohorts of that day.
///
/// Days are exact where legs take whole days; elsewhere the rest of a day lost at stops and borders is left out.
/// simulation  of the scenario, not stepped yet; its first day is begun
[[nodiscard]] TwinExpectations expect(Simulation& simulation);

}  // namespace corredor

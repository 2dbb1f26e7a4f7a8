#pragma once

#include "output/recorder.hpp"
#include "simulation/simulation.hpp"

namespace corredor {

/// Tells a recorder the single cases of the day that is over, as far as it keeps any: to be called once after each day,
/// and before the first for what is there at the start. Rows come by party, whatever lanes and threads there are.
void tell_last_day(const Simulation&, Recorder&);

/// What became of everybody, of whom it is asked for. expects  a run that is over and has kept endings
void tell_persons(const Simulation&, Recorder&);

/// The organisation whose work an incident was: of those that are in that business at the place, one is drawn by the
/// effort they put into it this week, which is how they divide what is taken. None where it was nobody's in particular.
[[nodiscard]] OrganisationId organisation_behind(const Simulation&, const Incident&);

}  // namespace corredor

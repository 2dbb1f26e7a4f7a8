#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenario/load.hpp"

namespace corredor {

/// An entry of a timeline that cannot change anything in the run, and why.
struct IdleEntry {
    enum class Why { outside_the_run, holds_already, not_looked_at };

    std::size_t index = 0;  // in the scenario's timeline
    std::string id;         // empty where the entry has none
    std::string kind;       // close_border, entry_rule, ...
    std::string where;      // file:line:column of it; empty where nobody knows
    Why why = Why::outside_the_run;
};

/// Entries outside the run, and those that leave every condition on every day of their span as it is without them: a
/// post closed that another entry keeps shut, a rule that holds already. Entries of a parent may well be outdone and
/// are not named. Of what strikes organisations only the dates are looked at; of several `set` on one day only all
/// together.
[[nodiscard]] std::vector<IdleEntry> idle_entries(const LoadedScenario&);

/// The same for a run that may be a part of what the scenario was made for: of a scenario that extends no other,
/// entries outside the run are left out, for they are the history of the years that the run leaves out.
[[nodiscard]] std::vector<IdleEntry> idle_entries_of_a_part(const LoadedScenario&);

[[nodiscard]] std::string_view name_of(IdleEntry::Why);

/// One line for each entry that holds already, one for all that lie outside the run; empty where every entry may act.
[[nodiscard]] std::string text_of(const std::vector<IdleEntry>&, const Scenario&);

}  // namespace corredor

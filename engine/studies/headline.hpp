#pragma once

#include <string>
#include <vector>

#include "studies/run_record.hpp"

namespace corredor {

/// One of the numbers by which a run is told in a few lines.
struct HeadlineNumber {
    std::string key;  // stable, for programs
    std::string label;
    std::string unit;
    double value = 0.0;
};

/// What the run recorded of: who left, where they are at the end, how they entered, what befell them.
[[nodiscard]] std::vector<HeadlineNumber> headline(const RunRecord&);

/// The keys of all numbers that a run with these places and mechanisms may have, in the order of the table: also of
/// those that are left out where nothing happened.
[[nodiscard]] std::vector<std::string> headline_keys(const RunRecord&);

/// The same over runs of one scenario. A number that only some runs have counts as 0 in the others.
struct HeadlineSpread {
    HeadlineNumber number;  // of the first run that has it
    Spread over_runs;
};
[[nodiscard]] std::vector<HeadlineSpread> headline(const std::vector<RunRecord>&);
[[nodiscard]] std::vector<HeadlineSpread> spread(const std::vector<std::vector<HeadlineNumber>>& of_runs);

}  // namespace corredor

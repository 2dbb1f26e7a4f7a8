#pragma once

#include <span>
#include <string>
#include <vector>

#include "studies/run_record.hpp"

namespace corredor {

/// Something that organised crime did, beside what runs show of it. None of these is put into a scenario by date.
struct CrimePattern {
    std::string name;
    std::string observed;  // in words, with where it is from
    std::string unit;      // "month": 12 times the year plus the month from 0; "USD", "people", "ratio", "share", ...
    double low = 0.0;      // the band that counts as met; NaN where there is none
    double high = 0.0;
    std::vector<double> by_run;
    Spread simulated;

    /// Part of the runs that lie within the band; NaN where there is none.
    [[nodiscard]] double share_met() const;
};

/// organisation  the id of the organisation that the patterns are about
/// expects       runs of one scenario; what they did not record comes back as NaN
[[nodiscard]] std::vector<CrimePattern> crime_patterns(std::span<const RunRecord> runs,
                                                       const std::string& organisation);

}  // namespace corredor

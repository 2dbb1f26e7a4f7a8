#pragma once

#include <algorithm>
#include <cmath>
#include <span>

#include "base/elementary.hpp"

namespace corredor {

/// Moves shares of members towards the businesses with the better margin for a week (equation E5: replicator in
/// exponential form, its step clipped, with some trying of others).
///
/// share       (business) [1] sums to 1; changed in place
/// margin_usd  (business) [USD/week] that one more member would bring in
/// is_open     (business) whether it can be taken up at all; some must be
/// scale_usd   [USD/week] added to the mean margin to give differences a measure
inline void shift_portfolio(std::span<double> share, std::span<const double> margin_usd, std::span<const char> is_open,
                            double scale_usd, double speed, double mutation)
{
    double mean = 0.0;
    double open = 0.0;
    for (std::size_t e = 0; e < share.size(); ++e) {
        if (is_open[e] == 0) share[e] = 0.0;
        mean += share[e] * margin_usd[e];
        open += is_open[e];
    }
    double sum = 0.0;
    for (std::size_t e = 0; e < share.size(); ++e) {
        const double step = speed * (margin_usd[e] - mean) / (std::abs(mean) + scale_usd);
        share[e] *= exp_exact(std::clamp(step, -0.5, 0.5));
        sum += share[e];
    }
    for (std::size_t e = 0; e < share.size(); ++e) {
        const double kept = sum > 0.0 ? (1.0 - mutation) * share[e] / sum : 0.0;
        share[e] = kept + (sum > 0.0 ? mutation : 1.0) * (is_open[e] != 0 ? 1.0 / open : 0.0);
    }
}

}  // namespace corredor

#pragma once

namespace corredor {

// What an organisation makes of a market, and what one more member would (equation E2): with offered effort a, the
// income from an unsaturated market over the market itself, it takes a / (1 + sum of all efforts). Little effort earns
// in proportion; much earns a share of the market; competitors' effort crowds it out.

/// effort         [1] of all organisations together
/// returns        [1] share of the market that is taken at all
[[nodiscard]] constexpr double share_taken(double effort)
{
    return effort / (1.0 + effort);
}

/// own            [1] effort of this organisation; all: of all together
/// returns        [1] share of the market that this organisation takes
[[nodiscard]] constexpr double share_of_market(double own, double all)
{
    return own / (1.0 + all);
}

/// yield_usd      [USD/week] of one member while the market is far from exhausted
/// returns        [USD/week] that one more member would bring in
[[nodiscard]] constexpr double marginal_revenue_usd(double yield_usd, double own, double all)
{
    return yield_usd * (1.0 + all - own) / ((1.0 + all) * (1.0 + all));
}

}  // namespace corredor

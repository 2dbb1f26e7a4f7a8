#pragma once

#include <array>
#include <cstdint>

#include <Random123/philox.h>

#include "base/elementary.hpp"

namespace corredor {

/// What a number is drawn for. Streams never share numbers, so that one phase's draws do not shift another's.
enum class Stream : std::uint8_t {
    departure_count,
    departure,
    initial_stock,
    travel,
    crossing,
    encounter,
    settlement,
    residence,
    belief,
    priority,
    hostile_test
};

/// Random numbers that are a pure function of (seed, stream, entity, day, draw index): Philox4x32-10, counter-based.
/// Nothing is stored between calls, so a run does not depend on threads, on order, or on who else draws.
/// source  Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011
class Draws {
public:
    Draws(std::uint64_t seed, Stream stream, std::uint64_t entity, std::int32_t day)
        : key_{{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U)}},
          counter_{{static_cast<std::uint32_t>(entity), static_cast<std::uint32_t>(entity >> 32U),
                    (static_cast<std::uint32_t>(stream) << 24U) | (static_cast<std::uint32_t>(day) & 0xFFFFFFU), 0U}}
    {
    }

    /// The next 32 random bits.
    [[nodiscard]] std::uint32_t bits()
    {
        if (next_ == 4) refill();
        return block_[next_++];
    }

    /// Uniform on (0, 1), never either end.
    [[nodiscard]] double uniform() { return (static_cast<double>(bits()) + 0.5) * 0x1p-32; }

    /// Uniform on (0, 1) with 53 random bits.
    [[nodiscard]] double fine_uniform()
    {
        const std::uint64_t high = bits();
        const std::uint64_t low = bits();
        return (static_cast<double>((high << 21U) ^ (low >> 11U)) + 0.5) * 0x1p-53;
    }

    [[nodiscard]] bool happens(double probability) { return uniform() < probability; }

private:
    void refill()
    {
        const auto out = r123::Philox4x32{}(counter_, key_);
        for (std::size_t i = 0; i < 4; ++i) block_[i] = out[i];
        ++counter_[3];
        next_ = 0;
    }

    r123::Philox4x32::key_type key_;
    r123::Philox4x32::ctr_type counter_;
    std::array<std::uint32_t, 4> block_{};
    unsigned next_ = 4;
};

/// Number of trials until the first success, at least 1, from one uniform number.
/// inverse_log_failure  1 / ln(1 - p), precomputed for the chance p; 0 when p is 1
[[nodiscard]] inline std::int64_t geometric(double uniform, double inverse_log_failure)
{
    return 1 + static_cast<std::int64_t>(log_exact(uniform) * inverse_log_failure);
}

/// What `geometric` needs for a chance p.
[[nodiscard]] double inverse_log_failure(double probability);

/// Poisson by inversion of one uniform number: a lower mean never gives a higher count for the same number.
[[nodiscard]] std::int64_t poisson(double uniform, double mean);

/// Standard normal by inversion.
/// source  Wichura, algorithm AS 241 (PPND16), Applied Statistics 37, 1988
[[nodiscard]] double normal(double uniform);

/// A hash that spreads every bit of its argument over the whole result.
/// source  Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014 (finaliser of SplitMix64)
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t x)
{
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27U)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31U);
}

/// The probability of at least one event over some days at a constant hazard.
[[nodiscard]] inline double probability_over(double hazard_per_day, double days)
{
    return 1.0 - exp_exact(-hazard_per_day * days);
}

}  // namespace corredor

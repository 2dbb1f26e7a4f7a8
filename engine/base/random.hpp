#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <span>

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
    members,
    harm,
    trocha_harm,
    origin_harm,
    arrival_harm,
    residence_harm,
    abandonment,
    captivity,
    rescue,
    wake,
    membership,
    homicide,
    police,
    expansion,
    command,
    prison,
    strike,
    setting_out,
    hostile_test,
    culprit,
    sample
};

using RandomBlock = std::array<std::uint32_t, 4>;

/// The word of a counter that says what is drawn, and on which day.
[[nodiscard]] constexpr std::uint32_t third_word(Stream stream, std::int32_t day)
{
    return (static_cast<std::uint32_t>(stream) << 24U) | (static_cast<std::uint32_t>(day) & 0xFFFFFFU);
}

/// The key and the first counter of an entity's draws on one day.
[[nodiscard]] inline RandomBlock random_block(std::uint64_t seed, Stream stream, std::uint64_t entity, std::int32_t day,
                                              std::uint32_t index)
{
    const r123::Philox4x32::ctr_type counter{{static_cast<std::uint32_t>(entity),
                                              static_cast<std::uint32_t>(entity >> 32U), third_word(stream, day),
                                              index}};
    const r123::Philox4x32::key_type key{{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U)}};
    const auto out = r123::Philox4x32{}(counter, key);
    return {out[0], out[1], out[2], out[3]};
}

/// The first blocks of many entities at once: the same numbers as one by one, several to a vector register.
void random_blocks(std::uint64_t seed, Stream stream, std::span<const std::uint64_t> entities, std::int32_t day,
                   std::span<RandomBlock> blocks);

[[nodiscard]] constexpr double uniform_of(std::uint32_t bits)
{
    return (static_cast<double>(bits) + 0.5) * 0x1p-32;
}

/// For how many of the 2^32 values of `bits` uniform_of(bits) < probability.
[[nodiscard]] constexpr std::uint64_t draws_below(double probability)
{
    if (!(probability > 0.0)) return 0;
    if (probability >= 1.0) return std::uint64_t{1} << 32U;
    const double values = probability * 0x1p32;  // exact, as is what lies beyond the whole number
    const auto whole = static_cast<std::uint64_t>(values);
    return values - static_cast<double>(whole) > 0.5 ? whole + 1 : whole;
}

/// Random numbers that are a pure function of (seed, stream, entity, day, draw index): Philox4x32-10, counter-based.
/// Nothing is stored between calls, so a run does not depend on threads, on order, or on who else draws.
/// source  Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011
class Draws {
public:
    Draws(std::uint64_t seed, Stream stream, std::uint64_t entity, std::int32_t day)
        : block_{}, next_{4}, index_{0}, seed_{seed}, entity_{entity}, day_{day}, stream_{stream}
    {
    }
    /// With a first block that has been worked out already, and of which some numbers have been used.
    Draws(std::uint64_t seed, Stream stream, std::uint64_t entity, std::int32_t day, const RandomBlock& first,
          unsigned used = 0)
        : block_{first}, next_{used}, index_{1}, seed_{seed}, entity_{entity}, day_{day}, stream_{stream}
    {
    }

    /// The next 32 random bits.
    [[nodiscard]] std::uint32_t bits()
    {
        if (next_ == 4) {
            block_ = random_block(seed_, stream_, entity_, day_, index_++);
            next_ = 0;
        }
        return block_[next_++];
    }

    /// Uniform on (0, 1), never either end.
    [[nodiscard]] double uniform() { return uniform_of(bits()); }

    /// Uniform on (0, 1) with 52 random bits, never either end: with a 53rd the half step would be rounded away.
    [[nodiscard]] double fine_uniform()
    {
        const std::uint64_t high = bits();
        const std::uint64_t low = bits();
        return (static_cast<double>((high << 20U) ^ (low >> 12U)) + 0.5) * 0x1p-52;
    }

    [[nodiscard]] bool happens(double probability) { return uniform() < probability; }

private:
    RandomBlock block_;    // worked out when the first number of it is asked for
    unsigned next_;        // number of the block
    std::uint32_t index_;  // of the block after it
    std::uint64_t seed_;
    std::uint64_t entity_;
    std::int32_t day_;
    Stream stream_;
};

struct LogTable {
    static constexpr unsigned bits = 7;
    static constexpr std::size_t size = 1U << bits;
    struct Interval {
        double inverse = 0.0;    // of the middle of an interval of the mantissa
        double logarithm = 0.0;  // of that middle
    };
    std::array<Interval, size> intervals{};
    LogTable();
};
extern const LogTable log_table;

/// Natural logarithm of (bits + 1/2) / 2^32, from a table and four terms of a series: as exact as 32 bits are. Integers
/// become doubles by their bits, so that the compiler can work out several at once.
[[nodiscard]] inline double log_of_uniform(std::uint32_t bits)
{
    constexpr std::uint64_t two_to_52 = 0x4330000000000000ULL;  // as a double: an integer below fits in its last bits
    const std::uint64_t odd = (static_cast<std::uint64_t>(bits) << 1U) | 1U;  // (bits + 1/2) * 2
    const auto parts = std::bit_cast<std::uint64_t>(std::bit_cast<double>(odd | two_to_52) - 0x1p52);
    const LogTable::Interval& interval = log_table.intervals[parts >> (52U - LogTable::bits) & (LogTable::size - 1)];
    const double value = std::bit_cast<double>((parts & 0xfffffffffffffULL) | 0x3ff0000000000000ULL);
    const double exponent = std::bit_cast<double>(parts >> 52U | two_to_52) - (0x1p52 + 1023.0 + 33.0);
    const double r = value * interval.inverse - 1.0;  // |r| < 1/256
    const double series = r - r * r * (0.5 - r * (1.0 / 3.0 - r * 0.25));
    return exponent * 0.69314718055994530942 + (interval.logarithm + series);
}

/// Number of trials until the first success, at least 1, from 32 random bits.
/// inverse_log_failure  1 / ln(1 - p), precomputed for the chance p; 0 when p is 1
[[nodiscard]] inline std::int64_t geometric(std::uint32_t bits, double inverse_log_failure)
{
    return 1 + static_cast<std::int64_t>(log_of_uniform(bits) * inverse_log_failure);
}

/// The same for many at once, at most `longest`.
void geometric(std::span<const std::uint32_t> bits, std::span<const double> inverse_log_failure, std::int32_t longest,
               std::span<std::int32_t> trials);

/// What `geometric` needs for a chance p.
[[nodiscard]] double inverse_log_failure(double probability);

/// Poisson by inversion of one uniform number: a lower mean never gives a higher count for the same number.
[[nodiscard]] std::int64_t poisson(double uniform, double mean);

/// Number of successes in some trials, by inversion of uniform numbers: a lower chance never gives a higher count for
/// the same numbers.
[[nodiscard]] std::int64_t binomial(Draws& draws, std::int64_t trials, double probability);

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

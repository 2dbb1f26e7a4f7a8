#pragma once

#include <bit>
#include <cstdint>
#include <limits>
#include <span>

namespace corredor {

// exp and log from IEEE additions and multiplications only. The C library's differ between processors with and without
// fused multiply-add; ours give the same bits everywhere (with -ffp-contract=off), and so does a run.

/// e to the power of x for -708 < x <= 709, without a branch: the core of exp_exact and exp_each.
[[nodiscard]] inline double exp_in_range(double x)
{
    constexpr double log2_of_e = 1.4426950408889634074;
    constexpr double ln2_high = 6.93147180369123816490e-01;
    constexpr double ln2_low = 1.90821492927058770002e-10;
    constexpr double round_to_integer =
        6755399441055744.0;  // 1.5 * 2^52: the last bits of a sum with it are an integer
    const double shifted = x * log2_of_e + round_to_integer;
    const double k = shifted - round_to_integer;
    const double r = (x - k * ln2_high) - k * ln2_low;  // |r| <= ln2 / 2
    double sum = 1.0 / 6227020800.0;
    sum = sum * r + 1.0 / 479001600.0;
    sum = sum * r + 1.0 / 39916800.0;
    sum = sum * r + 1.0 / 3628800.0;
    sum = sum * r + 1.0 / 362880.0;
    sum = sum * r + 1.0 / 40320.0;
    sum = sum * r + 1.0 / 5040.0;
    sum = sum * r + 1.0 / 720.0;
    sum = sum * r + 1.0 / 120.0;
    sum = sum * r + 1.0 / 24.0;
    sum = sum * r + 1.0 / 6.0;
    sum = sum * r + 0.5;
    sum = sum * r + 1.0;
    sum = sum * r + 1.0;
    return sum * std::bit_cast<double>((std::bit_cast<std::uint64_t>(shifted) + 1023U) << 52U);
}

/// Natural logarithm of a normal x > 0, without a branch: the core of log_exact and log_each.
[[nodiscard]] inline double log_of_normal(double x)
{
    constexpr std::uint64_t root_half = 0x3fe6a09e667f3bcdULL;  // sqrt(1/2): the mantissa ends in [sqrt(1/2), sqrt(2))
    constexpr std::uint64_t bias = 1024;                        // keeps the exponent positive
    constexpr std::uint64_t two_to_52 = 0x4330000000000000ULL;
    const auto bits = std::bit_cast<std::uint64_t>(x);
    const std::uint64_t biased = (bits - root_half + (bias << 52U)) >> 52U;
    const double m = std::bit_cast<double>(bits - ((biased - bias) << 52U));
    const double s = (m - 1.0) / (m + 1.0);
    const double z = s * s;
    // Pairs of terms first, so that the processor can work on several at once.
    const double z2 = z * z;
    const double z4 = z2 * z2;
    const double z8 = z4 * z4;
    const double low = ((1.0 / 3.0) * z + 1.0) + ((1.0 / 7.0) * z + 1.0 / 5.0) * z2;
    const double middle = ((1.0 / 11.0) * z + 1.0 / 9.0) + ((1.0 / 15.0) * z + 1.0 / 13.0) * z2;
    const double high = ((1.0 / 19.0) * z + 1.0 / 17.0) + (1.0 / 21.0) * z2;
    const double sum = low + middle * z4 + high * z8;
    const double k = std::bit_cast<double>(two_to_52 + biased) - (0x1p52 + static_cast<double>(bias));
    return 2.0 * s * sum + k * 0.69314718055994530942;
}

/// e to the power of x; 0 below the range of double, infinity above it.
/// error   below 2 units in the last place
[[nodiscard]] inline double exp_exact(double x)
{
    if (!(x > -708.0)) return x != x ? x : 0.0;
    if (x > 709.0) return std::numeric_limits<double>::infinity();
    return exp_in_range(x);
}

/// Natural logarithm of x > 0; minus infinity at 0.
/// error   below 6 units in the last place
[[nodiscard]] inline double log_exact(double x)
{
    if (!(x > 0.0))
        return x == 0.0 ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
    if (x < std::numeric_limits<double>::min()) return log_of_normal(x * 0x1p54) - 54.0 * 0.69314718055994530942;
    return log_of_normal(x);
}

/// Each value by exp_exact(value), the same bits, several at a time. expects  no value is not a number or above 709
void exp_each(std::span<double> values);

/// Each value by log_exact(value), the same bits, several at a time. expects  every value is a normal number above 0
void log_each(std::span<double> values);

}  // namespace corredor

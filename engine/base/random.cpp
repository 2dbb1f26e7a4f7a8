#include "base/random.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "base/check.hpp"
#include "base/wide.hpp"

namespace corredor {

double inverse_log_failure(double probability)
{
    CORREDOR_EXPECT(probability > 0.0);
    return probability >= 1.0 ? 0.0 : 1.0 / log_exact(1.0 - probability);
}

LogTable::LogTable()
{
    for (std::size_t i = 0; i < intervals.size(); ++i) {
        const double middle = 1.0 + (static_cast<double>(i) + 0.5) / static_cast<double>(intervals.size());
        intervals[i] = {.inverse = 1.0 / middle, .logarithm = log_exact(middle)};
    }
}

const LogTable log_table;

namespace {

#if defined(__x86_64__)
// Philox for several counters at once, each word in the lower half of a 64-bit lane; what is left in the upper halves
// by a multiplication is never read. Once with 256-bit registers, once with the instructions that came with 512-bit
// ones.

struct RoundKeys {
    std::array<std::uint64_t, 10> key_0;
    std::array<std::uint64_t, 10> key_1;
    explicit RoundKeys(std::uint64_t seed)
    {
        auto first = static_cast<std::uint32_t>(seed);
        auto second = static_cast<std::uint32_t>(seed >> 32U);
        for (std::size_t round = 0; round < key_0.size(); ++round) {
            key_0[round] = first;
            key_1[round] = second;
            first += 0x9E3779B9U;
            second += 0xBB67AE85U;
        }
    }
};

[[gnu::target("avx2"), gnu::always_inline]] inline void four_blocks(__m256i words_0, __m256i words_1, __m256i words_2,
                                                                    const RoundKeys& keys, RandomBlock* blocks)
{
    const __m256i multiplier_0 = _mm256_set1_epi64x(0xD2511F53);
    const __m256i multiplier_1 = _mm256_set1_epi64x(0xCD9E8D57);
    __m256i words_3 = _mm256_setzero_si256();
    for (std::size_t round = 0; round < 10; ++round) {
        const __m256i product_0 = _mm256_mul_epu32(words_0, multiplier_0);
        const __m256i product_1 = _mm256_mul_epu32(words_2, multiplier_1);
        const __m256i keyed_1 =
            _mm256_xor_si256(words_1, _mm256_set1_epi64x(static_cast<long long>(keys.key_0[round])));
        const __m256i keyed_3 =
            _mm256_xor_si256(words_3, _mm256_set1_epi64x(static_cast<long long>(keys.key_1[round])));
        words_0 = _mm256_xor_si256(_mm256_srli_epi64(product_1, 32), keyed_1);
        words_2 = _mm256_xor_si256(_mm256_srli_epi64(product_0, 32), keyed_3);
        words_1 = product_1;
        words_3 = product_0;
    }
    // Two words of each counter side by side, then all four.
    const __m256i low_half = _mm256_set1_epi64x(0xFFFFFFFF);
    const __m256i words_01 = _mm256_or_si256(_mm256_and_si256(words_0, low_half), _mm256_slli_epi64(words_1, 32));
    const __m256i words_23 = _mm256_or_si256(_mm256_and_si256(words_2, low_half), _mm256_slli_epi64(words_3, 32));
    const __m256i counters_02 = _mm256_unpacklo_epi64(words_01, words_23);
    const __m256i counters_13 = _mm256_unpackhi_epi64(words_01, words_23);
    auto* const out = reinterpret_cast<__m256i*>(blocks);
    _mm256_storeu_si256(out, _mm256_permute2x128_si256(counters_02, counters_13, 0x20));
    _mm256_storeu_si256(out + 1, _mm256_permute2x128_si256(counters_02, counters_13, 0x31));
}

/// As many fours as there are; returns how many counters that was.
[[gnu::target("avx2")]] std::size_t blocks_by_fours(const RoundKeys& keys, std::uint32_t word_2,
                                                    std::span<const std::uint64_t> entities, RandomBlock* blocks)
{
    const std::size_t count = entities.size() / 4 * 4;
    for (std::size_t i = 0; i < count; i += 4) {
        const __m256i entity = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(&entities[i]));
        four_blocks(entity, _mm256_srli_epi64(entity, 32), _mm256_set1_epi64x(word_2), keys, blocks + i);
    }
    return count;
}

[[gnu::target("avx512f"), gnu::always_inline]] inline void
eight_blocks(__m512i words_0, __m512i words_1, __m512i words_2, const RoundKeys& keys, RandomBlock* blocks)
{
    constexpr int all_three = 0x96;  // the table of a ^ b ^ c
    const __m512i multiplier_0 = _mm512_set1_epi64(0xD2511F53);
    const __m512i multiplier_1 = _mm512_set1_epi64(0xCD9E8D57);
    __m512i words_3 = _mm512_setzero_si512();
#pragma GCC unroll 10
    for (std::size_t round = 0; round < 10; ++round) {
        const __m512i product_0 = _mm512_mul_epu32(words_0, multiplier_0);
        const __m512i product_1 = _mm512_mul_epu32(words_2, multiplier_1);
        const __m512i key_0 = _mm512_set1_epi64(static_cast<long long>(keys.key_0[round]));
        const __m512i key_1 = _mm512_set1_epi64(static_cast<long long>(keys.key_1[round]));
        words_0 = _mm512_ternarylogic_epi64(_mm512_srli_epi64(product_1, 32), words_1, key_0, all_three);
        words_2 = _mm512_ternarylogic_epi64(_mm512_srli_epi64(product_0, 32), words_3, key_1, all_three);
        words_1 = product_1;
        words_3 = product_0;
    }
    // Two words of each counter side by side, then all four.
    const __mmask16 upper_halves = 0xAAAA;
    const __m512i words_01 = _mm512_mask_shuffle_epi32(words_0, upper_halves, words_1, _MM_PERM_CCAA);
    const __m512i words_23 = _mm512_mask_shuffle_epi32(words_2, upper_halves, words_3, _MM_PERM_CCAA);
    const __m512i first_four = _mm512_set_epi64(11, 3, 10, 2, 9, 1, 8, 0);
    const __m512i last_four = _mm512_set_epi64(15, 7, 14, 6, 13, 5, 12, 4);
    _mm512_storeu_si512(blocks, _mm512_permutex2var_epi64(words_01, first_four, words_23));
    _mm512_storeu_si512(blocks + 4, _mm512_permutex2var_epi64(words_01, last_four, words_23));
}

/// As many eights as there are; returns how many counters that was.
[[gnu::target("avx512f")]] std::size_t blocks_by_eights(const RoundKeys& keys, std::uint32_t word_2,
                                                        std::span<const std::uint64_t> entities, RandomBlock* blocks)
{
    const std::size_t count = entities.size() / 8 * 8;
    for (std::size_t i = 0; i < count; i += 8) {
        const __m512i entity = _mm512_loadu_si512(&entities[i]);
        eight_blocks(entity, _mm512_srli_epi64(entity, 32), _mm512_set1_epi64(word_2), keys, blocks + i);
    }
    return count;
}
#endif

}  // namespace

void random_blocks(std::uint64_t seed, Stream stream, std::span<const std::uint64_t> entities, std::int32_t day,
                   std::span<RandomBlock> blocks)
{
    std::size_t done = 0;
#if defined(__x86_64__)
    static const bool has_wide_registers = __builtin_cpu_supports("avx2") != 0;
    static const bool has_widest_registers = __builtin_cpu_supports("avx512f") != 0;
    const RoundKeys keys{seed};
    const std::uint32_t word_2 = third_word(stream, day);
    if (has_widest_registers) done = blocks_by_eights(keys, word_2, entities, blocks.data());
    if (has_wide_registers) done += blocks_by_fours(keys, word_2, entities.subspan(done), blocks.data() + done);
#endif
    for (; done < entities.size(); ++done) blocks[done] = random_block(seed, stream, entities[done], day, 0);
}

CORREDOR_WIDE void geometric(std::span<const std::uint32_t> bits, std::span<const double> inverse_log_failure,
                             std::int32_t longest, std::span<std::int32_t> trials)
{
    const double most = longest - 1;
    const std::uint32_t* const bit = bits.data();
    const double* const inverse = inverse_log_failure.data();
    std::int32_t* const trial = trials.data();
    for (std::size_t i = 0; i < trials.size(); ++i) {
        const double failures = log_of_uniform(bit[i]) * inverse[i];
        trial[i] = 1 + static_cast<std::int32_t>(failures < most ? failures : most);
    }
}

namespace {

/// ln n! by Stirling's series, exact enough from 10 on; below, from the product.
double log_factorial(double n)
{
    if (n < 10.0) {
        double product = 1.0;
        for (double k = 2.0; k <= n; k += 1.0) product *= k;
        return log_exact(product);
    }
    constexpr double half_log_two_pi = 0.91893853320467274178;
    const double x = n + 1.0;
    const double inverse = 1.0 / x;
    const double square = inverse * inverse;
    const double series = inverse * (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square / 1680.0)));
    return (x - 0.5) * log_exact(x) - x + half_log_two_pi + series;
}

}  // namespace

// The distribution function is summed from a point ten standard deviations below the mean: what lies under it is less
// than the resolution of the uniform number.
std::int64_t poisson(double uniform, double mean)
{
    CORREDOR_EXPECT(mean >= 0.0);
    if (mean == 0.0) return 0;
    const double start = std::floor(mean - 10.0 * std::sqrt(mean) - 10.0);
    double k = start > 0.0 ? start : 0.0;
    double mass = exp_exact(k * log_exact(mean) - mean - log_factorial(k));
    double below = mass;
    const double end = mean + 20.0 * std::sqrt(mean) + 60.0;
    while (below < uniform && k < end) {
        k += 1.0;
        mass *= mean / k;
        below += mass;
    }
    return static_cast<std::int64_t>(k);
}

namespace {

/// Smallest count whose cumulative chance reaches `uniform`. expects  probability at most 1/2, few trials
std::int64_t binomial_by_inversion(double uniform, std::int64_t trials, double probability)
{
    const double odds = probability / (1.0 - probability);
    double chance = exp_exact(static_cast<double>(trials) * log_exact(1.0 - probability));
    double below = chance;
    std::int64_t count = 0;
    while (uniform > below && count < trials) {
        chance *= odds * static_cast<double>(trials - count) / static_cast<double>(count + 1);
        below += chance;
        ++count;
    }
    return count;
}

}  // namespace

std::int64_t binomial(Draws& draws, std::int64_t trials, double probability)
{
    constexpr std::int64_t most_at_once = 256;  // so that the chance of none stays far from the smallest double
    if (!(probability > 0.0) || trials <= 0) return 0;
    if (probability >= 1.0) return trials;
    std::int64_t successes = 0;
    for (std::int64_t left = trials; left > 0; left -= most_at_once) {
        const std::int64_t now = std::min(left, most_at_once);
        const double uniform = draws.fine_uniform();
        successes += probability <= 0.5 ? binomial_by_inversion(uniform, now, probability)
                                        : now - binomial_by_inversion(1.0 - uniform, now, 1.0 - probability);
    }
    return successes;
}

double normal(double uniform)
{
    const double q = uniform - 0.5;
    if (std::fabs(q) <= 0.425) {
        const double r = 0.180625 - q * q;
        return q *
               (((((((2.5090809287301226727e3 * r + 3.3430575583588128105e4) * r + 6.7265770927008700853e4) * r +
                    4.5921953931549871457e4) *
                       r +
                   1.3731693765509461125e4) *
                      r +
                  1.9715909503065514427e3) *
                     r +
                 1.3314166789178437745e2) *
                    r +
                3.3871328727963666080e0) /
               (((((((5.2264952788528545610e3 * r + 2.8729085735721942674e4) * r + 3.9307895800092710610e4) * r +
                    2.1213794301586595867e4) *
                       r +
                   5.3941960214247511077e3) *
                      r +
                  6.8718700749205790830e2) *
                     r +
                 4.2313330701600911252e1) *
                    r +
                1.0);
    }
    double r = std::sqrt(-log_exact(q < 0.0 ? uniform : 1.0 - uniform));
    double tail = 0.0;
    if (r <= 5.0) {
        r -= 1.6;
        tail = (((((((7.74545014278341407640e-4 * r + 2.27238449892691845833e-2) * r + 2.41780725177450611770e-1) * r +
                    1.27045825245236838258e0) *
                       r +
                   3.64784832476320460504e0) *
                      r +
                  5.76949722146069140550e0) *
                     r +
                 4.63033784615654529590e0) *
                    r +
                1.42343711074968357734e0) /
               (((((((1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r + 1.51986665636164571966e-2) * r +
                    1.48103976427480074590e-1) *
                       r +
                   6.89767334985100004550e-1) *
                      r +
                  1.67638483018380384940e0) *
                     r +
                 2.05319162663775882187e0) *
                    r +
                1.0);
    } else {
        r -= 5.0;
        tail = (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 1.24266094738807843860e-3) * r +
                    2.65321895265761230930e-2) *
                       r +
                   2.96560571828504891230e-1) *
                      r +
                  1.78482653991729133580e0) *
                     r +
                 5.46378491116411436990e0) *
                    r +
                6.65790464350110377720e0) /
               (((((((2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r + 1.84631831751005468180e-5) * r +
                    7.86869131145613259100e-4) *
                       r +
                   1.48753612908506148525e-2) *
                      r +
                  1.36929880922735805310e-1) *
                     r +
                 5.99832206555887937690e-1) *
                    r +
                1.0);
    }
    return q < 0.0 ? -tail : tail;
}

}  // namespace corredor

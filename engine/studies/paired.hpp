#pragma once

#include <cstddef>
#include <vector>

namespace corredor {

/// Half the width of a two-sided 95 % interval, in standard errors: Student's t.
/// degrees  of freedom, 1 or more
/// source   Abramowitz, Stegun, Handbook of Mathematical Functions, 26.7.3-4, inverted by bisection
[[nodiscard]] double student_t_95(std::size_t degrees);

/// Probability that Student's t is at least this far from 0, on either side.
/// source   Abramowitz, Stegun, Handbook of Mathematical Functions, 26.7.3-4
[[nodiscard]] double student_p_value(double t, std::size_t degrees);

/// What an alternative changes of one number, from pairs of runs with the same luck. NaN where one pair cannot say.
struct Effect {
    double base = 0.0;                 // mean over replicates
    double alternative = 0.0;          // mean over replicates
    double effect = 0.0;               // mean of the differences
    double half_width = 0.0;           // of the 95 % interval of `effect`
    double half_width_unpaired = 0.0;  // the same, had the runs not been pairs
    /// How many independent pairs of runs one pair is worth; infinite when all pairs differ by the same.
    double variance_ratio = 0.0;
};

/// Means and squares of paired numbers, taken in one by one. In the same order they give the same bits.
/// source  Welford, Technometrics 4, 1962
class PairedMoments {
public:
    void add(double base, double alternative, std::size_t pairs_with_this);
    [[nodiscard]] Effect effect(std::size_t pairs) const;

private:
    double base_ = 0.0;
    double alternative_ = 0.0;
    double difference_ = 0.0;
    double squares_of_base_ = 0.0;
    double squares_of_alternative_ = 0.0;
    double squares_of_difference_ = 0.0;
};

/// Which of many effects stand out: among those told, one in twenty at most is to be expected to be chance alone
/// (false discovery rate of 5 %). Effects that are 0 in all pairs are no candidates; one pair tells of none.
/// returns  (effect)
/// source   Benjamini, Hochberg, Journal of the Royal Statistical Society B 57, 1995
[[nodiscard]] std::vector<char> stand_out(const std::vector<Effect>& effects, std::size_t pairs);

/// The effect in one go, from numbers by replicate.
[[nodiscard]] Effect effect_of(const std::vector<double>& base, const std::vector<double>& alternative);

/// Mean and half-width of a 95 % interval of numbers by replicate; the half-width is NaN for fewer than two.
struct MeanWithWidth {
    double mean = 0.0;
    double half_width = 0.0;
};
[[nodiscard]] MeanWithWidth mean_of(const std::vector<double>& values);

}  // namespace corredor

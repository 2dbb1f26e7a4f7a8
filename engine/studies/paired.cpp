#include "studies/paired.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace corredor {

namespace {

constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

/// Probability that |T| is at most t.
double student_share_within(double t, std::size_t degrees)
{
    const double angle = std::atan(t / std::sqrt(static_cast<double>(degrees)));
    const double sine = std::sin(angle);
    const double cosine = std::cos(angle);
    double term = degrees % 2 == 0 ? 1.0 : cosine;
    double sum = degrees == 1 ? 0.0 : term;
    for (std::size_t k = degrees % 2 == 0 ? 2 : 3; k + 1 < degrees; k += 2) {
        term *= cosine * cosine * static_cast<double>(k - 1) / static_cast<double>(k);
        sum += term;
    }
    return degrees % 2 == 0 ? sine * sum : 2.0 / std::numbers::pi * (angle + sine * sum);
}

}  // namespace

double student_t_95(std::size_t degrees)
{
    constexpr double normal = 1.9599639845400545;
    constexpr std::size_t nearly_normal = 2'000;
    if (degrees > nearly_normal)
        return normal + (normal * normal * normal + normal) / (4.0 * static_cast<double>(degrees));
    double low = 1.0;
    double high = 13.0;  // 12.7062 for one degree
    for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2.0;
        (student_share_within(middle, degrees) < 0.95 ? low : high) = middle;
    }
    return (low + high) / 2.0;
}

double student_p_value(double t, std::size_t degrees)
{
    return std::clamp(1.0 - student_share_within(std::abs(t), degrees), 0.0, 1.0);
}

std::vector<char> stand_out(const std::vector<Effect>& effects, std::size_t pairs)
{
    std::vector<char> found(effects.size(), 0);
    if (pairs < 2) return found;
    const double t_95 = student_t_95(pairs - 1);
    std::vector<std::pair<double, std::size_t>> candidates;  // p-value, effect
    for (std::size_t i = 0; i < effects.size(); ++i) {
        const Effect& e = effects[i];
        if (e.effect == 0.0 && e.half_width == 0.0) continue;
        const double t = e.effect / (e.half_width / t_95);
        candidates.emplace_back(std::isfinite(t) ? student_p_value(t, pairs - 1) : 0.0, i);
    }
    std::ranges::sort(candidates);
    constexpr double false_discovery_rate = 0.05;
    std::size_t told = 0;
    for (std::size_t k = 0; k < candidates.size(); ++k)
        if (candidates[k].first <=
            false_discovery_rate * static_cast<double>(k + 1) / static_cast<double>(candidates.size()))
            told = k + 1;
    for (std::size_t k = 0; k < told; ++k) found[candidates[k].second] = 1;
    return found;
}

void PairedMoments::add(double base, double alternative, std::size_t pairs_with_this)
{
    const auto n = static_cast<double>(pairs_with_this);
    const auto take = [n](double value, double& mean, double& squares) {
        const double from_mean = value - mean;
        mean += from_mean / n;
        squares += from_mean * (value - mean);
    };
    take(base, base_, squares_of_base_);
    take(alternative, alternative_, squares_of_alternative_);
    take(alternative - base, difference_, squares_of_difference_);
}

Effect PairedMoments::effect(std::size_t pairs) const
{
    Effect effect{.base = base_,
                  .alternative = alternative_,
                  .effect = difference_,
                  .half_width = not_known,
                  .half_width_unpaired = not_known,
                  .variance_ratio = not_known};
    if (pairs < 2) return effect;
    const auto n = static_cast<double>(pairs);
    const double paired = squares_of_difference_ / (n - 1.0);
    const double unpaired = (squares_of_base_ + squares_of_alternative_) / (n - 1.0);
    effect.half_width = student_t_95(pairs - 1) * std::sqrt(paired / n);
    effect.half_width_unpaired = student_t_95(2 * pairs - 2) * std::sqrt(unpaired / n);
    if (unpaired > 0.0) effect.variance_ratio = unpaired / paired;
    return effect;
}

Effect effect_of(const std::vector<double>& base, const std::vector<double>& alternative)
{
    PairedMoments moments;
    for (std::size_t r = 0; r < base.size(); ++r) moments.add(base[r], alternative[r], r + 1);
    return moments.effect(base.size());
}

MeanWithWidth mean_of(const std::vector<double>& values)
{
    PairedMoments moments;
    for (std::size_t r = 0; r < values.size(); ++r) moments.add(0.0, values[r], r + 1);
    const Effect effect = moments.effect(values.size());
    return {effect.effect, effect.half_width};
}

}  // namespace corredor

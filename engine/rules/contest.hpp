#pragma once

#include <Eigen/Core>

#include "base/elementary.hpp"

namespace corredor {

/// Control of a place that organisations of given strengths come to (equation E7: contest success).
///
/// strength    (organisation) [members x violence]
/// weight      (organisation, other) [1] of the other's strength; 1 on the diagonal
/// resistance  [members x violence] that nobody's ground puts up
/// returns     (organisation) [1] from 0 to 1; sums to at most 1
/// expects     strength >= 0, resistance > 0
/// source      contest success function, Tullock 1980; exponent as in the prototype of the equations
[[nodiscard]] inline Eigen::ArrayXd contested_control(const Eigen::ArrayXd& strength, const Eigen::ArrayXXd& weight,
                                                      double resistance, double exponent)
{
    const auto raised = [exponent](double x) { return x > 0.0 ? exp_exact(exponent * log_exact(x)) : 0.0; };
    const Eigen::ArrayXd power = strength.unaryExpr(raised);
    const Eigen::ArrayXd against = (weight.matrix() * power.matrix()).array() + raised(resistance);
    const Eigen::ArrayXd control = power / against;
    const double sum = control.sum();
    return sum > 1.0 ? (control / sum).eval() : control;
}

}  // namespace corredor

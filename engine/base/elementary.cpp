#include "base/elementary.hpp"

#include "base/wide.hpp"

namespace corredor {

CORREDOR_WIDE void exp_each(std::span<double> values)
{
    double* const value = values.data();
    const std::size_t count = values.size();
    for (std::size_t i = 0; i < count; ++i) {
        // Below the range of double a mask of zeros stands for a branch.
        const std::uint64_t mask = value[i] > -708.0 ? ~std::uint64_t{0} : 0;
        const double result = exp_in_range(value[i]);
        value[i] = std::bit_cast<double>(std::bit_cast<std::uint64_t>(result) & mask);
    }
}

CORREDOR_WIDE void log_each(std::span<double> values)
{
    double* const value = values.data();
    const std::size_t count = values.size();
    for (std::size_t i = 0; i < count; ++i) value[i] = log_of_normal(value[i]);
}

}  // namespace corredor

#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "studies/run_record.hpp"

namespace corredor {

/// What a report tells of counts: those of fewer than five agents are all told by the same stand-in, so that no number,
/// bar or share that is made of them says more than that they are few. Sums are those of exact counts: they are of
/// more.
class SmallCounts {
public:
    /// one  what one counted agent adds to the count
    explicit SmallCounts(double one) : one_{one} {}

    /// Above 0 and below five agents; 0 is told as it is.
    [[nodiscard]] bool is_few(double value) const;
    [[nodiscard]] double fewest() const { return fewest_agents * one_; }
    [[nodiscard]] double stand_in() const;  // half of five agents, whole
    [[nodiscard]] double told(double value) const { return is_few(value) ? stand_in() : value; }
    [[nodiscard]] Spread told(const Spread&) const;

private:
    static constexpr double fewest_agents = 5.0;

    double one_;
};

/// Whether a variable or a number made of it counts people or what befalls them.
[[nodiscard]] bool is_count(std::string_view variable, std::string_view unit);

/// The rule for a variable: members of organisations, killings and arrests are counted one by one, all else by agents.
[[nodiscard]] SmallCounts small_counts_of(std::string_view variable, std::int64_t persons_per_agent);

}  // namespace corredor

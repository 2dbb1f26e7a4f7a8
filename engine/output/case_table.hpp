#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.hpp"
#include "output/dataset.hpp"

namespace corredor {

// the groups /events, /journeys and /people hold single cases, one row each, up to a limit: what is common to them.

inline constexpr std::int32_t no_code = -1;  // where a code stands for something that may be absent

/// What the codes of a column mean, in one place for all groups.
[[nodiscard]] std::vector<Attribute> coded(std::string long_name, std::span<const std::string_view> meanings,
                                           bool may_be_absent = false);
/// Of a column that counts along a coordinate of the root, such as `node`.
[[nodiscard]] std::vector<Attribute> position_along(std::string coordinate, std::string long_name);
[[nodiscard]] std::vector<Attribute> day_since(Date start, std::string long_name);
[[nodiscard]] std::vector<Attribute> described(std::string long_name, std::string unit = {});

/// Counts rows against a limit.
class RowLimit {
public:
    explicit RowLimit(std::int64_t at_most) : at_most_{at_most} {}

    /// Whether one more row is to be kept.
    [[nodiscard]] bool admits_one_more()
    {
        if (kept_ == at_most_) {
            ++not_kept_;
            return false;
        }
        ++kept_;
        return true;
    }
    [[nodiscard]] std::int64_t kept() const { return kept_; }
    [[nodiscard]] std::int64_t not_kept() const { return not_kept_; }
    [[nodiscard]] std::int64_t at_most() const { return at_most_; }

    /// What a checkpoint holds of it.
    template <class Self, class Visitor>
    static void each(Self& self, Visitor&& visit)
    {
        visit(self.kept_);
        visit(self.not_kept_);
    }

private:
    std::int64_t at_most_;
    std::int64_t kept_ = 0;
    std::int64_t not_kept_ = 0;
};

/// A group with one dimension, the rows.
[[nodiscard]] Group case_group(std::string name, std::string row, std::string title, const RowLimit&,
                               std::int64_t persons_per_agent);

template <class T>
void add_column(Group& group, std::string name, const std::vector<T>& values, std::vector<Attribute> attributes)
{
    group.variables.push_back({.name = std::move(name),
                               .dimensions = {group.dimensions.front().name},
                               .values = Values::borrowed(std::span<const T>{values}),
                               .attributes = std::move(attributes)});
}

}  // namespace corredor

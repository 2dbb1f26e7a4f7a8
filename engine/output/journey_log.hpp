#pragma once

#include <cstdint>
#include <vector>

#include "output/case_table.hpp"
#include "state/journey_step.hpp"

namespace corredor {

/// The journeys of a sample of parties, a row for each step: the group /journeys.
class JourneyLog {
public:
    JourneyLog(double share, std::int64_t rows_at_most) : share_{share}, limit_{rows_at_most} {}

    /// Adds the steps that were told on a day; those that lie ahead wait for theirs. Steps of one party come in the
    /// order in which they were taken.
    void add(Tick day, const std::vector<JourneyStep>& told);

    [[nodiscard]] const RowLimit& limit() const { return limit_; }

    /// Values are borrowed.
    [[nodiscard]] Group group(Date start, std::int64_t persons_per_agent) const;

    /// Every column once: checkpoints go through this list.
    template <class Self, class Visitor>
    static void each(Self& self, Visitor&& visit)
    {
        RowLimit::each(self.limit_, visit);
        each_column(self, visit);
        visit(self.ahead_);
    }

    /// Whether columns are as long as each other; for a log that was filled from a file.
    [[nodiscard]] bool is_sound() const;

private:
    template <class Self, class Visitor>
    static void each_column(Self& self, Visitor&& visit)
    {
        visit(self.day_);
        visit(self.person_);
        visit(self.party_);
        visit(self.node_);
        visit(self.leg_);
        visit(self.status_);
        visit(self.people_);
    }
    void add(const JourneyStep&);

    double share_;
    RowLimit limit_;
    std::vector<JourneyStep> ahead_;
    std::vector<std::int32_t> day_;
    std::vector<std::int8_t> person_;
    std::vector<std::uint64_t> party_;
    std::vector<std::int32_t> node_;
    std::vector<std::int32_t> leg_;
    std::vector<std::int8_t> status_;
    std::vector<std::int8_t> people_;
};

}  // namespace corredor

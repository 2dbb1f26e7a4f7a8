#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "output/case_table.hpp"
#include "state/incident.hpp"

namespace corredor {

/// What mechanisms did to parties, row by row: the group /events.
class EventLog {
public:
    static constexpr std::size_t most_names = 127;  // of mechanisms and of organisations: their codes have 8 bits

    explicit EventLog(std::int64_t rows_at_most) : limit_{rows_at_most} {}

    /// Adds a row. Days are to come in order, and those of a day by party.
    /// by  the organisation; none where it is nobody's work in particular
    void add(Tick day, const Incident&, OrganisationId by);

    [[nodiscard]] const RowLimit& limit() const { return limit_; }

    /// Values are borrowed.
    [[nodiscard]] Group group(Date start, const std::vector<std::string>& mechanisms,
                              const std::vector<std::string>& organisations, std::int64_t persons_per_agent) const;

    /// Every column once: checkpoints go through this list.
    template <class Self, class Visitor>
    static void each(Self& self, Visitor&& visit)
    {
        RowLimit::each(self.limit_, visit);
        each_column(self, visit);
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
        visit(self.mechanism_);
        visit(self.organisation_);
        visit(self.amount_usd_);
        visit(self.kind_);
        visit(self.people_);
        visit(self.taken_);
    }

    RowLimit limit_;
    std::vector<std::int32_t> day_;
    std::vector<std::int8_t> person_;
    std::vector<std::uint64_t> party_;
    std::vector<std::int32_t> node_;
    std::vector<std::int8_t> mechanism_;
    std::vector<std::int8_t> organisation_;
    std::vector<double> amount_usd_;
    std::vector<std::int8_t> kind_;
    std::vector<std::int8_t> people_;
    std::vector<std::int8_t> taken_;
};

}  // namespace corredor

#pragma once

#include <cstdint>
#include <vector>

#include "output/case_table.hpp"
#include "state/party.hpp"
#include "state/status.hpp"

namespace corredor {

/// How people of one party ended who were alike to the last.
struct PersonsOutcome {
    PartyId party = 0;  // with the mark of the one who was taken from it
    Status status = Status::travelling;
    NodeId node;
    NodeId origin;
    std::uint8_t people = 0;
};

/// What became of each person in a sample of parties: the group /people.
class PersonTable {
public:
    PersonTable(double share, std::int64_t rows_at_most) : share_{share}, limit_{rows_at_most} {}

    [[nodiscard]] double share() const { return share_; }

    /// Adds a row for each of them. To be called in the order of parties.
    void add(const PersonsOutcome&);

    [[nodiscard]] const RowLimit& limit() const { return limit_; }

    /// Values are borrowed.
    [[nodiscard]] Group group(Date start, std::int64_t persons_per_agent) const;

private:
    double share_;
    RowLimit limit_;
    std::vector<std::int8_t> person_;
    std::vector<std::uint64_t> party_;
    std::vector<std::int8_t> status_;
    std::vector<std::int32_t> node_;
    std::vector<std::int32_t> origin_;
    std::vector<std::int32_t> set_out_;
};

}  // namespace corredor

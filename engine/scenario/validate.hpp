#pragma once

#include <cstdint>

#include "scenario/csv_reader.hpp"
#include "scenario/scenario.hpp"
#include "scenario/value.hpp"

namespace corredor {

/// Entries with `set` in a timeline: each may mean one more model.
inline constexpr std::size_t most_sets = 1000;

/// The tables as they were read, with the places of their fields.
struct ReadTables {
    Table<NodeRow> nodes;
    Table<LegRow> legs;
    Table<StockRow> initial_stock;
    Table<OtherNationalitiesRow> other_nationalities;
    Table<TargetRow> targets;
};

/// Checks what no single key can know. `tree` is what the scenario was read from: it tells where things stand.
void validate(const Scenario&, const ReadTables&, const Value& tree, std::uint64_t memory_bytes, Problems&);

/// Checks one model of the run by itself: the names it uses, its shares.
void validate_model(const ModelSpec&, const ReadTables&, const Value& tree, Problems&);

/// What a run may take: 80 % of the memory that is free, within the limit of the control group.
[[nodiscard]] std::uint64_t memory_for_a_run();

}  // namespace corredor

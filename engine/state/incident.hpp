#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>

#include "base/aggregate.hpp"
#include "base/calendar.hpp"
#include "base/ids.hpp"
#include "state/party.hpp"
#include "world/kinds.hpp"

namespace corredor {

/// What came about between a mechanism and a party. Only an incident counts as one; the others are what came of it.
enum class IncidentKind : std::uint8_t {
    incident,
    capture_on_arrival,  // of people who were deceived when they set out
    ransom               // paid for people who are held
};
inline constexpr std::array<std::string_view, 3> incident_kind_names{"incident", "capture_on_arrival", "ransom"};

/// Told to whoever keeps incidents one by one. No part of the state.
struct Incident {
    PartyId party = 0;
    std::int64_t amount_cents = 0;
    Tick began = 0;  // the day of the incident; for what came of it later, the day on which people were taken
    NodeId node;
    IncidentKind kind = IncidentKind::incident;
    std::uint8_t mechanism = 0;
    std::uint8_t people = 0;         // who were struck
    std::uint8_t taken = 0;          // of these, who are held from now on
    std::optional<Economy> economy;  // the business of organised crime whose work it was; none: nobody's in particular
};

/// The one who was taken from a party, or those who go on together.
enum class Part : std::int8_t { together = -1, taken = 0 };

[[nodiscard]] constexpr Part part_of(PartyId id)
{
    return (id & fragment_bit) != 0 ? Part::taken : Part::together;
}

/// Whether one id comes before another where rows go by party: those who go on together before the one taken.
[[nodiscard]] constexpr bool goes_before(PartyId a, PartyId b)
{
    const PartyId whole_a = whole_party(a);
    const PartyId whole_b = whole_party(b);
    return whole_a != whole_b ? whole_a < whole_b : a < b;
}

}  // namespace corredor

#pragma once

#include <array>
#include <cstdint>
#include <tuple>
#include <type_traits>

#include "base/aggregate.hpp"
#include "base/documents.hpp"
#include "base/ids.hpp"
#include "base/random.hpp"
#include "state/status.hpp"

namespace corredor {

/// Who a party is, for life: (where it came from, day of departure, ordinal that day). Never a running count, so that
/// what happens elsewhere renames nobody.
using PartyId = std::uint64_t;

[[nodiscard]] constexpr PartyId party_id(std::uint32_t origin, std::int32_t day, std::uint64_t ordinal)
{
    return (static_cast<PartyId>(origin) << 56U) | (static_cast<PartyId>(day & 0xFFFF) << 40U) | ordinal;
}

/// One person taken from a party goes on under the party's id with this bit set. No party loses more than one.
inline constexpr PartyId fragment_bit = PartyId{1} << 39U;

/// Whom a party has lost, or, for the one who was taken from it, who that is.
enum class Separated : std::uint8_t { nobody, minor, woman, man };

/// The party that somebody set out with.
[[nodiscard]] constexpr PartyId whole_party(PartyId id)
{
    return id & ~fragment_bit;
}

/// Why a party is not moving.
enum class Halt : std::uint8_t {
    none,
    stop,        // rests on the way
    held,        // cannot go on: no open way, no money, sent back
    queue,       // at a post, or behind it: no place today; goes on tomorrow
    turned_away  // at a border that is shut to it: looks for another way tomorrow
};

/// A moment in 1/256 of a day since the start of the run.
using Moment = std::uint32_t;
inline constexpr Moment moments_per_day = 256;

/// People who travel together and share a purse, while they are under way.
struct Party {
    PartyId id = 0;
    Moment clock = 0;                 // when the next thing happens to it
    std::int32_t cash_cents = 0;      // of the whole party; below zero: what it owes for a package
    NodeId node;                      // where it is, or left last
    LegId leg;                        // that it is on, or came by
    std::uint16_t set_out_on = 0;     // tick
    std::uint16_t waiting_since = 0;  // tick from which it stands still; still on `leg` before it
    std::uint8_t place = 0;           // position of its destination in Places
    std::uint8_t way = 0;             // corridor among those of its destination
    std::uint8_t size = 1;            // people
    std::uint8_t traveller = traveller_class(Documents::passport, Mode::bus);
    Status status = Status::travelling;
    Halt halt = Halt::none;
    std::uint8_t home = 0;  // position in Places of where it would go back to
    std::uint8_t flags = 0;

    static constexpr std::uint8_t knows_the_rules = 1;      // was turned away, and asks from now on
    static constexpr std::uint8_t entered_irregularly = 2;  // the country it is in
    static constexpr std::uint8_t lived_abroad = 4;
    static constexpr std::uint8_t escorted = 8;         // was deceived, and does not know where it is taken
    static constexpr std::uint8_t separated_shift = 4;  // two bits from here: see Separated
    static constexpr std::uint8_t smuggled = 64;        // went over a border with a guide or by a package
    static constexpr std::uint8_t for_life = 3U << separated_shift;  // flags that a household keeps

    [[nodiscard]] Documents documents() const { return documents_of(traveller); }
    [[nodiscard]] Mode mode() const { return mode_of(traveller); }
    void set_mode(Mode mode) { traveller = traveller_class(documents(), mode); }

    [[nodiscard]] bool has(std::uint8_t flag) const { return (flags & flag) != 0; }
    void set(std::uint8_t flag, bool on) { flags = static_cast<std::uint8_t>(on ? flags | flag : flags & ~flag); }
    [[nodiscard]] std::int32_t due_day() const { return static_cast<std::int32_t>(clock / moments_per_day); }
    [[nodiscard]] Separated separated() const { return static_cast<Separated>(flags >> separated_shift & 3U); }
    void separate(Separated who)
    {
        flags = static_cast<std::uint8_t>((flags & ~for_life) | static_cast<unsigned>(who) << separated_shift);
    }

    /// Every attribute, once: chunks, hashes and checkpoints go through this list.
    static constexpr auto attributes()
    {
        return std::make_tuple(&Party::id, &Party::clock, &Party::cash_cents, &Party::node, &Party::leg,
                               &Party::set_out_on, &Party::waiting_since, &Party::place, &Party::way, &Party::size,
                               &Party::traveller, &Party::status, &Party::halt, &Party::home, &Party::flags);
    }
};

static_assert(sizeof(Party) == 32, "two parties fill a cache line");
static_assert(lists_all_members<Party>);

/// A party that has settled. It sleeps until the day on which something could happen to it.
struct Resident {
    PartyId id = 0;
    std::int32_t due = 0;          // tick
    std::int32_t mover_until = 0;  // tick until which it may move on
    std::uint16_t place = 0;
    std::uint8_t size = 1;
    Documents documents = Documents::passport;
    std::uint8_t is_irregular = 0;
    std::uint8_t drew_as_mover = 0;  // whether the due day was drawn from a possible mover's bound
    std::uint8_t flags = 0;          // of the party, for life

    [[nodiscard]] std::int32_t due_day() const { return due; }

    static constexpr auto attributes()
    {
        return std::make_tuple(&Resident::id, &Resident::due, &Resident::mover_until, &Resident::place, &Resident::size,
                               &Resident::documents, &Resident::is_irregular, &Resident::drew_as_mover,
                               &Resident::flags);
    }
};

static_assert(lists_all_members<Resident>);

inline constexpr std::uint64_t first_hash = 0x243f6a8885a308d3ULL;

/// As an unsigned number, no wider than the attribute is.
template <class Attribute>
[[nodiscard]] constexpr std::uint64_t bits_of(Attribute attribute)
{
    if constexpr (requires { attribute.value; })
        return bits_of(attribute.value);
    else if constexpr (std::is_enum_v<Attribute>)
        return bits_of(static_cast<std::underlying_type_t<Attribute>>(attribute));
    else
        return static_cast<std::make_unsigned_t<Attribute>>(attribute);
}

/// A hash of every attribute of a row. Rows are combined by addition: their order in memory does not matter. Attributes
/// are packed into words first, as many as fit: half of the time would go to mixing eight bits at a time.
template <class Row>
[[nodiscard]] constexpr std::uint64_t hash_of(const Row& row)
{
    constexpr unsigned word_bits = 64;
    std::uint64_t hash = first_hash;
    std::uint64_t word = 0;
    unsigned filled = 0;
    const auto add = [&](auto attribute) {
        constexpr unsigned bits = sizeof(attribute) * 8;
        if (filled + bits > word_bits) {
            hash = mix(hash ^ word);
            word = 0;
            filled = 0;
        }
        word |= bits_of(attribute) << filled;
        filled += bits;
    };
    std::apply([&](auto... attributes) { (add(row.*attributes), ...); }, Row::attributes());
    return mix(hash ^ word);
}

}  // namespace corredor

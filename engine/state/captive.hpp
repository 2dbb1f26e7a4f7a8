#pragma once

#include "state/party.hpp"

namespace corredor {

/// How being held comes to an end.
enum class Exit : std::uint8_t { debt_paid, escaped, rescued, ransom_paid, released, recruiter, seized, carried, died };
inline constexpr std::size_t exit_count = 9;
inline constexpr std::array<std::string_view, exit_count> exit_names{
    "debt_paid", "escaped", "rescued", "ransom_paid", "released", "recruiter", "seized", "carried", "died"};

/// What is known beforehand of how a kidnapping or an errand ends.
enum class Fate : std::uint8_t {
    open,    // whatever comes first
    ransom,  // relatives pay
    rescue,  // the police find them
    let_go,  // released without a ransom
    kept,    // no release on failure: trafficked if the law of this model allows it, or held on
    killed,
    arrested  // on the way with what they carry
};

/// People who are held. What they need to become a party again is all that they keep: whatever they had is taken.
struct Captive {
    PartyId id = 0;
    std::int32_t due = 0;         // tick of the next look
    std::int32_t debt_cents = 0;  // when it began; or the ransom
    NodeId node;
    std::uint16_t since = 0;       // tick
    std::uint16_t free_on = 0;     // tick on which the debt is paid off; 0: never
    std::uint16_t set_out_on = 0;  // tick
    std::uint8_t place = 0;        // destination, as of the party
    std::uint8_t size = 1;
    std::uint8_t traveller = 0;
    std::uint8_t home = 0;
    std::uint8_t flags = 0;  // of the party
    std::uint8_t mechanism = 0;
    Status status = Status::kidnapped;
    Fate fate = Fate::open;

    static constexpr auto attributes()
    {
        return std::make_tuple(&Captive::id, &Captive::due, &Captive::debt_cents, &Captive::node, &Captive::since,
                               &Captive::free_on, &Captive::set_out_on, &Captive::place, &Captive::size,
                               &Captive::traveller, &Captive::home, &Captive::flags, &Captive::mechanism,
                               &Captive::status, &Captive::fate);
    }
};

static_assert(sizeof(Captive) == 32);
static_assert(lists_all_members<Captive>);

}  // namespace corredor

#pragma once

#include "base/random.hpp"
#include "state/party.hpp"

namespace corredor {

/// Who travels together, in numbers. Nothing of it is stored: it follows from the party's id and from whom it has lost.
struct Members {
    std::uint8_t women = 0;
    std::uint8_t men = 0;
    std::uint8_t minors = 0;

    [[nodiscard]] std::uint8_t adults() const { return static_cast<std::uint8_t>(women + men); }
    [[nodiscard]] std::uint8_t& of(Separated who)
    {
        return who == Separated::minor ? minors : who == Separated::woman ? women : men;
    }
};

/// The members of a party: one adult, and companions each of whom is a minor with the given chance.
[[nodiscard]] inline Members members_of(std::uint64_t seed, const Party& party, double woman_share,
                                        double minor_share_of_companions)
{
    Members members;
    const Separated separated = party.separated();
    if ((party.id & fragment_bit) != 0) {
        ++members.of(separated);
        return members;
    }
    const unsigned people = party.size + (separated != Separated::nobody ? 1U : 0U);
    Draws draws{seed, Stream::members, party.id, 0};
    for (unsigned i = 0; i < people; ++i) {
        const double age = draws.uniform();
        const double sex = draws.uniform();
        if (i > 0 && age < minor_share_of_companions)
            ++members.minors;
        else if (sex < woman_share)
            ++members.women;
        else
            ++members.men;
    }
    if (separated != Separated::nobody) --members.of(separated);
    return members;
}

}  // namespace corredor

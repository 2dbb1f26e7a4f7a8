#pragma once

#include <array>

#include "phases/mover.hpp"

namespace corredor {

/// Takes many parties at once over their next leg and into the stop at its end, which is what most looks come to.
/// Step by step for all of them, so that the processor works on several and the arithmetic fits vector registers.
///
/// `Mover` is the rule and this is the short cut: with the same draws both do the same, and whatever may come out
/// otherwise (a border, a fare beyond the purse, a destination reached) goes to Mover.
class Stretch {
public:
    static constexpr std::size_t most = DueCalendar<Party>::piece_rows;

    Stretch(const Today& today, Lane& lane, Mover& mover, Stream stream)
        : today_{today}, lane_{lane}, mover_{mover}, stream_{stream}
    {
    }

    /// Lets a party that stands still go on; `first` is its block of draws today, of which some are used. Both must
    /// stay where they are until `go`. expects  fewer than `most` parties since the last `go`
    [[gnu::always_inline]] void leave(Party& party, const RandomBlock& first, unsigned used)
    {
        leaving_[leavers_++] = {&party, &first, used};
    }

    /// Lets a party that rests at a stop rest on until something can happen to it.
    void rest(const Party& party, const RandomBlock& first, unsigned used);

    /// Takes all of them on.
    void go();

private:
    struct Leaver {
        Party* party;
        const RandomBlock* block;
        unsigned used;
    };
    /// What every leaver needs, in one place: where the tables of the day begin.
    struct Tables {
        const WayTable* believed;
        const WayTable* actual;
        const std::size_t* first_way;  // (place)
        std::size_t slots;
        const LegId* exits;            // (node, slot and one more)
        const OpenRoad::Ahead* ahead;  // (leg)
        const std::int32_t* no_way;    // (slot)
        std::int32_t* setting_out;     // (leg)
        std::int32_t* arriving;        // (day, leg)
        std::size_t legs;
        std::int32_t tick;
    };
    [[nodiscard]] Tables tables() const;

    void choose_legs(const Tables& tables);
    bool set_out(const Tables& tables, const Leaver& leaver, LegId leg);
    void add(std::uint32_t bits, double inverse_log_nothing)
    {
        bits_[goers_] = bits;
        inverse_log_nothing_[goers_++] = inverse_log_nothing;
    }
    void file_all();
    void go_singly(const Leaver& leaver);

    const Today& today_;
    Lane& lane_;
    Mover& mover_;
    Stream stream_;
    std::array<Leaver, most> leaving_;
    std::array<const std::int32_t*, most> thresholds_;
    std::array<LegId, most> leg_;
    std::size_t leavers_ = 0;

    // Parties as they will be when they are looked at next, but for the days until then.
    std::array<Party, most> going_;
    std::array<std::uint32_t, most> bits_;
    std::array<double, most> inverse_log_nothing_;
    std::array<std::int32_t, most> days_;
    std::size_t goers_ = 0;
};

/// Counts on their legs those who left a stop, and at their next stop those who reach it today.
void count_under_way(const Today&, Lane&);

}  // namespace corredor

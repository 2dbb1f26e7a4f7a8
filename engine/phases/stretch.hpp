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
    static constexpr std::size_t most = DueCalendar<Party>::batch_rows;

    Stretch(const Today& today, Lane& lane, Mover& mover, Stream stream);

    /// Lets a party that stands still go on; `first` is its block of draws today, of which some are used. Both must
    /// stay where they are until `go`, which may change the party. expects  fewer than `most` parties since then
    void leave(Party& party, const RandomBlock& first, unsigned used) { leave_if(true, party, first, used); }

    /// The same or nothing, without a branch to guess wrong.
    [[gnu::always_inline]] void leave_if(bool leaves, Party& party, const RandomBlock& first, unsigned used)
    {
        leaving_[leavers_] = {&party, &first, used};
        leavers_ += leaves ? 1U : 0U;
    }

    /// Lets a party that rests at a stop rest on until something can happen to it.
    void rest(Party& party, const RandomBlock& first, unsigned used);

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
        const std::int32_t* const* believed;  // as WayTable::thresholds
        const std::int32_t* const* actual;
        const std::size_t* first_way;  // (place)
        std::size_t slots;
        const LegId* exits;            // (node, slot and one more)
        const OpenRoad::Ahead* ahead;  // (leg)
        const std::int32_t* no_way;    // (slot)
        SettingOut* setting_out;       // (leg)
        Moment dawn;
    };
    [[nodiscard]] Tables tables() const;

    void choose_legs();
    bool set_out(const Leaver& leaver, LegId leg);
    /// Files a party so many days after a moment, as the draw will have it.
    void add(Party& party, Moment after, std::uint32_t bits, double inverse_log_nothing)
    {
        going_[goers_] = &party;
        after_[goers_] = after;
        bits_[goers_] = bits;
        inverse_log_nothing_[goers_++] = inverse_log_nothing;
    }
    void file_all();
    void go_singly(const Leaver& leaver);

    const Today& today_;
    Lane& lane_;
    Mover& mover_;
    Stream stream_;
    const Tables day_;

    std::array<Leaver, most> leaving_;
    std::array<const std::int32_t*, most> thresholds_;
    std::array<LegId, most> leg_;
    std::size_t leavers_ = 0;

    // Parties as they will be when they are looked at next, but for the days until then.
    std::array<Party*, most> going_;
    std::array<Moment, most> after_;
    std::array<std::uint32_t, most> bits_;
    std::array<double, most> inverse_log_nothing_;
    std::array<std::int32_t, most> days_;
    std::size_t goers_ = 0;
};

/// Counts on their legs those who left a stop, and at their next stop those who reach it today.
void count_under_way(const Today&, Lane&);

}  // namespace corredor

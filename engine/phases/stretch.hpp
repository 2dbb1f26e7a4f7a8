#pragma once

#include <array>
#include <span>

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

    /// Parties whose day it is, and for each its first block of draws today.
    struct Batch {
        std::span<Party> parties;  // at most `most`
        const RandomBlock* blocks;
    };
    /// A party of a batch and the next of its draws, as one number: all draws of the batch counted through.
    using Turn = std::uint16_t;
    [[nodiscard]] static Turn turn_of(std::size_t party, unsigned used)
    {
        return static_cast<Turn>(party * draws_each + used);
    }

    /// What every leaver needs, in one place: where the tables of the day begin.
    struct Tables {
        const std::int32_t* const* believed;  // as WayTable::thresholds
        const std::int32_t* const* actual;
        const std::size_t* first_way;  // (place)
        std::size_t slots;
        const LegId* exits;            // (node, slot and one more)
        const OpenRoad::Ahead* ahead;  // (mode, leg or none)
        std::size_t rows_per_mode;     // of `ahead` and `setting_out`
        Stops::AtStops at_stops;
        SettingOut* setting_out;  // (mode, leg or none)
        Moment dawn;
    };

    Stretch(const Today& today, Lane& lane, Mover& mover, Stream stream);

    [[nodiscard]] const Tables& tables() const { return day_; }

    /// Puts a party that has stopped at a position in the row of those who leave. The next at the same position takes
    /// its place: so a loop goes on to the next position or does not, without a branch to guess wrong.
    ///
    /// day          `tables`, of which the loop has a copy that no store to a party can change
    /// chances_row  Stops::AtStops::first_row_of the party
    [[gnu::always_inline]] void line_up(std::size_t position, const Tables& day, const Party& party, Turn turn,
                                        std::uint32_t chances_row)
    {
        const std::int32_t* const* const ways = party.has(Party::knows_the_rules) ? day.actual : day.believed;
        const std::size_t way = day.first_way[party.place] + party.way;
        const std::size_t node = party.node.index();
        leaving_[position] = turn;
        chances_row_[position] = chances_row;
        thresholds_[position] = ways[way * traveller_class_count + party.traveller] + node * day.slots;
        exits_[position] = day.exits + node * (day.slots + 1);
    }

    /// Lets those go on who have lined up.
    void leave(const Batch& batch, std::size_t leavers);

    /// Lets parties that have stopped rest on until something can happen to them.
    void rest(const Batch& batch, std::span<const Turn> resting);

    /// Lets one go on, from wherever it stands still.
    void leave_alone(const Batch& batch, Turn turn);

private:
    static constexpr std::size_t draws_each = std::tuple_size_v<RandomBlock>;

    [[nodiscard]] Tables tables_of_the_day() const;

    void choose_legs(const Batch& batch, std::size_t leavers);
    template <bool some_are_followed>
    std::size_t set_out(const Batch& batch, std::size_t leavers);
    void follow_onto(const Party& party, LegId leg, const OpenRoad::Ahead& end, bool stops);
    bool pays_and_stops(Party& party, const OpenRoad::Ahead& end, const std::uint32_t*& draw, std::size_t left,
                        bool& stops);
    void file(const Batch& batch, std::size_t count);

    const Today& today_;
    Lane& lane_;
    Mover& mover_;
    Stream stream_;
    const Tables day_;

    std::array<Turn, most> leaving_;
    std::array<std::uint32_t, most> chances_row_;
    std::array<const std::int32_t*, most> thresholds_;
    std::array<const LegId*, most> exits_;
    std::array<LegId, most> leg_;
    std::array<Turn, most> alone_;
    std::size_t loners_ = 0;

    // Parties as they will be when they are looked at next, but for the days until then.
    std::array<std::uint8_t, most> who_;
    std::array<Moment, most> clock_;
    std::array<std::uint32_t, most> bits_;
    std::array<double, most> inverse_log_nothing_;
    std::array<std::int32_t, most> days_;
};

/// Counts on their legs those who left a stop today, and at their next stop those who reach it today: once, when all
/// have left who do.
void count_under_way(const Today&, Lane&);

}  // namespace corredor

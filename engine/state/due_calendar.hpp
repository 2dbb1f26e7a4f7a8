#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include <sys/mman.h>

#include "base/check.hpp"

namespace corredor {

/// Rows filed under the day on which something can happen to them. A day costs only the rows that are due on it.
/// The near days have a place each; later ones wait together and are filed again when they come near.
///
/// Rows lie whole, one behind the other, and not attribute by attribute: what happens to a row reads and moves all of
/// it, so that a row in one cache line is cheaper than seventeen columns.
template <class Row>
class DueCalendar {
public:
    static constexpr std::int32_t near_days = 256;
    static constexpr std::size_t batch_rows = 64;  // most that are visited at a time

    [[nodiscard]] std::int64_t size() const
    {
        std::int64_t rows = rows_of_pieces_ - (far_.end - far_.next);
        for (const Pile& pile : near_) rows -= pile.end - pile.next;
        return rows;
    }

    /// Files a row under its due day, today at the earliest.
    void push(const Row& row) { place(row.due_day()) = row; }

    /// Room for a row under a day. The caller fills it, with a row that is due on that day, before it asks for more.
    [[nodiscard, gnu::always_inline]] inline Row& place(std::int32_t day)
    {
        if (static_cast<std::uint32_t>(day - today_) >= near_days) [[unlikely]]
            return place_far(day);
        return place_in(near_[static_cast<std::uint32_t>(day) % near_days]);
    }

    /// Calls visit(rows, coming) for the rows due on a day, a span of some of them at a time, and forgets them;
    /// `coming` are those of the next call, to be fetched into the cache meanwhile. Days are taken in order, each once;
    /// visit may change the rows that it is given and push rows for later days.
    template <class Visit>
    void take_due(std::int32_t day, Visit&& visit)
    {
        today_ = day;
        if (day % (near_days / 2) == 0) file_far_again();
        take_from(near_[static_cast<std::size_t>(day % near_days)], visit);
        today_ = day + 1;
    }

    /// Calls visit(row) for every row filed, which may change its due day (to today at the earliest), and files it
    /// again.
    template <class Visit>
    void file_again(Visit&& visit)
    {
        std::array<Pile, near_days> near;
        std::swap(near, near_);
        Pile far;
        std::swap(far, far_);
        for (Pile& pile : near) file_again(pile, visit);
        file_again(far, visit);
    }

    /// Calls visit(rows) for all rows filed, many at a time.
    template <class Visit>
    void for_each_piece(Visit&& visit) const
    {
        const auto all = [&](const Pile& pile) {
            for (std::size_t p = 0; p < pile.pieces.size(); ++p) visit(std::span<const Row>{rows_of(pile, p)});
        };
        for (const Pile& pile : near_) all(pile);
        all(far_);
    }

    /// Calls visit(row) for every row filed.
    template <class Visit>
    void for_each(Visit&& visit) const
    {
        for_each_piece([&](std::span<const Row> rows) {
            for (const Row& row : rows) visit(row);
        });
    }

    /// The day that begins, or has begun.
    [[nodiscard]] std::int32_t today() const { return today_; }

    /// Calls begin(rows) and then visit(row) for each row, for one pile after the other: those of the near days, then
    /// that of all later ones. So a calendar can be put down and taken up again with every row where it was.
    static constexpr std::size_t pile_count = near_days + 1;
    template <class Begin, class Visit>
    void for_each_pile(Begin&& begin, Visit&& visit) const
    {
        for (std::size_t which = 0; which < pile_count; ++which) {
            const Pile& pile = which < near_.size() ? near_[which] : far_;
            std::uint64_t rows = 0;
            for (std::size_t p = 0; p < pile.pieces.size(); ++p) rows += rows_of(pile, p).size();
            begin(rows);
            for (std::size_t p = 0; p < pile.pieces.size(); ++p)
                for (const Row& row : rows_of(pile, p)) visit(row);
        }
    }

    /// Fills an empty calendar again, pile by pile.
    void take_up(std::int32_t today) { today_ = today; }
    void add_to_pile(std::size_t which, const Row& row) { place_in(which < near_.size() ? near_[which] : far_) = row; }

private:
    /// Pieces fill whole pages as well as they can: each page that is come to costs a walk through the page tables.
    static constexpr std::size_t page_bytes = 4096;
    static constexpr std::size_t piece_rows = page_bytes / sizeof(Row) / batch_rows * batch_rows;
    using Rows = std::array<Row, piece_rows>;
    using Piece = Rows*;  // in one of the slabs
    static_assert(std::is_trivially_copyable_v<Row> && std::is_trivially_destructible_v<Row>);

    /// Rows of one day, in pieces of which only the last is not full.
    struct Pile {
        Row* next = nullptr;
        Row* end = nullptr;
        std::vector<Piece> pieces;
    };

    static std::span<Row> rows_of(const Pile& pile, std::size_t piece)
    {
        Row* const first = pile.pieces[piece]->data();
        const bool is_last = piece + 1 == pile.pieces.size();
        return {first, is_last ? static_cast<std::size_t>(pile.next - first) : piece_rows};
    }

    /// More room for pieces: half as much as there is. Large slabs are asked to lie on huge pages, because rows are
    /// read and written all over them and small pages would each cost a walk through the page tables.
    void add_slab()
    {
        constexpr std::size_t huge_page_bytes = std::size_t{1} << 21U;
        const std::size_t pieces = std::clamp<std::size_t>(pieces_ / 2, 8, 1U << 13U);
        const bool is_large = pieces * sizeof(Rows) >= huge_page_bytes;
        const std::size_t alignment = is_large ? huge_page_bytes : page_bytes;
        const std::size_t bytes = (pieces * sizeof(Rows) + alignment - 1) / alignment * alignment;
        void* const memory = std::aligned_alloc(alignment, bytes);
        if (memory == nullptr) throw std::bad_alloc{};
        slabs_.emplace_back(memory, &std::free);
        if (is_large) madvise(memory, bytes, MADV_HUGEPAGE);
        const std::size_t fit = is_large ? bytes / sizeof(Rows) : pieces;
        pieces_ += fit;
        // Rows begin to live with their memory: to set them up would touch pages that may never be needed.
        auto* const first = static_cast<Piece>(memory);
        for (std::size_t i = fit; i-- > 0;) spare_.push_back(first + i);
        untouched_ = first;
        end_of_slab_ = first + fit;
    }

    /// Asks for the pages of the next few pieces at once: a fault for each would cost several times as much.
    void touch_some()
    {
        const auto pieces = std::min<std::ptrdiff_t>(16, end_of_slab_ - untouched_);
        const auto first = reinterpret_cast<std::uintptr_t>(untouched_) / page_bytes * page_bytes;
        untouched_ += pieces;
        const auto end = reinterpret_cast<std::uintptr_t>(untouched_);
#ifdef MADV_POPULATE_WRITE
        madvise(reinterpret_cast<void*>(first), end - first, MADV_POPULATE_WRITE);  // no more than a hint
#endif
    }

    [[nodiscard, gnu::always_inline]] inline Row& place_in(Pile& pile)
    {
        if (pile.next == pile.end) [[unlikely]]
            start_piece(pile);
        return *pile.next++;
    }

    [[nodiscard, gnu::noinline]] Row& place_far(std::int32_t day)
    {
        CORREDOR_EXPECT(day >= today_);
        return place_in(far_);
    }

    [[gnu::noinline]] void start_piece(Pile& pile)
    {
        rows_of_pieces_ += piece_rows;
        if (spare_.empty()) add_slab();
        if (spare_.back() == untouched_) touch_some();
        pile.pieces.push_back(spare_.back());
        spare_.pop_back();
        pile.next = pile.pieces.back()->data();
        pile.end = pile.next + piece_rows;
    }

    template <class Visit>
    void take_from(Pile& pile, Visit&& visit)
    {
        std::swap(taken_, pile);
        for (std::size_t p = 0; p < taken_.pieces.size(); ++p) {
            const std::span<Row> rows = rows_of(taken_, p);
            const std::span<Row> next = p + 1 < taken_.pieces.size() ? rows_of(taken_, p + 1) : std::span<Row>{};
            for (std::size_t first = 0; first < rows.size(); first += batch_rows) {
                const std::span<Row> later = rows.subspan(std::min(rows.size(), first + batch_rows));
                const std::span<Row> coming = later.empty() ? next : later;
                visit(rows.subspan(first, std::min(batch_rows, rows.size() - first)),
                      coming.first(std::min(batch_rows, coming.size())));
            }
            if (p > 0) spare_.push_back(taken_.pieces[p - 1]);
        }
        if (!taken_.pieces.empty()) spare_.push_back(taken_.pieces.back());
        rows_of_pieces_ -= static_cast<std::int64_t>(taken_.pieces.size() * piece_rows);
        taken_.pieces.clear();
        taken_.next = taken_.end = nullptr;
    }

    void file_far_again()
    {
        Pile waiting;
        std::swap(waiting, far_);
        file_again(waiting, [](const Row&) {});
    }

    template <class Visit>
    void file_again(Pile& pile, Visit&& visit)
    {
        for (std::size_t p = 0; p < pile.pieces.size(); ++p)
            for (Row& row : rows_of(pile, p)) {
                visit(row);
                push(row);
            }
        rows_of_pieces_ -= static_cast<std::int64_t>(pile.pieces.size() * piece_rows);
        for (const Piece piece : pile.pieces) spare_.push_back(piece);
    }

    std::array<Pile, near_days> near_;
    Pile far_;
    Pile taken_;
    std::vector<Piece> spare_;
    std::vector<std::unique_ptr<void, void (*)(void*)>> slabs_;
    std::size_t pieces_ = 0;     // in all slabs
    Piece untouched_ = nullptr;  // of the newest slab: from here on nothing has been filled
    Piece end_of_slab_ = nullptr;
    std::int32_t today_ = 0;
    std::int64_t rows_of_pieces_ = 0;  // filled or not
};

}  // namespace corredor

#pragma once

#include <array>
#include <memory>
#include <tuple>
#include <vector>

#include "base/check.hpp"

namespace corredor {

namespace detail {

template <class Row, class Members>
struct ColumnsOf;

template <class Row, class... T>
struct ColumnsOf<Row, std::tuple<T Row::*...>> {
    template <std::size_t rows>
    using Arrays = std::tuple<std::array<T, rows>...>;
};

}  // namespace detail

/// A few rows as a struct of arrays: the attributes of Row::attributes(), each contiguous.
template <class Row>
class Chunk {
public:
    static constexpr std::size_t capacity = 128;

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool full() const { return size_ == capacity; }
    void clear() { size_ = 0; }

    void push_back(const Row& row)
    {
        write(row, std::make_index_sequence<std::tuple_size_v<Members>>{});
        ++size_;
    }

    [[nodiscard]] Row operator[](std::size_t i) const
    {
        Row row;
        read(row, i, std::make_index_sequence<std::tuple_size_v<Members>>{});
        return row;
    }

private:
    using Members = decltype(Row::attributes());
    using Columns = typename detail::ColumnsOf<Row, Members>::template Arrays<capacity>;

    template <std::size_t... k>
    void write(const Row& row, std::index_sequence<k...>)
    {
        ((std::get<k>(columns_)[size_] = row.*std::get<k>(Row::attributes())), ...);
    }
    template <std::size_t... k>
    void read(Row& row, std::size_t i, std::index_sequence<k...>) const
    {
        ((row.*std::get<k>(Row::attributes()) = std::get<k>(columns_)[i]), ...);
    }

    Columns columns_;
    std::size_t size_ = 0;
};

/// Rows filed under the day on which something can happen to them. A day costs only the rows that are due on it.
/// The near days have a place each; later ones wait together and are filed again when they come near.
template <class Row>
class DueCalendar {
public:
    static constexpr std::int32_t near_days = 256;

    [[nodiscard]] std::int64_t size() const { return size_; }

    /// Files a row under its due day, today at the earliest.
    void push(const Row& row)
    {
        const std::int32_t day = row.due_day();
        CORREDOR_EXPECT(day >= today_);
        append(day - today_ < near_days ? near_[static_cast<std::size_t>(day % near_days)] : far_, row);
        ++size_;
    }

    /// Calls visit(row) for each row due on a day and forgets it. Days are taken in order, each once; visit may push
    /// rows for later days.
    template <class Visit>
    void take_due(std::int32_t day, Visit&& visit)
    {
        today_ = day;
        if (day % (near_days / 2) == 0) file_again();
        std::vector<Piece>& due = near_[static_cast<std::size_t>(day % near_days)];
        taken_.swap(due);
        for (Piece& piece : taken_) {
            const std::size_t rows = piece->size();
            size_ -= static_cast<std::int64_t>(rows);
            for (std::size_t i = 0; i < rows; ++i) visit((*piece)[i]);
            recycle(std::move(piece));
        }
        taken_.clear();
        today_ = day + 1;
    }

    /// Calls visit(row) for every row filed.
    template <class Visit>
    void for_each(Visit&& visit) const
    {
        const auto all = [&](const std::vector<Piece>& pieces) {
            for (const Piece& piece : pieces)
                for (std::size_t i = 0; i < piece->size(); ++i) visit((*piece)[i]);
        };
        for (const auto& pieces : near_) all(pieces);
        all(far_);
    }

private:
    using Piece = std::unique_ptr<Chunk<Row>>;

    void append(std::vector<Piece>& pieces, const Row& row)
    {
        if (pieces.empty() || pieces.back()->full()) pieces.push_back(fresh());
        pieces.back()->push_back(row);
    }

    Piece fresh()
    {
        if (spare_.empty()) return std::make_unique<Chunk<Row>>();
        Piece piece = std::move(spare_.back());
        spare_.pop_back();
        return piece;
    }

    void recycle(Piece piece)
    {
        piece->clear();
        spare_.push_back(std::move(piece));
    }

    void file_again()
    {
        std::vector<Piece> waiting;
        waiting.swap(far_);
        for (Piece& piece : waiting) {
            for (std::size_t i = 0; i < piece->size(); ++i) {
                --size_;
                push((*piece)[i]);
            }
            recycle(std::move(piece));
        }
    }

    std::array<std::vector<Piece>, near_days> near_;
    std::vector<Piece> far_;
    std::vector<Piece> taken_;
    std::vector<Piece> spare_;
    std::int32_t today_ = 0;
    std::int64_t size_ = 0;
};

}  // namespace corredor

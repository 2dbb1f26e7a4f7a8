#pragma once

#include <span>
#include <vector>

namespace corredor {

/// One attribute of every row of a table, indexed by that table's own kind of id.
template <class Key, class T>
class Column {
public:
    Column() = default;
    explicit Column(std::size_t rows, T value = T{}) : values_(rows, value) {}
    Column(std::initializer_list<T> values) : values_(values) {}

    [[nodiscard]] std::size_t size() const { return values_.size(); }
    [[nodiscard]] bool empty() const { return values_.empty(); }
    [[nodiscard]] const T& operator[](Key row) const { return values_[row.index()]; }
    [[nodiscard]] T& operator[](Key row) { return values_[row.index()]; }
    void push_back(T value) { values_.push_back(std::move(value)); }
    void assign(std::size_t rows, const T& value) { values_.assign(rows, value); }
    [[nodiscard]] std::span<const T> span() const { return values_; }
    [[nodiscard]] std::span<T> span() { return values_; }
    [[nodiscard]] auto begin() const { return values_.begin(); }
    [[nodiscard]] auto end() const { return values_.end(); }
    [[nodiscard]] auto begin() { return values_.begin(); }
    [[nodiscard]] auto end() { return values_.end(); }
    friend bool operator==(const Column&, const Column&) = default;

private:
    std::vector<T> values_;
};

/// Every id of a table with `rows` rows, in order.
template <class Key>
class Range {
public:
    explicit constexpr Range(std::size_t rows) : rows_{rows} {}
    struct Iterator {
        std::size_t at;
        constexpr Key operator*() const { return Key{at}; }
        constexpr Iterator& operator++()
        {
            ++at;
            return *this;
        }
        friend constexpr bool operator==(Iterator, Iterator) = default;
    };
    [[nodiscard]] constexpr Iterator begin() const { return {0}; }
    [[nodiscard]] constexpr Iterator end() const { return {rows_}; }

private:
    std::size_t rows_;
};

}  // namespace corredor

#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include "base/column.hpp"
#include "base/ids.hpp"
#include "state/cells.hpp"
#include "state/crime_tally.hpp"
#include "state/due_calendar.hpp"
#include "state/organisations.hpp"
#include "state/tally.hpp"

namespace corredor {

/// A value that lies in a checkpoint as its bytes.
template <class T>
concept PlainValue = std::is_arithmetic_v<T> || std::is_enum_v<T>;

/// Something whose members are listed.
template <class T>
concept Listed = requires
{
    T::attributes();
};

/// Puts values down one behind the other. `Sink` takes bytes; each value is as many bytes on every machine that we run
/// on (64 bits, lowest byte first).
template <class Sink>
class Putter {
public:
    static constexpr bool is_reading = false;

    explicit Putter(Sink& sink) : sink_{sink} {}

    void bytes(const void* from, std::size_t size) { sink_.add({static_cast<const std::byte*>(from), size}); }

private:
    Sink& sink_;
};

/// What is read is not what was put down.
struct ArchiveError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Takes values up again in the same order. Whatever the bytes are, it ends in values or in an ArchiveError.
class Taker {
public:
    static constexpr bool is_reading = true;

    explicit Taker(std::span<const std::byte> from) : left_{from} {}

    void bytes(void* to, std::size_t size)
    {
        if (size > left_.size()) throw ArchiveError{"it ends too early"};
        if (size > 0) std::memcpy(to, left_.data(), size);
        left_ = left_.subspan(size);
    }
    [[nodiscard]] std::size_t left() const { return left_.size(); }

    /// So many things, each of so many bytes at least, that can still be there.
    [[nodiscard]] std::size_t count(std::size_t least_bytes_each)
    {
        std::uint64_t count = 0;
        bytes(&count, sizeof(count));
        if (count > left_.size() / least_bytes_each) throw ArchiveError{"it names more values than it holds"};
        return count;
    }

private:
    std::span<const std::byte> left_;
};

// One function for both directions, so that they cannot disagree. A container that has a size already keeps it: the
// scenario gives it, and a file that says otherwise is not of this scenario.

template <class Archive, PlainValue T>
void transfer(Archive& archive, T& value)
{
    if constexpr (std::same_as<std::remove_const_t<T>, bool>) {
        std::uint8_t byte = value ? 1 : 0;
        archive.bytes(&byte, 1);
        if constexpr (Archive::is_reading) value = byte != 0;
    } else {
        archive.bytes(&value, sizeof(T));
    }
}

template <class Archive, class Tag>
void transfer(Archive& archive, Id<Tag>& id)
{
    transfer(archive, id.value);
}
template <class Archive, class Tag>
void transfer(Archive& archive, const Id<Tag>& id)
{
    transfer(archive, id.value);
}

template <class Archive, class T>
requires(std::is_trivially_copyable_v<T>&& std::is_empty_v<T> == false && !Listed<T> && !PlainValue<T> &&
         !requires(T value) { value.value; } &&
         std::has_unique_object_representations_v<T>) void transfer(Archive& archive, T& value)
{
    archive.bytes(&value, sizeof(T));
}

template <class Archive, class T>
requires Listed<std::remove_const_t<T>>
void transfer(Archive& archive, T& value);

template <class Archive, class T>
void transfer_elements(Archive& archive, std::span<T> values)
{
    using Element = std::remove_const_t<T>;
    if constexpr (PlainValue<Element> && !std::same_as<Element, bool>)
        archive.bytes(values.data(), values.size_bytes());
    else
        for (T& value : values) transfer(archive, value);
}

template <class Archive, class T>
void transfer(Archive& archive, const std::vector<T>& values)
{
    const std::uint64_t count = values.size();
    transfer(archive, count);
    transfer_elements(archive, std::span<const T>{values});
}

template <class T>
void transfer(Taker& archive, std::vector<T>& values)
{
    const std::size_t count = archive.count(PlainValue<T> ? sizeof(T) : 1);
    if (!values.empty() && values.size() != count) throw ArchiveError{"a table has another size"};
    values.resize(count);
    transfer_elements(archive, std::span<T>{values});
}

template <class Archive, class T, std::size_t n>
void transfer(Archive& archive, std::array<T, n>& values)
{
    transfer_elements(archive, std::span<T>{values});
}
template <class Archive, class T, std::size_t n>
void transfer(Archive& archive, const std::array<T, n>& values)
{
    transfer_elements(archive, std::span<const T>{values});
}

template <class Archive>
void transfer(Archive& archive, const std::string& text)
{
    const std::uint64_t count = text.size();
    transfer(archive, count);
    archive.bytes(text.data(), text.size());
}

inline void transfer(Taker& archive, std::string& text)
{
    text.resize(archive.count(1));
    archive.bytes(text.data(), text.size());
}

template <class Archive, class Key, class T>
void transfer(Archive& archive, const Column<Key, T>& column)
{
    const std::uint64_t count = column.size();
    transfer(archive, count);
    transfer_elements(archive, column.span());
}

template <class Key, class T>
void transfer(Taker& archive, Column<Key, T>& column)
{
    const std::size_t count = archive.count(PlainValue<T> ? sizeof(T) : 1);
    if (!column.empty() && column.size() != count) throw ArchiveError{"a column has another size"};
    column.assign(count, T{});
    transfer_elements(archive, column.span());
}

template <class Archive>
void transfer(Archive& archive, const Tally& tally)
{
    transfer(archive, tally.mechanism_count);
    Tally::each(tally, [&](const auto& counts) { transfer(archive, counts); });
}

inline void transfer(Taker& archive, Tally& tally)
{
    transfer(archive, tally.mechanism_count);
    Tally::each(tally, [&](auto& counts) { transfer(archive, counts); });
}

/// Something that hands out its columns one by one.
template <class T>
concept InColumns = std::same_as<T, Cells> || std::same_as<T, Organisations> || std::same_as<T, CrimeTally>;

template <class Archive, class T>
requires InColumns<std::remove_const_t<T>>
void transfer(Archive& archive, T& columns)
{
    std::remove_const_t<T>::each(columns, [&](auto& column) { transfer(archive, column); });
}

template <class Archive>
void transfer(Archive& archive, const std::map<std::string, double>& values)
{
    const std::uint64_t count = values.size();
    transfer(archive, count);
    for (const auto& [key, value] : values) {
        transfer(archive, key);
        transfer(archive, value);
    }
}

inline void transfer(Taker& archive, std::map<std::string, double>& values)
{
    values.clear();
    for (std::size_t left = archive.count(sizeof(double)); left > 0; --left) {
        std::string key;
        transfer(archive, key);
        transfer(archive, values[key]);
    }
}

/// Bytes of a row without padding.
template <Listed Row>
inline constexpr std::size_t packed_bytes = []<class... Member>(std::tuple<Member Row::*...>*) {
    return (sizeof(Member) + ... + 0);
}(static_cast<decltype(Row::attributes())*>(nullptr));

template <class Archive, class Row>
void transfer(Archive& archive, const DueCalendar<Row>& calendar)
{
    const std::int32_t today = calendar.today();
    transfer(archive, today);
    constexpr std::size_t rows_at_once = 1024;
    std::vector<std::byte> packed(rows_at_once * packed_bytes<Row>);
    std::size_t filled = 0;
    const auto flush = [&] {
        archive.bytes(packed.data(), filled);
        filled = 0;
    };
    calendar.for_each_pile(
        [&](std::uint64_t rows) {
            flush();
            transfer(archive, rows);
        },
        [&](const Row& row) {
            if (filled == packed.size()) flush();
            std::apply(
                [&](auto... members) {
                    ((std::memcpy(&packed[filled], &(row.*members), sizeof(row.*members)),
                      filled += sizeof(row.*members)),
                     ...);
                },
                Row::attributes());
        });
    flush();
}

template <class Row>
void transfer(Taker& archive, DueCalendar<Row>& calendar)
{
    std::int32_t today = 0;
    transfer(archive, today);
    calendar.take_up(today);
    std::array<std::byte, packed_bytes<Row>> packed;
    for (std::size_t pile = 0; pile < DueCalendar<Row>::pile_count; ++pile) {
        const std::size_t rows = archive.count(packed.size());
        for (std::size_t r = 0; r < rows; ++r) {
            archive.bytes(packed.data(), packed.size());
            Row row;
            std::size_t read = 0;
            std::apply(
                [&](auto... members) {
                    ((std::memcpy(&(row.*members), &packed[read], sizeof(row.*members)), read += sizeof(row.*members)),
                     ...);
                },
                Row::attributes());
            const bool is_near = pile < DueCalendar<Row>::near_days;
            const std::int64_t ahead = std::int64_t{row.due_day()} - today;
            const bool fits = is_near
                                  ? ahead >= 0 && ahead < DueCalendar<Row>::near_days &&
                                        static_cast<std::size_t>(row.due_day()) % DueCalendar<Row>::near_days == pile
                                  : ahead >= 0;
            if (!fits) throw ArchiveError{"somebody is due on a day that is not theirs"};
            calendar.add_to_pile(pile, row);
        }
    }
}

template <class Archive, class T>
requires Listed<std::remove_const_t<T>>
void transfer(Archive& archive, T& value)
{
    std::apply([&](auto... members) { (transfer(archive, value.*members), ...); },
               std::remove_const_t<T>::attributes());
}

}  // namespace corredor

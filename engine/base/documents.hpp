#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/field.hpp"

namespace corredor {

/// What a party can show at a post, from least to most. A visa holder has the visas the whole way asks for.
enum class Documents : std::uint8_t { identity_card, passport, visa };
inline constexpr std::size_t documents_count = 3;
inline constexpr std::array<std::string_view, documents_count> documents_names{"identity_card", "passport", "visa"};
template <>
inline constexpr std::span<const std::string_view> names_of<Documents> = documents_names;

/// The set of documents that a post admits; none means closed to migrants.
class DocumentSet {
public:
    constexpr DocumentSet() = default;
    constexpr DocumentSet(std::initializer_list<Documents> documents)
    {
        for (const Documents d : documents) insert(d);
    }
    static constexpr DocumentSet all() { return {Documents::identity_card, Documents::passport, Documents::visa}; }

    constexpr void insert(Documents d) { bits_ = static_cast<std::uint8_t>(bits_ | 1U << static_cast<unsigned>(d)); }
    [[nodiscard]] constexpr bool admits(Documents d) const { return (bits_ >> static_cast<unsigned>(d) & 1U) != 0; }
    [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
    friend constexpr bool operator==(DocumentSet, DocumentSet) = default;

private:
    std::uint8_t bits_ = 0;
};

/// How a party travels between nodes. A coyote is a guide hired for one irregular crossing at a time, a package the
/// whole journey bought at once.
enum class Mode : std::uint8_t { bus, walking, coyote, package };
inline constexpr std::size_t mode_count = 4;
inline constexpr std::size_t single_leg_mode_count = 3;  // modes by which each leg is paid for by itself
inline constexpr std::array<std::string_view, mode_count> mode_names{"independent_bus", "walking", "coyote", "package"};
template <>
inline constexpr std::span<const std::string_view> names_of<Mode> = mode_names;

/// Documents and mode as one small number: kinds of traveller whose ways are valued apart.
inline constexpr std::size_t traveller_class_count = documents_count * mode_count;
[[nodiscard]] constexpr std::uint8_t traveller_class(Documents documents, Mode mode)
{
    return static_cast<std::uint8_t>(static_cast<std::size_t>(documents) * mode_count + static_cast<std::size_t>(mode));
}
[[nodiscard]] constexpr Documents documents_of(std::uint8_t traveller)
{
    return static_cast<Documents>(traveller / mode_count);
}
/// By class of traveller; looked up rather than worked out, because every step of every journey asks.
inline constexpr std::array<Mode, traveller_class_count> mode_of_class = [] {
    std::array<Mode, traveller_class_count> mode{};
    for (std::size_t traveller = 0; traveller < traveller_class_count; ++traveller)
        mode[traveller] = static_cast<Mode>(traveller % mode_count);
    return mode;
}();
[[nodiscard]] constexpr Mode mode_of(std::uint8_t traveller)
{
    return mode_of_class[traveller];
}

}  // namespace corredor

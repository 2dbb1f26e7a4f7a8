#pragma once

#include <concepts>
#include <map>
#include <optional>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/field.hpp"

namespace corredor {

// What the visitors over specs ask of a member's type.

template <class T>
concept Reference = std::same_as<T, NodeRef> || std::same_as<T, CountryRef> || std::same_as<T, BorderPairRef> ||
    std::same_as<T, LegRef> || std::same_as<T, OrganisationRef> || std::same_as<T, EconomyRef>;

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
inline constexpr bool is_map = false;
template <class Key, class T>
inline constexpr bool is_map<std::map<Key, T>> = true;

/// What a reference points to, for messages and the reference page.
template <Reference Ref>
[[nodiscard]] constexpr std::string_view target_of()
{
    if constexpr (std::same_as<Ref, NodeRef>) return "node";
    if constexpr (std::same_as<Ref, CountryRef>) return "country";
    if constexpr (std::same_as<Ref, BorderPairRef>) return "border pair";
    if constexpr (std::same_as<Ref, LegRef>) return "leg";
    if constexpr (std::same_as<Ref, OrganisationRef>) return "organisation";
    if constexpr (std::same_as<Ref, EconomyRef>) return "economy";
}

/// Calls `work` with a default value of each alternative of a variant.
template <class Variant, class Work>
void for_each_kind(Work work)
{
    [&work]<std::size_t... index>(std::index_sequence<index...>)
    {
        (work(std::variant_alternative_t<index, Variant>{}), ...);
    }
    (std::make_index_sequence<std::variant_size_v<Variant>>{});
}

/// The keys that a spec lists.
template <Spec S>
[[nodiscard]] std::vector<std::string_view> keys_of()
{
    std::vector<std::string_view> keys;
    auto visit = [&keys](const Field& field, const auto&) { keys.push_back(field.name); };
    const S spec{};
    S::fields(spec, visit);
    return keys;
}

}  // namespace corredor

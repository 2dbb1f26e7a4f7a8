#pragma once

#include <cstddef>
#include <tuple>

namespace corredor {

namespace aggregate_detail {

/// Becomes whatever it is used for; only ever named, never made.
struct Anything {
    template <class T>
    operator T() const;
};

template <class T, class... Members>
consteval std::size_t count_members()
{
    if constexpr (requires { T{Members{}..., Anything{}}; })
        return count_members<T, Members..., Anything>();
    else
        return sizeof...(Members);
}

}  // namespace aggregate_detail

/// How many members an aggregate has. A list of members can be held to it with a static_assert, so that whoever adds
/// one cannot forget the list.
template <class T>
inline constexpr std::size_t member_count = aggregate_detail::count_members<T>();

/// How many members T::attributes() lists.
template <class T>
inline constexpr std::size_t attribute_count = std::tuple_size_v<decltype(T::attributes())>;

/// True when T::attributes() lists every member of T.
template <class T>
inline constexpr bool lists_all_members = attribute_count<T> == member_count<T>;

/// The same for a class with constructors, by size: nothing but padding may be missing.
template <class T>
inline constexpr bool attributes_fill = [] {
    const auto bytes = []<class... Member>(std::tuple<Member T::*...>*) {
        return (sizeof(Member) + ... + 0);
    }(static_cast<decltype(T::attributes())*>(nullptr));
    return bytes <= sizeof(T) && sizeof(T) - bytes < alignof(T);
}();

}  // namespace corredor

#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/documents.hpp"
#include "interventions/interventions.hpp"
#include "scenario/kinds_of.hpp"
#include "scenario/scalars.hpp"
#include "scenario/value.hpp"

namespace corredor {

[[nodiscard]] inline Value typed_text(std::string text)
{
    return Value::of_text(std::move(text));
}

/// Text for people or a name: written in quotes where it would read as something else.
[[nodiscard]] inline Value plain_text(std::string text)
{
    Value value = Value::of_text(std::move(text));
    value.is_quoted = true;
    return value;
}

[[nodiscard]] Value to_value(const TimelineEntry&);
[[nodiscard]] Value to_value(const Set&);
[[nodiscard]] Value to_value(const Knots&);
[[nodiscard]] Value to_value(DocumentSet);
template <Spec S>
[[nodiscard]] Value to_value(const S&);
template <class T>
[[nodiscard]] Value to_value(const std::vector<T>&);
template <class Key, class T>
[[nodiscard]] Value to_value(const std::map<Key, T>&);

[[nodiscard]] inline Value to_value(bool v)
{
    return typed_text(v ? "true" : "false");
}
[[nodiscard]] inline Value to_value(double v)
{
    return typed_text(number_text(v));
}
[[nodiscard]] inline Value to_value(std::int64_t v)
{
    return typed_text(std::to_string(v));
}
[[nodiscard]] inline Value to_value(Date v)
{
    return typed_text(to_string(v));
}
[[nodiscard]] inline Value to_value(const std::string& v)
{
    return plain_text(v);
}
[[nodiscard]] inline Value to_value(const TableRef& v)
{
    return plain_text(v.path);
}
template <Reference Ref>
[[nodiscard]] Value to_value(const Ref& v)
{
    return plain_text(v.name);
}
template <class Enum>
requires std::is_enum_v<Enum>
[[nodiscard]] Value to_value(Enum v)
{
    return typed_text(std::string{name_of(v)});
}
template <class T>
[[nodiscard]] Value to_value(const std::optional<T>& v)
{
    return v ? to_value(*v) : Value{};
}

/// Whether a value says nothing: it may be left out where the default says nothing either.
[[nodiscard]] bool says_nothing(const Value&);

/// Collects the values of a spec in the order of its keys.
struct ValueCollector {
    std::vector<Member> entries;
    std::vector<char> is_required;

    template <class T>
    void operator()(const Field& field, const T& member)
    {
        is_required.push_back(field.required ? 1 : 0);
        entries.push_back({.key = std::string{field.name}, .key_place = {}, .value = to_value(member)});
    }
};

template <Spec S>
Value to_value(const S& spec)
{
    ValueCollector given;
    S::fields(spec, given);
    ValueCollector defaults;
    const S untouched{};
    S::fields(untouched, defaults);
    Value map = Value::empty_map();
    for (std::size_t i = 0; i < given.entries.size(); ++i)
        if (given.is_required[i] != 0 || !says_nothing(given.entries[i].value) ||
            !says_nothing(defaults.entries[i].value))
            map.entries.push_back(std::move(given.entries[i]));
    return map;
}

template <class T>
Value to_value(const std::vector<T>& v)
{
    Value list = Value::empty_list();
    for (const T& item : v) list.items.push_back(to_value(item));
    return list;
}

template <class Key, class T>
Value to_value(const std::map<Key, T>& v)
{
    Value map = Value::empty_map();
    for (const auto& [key, item] : v) {
        if constexpr (std::same_as<Key, std::string>)
            map.entries.push_back({.key = key, .key_place = {}, .value = to_value(item)});
        else
            map.entries.push_back({.key = key.name, .key_place = {}, .value = to_value(item)});
    }
    return map;
}

}  // namespace corredor

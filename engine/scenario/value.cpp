#include "scenario/value.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace corredor {

namespace {

Value made(Value::Kind kind, Place place)
{
    Value value;
    value.kind = kind;
    value.place = std::move(place);
    return value;
}

}  // namespace

Value Value::of_text(std::string text, Place place)
{
    Value value = made(Kind::text, std::move(place));
    value.text = std::move(text);
    return value;
}

Value Value::empty_list(Place place)
{
    return made(Kind::list, std::move(place));
}
Value Value::empty_map(Place place)
{
    return made(Kind::map, std::move(place));
}

const Member* Value::find(std::string_view key) const
{
    const auto found = std::find_if(entries.begin(), entries.end(), [key](const Member& e) { return e.key == key; });
    return found == entries.end() ? nullptr : &*found;
}

Member* Value::find(std::string_view key)
{
    const auto found = std::find_if(entries.begin(), entries.end(), [key](const Member& e) { return e.key == key; });
    return found == entries.end() ? nullptr : &*found;
}

void Value::erase(std::string_view key)
{
    std::erase_if(entries, [key](const Member& e) { return e.key == key; });
}

Problem problem_at(const Place& place, std::string what, std::string hint)
{
    const bool has_position = place.source && !place.source->is_option;
    return {.file = place.source ? place.source->shown : "",
            .line = has_position ? place.line : 0,
            .column = has_position ? place.column : 0,
            .what = std::move(what),
            .hint = std::move(hint)};
}

std::string shown(std::string_view text)
{
    constexpr std::size_t longest = 60;
    std::string out;
    for (const char c : text.substr(0, longest)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f)
            out += fmt::format("\\x{:02x}", byte);
        else
            out += c;
    }
    if (text.size() > longest) {
        // Not within a character of several bytes.
        while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xc0U) == 0x80U) out.pop_back();
        if (!out.empty() && static_cast<unsigned char>(out.back()) >= 0xc0U) out.pop_back();
        out += "…";
    }
    return out;
}

std::string shown(const Value& value)
{
    switch (value.kind) {
    case Value::Kind::none:
        return "empty";
    case Value::Kind::list:
        return "a list";
    case Value::Kind::map:
        return "a map";
    case Value::Kind::text:
        break;
    }
    return value.is_quoted || value.text.empty() ? "'" + shown(value.text) + "'" : shown(value.text);
}

}  // namespace corredor

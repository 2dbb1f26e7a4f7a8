#include "scenario/yaml_text.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "scenario/scalars.hpp"

namespace corredor {
namespace {

bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// Text that other YAML readers would take for something else.
bool reads_as_other_type(std::string_view text)
{
    constexpr std::array<std::string_view, 10> words{"null", "true", "false", "yes", "no",
                                                     "on",   "off",  "y",     "n",   "nan"};
    std::string lower{text};
    for (char& c : lower) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    if (std::find(words.begin(), words.end(), lower) != words.end()) return true;
    const bool begins_like_number = text.front() >= '0' && text.front() <= '9';
    return begins_like_number && std::all_of(text.begin(), text.end(), [](char c) {
               return is_letter_or_digit(c) || c == '.' || c == '_' || c == '-';
           });
}

bool may_stand_plain(std::string_view text)
{
    if (text.empty() || !(is_letter_or_digit(text.front()) || text.front() == '_')) return false;
    if (text.back() == ' ') return false;
    return std::all_of(text.begin(), text.end(), [](char c) {
        return is_letter_or_digit(c) || std::string_view{" _-./()+;"}.find(c) != std::string_view::npos ||
               static_cast<unsigned char>(c) >= 0x80;
    });
}

std::string in_quotes(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += fmt::format("\\{}", c);
        else if (c == '\n')
            out += "\\n";
        else if (c == '\t')
            out += "\\t";
        else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        else
            out += c;
    }
    return out + '"';
}

/// Typed values (numbers, dates, names) come unquoted; text for people is marked as quoted and may lose the quotes.
std::string scalar_text(const Value& value)
{
    if (value.kind == Value::Kind::none) return "~";
    const bool needs_quotes = !may_stand_plain(value.text) || (value.is_quoted && reads_as_other_type(value.text));
    const bool is_negative_number = !value.is_quoted && std::holds_alternative<double>(parse_number(value.text));
    return needs_quotes && !is_negative_number ? in_quotes(value.text) : value.text;
}

std::string key_text(std::string_view key)
{
    const bool is_date = parse_date(key).has_value();
    return may_stand_plain(key) && (is_date || !reads_as_other_type(key)) ? std::string{key} : in_quotes(key);
}

bool is_short_list(const Value& value)
{
    constexpr std::size_t widest = 100;
    if (!std::all_of(value.items.begin(), value.items.end(), [](const Value& v) { return v.is_text(); })) return false;
    return value.items.empty() || yaml_flow(value).size() <= widest;
}

void write_block(const Value& value, std::size_t indent, std::string& out);

void write_after_key(const Value& value, std::size_t indent, std::string& out)
{
    const bool is_nested = (value.is_map() && !value.entries.empty()) || (value.is_list() && !is_short_list(value));
    if (!is_nested) {
        out += ' ' + yaml_flow(value) + '\n';
        return;
    }
    out += '\n';
    write_block(value, indent + 2, out);
}

void write_block(const Value& value, std::size_t indent, std::string& out)
{
    for (const Member& e : value.entries) {
        out.append(indent, ' ');
        out += key_text(e.key) + ':';
        write_after_key(e.value, indent, out);
    }
    for (const Value& item : value.items) {
        out.append(indent, ' ');
        out += '-';
        if (item.is_map() && !item.entries.empty()) {
            std::string inner;
            write_block(item, indent + 2, inner);
            out += ' ' + inner.substr(indent + 2);  // its first line stands behind the dash
        } else {
            out += ' ' + yaml_flow(item) + '\n';
        }
    }
}

}  // namespace

std::string yaml_block(const Value& value)
{
    const bool is_empty = value.entries.empty() && value.items.empty();
    if (is_empty) return yaml_flow(value) + '\n';
    std::string out;
    write_block(value, 0, out);
    return out;
}

std::string yaml_flow(const Value& value)
{
    std::string out;
    if (value.is_list()) {
        for (const Value& item : value.items) out += (out.empty() ? "" : ", ") + yaml_flow(item);
        return '[' + out + ']';
    }
    if (value.is_map()) {
        for (const Member& e : value.entries)
            out += (out.empty() ? "" : ", ") + key_text(e.key) + ": " + yaml_flow(e.value);
        return '{' + out + '}';
    }
    return scalar_text(value);
}

}  // namespace corredor

#include "scenario/scalars.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "scenario/nearest.hpp"

namespace corredor {
namespace {

std::string_view skip_digits(std::string_view s)
{
    return s.substr(std::min(s.size(), s.find_first_not_of("0123456789")));
}

struct Shape {
    bool is_number = false;
    bool is_plain_whole = false;
};

/// The grammar of JSON numbers.
Shape shape_of(std::string_view s)
{
    if (s.starts_with('-')) s.remove_prefix(1);
    std::string_view rest = skip_digits(s);
    const std::size_t whole_digits = s.size() - rest.size();
    if (whole_digits == 0 || (whole_digits > 1 && s.front() == '0')) return {};
    if (rest.empty()) return {.is_number = true, .is_plain_whole = true};
    if (rest.front() == '.') {
        const std::string_view after = skip_digits(rest.substr(1));
        if (after.size() + 1 == rest.size()) return {};
        rest = after;
    }
    if (!rest.empty() && (rest.front() == 'e' || rest.front() == 'E')) {
        rest.remove_prefix(1);
        if (rest.starts_with('-') || rest.starts_with('+')) rest.remove_prefix(1);
        const std::string_view after = skip_digits(rest);
        if (after.size() == rest.size()) return {};
        rest = after;
    }
    return {.is_number = rest.empty()};
}

std::string number_hint(std::string_view s)
{
    std::string cleaned;
    for (const char c : s)
        if (c != '_') cleaned += c;
    if (cleaned.size() != s.size() && shape_of(cleaned).is_number) return "write " + cleaned;
    if (s.starts_with('+') && shape_of(s.substr(1)).is_number) return fmt::format("write {}", s.substr(1));
    if (s.starts_with('.') && shape_of("0" + std::string{s}).is_number) return fmt::format("write 0{}", s);
    const std::string_view trimmed = s.substr(std::min(s.size(), s.find_first_not_of('0')));
    if (trimmed.size() < s.size() && shape_of(trimmed).is_number)
        return fmt::format("write {} without the leading zero", trimmed);
    if (s.ends_with('%')) return "write a share: 0.2 for 20 %";
    if (std::count(s.begin(), s.end(), ',') > 0) return "write a point for decimals and nothing between thousands";
    std::string lower{s};
    for (char& c : lower) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    if (lower.ends_with("nan") || lower.ends_with("inf") || lower.ends_with("infinity")) return "it must be finite";
    return "";
}

}  // namespace

Parsed<double> parse_number(std::string_view s)
{
    if (!shape_of(s).is_number) return Complaint{"must be a number", number_hint(s)};
    double value = 0.0;
    const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), value);
    if (error != std::errc{} || end != s.data() + s.size() || !std::isfinite(value))
        return Complaint{"must be a number of ordinary size", "at most 1.8e308, at least 2.2e-308"};
    return value;
}

Parsed<std::int64_t> parse_whole_number(std::string_view s)
{
    const Shape shape = shape_of(s);
    if (shape.is_plain_whole) {
        std::int64_t value = 0;
        const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), value);
        if (error != std::errc{} || end != s.data() + s.size())
            return Complaint{"must be a whole number that fits 64 bits", ""};
        return value;
    }
    if (!shape.is_number) return Complaint{"must be a whole number", number_hint(s)};
    const auto number = parse_number(s);
    constexpr double largest = 9007199254740992.0;  // 2^53: below it doubles hold every whole number
    const double* value = std::get_if<double>(&number);
    if (value == nullptr || *value != std::trunc(*value) || std::abs(*value) > largest)
        return Complaint{"must be a whole number", ""};
    return static_cast<std::int64_t>(*value);
}

bool looks_like_a_date(std::string_view s)
{
    constexpr std::string_view form = "0000-00-00";
    return std::ranges::equal(s, form,
                              [](char c, char in_form) { return in_form == '-' ? c == '-' : c >= '0' && c <= '9'; });
}

Parsed<Date> parse_day(std::string_view s)
{
    const auto date = parse_date(s);
    if (!date && looks_like_a_date(s)) return Complaint{"must be a day of the calendar", "there is no such day"};
    if (!date) return Complaint{"must be a date", "write it as 2019-06-15"};
    const std::int32_t year = civil(*date).year;
    if (year < 1900 || year > 2199) return Complaint{"must be a date from 1900-01-01 to 2199-12-31", ""};
    return *date;
}

Complaint check_bounds(const Field& field, double value)
{
    if (value >= field.low && value <= field.high) return {};
    const std::string unit = field.unit.empty() ? "" : fmt::format(" {}", field.unit);
    if (std::isinf(field.high)) return {fmt::format("must be at least {}{}", number_text(field.low), unit), ""};
    if (std::isinf(field.low)) return {fmt::format("must be at most {}{}", number_text(field.high), unit), ""};
    return {fmt::format("must be from {} to {}{}", number_text(field.low), number_text(field.high), unit), ""};
}

std::string number_text(double value)
{
    constexpr double exact = 1e15;
    if (value == std::trunc(value) && std::abs(value) < exact)
        return fmt::format("{}", static_cast<std::int64_t>(value));
    return fmt::format("{}", value);
}

Complaint unknown_name(std::string_view text, std::span<const std::string_view> names)
{
    return {fmt::format("must be one of {}", joined(names)), did_you_mean(text, names)};
}

}  // namespace corredor

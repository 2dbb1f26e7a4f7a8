#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace corredor {

/// What a variable of a result file may hold. There is no boolean: flags are int8 with CF flag attributes.
template <class T>
concept Element = std::same_as<T, std::int8_t> || std::same_as<T, std::int32_t> || std::same_as<T, std::int64_t> ||
    std::same_as<T, std::uint64_t> || std::same_as<T, double> || std::same_as<T, std::string>;

enum class ElementType : std::uint8_t { int8, int32, int64, uint64, float64, string };

/// The values of one variable in row-major order (the last dimension runs fastest), owned or borrowed.
class Values {
public:
    template <Element T>
    Values(std::vector<T> owned) : array_{Array<T>{.owned = std::move(owned), .borrowed = {}}}
    {
    }
    // Written out in the source file: copies are made in many places and are long to compile.
    Values(const Values&);
    Values(Values&&) noexcept;
    Values& operator=(const Values&);
    Values& operator=(Values&&) noexcept;
    ~Values();

    /// Keeps no copy: `values` must outlive the writing of the file.
    template <Element T>
    [[nodiscard]] static Values borrowed(std::span<const T> values)
    {
        Values result{std::vector<T>{}};
        std::get<Array<T>>(result.array_).borrowed = values;
        return result;
    }

    /// Room for so many values that will be written by and by.
    template <Element T>
    [[nodiscard]] static Values later(std::size_t count)
    {
        Values result{std::vector<T>{}};
        result.later_ = count;
        return result;
    }

    /// For a variable without dimensions.
    template <Element T>
    [[nodiscard]] static Values one(T value)
    {
        return std::vector<T>{std::move(value)};
    }

    /// Calls `visitor` with the `std::span<const T>` of the values.
    template <class Visitor>
    decltype(auto) visit(Visitor&& visitor) const
    {
        return std::visit([&](const auto& array) -> decltype(auto) { return visitor(array.view()); }, array_);
    }

    [[nodiscard]] std::size_t count() const;
    [[nodiscard]] ElementType type() const { return static_cast<ElementType>(array_.index()); }

private:
    template <Element T>
    struct Array {
        std::vector<T> owned;
        std::span<const T> borrowed;
        [[nodiscard]] std::span<const T> view() const
        {
            return borrowed.empty() ? std::span<const T>{owned} : borrowed;
        }
    };

    // In the order of ElementType.
    std::variant<Array<std::int8_t>, Array<std::int32_t>, Array<std::int64_t>, Array<std::uint64_t>, Array<double>,
                 Array<std::string>>
        array_;
    std::size_t later_ = 0;
};

using AttributeValue = std::variant<std::string, std::int64_t, std::uint64_t, double, std::vector<std::int8_t>>;

struct Attribute {
    std::string name;
    AttributeValue value;
};

struct Dimension {
    std::string name;
    std::size_t length = 0;
};

/// Whether some values may be absent. If so the file declares `_FillValue`, and readers such as xarray turn integers
/// into floats: mark a variable only when it has something to mark.
enum class Gaps : std::uint8_t { none, marked };

/// What stands for an absent value where gaps are marked: NaN, or netCDF's own default for the integer types.
template <Element T>
requires std::is_arithmetic_v<T>
inline constexpr T gap = T{};
template <>
inline constexpr double gap<double> = __builtin_nan("");
template <>
inline constexpr std::int8_t gap<std::int8_t> = -127;
template <>
inline constexpr std::int32_t gap<std::int32_t> = -2'147'483'647;
template <>
inline constexpr std::int64_t gap<std::int64_t> = -9'223'372'036'854'775'806;
template <>
inline constexpr std::uint64_t gap<std::uint64_t> = 18'446'744'073'709'551'614U;

/// An array with names for its axes. One that bears the name of its only dimension gives that dimension's coordinates.
struct Variable {
    std::string name;
    std::vector<std::string> dimensions;  // of this group or one above; empty for a single value
    Values values;
    std::vector<Attribute> attributes = {};
    Gaps gaps = Gaps::none;
    std::vector<std::size_t> chunk = {};  // shape of the pieces it is stored in; empty: as the writer sees fit
};

/// A named part of a file. Dimensions are visible here and in the groups below.
struct Group {
    std::string name;
    std::vector<Attribute> attributes = {};
    std::vector<Dimension> dimensions = {};
    std::vector<Variable> variables = {};
    std::vector<Group> groups = {};

    /// Adds a dimension with the variable that holds its coordinates.
    void add_coordinate(std::string dimension, Values values, std::vector<Attribute> with_attributes = {});
};

/// The content of a result file: its root group, whose name stays empty.
using Dataset = Group;

/// Number of elements of an array of this shape (1 for no axes); throws std::length_error when 64 bits cannot hold it.
[[nodiscard]] std::size_t element_count(std::span<const std::size_t> shape);

/// Throws InternalError for a description that cannot become a netCDF-4 file: a name twice or not allowed, an
/// unknown dimension, a number of values that is not the product of the dimensions, a zero byte in a text.
void check_dataset(const Dataset& dataset);

}  // namespace corredor

#include "output/dataset.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

#include <fmt/format.h>

#include "base/check.hpp"

namespace corredor {

Values::Values(const Values&) = default;
Values::Values(Values&&) noexcept = default;
Values& Values::operator=(const Values&) = default;
Values& Values::operator=(Values&&) noexcept = default;
Values::~Values() = default;

std::size_t Values::count() const
{
    return later_ > 0 ? later_ : visit([](auto values) { return values.size(); });
}

namespace {

[[noreturn]] void refuse(const std::string& path, std::string_view why)
{
    throw InternalError{fmt::format("result description, {}: {}", path.empty() ? "/" : path, why)};
}

bool has_zero_byte(std::string_view text)
{
    return text.find('\0') != std::string_view::npos;
}

void check_name(const std::string& name, const std::string& path)
{
    const bool has_separator = name.find('/') != std::string::npos;
    if (name.empty() || name == "." || has_separator || has_zero_byte(name) || name.back() == ' ')
        refuse(path, fmt::format("'{}' is no name that netCDF-4 allows", name));
}

void check_attributes(const std::vector<Attribute>& attributes, const std::string& path)
{
    std::set<std::string_view> seen;
    for (const Attribute& attribute : attributes) {
        check_name(attribute.name, path);
        if (!seen.insert(attribute.name).second) refuse(path, fmt::format("attribute '{}' twice", attribute.name));
        // The writer gives these itself, of the right type.
        if (attribute.name == "_FillValue") refuse(path, "use Gaps::marked instead of the attribute _FillValue");
        const auto* text = std::get_if<std::string>(&attribute.value);
        if (text != nullptr && has_zero_byte(*text))
            refuse(path, fmt::format("attribute '{}' holds a zero byte", attribute.name));
    }
}

const Dimension& find_dimension(const std::vector<const Group*>& scopes, const std::string& name,
                                const std::string& path)
{
    const Dimension* innermost = nullptr;
    for (const Group* scope : scopes) {
        const auto found = std::ranges::find(scope->dimensions, name, &Dimension::name);
        if (found != scope->dimensions.end()) innermost = &*found;
    }
    if (innermost == nullptr) refuse(path, fmt::format("no dimension '{}'", name));
    return *innermost;
}

void check_variable(const Variable& variable, const std::vector<const Group*>& scopes, const std::string& path)
{
    check_attributes(variable.attributes, path);
    std::vector<std::size_t> shape;
    for (const std::string& name : variable.dimensions) shape.push_back(find_dimension(scopes, name, path).length);
    if (element_count(shape) != variable.values.count())
        refuse(path, fmt::format("{} values, must be {}", variable.values.count(), element_count(shape)));

    const bool named_as_dimension = std::ranges::count(scopes.back()->dimensions, variable.name, &Dimension::name) > 0;
    if (named_as_dimension && variable.dimensions != std::vector<std::string>{variable.name})
        refuse(path, "named as a dimension, so it must have that dimension and no other");

    variable.values.visit([&]<class T>(std::span<const T> values) {
        if constexpr (std::same_as<T, std::string>) {
            if (std::ranges::any_of(values, has_zero_byte)) refuse(path, "a text holds a zero byte");
            if (variable.gaps == Gaps::marked) refuse(path, "texts have no mark for a gap");
        }
    });
}

void check_group(const Group& group, std::vector<const Group*> scopes, const std::string& path)
{
    scopes.push_back(&group);
    check_attributes(group.attributes, path);

    std::set<std::string_view> dimensions;
    for (const Dimension& dimension : group.dimensions) {
        check_name(dimension.name, path);
        if (!dimensions.insert(dimension.name).second)
            refuse(path, fmt::format("dimension '{}' twice", dimension.name));
    }
    std::set<std::string_view> names;
    for (const Variable& variable : group.variables) {
        check_name(variable.name, path);
        if (!names.insert(variable.name).second) refuse(path, fmt::format("'{}' twice", variable.name));
        check_variable(variable, scopes, path + "/" + variable.name);
    }
    for (const Group& child : group.groups) {
        check_name(child.name, path);
        const bool is_new = names.insert(child.name).second && !dimensions.contains(child.name);
        if (!is_new) refuse(path, fmt::format("'{}' twice", child.name));
        check_group(child, scopes, path + "/" + child.name);
    }
}

}  // namespace

void Group::add_coordinate(std::string dimension, Values values, std::vector<Attribute> with_attributes)
{
    dimensions.push_back({.name = dimension, .length = values.count()});
    variables.push_back({.name = dimension,
                         .dimensions = {dimension},
                         .values = std::move(values),
                         .attributes = std::move(with_attributes)});
}

std::size_t element_count(std::span<const std::size_t> shape)
{
    std::size_t count = 1;
    for (const std::size_t length : shape)
        if (__builtin_mul_overflow(count, length, &count)) throw std::length_error{"array too large for this machine"};
    return count;
}

void check_dataset(const Dataset& dataset)
{
    check_group(dataset, {}, "");
}

}  // namespace corredor

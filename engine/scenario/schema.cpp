#include <cmath>

#include <nlohmann/json.hpp>

#include "scenario/to_value.hpp"
#include "scenario/write.hpp"

namespace corredor {
namespace {

using Json = nlohmann::json;

constexpr const char* date_pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";

/// Whole numbers without a decimal point, as people would write them.
Json number_json(double value)
{
    constexpr double exact = 9e15;
    if (value == std::trunc(value) && std::abs(value) <= exact) return static_cast<std::int64_t>(value);
    return value;
}

Json to_json(const Value& value)
{
    if (value.is_list()) {
        Json list = Json::array();
        for (const Value& item : value.items) list.push_back(to_json(item));
        return list;
    }
    if (value.is_map()) {
        Json map = Json::object();
        for (const Member& m : value.entries) map[m.key] = to_json(m.value);
        return map;
    }
    const auto number = parse_number(value.text);
    if (!value.is_quoted && std::holds_alternative<double>(number)) return number_json(std::get<double>(number));
    if (!value.is_quoted && (value.text == "true" || value.text == "false")) return value.text == "true";
    return value.text;
}

template <Spec S>
Json schema_of(const S&, const Field&);
template <class T>
Json schema_of(const std::vector<T>&, const Field&);
template <class Key, class T>
Json schema_of(const std::map<Key, T>&, const Field&);
Json schema_of(const TimelineEntry&, const Field&);

Json bounded(Json schema, const Field& field)
{
    if (std::isfinite(field.low)) schema["minimum"] = number_json(field.low);
    if (std::isfinite(field.high)) schema["maximum"] = number_json(field.high);
    return schema;
}

Json names_schema(std::span<const std::string_view> names)
{
    Json schema;
    schema["enum"] = Json::array();
    for (const std::string_view name : names) schema["enum"].push_back(name);
    return schema;
}

Json schema_of(bool, const Field&)
{
    return {{"type", "boolean"}};
}
Json schema_of(double, const Field& field)
{
    return bounded({{"type", "number"}}, field);
}
Json schema_of(std::int64_t, const Field& field)
{
    return bounded({{"type", "integer"}}, field);
}
Json schema_of(const std::string&, const Field&)
{
    return {{"type", "string"}};
}
Json schema_of(Date, const Field&)
{
    return {{"type", "string"}, {"format", "date"}, {"pattern", date_pattern}};
}
Json schema_of(const TableRef&, const Field&)
{
    return {{"type", "string"}, {"pattern", "\\.csv$"}};
}
template <Reference Ref>
Json schema_of(const Ref&, const Field&)
{
    return {{"type", "string"}, {"minLength", 1}};
}
template <class Enum>
requires std::is_enum_v<Enum> Json schema_of(Enum, const Field&)
{
    return names_schema(names_of<Enum>);
}
template <class T>
Json schema_of(const std::optional<T>&, const Field& field)
{
    return schema_of(T{}, field);
}
Json schema_of(DocumentSet, const Field&)
{
    return {{"type", "array"}, {"items", names_schema(documents_names)}, {"uniqueItems", true}};
}
Json schema_of(const Knots&, const Field& field)
{
    const Json number = bounded({{"type", "number"}}, field);
    const Json dated = {{"type", "object"},
                        {"patternProperties", {{date_pattern, number}}},
                        {"additionalProperties", false},
                        {"minProperties", 1}};
    return {{"oneOf", Json::array({number, dated})}};
}

/// Lists the keys of a spec with their own schemas.
struct PropertyVisitor {
    Json properties = Json::object();
    Json required = Json::array();

    template <class T>
    void operator()(const Field& field, const T& member)
    {
        Json schema = schema_of(member, field);
        schema["description"] = field.about;
        if (!field.unit.empty()) schema["x-unit"] = field.unit;
        if (!field.source.empty()) schema["x-source"] = field.source;
        const Value value = to_value(member);
        if (!field.required && !says_nothing(value) && !Spec<T>) schema["default"] = to_json(value);
        properties[std::string{field.name}] = std::move(schema);
        if (field.required) required.push_back(field.name);
    }
};

/// What a spec must hold once nothing can be inherited any more.
Json object_schema(PropertyVisitor visited, bool is_whole)
{
    Json schema = {{"type", "object"}, {"additionalProperties", false}};
    schema["properties"] = std::move(visited.properties);
    if (is_whole && !visited.required.empty()) schema["required"] = std::move(visited.required);
    return schema;
}

template <Spec S>
PropertyVisitor properties_of(const S& spec)
{
    PropertyVisitor visit;
    S::fields(spec, visit);
    return visit;
}

template <Spec S>
Json schema_of(const S& spec, const Field&)
{
    return object_schema(properties_of(spec), false);
}

template <class T>
Json schema_of(const std::vector<T>&, const Field& field)
{
    if constexpr (Spec<T> && !std::same_as<T, TimelineEntry>)
        return {{"type", "array"}, {"items", object_schema(properties_of(T{}), true)}};
    else
        return {{"type", "array"}, {"items", schema_of(T{}, field)}};
}

template <class Key, class T>
Json schema_of(const std::map<Key, T>&, const Field& field)
{
    return {{"type", "object"}, {"additionalProperties", schema_of(T{}, field)}};
}

Json schema_of(const TimelineEntry& entry, const Field&)
{
    Json schema = object_schema(properties_of(entry), true);
    Json kinds = Json::array();
    for_each_kind<Intervention>([&]<class Kind>(const Kind& effect) {
        const std::string name{Kind::name};
        Json kind = object_schema(properties_of(effect), true);
        if constexpr (std::same_as<Kind, Set>) kind["properties"]["value"].erase("type");  // of whatever is set
        kind["description"] = Kind::about;
        schema["properties"][name] = std::move(kind);
        kinds.push_back({{"required", Json::array({name})}});
    });
    schema["oneOf"] = std::move(kinds);
    return schema;
}

/// Keys that are required somewhere below, as a schema of their own: a file that extends another need not have them.
struct RequiredVisitor {
    Json schema = Json::object();

    template <class T>
    void operator()(const Field& field, const T& member)
    {
        if (field.required) schema["required"].push_back(field.name);
        Json below = below_of(member);
        if (!below.empty()) schema["properties"][std::string{field.name}] = std::move(below);
    }

private:
    template <Spec S>
    static Json below_of(const S& spec)
    {
        RequiredVisitor visit;
        S::fields(spec, visit);
        return visit.schema;
    }
    template <class Key, Spec S>
    static Json below_of(const std::map<Key, S>&)
    {
        Json each = below_of(S{});
        return each.empty() ? Json::object() : Json{{"additionalProperties", std::move(each)}};
    }
    template <class T>
    static Json below_of(const T&)
    {
        return Json::object();
    }
};

}  // namespace

nlohmann::json json_schema()
{
    const Scenario scenario;
    Json schema = schema_of(scenario, {});
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
    schema["title"] = "Corredor scenario";
    schema["properties"]["extends"] = {
        {"type", "string"},
        {"pattern", "\\.yaml$"},
        {"description", "scenario that this one changes: maps merge, lists replace, timeline appends"}};
    schema["properties"]["drop"] = {
        {"type", "array"},
        {"items", {{"type", "string"}}},
        {"description", "ids of timeline entries of the extended scenario that do not happen here"}};
    RequiredVisitor required;
    Scenario::fields(scenario, required);
    schema["if"] = {{"required", Json::array({"extends"})}};
    schema["then"] = true;
    schema["else"] = std::move(required.schema);
    return schema;
}

}  // namespace corredor

#include <cmath>

#include <fmt/format.h>

#include "scenario/nearest.hpp"
#include "scenario/to_value.hpp"
#include "scenario/write.hpp"
#include "scenario/yaml_text.hpp"

namespace corredor {
namespace {

template <class T>
std::string type_of()
{
    if constexpr (std::same_as<T, bool>)
        return "`true` or `false`";
    else if constexpr (std::same_as<T, double>)
        return "number";
    else if constexpr (std::same_as<T, std::int64_t>)
        return "whole number";
    else if constexpr (std::same_as<T, std::string>)
        return "text";
    else if constexpr (std::same_as<T, Date>)
        return "date";
    else if constexpr (std::same_as<T, TableRef>)
        return "CSV file";
    else if constexpr (std::same_as<T, Knots>)
        return "number, or map of dates to numbers";
    else if constexpr (std::same_as<T, DocumentSet>)
        return fmt::format("list of `{}`", fmt::join(documents_names, "`, `"));
    else if constexpr (std::same_as<T, TimelineEntry>)
        return "intervention, below";
    else if constexpr (Reference<T>)
        return std::string{target_of<T>()};
    else if constexpr (std::is_enum_v<T>)
        return fmt::format("`{}`", fmt::join(names_of<T>, "`, `"));
    else if constexpr (Spec<T>)
        return "map, below";
    else if constexpr (is_optional<T>)
        return type_of<typename T::value_type>();
    else if constexpr (is_vector<T>)
        return fmt::format("list: {}", type_of<typename T::value_type>());
    else if constexpr (is_map<T>) {
        std::string_view key = "name";
        if constexpr (Reference<typename T::key_type>) key = target_of<typename T::key_type>();
        return fmt::format("map by {}: {}", key, type_of<typename T::mapped_type>());
    }
}

std::string cell(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '|' || c == '<' || c == '>') out += '\\';
        out += c;
    }
    return out;
}

/// Keys are explained in lower case; a paragraph begins with a capital.
std::string sentence(std::string_view text)
{
    std::string out = cell(text);
    if (out.front() >= 'a' && out.front() <= 'z') out.front() = static_cast<char>(out.front() - 'a' + 'A');
    return out;
}

std::string bounds_text(const Field& field)
{
    const bool has_low = std::isfinite(field.low);
    const bool has_high = std::isfinite(field.high);
    if (has_low && has_high) return fmt::format("{} … {}", number_text(field.low), number_text(field.high));
    if (has_low) return fmt::format("≥ {}", number_text(field.low));
    return has_high ? fmt::format("≤ {}", number_text(field.high)) : "";
}

/// Writes one table of keys, and after it the tables of the maps that it holds.
class SectionWriter {
public:
    explicit SectionWriter(std::string& page, std::string path = "", std::size_t level = 2)
        : page_{&page}, path_{std::move(path)}, level_{level}
    {
    }

    template <Spec S>
    void write(std::string_view about, const S& spec)
    {
        if (!path_.empty()) *page_ += fmt::format("\n{} `{}`\n", std::string(level_, '#'), path_);
        if (!about.empty()) *page_ += fmt::format("\n{}.\n", sentence(about));
        *page_ += "\n| Key | Type | Unit | Bounds | Default | Meaning | Source |\n|---|---|---|---|---|---|---|\n";
        S::fields(spec, *this);
        *page_ += below_;
    }

    template <class T>
    void operator()(const Field& field, const T& member)
    {
        const std::string value = Spec<T> ? "" : yaml_flow(to_value(member));
        const bool is_empty = value.empty() || value == "~" || value == "\"\"" || value == "{}";
        const bool is_no_date = std::same_as<T, Date>;
        std::string by_default = is_empty || is_no_date ? "" : fmt::format("`{}`", value);
        if (field.required) by_default = "required";
        *page_ += fmt::format("| `{}` | {} | {} | {} | {} | {} | {} |\n", field.name, type_of<T>(), cell(field.unit),
                              bounds_text(field), by_default, cell(field.about), cell(field.source));
        write_below(field, member);
    }

private:
    [[nodiscard]] std::string of(std::string_view key) const
    {
        return path_.empty() ? std::string{key} : fmt::format("{}.{}", path_, key);
    }
    template <class S>
    void write_section(const std::string& path, const Field& field)
    {
        SectionWriter{below_, path, level_}.write(field.about, S{});
    }
    template <Spec S>
    void write_below(const Field& field, const S&)
    {
        write_section<S>(of(field.name), field);
    }
    template <class Key, Spec S>
    void write_below(const Field& field, const std::map<Key, S>&)
    {
        std::string_view key = "name";
        if constexpr (Reference<Key>) key = target_of<Key>();
        write_section<S>(fmt::format("{}.<{}>", of(field.name), key), field);
    }
    template <Spec S>
    void write_below(const Field& field, const std::vector<S>&)
    {
        if constexpr (!std::same_as<S, TimelineEntry>) write_section<S>(of(field.name) + "[]", field);
    }
    template <class T>
    void write_below(const Field&, const T&)
    {
    }

    std::string* page_;
    std::string below_;
    std::string path_;
    std::size_t level_;
};

template <Spec Row>
void write_table(std::string& page, std::string_view title, std::string_view about)
{
    page += fmt::format("\n### {}\n", title);
    SectionWriter{page}.write(about, Row{});
}

constexpr std::string_view introduction = R"(# Scenario files

A scenario is a YAML file. `schema_version: 1` stands first. Every key is listed here; a key that is not listed is an
error, and so is a value of another type or out of its bounds. Dates are written `2019-06-15`, intervals do not hold
their last day, shares are parts of 1. Anchors, aliases, tags and `yes`/`no` are not part of the format.

- `extends: other.yaml` takes everything from another scenario beside this one, or from a shipped one. Maps merge,
  lists replace, `timeline` appends.
- `drop: [id]` takes entries out of the timeline that is inherited.
- `--set PATH=VALUE` and the intervention `set` reach any key by its path: `countries.CO.corruption`,
  `departures.push_per_year.2018-01-01`, `timeline.ID.close_border.toll_factor`.

## Top level
)";

}  // namespace

std::string markdown_reference()
{
    std::string page{introduction};
    SectionWriter{page}.write("", Scenario{});

    page += "\n## `timeline`\n\nEach entry holds these keys and exactly one of the interventions below.\n";
    SectionWriter{page}.write("", TimelineEntry{});
    for_each_kind<Intervention>([&page]<class Kind>(const Kind& effect) {
        SectionWriter{page, std::string{Kind::name}, 3}.write(Kind::about, effect);
    });

    page += "\n## Tables\n\nCSV as in RFC 4180, UTF-8, one header line with these names, in any order. True and false "
            "are 1 and 0.\n";
    write_table<NodeRow>(page, "Nodes", "`world.nodes`");
    write_table<LegRow>(page, "Legs", "`world.legs`");
    write_table<StockRow>(page, "Initial stock", "`destinations.initial_stock`");
    write_table<OtherNationalitiesRow>(page, "Other nationalities", "`observation.other_nationalities`");
    write_table<TargetRow>(page, "Targets", "`observation.targets`");
    return page;
}

}  // namespace corredor

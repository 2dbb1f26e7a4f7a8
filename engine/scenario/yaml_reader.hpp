#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include <fmt/format.h>

#include "base/documents.hpp"
#include "base/field.hpp"
#include "interventions/interventions.hpp"
#include "scenario/kinds_of.hpp"
#include "scenario/nearest.hpp"
#include "scenario/scalars.hpp"
#include "scenario/value.hpp"
#include "scenario/yaml_text.hpp"

namespace corredor {

/// Turns untyped values into specs by walking their `fields`. A value that is wrong becomes a problem and leaves the
/// default in place; reading goes on, so that everything is reported at once.
class YamlReader {
public:
    /// Finds the table that a value names and gives its path as the resolved scenario holds it.
    using TableFinder = std::function<std::optional<std::string>(const Value& named, const std::string& path)>;

    YamlReader(Problems& problems, TableFinder find_table) : problems_{&problems}, find_table_{std::move(find_table)} {}

    template <Spec S>
    void read(const Value& value, S& spec, const Field& = {})
    {
        if (!has_kind(value, Value::Kind::map, "a map of keys")) return;
        std::vector<std::string_view> known;
        read_fields(value, spec, known);
        report_unknown(value, known);
    }

    void read(const Value& value, TimelineEntry& entry, const Field&)
    {
        if (!has_kind(value, Value::Kind::map, "a map with `on` and one intervention")) return;
        std::vector<std::string_view> known;
        read_fields(value, entry, known);
        read_effect(value, entry.effect, known);
        report_unknown(value, known);
    }

    /// Its value has the type of whatever the path leads to: kept as text here.
    void read(const Value& value, Set& set, const Field&)
    {
        if (!has_kind(value, Value::Kind::map, "a map with `path` and `value`")) return;
        Value rest = value;
        rest.erase("value");
        Value placeholder = value;
        placeholder.kind = Value::Kind::text;
        placeholder.entries.clear();
        const Member* given = value.find("value");
        if (given != nullptr) rest.entries.push_back({"value", given->key_place, placeholder});
        std::vector<std::string_view> known;
        read_fields(rest, set, known);
        report_unknown(rest, known);
        if (given == nullptr) return;
        if (given->value.kind == Value::Kind::none)
            path_.within("value", [&] { wrong(given->value, "must have a value", ""); });
        set.value = yaml_flow(given->value);
    }

    void read(const Value& value, bool& out, const Field&)
    {
        if (!is_plain_text(value, "true or false")) return;
        if (value.text != "true" && value.text != "false")
            return wrong(value, "must be true or false", truth_hint(value.text));
        out = value.text == "true";
    }
    void read(const Value& value, double& out, const Field& field)
    {
        if (is_plain_text(value, "a number")) take_number(value, parse_number(value.text), out, field);
    }
    void read(const Value& value, std::int64_t& out, const Field& field)
    {
        if (is_plain_text(value, "a whole number")) take_number(value, parse_whole_number(value.text), out, field);
    }
    void read(const Value& value, std::string& out, const Field&)
    {
        if (has_kind(value, Value::Kind::text, "text")) out = value.text;
    }
    void read(const Value& value, Date& out, const Field&)
    {
        if (has_kind(value, Value::Kind::text, "a date")) take(value, parse_day(value.text), out);
    }
    template <class Enum>
    requires std::is_enum_v<Enum>
    void read(const Value& value, Enum& out, const Field&)
    {
        if (has_kind(value, Value::Kind::text, "a name")) take(value, parse_name<Enum>(value.text), out);
    }
    template <Reference Ref>
    void read(const Value& value, Ref& out, const Field&)
    {
        if (!has_kind(value, Value::Kind::text, "a name")) return;
        if (value.text.empty()) return wrong(value, fmt::format("must name a {}", target_of<Ref>()), "");
        out.name = value.text;
    }
    void read(const Value& value, TableRef& out, const Field&)
    {
        if (!has_kind(value, Value::Kind::text, "the path of a CSV table")) return;
        const auto found = find_table_(value, path_.text());
        if (!found) return problems_->mark_unsound(path_.text());
        out.path = *found;
    }
    template <class T>
    void read(const Value& value, std::optional<T>& out, const Field& field)
    {
        T inner{};
        read(value, inner, field);
        if (problems_->is_sound(path_.text())) out = std::move(inner);
    }
    template <class T>
    void read(const Value& value, std::vector<T>& out, const Field& field)
    {
        if (!has_kind(value, Value::Kind::list, "a list")) return;
        out.assign(value.items.size(), T{});
        for (std::size_t i = 0; i < out.size(); ++i) path_.within(i, [&] { read(value.items[i], out[i], field); });
    }
    void read(const Value& value, DocumentSet& out, const Field&)
    {
        if (!has_kind(value, Value::Kind::list, "a list of documents")) return;
        out = {};
        for (std::size_t i = 0; i < value.items.size(); ++i) {
            path_.within(i, [&] {
                Documents one{};
                read(value.items[i], one, {});
                if (problems_->is_sound(path_.text()) && out.admits(one))
                    wrong(value.items[i], "must stand only once", "leave out the second");
                out.insert(one);
            });
        }
    }
    template <class Key, class T>
    void read(const Value& value, std::map<Key, T>& out, const Field& field)
    {
        if (!has_kind(value, Value::Kind::map, "a map")) return;
        out.clear();
        for (const Member& e : value.entries) {
            if constexpr (Spec<T> && std::same_as<Key, std::string>)
                if (refuse_made_by_path(value, e)) continue;
            path_.within(e.key, [&] { read(e.value, out[Key{e.key}], field); });
        }
    }
    void read(const Value& value, Knots& out, const Field& field);

private:
    /// Reads each listed key that is there.
    template <class S>
    struct MapVisitor {
        YamlReader* reader;
        const Value* map;
        std::vector<std::string_view>* known;

        template <class T>
        void operator()(const Field& field, T& member)
        {
            known->push_back(field.name);
            if (const Member* e = map->find(field.name))
                reader->path_.within(field.name, [&] { reader->read(e->value, member, field); });
            else if (field.required)
                reader->report_missing(*map, field);
        }
    };

    template <class S>
    void read_fields(const Value& map, S& spec, std::vector<std::string_view>& known)
    {
        MapVisitor<S> visit{this, &map, &known};
        S::fields(spec, visit);
    }

    void read_effect(const Value& map, Intervention& effect, std::vector<std::string_view>& known)
    {
        std::vector<const Member*> given;
        for_each_kind<Intervention>([&]<class Kind>(Kind kind) {
            known.push_back(Kind::name);
            const Member* e = map.find(Kind::name);
            if (e == nullptr) return;
            given.push_back(e);
            path_.within(Kind::name, [&] { read(e->value, kind, {}); });
            effect = std::move(kind);
        });
        if (given.size() != 1) report_effects(map, given, known);
    }

    template <class T>
    void take(const Value& value, const Parsed<T>& parsed, T& out)
    {
        if (const auto* complaint = std::get_if<Complaint>(&parsed))
            wrong(value, complaint->must, complaint->hint);
        else
            out = std::get<T>(parsed);
    }
    template <class T>
    void take_number(const Value& value, const Parsed<T>& parsed, T& out, const Field& field)
    {
        if (const T* number = std::get_if<T>(&parsed)) {
            const Complaint complaint = check_bounds(field, static_cast<double>(*number));
            if (!complaint.must.empty()) return wrong(value, complaint.must, complaint.hint);
        }
        take(value, parsed, out);
    }

    void wrong(const Value& value, const std::string& must, const std::string& hint);
    bool has_kind(const Value& value, Value::Kind kind, std::string_view wanted);
    bool is_plain_text(const Value& value, std::string_view wanted);
    bool refuse_made_by_path(const Value& map, const Member& entry);
    void report_missing(const Value& map, const Field& field);
    void report_effects(const Value& map, const std::vector<const Member*>& given,
                        const std::vector<std::string_view>& known);
    void report_unknown(const Value& map, const std::vector<std::string_view>& known);
    [[nodiscard]] std::string unknown_key_hint(const Member& entry, const std::vector<std::string_view>& known) const;
    static std::string truth_hint(std::string_view text);

    Problems* problems_;
    TableFinder find_table_;
    KeyPath path_;
};

}  // namespace corredor

#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/problem.hpp"

namespace corredor {

/// Where text came from: a file, or an option of the command line.
struct SourceFile {
    std::string shown;
    std::filesystem::path folder;
    bool is_option = false;
};

struct Place {
    std::shared_ptr<const SourceFile> source;
    int line = 0;
    int column = 0;
};

struct Member;

/// A YAML value before it has a type, with the place that it came from.
struct Value {
    enum class Kind { none, text, list, map };

    Kind kind = Kind::none;
    bool is_quoted = false;
    std::string text;
    std::vector<Value> items;
    std::vector<Member> entries;
    Place place;

    [[nodiscard]] static Value of_text(std::string text, Place place = {});
    [[nodiscard]] static Value empty_list(Place place = {});
    [[nodiscard]] static Value empty_map(Place place = {});

    [[nodiscard]] bool is_text() const { return kind == Kind::text; }
    [[nodiscard]] bool is_list() const { return kind == Kind::list; }
    [[nodiscard]] bool is_map() const { return kind == Kind::map; }
    [[nodiscard]] const Member* find(std::string_view key) const;
    [[nodiscard]] Member* find(std::string_view key);
    void erase(std::string_view key);
};

/// A key of a map. `made_by_path` marks those that a dotted path made on its way to a deeper key.
struct Member {
    std::string key;
    Place key_place;
    Value value;
    bool made_by_path = false;
};

/// Makes the problem that stands at a place.
[[nodiscard]] Problem problem_at(const Place&, std::string what, std::string hint = "");

/// A value as messages show it: short, without control characters.
[[nodiscard]] std::string shown(const Value&);
[[nodiscard]] std::string shown(std::string_view text);

/// Keys from the top to the value at hand, written as `--set` takes them: `countries.CO.corruption`.
class KeyPath {
public:
    template <class Work>
    void within(std::string_view key, Work work)
    {
        const std::size_t before = text_.size();
        if (before > 0) text_ += '.';
        text_ += shown(key);
        work();
        text_.resize(before);
    }
    template <class Work>
    void within(std::size_t index, Work work)
    {
        const std::size_t before = text_.size();
        text_ += '[' + std::to_string(index) + ']';
        work();
        text_.resize(before);
    }
    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] std::string of(std::string_view key) const
    {
        return text_.empty() ? std::string{key} : text_ + '.' + std::string{key};
    }
    /// The path to begin a sentence with.
    [[nodiscard]] std::string subject() const { return text_.empty() ? "the scenario" : text_; }

private:
    std::string text_;
};

}  // namespace corredor

#include "scenario/yaml_events.hpp"

#include <algorithm>
#include <sstream>
#include <unordered_set>

#include <fmt/format.h>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include "scenario/utf8.hpp"

namespace corredor {
namespace {

struct Refused {
    Problem problem;
};

/// Escapes can write what a file may not hold as it is.
bool holds_control_character(std::string_view text)
{
    return std::any_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7f;
    });
}

/// Builds the tree from the parser's events. Anchors are refused where they stand, so no alias can ever be walked.
class TreeBuilder : public YAML::EventHandler {
public:
    TreeBuilder(std::string_view bytes, std::shared_ptr<const SourceFile> source, Problems& problems,
                const YamlLimits& limits)
        : bytes_{bytes}, source_{std::move(source)}, problems_{&problems}, limits_{limits}
    {
        line_begins_.push_back(0);
        for (std::size_t i = 0; i < bytes.size(); ++i)
            if (bytes[i] == '\n') line_begins_.push_back(i + 1);
    }

    /// The parser counts lines from 0 and columns in bytes. Remembers how far it counted: a line may be very long.
    [[nodiscard]] Place at(const YAML::Mark& mark)
    {
        const std::size_t line = std::min(static_cast<std::size_t>(mark.line), line_begins_.size() - 1);
        const std::size_t begin = line_begins_[line];
        const std::size_t end = std::min(begin + static_cast<std::size_t>(mark.column), bytes_.size());
        if (counted_to_ < begin || counted_to_ > end) {
            counted_to_ = begin;
            column_ = 1;
        }
        for (; counted_to_ < end; ++counted_to_)
            column_ += (static_cast<unsigned char>(bytes_[counted_to_]) & 0xc0U) != 0x80U ? 1 : 0;
        return {source_, mark.line + 1, column_};
    }

    Value take_root() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark& mark) override
    {
        if (++documents_ > 1) refuse(mark, "a second document begins here", "keep one document in a file");
    }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        check(mark, "?", anchor);
        if (is_key_next()) refuse(mark, "a key is missing", "write `key: value`");
        place(mark, Value::Kind::none);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override
    {
        refuse(mark, "aliases (*name) are not supported", "repeat the value, or use `extends`");
    }
    void OnAnchor(const YAML::Mark& mark, const std::string&) override { refuse_anchor(mark); }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& text) override
    {
        check(mark, tag, anchor);
        if (tag == "!") check_quotes(mark);
        if (is_key_next()) return take_key(mark, text);
        if (text.size() > limits_.text_bytes)
            refuse(mark, fmt::format("text of {} bytes, must be at most {}", text.size(), limits_.text_bytes));
        if (holds_control_character(text))
            refuse(mark, "text holds a control character", "leave out what cannot be seen");
        Value& value = place(mark, Value::Kind::text);
        value.text = text;
        value.is_quoted = tag == "!";
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override
    {
        open(mark, tag, anchor, Value::Kind::list);
    }
    void OnSequenceEnd() override { open_.pop_back(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override
    {
        open(mark, tag, anchor, Value::Kind::map);
    }
    void OnMapEnd() override { open_.pop_back(); }

private:
    struct Level {
        Value* value;  // its parent does not grow while it is open
        bool wants_key;
        std::unordered_set<std::string> keys;
    };

    [[noreturn]] void refuse(const YAML::Mark& mark, std::string what, std::string hint = "")
    {
        throw Refused{problem_at(at(mark), std::move(what), std::move(hint))};
    }
    [[noreturn]] void refuse_anchor(const YAML::Mark& mark)
    {
        refuse(mark, "anchors (&name) are not supported", "repeat the value, or use `extends`");
    }
    [[nodiscard]] bool is_key_next() const
    {
        return !open_.empty() && open_.back().value->is_map() && open_.back().wants_key;
    }

    void check(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor)
    {
        if (++values_ > limits_.values) refuse(mark, fmt::format("more than {} values", limits_.values));
        if (anchor != YAML::NullAnchor) refuse_anchor(mark);
        if (!tag.empty() && tag != "?" && tag != "!")
            refuse(mark, fmt::format("tags ({}) are not supported", shown(tag)), "leave the tag out");
    }

    /// The parser takes the end of the file for the end of a quotation when a line ends there.
    void check_quotes(const YAML::Mark& mark)
    {
        const std::size_t begin =
            line_begins_.at(static_cast<std::size_t>(mark.line)) + static_cast<std::size_t>(mark.column);
        const char quote = begin < bytes_.size() ? bytes_[begin] : ' ';
        if (quote == '|' || quote == '>') return;
        if (quote != '"' && quote != '\'') refuse(mark, "tags (!) are not supported", "leave the tag out");
        for (std::size_t i = begin + 1; i < bytes_.size(); ++i) {
            const bool is_doubled = quote == '\'' && bytes_.substr(i, 2) == "''";
            if ((quote == '"' && bytes_[i] == '\\') || is_doubled)
                ++i;
            else if (bytes_[i] == quote)
                return;
        }
        refuse(mark, "this quote is never closed");
    }

    void take_key(const YAML::Mark& mark, const std::string& key)
    {
        if (key.empty()) refuse(mark, "a key is empty");
        if (key.size() > limits_.key_bytes || holds_control_character(key))
            refuse(mark, fmt::format("key '{}' must be at most {} bytes of text", shown(key), limits_.key_bytes));
        if (key == "<<") refuse(mark, "merge keys (<<) are not supported", "use `extends`");
        Level& level = open_.back();
        if (level.value->entries.size() >= limits_.keys)
            refuse(mark, fmt::format("more than {} keys in one map", limits_.keys));
        if (!level.keys.insert(key).second)
            problems_->add(problem_at(at(mark), fmt::format("key '{}' stands twice in this map", shown(key)),
                                      "keep one of the two"));
        level.value->entries.push_back({.key = key, .key_place = at(mark), .value = {}});
        level.wants_key = false;
    }

    Value& place(const YAML::Mark& mark, Value::Kind kind)
    {
        Value* value = &root_;
        if (!open_.empty() && open_.back().value->is_map()) {
            value = &open_.back().value->entries.back().value;
            open_.back().wants_key = true;
        } else if (!open_.empty()) {
            value = &open_.back().value->items.emplace_back();
        }
        value->kind = kind;
        // The parser puts a value that is not there on the next line; its key is where the reader looks.
        const bool is_absent_in_map = kind == Value::Kind::none && !open_.empty() && open_.back().value->is_map();
        value->place = is_absent_in_map ? open_.back().value->entries.back().key_place : at(mark);
        return *value;
    }

    void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Value::Kind kind)
    {
        check(mark, tag, anchor);
        if (is_key_next())
            refuse(mark, "a key must be plain text, not a list or a map", "look for a bracket that is never closed");
        if (open_.size() >= limits_.depth) refuse(mark, fmt::format("nested deeper than {} levels", limits_.depth));
        Value& value = place(mark, kind);
        open_.push_back({.value = &value, .wants_key = true, .keys = {}});
    }

    std::string_view bytes_;
    std::vector<std::size_t> line_begins_;
    std::size_t counted_to_ = 0;
    int column_ = 1;
    std::shared_ptr<const SourceFile> source_;
    Problems* problems_;
    YamlLimits limits_;
    Value root_;
    std::vector<Level> open_;
    std::size_t values_ = 0;
    std::size_t documents_ = 0;
};

}  // namespace

Value parse_yaml(std::string_view bytes, const std::shared_ptr<const SourceFile>& source, Problems& problems,
                 const YamlLimits& limits)
{
    const Place whole{source, 0, 0};
    if (bytes.size() > limits.bytes) {
        problems.add(problem_at(whole, fmt::format("larger than {} MiB", limits.bytes >> 20U)));
        return {};
    }
    if (auto problem = not_text(bytes, source)) {
        problems.add(std::move(*problem));
        return {};
    }
    constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
    if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
    TreeBuilder builder{bytes, source, problems, limits};
    try {
        std::istringstream stream{std::string{bytes}};
        YAML::Parser parser{stream};
        while (parser.HandleNextDocument(builder)) {
        }
        return builder.take_root();
    } catch (const Refused& refused) {
        problems.add(refused.problem);
    } catch (const YAML::Exception& e) {
        const Place place = e.mark.is_null() ? whole : builder.at(e.mark);
        problems.add(problem_at(place, fmt::format("not YAML here: {}", e.msg), "check indentation, quotes, brackets"));
    }
    return {};
}

}  // namespace corredor

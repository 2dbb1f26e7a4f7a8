#include "scenario/csv_reader.hpp"

#include "scenario/utf8.hpp"

namespace corredor {
namespace {

struct Refused {
    Problem problem;
};

class CsvParser {
public:
    CsvParser(std::string_view bytes, std::shared_ptr<const SourceFile> source, const CsvLimits& limits)
        : bytes_{bytes}, source_{std::move(source)}, limits_{limits}
    {
        constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
        if (bytes_.starts_with(byte_order_mark)) at_ = byte_order_mark.size();
    }

    [[nodiscard]] bool at_end() const { return at_ >= bytes_.size(); }

    std::vector<CsvField> record()
    {
        std::vector<CsvField> fields;
        do {
            if (fields.size() >= limits_.columns) refuse(fmt::format("more than {} columns", limits_.columns));
            const Place begin = here();
            std::string text = peek() == '"' ? quoted() : plain();
            if (text.size() > limits_.field_bytes)
                refuse(fmt::format("a field of more than {} bytes", limits_.field_bytes));
            fields.push_back({std::move(text), begin});
        } while (take(','));
        end_of_line();
        return fields;
    }

private:
    [[noreturn]] void refuse(std::string what, std::string hint = "") const
    {
        throw Refused{problem_at(here(), std::move(what), std::move(hint))};
    }
    [[nodiscard]] Place here() const { return {source_, line_, column_}; }
    [[nodiscard]] char peek() const { return at_end() ? '\n' : bytes_[at_]; }

    char next()
    {
        const char c = bytes_[at_++];
        const bool is_inner_byte = (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
        if (c == '\n') {
            ++line_;
            column_ = 1;
        } else if (!is_inner_byte) {
            ++column_;
        }
        return c;
    }
    bool take(char wanted)
    {
        if (at_end() || bytes_[at_] != wanted) return false;
        next();
        return true;
    }
    void end_of_line()
    {
        if (at_end()) return;
        take('\r');
        if (!take('\n'))
            refuse("a line must end here", "put fields that hold quotes in quotes, and double those inside");
    }
    [[nodiscard]] bool ends_line() const
    {
        return peek() == '\n' || (peek() == '\r' && at_ + 1 < bytes_.size() && bytes_[at_ + 1] == '\n');
    }

    std::string plain()
    {
        std::string text;
        while (!at_end() && peek() != ',' && !ends_line()) {
            const char c = peek();
            if (c == '"')
                refuse("a quote within an unquoted field", "put the whole field in quotes, and double those inside");
            text += next();
        }
        return text;
    }
    std::string quoted()
    {
        const Place begin = here();
        next();
        std::string text;
        while (!at_end()) {
            const char c = next();
            if (c != '"') {
                text += c;
            } else if (take('"')) {
                text += '"';
            } else {
                return text;
            }
        }
        throw Refused{problem_at(begin, "this quote is never closed")};
    }

    std::string_view bytes_;
    std::shared_ptr<const SourceFile> source_;
    CsvLimits limits_;
    std::size_t at_ = 0;
    int line_ = 1;
    int column_ = 1;
};

bool is_blank(const std::vector<CsvField>& record)
{
    return record.size() == 1 && record.front().text.empty();
}

}  // namespace

CsvRecords parse_csv(std::string_view bytes, const std::shared_ptr<const SourceFile>& source, Problems& problems,
                     const CsvLimits& limits)
{
    CsvRecords table;
    if (auto problem = not_text(bytes, source)) {
        problems.add(std::move(*problem));
        return table;
    }
    CsvParser parser{bytes, source, limits};
    bool is_whole = true;
    std::size_t field_count = 0;
    try {
        if (!parser.at_end()) table.header = parser.record();
        if (table.header.empty() || is_blank(table.header)) {
            problems.add(problem_at({source, 1, 1}, "the table has no header", "name its columns in the first line"));
            return {};
        }
        while (!parser.at_end()) {
            auto record = parser.record();
            field_count += record.size();
            if (field_count > limits.fields)
                throw Refused{problem_at(record.front().place, fmt::format("more than {} fields", limits.fields))};
            if (record.size() == table.header.size()) {
                table.records.push_back(std::move(record));
                continue;
            }
            is_whole = false;
            problems.add(
                problem_at(record.front().place,
                           fmt::format("{} fields, must be {} as in the header", record.size(), table.header.size()),
                           is_blank(record) ? "remove the empty line" : "put fields that hold commas in quotes"));
        }
    } catch (const Refused& refused) {
        problems.add(refused.problem);
        is_whole = false;
    }
    table.is_whole = is_whole;
    return table;
}

std::map<std::string, std::size_t, std::less<>> columns_of(const std::vector<CsvField>& header,
                                                           const std::vector<Field>& fields, Problems& problems)
{
    std::map<std::string, std::size_t, std::less<>> column;
    std::vector<std::string_view> known;
    for (const Field& field : fields) known.push_back(field.name);
    for (std::size_t i = 0; i < header.size(); ++i) {
        const CsvField& cell = header[i];
        if (std::find(known.begin(), known.end(), cell.text) == known.end())
            problems.add(problem_at(cell.place, fmt::format("'{}' is not a known column", shown(cell.text)),
                                    did_you_mean(cell.text, known, "known here: " + joined(known))));
        else if (!column.emplace(cell.text, i).second)
            problems.add(problem_at(cell.place, fmt::format("column '{}' stands twice", cell.text)));
    }
    for (const Field& field : fields)
        if (field.required && !column.contains(field.name))
            problems.add(problem_at(header.front().place, fmt::format("column '{}' is missing", field.name),
                                    fmt::format("it is required: {}", field.about)));
    return column;
}

}  // namespace corredor

#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <fmt/format.h>

#include "scenario/nearest.hpp"
#include "scenario/scalars.hpp"
#include "scenario/value.hpp"

namespace corredor {

struct CsvLimits {
    std::size_t bytes = std::size_t{16} << 20U;
    std::size_t fields = 2'000'000;
    std::size_t columns = 256;
    std::size_t field_bytes = std::size_t{64} << 10U;
};

struct CsvField {
    std::string text;
    Place place;
};

/// Fields of a file record by record, each record as wide as the header; others are reported and left out.
/// source  RFC 4180; a byte order mark and line feeds alone are accepted
struct CsvRecords {
    std::vector<CsvField> header;
    std::vector<std::vector<CsvField>> records;
    bool is_whole = false;
};

[[nodiscard]] CsvRecords parse_csv(std::string_view bytes, const std::shared_ptr<const SourceFile>&, Problems&,
                                   const CsvLimits& = {});

/// The rows of a table and where each of their fields stands.
template <class Row>
struct Table {
    std::vector<Row> rows;
    CsvRecords read;
    std::map<std::string, std::size_t, std::less<>> column;
    bool has_all_rows = false;

    [[nodiscard]] Place place_of(std::size_t row, std::string_view field) const
    {
        const auto found = column.find(field);
        if (row >= read.records.size() || read.records[row].empty()) return {};
        return read.records[row][found == column.end() ? 0 : found->second].place;
    }
};

/// Reads one record into a row; a column that the table lacks leaves the default.
template <class Row>
class CsvRowReader {
public:
    CsvRowReader(const Table<Row>& table, Problems& problems) : table_{&table}, problems_{&problems} {}

    void read(const std::vector<CsvField>& record, Row& row)
    {
        record_ = &record;
        Row::fields(row, *this);
    }

    /// Whether a row lacks what others may refer to.
    [[nodiscard]] bool lost_required() const { return lost_required_; }

    template <class T>
    void operator()(const Field& field, T& member)
    {
        const auto found = table_->column.find(field.name);
        if (found == table_->column.end()) return;
        const CsvField& cell = (*record_)[found->second];
        if (cell.text.empty()) {
            lost_required_ |= field.required;
            if (field.required) wrong(cell, field, {"must have a value", std::string{field.about}});
            return;
        }
        take(cell, field, member);
    }

private:
    template <class T>
    void take(const CsvField& cell, const Field& field, std::optional<T>& member)
    {
        T inner{};
        take(cell, field, inner);
        member = inner;
    }
    template <class T>
    void take(const CsvField& cell, const Field& field, T& member)
    {
        const Parsed<T> parsed = parse<T>(cell.text);
        if (const auto* complaint = std::get_if<Complaint>(&parsed)) return wrong(cell, field, *complaint);
        member = std::get<T>(parsed);
        if constexpr (std::is_same_v<T, double> || std::is_same_v<T, std::int64_t>) {
            const Complaint complaint = check_bounds(field, static_cast<double>(member));
            if (!complaint.must.empty()) wrong(cell, field, complaint);
        }
    }
    template <class T>
    static Parsed<T> parse(const std::string& text)
    {
        if constexpr (std::is_same_v<T, std::string>)
            return text;
        else if constexpr (std::is_same_v<T, bool>)
            return text == "0" || text == "1" ? Parsed<bool>{text == "1"} : Complaint{"must be 0 or 1", ""};
        else if constexpr (std::is_same_v<T, double>)
            return parse_number(text);
        else if constexpr (std::is_same_v<T, std::int64_t>)
            return parse_whole_number(text);
        else if constexpr (std::is_same_v<T, Date>)
            return parse_day(text);
        else
            return parse_name<T>(text);
    }
    void wrong(const CsvField& cell, const Field& field, const Complaint& complaint)
    {
        const std::string value = cell.text.empty() ? "empty" : shown(cell.text);
        problems_->add(
            problem_at(cell.place, fmt::format("{} is {}, {}", field.name, value, complaint.must), complaint.hint));
    }

    const Table<Row>* table_;
    Problems* problems_;
    const std::vector<CsvField>* record_ = nullptr;
    bool lost_required_ = false;
};

/// Checks the header: every required column, none twice, none unknown.
[[nodiscard]] std::map<std::string, std::size_t, std::less<>> columns_of(const std::vector<CsvField>& header,
                                                                         const std::vector<Field>& fields, Problems&);

template <Spec Row>
[[nodiscard]] Table<Row> read_csv(std::string_view bytes, const std::shared_ptr<const SourceFile>& source,
                                  Problems& problems)
{
    Table<Row> table;
    table.read = parse_csv(bytes, source, problems);
    if (table.read.header.empty()) return table;
    std::vector<Field> fields;
    auto list = [&fields](const Field& field, const auto&) { fields.push_back(field); };
    const Row empty{};
    Row::fields(empty, list);
    table.column = columns_of(table.read.header, fields, problems);
    table.rows.resize(table.read.records.size());
    CsvRowReader<Row> reader{table, problems};
    for (std::size_t i = 0; i < table.rows.size(); ++i) reader.read(table.read.records[i], table.rows[i]);
    table.has_all_rows = table.read.is_whole && !reader.lost_required();
    for (const Field& f : fields) table.has_all_rows &= !f.required || table.column.contains(f.name);
    return table;
}

}  // namespace corredor

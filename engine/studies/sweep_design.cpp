#include "studies/sweep_design.hpp"

#include <charconv>
#include <set>

#include <fmt/format.h>

#include "scenario/csv_reader.hpp"
#include "scenario/files.hpp"
#include "studies/replicates.hpp"

namespace corredor {

namespace {

void check_header(const CsvRecords& records, Problems& problems)
{
    std::set<std::string> seen;
    for (const CsvField& field : records.header) {
        if (field.text.empty())
            problems.add(problem_at(field.place, "a column has no name", "name it as --set does: run.seed"));
        else if (!seen.insert(field.text).second)
            problems.add(problem_at(field.place, fmt::format("column {} stands twice", shown(field.text))));
    }
    if (records.is_whole && records.records.empty())
        problems.add(problem_at(records.header.empty() ? Place{} : records.header.front().place,
                                "the design has no rows", "below the header, write a line for each run"));
}

std::int64_t whole_number(const std::string& column, const std::string& text)
{
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number < 0)
        throw ScenarioError{{{.file = column,
                              .what = fmt::format("{} is {}, must be a whole number of 0 or more", column, shown(text)),
                              .hint = ""}}};
    return number;
}

}  // namespace

SweepDesign read_design(const std::filesystem::path& csv_file)
{
    const auto bytes = read_bytes(csv_file, CsvLimits{}.bytes);
    if (const auto* failed = std::get_if<NotFound>(&bytes))
        throw ScenarioError{{{.file = csv_file.string(),
                              .what = failed->what,
                              .hint = failed->hint,
                              .is_missing_file = failed->is_missing}}};
    const auto source = std::make_shared<const SourceFile>(SourceFile{csv_file.string(), csv_file.parent_path()});
    Problems problems;
    const CsvRecords records = parse_csv(std::get<std::string>(bytes), source, problems);
    check_header(records, problems);
    problems.throw_if_any();
    SweepDesign design;
    for (const CsvField& field : records.header) design.columns.push_back(field.text);
    for (const auto& record : records.records) {
        auto& row = design.rows.emplace_back();
        for (const CsvField& field : record) row.push_back(field.text);
    }
    return design;
}

std::string csv_field(const std::string& text)
{
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string quoted{'"'};
    for (const char c : text) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted += '"';
}

std::string to_csv(const SweepDesign& design)
{
    std::string text;
    const auto add_line = [&text](const std::vector<std::string>& fields) {
        for (std::size_t i = 0; i < fields.size(); ++i) {
            if (i > 0) text += ',';
            text += csv_field(fields[i]);
        }
        // A line of one empty field would be no line.
        text += fields.size() == 1 && fields.front().empty() ? "\"\"\n" : "\n";
    };
    add_line(design.columns);
    for (const auto& row : design.rows) add_line(row);
    return text;
}

LoadOptions options_of_row(const SweepDesign& design, std::size_t row, const LoadOptions& study,
                           std::int64_t study_seed)
{
    LoadOptions options = study;
    std::optional<std::int64_t> seed;
    std::optional<std::int64_t> replicate;
    for (std::size_t c = 0; c < design.columns.size(); ++c) {
        const std::string& cell = design.rows[row][c];
        if (cell.empty()) continue;
        if (design.columns[c] == seed_column)
            seed = whole_number(seed_column, cell);
        else if (design.columns[c] == replicate_column)
            replicate = whole_number(replicate_column, cell);
        else
            options.set.push_back({design.columns[c], cell});
    }
    if (seed) options.seed = seed;
    if (replicate) options.seed = replicate_seed(seed.value_or(study_seed), static_cast<std::uint64_t>(*replicate));
    return options;
}

}  // namespace corredor

#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/parallel.hpp"
#include "output/dataset.hpp"

namespace corredor {

struct VariableInfo {
    std::string name;  // with its groups: "persons", "measures/settled_persons"
    ElementType type = ElementType::float64;
    std::vector<std::string> dimensions;
    std::vector<std::size_t> shape;
};

/// Cells of a variable over its records, without those in which every record is zero.
struct ActiveCells {
    std::vector<std::size_t> cells;  // in ascending order, counted through all axes after time
    std::vector<double> values;      // (cell, record)
};

/// How much a file may ask of us before we take it for a mistake or an attack.
struct ReadLimits {
    std::uint64_t file_bytes = std::uint64_t{4} << 30U;
    std::uint64_t variable_bytes = std::uint64_t{1} << 30U;  // unpacked
};

/// A file of ours, read and found to be as it was written. HDF5 has no part in it, so that several may be read at a
/// time.
struct WholeResult {
    /// errors  OutputError (missing, read_failed)
    explicit WholeResult(std::filesystem::path file, const ReadLimits& limits = {});

    std::filesystem::path path;
    std::vector<std::byte> bytes;
};

/// Reads result files that write_result made. Everything wrong with a file is an OutputError (missing, read_failed).
///
/// The file is taken into memory, its seal is checked, and what it declares is checked before it is used: sizes, types,
/// filters, no links and no data in other files. The HDF5 library itself is not proof against files made to attack it,
/// so files from strangers are not safe to open.
class ResultReader {
public:
    explicit ResultReader(std::filesystem::path file, ReadLimits limits = {});
    explicit ResultReader(WholeResult, ReadLimits limits = {});
    ResultReader(ResultReader&&) noexcept;
    ResultReader& operator=(ResultReader&&) noexcept;
    ~ResultReader();

    [[nodiscard]] const std::filesystem::path& file() const;
    /// In the order in which they were written; those of types that we do not write are left out.
    [[nodiscard]] const std::vector<VariableInfo>& variables() const;
    /// Nothing when there is no such variable.
    [[nodiscard]] const VariableInfo* find(std::string_view variable) const;

    /// Integers and floats as floats; throws for texts and for an unknown name.
    [[nodiscard]] std::vector<double> read_doubles(std::string_view variable) const;
    /// The same for one position along the variable's first dimension.
    [[nodiscard]] std::vector<double> read_doubles(std::string_view variable, std::size_t position) const;
    /// Of a variable over time, or for one position along what stands before time. Unpacks on several threads: most of
    /// a large result is zeros that nobody needs in memory.
    [[nodiscard]] ActiveCells read_active_cells(std::string_view variable, std::optional<std::size_t> position,
                                                const Workers&) const;
    /// Integers up to 64 bits; throws for floats, texts, uint64 and an unknown name.
    [[nodiscard]] std::vector<std::int64_t> read_integers(std::string_view variable) const;
    [[nodiscard]] std::vector<std::uint64_t> read_unsigned_integers(std::string_view variable) const;
    [[nodiscard]] std::vector<std::string> read_texts(std::string_view variable) const;

    /// Attributes of the file; nothing when absent. One of a type that we do not write is an error.
    [[nodiscard]] std::optional<AttributeValue> attribute(std::string_view name) const;
    [[nodiscard]] std::optional<AttributeValue> attribute(std::string_view variable, std::string_view name) const;

private:
    struct Content;
    std::unique_ptr<Content> content_;
};

}  // namespace corredor

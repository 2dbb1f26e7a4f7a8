#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "output/dataset.hpp"
#include "output/whole_file.hpp"

namespace corredor {

/// Root attributes by which a result is known as ours and whole. The writer adds them.
inline constexpr const char* format_attribute = "corredor_format";
inline constexpr const char* complete_attribute = "complete";
inline constexpr std::int32_t result_format = 1;

/// Writes an HDF5 file that is also valid netCDF-4; equal descriptions give equal bytes. A file that has the final
/// name is whole (see write_whole_file, also for SIGXFSZ). After HDF5's data the file ends with a seal (seal.hpp).
///
/// HDF5 builds the file in memory and we write the bytes, because HDF5 reports success on a full disk. So it needs
/// memory for the compressed file on top of the values.
///
/// Throws OutputError (exists, cannot_create, write_failed); InternalError for a wrong description.
void write_result(const std::filesystem::path& path, const Dataset& dataset, Overwrite overwrite);

/// The bytes that write_result would write. Throws std::runtime_error with what HDF5 said.
[[nodiscard]] std::vector<std::byte> result_bytes(const Dataset& dataset);

/// Shape of the pieces in which an array is compressed: about a year of the first axis, at most 1 MiB. Reading one
/// node's series and reading one day's map then cost about the same.
[[nodiscard]] std::vector<std::size_t> chunk_shape(std::span<const std::size_t> shape, std::size_t element_bytes,
                                                   std::size_t chunk_bytes_at_most = std::size_t{1} << 20U);

}  // namespace corredor

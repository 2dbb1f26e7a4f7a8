#include "output/result_file.hpp"

#include <algorithm>
#include <iterator>
#include <string>

#include "output/h5.hpp"
#include "output/output_error.hpp"
#include "output/result_tree.hpp"
#include "output/seal.hpp"

namespace corredor {
namespace {

class ResultImage {
public:
    explicit ResultImage(const Dataset& dataset) : file_{create_file()}
    {
        write_tree(file_.id(), dataset);
        mark_complete(file_.id());
        h5::checked(H5Fflush(file_.id(), H5F_SCOPE_GLOBAL), "flush");
    }
    ResultImage(const ResultImage&) = delete;
    ResultImage& operator=(const ResultImage&) = delete;

    /// The file's bytes where HDF5 built them, good for the life of this object.
    [[nodiscard]] std::span<const std::byte> bytes() const
    {
        const auto size = h5::checked(H5Fget_file_image(file_.id(), nullptr, 0), "ask size of file");
        void* handle = nullptr;
        h5::checked(H5Fget_vfd_handle(file_.id(), H5P_DEFAULT, &handle), "find file in memory");
        const void* start = *static_cast<unsigned char**>(handle);
        return {static_cast<const std::byte*>(start), static_cast<std::size_t>(size)};
    }

private:
    h5::File create_file()
    {
        constexpr std::size_t growth_bytes = std::size_t{1} << 20U;
        const auto access = h5::properties(H5P_FILE_ACCESS);
        h5::checked(H5Pset_fapl_core(access.id(), growth_bytes, false), "keep file in memory");
        h5::checked(H5Pset_libver_bounds(access.id(), H5F_LIBVER_V18, H5F_LIBVER_V18), "set file version");
        const h5::Properties creation{tree_file_properties(), "create property list"};
        return {H5Fcreate(h5::memory_name(this).c_str(), H5F_ACC_TRUNC, creation.id(), access.id()), "create file"};
    }

    h5::File file_;
};

/// The most that HDF5 may need for it in memory: it packs numbers, texts lie as they are.
std::size_t bytes_of(const Group& group)
{
    std::size_t bytes = 0;
    for (const Variable& variable : group.variables)
        bytes += variable.values.visit([]<class T>(std::span<const T> values) {
            std::size_t all = values.size_bytes();
            if constexpr (std::same_as<T, std::string>)
                for (const std::string& text : values) all += text.size();
            return all;
        });
    for (const Group& below : group.groups) bytes += bytes_of(below);
    return bytes;
}

std::size_t pieces_of(std::size_t length, std::size_t count)
{
    return (length + count - 1) / count;
}

}  // namespace

std::vector<std::size_t> chunk_shape(std::span<const std::size_t> shape, std::size_t element_bytes,
                                     std::size_t chunk_bytes_at_most)
{
    constexpr std::size_t year_days = 365;
    std::vector<std::size_t> chunk(shape.begin(), shape.end());
    for (std::size_t& length : chunk) length = std::max<std::size_t>(length, 1);
    if (chunk.size() > 1) chunk.front() = std::min(chunk.front(), year_days);
    while (element_count(chunk) > chunk_bytes_at_most / element_bytes) {
        // Halve the longest of the other axes; the first only when nothing else is left.
        const auto longest = std::max_element(chunk.begin() + 1, chunk.end());
        const bool others_are_whole = longest != chunk.end() && *longest > 1;
        std::size_t& length = others_are_whole ? *longest : chunk.front();
        length = pieces_of(length, 2);
    }
    return chunk;
}

std::vector<std::byte> result_bytes(const Dataset& dataset)
{
    check_dataset(dataset);
    h5::expect_room(bytes_of(dataset));
    const h5::Silence silence;
    const ResultImage image{dataset};
    const std::string seal = seal_of(image.bytes());
    std::vector<std::byte> bytes{image.bytes().begin(), image.bytes().end()};
    std::ranges::copy(std::as_bytes(std::span{seal}), std::back_inserter(bytes));
    return bytes;
}

void write_result(const std::filesystem::path& path, const Dataset& dataset, Overwrite overwrite)
{
    check_dataset(dataset);
    check_destination(path, overwrite);
    h5::expect_room(bytes_of(dataset));
    try {
        const h5::Silence silence;
        const ResultImage image{dataset};
        const std::string seal = seal_of(image.bytes());
        write_whole_file(path, {image.bytes(), std::as_bytes(std::span{seal})}, overwrite);
    } catch (const h5::Failure& failure) {
        throw OutputError{OutputFailure::write_failed, path,
                          fmt::format("HDF5 could not build it: {}", failure.what())};
    }
}

}  // namespace corredor

#include "output/h5_partial_file.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <span>

namespace corredor::h5 {

namespace {

using Target = FileOnDisk::Target;

struct OpenFile {
    H5FD_t common;  // first, so that a pointer to it is a pointer to this
    Target* target;
    haddr_t end_of_addresses;
};

OpenFile& ours(H5FD_t* file)
{
    return *reinterpret_cast<OpenFile*>(file);
}

const OpenFile& ours(const H5FD_t* file)
{
    return *reinterpret_cast<const OpenFile*>(file);
}

/// No exception may pass through HDF5. The first is kept, and HDF5 is told that all went well: it could not make
/// anything of the news, not even close the file, and whatever it writes from then on is for nothing anyway.
template <class Work>
herr_t keep_failure(Target& target, Work&& work)
{
    if (target.file == nullptr || target.failure) return 0;
    try {
        work(*target.file);
    } catch (...) {
        target.failure = std::current_exception();
    }
    return 0;
}

H5FD_t* open_partial(const char*, unsigned, hid_t access, haddr_t)
{
    const auto* target = static_cast<Target* const*>(H5Pget_driver_info(access));
    if (target == nullptr) return nullptr;
    return reinterpret_cast<H5FD_t*>(new OpenFile{{}, *target, 0});
}

herr_t close_partial(H5FD_t* file)
{
    delete &ours(file);
    return 0;
}

int compare(const H5FD_t* a, const H5FD_t* b)
{
    const Target* const first = ours(a).target;
    const Target* const second = ours(b).target;
    return first == second ? 0 : (std::less<>{}(first, second) ? -1 : 1);
}

herr_t query(const H5FD_t*, unsigned long* flags)
{
    if (flags != nullptr)
        *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE |
                 H5FD_FEAT_AGGREGATE_SMALLDATA;
    return 0;
}

haddr_t end_of_addresses(const H5FD_t* file, H5FD_mem_t)
{
    return ours(file).end_of_addresses;
}

herr_t set_end_of_addresses(H5FD_t* file, H5FD_mem_t, haddr_t address)
{
    ours(file).end_of_addresses = address;
    return 0;
}

haddr_t end_of_file(const H5FD_t* file, H5FD_mem_t)
{
    const OpenFile& open = ours(file);
    return open.target->file != nullptr ? open.target->file->size() : open.end_of_addresses;
}

herr_t read(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t address, std::size_t size, void* buffer)
{
    const std::span bytes{static_cast<std::byte*>(buffer), size};
    std::ranges::fill(bytes, std::byte{0});
    return keep_failure(*ours(file).target, [&](PartialFile& partial) { partial.read_at(address, bytes); });
}

herr_t write(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t address, std::size_t size, const void* buffer)
{
    const std::span bytes{static_cast<const std::byte*>(buffer), size};
    return keep_failure(*ours(file).target, [&](PartialFile& partial) { partial.write_at(address, bytes); });
}

herr_t truncate(H5FD_t* file, hid_t, hbool_t)
{
    const OpenFile& open = ours(file);
    return keep_failure(*open.target, [&](PartialFile& partial) {
        if (partial.size() != open.end_of_addresses) partial.resize(open.end_of_addresses);
    });
}

H5FD_class_t driver_class()
{
    H5FD_class_t driver = {};
    driver.name = "corredor partial file";
    driver.maxaddr = std::numeric_limits<std::int64_t>::max();
    driver.fc_degree = H5F_CLOSE_STRONG;
    driver.fapl_size = sizeof(Target*);
    driver.open = &open_partial;
    driver.close = &close_partial;
    driver.cmp = &compare;
    driver.query = &query;
    driver.get_eoa = &end_of_addresses;
    driver.set_eoa = &set_end_of_addresses;
    driver.get_eof = &end_of_file;
    driver.read = &read;
    driver.write = &write;
    driver.truncate = &truncate;
    std::fill(std::begin(driver.fl_map), std::end(driver.fl_map), H5FD_MEM_SUPER);
    return driver;
}

hid_t driver()
{
    static const H5FD_class_t description = driver_class();
    static const hid_t registered = checked(H5FDregister(&description), "register file driver");
    return registered;
}

File create(Target* target, const Properties& creation)
{
    const auto access = properties(H5P_FILE_ACCESS);
    checked(H5Pset_driver(access.id(), driver(), &target), "choose file driver");
    checked(H5Pset_libver_bounds(access.id(), H5F_LIBVER_V18, H5F_LIBVER_V18), "set file version");
    return {H5Fcreate(memory_name(target).c_str(), H5F_ACC_TRUNC, creation.id(), access.id()), "create file"};
}

}  // namespace

FileOnDisk::FileOnDisk(PartialFile& partial, const Properties& creation)
    : target_{std::make_unique<Target>(Target{&partial, {}})}, file_{create(target_.get(), creation)}
{
}

// A file that HDF5 did not close it tries to close once more when the program ends: then nothing of ours may be gone
// that it still points at.
FileOnDisk::~FileOnDisk()
{
    if (target_->file == nullptr) return;  // closed in order
    target_->file = nullptr;
    const hid_t file = file_.release();
    const bool is_closed = file >= 0 && H5Fclose(file) >= 0;
    if (!is_closed) (void)target_.release();
}

void FileOnDisk::close()
{
    try {
        file_.close("close file");
    } catch (const h5::Failure&) {
        throw_failure();  // what was behind it, if it was the disk
        throw;
    }
    throw_failure();
    target_->file = nullptr;
}

void FileOnDisk::throw_failure() const
{
    if (target_->failure) std::rethrow_exception(target_->failure);
}

}  // namespace corredor::h5

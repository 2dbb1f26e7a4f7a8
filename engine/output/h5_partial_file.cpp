#include "output/h5_partial_file.hpp"

#include <algorithm>
#include <functional>
#include <limits>

namespace corredor::h5 {

namespace {

/// What an access property list hands to `open`.
struct Target {
    PartialFile* file = nullptr;
    FileOnDisk::Failure* failure = nullptr;
};

struct OpenFile {
    H5FD_t common;  // first, so that a pointer to it is a pointer to this
    Target target;
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

/// No exception may pass through HDF5: the first is kept.
template <class Work>
herr_t keep_failure(const Target& target, Work&& work)
{
    try {
        work();
        return 0;
    } catch (...) {
        if (!target.failure->first) target.failure->first = std::current_exception();
        return -1;
    }
}

H5FD_t* open_partial(const char*, unsigned, hid_t access, haddr_t)
{
    const auto* target = static_cast<const Target*>(H5Pget_driver_info(access));
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
    const PartialFile* const first = ours(a).target.file;
    const PartialFile* const second = ours(b).target.file;
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
    return ours(file).target.file->size();
}

herr_t read(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t address, std::size_t size, void* buffer)
{
    const Target& target = ours(file).target;
    return keep_failure(target, [&] { target.file->read_at(address, {static_cast<std::byte*>(buffer), size}); });
}

herr_t write(H5FD_t* file, H5FD_mem_t, hid_t, haddr_t address, std::size_t size, const void* buffer)
{
    const Target& target = ours(file).target;
    if (target.failure->first) return -1;  // one failure is enough: nothing after it can make the file whole
    return keep_failure(target, [&] { target.file->write_at(address, {static_cast<const std::byte*>(buffer), size}); });
}

herr_t truncate(H5FD_t* file, hid_t, hbool_t)
{
    const OpenFile& open = ours(file);
    if (open.target.failure->first) return -1;
    return keep_failure(open.target, [&] {
        if (open.target.file->size() != open.end_of_addresses) open.target.file->resize(open.end_of_addresses);
    });
}

H5FD_class_t driver_class()
{
    H5FD_class_t driver = {};
    driver.name = "corredor partial file";
    driver.maxaddr = std::numeric_limits<std::int64_t>::max();
    driver.fc_degree = H5F_CLOSE_STRONG;
    driver.fapl_size = sizeof(Target);
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

File create(const Target& target, const Properties& creation)
{
    const auto access = properties(H5P_FILE_ACCESS);
    checked(H5Pset_driver(access.id(), driver(), &target), "choose file driver");
    checked(H5Pset_libver_bounds(access.id(), H5F_LIBVER_V18, H5F_LIBVER_V18), "set file version");
    return {H5Fcreate(memory_name(target.file).c_str(), H5F_ACC_TRUNC, creation.id(), access.id()), "create file"};
}

}  // namespace

FileOnDisk::FileOnDisk(PartialFile& partial, const Properties& creation)
    : file_{create({&partial, &failure_}, creation)}
{
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
}

void FileOnDisk::throw_failure() const
{
    if (failure_.first) std::rethrow_exception(failure_.first);
}

}  // namespace corredor::h5

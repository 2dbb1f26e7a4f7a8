#pragma once

#include <concepts>
#include <cstdint>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <hdf5.h>
#include <hdf5_hl.h>

#include "output/dataset.hpp"

/// The C interface of HDF5 with owners for its handles and no return code unread. Only output/ includes this.
namespace corredor::h5 {

/// A call failed; the text says which, and why in HDF5's own words. Callers who know the file make it an OutputError.
struct Failure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What HDF5 says about the last failed call of this thread: the innermost entry of its error stack.
inline std::string last_complaint()
{
    std::string text;
    const auto keep_last = [](unsigned, const H5E_error2_t* entry, void* kept) -> herr_t {
        if (entry->desc != nullptr && *entry->desc != '\0') *static_cast<std::string*>(kept) = entry->desc;
        return 0;
    };
    const herr_t walked = H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_last, &text);
    return walked < 0 || text.empty() ? "no reason given" : text;
}

/// HDF5 crashes, or calls a sound file damaged, when memory runs out inside of it. So it is asked for something only
/// when there is room for what it is about to take, with some to spare for itself. errors  std::bad_alloc
inline void expect_room(std::size_t bytes = 0)
{
    constexpr std::size_t for_itself_bytes = std::size_t{32} << 20U;
    ::operator delete(::operator new(for_itself_bytes + bytes));
}

/// Passes on what a call returned; throws Failure when that is negative, HDF5's sign of failure for every type.
template <std::signed_integral Result>
Result checked(Result result, const char* what)
{
    if (result < 0) throw Failure{fmt::format("{}: {}", what, last_complaint())};
    return result;
}

/// Stops HDF5 from printing its errors in this thread, and restores what the host program had set.
class Silence {
public:
    Silence() : was_on_{H5Eget_auto2(H5E_DEFAULT, &function_, &argument_) >= 0}
    {
        checked(H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr), "silence HDF5");
    }
    Silence(const Silence&) = delete;
    Silence& operator=(const Silence&) = delete;
    ~Silence()
    {
        if (was_on_) H5Eset_auto2(H5E_DEFAULT, function_, argument_);
    }

private:
    H5E_auto2_t function_ = nullptr;
    void* argument_ = nullptr;
    bool was_on_;
};

/// Owns one HDF5 identifier. `close` reports; the destructor is for unwinding and for handles that were only read.
template <auto close_function>
class Handle {
public:
    Handle() = default;
    Handle(hid_t id, const char* what) : id_{checked(id, what)} {}
    Handle(Handle&& other) noexcept : id_{std::exchange(other.id_, H5I_INVALID_HID)} {}
    Handle& operator=(Handle&& other) noexcept
    {
        std::swap(id_, other.id_);
        return *this;
    }
    ~Handle()
    {
        if (id_ >= 0) close_function(id_);
    }

    [[nodiscard]] hid_t id() const { return id_; }
    /// Gives the identifier away: whoever takes it closes it.
    [[nodiscard]] hid_t release() { return std::exchange(id_, H5I_INVALID_HID); }

    /// Once only: a second close after a failed one crashes inside the library.
    void close(const char* what) { checked(close_function(std::exchange(id_, H5I_INVALID_HID)), what); }

private:
    hid_t id_ = H5I_INVALID_HID;
};

using File = Handle<H5Fclose>;
using GroupHandle = Handle<H5Gclose>;
using DatasetHandle = Handle<H5Dclose>;
using AttributeHandle = Handle<H5Aclose>;
using ObjectHandle = Handle<H5Oclose>;
using Space = Handle<H5Sclose>;
using Type = Handle<H5Tclose>;
using Properties = Handle<H5Pclose>;

inline Properties properties(hid_t property_class)
{
    return {H5Pcreate(property_class), "create property list"};
}

/// Text of any length in UTF-8: the only kind of string dataset that every netCDF-4 reader opens.
inline Type text_type()
{
    Type type{H5Tcopy(H5T_C_S1), "copy text type"};
    checked(H5Tset_size(type.id(), H5T_VARIABLE), "set text size");
    checked(H5Tset_cset(type.id(), H5T_CSET_UTF8), "set text encoding");
    return type;
}

/// Text of a fixed number of bytes, as netCDF-4 stores attributes: the last byte need not be zero.
inline Type fixed_text_type(std::size_t size_bytes)
{
    Type type{H5Tcopy(H5T_C_S1), "copy text type"};
    checked(H5Tset_size(type.id(), size_bytes), "set text size");
    checked(H5Tset_cset(type.id(), H5T_CSET_UTF8), "set text encoding");
    return type;
}

/// How T lies in a file: the same on every machine.
template <Element T>
Type stored_type()
{
    if constexpr (std::same_as<T, std::string>)
        return text_type();
    else if constexpr (std::same_as<T, std::int8_t>)
        return {H5Tcopy(H5T_STD_I8LE), "copy type"};
    else if constexpr (std::same_as<T, std::int32_t>)
        return {H5Tcopy(H5T_STD_I32LE), "copy type"};
    else if constexpr (std::same_as<T, std::int64_t>)
        return {H5Tcopy(H5T_STD_I64LE), "copy type"};
    else if constexpr (std::same_as<T, std::uint64_t>)
        return {H5Tcopy(H5T_STD_U64LE), "copy type"};
    else
        return {H5Tcopy(H5T_IEEE_F64LE), "copy type"};
}

/// How T lies in this machine's memory.
template <Element T>
Type memory_type()
{
    if constexpr (std::same_as<T, std::string>)
        return text_type();
    else if constexpr (std::same_as<T, std::int8_t>)
        return {H5Tcopy(H5T_NATIVE_INT8), "copy type"};
    else if constexpr (std::same_as<T, std::int32_t>)
        return {H5Tcopy(H5T_NATIVE_INT32), "copy type"};
    else if constexpr (std::same_as<T, std::int64_t>)
        return {H5Tcopy(H5T_NATIVE_INT64), "copy type"};
    else if constexpr (std::same_as<T, std::uint64_t>)
        return {H5Tcopy(H5T_NATIVE_UINT64), "copy type"};
    else
        return {H5Tcopy(H5T_NATIVE_DOUBLE), "copy type"};
}

inline Space scalar_space()
{
    return {H5Screate(H5S_SCALAR), "create scalar space"};
}

inline Space array_space(const std::vector<hsize_t>& shape)
{
    if (shape.empty()) return scalar_space();
    return {H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), "create space"};
}

/// A name for a file that is only in memory. HDF5 takes two open files of one name for one file, also across threads,
/// so the name is made from the address of something that lives as long as the file.
inline std::string memory_name(const void* owner)
{
    return fmt::format("corredor-memory-{}", fmt::ptr(owner));
}

}  // namespace corredor::h5

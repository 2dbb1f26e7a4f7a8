#pragma once

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>

#include <fmt/format.h>

namespace corredor {

enum class OutputFailure : std::uint8_t {
    exists,         // the final name is taken and overwriting was not asked for
    cannot_create,  // no such folder, no permission, not a place for a file
    write_failed,   // disk full, file too large, device error
    read_failed,    // not a result of ours, damaged, unreadable
    missing,        // a file to be read is not there
};

/// A file could not be written or read. The text starts with the file's name.
struct OutputError : std::runtime_error {
    OutputError(OutputFailure what_failed, std::filesystem::path which_file, const std::string& reason)
        : std::runtime_error{fmt::format("{}: {}", which_file.string(), reason)}, failure{what_failed}, file{std::move(
                                                                                                            which_file)}
    {
    }

    OutputFailure failure;
    std::filesystem::path file;
};

}  // namespace corredor

#pragma once

#include <exception>
#include <memory>

#include "output/h5.hpp"
#include "output/whole_file.hpp"

namespace corredor::h5 {

/// HDF5's own drivers report success on a full disk. Through this one it reads and writes a partial file of ours, and
/// the first failure is kept: whatever HDF5 makes of it, `throw_failure` tells it.
class FileOnDisk {
public:
    /// creation  properties of the file
    FileOnDisk(PartialFile& partial, const Properties& creation);
    FileOnDisk(const FileOnDisk&) = delete;
    FileOnDisk& operator=(const FileOnDisk&) = delete;
    ~FileOnDisk();

    [[nodiscard]] hid_t id() const { return file_.id(); }
    /// Writes what HDF5 still holds back.
    void close();
    /// errors  OutputError (write_failed), if the partial file could not be written
    void throw_failure() const;

    /// What HDF5 reads and writes; nothing any more once this object is gone.
    struct Target {
        PartialFile* file = nullptr;
        std::exception_ptr failure;  // the first
    };

private:
    std::unique_ptr<Target> target_;
    File file_;
};

}  // namespace corredor::h5

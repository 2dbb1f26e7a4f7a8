#include <cstddef>
#include <cstdint>
#include <string>

#include <sys/mman.h>
#include <unistd.h>

#include "output/output_error.hpp"
#include "studies/run_record.hpp"

// Whatever a file holds, it is read as a result or refused with an OutputError. A file without the right checksum never
// reaches the HDF5 library, which can crash on a few wrong bits; that is what is tried here.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const int file = memfd_create("fuzzed", 0);
    if (file < 0 || write(file, data, size) != static_cast<ssize_t>(size)) __builtin_trap();
    try {
        (void)corredor::read_runs("/proc/self/fd/" + std::to_string(file));
    } catch (const corredor::OutputError&) {
    }
    close(file);
    return 0;
}

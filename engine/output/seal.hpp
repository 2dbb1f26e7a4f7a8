#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace corredor {

/// Last line of a file of ours: a checksum of all that stands before it. HDF5 and netCDF ignore what follows their
/// data.
///
/// The HDF5 library can crash on a file with a few wrong bits, so a file is handed to it only if its seal is right.
/// That guards against accidents, not against somebody who seals a harmful file.
[[nodiscard]] std::string seal_of(std::span<const std::byte> content);

/// The same for content that comes in pieces.
class SealMaker {
public:
    SealMaker();
    SealMaker(const SealMaker&) = delete;
    SealMaker& operator=(const SealMaker&) = delete;
    ~SealMaker();

    void add(std::span<const std::byte> piece);
    [[nodiscard]] std::string seal();

private:
    struct Digest;
    std::unique_ptr<Digest> digest_;
};

enum class Sealed : std::uint8_t { yes, no, broken };

/// Whether the last line is a seal, and the right one.
[[nodiscard]] Sealed examine_seal(std::span<const std::byte> file);

/// The file without its last line; only for a file that has a seal.
[[nodiscard]] std::span<const std::byte> without_seal(std::span<const std::byte> file);

}  // namespace corredor

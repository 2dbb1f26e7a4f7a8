#include "output/seal.hpp"

#include <array>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "base/check.hpp"

namespace corredor {
namespace {

constexpr std::string_view seal_start = "\ncorredor sha256 ";
constexpr std::size_t digest_bytes = 32;
constexpr std::size_t seal_bytes = seal_start.size() + 2 * digest_bytes + 1;

std::string_view as_text(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

struct SealMaker::Digest {
    std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
};

SealMaker::SealMaker() : digest_{std::make_unique<Digest>()}
{
    if (EVP_DigestInit_ex(digest_->context.get(), EVP_sha256(), nullptr) != 1)
        throw std::runtime_error{"OpenSSL has no SHA-256"};
}

SealMaker::~SealMaker() = default;

void SealMaker::add(std::span<const std::byte> piece)
{
    if (EVP_DigestUpdate(digest_->context.get(), piece.data(), piece.size()) != 1)
        throw std::runtime_error{"OpenSSL failed in SHA-256"};
}

std::string SealMaker::seal()
{
    std::array<unsigned char, digest_bytes> digest{};
    if (EVP_DigestFinal_ex(digest_->context.get(), digest.data(), nullptr) != 1)
        throw std::runtime_error{"OpenSSL failed in SHA-256"};
    std::string seal{seal_start};
    for (const unsigned char byte : digest) seal += fmt::format("{:02x}", byte);
    return seal += '\n';
}

std::string seal_of(std::span<const std::byte> content)
{
    SealMaker maker;
    maker.add(content);
    return maker.seal();
}

Sealed examine_seal(std::span<const std::byte> file)
{
    if (file.size() < seal_bytes || !as_text(file.last(seal_bytes)).starts_with(seal_start)) return Sealed::no;
    return as_text(file.last(seal_bytes)) == seal_of(without_seal(file)) ? Sealed::yes : Sealed::broken;
}

std::span<const std::byte> without_seal(std::span<const std::byte> file)
{
    CORREDOR_EXPECT(file.size() >= seal_bytes);
    return file.first(file.size() - seal_bytes);
}

}  // namespace corredor

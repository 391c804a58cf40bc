#include "base/sha256.h"

#include <openssl/evp.h>

#include <array>
#include <memory>

#include "base/error.h"

namespace migrations {

namespace {

struct FreeAlgorithm {
    void operator()(EVP_MD* algorithm) const { EVP_MD_free(algorithm); }
};

}  // namespace

std::string sha256(std::string_view bytes) {
    // Fetched once: EVP_sha256() is looked up anew by each digest, which takes longer than a small file.
    static const std::unique_ptr<EVP_MD, FreeAlgorithm> algorithm(EVP_MD_fetch(nullptr, "SHA256", nullptr));
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    if (algorithm == nullptr ||
        EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, algorithm.get(), nullptr) != 1) {
        throw Error(Exit::internal, "libcrypto cannot compute a SHA-256 digest");
    }
    static constexpr std::string_view symbols = "0123456789abcdef";
    std::string text(std::size_t{length} * 2, '0');
    for (std::size_t i = 0; i < length; ++i) {
        text[2 * i] = symbols[digest[i] / 16];
        text[2 * i + 1] = symbols[digest[i] % 16];
    }
    return text;
}

bool is_sha256(std::string_view text) {
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace migrations

#include "base/sha256.h"

#include <openssl/evp.h>

#include <array>

#include "base/error.h"

namespace migrations {

std::string sha256(std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr) !=
        1) {
        throw Error(Exit::internal, "libcrypto cannot compute a SHA-256 digest");
    }
    static constexpr std::string_view symbols = "0123456789abcdef";
    std::string text;
    for (unsigned i = 0; i < length; ++i) {
        text += symbols[digest[i] / 16];
        text += symbols[digest[i] % 16];
    }
    return text;
}

}  // namespace migrations

// Who runs this: what goes into the history table beside a revision.
//
// C++17, standard library (and unistd.h where there is one), no exceptions, no RTTI.
#pragma once

#include <cstdlib>
#include <random>
#include <string>

#if defined(__unix__) || defined(__APPLE__)
#include <unistd.h>
#endif

namespace migrations {

// 32 random hexadecimal digits: one call of upgrade(), run() or stamp().
inline std::string new_run_id() {
    std::random_device device;
    std::string digits;
    for (int word = 0; word < 4; ++word) {
        auto value = static_cast<unsigned long>(device());
        for (int at = 0; at < 8; ++at, value >>= 4U) digits += "0123456789abcdef"[value & 15U];
    }
    return digits;
}

// The name of the operating system's user as the environment gives it; empty when it does not.
inline std::string os_user() {
    for (const char* name : {"LOGNAME", "USER", "USERNAME"}) {
        if (const char* value = std::getenv(name); value != nullptr && *value != '\0') return value;
    }
    return {};
}

// The name of this machine; empty when it is not known.
inline std::string host_name() {
#if defined(__unix__) || defined(__APPLE__)
    char name[256] = {};
    if (gethostname(name, sizeof name - 1) == 0) return name;
    return {};
#else
    const char* value = std::getenv("COMPUTERNAME");
    return value == nullptr ? std::string() : std::string(value);
#endif
}

}  // namespace migrations

#include "scratch/rehearsal.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace migrations {
namespace {

// postgresql.org/docs/current/explicit-locking.html, from the weakest; what stands behind it is SQLite's.
constexpr std::array modes = {"ACCESS SHARE", "ROW SHARE",          "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE", "SHARE",
                              "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"};
constexpr std::size_t share = 4;
constexpr std::size_t access_exclusive = 7;

}  // namespace

std::size_t strength_of(const std::string& mode) {
    if (mode == "write") return access_exclusive - 1;
    return static_cast<std::size_t>(std::find(modes.begin(), modes.end(), mode) - modes.begin());
}

bool blocks(const HeldLock& lock) { return strength_of(lock.mode) >= share; }

bool blocks_reading(const HeldLock& lock) { return strength_of(lock.mode) >= access_exclusive; }

const HeldLock* RehearsedRevision::strongest() const {
    const auto found = std::max_element(locks.begin(), locks.end(), [](const HeldLock& a, const HeldLock& b) {
        return std::tuple(strength_of(a.mode), a.held) < std::tuple(strength_of(b.mode), b.held);
    });
    return found == locks.end() ? nullptr : &*found;
}

const HeldLock* RehearsedRevision::longest() const {
    const HeldLock* found = nullptr;
    for (const HeldLock& each : locks) {
        if (blocks(each) && (found == nullptr || each.held > found->held)) found = &each;
    }
    return found;
}

}  // namespace migrations

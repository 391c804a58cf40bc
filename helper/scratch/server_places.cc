#include "scratch/server_places.h"

#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>

#include "base/error.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;

constexpr const char* in_memory = "/dev/shm";
constexpr const char* on_disk = "/tmp";

// A cluster has 40 MB when it is new, each database 8 MB more, and its log of changes up to 128 MB.
constexpr unsigned long long room_needed = 1ULL << 30;

// The first number after a word at the start of a line of /proc/meminfo, in bytes.
unsigned long long available_memory() {
    std::ifstream file("/proc/meminfo");
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("MemAvailable:")) return std::strtoull(line.c_str() + 13, nullptr, 10) << 10U;
    }
    return 0;
}

// The least that a control group above this process leaves it (cgroups v2): in a container, a folder in memory counts as its memory.
unsigned long long allowed_memory() {
    unsigned long long least = ~0ULL;
    std::ifstream groups("/proc/self/cgroup");
    for (std::string line; std::getline(groups, line);) {
        if (!line.starts_with("0::/")) continue;
        const fs::path root = "/sys/fs/cgroup";
        for (fs::path group = root / line.substr(4); group.string().size() >= root.string().size(); group = group.parent_path()) {
            std::ifstream max(group / "memory.max");
            std::ifstream current(group / "memory.current");
            unsigned long long limit = 0, used = 0;
            if (max >> limit && current >> used) least = std::min(least, limit - std::min(limit, used));
        }
    }
    return least;
}

bool memory_has_room() {
    struct statvfs about {};
    return statvfs(in_memory, &about) == 0 && static_cast<unsigned long long>(about.f_bavail) * about.f_frsize >= room_needed &&
           std::min(available_memory(), allowed_memory()) >= 2 * room_needed;
}

fs::path named_place() {
    const char* variable = std::getenv("MIGRATIONS_POSTGRESQL_DIR");
    return variable == nullptr ? fs::path() : fs::path(variable);
}

}  // namespace

std::vector<fs::path> server_places(Storage storage) {
    if (const fs::path named = named_place(); !named.empty()) {
        if (named.is_absolute() && fs::is_directory(named)) return {named};
        throw Error(Exit::usage, "MIGRATIONS_POSTGRESQL_DIR names '" + named.string() + "', which is not the absolute path of a folder");
    }
    if (storage == Storage::memory && memory_has_room()) return {in_memory, on_disk};
    return {on_disk};
}

std::vector<fs::path> all_server_places() {
    std::vector<fs::path> places = {in_memory, on_disk};
    if (fs::path named = named_place(); !named.empty()) places.push_back(std::move(named));
    return places;
}

bool is_folder_of(const fs::path& path, uid_t owner) {
    struct stat about {};
    return lstat(path.c_str(), &about) == 0 && S_ISDIR(about.st_mode) && about.st_uid == owner;
}

}  // namespace migrations

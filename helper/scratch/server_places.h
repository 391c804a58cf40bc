#pragma once

#include <sys/types.h>

#include <filesystem>
#include <vector>

#include "scratch/storage.h"

namespace migrations {

// The folders where servers may live, the preferred one first: MIGRATIONS_POSTGRESQL_DIR alone where it is set; else /dev/shm, where
// memory is wanted and there is enough of it, and /tmp. Throws Error usage when the variable names no folder.
std::vector<std::filesystem::path> server_places(Storage storage);

// The folders where processes that were killed may have left a server.
std::vector<std::filesystem::path> all_server_places();

// Whether there is a folder, no link, of this user.
bool is_folder_of(const std::filesystem::path& path, uid_t owner);

}  // namespace migrations

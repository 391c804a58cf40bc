#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "scratch/child_process.h"
#include "scratch/server_places.h"

namespace migrations {

// A file lock that a living process holds: nothing is left of it when the process ends. Returns the
// open file, or -1 when somebody else has the lock (`wait`: waits for it) or there is no such file
// and `create` is not set.
int lock_file(const std::filesystem::path& path, bool create, bool wait);

// How the names of make_server_folder() begin.
inline constexpr std::string_view server_folder_prefix = "migrations-pg-";

// Makes a private folder (0700, owned by `account`) for a server, and in it the locked file
// `owner.lock`, which is returned in `lock`. It lies in the first of server_places() where a Unix socket's path is short enough.
// Throws Error environment.
std::filesystem::path make_server_folder(const Account& account, Storage storage, int& lock);

// Removes what killed processes left: folders of make_server_folder() whose lock is free, and the
// server that still runs in one. Touches nothing of another user, and no process but a postgres
// whose working directory is in there.
void clear_left_overs(const Account& account);

// Puts a fresh cluster (superuser `postgres`, UTF-8, locale C.UTF-8 or C, trust) into `data`, which
// must not exist. `cache`: from a copy kept for this version of PostgreSQL, which is made when
// there is none. `log` takes the output of initdb. Throws Error environment, with the end of it.
void make_cluster(const std::filesystem::path& binaries, const std::filesystem::path& data,
                  const Account& account, const std::filesystem::path& log, bool cache);

// The last lines of a log file, at most 2000 bytes; empty when there is none.
std::string end_of_log(const std::filesystem::path& log);

}  // namespace migrations

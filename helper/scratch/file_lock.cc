#include "scratch/file_lock.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.h"
#include "scratch/postgresql_cluster.h"

namespace migrations {

FileLock::FileLock(const std::filesystem::path& file) : file_(lock_file(file, true, true)) {
    if (file_ < 0) throw Error(Exit::environment, "'" + file.string() + "' cannot be locked: " + std::strerror(errno));
}

FileLock::~FileLock() { ::close(file_); }

}  // namespace migrations

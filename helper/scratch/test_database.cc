#include "scratch/test_database.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

#include "base/error.h"
#include "base/file.h"
#include "scratch/file_lock.h"
#include "scratch/server_urls.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t key_length = 32;

// A database is also what SQLite keeps beside it: a journal that stayed would be played back into the new one.
void remove_database(const fs::path& file) {
    for (const char* suffix : {"-journal", "-wal", "-shm", ""}) fs::remove(file.string() + suffix);
}

// Of its own files alone this may take away: the folder is where the user wants the database.
bool is_template(const fs::path& file) {
    const std::string name = file.stem().string();
    return name.size() == key_length && name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

void make_template(const DatabaseTemplate& from, const fs::path& file) {
    const fs::path half = file.string() + ".half";
    remove_database(half);
    OpenOptions how;
    how.create = true;
    how.scratch = true;
    from.fill(require_url("sqlite:///" + half.string()), how);
    if (!fs::exists(half)) std::ofstream(half).close();  // a chain without revisions writes nothing
    for (const fs::path& old : files_in(file.parent_path(), ".db")) {
        if (is_template(old)) remove_database(old);
    }
    fs::rename(half, file);
}

// Whether there was something to copy: another process may replace the template by that of a newer chain.
bool copy_database(const fs::path& from, const fs::path& to) {
    const fs::path fresh = to.string() + ".new";
    std::error_code failed;
    fs::copy_file(from, fresh, fs::copy_options::overwrite_existing, failed);
    if (failed == std::errc::no_such_file_or_directory && !fs::exists(from)) return false;
    if (failed) throw fs::filesystem_error("copy", from, to, failed);
    remove_database(to);
    fs::rename(fresh, to);
    return true;
}

}  // namespace

bool copy_template(const DatabaseTemplate& from, const fs::path& file) {
    try {
        const fs::path target = fs::absolute(file);
        const fs::path folder = target.parent_path() / "migrations-templates";
        const fs::path source = folder / (from.key.substr(0, key_length) + ".db");
        if (copy_database(source, target)) return false;
        fs::create_directories(folder);
        const FileLock lock(folder / "lock");
        const bool missing = !fs::exists(source);
        if (missing) make_template(from, source);
        copy_database(source, target);
        return missing;
    } catch (const fs::filesystem_error& error) {
        throw Error(Exit::environment, "the database '" + file.string() + "' cannot be made: " + error.code().message() + " ('" +
                                           error.path1().string() + "')");
    }
}

}  // namespace migrations

#include "scratch/database_copy.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "base/error.h"
#include "scratch/interrupt.h"
#include "scratch/postgresql_copy.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;

// Only for us: it holds what the database holds.
std::string make_folder() {
    std::error_code none;
    const fs::path place = fs::temp_directory_path(none);
    std::string pattern = (place / "migrations-copy-XXXXXX").string();
    if (none || mkdtemp(pattern.data()) == nullptr) {
        const std::string why = none ? none.message() : std::strerror(errno);
        const char* variable = std::getenv("TMPDIR");
        const std::string shown = none && variable != nullptr ? variable : place.string();
        throw Error(Exit::environment, "a folder for the copy cannot be made in '" + shown + "': " + why,
                    "set TMPDIR to a folder that can be written to");
    }
    return pattern;
}

// Makes the file that is to be kept; nobody else may read what few could read before.
void make_file(const std::string& path) {
    const int made = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (made >= 0) {
        close(made);
    } else if (errno == EEXIST) {
        throw Error(Exit::usage, "there is a file '" + path + "' already", "give the copy another name");
    } else {
        throw Error(Exit::environment, "the file '" + path + "' cannot be made: " + std::strerror(errno));
    }
}

}  // namespace

DatabaseCopy::DatabaseCopy(const DatabaseUrl& of, Connection& source, const CopyWish& wish) : wish_(wish.keep) {
    const auto start = std::chrono::steady_clock::now();
    try {
        of.dialect == "sqlite" ? copy_file(source, wish) : copy_server(of, source, wish);
    } catch (...) {
        clear();
        throw;
    }
    took_ = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
}

DatabaseCopy::~DatabaseCopy() { clear(); }

void DatabaseCopy::clear() noexcept {
    std::error_code ignored;
    if (!folder_.empty()) fs::remove_all(folder_, ignored);
    if (new_file_.empty()) return;
    for (const char* suffix : {"", "-journal", "-wal", "-shm"}) fs::remove(new_file_ + suffix, ignored);
}

void DatabaseCopy::copy_file(Connection& source, const CopyWish& wish) {
    std::string path = wish.keep;
    if (path.empty()) {
        folder_ = make_folder();
        path = (fs::path(folder_) / "copy.db").string();
    } else {
        make_file(path);
        new_file_ = path;
    }
    if (!sqlite::copy_to_file(source, path, wish.how)) throw Interrupted();
    url_.dialect = "sqlite";
    url_.path = path;
    url_.shown = "sqlite:///" + path;
    bytes_ = static_cast<long long>(fs::file_size(path));
}

void DatabaseCopy::copy_server(const DatabaseUrl& of, Connection& source, const CopyWish& wish) {
    scratch_ = std::make_unique<Scratch>("", wish.binaries, Storage::disk);
    if (!wish.keep.empty()) scratch_->require_room_for(wish.keep);
    const DatabaseLocale locale = locale_of(source);
    try {
        place_ = scratch_->postgresql_place(locale.options);
    } catch (const Error&) {
        // What fails for another reason fails again.
        place_ = scratch_->postgresql_place();
        OpenOptions open;
        open.own_server = place_.is_private;
        other_order_ = "it sorts texts as " + locale_of(*open_connection(place_.url, open)).name + " does: the server has no " + locale.name;
    }
    url_ = place_.url;
    const PostgresqlCopy made = copy_postgresql(of, source, place_, wish.binaries, wish.how);
    if (made.version_of_copy != made.version_of_source) {
        other_version_ = "PostgreSQL " + std::to_string(made.version_of_copy) + ", and the database is on " +
                         std::to_string(made.version_of_source);
    }
    OpenOptions open;
    open.own_server = place_.is_private;
    const std::string size = "SELECT pg_catalog.pg_database_size(pg_catalog.current_database())";
    bytes_ = std::atoll(open_connection(url_, open)->query(size).at(0).at(0).value_or("").c_str());
}

void DatabaseCopy::keep() {
    if (wish_.empty()) return;
    if (scratch_ != nullptr) scratch_->keep(place_, wish_);
    new_file_.clear();
}

}  // namespace migrations

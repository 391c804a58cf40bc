#include "scratch/postgresql_cluster.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>

#include "base/error.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view cache_prefix = "migrations-pgcache-";

bool own(const fs::path& path, const Account& account) {
    return !account.drop || lchown(path.c_str(), account.uid, account.gid) == 0;
}

void remove_quietly(const fs::path& path) {
    std::error_code ignored;
    fs::remove_all(path, ignored);
}

// The process that runs a server in `data`, 0 when there is none.
pid_t server_in(const fs::path& data) {
    std::ifstream file(data / "postmaster.pid");
    long pid = 0;
    if (!(file >> pid) || pid <= 1) return 0;
    const fs::path process = fs::path("/proc") / std::to_string(pid);
    std::error_code failed;
    const fs::path program = fs::read_symlink(process / "exe", failed);
    if (failed || program.filename().string().compare(0, 8, "postgres") != 0) return 0;
    const fs::path place = fs::read_symlink(process / "cwd", failed);
    return !failed && place == data ? static_cast<pid_t>(pid) : 0;
}

void clear_folder(const fs::path& folder) {
    const fs::path data = folder / "data";
    if (const pid_t server = server_in(data); server != 0) {
        kill(server, SIGQUIT);
        for (int round = 0; round < 100 && server_in(data) == server; ++round) {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        if (server_in(data) == server) return;
    }
    remove_quietly(folder);
}

bool is_old(const fs::path& folder) {
    struct stat about {};
    return lstat(folder.c_str(), &about) == 0 && std::time(nullptr) - about.st_mtime > 600;
}

// What a kept cluster depends on, as a file name: the exact version, and the number of the options
// below.
std::string cache_key(const fs::path& binaries) {
    std::string key = "1-";
    for (const char each : output_of_child({(binaries / "postgres").string(), "--version"})) {
        const bool plain = (each >= '0' && each <= '9') || (each >= 'a' && each <= 'z') ||
                           (each >= 'A' && each <= 'Z') || each == '.';
        if (plain) key += each;
    }
    return key;
}

// initdb, with the first locale that this system has.
void init_cluster(const fs::path& binaries, const fs::path& data, const Account& account,
                  const fs::path& log) {
    for (const char* locale : {"C.UTF-8", "C"}) {
        ChildOptions options;
        options.account = account;
        options.output = log;
        options.die_with_parent = true;
        const bool good =
            run_child({(binaries / "initdb").string(), "--pgdata=" + data.string(), "--auth=trust",
                       "--username=postgres", "--encoding=UTF8", std::string("--locale=") + locale,
                       "--no-sync", "--no-instructions"},
                      options);
        if (good) return;
        remove_quietly(data);
    }
    throw Error(Exit::environment, "initdb of '" + binaries.string() + "' failed", end_of_log(log));
}

bool copy_cluster(const fs::path& from, const fs::path& to, const Account& account) {
    ChildOptions options;
    options.account = account;
    options.die_with_parent = true;
    if (run_child({"cp", "-R", "-p", from.string(), to.string()}, options) &&
        fs::exists(to / "PG_VERSION"))
        return true;
    remove_quietly(to);
    return false;
}

}  // namespace

int lock_file(const fs::path& path, bool create, bool wait) {
    const int file =
        open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | (create ? O_CREAT : 0), 0600);
    if (file < 0) return -1;
    while (flock(file, LOCK_EX | (wait ? 0 : LOCK_NB)) != 0) {
        if (errno == EINTR) continue;
        close(file);
        return -1;
    }
    return file;
}

fs::path make_server_folder(const Account& account, Storage storage, int& lock) {
    std::string problem;
    for (const fs::path& parent : server_places(storage)) {
        std::string path = (parent / (std::string(server_folder_prefix) + "XXXXXX")).string();
        // sockaddr_un holds 107 bytes and a NUL.
        if (path.size() + std::strlen("/.s.PGSQL.5432") > 107) {
            problem = "the path '" + parent.string() + "' is too long for that of a socket in it";
            continue;
        }
        if (mkdtemp(path.data()) == nullptr) {
            problem = "no folder can be made in '" + parent.string() + "': " + std::strerror(errno);
            continue;
        }
        // Under its final name only once it is locked: a process that clears up must never find it
        // free.
        const fs::path early = fs::path(path) / "owner.new";
        lock = lock_file(early, true, false);
        if (lock >= 0 && rename(early.c_str(), (fs::path(path) / "owner.lock").c_str()) == 0 &&
            own(path, account)) {
            return path;
        }
        problem = "'" + path + "' cannot be prepared: " + std::strerror(errno);
        if (lock >= 0) close(lock);
        lock = -1;
        remove_quietly(path);
    }
    throw Error(Exit::environment, "there is no place for a PostgreSQL server: " + problem);
}

void clear_left_overs(const Account& account) {
    for (const fs::path& parent : all_server_places()) {
        std::error_code failed;
        for (const fs::directory_entry& entry : fs::directory_iterator(parent, failed)) {
            const fs::path& folder = entry.path();
            if (folder.filename().string().compare(0, server_folder_prefix.size(),
                                                   server_folder_prefix) != 0)
                continue;
            if (!is_folder_of(folder, account.uid)) continue;
            const int lock = lock_file(folder / "owner.lock", false, false);
            if (lock >= 0) {
                clear_folder(folder);
                close(lock);
            } else if (!fs::exists(folder / "owner.lock", failed) && is_old(folder)) {
                remove_quietly(folder);  // its maker was killed before it came to the lock
            }
        }
    }
}

void make_cluster(const fs::path& binaries, const fs::path& data, const Account& account,
                  const fs::path& log, bool cache) {
    const fs::path kept = server_places(Storage::disk).back() / (std::string(cache_prefix) + std::to_string(account.uid));
    const std::string key = cache ? cache_key(binaries) : std::string();
    if (key.size() > 2 && (mkdir(kept.c_str(), 0700) != 0 || own(kept, account))) {
        // Somebody else may have made a folder of this name; then nothing is kept.
        const int lock =
            is_folder_of(kept, account.uid) ? lock_file(kept / "lock", true, true) : -1;
        if (lock >= 0) {
            const fs::path whole = kept / key;
            const fs::path half = kept / (key + ".new");
            bool good = copy_cluster(whole, data, account);
            if (!good) {
                remove_quietly(whole);
                remove_quietly(half);
                init_cluster(binaries, half, account, log);
                std::error_code failed;
                fs::rename(half, whole, failed);
                good = !failed && copy_cluster(whole, data, account);
            }
            close(lock);
            if (good) return;
        }
    }
    init_cluster(binaries, data, account, log);
}

std::string end_of_log(const fs::path& log) {
    std::ifstream file(log, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    std::string all = text.str();
    if (all.size() > 2000) all.erase(0, all.size() - 2000);
    while (!all.empty() && all.back() == '\n') all.pop_back();
    return all;
}

}  // namespace migrations

#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <random>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "base/line_index.h"
#include "base/utf8.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;

std::string errno_text(int code) {
    return std::generic_category().message(code);
}

[[noreturn]] void fail(const std::string& what, const fs::path& path, int code) {
    throw Error(Exit::environment,
                "cannot " + what + " '" + path.string() + "': " + errno_text(code));
}

[[noreturn]] void fail_content(const fs::path& path, std::string_view bytes, std::size_t offset,
                               const std::string& rule, const std::string& message,
                               const std::string& help) {
    const Location location = LineIndex(bytes).at(path.string(), offset);
    throw Error(Exit::graph, Diagnostics{error_at(location, rule, message, help)});
}

[[noreturn]] void fail_file(const fs::path& path, const std::string& rule,
                            const std::string& message) {
    throw Error(Exit::graph, Diagnostics{error_at({path.string(), 0, 0}, rule, message)});
}

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    int number() const { return number_; }
    bool is_open() const { return number_ >= 0; }

    // Some file systems report a failed write only here. Returns an errno or 0.
    int close() {
        const int number = std::exchange(number_, -1);
        return ::close(number) == 0 ? 0 : errno;
    }

private:
    int number_;
};

std::string kind_of_file(mode_t mode) {
    if (S_ISDIR(mode)) return "a directory";
    if (S_ISFIFO(mode)) return "a FIFO";
    if (S_ISSOCK(mode)) return "a socket";
    return "a device";
}

// Reads up to `limit` bytes.
std::string read_up_to(const Descriptor& file, const fs::path& path, std::size_t limit) {
    std::string bytes;
    std::array<char, 65536> buffer;  // not cleared: that would take as long as the rest of a small file
    while (bytes.size() < limit) {
        const std::size_t wanted = std::min(buffer.size(), limit - bytes.size());
        const ssize_t got = ::read(file.number(), buffer.data(), wanted);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail("read", path, errno);
        bytes.append(buffer.data(), static_cast<std::size_t>(got));
        // Less than asked for is the end of a regular file.
        if (static_cast<std::size_t>(got) < wanted) break;
    }
    return bytes;
}

// O_NONBLOCK: opening a FIFO without a writer would wait for ever.
constexpr int reading = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;

std::optional<std::string> read_if_there(const fs::path& path) {
    const Descriptor file(::open(path.c_str(), reading));
    if (!file.is_open() && errno == ENOENT) return std::nullopt;
    if (!file.is_open()) fail("read", path, errno);
    struct stat status {};
    if (::fstat(file.number(), &status) != 0) fail("read", path, errno);
    if (!S_ISREG(status.st_mode)) {
        throw Error(Exit::environment, "cannot read '" + path.string() +
                                           "': it is no regular file but " +
                                           kind_of_file(status.st_mode));
    }
    return read_up_to(file, path, std::string::npos);
}

void check_text(const fs::path& path, const std::string& bytes) {
    if (const std::size_t bad = invalid_utf8(bytes); bad != std::string::npos) {
        const bool utf16 = bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
        fail_content(path, bytes, bad, "not-utf8",
                     std::string("not UTF-8") + (utf16 ? " but UTF-16" : "") + ": byte " +
                         byte_name(bytes[bad]) + " at offset " + std::to_string(bad),
                     "save the file as UTF-8");
    }
    const std::size_t bad = forbidden_control(bytes);
    if (bad == std::string::npos) return;
    const std::string name =
        bytes[bad] == '\0' ? "NUL"
        : bytes[bad] == '\r'
            ? "carriage return without line feed"
            : "control character " + code_point_name(static_cast<unsigned char>(bytes[bad]));
    fail_content(path, bytes, bad, "control-character", name + " at offset " + std::to_string(bad),
                 {});
}

// Where a write goes: a link stays a link, and the file that it names is replaced.
fs::path target_of(const fs::path& path) {
    std::error_code error;
    if (!fs::is_symlink(fs::symlink_status(path, error))) return path;
    fs::path target = fs::canonical(path, error);
    if (error) fail("write", path, error.value());
    return target;
}

fs::path folder_of(const fs::path& path) {
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

[[noreturn]] void fail_existing(const fs::path& path) {
    throw Error(Exit::graph, "'" + path.string() + "' exists already");
}

// Writes and syncs all of `bytes`, and closes. Throws Error environment, naming `path`.
void write_all(Descriptor& file, const fs::path& path, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t done = ::write(file.number(), bytes.data(), bytes.size());
        if (done < 0 && errno != EINTR) fail("write", path, errno);
        if (done > 0) bytes.remove_prefix(static_cast<std::size_t>(done));
    }
    if (::fsync(file.number()) != 0) fail("write", path, errno);
    if (const int code = file.close(); code != 0) fail("write", path, code);
}

// A new hidden file beside `path` with all of `bytes` in it, on the disk. Removed again unless it
// is kept.
class TemporaryFile {
public:
    TemporaryFile(const fs::path& path, std::string_view bytes) {
        std::random_device random;
        for (int attempt = 0; attempt < 100 && !file_.has_value(); ++attempt) {
            name_ = folder_of(path) / (".migrations-" + std::to_string(random()) + ".tmp");
            const int number = ::open(name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
            if (number >= 0) {
                file_.emplace(number);
            } else if (errno != EEXIST) {
                fail("write", path, errno);
            }
        }
        if (!file_.has_value()) fail("write", path, EEXIST);
        try {
            take_mode_of(path);
            write_all(*file_, path, bytes);
        } catch (...) {
            ::unlink(name_.c_str());
            throw;
        }
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile() {
        if (!name_.empty()) ::unlink(name_.c_str());
    }

    const fs::path& name() const { return name_; }
    void keep() { name_.clear(); }

private:
    void take_mode_of(const fs::path& path) {
        struct stat old {};
        if (::stat(path.c_str(), &old) != 0) return;
        if (::fchmod(file_->number(), old.st_mode & 07777U) != 0) fail("write", path, errno);
    }

    fs::path name_;
    std::optional<Descriptor> file_;
};

// Makes the new name last through a power loss. File systems that cannot do this refuse, which is
// no harm.
void sync_folder(const fs::path& path) {
    const Descriptor folder(::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.is_open()) ::fsync(folder.number());
}

// For file systems without hard links: a crash may leave a part of the file, but nothing is
// overwritten.
void write_without_link(const fs::path& path, std::string_view bytes) {
    Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (!file.is_open() && errno == EEXIST) fail_existing(path);
    if (!file.is_open()) fail("write", path, errno);
    try {
        write_all(file, path, bytes);
    } catch (const Error&) {
        ::unlink(path.c_str());
        throw;
    }
    sync_folder(path);
}

}  // namespace

SourceFile read_source(const fs::path& path) {
    const Descriptor file(::open(path.c_str(), reading));
    if (!file.is_open() && (errno == ENXIO || errno == ENODEV)) {
        fail_file(path, "no-file", "no regular file but a socket or a device");
    }
    if (!file.is_open()) fail("read", path, errno);
    struct stat status {};
    if (::fstat(file.number(), &status) != 0) fail("read", path, errno);
    if (!S_ISREG(status.st_mode))
        fail_file(path, "no-file", "no regular file but " + kind_of_file(status.st_mode));
    const std::string bytes = read_up_to(file, path, largest_source + 1);
    if (bytes.size() > largest_source) {
        const auto size = std::max(static_cast<std::size_t>(status.st_size), bytes.size());
        fail_file(path, "too-large",
                  "too large: " + std::to_string(size) + " bytes, at most " +
                      std::to_string(largest_source));
    }
    check_text(path, bytes);
    return {path.string(), normalized_text(bytes)};
}

std::optional<SourceFile> read_source(const fs::path& path, Diagnostics& problems) {
    try {
        return read_source(path);
    } catch (const Error& error) {
        if (error.diagnostics.empty()) {
            problems.push_back(error_at({path.string()}, "unreadable", error.what(), error.help));
        }
        problems.insert(problems.end(), error.diagnostics.begin(), error.diagnostics.end());
        return std::nullopt;
    }
}

std::string read_bytes(const fs::path& path) {
    return read_if_there(path).value_or(std::string{});
}

void write_file(const fs::path& path, std::string_view bytes) {
    const fs::path target = target_of(path);
    TemporaryFile temporary(target, bytes);
    if (::rename(temporary.name().c_str(), target.c_str()) != 0) fail("write", path, errno);
    temporary.keep();
    sync_folder(target);
}

bool write_if_different(const fs::path& path, std::string_view bytes) {
    if (read_if_there(path) == bytes) return false;
    write_file(path, bytes);
    return true;
}

void write_new_file(const fs::path& path, std::string_view bytes) {
    const TemporaryFile temporary(path, bytes);
    if (::link(temporary.name().c_str(), path.c_str()) == 0) return sync_folder(path);
    if (errno == EEXIST) fail_existing(path);
    if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS) fail("write", path, errno);
    write_without_link(path, bytes);
}

std::vector<fs::path> files_in(const fs::path& folder, std::string_view suffix) {
    std::error_code error;
    fs::directory_iterator entry(folder, error);
    std::vector<fs::path> files;
    while (!error && entry != fs::directory_iterator{}) {
        const std::string name = entry->path().filename().string();
        std::error_code unknown;
        if (!name.starts_with('.') && name.ends_with(suffix) && entry->is_regular_file(unknown)) {
            files.push_back(entry->path());
        }
        entry.increment(error);
    }
    if (error) fail("read the folder", folder, error.value());
    std::sort(files.begin(), files.end(), [](const fs::path& a, const fs::path& b) {
        return a.filename().string() < b.filename().string();
    });
    return files;
}

}  // namespace migrations

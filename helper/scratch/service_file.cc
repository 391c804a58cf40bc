#include "scratch/service_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cctype>
#include <cerrno>
#include <cstring>

#include "base/error.h"
#include "base/file.h"

namespace migrations {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file) {
    throw Error(Exit::environment, "'" + file.string() + "' cannot be written: " + std::strerror(errno));
}

// libpq takes a line as it is, but for white space at its end.
void require_one_line(const std::string& name, const std::string& value) {
    const bool ends_blank = !value.empty() && std::isspace(static_cast<unsigned char>(value.back())) != 0;
    if (value.find_first_of("\r\n") == std::string::npos && !ends_blank) return;
    throw Error(Exit::usage,
                "MIGRATIONS_POSTGRESQL_URL: the parameter '" + name + "' has a line break or ends with white space, which a "
                "service file of libpq cannot hold",
                "tests find their databases through such a file");
}

}  // namespace

void write_service_file(const std::filesystem::path& file, const ConnectionParameters& parameters) {
    std::string text = std::string("# The PostgreSQL server of the tests. Written by each run of ctest.\n[") + test_service + "]\n";
    for (const auto& [name, value] : parameters) {
        require_one_line(name, value);
        text += name + "=" + value + "\n";
    }
    if (std::filesystem::exists(file) && read_bytes(file) == text) return;
    const std::filesystem::path fresh = file.string() + "." + std::to_string(getpid());
    const int out = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (out < 0) fail(fresh);
    const bool written = ::fchmod(out, 0600) == 0 && ::write(out, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    ::close(out);
    if (!written || ::rename(fresh.c_str(), file.c_str()) != 0) {
        const int error = errno;
        ::unlink(fresh.c_str());
        errno = error;
        fail(file);
    }
}

}  // namespace migrations

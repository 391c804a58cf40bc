#include "scratch/upgrade_in_child.h"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <migrations/run_text.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"

namespace migrations {
namespace {

void write_all(int file, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(file, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;  // nobody listens any more
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

ssize_t read_some(int file, char* to, std::size_t size) {
    ssize_t count = -1;
    do {
        count = ::read(file, to, size);
    } while (count < 0 && errno == EINTR);
    return count;
}

outcome upgrade(const Scratch& scratch, const DatabaseUrl& database, const set& chain, std::size_t kill_at, int go, int result) {
    const std::unique_ptr<Connection> connection = scratch.open(database);
    write_all(result, "r");
    char ignored = 0;
    read_some(go, &ignored, 1);
    options how;
    how.lock_timeout = std::chrono::seconds(60);
    std::size_t statements = 0;
    how.on_statement = [&](std::string_view) {
        if (++statements == kill_at) ::kill(::getpid(), SIGKILL);
    };
    return connection->upgrade(chain, how);
}

}  // namespace

UpgradingChild::UpgradingChild(const Scratch& scratch, const DatabaseUrl& database, const set& chain, std::size_t kill_at) {
    std::array<int, 2> go{};
    std::array<int, 2> result{};
    if (::pipe(go.data()) != 0 || ::pipe(result.data()) != 0) {
        throw Error(Exit::environment, std::string("no pipe to another process: ") + std::strerror(errno));
    }
    child_ = ::fork();
    if (child_ < 0) throw Error(Exit::environment, std::string("no other process can be started: ") + std::strerror(errno));
    if (child_ == 0) {
        ::close(go[1]);
        ::close(result[0]);
        outcome ended;
        try {
            ended = upgrade(scratch, database, chain, kill_at, go[0], result[1]);
        } catch (const std::exception& error) {
            ended.status = status::connection;
            ended.message = error.what();
        }
        write_all(result[1], encode_outcome(ended));
        // Nothing of the parent's is this process's to put away.
        ::_exit(0);
    }
    ::close(go[0]);
    ::close(result[1]);
    go_ = go[1];
    result_ = result[0];
}

UpgradingChild::~UpgradingChild() {
    start();
    if (result_ >= 0) ::close(result_);
    if (child_ <= 0) return;
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
}

void UpgradingChild::wait_until_ready() {
    char ready = 0;
    read_some(result_, &ready, 1);
}

void UpgradingChild::start() {
    if (go_ >= 0) ::close(std::exchange(go_, -1));
}

std::optional<outcome> UpgradingChild::wait() {
    std::string text;
    std::array<char, 4096> part{};
    for (ssize_t count = 0; (count = read_some(result_, part.data(), part.size())) > 0;) {
        text.append(part.data(), static_cast<std::size_t>(count));
    }
    int ended = 0;
    ::waitpid(std::exchange(child_, -1), &ended, 0);
    if (text.empty()) return std::nullopt;
    return decode_outcome(text);
}

}  // namespace migrations

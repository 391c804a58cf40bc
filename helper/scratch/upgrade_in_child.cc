#include "scratch/upgrade_in_child.h"

#include <sys/socket.h>
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

// A sibling that is forked later has a copy of our end, so that only a byte can be the sign, and not the end of the stream.
void wait_for_sign(int channel) {
    char ignored = 0;
    read_some(channel, &ignored, 1);
}

outcome upgrade(Connection& database, const set& chain, std::size_t kill_at) {
    options how;
    how.lock_timeout = std::chrono::seconds(60);
    std::size_t statements = 0;
    how.on_statement = [&](std::string_view) {
        if (++statements == kill_at) ::kill(::getpid(), SIGKILL);
    };
    return database.upgrade(chain, how);
}

outcome failed_to_run(std::string why) {
    outcome ended;
    ended.status = status::connection;
    ended.message = std::move(why);
    return ended;
}

}  // namespace

UpgradingChild::UpgradingChild(const Scratch& scratch, const DatabaseUrl& database, const set& chain, std::size_t kill_at) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) != 0) {
        throw Error(Exit::environment, std::string("no channel to another process: ") + std::strerror(errno));
    }
    child_ = ::fork();
    if (child_ == 0) {
        ::close(ends[0]);
        outcome ended;
        try {
            std::unique_ptr<Connection> connection;
            try {
                connection = scratch.open(database);
            } catch (const std::exception& error) {
                ended = failed_to_run(error.what());
            }
            write_all(ends[1], "r");
            wait_for_sign(ends[1]);
            if (connection != nullptr) ended = upgrade(*connection, chain, kill_at);
        } catch (const std::exception& error) {
            ended = failed_to_run(error.what());
        }
        write_all(ends[1], encode_outcome(ended));
        // Nothing of the parent's is this process's to put away.
        ::_exit(0);
    }
    ::close(ends[1]);
    channel_ = ends[0];
    if (child_ > 0) return;
    const int why = errno;
    ::close(channel_);
    throw Error(Exit::environment, std::string("no other process can be started: ") + std::strerror(why));
}

UpgradingChild::~UpgradingChild() {
    if (channel_ >= 0) ::close(channel_);
    if (child_ <= 0) return;
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
}

void UpgradingChild::wait_until_ready() {
    if (std::exchange(is_ready_, true)) return;
    wait_for_sign(channel_);
}

void UpgradingChild::start() { ::send(channel_, "g", 1, MSG_NOSIGNAL); }

std::optional<outcome> UpgradingChild::wait() {
    wait_until_ready();
    std::string text;
    std::array<char, 4096> part{};
    for (ssize_t count = 0; (count = read_some(channel_, part.data(), part.size())) > 0;) {
        text.append(part.data(), static_cast<std::size_t>(count));
    }
    int ended = 0;
    ::waitpid(std::exchange(child_, -1), &ended, 0);
    if (WIFSIGNALED(ended) && WTERMSIG(ended) == SIGKILL) return std::nullopt;
    std::optional<outcome> said = decode_outcome(text);
    return said ? said : failed_to_run("the process ended without a word");
}

}  // namespace migrations

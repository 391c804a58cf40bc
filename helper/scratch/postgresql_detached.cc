#include "scratch/postgresql_detached.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/syscall.h>
#endif

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <thread>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "scratch/child_process.h"
#include "scratch/ended_runs.h"
#include "scratch/postgresql_cluster.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// How a state file begins that says why there is no server.
constexpr std::string_view absent = "none: ";

struct State {
    std::string url;
    fs::path directory;
};

State read_state(const fs::path& file) {
    std::ifstream in(file);
    State state;
    std::string directory;
    // The folder will be removed: believe no file that names another one.
    if (std::getline(in, state.url) && std::getline(in, directory) &&
        fs::path(directory).filename().string().compare(0, server_folder_prefix.size(),
                                                        server_folder_prefix) == 0) {
        state.directory = directory;
    }
    return state;
}

// Somebody holds the server's directory.
bool is_alive(const State& state) {
    std::error_code failed;
    if (state.directory.empty() || !fs::exists(state.directory / "owner.lock", failed))
        return false;
    const int lock = lock_file(state.directory / "owner.lock", false, false);
    if (lock < 0) return true;
    close(lock);
    return false;
}

// A file that becomes readable when the process ends; -1 when the system has none.
int open_process(pid_t process) {
#if defined(__linux__) && defined(SYS_pidfd_open)
    if (process > 0) return static_cast<int>(syscall(SYS_pidfd_open, process, 0));
#endif
    static_cast<void>(process);
    return -1;
}

// Returns when the server should end.
void wait_for_the_end(const PostgresqlServer& server, int bell, const DetachedOptions& options,
                      int watched) {
    const auto end = Clock::now() + options.lifetime;
    while (Clock::now() < end) {
        if (wait_child(server.pid(), 0)) return;
        if (options.watched > 0 && watched < 0 && kill(options.watched, 0) != 0 && errno == ESRCH)
            return;
        pollfd files[] = {{bell, POLLIN, 0}, {watched, POLLIN, 0}};
        if (poll(files, watched < 0 ? 1 : 2, 1000) > 0) return;
    }
}

// The holder: starts the server, says so through `report`, and stays until it should end.
[[noreturn]] void hold(const fs::path& state_file, const DetachedOptions& options, int report,
                       int watched) {
    std::string problem = "\n";  // an empty line: it runs
    try {
        PostgresqlServer server = PostgresqlServer::start(options.server);
        const fs::path pipe = server.directory() / "stop";
        if (mkfifo(pipe.c_str(), 0600) != 0) {
            throw Error(Exit::environment,
                        "'" + pipe.string() + "' cannot be made: " + std::strerror(errno));
        }
        const int bell = open(pipe.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
        write_file(state_file, server.url() + "\n" + server.directory().string() + "\n");
        static_cast<void>(!write(report, problem.data(), problem.size()));
        close(report);
        wait_for_the_end(server, bell, options, watched);
        server.stop();
        _exit(0);
    } catch (const Error& error) {
        problem = std::string(error.what()) + "\n" + error.help;
    } catch (const std::exception& error) {
        problem = error.what();
    }
    static_cast<void>(!write(report, problem.data(), problem.size()));
    _exit(1);
}

// In the child: leaves the session, the terminal and every file of the caller but `report` and
// `watched`, so that no pipe of the caller stays open.
void leave_caller(int& report, int& watched) {
    setsid();
    const int nothing = open("/dev/null", O_RDWR);
    for (const int each : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(nothing, each);
    // Out of the way of the low numbers first: either of them may be one.
    const int high_report = fcntl(report, F_DUPFD, 100);
    const int high_watched = watched < 0 ? -1 : fcntl(watched, F_DUPFD, 100);
    report = dup2(high_report, 3);
    watched = high_watched < 0 ? -1 : dup2(high_watched, 4);
    close_files_from(watched < 0 ? 4 : 5);
    fcntl(report, F_SETFD, FD_CLOEXEC);
    if (watched >= 0) fcntl(watched, F_SETFD, FD_CLOEXEC);
    static_cast<void>(!chdir("/"));
}

}  // namespace

fs::path state_of_test_run(const fs::path& state_file) {
    return state_file.string() + "." + std::to_string(getppid());
}

void record_absence(const fs::path& state_file, const std::string& why) {
    write_file(state_file, std::string(absent) + why + "\n");
}

std::string reason_of_absence(const fs::path& state_file) {
    const std::string first = read_state(state_file).url;
    return first.starts_with(absent) ? first.substr(absent.size()) : "";
}

void forget_ended_runs(const fs::path& state_file) {
    std::error_code failed;
    for (const fs::path& each : files_of_ended_runs(state_file.string() + ".")) {
        if (!is_alive(read_state(each))) fs::remove(each, failed);
    }
}

std::string start_detached(const fs::path& state_file, const DetachedOptions& options) {
    stop_detached(state_file);
    const fs::path file = fs::absolute(state_file);
    int pipe_ends[2];
    if (pipe2(pipe_ends, O_CLOEXEC) != 0) {
        throw Error(Exit::environment, std::string("no pipe can be made: ") + std::strerror(errno));
    }
    // Opened here, where its number still means the process that the caller meant.
    int watched = open_process(options.watched);
    const pid_t child = fork();
    if (child == 0) {
        leave_caller(pipe_ends[1], watched);
        if (fork() != 0) _exit(0);
        hold(file, options, pipe_ends[1], watched);
    }
    close(pipe_ends[1]);
    if (watched >= 0) close(watched);
    if (child > 0) waitpid(child, nullptr, 0);
    std::string said;
    char buffer[4096];
    for (ssize_t count = 0; (count = read(pipe_ends[0], buffer, sizeof buffer)) != 0;) {
        if (count > 0) said.append(buffer, static_cast<std::size_t>(count));
        if (count < 0 && errno != EINTR) break;
    }
    close(pipe_ends[0]);
    if (child < 0 || said.empty())
        throw Error(Exit::environment, "the holder of the PostgreSQL server did not start");
    if (said != "\n") {
        const std::size_t end = said.find('\n');
        throw Error(Exit::environment, said.substr(0, end),
                    end == std::string::npos ? "" : said.substr(end + 1));
    }
    return read_state(file).url;
}

std::string detached_url(const fs::path& state_file) {
    const State state = read_state(state_file);
    return is_alive(state) ? state.url : std::string();
}

void stop_detached(const fs::path& state_file) {
    const State state = read_state(state_file);
    const int bell = state.directory.empty() ? -1
                                             : open((state.directory / "stop").c_str(),
                                                    O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);
    if (bell >= 0) {
        static_cast<void>(!write(bell, "x", 1));
        close(bell);
    }
    const auto end = Clock::now() + std::chrono::seconds(30);
    while (is_alive(state)) {
        if (Clock::now() > end) {
            throw Error(Exit::environment,
                        "the PostgreSQL server in '" + state.directory.string() + "' does not end");
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    std::error_code ignored;
    if (!state.directory.empty())
        fs::remove_all(state.directory, ignored);  // the holder is at its end, or was killed
    fs::remove(state_file, ignored);
}

}  // namespace migrations

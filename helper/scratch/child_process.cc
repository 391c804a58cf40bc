#include "scratch/child_process.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/prctl.h>
#endif

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "base/error.h"

extern char** environ;

namespace migrations {
namespace {

bool look_up(const char* name, Account& account) {
    const passwd* entry = getpwnam(name);
    if (entry == nullptr) return false;
    account.name = entry->pw_name;
    account.uid = entry->pw_uid;
    account.gid = entry->pw_gid;
    int count = 64;
    account.groups.resize(static_cast<std::size_t>(count));
    if (getgrouplist(account.name.c_str(), account.gid, account.groups.data(), &count) < 0) {
        account.groups.resize(static_cast<std::size_t>(count));
        getgrouplist(account.name.c_str(), account.gid, account.groups.data(), &count);
    }
    account.groups.resize(static_cast<std::size_t>(count));
    return true;
}

std::vector<std::string> child_environment() {
    std::vector<std::string> variables;
    for (char** each = environ; *each != nullptr; ++each) {
        const std::string variable = *each;
        const bool dropped =
            variable.compare(0, 2, "PG") == 0 || variable.compare(0, 3, "LC_") == 0 ||
            variable.compare(0, 5, "LANG=") == 0 || variable.compare(0, 9, "LANGUAGE=") == 0;
        if (!dropped) variables.push_back(variable);
    }
    variables.emplace_back("LC_ALL=C");
    return variables;
}

// Runs between fork and exec, where only async-signal-safe calls are allowed.
[[noreturn]] void become(char* const* argv, char* const* variables, const ChildOptions& options,
                         int output, pid_t parent) {
    setpgid(0, 0);
    const int input = open("/dev/null", O_RDONLY);
    dup2(input, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    close_files_from(3);
    if (options.account.drop) {
        if (setgroups(options.account.groups.size(), options.account.groups.data()) != 0 ||
            setgid(options.account.gid) != 0 || setuid(options.account.uid) != 0) {
            _exit(126);
        }
    }
#if defined(__linux__)
    if (options.die_with_parent) {
        prctl(PR_SET_PDEATHSIG, SIGQUIT);  // setuid() has cleared it if it was set before
        if (getppid() != parent) _exit(125);
    }
#else
    static_cast<void>(parent);
#endif
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    umask(077);
    environ = const_cast<char**>(variables);
    execvp(argv[0], argv);
    _exit(127);
}

}  // namespace

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (std::string& each : texts) pointers.push_back(each.data());
    pointers.push_back(nullptr);
    return pointers;
}

Account server_account() {
    Account account;
    if (geteuid() != 0) {
        const passwd* entry = getpwuid(geteuid());
        if (entry == nullptr) {
            throw Error(Exit::environment,
                        "user id " + std::to_string(geteuid()) +
                            " has no entry in the user database, which PostgreSQL "
                            "needs",
                        "run as a user that is known to the system");
        }
        account.name = entry->pw_name;
        account.uid = geteuid();
        account.gid = getegid();
        return account;
    }
    account.drop = true;
    if (const char* wanted = std::getenv("MIGRATIONS_POSTGRESQL_USER");
        wanted != nullptr && *wanted != '\0') {
        if (look_up(wanted, account) && account.uid != 0) return account;
        throw Error(Exit::environment, "MIGRATIONS_POSTGRESQL_USER names '" + std::string(wanted) +
                                           "', which is not a user that a "
                                           "PostgreSQL server can run as");
    }
    if (look_up("postgres", account) || look_up("nobody", account)) return account;
    throw Error(Exit::environment,
                "PostgreSQL does not run as root, and there is no user 'postgres' or 'nobody'",
                "set MIGRATIONS_POSTGRESQL_USER to a user, or run as another user");
}

pid_t start_child(const std::vector<std::string>& argv, const ChildOptions& options) {
    std::vector<std::string> words = argv;
    std::vector<std::string> variables = child_environment();
    const std::vector<char*> word_pointers = pointers_to(words);
    const std::vector<char*> variable_pointers = pointers_to(variables);
    const std::string output_path = options.output.empty() ? "/dev/null" : options.output.string();
    const int output = open(output_path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (output < 0) {
        throw Error(Exit::environment,
                    "'" + output_path + "' cannot be written: " + std::strerror(errno));
    }
    const pid_t parent = getpid();
    const pid_t child = fork();
    if (child == 0) become(word_pointers.data(), variable_pointers.data(), options, output, parent);
    const int problem = errno;
    close(output);
    if (child < 0) {
        throw Error(Exit::environment,
                    "'" + argv.front() + "' cannot be started: " + std::strerror(problem));
    }
    return child;
}

bool run_child(const std::vector<std::string>& argv, const ChildOptions& options) {
    const pid_t child = start_child(argv, options);
    int state = 0;
    while (waitpid(child, &state, 0) < 0) {
        if (errno != EINTR) return false;
    }
    return WIFEXITED(state) && WEXITSTATUS(state) == 0;
}

std::string output_of_child(const std::vector<std::string>& argv) {
    std::string path = (std::filesystem::temp_directory_path() / "migrations-out-XXXXXX").string();
    const int file = mkostemp(path.data(), O_CLOEXEC);
    if (file < 0)
        throw Error(Exit::environment, "'" + path + "' cannot be made: " + std::strerror(errno));
    std::string text;
    ChildOptions options;
    options.output = path;
    if (run_child(argv, options)) {
        char buffer[4096];
        ssize_t count = 0;
        while ((count = read(file, buffer, sizeof buffer)) > 0)
            text.append(buffer, static_cast<std::size_t>(count));
    }
    close(file);
    unlink(path.c_str());
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

bool wait_child(pid_t child, int milliseconds) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
    while (true) {
        const pid_t ended = waitpid(child, nullptr, WNOHANG);
        if (ended == child || (ended < 0 && errno == ECHILD)) return true;
        if (std::chrono::steady_clock::now() >= end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

void close_files_from(int first) {
#if defined(__linux__)
    if (close_range(static_cast<unsigned>(first), ~0U, 0) == 0) return;
#endif
    const long limit = sysconf(_SC_OPEN_MAX);
    for (int each = first; each < (limit > 0 && limit < 65536 ? limit : 65536); ++each) close(each);
}

}  // namespace migrations

#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace migrations {

// The user that a child process runs as.
struct Account {
    std::string name;
    uid_t uid = 0;
    gid_t gid = 0;
    std::vector<gid_t> groups;
    bool drop = false;  // the child must give up root for it
};

// Who servers run as, since PostgreSQL refuses root: the caller; where that is root, the user named
// by the environment variable MIGRATIONS_POSTGRESQL_USER, else `postgres`, else `nobody`. Throws
// Error environment when there is none of these.
Account server_account();

// What a child process is started with.
struct ChildOptions {
    Account account;
    std::filesystem::path output;  // receives stdout and stderr, appended; empty: /dev/null
    bool die_with_parent = false;  // SIGQUIT when the calling thread ends, in whatever way (Linux)
};

// Starts a program (argv[0] is a path, or a name to find in PATH) with /dev/null as stdin, in a
// process group of its own, without any other file of the caller, without the variables PG*, and
// with LC_ALL=C. Returns its process id. Throws Error environment when it cannot be started; where
// only the exec fails, the child ends with status 127.
pid_t start_child(const std::vector<std::string>& argv, const ChildOptions& options);

// Runs a program to its end. True when it exited with 0.
bool run_child(const std::vector<std::string>& argv, const ChildOptions& options);

// Runs a program and returns what it wrote to stdout, without a final newline; empty when it
// failed.
std::string output_of_child(const std::vector<std::string>& argv);

// Waits for a child for at most `milliseconds`. True when it has ended; it is then reaped.
bool wait_child(pid_t child, int milliseconds);

// For the exec functions: pointers to the texts, which they must not outlive, and a null one behind them.
std::vector<char*> pointers_to(std::vector<std::string>& texts);

// Closes all files from `first` on.
void close_files_from(int first);

}  // namespace migrations

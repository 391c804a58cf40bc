// What the programs do when they start: each connection brings the database up to date, as in any application. The rest is
// how the tests steer them:
//
//   PROGRAM DATABASE [--gate] [--kill-at N] [--threads N]
//
//   --gate       connects, and goes on when its standard input ends
//   --kill-at N  kills itself before the Nth statement
//   --threads N  N threads with a connection each, at once
#pragma once

#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <migrations/outcome.hpp>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

struct arguments {
    std::string database;
    bool gate = false;
    int kill_at = 0;
    int threads = 1;
};

inline arguments arguments_of(int argc, char** argv) {
    arguments given;
    for (int at = 1; at < argc; ++at) {
        const bool more = at + 1 < argc;
        if (std::strcmp(argv[at], "--gate") == 0) {
            given.gate = true;
        } else if (std::strcmp(argv[at], "--kill-at") == 0 && more) {
            given.kill_at = std::atoi(argv[++at]);
        } else if (std::strcmp(argv[at], "--threads") == 0 && more) {
            given.threads = std::atoi(argv[++at]);
        } else {
            given.database = argv[at];
        }
    }
    return given;
}

// A connection of the program: `Connection(database)`, false where there is none, get().
template <class Connection>
migrations::outcome bring_up_to_date(Connection& connection, const migrations::set& revisions, const arguments& given) {
    migrations::options how;
    how.lock_timeout = std::chrono::seconds(60);
    int seen = 0;
    if (given.kill_at > 0) {
        how.on_statement = [&](std::string_view) {
            if (++seen == given.kill_at) kill(getpid(), SIGKILL);
        };
    }
    return migrations::upgrade(connection.get(), revisions, how);
}

// 0, or the status of the first upgrade that failed.
template <class Connection>
int start(int argc, char** argv, const migrations::set& revisions) {
    const arguments given = arguments_of(argc, argv);
    std::vector<std::unique_ptr<Connection>> connections;
    for (int each = 0; each < given.threads; ++each) {
        connections.push_back(std::make_unique<Connection>(given.database));
        if (!*connections.back()) return 100;
    }
    char byte = 0;
    while (given.gate && read(STDIN_FILENO, &byte, 1) > 0) {
    }
    std::vector<migrations::outcome> results(connections.size());
    std::vector<std::thread> threads;
    for (std::size_t at = 1; at < connections.size(); ++at)
        threads.emplace_back([&, at] { results[at] = bring_up_to_date(*connections[at], revisions, given); });
    results[0] = bring_up_to_date(*connections[0], revisions, given);
    for (std::thread& each : threads) each.join();

    std::size_t applied = 0;
    for (const migrations::outcome& result : results) {
        applied += result.applied;
        if (result) continue;
        std::fprintf(stderr, "%s\n%s\n", result.message.c_str(), result.database_state.c_str());
        return static_cast<int>(result.status);
    }
    std::printf("applied %zu\n", applied);
    return 0;
}

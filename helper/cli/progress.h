#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "cli/command.h"
#include "revisions/plan.h"

namespace migrations {

// Tells how a run goes on: a line on stderr for each revision that is done. While one takes longer than a second, a
// terminal shows a bar with the revision, the statement and the time; a log gets a line after 10, 20, 40, ... seconds.
// Nothing with --quiet and --json.
class Progress {
public:
    // `plan` is what will be run, on a database of the dialect: PostgreSQL gets the statements of a transaction in one
    // message, so that their number is all that can be shown.
    Progress(const Context& context, const std::vector<PlannedStep>& plan, const Dialect& dialect,
             std::string version_table);
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    ~Progress();

    // Sets the callbacks of `how`, which must not outlive this object.
    void follow(options& how);

private:
    using Clock = std::chrono::steady_clock;

    void happened(const event& what);
    void begins(std::string_view statement);
    void watch();
    void show_bar();
    void log_line();
    void clear_bar();
    std::string doing() const;

    bool quiet_;
    bool terminal_;
    std::size_t total_;
    std::string version_table_;
    std::map<std::string, bool, std::less<>> one_by_one_;  // by revision

    std::mutex mutex_;  // guards what follows, and stderr
    std::condition_variable ended_;
    bool over_ = false;
    std::size_t done_ = 0;
    std::string revision_;  // that is running, with its message; empty: none
    bool alone_ = true;     // its statements are sent one by one
    std::string statement_;
    std::size_t statements_ = 0;
    Clock::time_point since_;
    Clock::duration next_line_{};
    bool bar_ = false;  // there is one on the terminal now
    std::thread watcher_;
};

}  // namespace migrations

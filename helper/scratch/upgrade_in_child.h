#pragma once

#include <sys/types.h>

#include <cstddef>
#include <optional>

#include <migrations/outcome.hpp>
#include <migrations/script.hpp>

#include "dialects/url.h"
#include "scratch/scratch.h"

namespace migrations {

// A process that upgrades a shared scratch database (Scratch::shared_database()) as a program does when it starts.
class UpgradingChild {
public:
    // It begins when start() is called, and kills itself before statement `kill_at` of its run (from 1; 0: never). Throws
    // Error environment when there can be no process. Call it while this process has no other thread.
    UpgradingChild(const Scratch& scratch, const DatabaseUrl& database, const set& chain, std::size_t kill_at = 0);
    ~UpgradingChild();
    UpgradingChild(const UpgradingChild&) = delete;
    UpgradingChild& operator=(const UpgradingChild&) = delete;

    // Returns when it is connected, or cannot be, so that several can be let go at one time.
    void wait_until_ready();
    void start();
    // How the upgrade ended; nothing when it was killed.
    std::optional<outcome> wait();

private:
    pid_t child_ = -1;
    int channel_ = -1;  // to the child: a byte lets it go; from it: a byte when it is ready, then its outcome
    bool is_ready_ = false;
};

}  // namespace migrations

#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "dialects/connection.h"

namespace migrations {

// Looks at a PostgreSQL copy on a connection of its own, from a thread of its own. An interrupt of this process ends whatever
// runs there.
class CopyWatcher {
public:
    explicit CopyWatcher(std::unique_ptr<Connection> connection);
    ~CopyWatcher();
    CopyWatcher(const CopyWatcher&) = delete;
    CopyWatcher& operator=(const CopyWatcher&) = delete;

    // A lock on a table that others were seen to hold there.
    struct Seen {
        std::string table;  // its oid
        std::string mode;
        std::chrono::steady_clock::time_point first;
        std::chrono::steady_clock::time_point last;
    };

    // Whether to look for locks; what has been seen is forgotten.
    void look(bool wanted);
    // What was seen since then.
    std::vector<Seen> seen();

private:
    void watch();
    void look_once();

    std::unique_ptr<Connection> connection_;
    std::atomic<bool> over_{false};
    std::atomic<bool> looking_{false};
    std::mutex mutex_;  // guards seen_
    std::map<std::pair<std::string, std::string>, Seen> seen_;
    std::thread thread_;
};

}  // namespace migrations

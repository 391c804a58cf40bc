#include "scratch/copy_watcher.h"

#include "base/error.h"
#include "scratch/interrupt.h"

namespace migrations {
namespace {

constexpr std::chrono::milliseconds between_looks{2};
constexpr std::chrono::milliseconds otherwise{50};

constexpr const char* others =
    " AND pid <> pg_catalog.pg_backend_pid()";

}  // namespace

CopyWatcher::CopyWatcher(std::unique_ptr<Connection> connection)
    : connection_(std::move(connection)), thread_([this] { watch(); }) {}

CopyWatcher::~CopyWatcher() {
    over_ = true;
    thread_.join();
}

void CopyWatcher::look(bool wanted) {
    const std::lock_guard<std::mutex> lock(mutex_);
    seen_.clear();
    looking_ = wanted;
}

std::vector<CopyWatcher::Seen> CopyWatcher::seen() {
    const std::lock_guard<std::mutex> lock(mutex_);
    std::vector<Seen> all;
    for (const auto& [key, each] : seen_) all.push_back(each);
    return all;
}

void CopyWatcher::look_once() {
    const auto now = std::chrono::steady_clock::now();
    const std::vector<Cells> rows = connection_->query(
        std::string("SELECT relation, mode FROM pg_catalog.pg_locks WHERE locktype = 'relation' AND granted AND relation >= 16384 AND "
                    "database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())") +
        others);
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!looking_) return;
    for (const Cells& row : rows) {
        const std::string table = row.at(0).value_or("");
        const std::string mode = row.at(1).value_or("");
        seen_.try_emplace({table, mode}, Seen{table, mode, now, now}).first->second.last = std::chrono::steady_clock::now();
    }
}

void CopyWatcher::watch() {
    try {
        while (!over_) {
            if (Interrupt::came() != 0) {
                connection_->query(std::string("SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE "
                                               "datname = pg_catalog.current_database()") +
                                   others);
            } else if (looking_) {
                look_once();
            }
            std::this_thread::sleep_for(looking_ ? between_looks : otherwise);
        }
    } catch (const std::exception&) {
        // The server is gone, and the run will say so.
    }
}

}  // namespace migrations

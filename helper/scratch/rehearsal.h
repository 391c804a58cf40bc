#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace migrations {

// What a run of revisions on a copy of a database has cost there.

// A lock that would have kept others away.
struct HeldLock {
    std::string mode;   // as LOCK TABLE has it: "ACCESS EXCLUSIVE"; SQLite: "write"
    std::string table;  // SQLite: "", the whole database
    std::chrono::milliseconds held{0};  // to the end of its transaction
};

// How much a mode keeps away, from 0, ACCESS SHARE.
std::size_t strength_of(const std::string& mode);
// Whether others cannot write as long as it is held.
bool blocks(const HeldLock& lock);
// Whether they cannot read either.
bool blocks_reading(const HeldLock& lock);

struct RewrittenTable {
    std::string table;
    long long rows = -1;  // -1: nobody counted
};

struct RehearsedStatement {
    std::string sql;
    std::chrono::milliseconds took{0};
    long long rows = -1;  // changed; -1: nobody counted
    std::vector<RewrittenTable> rewrites;
    std::vector<HeldLock> locks;  // that it was the first to take
};

struct RehearsedRevision {
    std::string id;
    std::string message;
    std::chrono::milliseconds took{0};
    std::vector<RehearsedStatement> statements;
    std::vector<HeldLock> locks;  // all of them

    // Of the strongest mode, the one that was held longest; null: none.
    const HeldLock* strongest() const;
    // Of those that keep others from writing, the one that was held longest; null: none.
    const HeldLock* longest() const;
};

using Rehearsal = std::vector<RehearsedRevision>;

}  // namespace migrations

// What a database says about its own migrations, as values.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <string>
#include <vector>

#include "script.hpp"

namespace migrations {

// The layout of the bookkeeping tables that this version of the runtime writes and understands.
constexpr int record_format = 1;

// One row of the version table: a head.
struct head_row {
    std::string revision;
    std::string chain_hash;
    long long seq = 0;  // grows with every move; a change is made only where it is what was read
    std::string project;
    int format = record_format;
};

// What the history table says about a revision: its newest row with the outcome 'ok' and the action
// 'upgrade' or 'stamp'. A revision that was taken back later still has one.
struct revision_row {
    std::string revision;
    std::vector<std::string> parents;
    std::string action;  // 'upgrade' or 'stamp'
    std::string file_hash;
    std::string ops_hash;
    std::string chain_hash;
    std::string down;        // as script_text.hpp writes it; empty when there was no way down
    bool compatible = false;  // as migration::compatible
    std::string applied_at;  // UTC, ISO 8601
    std::string db_user;
    std::string os_user;
    std::string host;
    std::string application;
    std::string tool_version;
};

// A move outside a transaction that has begun and is not finished: the journal has rows of it.
struct unfinished_move {
    std::string revision;
    direction way = direction::up;
};

// The whole record.
struct recorded {
    bool version_table = false;  // there is one
    bool empty = true;  // no user objects: what the engine and its extensions made does not count,
                        // nor do the bookkeeping tables
    std::vector<std::string>
        objects;  // names of user objects, at most 10; only read when there is no version table
    std::vector<head_row> heads;          // sorted by revision
    std::vector<unfinished_move> unfinished;
    std::vector<revision_row> revisions;  // oldest first
};

// One change of the version table. `before` is empty for a new row, `after` for a row that goes
// away.
struct head_edit {
    std::string before;
    long long before_seq = 0;
    std::string after;
    std::string after_chain_hash;
    long long after_seq = 0;
};

}  // namespace migrations

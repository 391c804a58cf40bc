#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/connection.h"

namespace migrations {

// Sees the statements of a run one by one. PostgreSQL gets those of a revision in one message otherwise.
class StatementWatch {
public:
    StatementWatch() = default;
    StatementWatch(const StatementWatch&) = delete;
    StatementWatch& operator=(const StatementWatch&) = delete;
    virtual ~StatementWatch() = default;

    virtual void begins(std::string_view statement) = 0;

    // A query that is sent behind each statement, in its transaction where that goes on.
    virtual std::string question() const = 0;

    struct End {
        long long rows = 0;                         // what the server counts for the statement; -1: nobody counted
        bool in_transaction = false;                // which goes on
        const std::vector<Cells>* answer = nullptr;  // to the question; none where it could not be asked
    };
    // Only for those that have not failed.
    virtual void ended(std::string_view statement, const End& end) = 0;
    // It cannot run in that way, and is begun anew in another one.
    virtual void refused(std::string_view statement) = 0;
};

// As open_connection(): a PostgreSQL database, of which the statements of run() are watched. The watch outlives the connection.
std::unique_ptr<Connection> open_watched(const DatabaseUrl& url, const OpenOptions& options, StatementWatch& watch);

}  // namespace migrations

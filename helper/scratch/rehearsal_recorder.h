#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <migrations/outcome.hpp>
#include <migrations/script.hpp>

#include "dialects/statement_watch.h"
#include "scratch/copy_watcher.h"
#include "scratch/rehearsal.h"

namespace migrations {

// Measures a run on a copy. PostgreSQL tells it of each statement (OpenOptions::watch), and what locks its transaction has
// then. SQLite, and programs that call functions, tell when a statement begins: it has ended when the next one does.
class RehearsalRecorder final : public StatementWatch {
public:
    using Report = std::function<void(const RehearsedRevision&)>;

    // `report` is called for each revision that is done.
    RehearsalRecorder(slice<move> moves, std::string_view version_table, Report report);

    // What the run works on, and who sees locks beside it (PostgreSQL).
    void watch(Connection& database, CopyWatcher* watcher);
    // Sets the callbacks of `how`, which must not outlive this object; those that it has are called too.
    void follow(options& how);

    const Rehearsal& done() const { return done_; }

    void begins(std::string_view statement) override;
    std::string question() const override;
    void ended(std::string_view statement, const End& end) override;
    void refused(std::string_view statement) override;

private:
    using Clock = std::chrono::steady_clock;

    struct Table {
        std::string name;
        std::string file;  // another one after a rewrite
        long long rows = -1;
    };
    struct OpenLock {
        std::size_t revision = 0;
        std::size_t statement = 0;
        std::string mode;
        std::string table;
        Clock::time_point since;
    };
    static constexpr std::size_t no_statement = static_cast<std::size_t>(-1);

    void happened(const event& what);
    void announced(std::string_view statement);
    void close_statement();
    void end_transaction(bool committed);
    void start_revision(const event& what);
    void finish_revision(const event& what);
    void look_at(const std::vector<Cells>& locks);
    void take_seen(std::size_t statement);
    void read_tables();
    bool is_shown(std::string_view statement) const;
    bool is_step(std::string_view statement) const;
    RehearsedStatement* current();
    void note_copying(RehearsedStatement& statement) const;

    std::map<std::string, const move*, std::less<>> moves_;
    std::set<std::string, std::less<>> steps_;
    std::string version_table_;
    Report report_;
    Connection* database_ = nullptr;
    CopyWatcher* watcher_ = nullptr;
    bool sqlite_ = false;

    Rehearsal running_;  // started and not finished: several where they share a transaction
    Rehearsal done_;
    bool by_announcement_ = false;  // of the revision at hand
    bool outside_ = false;          // it runs outside a transaction
    std::optional<std::string> open_;  // the statement that runs, by announcement
    bool shown_ = false;               // the statement that runs is the last one of the revision
    Clock::time_point since_;
    long long rows_before_ = 0;
    std::optional<Clock::time_point> writing_since_;  // SQLite: the transaction that is open
    std::map<std::string, Table> tables_;             // by oid, as they were before the statement
    std::map<std::string, std::size_t> strongest_;    // of the open transaction, by oid
    std::vector<OpenLock> locks_;                     // of the open transaction
    std::map<std::string, std::size_t> first_of_transaction_;  // statements by revision, where it can be rolled back to
};

}  // namespace migrations

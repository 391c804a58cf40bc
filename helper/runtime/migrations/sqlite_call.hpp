// What all calls of the SQLite engine share: reading and judging the record, writing it, and ending
// a call.
//
// C++17, standard library and sqlite3.h only, no exceptions, no RTTI.
#pragma once

#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "applied.hpp"
#include "newer.hpp"
#include "outcome.hpp"
#include "record_check.hpp"
#include "recorded.hpp"
#include "run_info.hpp"
#include "schema_check.hpp"
#include "script.hpp"
#include "script_text.hpp"
#include "sqlite_checks.hpp"
#include "sqlite_record.hpp"
#include "sqlite_session.hpp"
#include "sqlite_trouble.hpp"
#include "tables.hpp"

namespace migrations::sqlite {

// A null handle is what sqlite3_open() leaves when it has no memory.
inline outcome refuse_null(const sqlite3* db) {
    if (db != nullptr) return {};
    return failure(status::refused, "the database handle is null",
                   "check what sqlite3_open() returned");
}

// "3.35.5" of 3035005.
inline std::string version_text(int number) {
    return std::to_string(number / 1000000) + "." + std::to_string(number / 1000 % 1000) + "." +
           std::to_string(number % 1000);
}

// One call on one database.
class call {
protected:
    call(sqlite3* db, const set& of, const options& how)
        : set_(of),
          names_(names_of(dialect::sqlite, of.version_table)),
          chain_(of),
          on_(db, how),
          checks_(on_) {}

    // What no call can work with.
    outcome refuse_setup() const {
        if (outcome bad = refuse_null(on_.db); !bad) return bad;
        if (set_.language != dialect::sqlite) {
            return failure(status::internal,
                           "these migrations were rendered for another dialect than SQLite");
        }
        if (outcome bad = refuse_other_schema(set_, on_.how); !bad) return bad;
        const int needed = std::max(set_.sqlite_minimum, least_library);
        if (sqlite3_libversion_number() >= needed) return {};
        return failure(status::environment,
                       std::string("the SQLite library has version ") + sqlite3_libversion() +
                           ", at least " + version_text(needed) + " is needed",
                       "link a newer SQLite");
    }

    // What no call that writes can work with.
    outcome refuse_handle() const {
        if (outcome bad = refuse_setup(); !bad) return bad;
        if (sqlite3_get_autocommit(on_.db) == 0) {
            return failure(status::refused, "the connection has an open transaction",
                           "commit it before the call, or migrate with another connection");
        }
        for (sqlite3_stmt* each = sqlite3_next_stmt(on_.db, nullptr); each != nullptr;
             each = sqlite3_next_stmt(on_.db, each)) {
            if (sqlite3_stmt_busy(each) == 0 || sqlite3_sql(each) == nullptr) continue;
            outcome result =
                failure(status::refused, "a statement of the connection is still running",
                        "reset it before the call, or migrate with another connection");
            result.sql = excerpt(sqlite3_sql(each));
            return result;
        }
        return {};
    }

    // Reads the heads for the first time.
    outcome look() {
        if (trouble bad = read_state(on_, names_, found_)) {
            outcome result = outcome_of(bad);
            result.database_state = "the database is unchanged";
            return result;
        }
        result_.from = result_.to = head_ids(found_.heads);
        return {};
    }

    // Reads the heads after the own last change.
    outcome look_again() {
        recorded now;
        if (trouble bad = read_state(on_, names_, now)) return stopped(bad);
        found_ = std::move(now);
        return {};
    }

    // Whether what was read fits the chain.
    outcome judge() {
        if (!found_.version_table || !record_fits(set_, chain_, found_.heads)) {
            if (trouble bad = read_details(on_, names_, found_)) return stopped(bad);
            outcome fits = check_record(set_, chain_, found_, unknown_are_);
            if (!fits) return stopped(std::move(fits));
            result_.database_newer = fits.database_newer;
        }
        applied_ = applied_where(chain_, found_.heads);
        return {};
    }

    // Under the lock: reads the heads again, and judges them again when somebody has changed them.
    outcome look_under_lock() {
        if (!found_.version_table) {
            if (outcome bad = look_again(); !bad) return bad;
            return judge();
        }
        recorded now;
        if (trouble bad = read_heads(on_, names_, now)) return stopped(bad);
        found_.unfinished = std::move(now.unfinished);
        const bool same =
            std::equal(now.heads.begin(), now.heads.end(), found_.heads.begin(), found_.heads.end(),
                       [](const head_row& left, const head_row& right) {
                           return left.revision == right.revision && left.seq == right.seq &&
                                  left.chain_hash == right.chain_hash &&
                                  left.project == right.project && left.format == right.format;
                       });
        if (same) return {};
        found_.heads = std::move(now.heads);
        return judge();
    }

    // The bookkeeping tables, where they are missing.
    trouble make_tables() {
        if (found_.version_table) return {};
        for (const std::string& sql : create_tables_sql(names_)) {
            if (trouble bad = on_.execute(sql)) return bad;
        }
        return {};
    }

    // Writes edits_, compared with what was read.
    trouble write_edits() {
        for (const head_edit& edit : edits_) {
            const std::string sql = edit_head_sql(names_, edit, set_.project);
            if (trouble bad = on_.execute(sql)) return bad;
            if (sqlite3_changes(on_.db) == 1) continue;
            return {status::state, 0,
                    "the version table '" + names_.version + "' was changed during the move", sql,
                    "run: migrations current"};
        }
        return {};
    }

    std::string history(const migration* what, std::string_view action,
                        const trouble* bad = nullptr) {
        const bool collecting = on_.how.collecting;
        if (run_id_.empty() && collecting) run_id_ = "sql";
        if (run_id_.empty()) {
            run_id_ = new_run_id();
            user_ = os_user();
            host_ = host_name();
        }
        history_row row;
        row.run_id = run_id_;
        row.what = what;
        row.action = action;
        row.outcome = bad == nullptr ? "ok" : "failed";
        row.tool_version = on_.how.tool_version;
        row.os_user = user_;
        row.host = host_;
        row.application = on_.how.application;
        row.duration_ms = collecting ? 0 : elapsed().count();
        const std::string code = bad == nullptr ? std::string() : std::to_string(bad->code);
        if (bad != nullptr) {
            row.error_code = code;
            row.error_text = bad->message;
        }
        std::string down;
        if (what != nullptr && action != "downgrade" && what->irreversible.empty())
            down = encode_script(what->down);
        row.down_script = down;
        return insert_history_sql(names_, row);
    }

    std::chrono::milliseconds elapsed() const {
        return std::chrono::duration_cast<std::chrono::milliseconds>(
            std::chrono::steady_clock::now() - start_);
    }

    outcome finished() {
        outcome result = result_;
        result.to = head_ids(found_.heads);
        return result;
    }

    static outcome outcome_of(const trouble& bad) {
        outcome result = failure(bad.kind, bad.message, bad.help);
        result.sql = excerpt(bad.sql);
        if (bad.code != 0) result.code = std::to_string(bad.code);
        return result;
    }

    // Ends the call: rolls back, restores the connection, and says where the database is.
    outcome stopped(outcome bad) {
        on_.rollback();
        on_.close_scripts();
        checks_.forget();
        recorded now;
        if (!read_state(on_, names_, now)) found_ = std::move(now);
        bad.from = result_.from;
        bad.to = head_ids(found_.heads);
        bad.applied = result_.applied;
        if (bad.database_state.empty()) tell_state(bad);
        return bad;
    }
    outcome stopped(const trouble& bad) { return stopped(outcome_of(bad)); }

    // The same for a failed move, which is noted in the history; `number` is that of the step, 0
    // for none.
    outcome stopped(const trouble& bad, const move& what, std::size_t number = 0) {
        on_.rollback();
        const bool up = what.way == direction::up;
        const bool judged = bad.kind == status::sql_failed || bad.kind == status::state ||
                            bad.kind == status::refused;
        if (judged && found_.version_table && !on_.begin()) {
            if (on_.execute(history(what.what, up ? "upgrade" : "downgrade", &bad))) {
                on_.rollback();
            } else {
                on_.commit();
            }
        }
        outcome result = outcome_of(bad);
        result.revision = what.what->id;
        result.statement = number;
        result.message =
            "revision '" + result.revision + "' could not be " + (up ? "applied" : "taken back") +
            (number == 0 ? "" : ", step " + std::to_string(number)) + ": " + bad.message;
        if (result.help.empty() && bad.kind == status::sql_failed) {
            result.help = "correct the revision or the data, and run the same command again";
        }
        return stopped(std::move(result));
    }

    static constexpr int least_library = 3035005;  // as sqlite3.hpp says
    const set& set_;
    table_names names_;
    chain_index chain_;
    session on_;
    checks checks_;
    recorded found_;
    applied_flags applied_;
    unknown_heads_are unknown_are_ = unknown_heads_are::wrong;
    std::vector<head_edit> edits_;
    outcome result_;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    std::string run_id_;
    std::string user_;
    std::string host_;
};

}  // namespace migrations::sqlite

// One call of the PostgreSQL engine: the connection, the place of the bookkeeping tables, the lock
// and the waits.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "applied.hpp"
#include "event_text.hpp"
#include "function_check.hpp"
#include "outcome.hpp"
#include "postgresql_errors.hpp"
#include "postgresql_function.hpp"
#include "postgresql_guard.hpp"
#include "postgresql_patience.hpp"
#include "postgresql_reply.hpp"
#include "postgresql_sql.hpp"
#include "unfinished.hpp"
#include "record_check.hpp"
#include "run_info.hpp"
#include "schema_check.hpp"
#include "script.hpp"
#include "tables.hpp"

namespace migrations::postgresql {

// An executor that only writes down what is sent has a function `remember(heads)`: it is told the
// version rows after each COMMIT, since it cannot know them from a server.
template <class Executor, class = void>
struct is_recording : std::false_type {};
template <class Executor>
struct is_recording<Executor, std::void_t<decltype(std::declval<Executor&>().remember(
                                  std::declval<const std::vector<head_row>&>()))>>
    : std::true_type {};

// Ends what is still open when it is destroyed, so a callback that throws leaves the connection as
// it was.
template <class Executor>
class session {
public:
    session(Executor& database, const set& of, const options& how,
            typename second_connection<Executor>::source second = {})
        : set_(of),
          chain_(of),
          options_(how),
          waits_(how.lock_timeout),
          database_(database),
          guard_(std::move(second)),
          where_(place_of(of.version_table, {})) {
        if constexpr (is_recording<Executor>::value) {
            run_id_ = "sql";  // the same text every time, whoever has it printed
        } else {
            run_id_ = new_run_id();
            os_user_ = os_user();
            host_ = host_name();
        }
    }
    session(const session&) = delete;
    session& operator=(const session&) = delete;
    ~session() {
        if (in_transaction_) rollback();
        if (session_lock_) unlock_steps();
    }

    // From now on unknown revisions that are marked compatible are no reason to refuse.
    void accept_compatible() { unknown_are_ = unknown_heads_are::fine_if_compatible; }

    const set& of() const { return set_; }
    const chain_index& chain() const { return chain_; }
    const options& how() const { return options_; }
    const place& where() const { return where_; }
    patience& waits() { return waits_; }
    const situation& before() const { return before_; }  // what open() found, without the lock

    // Sends statements in one message, each of which is announced first, and a query that is not.
    reply run(const std::vector<std::string>& statements, std::string_view query = {}) {
        return run_views(std::vector<std::string_view>(statements.begin(), statements.end()),
                         query);
    }
    reply run_views(const std::vector<std::string_view>& statements, std::string_view query = {}) {
        if (options_.on_statement) {
            for (const std::string_view each : statements) options_.on_statement(each);
        }
        return database_.exec(message_of(statements) + std::string(query));
    }

    // Sends one statement by itself, so that it may be one that must not share a message.
    reply run_alone(std::string_view sql) {
        if (options_.on_statement) options_.on_statement(sql);
        return database_.exec(sql);
    }

    // Sends a query that changes nothing, and does not announce it.
    reply query(std::string_view sql) { return database_.exec(sql); }

    // Finds the tables and reads the version rows, without the lock and in one round trip where it
    // is as usual. `before()` holds what was found. Anything but done: nothing can be said about
    // this database.
    outcome open() {
        if (set_.language != dialect::postgresql) {
            return untouched(
                failure(status::internal,
                        "these migrations were rendered for another dialect than PostgreSQL"));
        }
        if (outcome bad = refuse_other_schema(set_, options_); !bad) return bad;
        int missing = 0;
        for (bool again = false;; again = true) {
            reply answer = read(heads_sql(where_));
            const bool table = answer.sqlstate != "42P01";
            if (!table) answer = read(objects_sql(where_));
            if (!answer.ok) return unreadable(answer);
            before_ = situation_of(answer, table);
            if (before_.in_transaction) return connection_in_use();
            const bool named = set_.version_table.find('.') != std::string_view::npos;
            if (!named && before_.schema.empty() && !is_recording<Executor>::value) {
                return untouched(failure(
                    status::environment,
                    "no schema is selected: the search path names none that exists",
                    "create the schema, or set search_path for the role or the connection"));
            }
            // The unqualified name may have found a table of another schema.
            const bool elsewhere =
                before_.table && !named && before_.table_schema != before_.schema;
            if (!again) where_ = place_of(set_.version_table, before_.schema);
            if (elsewhere && !again) continue;
            if (before_.table && !table) {
                if (++missing < 3) continue;  // somebody else made it between the two queries
                return untouched(failure(
                    status::state,
                    "there is a version table '" + set_names().version + "', but not the tables '" +
                        set_names().history + "' and '" + set_names().journal + "' beside it",
                    "restore them from a backup, or choose another version_table"));
            }
            if (!before_.ordinary) {
                return untouched(failure(status::state,
                                         "'" + set_names().version + "' is not an ordinary table",
                                         "choose another version_table"));
            }
            if (!before_.foreign.empty()) {
                return untouched(failure(status::state,
                                         "'" + before_.foreign + "' is not a table of this tool",
                                         "rename it, or choose another version_table"));
            }
            return {};
        }
    }

    // Reads the history, as far as check_record() needs it. Inside or outside a transaction.
    reply read_history(std::vector<revision_row>& rows) {
        reply answer = query(select_revisions_sql(where_.names));
        for (const auto& row : answer.rows) rows.push_back(revision_row_of(fields_of(row)));
        return answer;
    }

    // Whether what was found fits the chain; reads the history when the version rows alone do not
    // say so.
    outcome verify(const situation& found) {
        recorded record;
        record.version_table = found.table;
        record.objects = found.objects;
        record.empty = found.objects.empty();
        record.heads = found.heads;
        if (found.table && !record_fits(set_, chain_, found.heads)) {
            const reply answer = read_history(record.revisions);
            if (!answer.ok) return unreadable(answer);
        }
        return check_record(set_, chain_, record, unknown_are_);
    }

    // Opens a transaction that holds the lock, and reads under the lock. When somebody else has it:
    // rolls back, waits without a transaction, and tries again, until the patience ends (busy). Not
    // done: no transaction is open.
    outcome lock(situation& found) {
        const auto since = std::chrono::steady_clock::now();
        bool table = before_.table || made_tables_;
        while (true) {
            reply answer = run(begin_sql(where_, options_.statement_lock_timeout, guard_.held()),
                               table ? heads_sql(where_) : objects_sql(where_));
            in_transaction_ = !answer.broken;
            if (answer.ok) {
                found = situation_of(answer, table);
                if (found.read_only && !is_recording<Executor>::value) {
                    rollback();
                    return read_only(found);
                }
                if (found.locked && found.table == table) {
                    waits_.stop();
                    return {};
                }
                const reply ended = rollback();
                if (ended.broken) return failure_of(ended);
                if (found.locked) {
                    table =
                        found.table;  // somebody made or dropped the tables since they were read
                    continue;
                }
            } else {
                if (!answer.broken) rollback();
                if (answer.sqlstate == "42P01" && table) {
                    table = false;
                    continue;
                }
                if (!is_contention(answer)) return failure_of(answer);
            }
            waits_.start(since);
            if (outcome stop = cancelled(); !stop) return stop;
            if (waits_.exhausted()) return busy();
            tell_waiting(nullptr, direction::up);
            waits_.pause(std::chrono::milliseconds(50), std::chrono::milliseconds(200));
        }
    }

    // Whether steps can run outside a transaction: a second connection holds the lock for them, where there is a server.
    bool has_guard() { return is_recording<Executor>::value || guard_.find(); }
    // Whether the lock of lock_steps() is still held. Once it is not, lock() takes one of its own.
    bool is_guarded() { return is_recording<Executor>::value || guard_.check(); }

    // The same lock for steps outside a transaction, until unlock_steps(): held by the guard, and in a printed script by
    // the session.
    outcome lock_steps(situation& found) {
        if constexpr (is_recording<Executor>::value) {
            // A script of single statements sets its own limit.
            found = situation_of(run({try_lock_sql(where_, true)}, heads_sql(where_)), true);
            session_lock_ = true;
            return {};
        }
        const auto since = std::chrono::steady_clock::now();
        while (true) {
            reply answer = guard_.take(where_);
            if (answer.broken) return lost_guard(answer);
            if (guard_.held()) {
                answer = read(heads_sql(where_));
                if (!answer.ok) return failure_of(answer);
                found = situation_of(answer, true);
                waits_.stop();
                return sees_guard() ? outcome() : other_database();
            }
            if (!answer.ok && !is_contention(answer)) return failure_of(answer);
            waits_.start(since);
            if (outcome stop = cancelled(); !stop) return stop;
            if (waits_.exhausted()) return busy();
            tell_waiting(nullptr, direction::up);
            waits_.pause(std::chrono::milliseconds(50), std::chrono::milliseconds(200));
        }
    }

    void unlock_steps() {
        if (session_lock_) run({unlock_sql(where_)});
        session_lock_ = false;
        guard_.release();
    }

    // Sends one step by itself, under the guard's eyes; or behind `settings`, in one message with them.
    reply run_step(std::string_view sql, std::string_view settings = {}) {
        if (options_.on_statement) options_.on_statement(sql);
        const std::string message = std::string(settings) + std::string(sql);
        reply answer = guard_.held() ? guard_.run(database_, message) : database_.exec(message);
        // A place in the step is meant.
        answer.position -= std::min(answer.position, settings.size());
        return answer;
    }

    // Calls a function of the program inside the transaction, and looks whether that is still the same afterwards.
    // A function that is missing where others have changed what is to be done since check_functions() looked is one that
    // failed. A script that is printed stops there.
    reply call(const step& each) {
        const std::string name = "the function '" + std::string(each.function) + "'";
        if (options_.on_statement) options_.on_statement("-- function " + std::string(each.function));
        left_transaction_ = false;
        if constexpr (is_recording<Executor>::value) {
            return run({std::string(stop_mark) + " BEGIN RAISE EXCEPTION USING MESSAGE = " +
                        quoted_text(name + " can only be called by the program") + "; END $migrations_call$"});
        } else {
            using argument = typename function_call<Executor>::argument;
            const function* const what = find_function<argument>(options_, each.function);
            if (what == nullptr || !what->template takes<argument>())
                return function_reply(name + " is not registered; add it to options::functions");
            reply answer = function_call<Executor>::call(database_, *what);
            const reply after = answer.broken ? reply() : query(own_transaction_sql);
            left_transaction_ = after.ok && !is_own_transaction(after);
            if (left_transaction_) {
                answer = function_reply(name + " ended the transaction of the revision, or reset its settings");
            } else if (!answer.ok && !answer.broken) {
                answer.message = name + " failed: " + answer.message;
            } else if (answer.ok && after.sqlstate == "25P02") {
                answer = function_reply(name + " returned after a statement of it had failed");
            } else if (answer.ok && !after.ok) {
                answer = after;
            }
            return answer;
        }
    }
    // Whether the last function ended the transaction: what it has done since is not rolled back.
    bool left_transaction() const { return left_transaction_; }

    reply rollback() {
        in_transaction_ = false;
        return run({"ROLLBACK"});
    }

    // COMMIT; `heads` are the version rows that it makes valid.
    reply commit(const std::vector<head_row>& heads) {
        in_transaction_ = false;
        reply answer = run({"COMMIT"});
        if constexpr (is_recording<Executor>::value) database_.remember(heads);
        static_cast<void>(heads);
        if (answer.ok) made_tables_ = true;
        return answer;
    }

    // The transaction ended with the connection.
    void forget_transaction() { in_transaction_ = false; }

    // Whether the bookkeeping tables exist, as far as this call knows.
    bool has_tables() const { return before_.table || made_tables_; }
    bool is_in_transaction() const { return in_transaction_; }

    // What the history gets for this call, but for what is particular to a row. `started_sql` is
    // left to now().
    history_row history(const migration* what, std::string_view action,
                        std::string_view result) const {
        history_row row;
        row.run_id = run_id_;
        row.what = what;
        row.action = action;
        row.outcome = result;
        row.tool_version = options_.tool_version;
        row.db_user_sql = "current_user";
        row.os_user = os_user_;
        row.host = host_;
        row.application = options_.application;
        return row;
    }

    void tell(event::kind kind, const migration* what, direction way,
              std::chrono::milliseconds elapsed) const {
        if (!options_.on_event && !options_.on_log) return;
        event happened;
        happened.what = kind;
        happened.way = way;
        happened.elapsed = elapsed;
        if (what != nullptr) {
            happened.revision = what->id;
            happened.message = what->message;
        }
        migrations::tell(options_, happened);
    }

    // Not done when the caller wants the call to end.
    outcome cancelled() const {
        if (!options_.cancelled || !options_.cancelled()) return {};
        return failure(status::cancelled, "the call was cancelled");
    }

    // Tells of the wait that goes on, when that is due.
    void tell_waiting(const migration* what, direction way) {
        if (waits_.notice_is_due()) tell(event::kind::waiting, what, way, waits_.used());
    }

    // Notes in the history that a move failed. Best effort: nothing follows from it when it cannot
    // be written.
    void note_failure(const outcome& result, const migration& what, direction way,
                      std::chrono::milliseconds took) {
        if (!before_.table && !made_tables_) return;
        history_row row = history(&what, way == direction::up ? "upgrade" : "downgrade", "failed");
        row.duration_ms = took.count();
        row.error_code = result.code;
        row.error_text = result.message;
        run({set_local_sql("lock_timeout", std::chrono::milliseconds(500)),
             insert_history_sql(where_.names, row)});
    }

    // Why the patience ended, with the session that is in the way.
    outcome busy() {
        const reply holder = query(holder_sql(where_));
        std::string message = "another process is migrating this database";
        if (holder.ok && !holder.rows.empty()) message += ": " + session_text(holder.rows.front());
        message += "; waited " + seconds_text(waits_.used());
        return failure(status::busy, std::move(message),
                       "try again later, or allow a longer wait for the lock");
    }

    // A lock on a table, or a conflict of transactions, that lasted beyond the patience.
    outcome contended(const reply& answer) {
        const reply oldest = query(oldest_transaction_sql());
        std::string message = words_of(answer) + "; tried for " + seconds_text(waits_.used());
        if (oldest.ok && !oldest.rows.empty()) {
            message += ", the oldest open transaction is of " + session_text(oldest.rows.front());
        }
        outcome result = failure(status::busy, std::move(message),
                                 "end the transaction that is in the way, or try again later");
        result.code = answer.sqlstate;
        return result;
    }

private:
    // Whether the lock that the guard holds is one of this database.
    bool sees_guard() {
        const reply holder = query(holder_sql(where_));
        return holder.ok && !holder.rows.empty() && field_of(holder.rows[0], 0) == guard_.pid();
    }

    static outcome other_database() {
        return untouched(failure(status::refused,
                                 "the second connection is not one to the same database, as the same "
                                 "lock is not seen from both",
                                 "connect both to the same server, database and schema"));
    }

    static outcome lost_guard(const reply& answer) {
        outcome result = failure_of(answer);
        result.message = "the second connection, which is to hold the lock, was lost: " + words_of(answer);
        return result;
    }

    static std::string seconds_text(std::chrono::milliseconds time) {
        return std::to_string(time.count() / 1000) + "." +
               std::to_string(time.count() % 1000 / 100) + " s";
    }

    // A query outside a transaction, which does not queue long for a locked table.
    reply read(const std::string& sql) {
        const auto since = std::chrono::steady_clock::now();
        while (true) {
            reply answer =
                query(set_local_sql("lock_timeout", options_.statement_lock_timeout) + ";\n" + sql);
            if (answer.ok || !is_contention(answer)) {
                waits_.stop();
                return answer;
            }
            waits_.start(since);
            if (waits_.exhausted()) return answer;
            tell_waiting(nullptr, direction::up);
            waits_.pause(std::chrono::milliseconds(50), std::chrono::milliseconds(200));
        }
    }

    // As the user knows them.
    table_names set_names() const { return names_of(dialect::postgresql, set_.version_table); }

    static outcome untouched(outcome result) {
        result.database_state = "the database is unchanged";
        return result;
    }

    outcome unreadable(const reply& answer) {
        if (answer.sqlstate == "25001" || answer.sqlstate == "25P02") return connection_in_use();
        if (is_contention(answer)) return untouched(contended(answer));
        outcome result = failure_of(answer);
        if (result.status == status::sql_failed) {
            result.status = status::state;
            result.message = "the tables '" + set_names().version + "', '" + set_names().history +
                             "' and '" + set_names().journal +
                             "' cannot be read as ours: " + result.message;
            result.help = "restore them from a backup, or choose another version_table";
        }
        return untouched(std::move(result));
    }

    static outcome read_only(const situation& found) {
        outcome result =
            failure(status::environment,
                    found.standby ? "the database is read-only: the server is a standby"
                                  : "the database is read-only: its transactions may not write "
                                    "(default_transaction_read_only)",
                    "connect to the primary server, with a role that may write");
        result.code = "25006";
        return result;
    }

    const set& set_;
    chain_index chain_;
    const options& options_;
    patience waits_;
    Executor& database_;
    guard<Executor> guard_;
    place where_;
    situation before_;
    std::string run_id_;
    std::string os_user_;
    std::string host_;
    unknown_heads_are unknown_are_ = unknown_heads_are::wrong;
    bool left_transaction_ = false;
    bool in_transaction_ = false;
    bool session_lock_ = false;
    bool made_tables_ = false;
};

}  // namespace migrations::postgresql

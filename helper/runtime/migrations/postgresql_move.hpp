// Runs one migration in one direction on PostgreSQL.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "postgresql_session.hpp"
#include "postgresql_settings.hpp"
#include "script_text.hpp"

namespace migrations::postgresql {

// What the call knows of the database, and how far it has come. Kept from move to move, so that a
// long chain costs nothing to follow while nobody else interferes.
struct progress {
    std::vector<head_row> heads;
    applied_flags applied;
    outcome result;  // from, to and applied are filled

    void set_heads(const chain_index& chain, std::vector<head_row> now) {
        heads = std::move(now);
        applied = applied_by(chain, head_ids(heads));
        result.to = head_ids(heads);
    }
};

inline bool same_heads(const std::vector<head_row>& left, const std::vector<head_row>& right) {
    if (left.size() != right.size()) return false;
    for (std::size_t at = 0; at < left.size(); ++at) {
        if (left[at].revision != right[at].revision || left[at].seq != right[at].seq ||
            left[at].chain_hash != right[at].chain_hash || left[at].project != right[at].project) {
            return false;
        }
    }
    return true;
}

// Takes status and words from `why`, and keeps what the call has done so far.
inline outcome stopped(const progress& far, outcome why) {
    why.from = far.result.from;
    why.to = far.result.to;
    why.applied = far.result.applied;
    if (why.database_state.empty()) tell_state(why);
    return why;
}

// The start of the transaction in UTC, and the milliseconds since then.
inline std::string transaction_start_sql() {
    return "pg_catalog.to_char(pg_catalog.now() AT TIME ZONE 'UTC', "
           "'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')";
}
inline std::string transaction_length_sql() {
    return "pg_catalog.round(extract(epoch FROM pg_catalog.clock_timestamp() - pg_catalog.now()) * "
           "1000)";
}

// What is known of a step that was started outside a transaction: it had no effect, all of it, or nobody knows.
enum class step_end { failed, reached, unknown };

template <class Executor>
class mover {
public:
    mover(session<Executor>& with, progress& far) : session_(with), far_(far) {}

    // Makes one move, if it is still due when the lock is held. Done: it is made, by this call or
    // by another process. Anything else says why not, with the progress so far. `blocked` is set
    // when others have moved the database meanwhile, so that the move no longer fits.
    outcome make(const move& wanted, bool& blocked) {
        started_ = std::chrono::steady_clock::now();
        announced_ = false;
        blocked = false;
        const script& steps = wanted.way == direction::up ? wanted.what->up : wanted.what->down;
        outcome result =
            steps.transactional ? in_transaction(wanted, blocked) : in_steps(wanted, blocked);
        if (!result) {
            const bool worth_noting = result.status == status::sql_failed ||
                                      result.status == status::environment ||
                                      result.status == status::partially_applied;
            if (announced_ && worth_noting)
                session_.note_failure(result, *wanted.what, wanted.way, since_start());
            result = stopped(far_, std::move(result));
        }
        return result;
    }

private:
    std::chrono::milliseconds since_start() const {
        return std::chrono::duration_cast<std::chrono::milliseconds>(
            std::chrono::steady_clock::now() - started_);
    }

    void announce(const move& wanted) {
        if (!announced_) session_.tell(event::kind::starting, wanted.what, wanted.way, {});
        announced_ = true;
    }

    // What holds under the lock. Done and `go`: the move is due now. Done and not `go`: somebody
    // made it.
    outcome consider(const move& wanted, const situation& found, bool& go, bool& blocked) {
        go = false;
        const bool foreign = !found.table && !found.objects.empty();
        if (!same_heads(found.heads, far_.heads) || foreign) {
            outcome fits = session_.verify(found);
            if (!fits) return fits;
            far_.set_heads(session_.chain(), found.heads);
        }
        if (outcome free = check_unfinished(session_.chain(), found.unfinished, &wanted); !free)
            return free;
        const std::size_t number = session_.chain().find(wanted.what->id);
        const due state = is_due(session_.chain(), far_.applied, number, wanted.way);
        if (state == due::blocked) {
            blocked = true;
            return blocked_move(session_.chain(), far_.applied, number, wanted.way);
        }
        go = state == due::now;
        if (!go) session_.tell(event::kind::skipped, wanted.what, wanted.way, {});
        return {};
    }

    // The version row and the history row of a move, and the guard.
    struct bookkeeping {
        std::vector<std::string> statements;
        std::vector<head_row> heads;  // afterwards
    };
    bookkeeping books_for(const move& wanted) const {
        const table_names& names = session_.where().names;
        const std::size_t number = session_.chain().find(wanted.what->id);
        bookkeeping books;
        const std::vector<head_edit> edits =
            head_edits(session_.chain(), far_.applied, far_.heads, number, wanted.way);
        head_change change = change_heads(names, far_.heads, edits, session_.of().project);
        books.statements = std::move(change.statements);
        books.heads = std::move(change.after);
        const bool up = wanted.way == direction::up;
        history_row row = session_.history(wanted.what, up ? "upgrade" : "downgrade", "ok");
        const std::string start = transaction_start_sql();
        const std::string length = transaction_length_sql();
        const std::string down = up && wanted.what->irreversible.empty()
                                     ? encode_script(wanted.what->down)
                                     : std::string();
        row.started_sql = start;
        row.duration_sql = length;
        row.down_script = down;
        books.statements.push_back(insert_history_sql(names, row));
        books.statements.push_back(guard_sql(session_.where(), books.heads));
        return books;
    }

    outcome in_transaction(const move& wanted, bool& blocked) {
        const script& steps = wanted.way == direction::up ? wanted.what->up : wanted.what->down;
        for (std::chrono::milliseconds rest(100);;
             rest = std::min(rest * 2, std::chrono::milliseconds(2000))) {
            const auto since = std::chrono::steady_clock::now();
            situation found;
            if (outcome locked = session_.lock(found); !locked) return locked;
            bool go = false;
            if (outcome sound = consider(wanted, found, go, blocked); !sound || !go) {
                const reply ended = session_.rollback();
                if (sound && ended.broken) return failure_of(ended);
                return sound;
            }
            announce(wanted);
            std::vector<std::string> tables;
            if (!found.table) tables = create_tables_sql(session_.where().names);
            bookkeeping books = books_for(wanted);
            if (takes_back_settings(wanted)) {
                tables.push_back(keep_settings_sql(true));
                books.statements.insert(books.statements.begin(), restore_settings_sql());
            }
            std::vector<std::string_view> message(tables.begin(), tables.end());
            for (const step& each : steps.steps) message.push_back(each.sql);
            message.insert(message.end(), books.statements.begin(), books.statements.end());

            const reply answer = session_.run_views(message);
            if (answer.ok && guarded(answer)) {
                outcome result = commit(wanted, answer, books.heads);
                if (result.status != status::busy) return result;
            } else {
                if (is_lost(answer)) {
                    session_.forget_transaction();
                    outcome lost = failure_of(answer);
                    lost.revision = wanted.what->id;
                    return lost;
                }
                session_.rollback();
                if (!is_contention(answer))
                    return explain(wanted, answer, found, tables, books.statements);
                failed_ = answer;
            }
            session_.waits().start(since);
            if (session_.waits().exhausted()) {
                outcome busy = session_.contended(failed_);
                busy.revision = wanted.what->id;
                return busy;
            }
            session_.tell_waiting(wanted.what, wanted.way);
            session_.waits().pause(rest / 2, rest);
        }
    }

    // Whether statements take back what the script is seen to set, before the record is written:
    // it must be found where it was, and by the role that may write it. commit() takes back what
    // was set unseen, in a function.
    static bool takes_back_settings(const move& wanted) {
        const bool up = wanted.way == direction::up;
        return may_change_settings(up ? wanted.what->up : wanted.what->down);
    }

    // The row of guard_sql() came back: every statement ran, and in our own transaction.
    static bool guarded(const reply& answer) {
        return !answer.rows.empty() && field_of(answer.rows[0], 0) == "ok";
    }

    // Busy: the server asks for the whole transaction to be run again.
    outcome commit(const move& wanted, const reply& guard, const std::vector<head_row>& heads) {
        const situation& before = session_.before();
        std::vector<std::string> settings;
        const std::string path = field_of(guard.rows[0], 1);
        const std::string role = field_of(guard.rows[0], 2);
        // What a SET of the revision would leave behind for the caller and for the next revision.
        if (path != before.search_path) {
            settings.push_back("SELECT pg_catalog.set_config('search_path', " +
                               quoted_text(before.search_path) + ", false)");
        }
        if (role != before.role) {
            settings.push_back("SELECT pg_catalog.set_config('role', " + quoted_text(before.role) +
                               ", false)");
        }
        if (!settings.empty()) {
            const reply restored = session_.run(settings);
            if (!restored.ok) {
                if (!restored.broken) session_.rollback();
                outcome result = failure_of(restored);
                result.revision = wanted.what->id;
                return result;
            }
        }
        const reply answer = session_.commit(heads);
        if (answer.ok) {
            far_.heads = heads;
            far_.applied[session_.chain().find(wanted.what->id)] = wanted.way == direction::up;
            far_.result.to = head_ids(heads);
            ++far_.result.applied;
            session_.tell(event::kind::finished, wanted.what, wanted.way, since_start());
            return {};
        }
        outcome result = failure_of(answer);
        result.revision = wanted.what->id;
        if (is_lost(answer)) {
            result.status = status::in_doubt;
            result.message = "the connection was lost during COMMIT: " + words_of(answer);
            result.database_state = "revision '" + std::string(wanted.what->id) + "' is " +
                                    (wanted.way == direction::up ? "applied" : "taken back") +
                                    " or the database is unchanged since it was " +
                                    place_text(far_.result.to);
            result.help = "run: migrations current";
            return result;
        }
        if (is_contention(answer)) {
            failed_ = answer;
            result.status = status::busy;
        } else {
            // A constraint that is checked at the end. The server has rolled back.
            result = failed_move(wanted, 0, answer);
        }
        return result;
    }

    // A transaction failed and was rolled back: which statement was it? Runs the move again,
    // statement by statement, and rolls back again. Not when a statement of the revision has
    // committed part of it: then it is said.
    outcome explain(const move& wanted, const reply& failed, const situation& found,
                    const std::vector<std::string>& tables, const std::vector<std::string>& books) {
        const std::string name = "revision '" + std::string(wanted.what->id) + "'";
        if (is_committed(found.transaction)) return smuggled(wanted);
        outcome result = failed_move(wanted, 0, failed);
        if (status_of(failed) == status::environment && failed.sqlstate != "42501") return result;
        situation again;
        if (!session_.lock(again) || !same_heads(again.heads, found.heads))
            return close(std::move(result));
        if (!tables.empty()) {
            if (const reply made = session_.run(tables); !made.ok) {
                outcome why = failed_move(wanted, 0, made);
                why.message = "the tables for the record cannot be made: " + words_of(made);
                return close(std::move(why));
            }
        }
        const std::string still_in = "SELECT pg_catalog.current_setting('migrations.lock', true)";
        const script& steps = wanted.way == direction::up ? wanted.what->up : wanted.what->down;
        for (std::size_t number = 1; number <= steps.steps.size; ++number) {
            const std::string_view sql = steps.steps[number - 1].sql;
            const reply answer = session_.run_views({sql}, still_in);
            const bool left =
                answer.ok && (answer.rows.empty() || field_of(answer.rows[0], 0) != "true");
            if (answer.ok && !left) continue;
            if (is_lost(answer)) {
                session_.forget_transaction();
                return result;
            }
            if (left && is_committed(again.transaction)) return close(smuggled(wanted));
            reply words = answer;
            if (left)
                words.message = "it ends the transaction of the revision, or resets its settings";
            outcome why = failed_move(wanted, number, words);
            why.status = left ? status::sql_failed : why.status;
            if (left) why.help = "take COMMIT, ROLLBACK and RESET out of the revision";
            return close(std::move(why));
        }
        for (const std::string& sql : books) {
            const reply answer = session_.run_views({sql});
            if (answer.ok) continue;
            const bool guard = &sql == &books.back();
            outcome why = failed_move(wanted, 0, answer);
            why.message =
                name + " cannot be recorded: " +
                (guard
                     ? "the version table was changed while it ran, by one of its statements or by "
                       "somebody without the lock"
                     : words_of(answer));
            return close(std::move(why));
        }
        return close(std::move(result));
    }

    // A move that failed at a step (from 1; 0: none in particular) and is rolled back.
    static outcome failed_move(const move& wanted, std::size_t step, const reply& answer) {
        const bool up = wanted.way == direction::up;
        const script& steps = up ? wanted.what->up : wanted.what->down;
        const std::string_view sql = step == 0 ? std::string_view() : steps.steps[step - 1].sql;
        outcome result = failure_of(answer);
        result.revision = wanted.what->id;
        result.statement = step;
        result.sql = excerpt_of(sql);
        result.message =
            "revision '" + result.revision + "' could not be " + (up ? "applied" : "taken back") +
            (step == 0 ? "" : ", step " + std::to_string(step)) + ": " + words_of(answer, sql);
        if (result.help.empty() && result.status == status::sql_failed) {
            result.help = "correct the revision or the data, and run the same command again";
        }
        return result;
    }

    bool is_committed(const std::string& transaction) {
        const reply ended = session_.query(transaction_status_sql(transaction));
        return ended.ok && !ended.rows.empty() && field_of(ended.rows[0], 0) == "committed";
    }

    // A statement of the revision has committed part of it.
    outcome smuggled(const move& wanted) const {
        const std::string name = "revision '" + std::string(wanted.what->id) + "'";
        outcome result = failure(
            status::partially_applied,
            name +
                " ends its own transaction: one of its statements is a COMMIT, and what came "
                "before it is committed",
            "take the COMMIT out of the revision; undo by hand what it did, or complete it and "
            "run: migrations stamp " +
                std::string(wanted.what->id));
        result.revision = wanted.what->id;
        result.database_state =
            name + " is partly " + (wanted.way == direction::up ? "applied" : "taken back") +
            "; the record still says that the database is " + place_text(far_.result.to);
        return result;
    }

    // Rolls back, if there is anything to roll back.
    outcome close(outcome result) {
        if (session_.is_in_transaction()) session_.rollback();
        return result;
    }

    // A script outside a transaction: postgresql_steps.hpp.
    outcome in_steps(const move& wanted, bool& blocked);
    outcome make_tables();
    outcome all_steps(const move& wanted, bool& blocked);
    outcome one_step(const move& wanted, std::size_t number, bool& first);
    std::string state_of_index(std::string_view sql, std::string& name);
    step_end end_of(const step& started);
    static std::vector<std::string> journal_note(const move& wanted, std::string statement);
    outcome finish_steps(const move& wanted, bool& blocked);

    session<Executor>& session_;
    progress& far_;
    std::chrono::steady_clock::time_point started_;
    bool announced_ = false;
    reply failed_;
};

}  // namespace migrations::postgresql

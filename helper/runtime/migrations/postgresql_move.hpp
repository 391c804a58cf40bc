// Runs one migration in one direction on PostgreSQL.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "function_check.hpp"
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
        applied = applied_where(chain, heads);
        result.to = head_ids(heads);
        result.database_newer = is_newer(chain, heads);
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

    // Makes one move, or several in one transaction, if they are still due when the lock is held. Done: they are made, by
    // this call or by another process. Anything else says why not, with the progress so far. `blocked` is set when others
    // have moved the database meanwhile, so that a move no longer fits.
    outcome make(slice<move> wanted, bool& blocked) {
        started_ = std::chrono::steady_clock::now();
        announced_.clear();
        skipped_.clear();
        blocked = false;
        outcome result = steps_of(wanted[0]).transactional ? in_transaction(wanted, blocked)
                                                           : in_steps(wanted[0], blocked);
        if (!result) {
            const bool worth_noting = result.status == status::sql_failed ||
                                      result.status == status::environment ||
                                      result.status == status::partially_applied;
            if (worth_noting) note_failure(wanted, result);
            result = stopped(far_, std::move(result));
        }
        return result;
    }

private:
    std::chrono::milliseconds since_start() const {
        return std::chrono::duration_cast<std::chrono::milliseconds>(
            std::chrono::steady_clock::now() - started_);
    }

    bool is_announced(const migration* what) const {
        return std::find(announced_.begin(), announced_.end(), what) != announced_.end();
    }
    void announce(const move& wanted) {
        if (is_announced(wanted.what)) return;
        session_.tell(event::kind::starting, wanted.what, wanted.way, {});
        announced_.push_back(wanted.what);
    }
    void note_failure(slice<move> wanted, const outcome& result) {
        for (const move& each : wanted) {
            if (each.what->id == result.revision && is_announced(each.what))
                session_.note_failure(result, *each.what, each.way, since_start());
        }
    }

    // What holds under the lock, compared with what is known.
    outcome meet(const situation& found) {
        const bool foreign = !found.table && !found.objects.empty();
        if (same_heads(found.heads, far_.heads) && !foreign) return {};
        outcome fits = session_.verify(found);
        if (fits) far_.set_heads(session_.chain(), found.heads);
        return fits;
    }

    // Done and `go`: the move is due now. Done and not `go`: somebody made it.
    outcome consider(const move& wanted, const situation& found, bool& go, bool& blocked) {
        go = false;
        if (outcome free = check_unfinished(session_.chain(), found.unfinished, &wanted); !free)
            return free;
        const std::size_t number = session_.chain().find(wanted.what->id);
        const due state = is_due(session_.chain(), far_.applied, number, wanted.way);
        if (state == due::blocked) {
            blocked = true;
            return blocked_move(session_.chain(), far_.applied, number, wanted.way);
        }
        go = state == due::now;
        if (!go && std::find(skipped_.begin(), skipped_.end(), wanted.what) == skipped_.end()) {
            session_.tell(event::kind::skipped, wanted.what, wanted.way, {});
            skipped_.push_back(wanted.what);
        }
        return {};
    }

    // A move, and what is sent for it.
    struct part {
        move wanted;
        std::vector<std::string> before;  // makes the tables of the record, keeps settings
        std::vector<std::string> books;   // the version row, the history row, and the guard
        std::vector<head_row> heads;      // afterwards
        std::chrono::milliseconds took{0};
        std::size_t failed = 0;  // number of the step, where they are sent one by one

        std::vector<std::string_view> message() const {
            std::vector<std::string_view> statements(before.begin(), before.end());
            for (const step& each : steps_of(wanted).steps) statements.push_back(each.sql);
            statements.insert(statements.end(), books.begin(), books.end());
            return statements;
        }
    };

    // `tables`: they have to be made.
    part part_of(const move& wanted, bool tables) const {
        const table_names& names = session_.where().names;
        const std::size_t number = session_.chain().find(wanted.what->id);
        const std::vector<head_edit> edits =
            head_edits(session_.chain(), far_.applied, far_.heads, number, wanted.way);
        head_change change = change_heads(names, far_.heads, edits, session_.of().project);
        part made{wanted, {}, std::move(change.statements), std::move(change.after), {}, 0};
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
        made.books.push_back(insert_history_sql(names, row));
        made.books.push_back(guard_sql(session_.where(), made.heads));
        if (tables) made.before = create_tables_sql(names);
        if (steps_of(wanted).transactional && takes_back_settings(wanted)) {
            made.before.push_back(keep_settings_sql(true));
            made.books.insert(made.books.begin(), restore_settings_sql());
        }
        return made;
    }

    // Sends all of a part in one message, or the steps one by one where functions are called between them.
    reply send(part& what) {
        const script& steps = steps_of(what.wanted);
        if (!calls_functions(steps)) return session_.run_views(what.message());
        reply answer;
        if (!what.before.empty() && !(answer = session_.run(what.before)).ok) return answer;
        for (std::size_t at = 0; at < steps.steps.size; ++at) {
            const step& each = steps.steps[at];
            answer = each.is_call() ? session_.call(each)
                                    : session_.run_views({each.sql});
            if (answer.ok) continue;
            what.failed = at + 1;
            return answer;
        }
        return session_.run(what.books);
    }

    // As if it were committed.
    void go_on(const part& made) {
        far_.heads = made.heads;
        far_.applied[session_.chain().find(made.wanted.what->id)] = made.wanted.way == direction::up;
    }

    // Runs what is due of the moves, each with its record, up to the first that fails: `answer` says how.
    outcome send(slice<move> wanted, const situation& found, std::vector<part>& made, reply& answer, bool& blocked) {
        answer.ok = true;
        for (const move& each : wanted) {
            bool go = false;
            if (outcome sound = consider(each, found, go, blocked); !sound) return sound;
            if (!go) continue;
            announce(each);
            const auto since = std::chrono::steady_clock::now();
            made.push_back(part_of(each, !found.table && made.empty()));
            answer = send(made.back());
            if (!answer.ok || !guarded(answer)) {
                answer.ok = false;
                return {};
            }
            go_on(made.back());
            made.back().took = std::chrono::duration_cast<std::chrono::milliseconds>(
                std::chrono::steady_clock::now() - since);
        }
        return {};
    }

    outcome in_transaction(slice<move> wanted, bool& blocked) {
        for (std::chrono::milliseconds rest(100);;
             rest = std::min(rest * 2, std::chrono::milliseconds(2000))) {
            const auto since = std::chrono::steady_clock::now();
            situation found;
            if (outcome locked = session_.lock(found); !locked) return locked;
            std::vector<part> made;
            reply answer;
            outcome sound = meet(found);
            const progress start = far_;
            if (sound) sound = send(wanted, found, made, answer, blocked);
            if (!sound || made.empty()) {
                far_ = start;
                const reply ended = session_.rollback();
                if (sound && ended.broken) return failure_of(ended);
                return sound;
            }
            if (answer.ok) {
                outcome result = commit(made, answer);
                if (result) return result;
                far_ = start;
                if (result.status != status::busy) return result;
            } else {
                far_ = start;
                if (is_lost(answer)) {
                    session_.forget_transaction();
                    outcome lost = failure_of(answer);
                    lost.revision = made.back().wanted.what->id;
                    return lost;
                }
                session_.rollback();
                if (!is_contention(answer)) return explain(made, answer, found);
                failed_ = answer;
            }
            session_.waits().start(since);
            if (outcome stop = session_.cancelled(); !stop) return stop;
            if (session_.waits().exhausted()) {
                outcome busy = session_.contended(failed_);
                busy.revision = made.back().wanted.what->id;
                return busy;
            }
            session_.tell_waiting(made.back().wanted.what, made.back().wanted.way);
            session_.waits().pause(rest / 2, rest);
        }
    }

    // Whether statements take back what the script is seen to set, before the record is written:
    // it must be found where it was, and by the role that may write it. commit() takes back what
    // was set unseen, in a function.
    static bool takes_back_settings(const move& wanted) {
        return may_change_settings(steps_of(wanted));
    }

    // The row of guard_sql() came back: every statement ran, and in our own transaction.
    static bool guarded(const reply& answer) {
        return !answer.rows.empty() && field_of(answer.rows[0], 0) == "ok";
    }

    // Busy: the server asks for the whole transaction to be run again.
    outcome commit(const std::vector<part>& made, const reply& guard) {
        const move& wanted = made.back().wanted;
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
        const reply answer = session_.commit(made.back().heads);
        if (answer.ok) {
            go_on(made.back());
            far_.result.to = head_ids(far_.heads);
            far_.result.applied += made.size();
            for (const part& each : made)
                session_.tell(event::kind::finished, each.wanted.what, each.wanted.way, each.took);
            return {};
        }
        outcome result = failure_of(answer);
        result.revision = wanted.what->id;
        if (is_lost(answer)) {
            result.status = status::in_doubt;
            result.message = "the connection was lost during COMMIT: " + words_of(answer);
            result.database_state =
                (made.size() == 1 ? "revision '" + std::string(wanted.what->id) + "' is "
                                  : "all " + std::to_string(made.size()) + " revisions are ") +
                (wanted.way == direction::up ? "applied" : "taken back") +
                " or the database is unchanged since it was " + place_text(far_.result.to);
            result.help = "run: migrations current";
            return result;
        }
        if (is_contention(answer)) {
            failed_ = answer;
            result.status = status::busy;
        } else {
            // A constraint that is checked at the end. The server has rolled back.
            result = failed_move(wanted, 0, answer);
            if (made.size() > 1) {
                result.revision.clear();
                result.message = "what revisions '" + std::string(made.front().wanted.what->id) + "' to '" +
                                 std::string(wanted.what->id) +
                                 "' leave is refused at the end of their transaction: " + words_of(answer);
            }
        }
        return result;
    }

    // What a move failed at, and what is said about it: postgresql_failure.hpp.
    outcome explain(const std::vector<part>& made, const reply& failed, const situation& found);
    static outcome failed_move(const move& wanted, std::size_t step, const reply& answer);
    bool is_committed(const std::string& transaction);
    outcome smuggled(const std::vector<part>& made);

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
    bool wait_for_end(std::string_view sql, const move& wanted, std::string& runs);
    reply clear_the_way(std::string_view sql, std::string& what);
    std::string statement_of(std::string_view sql);
    step_end end_of(const step& started);
    static std::vector<std::string> journal_note(const move& wanted, std::string statement);
    outcome finish_steps(const move& wanted, bool& blocked);
    outcome unrecorded(const move& wanted, outcome why) const;
    class limits_kept;

    session<Executor>& session_;
    progress& far_;
    std::chrono::steady_clock::time_point started_;
    std::vector<const migration*> announced_;
    std::vector<const migration*> skipped_;
    session_limits limits_;  // of the session, while steps run outside a transaction
    reply failed_;
};

}  // namespace migrations::postgresql

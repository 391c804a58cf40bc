// Scripts that cannot run in a transaction (CREATE INDEX CONCURRENTLY, ...): step by step, each
// noted in the journal before and after, under a lock that a second connection holds. What is done
// is skipped when the same move is made again.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "postgresql_interrupted.hpp"
#include "postgresql_leftovers.hpp"
#include "postgresql_move.hpp"

namespace migrations::postgresql {

constexpr const char* guard_lost = "the second connection, which holds the lock, was lost";

// Whether a statement works in several transactions of its own, so that its failure can leave
// something behind.
inline bool is_concurrent(std::string_view sql) {
    constexpr std::string_view word = "CONCURRENTLY";
    for (std::size_t at = 0; at + word.size() <= sql.size(); ++at) {
        std::size_t same = 0;
        while (same < word.size() &&
               std::toupper(static_cast<unsigned char>(sql[at + same])) == word[same])
            ++same;
        if (same == word.size()) return true;
    }
    return false;
}

// Makes the limits what they were when it goes, also when a callback throws.
template <class Executor>
class mover<Executor>::limits_kept {
public:
    limits_kept(session<Executor>& with, session_limits& now) : session_(with), now_(now), before_(now) {}
    limits_kept(const limits_kept&) = delete;
    limits_kept& operator=(const limits_kept&) = delete;
    ~limits_kept() {
        for (const std::string& each : now_.change_to(before_)) session_.query(each);
    }
    void restore() {
        const std::vector<std::string> back = now_.change_to(before_);
        if (!back.empty()) session_.run(back);
    }

private:
    session<Executor>& session_;
    session_limits& now_;
    session_limits before_;
};

template <class Executor>
outcome mover<Executor>::in_steps(const move& wanted, bool& blocked) {
    if (outcome made = make_tables(); !made) return made;
    situation found;
    if (outcome locked = session_.lock_steps(found); !locked) return locked;
    bool go = false;
    outcome result = meet(found);
    if (result) result = consider(wanted, found, go, blocked);
    if (result && go) {
        announce(wanted);
        limits_ = session_limits(session_.query(session_limits_sql()));
        limits_kept kept(session_, limits_);
        if (takes_back_settings(wanted)) session_.run({keep_settings_sql(false)});
        result = all_steps(wanted, blocked);
        if (!result && takes_back_settings(wanted)) session_.run({restore_settings_sql()});
        kept.restore();
    }
    session_.unlock_steps();
    return result;
}

// Steps outside a transaction need a second connection, which is asked for before anything runs.
template <class Executor>
outcome check_second_connection(session<Executor>& with, const std::vector<move>& moves) {
    for (const move& each : moves) {
        if ((each.way == direction::up ? each.what->up : each.what->down).transactional) continue;
        if (with.has_guard()) return {};
        outcome result =
            failure(status::refused,
                    "revision '" + std::string(each.what->id) +
                        "' runs outside a transaction: that needs a second connection to the "
                        "database, which holds the lock meanwhile",
                    "give one to the call, or apply the revision with: migrations " +
                        std::string(each.way == direction::up ? "upgrade" : "downgrade"));
        result.revision = each.what->id;
        return result;
    }
    return {};
}

// The journal must exist before the first step.
template <class Executor>
outcome mover<Executor>::make_tables() {
    situation found;
    if (session_.has_tables()) return {};
    if (outcome locked = session_.lock(found); !locked) return locked;
    if (found.table) {
        session_.rollback();
        return {};
    }
    outcome result = session_.verify(found);
    if (result) {
        std::vector<std::string> statements = create_tables_sql(session_.where().names);
        statements.push_back(guard_sql(session_.where(), {}));
        reply answer = session_.run(statements);
        if (answer.ok) {
            answer = session_.commit({});
            if (answer.ok) return {};
        }
        result = failure_of(answer);
        result.message = "the tables for the record cannot be made: " + result.message;
    }
    if (session_.is_in_transaction()) session_.rollback();
    return result;
}

template <class Executor>
outcome mover<Executor>::all_steps(const move& wanted, bool& blocked) {
    const std::string name = "revision '" + std::string(wanted.what->id) + "'";
    const bool up = wanted.way == direction::up;
    const script& steps = up ? wanted.what->up : wanted.what->down;
    const reply journal =
        session_.query(select_journal_sql(session_.where().names, wanted.what->id));
    if (!journal.ok) return failure_of(journal);
    std::vector<journal_row> rows;
    for (const auto& row : journal.rows) rows.push_back(journal_row_of(fields_of(row)));

    const auto partly = [&](std::size_t number, status state, std::string message,
                            std::string help) {
        outcome result = failure(state, name + ", " + std::move(message), std::move(help));
        result.revision = wanted.what->id;
        result.statement = number;
        if (number >= 1 && number <= steps.steps.size)
            result.sql = excerpt_of(steps.steps[number - 1].sql);
        result.database_state = name + " is partly " + (up ? "applied" : "taken back") +
                                "; the record says that the database is " +
                                place_text(far_.result.to);
        return result;
    };
    bool first = rows.empty();
    std::vector<std::size_t> finished;
    for (const journal_row& row : rows) {
        const auto number = static_cast<std::size_t>(row.step);
        const std::string step_name = "step " + std::to_string(row.step);
        if (number < 1 || number > steps.steps.size ||
            (row.state != "started" && row.hash != step_hash(steps.steps[number - 1].sql))) {
            return partly(number, status::integrity, step_name + " was edited after it ran",
                          "bring the revision file back to what ran");
        }
        if (row.state != "started") {
            finished.push_back(number);
            continue;
        }
        std::string runs;
        if (!wait_for_end(steps.steps[number - 1].sql, wanted, runs)) {
            return partly(number, status::busy, step_name + " is still run by " + runs,
                          "wait until it has ended, or end that session; then run: migrations resume");
        }
        const table_names& names = session_.where().names;
        switch (end_of(steps.steps[number - 1])) {
            case step_end::failed:
                session_.run({forget_step_sql(names, wanted.what->id, row.step)});
                break;
            case step_end::reached:
                session_.run({session_.how().unknown == options::unknown_step::skip
                                  ? skip_step_sql(names, wanted.what->id, row.step)
                                  : finish_step_sql(names, wanted.what->id, row.step)});
                finished.push_back(number);
                break;
            case step_end::unknown:
                return partly(
                    number, status::partially_applied,
                    step_name + " was started and its end was not recorded: it may have worked or not",
                    "look whether it worked; if it did, run: migrations resume --skip-step; "
                    "if it did not, undo what it left and run: migrations resume --retry-step");
        }
    }
    for (std::size_t number = 1; number <= steps.steps.size; ++number) {
        if (std::find(finished.begin(), finished.end(), number) != finished.end()) continue;
        if (outcome result = one_step(wanted, number, first); !result) return result;
    }
    return finish_steps(wanted, blocked);
}

// A statement of the journal, with what it needs to find its table where the schema is not known.
template <class Executor>
std::vector<std::string> mover<Executor>::journal_note(const move& wanted, std::string statement) {
    if (!is_recording<Executor>::value || !takes_back_settings(wanted)) {
        return {std::move(statement)};
    }
    return {leave_step_path_sql(), std::move(statement), enter_step_path_sql()};
}

// Runs a step; `first` says that nothing of the script has run before it.
template <class Executor>
outcome mover<Executor>::one_step(const move& wanted, std::size_t number, bool& first) {
    const bool up = wanted.way == direction::up;
    const script& steps = up ? wanted.what->up : wanted.what->down;
    const std::string_view sql = steps.steps[number - 1].sql;
    const std::string name = "revision '" + std::string(wanted.what->id) + "'";
    const table_names& names = session_.where().names;
    const bool concurrent = is_concurrent(sql);

    bool begun = false;
    const auto stop = [&](const reply& answer, bool unknown, const std::string& what) {
        outcome result = failed_move(wanted, number, answer);
        if (!what.empty()) result.message = name + ", step " + std::to_string(number) + ": " + what;
        if (!first || unknown || (begun && concurrent)) {
            result.status = status::partially_applied;
            result.database_state = name + " is partly " + (up ? "applied" : "taken back") + ": " +
                                    std::to_string(number - 1) + " of " +
                                    std::to_string(steps.steps.size) + " steps are done" +
                                    (unknown ? ", and the next may be" : "");
            result.help =
                "mend the cause and run the same again: it goes on with this step" +
                std::string(concurrent_index_of(sql).name.empty() && find_copies_sql(sql).empty()
                                ? ""
                                : ", and drops an unfinished index first");
        }
        return result;
    };

    if (!session_.is_guarded()) {
        reply lost;
        lost.broken = true;
        return stop(lost, false, guard_lost);
    }
    // A statement that works in several transactions waits for others as long as it takes. One that need not be alone
    // shares a message, which is a transaction, with its limits: they end with it.
    bool alone = concurrent || is_recording<Executor>::value;
    const std::string patience =
        concurrent ? "0" : std::to_string(std::max<long long>(session_.how().statement_lock_timeout.count(), 1));
    const std::string settings = "SET LOCAL lock_timeout = " + patience + ";SET LOCAL statement_timeout = 0;";
    journal_row row;
    row.step = static_cast<long long>(number);
    row.hash = step_hash(sql);
    row.kind = up ? "upgrade" : "downgrade";
    std::vector<std::string> start =
        journal_note(wanted, start_step_sql(names, wanted.what->id, row));
    if (alone) {
        const std::vector<std::string> limits = limits_.change_to({patience, "0"});
        start.insert(start.begin(), limits.begin(), limits.end());
    }
    const reply noted = session_.run(start);
    if (!noted.ok)
        return stop(noted, false, "it cannot be noted in the journal: " + words_of(noted));

    begun = true;
    std::string statement(sql);
    if (concurrent) {
        std::string what;
        const reply cleared = clear_the_way(sql, what);
        if (!cleared.ok) {
            session_.run({forget_step_sql(names, wanted.what->id, row.step)});
            return stop(cleared, is_lost(cleared), what);
        }
        statement = statement_of(sql);
    }

    for (std::chrono::milliseconds rest(100);;
         rest = std::min(rest * 2, std::chrono::milliseconds(2000))) {
        const auto since = std::chrono::steady_clock::now();
        const reply answer = session_.run_step(statement, alone ? std::string_view() : settings);
        if (answer.ok) break;
        if (!alone && refuses_transaction(answer)) {
            alone = true;
            const std::vector<std::string> limits = limits_.change_to({"0", "0"});
            if (!limits.empty()) session_.run(limits);
            continue;
        }
        if (!answer.broken && !session_.is_guarded()) return stop(answer, true, guard_lost);
        if (is_lost(answer))
            return stop(answer, true, "the connection was lost: " + words_of(answer));
        const bool again = is_contention(answer) && !concurrent;
        if (again) session_.waits().start(since);
        if (!again || session_.waits().exhausted()) {
            session_.run({forget_step_sql(names, wanted.what->id, row.step)});
            outcome result = stop(answer, false, "");
            if (again && first) result.status = status::busy;
            return result;
        }
        session_.tell_waiting(wanted.what, wanted.way);
        session_.waits().pause(rest / 2, rest);
    }
    session_.waits().stop();
    // It may have changed them.
    limits_ = session_limits(session_.query(session_limits_sql()));
    first = false;
    const reply finished =
        session_.run(journal_note(wanted, finish_step_sql(names, wanted.what->id, row.step)));
    if (!finished.ok)
        return stop(finished, true,
                    "it ran, but cannot be noted in the journal: " + words_of(finished));
    return {};
}

// The version row, the history row and the end of the journal, in one transaction.
template <class Executor>
outcome mover<Executor>::finish_steps(const move& wanted, bool& blocked) {
    if (takes_back_settings(wanted)) session_.run({restore_settings_sql()});
    // Without its guard the transaction takes the lock itself, and looks whether somebody else has had it.
    static_cast<void>(session_.is_guarded());
    situation found;
    if (outcome locked = session_.lock(found); !locked)
        return unrecorded(wanted, std::move(locked));
    bool go = false;
    outcome sound = meet(found);
    if (sound) sound = consider(wanted, found, go, blocked);
    if (!sound || !go) {
        session_.rollback();
        return sound;
    }
    std::vector<part> made = {part_of(wanted, false)};
    made[0].books.insert(made[0].books.begin(), clear_journal_sql(session_.where().names, wanted.what->id));
    const reply answer = session_.run(made[0].books);
    if (answer.ok && guarded(answer)) {
        made[0].took = since_start();
        outcome result = commit(made, answer);
        if (result.status == status::busy) result = unrecorded(wanted, failure_of(failed_));
        return result;
    }
    if (!answer.broken) session_.rollback();
    session_.forget_transaction();
    return unrecorded(wanted, failure_of(answer));
}

// All steps ran, and the record could not be written.
template <class Executor>
outcome mover<Executor>::unrecorded(const move& wanted, outcome why) const {
    const std::string name = "revision '" + std::string(wanted.what->id) + "'";
    why.revision = wanted.what->id;
    why.message = name + " ran, but cannot be recorded: " + why.message;
    why.status = status::partially_applied;
    why.database_state = "all steps of " + name + " are done; the record says that the database is " +
                         place_text(far_.result.to);
    why.help = "run the same again: it goes on where it stopped";
    return why;
}

}  // namespace migrations::postgresql

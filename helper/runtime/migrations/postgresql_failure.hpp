// Moves that fail on PostgreSQL: which statement it was, and what has become of the database.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "postgresql_move.hpp"

namespace migrations::postgresql {

// A transaction failed in its last part and was rolled back: which statement was it? Runs it again, that part statement
// by statement, and rolls back again; where functions are called, statements are sent one by one in the first place. Not when a statement of the revision has committed part of it: then it is said.
template <class Executor>
outcome mover<Executor>::explain(const std::vector<part>& made, const reply& failed,
                                 const situation& found) {
    const part& last = made.back();
    const move& wanted = last.wanted;
    const std::string name = "revision '" + std::string(wanted.what->id) + "'";
    if (is_committed(found.transaction)) return smuggled(made);
    const bool calls = std::any_of(made.begin(), made.end(), [](const part& each) {
        return calls_functions(steps_of(each.wanted));
    });
    outcome result = failed_move(wanted, last.failed, failed);
    // What a function does outside the database must not be done again for the sake of a message.
    if (calls && session_.left_transaction()) {
        result.database_state = "the record says that the database is " + place_text(far_.result.to) +
                                "; what the function has done since it ended the transaction stays";
    }
    if (calls) return result;
    if (status_of(failed) == status::environment && failed.sqlstate != "42501") return result;
    situation again;
    if (!session_.lock(again) || !same_heads(again.heads, found.heads))
        return close(std::move(result));
    for (std::size_t at = 0; at + 1 < made.size(); ++at) {
        if (!session_.run_views(made[at].message()).ok) return close(std::move(result));
    }
    if (!last.before.empty()) {
        if (const reply prepared = session_.run(last.before); !prepared.ok) {
            outcome why = failed_move(wanted, 0, prepared);
            why.message = "the tables for the record cannot be made: " + words_of(prepared);
            return close(std::move(why));
        }
    }
    const script& steps = steps_of(wanted);
    for (std::size_t number = 1; number <= steps.steps.size; ++number) {
        const std::string_view sql = steps.steps[number - 1].sql;
        const reply answer = session_.run_views({sql}, own_transaction_sql);
        const bool left = answer.ok && !is_own_transaction(answer);
        if (answer.ok && !left) continue;
        if (is_lost(answer)) {
            session_.forget_transaction();
            return result;
        }
        if (left && is_committed(again.transaction)) return close(smuggled(made));
        reply words = answer;
        if (left)
            words.message = "it ends the transaction of the revision, or resets its settings";
        outcome why = failed_move(wanted, number, words);
        why.status = left ? status::sql_failed : why.status;
        if (left) why.help = "take COMMIT, ROLLBACK and RESET out of the revision";
        return close(std::move(why));
    }
    for (const std::string& sql : last.books) {
        const reply answer = session_.run_views({sql});
        if (answer.ok) continue;
        const bool guard = &sql == &last.books.back();
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
template <class Executor>
outcome mover<Executor>::failed_move(const move& wanted, std::size_t step, const reply& answer) {
    const bool up = wanted.way == direction::up;
    const script& steps = steps_of(wanted);
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

template <class Executor>
bool mover<Executor>::is_committed(const std::string& transaction) {
    const reply ended = session_.query(transaction_status_sql(transaction));
    return ended.ok && !ended.rows.empty() && field_of(ended.rows[0], 0) == "committed";
}

// A statement of the revision has committed part of it.
template <class Executor>
outcome mover<Executor>::smuggled(const std::vector<part>& made) {
    const move& wanted = made.back().wanted;
    // The parts before it are committed with their records.
    const reply now = session_.query(heads_sql(session_.where()));
    if (now.ok) {
        far_.set_heads(session_.chain(), situation_of(now, true).heads);
        far_.result.applied += made.size() - 1;
    }
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

}  // namespace migrations::postgresql

// Scripts that cannot run in a transaction (CREATE INDEX CONCURRENTLY, ...): step by step, each
// noted in the journal before and after, under an advisory lock of the session. What is done is
// skipped when the same move is made again.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "postgresql_index.hpp"
#include "postgresql_move.hpp"

namespace migrations::postgresql {

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

template <class Executor>
outcome mover<Executor>::in_steps(const move& wanted, bool& blocked) {
    if (outcome made = make_tables(); !made) return made;
    situation found;
    if (outcome locked = session_.lock_session(found); !locked) return locked;
    bool go = false;
    outcome result = consider(wanted, found, go, blocked);
    if (result && go) {
        announce(wanted);
        const reply before = session_.query(
            "SELECT pg_catalog.current_setting('lock_timeout'), "
            "pg_catalog.current_setting('statement_timeout')");
        if (takes_back_settings(wanted)) session_.run({keep_settings_sql(false)});
        result = all_steps(wanted, blocked);
        if (!result && takes_back_settings(wanted)) session_.run({restore_settings_sql()});
        if (before.rows.empty()) {
            session_.run({"RESET lock_timeout", "RESET statement_timeout"});
        } else {
            session_.run({"SET lock_timeout = " + quoted_text(field_of(before.rows[0], 0)),
                          "SET statement_timeout = " + quoted_text(field_of(before.rows[0], 1))});
        }
    }
    session_.release_session_lock();
    return result;
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

// The state of the index that the statement makes: that of find_index_sql(), or "" where there is
// none. `name` gets its full name.
template <class Executor>
std::string mover<Executor>::state_of_index(std::string_view sql, std::string& name) {
    const concurrent_index index = concurrent_index_of(sql);
    if (index.name.empty()) return "";
    const reply found = session_.query(find_index_sql(index));
    if (!found.ok || found.rows.empty()) return "";
    name = field_of(found.rows.front(), 0);
    return field_of(found.rows.front(), 1);
}

// How a step ended that was started, as far as the database or the caller can tell. An index that it was to make is there
// only if it made it: with the name taken it would have failed.
template <class Executor>
step_end mover<Executor>::end_of(const step& started) {
    if (!concurrent_index_of(started.sql).name.empty()) {
        std::string name;
        const std::string state = state_of_index(started.sql, name);
        if (state.empty() || state == "unfinished") return step_end::failed;
        if (state == "valid") return step_end::reached;
    }
    if (!started.probe.empty()) {
        const reply found = session_.query(std::string(started.probe));
        const std::string answer = found.ok && !found.rows.empty() ? field_of(found.rows.front(), 0) : "";
        if (is_yes(answer)) return step_end::reached;
        if (found.ok) return step_end::failed;
    }
    switch (session_.how().unknown) {
        case options::unknown_step::retry: return step_end::failed;
        case options::unknown_step::skip: return step_end::reached;
        case options::unknown_step::stop: break;
    }
    return step_end::unknown;
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

    const auto stop = [&](const reply& answer, bool unknown, const std::string& what) {
        outcome result = failed_move(wanted, number, answer);
        if (!what.empty()) result.message = name + ", step " + std::to_string(number) + ": " + what;
        if (!first || unknown || concurrent) {
            result.status = status::partially_applied;
            result.database_state = name + " is partly " + (up ? "applied" : "taken back") + ": " +
                                    std::to_string(number - 1) + " of " +
                                    std::to_string(steps.steps.size) + " steps are done" +
                                    (unknown ? ", and the next may be" : "");
            result.help =
                "mend the cause and run the same again: it goes on with this step" +
                std::string(concurrent_index_of(sql).name.empty()
                                ? ""
                                : ", and drops an unfinished index first");
        }
        return result;
    };

    const std::string lock_timeout =
        "SET lock_timeout = " + (concurrent
                                     ? "0"
                                     : std::to_string(std::max<long long>(
                                           session_.how().statement_lock_timeout.count(), 1)));
    journal_row row;
    row.step = static_cast<long long>(number);
    row.hash = step_hash(sql);
    row.kind = up ? "upgrade" : "downgrade";
    std::vector<std::string> start =
        journal_note(wanted, start_step_sql(names, wanted.what->id, row));
    start.insert(start.begin(), {lock_timeout, "SET statement_timeout = 0"});
    const reply noted = session_.run(start);
    if (!noted.ok)
        return stop(noted, false, "it cannot be noted in the journal: " + words_of(noted));

    std::string unfinished;
    if (concurrent && state_of_index(sql, unfinished) == "unfinished") {
        const reply dropped = session_.run_alone("DROP INDEX CONCURRENTLY " + unfinished);
        if (!dropped.ok) {
            session_.run({forget_step_sql(names, wanted.what->id, row.step)});
            return stop(dropped, is_lost(dropped),
                        "the unfinished index " + unfinished +
                            " cannot be dropped: " + words_of(dropped));
        }
    }

    for (std::chrono::milliseconds rest(100);;
         rest = std::min(rest * 2, std::chrono::milliseconds(2000))) {
        const auto since = std::chrono::steady_clock::now();
        const reply answer = session_.run_alone(sql);
        if (answer.ok) break;
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
    situation found;
    if (outcome locked = session_.lock(found); !locked) return locked;
    bool go = false;
    if (outcome sound = consider(wanted, found, go, blocked); !sound || !go) {
        session_.rollback();
        return sound;
    }
    const bookkeeping books = books_for(wanted);
    std::vector<std::string> statements = books.statements;
    statements.insert(statements.begin(),
                      clear_journal_sql(session_.where().names, wanted.what->id));
    const reply answer = session_.run(statements);
    if (answer.ok && guarded(answer)) {
        outcome result = commit(wanted, answer, books.heads);
        if (result.status == status::busy) result = failure_of(failed_);
        return result;
    }
    if (!answer.broken) session_.rollback();
    session_.forget_transaction();
    outcome result = failure_of(answer);
    result.revision = wanted.what->id;
    result.message = "revision '" + std::string(wanted.what->id) +
                     "' ran, but cannot be recorded: " + result.message;
    result.status = status::partially_applied;
    result.database_state = "all steps of revision '" + std::string(wanted.what->id) +
                            "' are done; the record says that the database is " +
                            place_text(far_.result.to);
    result.help = "run the same again: it goes on where it stopped";
    return result;
}

}  // namespace migrations::postgresql

// Moving a SQLite database by one revision without a transaction: its steps run one by one, each
// noted in the journal before and after, so that an interrupted revision can go on. Processes that
// meet here share the steps.
//
// C++17, standard library and sqlite3.h only, no exceptions, no RTTI.
#pragma once

#include <sqlite3.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "outcome.hpp"
#include "script.hpp"
#include "script_text.hpp"
#include "sqlite_move.hpp"

namespace migrations::sqlite {

class step_mover : protected mover {
protected:
    using mover::mover;

    // The next step to run, its row in the journal written; steps.size when all are done.
    struct claim {
        bool skipped = false;  // the whole move was made by somebody else
        bool waiting = false;  // a step is marked as started
        std::size_t step = 0;
    };

    outcome move_by_steps(const move& what, std::size_t number) {
        const slice<step> steps =
            (what.way == direction::up ? what.what->up : what.what->down).steps;
        bool told = false;
        on_.restart_wait();
        while (true) {
            claim next;
            if (outcome bad = claim_step(what, number, steps, next); !bad || next.skipped)
                return bad;
            if (!std::exchange(told, true)) on_.notify(event::kind::starting, {});
            if (next.waiting) {
                if (on_.wait()) continue;
                return stopped_between(
                    what, next.step + 1, next.step, steps.size,
                    {status::partially_applied, 0,
                     "it was started and not finished, by a call that was interrupted or still "
                     "runs",
                     excerpt(steps[next.step].sql),
                     "look whether the step took effect, then set its state in '" + names_.journal +
                         "' to 'done', or delete its row to run it again"});
            }
            on_.restart_wait();
            if (next.step == steps.size) break;
            if (outcome bad = run_claimed(what, steps, next.step); !bad) return bad;
        }
        settle(what, number);
        return {};
    }

    // Finds the next step under the lock. After the last one the version row moves, and `step` is
    // steps.size.
    outcome claim_step(const move& what, std::size_t number, slice<step> steps, claim& next) {
        due state = due::now;
        if (outcome bad = lock(what, number, state); !bad) return bad;
        next.skipped = state == due::already;
        if (next.skipped) return {};
        if (trouble bad = make_tables()) return stopped(bad, what);
        rows journal;
        if (trouble bad = on_.read(select_journal_sql(names_, what.what->id), journal))
            return stopped(bad, what);
        const std::string_view kind = what.way == direction::up ? "upgrade" : "downgrade";
        for (const std::vector<std::string>& fields : journal) {
            const journal_row row = journal_row_of(fields);
            const auto at = static_cast<std::size_t>(row.step - 1);
            const bool fits = row.step >= 1 && at < steps.size && row.kind == kind &&
                              row.hash == hash_of(steps[at]);
            if (!fits) {
                on_.rollback();
                const auto done = std::count_if(
                    journal.begin(), journal.end(),
                    [](const auto& each) { return journal_row_of(each).state != "started"; });
                return stopped_between(
                    what, 0, static_cast<std::size_t>(done), steps.size,
                    {status::partially_applied,
                     0,
                     "step " + std::to_string(row.step) + " of an interrupted " + row.kind +
                         " is in the journal, but is not a step of this " + std::string(kind),
                     {},
                     "bring the revision back to what was started, or mend '" + names_.journal +
                         "'"});
            }
            next.step = at;
            if (row.state == "started") {
                next.waiting = true;
                on_.rollback();
                return {};
            }
            ++next.step;
        }
        if (next.step == steps.size) {
            if (trouble bad = on_.execute(clear_journal_sql(names_, what.what->id)))
                return stopped(bad, what);
            if (trouble bad = write_move(what, number)) return stopped(bad, what);
        } else {
            journal_row row;
            row.step = static_cast<long long>(next.step) + 1;
            row.hash = hash_of(steps[next.step]);
            row.kind = kind;
            if (trouble bad = on_.execute(start_step_sql(names_, what.what->id, row)))
                return stopped(bad, what);
        }
        if (trouble bad = on_.commit()) return stopped(bad, what);
        found_.version_table = true;
        return {};
    }

    static std::string hash_of(const step& each) {
        if (!each.is_rebuild()) return step_hash(each.sql);
        const script alone{slice<step>(&each, 1), true};
        return step_hash(encode_script(alone));
    }

    // Runs a step that the journal has as started, and notes that it is done.
    outcome run_claimed(const move& what, slice<step> steps, std::size_t at) {
        const long long step_number = static_cast<long long>(at) + 1;
        const std::string done = finish_step_sql(names_, what.what->id, step_number);
        trouble bad;
        std::size_t ran = 0;  // statements that were started
        if (steps[at].is_rebuild()) {
            bad = on_.begin();
            if (!bad) bad = checks_.start();
            if (!bad) bad = run_step(what, steps[at], at);
            if (!bad) bad = checks_.finish();
            if (!bad) bad = on_.execute(done);
            if (bad) on_.rollback();
            if (!bad) bad = on_.commit();
        } else {
            if (on_.caller_has_foreign_keys()) bad = on_.set_foreign_keys(true);
            if (!bad) {
                bad = on_.execute(steps[at].sql, [&](std::string_view) {
                    ++ran;
                    return trouble();
                });
            }
            if (!bad && sqlite3_get_autocommit(on_.db) == 0) {
                bad = {status::sql_failed,
                       0,
                       "the step left a transaction open",
                       excerpt(steps[at].sql),
                       {}};
                ran = 2;
            }
            if (sqlite3_get_autocommit(on_.db) == 0) on_.rollback();
            if (trouble worse = on_.set_foreign_keys(false); worse && !bad) bad = worse;
            checks_.forget();
            if (!bad) {
                if (trouble noted = on_.execute(done)) bad = noted;
            }
        }
        if (!bad) return {};
        // A single statement that fails has no effect: the step can simply run again.
        if (ran <= 1) on_.execute(forget_step_sql(names_, what.what->id, step_number));
        if (at == 0 && ran <= 1) return stopped(bad, what, at + 1);
        return stopped_between(what, at + 1, at, steps.size, bad);
    }

    // Stops at step `failing` (0: none in particular) after `done` of `count` steps.
    outcome stopped_between(const move& what, std::size_t failing, std::size_t done,
                            std::size_t count, const trouble& bad) {
        outcome result = stopped(bad, what, failing);
        result.status = status::partially_applied;
        result.database_state = "the database is " + place_text(result.to) +
                                ", and partially at revision '" + std::string(what.what->id) +
                                "': " + std::to_string(done) + " of " + std::to_string(count) +
                                " steps are done";
        if (result.help.empty())
            result.help = "correct what is in the way and run the same command again";
        return result;
    }
};

}  // namespace migrations::sqlite

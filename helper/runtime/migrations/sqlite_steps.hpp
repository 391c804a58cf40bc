// Moving a SQLite database by one revision without a transaction: its steps run one by one, each
// noted in the journal, so that an interrupted revision can go on. Processes that meet here share
// the steps.
//
// A step that can run in a transaction shares one with its row in the journal: it is done, or it
// has not started. Others (VACUUM, PRAGMA, ...) are noted before and after. One that was started
// and is not done runs again where that does no harm; otherwise only a person can tell.
//
// C++17, standard library and sqlite3.h only, no exceptions, no RTTI.
#pragma once

#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "outcome.hpp"
#include "script.hpp"
#include "script_text.hpp"
#include "sqlite_move.hpp"
#include "sqlite_step_kind.hpp"

namespace migrations::sqlite {

class step_mover : protected mover {
protected:
    using mover::mover;

    outcome move_by_steps(const move& what, std::size_t number) {
        progress far{what, number,
                     (what.way == direction::up ? what.what->up : what.what->down).steps};
        if (trouble stop = on_.cancelled()) return stopped(stop, what);
        while (!far.ended) {
            if (outcome bad = advance(far); !bad) return bad;
        }
        if (trouble bad = enforce(false)) return stopped(bad);
        return {};
    }

private:
    // How long a step may be marked as started while nobody holds the lock, until the process that
    // marked it is taken for dead.
    static constexpr std::chrono::milliseconds grace{2000};

    struct progress {
        const move& what;
        std::size_t number;
        slice<step> steps;
        std::size_t next = 0;  // the step to run, as far as is known; after the last: steps.size
        std::size_t seen = 0;  // those before this one have set up this connection
        bool started = false;  // the next step is marked as started
        bool outside = false;  // it was tried in a transaction, and cannot run in one
        bool told = false;     // the revision was announced
        bool ended = false;    // the move is made
        std::chrono::steady_clock::time_point waiting_since{};  // for the end of a started step
        bool waited = false;                                    // as long as the caller would

        void go_to(std::size_t other) {
            if (std::exchange(next, other) == other) return;
            started = outside = false;
            waiting_since = {};
            waited = false;
        }
    };

    // Runs the next step, or ends the move after the last one. Returns without doing so when it has
    // to be tried again.
    outcome advance(progress& far) {
        // Foreign keys can only be switched outside a transaction: before the lock tells for
        // certain which step is next.
        const bool keys = wants_foreign_keys(far);
        if (trouble bad = enforce(keys)) return stopped_at(far, bad);
        due state = due::now;
        if (outcome bad = lock(far.what, far.number, state); !bad) {
            return far.next == 0 ? bad : partially(far, std::move(bad), far.next);
        }
        far.ended = state == due::already;
        if (far.ended) return {};
        if (trouble bad = make_tables()) return stopped_at(far, bad);
        if (outcome bad = read_journal(far); !bad) return bad;
        if (wants_foreign_keys(far) != keys) {
            on_.rollback();
            return {};
        }
        if (!std::exchange(far.told, true)) on_.notify(event::kind::starting, {});
        if (far.next == far.steps.size) return finish(far);
        if (far.seen < far.next) return set_up(far);
        if (trouble bad = checks_.start()) return stopped_at(far, bad);
        const step& each = far.steps[far.next];
        if (far.started && !runs_again(each.sql)) {
            if (!has_waited(far)) return await(far);
            switch (end_of(each)) {
                case step_end::reached: return count_as_done(far);
                case step_end::unknown: return undecided(far);
                case step_end::failed: break;
            }
        }
        return far.outside || runs_outside(each.sql) ? run_outside(far) : run_inside(far);
    }

    // Plain steps run with foreign keys as the caller has them, rebuilds without.
    bool wants_foreign_keys(const progress& far) const {
        return on_.caller_has_foreign_keys() && far.next < far.steps.size &&
               !far.steps[far.next].is_rebuild();
    }

    trouble enforce(bool on) {
        if (std::exchange(enforcing_, on) == on) return {};
        return on_.set_foreign_keys(on);
    }

    // The last statements may have switched foreign keys themselves.
    trouble forget_foreign_keys() {
        enforcing_ = false;
        return on_.set_foreign_keys(false);
    }

    // Finds out under the lock which step is next.
    outcome read_journal(progress& far) {
        rows journal;
        if (trouble bad = on_.read(select_journal_sql(names_, far.what.what->id), journal))
            return stopped_at(far, bad);
        std::size_t next = 0;
        bool started = false;
        for (const std::vector<std::string>& fields : journal) {
            const journal_row row = journal_row_of(fields);
            const auto at = static_cast<std::size_t>(row.step - 1);
            const bool fits = row.step >= 1 && at < far.steps.size && row.kind == action_of(far) &&
                              row.hash == hash_of(far.steps[at]);
            if (!fits) return refuse_journal(far, row, journal);
            started = row.state == "started";
            next = started ? at : at + 1;
            if (started) break;
        }
        far.go_to(next);
        far.started = started;
        return {};
    }

    outcome refuse_journal(const progress& far, const journal_row& row, const rows& journal) {
        const auto done = std::count_if(journal.begin(), journal.end(), [](const auto& fields) {
            return journal_row_of(fields).state != "started";
        });
        const trouble bad{status::partially_applied,
                          0,
                          "step " + std::to_string(row.step) + " of an interrupted " + row.kind +
                              " is in the journal as '" + row.state +
                              "', but is not a step of this " + std::string(action_of(far)),
                          {},
                          "bring the revision back to what was started and run the same command "
                          "again, or undo by hand what it did and run on the database: " +
                              clear_journal_sql(names_, far.what.what->id)};
        return partially(far, stopped(bad, far.what), static_cast<std::size_t>(done));
    }

    // Makes up for what steps that ran on another connection would have done to this one. A failure
    // shows in the step that needs it; that a file is attached already is none.
    outcome set_up(progress& far) {
        on_.rollback();
        for (; far.seen < far.next; ++far.seen) {
            const std::string_view sql = far.steps[far.seen].sql;
            if (sets_up_connection(sql)) on_.execute(sql);
        }
        if (trouble bad = forget_foreign_keys()) return stopped_at(far, bad);
        return {};
    }

    // What is known of a step that was started: it had no effect, all of it, or nobody knows.
    enum class step_end { failed, reached, unknown };
    step_end end_of(const step& each) {
        rows found;
        if (!each.probe.empty() && !on_.read(std::string(each.probe), found)) {
            const bool yes = !found.empty() && !found[0].empty() && is_yes(found[0][0]);
            return yes ? step_end::reached : step_end::failed;
        }
        switch (on_.how.unknown) {
            case options::unknown_step::retry: return step_end::failed;
            case options::unknown_step::skip: return step_end::reached;
            case options::unknown_step::stop: break;
        }
        return step_end::unknown;
    }

    outcome count_as_done(progress& far) {
        const std::string_view id = far.what.what->id;
        const bool skipped = on_.how.unknown == options::unknown_step::skip;
        trouble bad = on_.execute(skipped ? skip_step_sql(names_, id, number_of(far))
                                          : finish_step_sql(names_, id, number_of(far)));
        if (!bad) bad = on_.commit();
        if (bad) return stopped_at(far, bad);
        far.go_to(far.next + 1);
        return {};
    }

    // Another process may be at a step that is marked as started; it does not hold the lock.
    static bool has_waited(const progress& far) {
        const auto since = far.waiting_since;
        return far.waited || (since != std::chrono::steady_clock::time_point() &&
                              std::chrono::steady_clock::now() - since >= grace);
    }
    outcome await(progress& far) {
        on_.rollback();
        if (far.waiting_since == std::chrono::steady_clock::time_point())
            far.waiting_since = std::chrono::steady_clock::now();
        far.waited = !on_.wait();
        return {};
    }
    outcome undecided(progress& far) {
        on_.rollback();
        return stopped_at(
            far, {status::partially_applied, 0,
                  "its state in '" + names_.journal +
                      "' is 'started': a call was interrupted in it, or still runs it",
                  excerpt(far.steps[far.next].sql),
                  "look whether it worked; if it did, run: migrations resume --skip-step; if it did not, "
                  "undo what it left and run: migrations resume --retry-step"});
    }

    // All steps are done: the version row moves.
    outcome finish(progress& far) {
        if (trouble bad = on_.execute(clear_journal_sql(names_, far.what.what->id)))
            return stopped_at(far, bad);
        if (trouble bad = write_move(far.what, far.number)) return stopped_at(far, bad);
        if (trouble bad = on_.commit()) return stopped_at(far, bad);
        far.ended = true;
        go_on(far.what, far.number);
        settle(far.what, elapsed());
        return {};
    }

    // Runs a step in the transaction that is open, together with its row in the journal.
    outcome run_inside(progress& far) {
        const step& each = far.steps[far.next];
        trouble bad = note_started(far);
        if (!bad) bad = each.is_rebuild() ? run_step(far.what, each, far.next) : run_plain(far);
        if (far.outside) {
            on_.rollback();
            return {};
        }
        if (!bad) bad = checks_.finish();
        if (!each.is_rebuild()) checks_.forget();
        if (!bad) bad = on_.execute(finish_step_sql(names_, far.what.what->id, number_of(far)));
        if (!bad) bad = on_.commit();
        if (bad) return stopped_at(far, bad);
        found_.version_table = true;
        far.go_to(far.next + 1);
        far.seen = far.next;
        return {};
    }

    // The statements of a step, up to one that no transaction can have.
    trouble run_plain(progress& far) {
        return on_.execute(far.steps[far.next].sql, [&](std::string_view sql) -> trouble {
            far.outside = runs_outside(sql);
            if (far.outside)
                return {status::refused, 0, "it cannot run in a transaction", excerpt(sql), {}};
            return checks_.nothing_hidden();
        });
    }

    // Runs a step without a transaction, between two notes in the journal.
    outcome run_outside(progress& far) {
        if (trouble bad = note_started(far)) return stopped_at(far, bad);
        if (trouble bad = on_.commit()) return stopped_at(far, bad);
        found_.version_table = true;
        const std::string_view id = far.what.what->id;
        const std::string_view sql = far.steps[far.next].sql;
        std::size_t ran = 0;  // statements that were started
        trouble bad = on_.execute(sql, [&](std::string_view) {
            ++ran;
            return checks_.nothing_hidden();
        });
        if (sqlite3_get_autocommit(on_.db) == 0) {
            if (!bad)
                bad = {status::sql_failed, 0, "the step left a transaction open", excerpt(sql), {}};
            ran = 2;
            on_.rollback();
        }
        if (trouble worse = forget_foreign_keys(); worse && !bad) bad = worse;
        checks_.forget();
        if (!bad) bad = on_.execute(finish_step_sql(names_, id, number_of(far)));
        if (!bad) {
            far.go_to(far.next + 1);
            far.seen = far.next;
            return {};
        }
        // A single statement that fails has no effect: the step can simply run again.
        if (ran <= 1) on_.execute(forget_step_sql(names_, id, number_of(far)));
        return stopped_at(far, bad, ran > 1);
    }

    trouble note_started(const progress& far) {
        if (far.started) return {};
        journal_row row;
        row.step = number_of(far);
        row.hash = hash_of(far.steps[far.next]);
        row.kind = action_of(far);
        return on_.execute(start_step_sql(names_, far.what.what->id, row));
    }

    static long long number_of(const progress& far) { return static_cast<long long>(far.next) + 1; }

    static std::string_view action_of(const progress& far) {
        return far.what.way == direction::up ? "upgrade" : "downgrade";
    }

    static std::string hash_of(const step& each) {
        if (!each.is_rebuild()) return step_hash(each.sql);
        const script alone{slice<step>(&each, 1), true};
        return step_hash(encode_script(alone));
    }

    // Stops at the next step. `begun`: part of it took effect.
    outcome stopped_at(const progress& far, const trouble& bad, bool begun = false) {
        const bool at_step = far.next < far.steps.size;
        outcome result = stopped(bad, far.what, at_step ? far.next + 1 : 0);
        const bool untouched = far.next == 0 && !begun && bad.kind != status::partially_applied;
        return untouched ? result : partially(far, std::move(result), far.next);
    }

    // A call that stopped after `done` steps.
    outcome partially(const progress& far, outcome result, std::size_t done) {
        result.status = status::partially_applied;
        result.database_state = "the database is " + place_text(result.to) +
                                ", and partially at revision '" + std::string(far.what.what->id) +
                                "': " + std::to_string(done) + " of " +
                                std::to_string(far.steps.size) + " steps are done";
        if (result.help.empty())
            result.help = "correct what is in the way and run the same command again";
        return result;
    }

    bool enforcing_ = false;  // foreign keys are on
};

}  // namespace migrations::sqlite

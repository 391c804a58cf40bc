// Moving a SQLite database by one revision, in one transaction.
//
// C++17, standard library and sqlite3.h only, no exceptions, no RTTI.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "applied.hpp"
#include "function_check.hpp"
#include "outcome.hpp"
#include "script.hpp"
#include "sqlite_call.hpp"
#include "sqlite_function.hpp"
#include "sqlite_rebuild.hpp"

namespace migrations::sqlite {

class mover : protected call {
protected:
    using call::call;

    void tell(const move& what) {
        on_.revision = what.what->id;
        on_.message = what.what->message;
        on_.way = what.way;
    }
    void tell_skipped(const move& what) {
        tell(what);
        on_.notify(event::kind::skipped, {});
    }

    // Takes the lock for a move. Nothing is open afterwards when the move is `already` made or the
    // outcome is bad.
    outcome lock(const move& what, std::size_t number, due& state) {
        tell(what);
        if (trouble bad = on_.begin()) return stopped(bad, what);
        if (outcome bad = look_under_lock(); !bad) return bad;
        state = is_due(chain_, applied_, number, what.way);
        if (state == due::blocked) return stopped(blocked_move(chain_, applied_, number, what.way));
        if (state == due::already) {
            on_.rollback();
            tell_skipped(what);
            return {};
        }
        outcome free = check_unfinished(chain_, found_.unfinished, &what);
        return free ? outcome() : stopped(std::move(free));
    }

    // A whole move in one transaction.
    outcome move_at_once(const move& what, std::size_t number) {
        due state = due::now;
        if (outcome bad = lock(what, number, state); !bad || state == due::already) return bad;
        if (outcome bad = carry_out(what, number); !bad) return bad;
        if (trouble bad = on_.commit()) return stopped(bad, what);
        go_on(what, number);
        settle(what, elapsed());
        return {};
    }

    // All moves in one transaction.
    outcome move_together(const std::vector<move>& moves) {
        if (moves.empty()) return {};
        tell(moves.front());
        if (trouble bad = on_.begin()) return stopped(bad, moves.front());
        if (outcome bad = look_under_lock(); !bad) return bad;
        std::vector<std::pair<move, std::chrono::milliseconds>> made;
        for (const move& each : moves) {
            tell(each);
            const std::size_t number = chain_.find(each.what->id);
            const due state = is_due(chain_, applied_, number, each.way);
            if (state == due::blocked) return stopped(blocked_move(chain_, applied_, number, each.way));
            if (state == due::already) {
                tell_skipped(each);
                continue;
            }
            if (outcome free = check_unfinished(chain_, found_.unfinished, &each); !free)
                return stopped(std::move(free));
            start_ = std::chrono::steady_clock::now();
            if (outcome bad = carry_out(each, number); !bad) return bad;
            go_on(each, number);
            made.emplace_back(each, elapsed());
        }
        if (made.empty()) {
            on_.rollback();
            return {};
        }
        if (trouble bad = on_.commit()) return stopped(bad, made.back().first);
        for (const auto& [each, took] : made) settle(each, took);
        return {};
    }

    // The steps of a move and its record, in the transaction that is open.
    outcome carry_out(const move& what, std::size_t number) {
        on_.notify(event::kind::starting, {});
        const slice<step> steps = steps_of(what).steps;
        if (trouble bad = checks_.start()) return stopped(bad, what);
        if (trouble bad = make_tables()) return stopped(bad, what);
        for (std::size_t at = 0; at < steps.size; ++at) {
            if (trouble bad = run_step(what, steps[at], at)) return stopped(bad, what, at + 1);
        }
        if (trouble bad = checks_.finish()) return stopped(bad, what);
        if (trouble bad = write_move(what, number)) return stopped(bad, what);
        return {};
    }

    trouble run_step(const move& what, const step& each, std::size_t at) {
        if (trouble stop = on_.cancelled()) return stop;
        const session::interruptible meanwhile(on_);
        if (each.is_call()) {
            if (trouble bad = checks_.nothing_hidden()) return bad;
            if (trouble bad = checks_.rows_at_risk()) return bad;
            if (trouble bad = call_function(on_, each)) return bad;
            return checks_.count_temporary();
        }
        if (each.is_rebuild()) {
            if (trouble bad = checks_.objects_at_risk()) return bad;
            if (trouble bad = checks_.rows_at_risk()) return bad;
            return rebuild_table(
                on_, each, "_mig_" + std::string(what.what->id) + "_" + std::to_string(at + 1));
        }
        watcher& watch = on_.watch;
        watch = watcher();
        watch.on = true;
        const trouble bad = on_.execute(each.sql, [&](std::string_view sql) -> trouble {
            const bool drops = std::exchange(watch.objects_dropped, false);
            const bool alters = std::exchange(watch.table_altered, false);
            const bool touches = std::exchange(watch.rows_touched, false);
            const bool hides = std::exchange(watch.temporary_made, false);
            watch.on = false;
            trouble worse = hides ? checks_.count_temporary() : trouble();
            if (!worse) worse = checks_.nothing_hidden();
            if (!worse && drops) worse = checks_.objects_at_risk();
            // An added column may refer to a table by its default.
            const bool refers = alters && count_name(tokens_of(sql), "references") > 0;
            if (!worse && (drops || touches || refers)) worse = checks_.rows_at_risk();
            watch.on = true;
            return worse;
        });
        watch.on = false;
        return bad || !watch.temporary_made ? bad : checks_.count_temporary();
    }

    // Moves the version row, compared with what was read, and writes the history row.
    trouble write_move(const move& what, std::size_t number) {
        edits_ = head_edits(chain_, applied_, found_.heads, number, what.way);
        if (trouble bad = write_edits()) return bad;
        return on_.execute(history(what.what, what.way == direction::up ? "upgrade" : "downgrade"));
    }

    // What the record says after a move.
    void go_on(const move& what, std::size_t number) {
        found_.heads = edited_heads(std::move(found_.heads), edits_, set_.project);
        found_.version_table = true;
        applied_[number] = what.way == direction::up;
    }

    // A move is committed.
    void settle(const move& what, std::chrono::milliseconds took) {
        ++result_.applied;
        tell(what);
        on_.notify(event::kind::finished, took);
    }
};

}  // namespace migrations::sqlite

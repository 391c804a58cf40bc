// The PostgreSQL engine, over any executor (postgresql_reply.hpp). libpq.hpp and pqxx.hpp offer the
// same functions for their connections.
//
// Each migration runs in one transaction of three messages: BEGIN, settings that end with it, the
// lock and the version rows; all statements with the version row and the history row; COMMIT. Any
// number of processes may do this at once: the lock is an advisory one of the transaction, polled,
// so that it also works through a pooler and cannot outlive its owner.
//
// Revisions outside a transaction (CREATE INDEX CONCURRENTLY, ...) need a second connection to the same database, as the
// same role: it holds the lock while the first one works. Without one, such a revision is refused before anything runs.
//
//     #include <migrations/libpq.hpp>
//
//     // postgresql_reply.hpp says what an executor is. This one shows what is sent.
//     class loud_executor {
//     public:
//         explicit loud_executor(PGconn* connection) : inner_(connection) {}
//         migrations::postgresql::reply exec(std::string_view sql) {
//             std::clog << sql << "\n";
//             return inner_.exec(sql);
//         }
//
//     private:
//         migrations::postgresql::libpq_executor inner_;
//     };
//
//     migrations::outcome start(PGconn* connection) {
//         loud_executor database(connection);
//         return migrations::postgresql::upgrade(database, blog_db::postgresql());
//     }
//
// The connection must have no transaction open. It must reach one database server as a role that
// owns the tables. The bookkeeping tables live in the current schema, or in the one that
// set::version_table names before a dot.
//
// Callbacks of `options` may throw, where there are exceptions: the transaction is rolled back and
// the exception passes through.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "newer_chain.hpp"
#include "postgresql_failure.hpp"
#include "postgresql_move.hpp"
#include "postgresql_session.hpp"
#include "postgresql_stamp.hpp"
#include "postgresql_steps.hpp"

namespace migrations::postgresql {

// Reads the database and compares it with the chain. Done: `far` says where it is.
template <class Executor>
outcome begin_call(session<Executor>& with, progress& far) {
    outcome result = with.open();
    if (!result) return result;
    far.set_heads(with.chain(), with.before().heads);
    far.result.from = far.result.to;
    return with.verify(with.before());
}

// Where there is no move to make: done, unless one has begun and is not finished.
template <class Executor>
outcome nothing_to_do(const session<Executor>& with, const progress& far) {
    outcome free = check_unfinished(with.chain(), with.before().unfinished, nullptr);
    return free ? far.result : stopped(far, std::move(free));
}

// Makes moves one after the other, first what has begun. `blocked`: see mover::make().
template <class Executor>
outcome make_moves(session<Executor>& with, progress& far, slice<move> moves, bool& blocked) {
    const std::vector<move> all = unfinished_first(moves, with.before().unfinished);
    const std::vector<move> left =
        pending(with.chain(), far.applied, slice<move>(all.data(), all.size()));
    const bool single = with.how().single_transaction && left.size() > 1;
    if (single) {
        if (outcome possible = check_single_transaction(left); !possible)
            return stopped(far, std::move(possible));
    }
    if (outcome possible = check_second_connection(with, left); !possible)
        return stopped(far, std::move(possible));
    if constexpr (!is_recording<Executor>::value) {
        using argument = typename function_call<Executor>::argument;
        if (outcome possible = check_functions<argument>(with.how(), left); !possible)
            return stopped(far, std::move(possible));
    }
    mover<Executor> maker(with, far);
    const std::size_t together = single ? all.size() : 1;
    for (std::size_t at = 0; at < all.size(); at += together) {
        if (outcome stop = with.cancelled(); !stop) return stopped(far, std::move(stop));
        outcome result = maker.make(slice<move>(&all[at], together), blocked);
        if (!result) return result;
    }
    return far.result;
}

// Compares the database with the set and changes nothing: done, behind, partially_applied, state or
// integrity.
template <class Executor>
outcome check(Executor& database, const set& of, const options& how = {}) {
    session<Executor> with(database, of, how);
    with.accept_compatible();
    progress far;
    outcome result = begin_call(with, far);
    if (!result) return result;
    if (outcome whole = nothing_to_do(with, far); !whole) return whole;
    const std::vector<move> moves =
        moves_up(with.chain(), far.applied, applied_flags(with.chain().size(), true));
    if (moves.empty()) return far.result;
    outcome behind = failure(
        status::behind,
        (moves.size() == 1 ? "1 revision is" : std::to_string(moves.size()) + " revisions are") +
            " not applied, the first is '" + std::string(moves.front().what->id) + "'",
        "run: migrations upgrade");
    behind.revision = moves.front().what->id;
    behind.database_state = "the database is " + place_text(far.result.to);
    return stopped(far, std::move(behind));
}

// Makes the moves in their order. Those that somebody else has made meanwhile are skipped.
template <class Executor>
outcome run(Executor& database, const set& of, slice<move> moves, const options& how = {},
            const typename second_connection<Executor>::source& second = {}) {
    session<Executor> with(database, of, how, second);
    progress far;
    outcome result = begin_call(with, far);
    if (!result) return result;
    bool all_made = true;
    for (const move& each : moves) {
        if (each.what == nullptr || with.chain().find(each.what->id) == chain_index::unknown) {
            return stopped(far, failure(status::internal,
                                        "a move names a revision that the chain does not have"));
        }
        all_made = all_made &&
                   far.applied[with.chain().find(each.what->id)] == (each.way == direction::up);
    }
    if (outcome possible = check_reversible(moves); !possible)
        return stopped(far, std::move(possible));
    if (all_made) {
        if (outcome whole = nothing_to_do(with, far); !whole) return whole;
        for (const move& each : moves) with.tell(event::kind::skipped, each.what, each.way, {});
        return far.result;
    }
    bool blocked = false;
    return make_moves(with, far, moves, blocked);
}

// Reads all that the database records about its migrations. Done also when there is no version
// table.
template <class Executor>
outcome read_recorded(Executor& database, std::string_view version_table, recorded& found) {
    set of;
    of.language = dialect::postgresql;
    of.version_table = version_table;
    const options how;
    session<Executor> with(database, of, how);
    outcome result = with.open();
    if (!result) return result;
    found = recorded();
    found.version_table = with.before().table;
    found.heads = with.before().heads;
    found.unfinished = with.before().unfinished;
    const reply objects = with.query(objects_sql(with.where()));
    if (!objects.ok) return failure_of(objects);
    found.objects = situation_of(objects, false).objects;
    found.empty = found.objects.empty();
    if (found.version_table) {
        const reply history = with.read_history(found.revisions);
        if (!history.ok) return failure_of(history);
    }
    result.from = result.to = head_ids(found.heads);
    return result;
}

// upgrade(), but for databases that are to be taken back first.
template <class Executor>
outcome upgrade_known(Executor& database, const set& of, const options& how,
                      const typename second_connection<Executor>::source& second) {
    session<Executor> with(database, of, how, second);
    with.accept_compatible();
    progress far;
    outcome result = begin_call(with, far);
    if (!result) return result;
    const applied_flags all(with.chain().size(), true);
    // Others may take revisions back while this call runs; then the way is planned anew.
    for (int attempt = 0; attempt < 100; ++attempt) {
        const std::vector<move> moves = moves_up(with.chain(), far.applied, all);
        if (moves.empty() && attempt == 0) return nothing_to_do(with, far);
        bool blocked = false;
        const std::vector<head_row> before = far.heads;
        result = make_moves(with, far, slice<move>(moves.data(), moves.size()), blocked);
        // Planned anew, it would come to the same where nothing has changed.
        if (result || !blocked || same_heads(before, far.heads)) break;
    }
    return result;
}

// Brings the database up to all heads of the set. One round trip when there is nothing to do.
template <class Executor>
outcome upgrade(Executor& database, const set& of, const options& how = {},
                const typename second_connection<Executor>::source& second = {}) {
    const outcome result = upgrade_known(database, of, how, second);
    if (result || !result.database_newer || how.newer == newer_database::refuse) return result;
    return replace_newer(
        of, how, result, [&](recorded& found) { return read_recorded(database, of.version_table, found); },
        [&](const set& all, slice<move> moves) { return run(database, all, moves, how, second); },
        [&](bool) { return upgrade_known(database, of, how, second); });
}

// Finds out, on a new connection, how a call ended that returned status::in_doubt: done when its
// last revision was committed (the call may have had more to do: make it again), connection when it
// was not. Waits for the lock, since the server may still be at that COMMIT. Another status than
// in_doubt is returned as it is.
template <class Executor>
outcome confirm(Executor& database, const set& of, const outcome& doubtful,
                const options& how = {}) {
    if (doubtful.status != status::in_doubt) return doubtful;
    session<Executor> with(database, of, how);
    outcome failed = with.open();
    situation found;
    if (failed) failed = with.lock(found);
    if (!failed) {
        outcome result = doubtful;
        result.message += "; and it cannot be found out now: " + failed.message;
        return result;
    }
    with.rollback();

    outcome result = doubtful;
    const applied_flags before = applied_by(with.chain(), doubtful.to);
    const applied_flags now = applied_by(with.chain(), head_ids(found.heads));
    result.to = head_ids(found.heads);
    const std::size_t number = with.chain().find(doubtful.revision);
    const bool committed =
        number != chain_index::unknown ? before[number] != now[number] : result.to != doubtful.to;
    if (committed) {
        result.status = status::done;
        result.message = "the COMMIT was carried out, though its confirmation was lost";
        result.help.clear();
        result.code.clear();
        for (std::size_t at = 0; at < now.size(); ++at) result.applied += before[at] == now[at] ? 0U : 1U;
        result.database_state = "the database is " + place_text(result.to);
        return result;
    }
    result.status = status::connection;
    result.message = "the connection was lost before the COMMIT was carried out";
    result.help = "run the same again";
    tell_state(result);
    return result;
}

}  // namespace migrations::postgresql

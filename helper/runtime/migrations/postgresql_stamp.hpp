// Records where a PostgreSQL database is, without running anything.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "postgresql_move.hpp"
#include "postgresql_session.hpp"
#include "script_text.hpp"
#include "stamp_plan.hpp"

namespace migrations::postgresql {

// Why a checked stamp may not overwrite what is recorded; done when it may.
template <class Executor>
outcome check_stamp(session<Executor>& with, const situation& found) {
    for (const head_row& head : found.heads) {
        const bool ours = with.chain().find(head.revision) != chain_index::unknown &&
                          head.project == with.of().project && head.format <= record_format;
        if (ours) continue;
        outcome why = with.verify(found);
        why.help = "run: migrations stamp --yes, if the record may be overwritten";
        return why;
    }
    outcome why = check_unfinished(with.chain(), found.unfinished, nullptr);
    if (!why) {
        why.help +=
            "; or undo or complete it by hand and run: migrations stamp --yes, which forgets what "
            "was begun";
    }
    return why;
}

// The statements of a stamp, and the version rows that there are then. What was begun outside a
// transaction is forgotten: whoever forces a stamp says what the database is.
template <class Executor>
head_change stamp_statements(session<Executor>& with, const situation& found,
                             const std::vector<std::size_t>& wanted, stamping mode) {
    const table_names& names = with.where().names;
    std::vector<std::string> statements;
    if (!found.table) statements = create_tables_sql(names);
    std::vector<head_row> before = found.heads;
    if (mode == stamping::forced && found.table) {
        statements.push_back(clear_heads_sql(names));
        statements.push_back(clear_all_journal_sql(names));
        before.clear();
    }
    const stamp_plan plan = plan_stamp(with.chain(), before, wanted);
    head_change change = change_heads(names, before, plan.edits, with.of().project);
    statements.insert(statements.end(), change.statements.begin(), change.statements.end());
    const auto note = [&](const migration* what) {
        history_row row = with.history(what, "stamp", "ok");
        const std::string start = transaction_start_sql();
        const std::string length = transaction_length_sql();
        const std::string down = what != nullptr && what->irreversible.empty()
                                     ? encode_script(what->down)
                                     : std::string();
        row.started_sql = start;
        row.duration_sql = length;
        row.down_script = down;
        statements.push_back(insert_history_sql(names, row));
    };
    for (const std::size_t number : plan.noted) note(&with.chain()[number]);
    if (plan.noted.empty() && (!plan.edits.empty() || mode == stamping::forced)) note(nullptr);
    statements.push_back(guard_sql(with.where(), change.after));
    change.statements = std::move(statements);
    return change;
}

// Records that the database is at `heads` without running anything; makes the bookkeeping tables
// where there are none, also in a database that is not empty. `forced` empties the version table
// and the journal first, whatever they hold; without it, heads that the chain does not know, of
// another project or of a newer format are not overwritten, nor is a revision that is half done
// (partially_applied).
template <class Executor>
outcome stamp(Executor& database, const set& of, slice<std::string_view> heads,
              const options& how = {}, stamping mode = stamping::checked) {
    session<Executor> with(database, of, how);
    progress far;
    outcome result = with.open();
    if (!result) return result;
    far.set_heads(with.chain(), with.before().heads);
    far.result.from = far.result.to;
    std::vector<std::size_t> wanted;
    for (const std::string_view head : heads) {
        wanted.push_back(with.chain().find(head));
        if (wanted.back() != chain_index::unknown) continue;
        return stopped(
            far, failure(status::state, "the chain has no revision '" + std::string(head) + "'",
                         "run: migrations heads"));
    }
    situation found;
    if (outcome locked = with.lock(found); !locked) return stopped(far, std::move(locked));
    far.set_heads(with.chain(), found.heads);
    if (mode == stamping::checked) {
        if (outcome free = check_stamp(with, found); !free) {
            with.rollback();
            return stopped(far, std::move(free));
        }
    }
    const head_change change = stamp_statements(with, found, wanted, mode);
    reply answer = with.run(change.statements);
    if (answer.ok) {
        answer = with.commit(change.after);
        if (answer.ok) {
            far.result.to = head_ids(change.after);
            return far.result;
        }
        if (is_lost(answer)) {
            outcome lost = failure_of(answer);
            lost.status = status::in_doubt;
            lost.database_state =
                "the stamp is recorded, or the database is unchanged since it was " +
                place_text(far.result.to);
            lost.help = "run: migrations current";
            return stopped(far, std::move(lost));
        }
    } else if (!answer.broken) {
        with.rollback();
    }
    with.forget_transaction();
    return stopped(far, is_contention(answer) ? with.contended(answer) : failure_of(answer));
}

}  // namespace migrations::postgresql

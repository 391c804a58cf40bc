// Steps outside a transaction that were interrupted: how they ended, and what has to be cleared away before they run
// again.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "postgresql_leftovers.hpp"
#include "postgresql_move.hpp"

namespace migrations::postgresql {

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

// Waits while another session runs the statement: ours of an earlier call, whose client is gone. False: it outlasts the
// patience; `runs` says which session it is.
template <class Executor>
bool mover<Executor>::wait_for_end(std::string_view sql, const move& wanted, std::string& runs) {
    const auto since = std::chrono::steady_clock::now();
    const concurrent_detach detach = concurrent_detach_of(sql);
    while (true) {
        reply found = session_.query(find_running_sql(sql));
        if (found.ok && found.rows.empty() && !detach.table.empty())
            found = session_.query(find_running_sql(finish_detach_sql(detach)));
        if (!found.ok || found.rows.empty()) break;
        runs = session_text(found.rows.front());
        session_.waits().start(since);
        if (session_.waits().exhausted()) return false;
        session_.tell_waiting(wanted.what, wanted.way);
        session_.waits().pause(std::chrono::milliseconds(100), std::chrono::milliseconds(400));
    }
    session_.waits().stop();
    return true;
}

// Drops what an interrupted statement has left in the way of the same one. Not ok: `what` could not be dropped.
template <class Executor>
reply mover<Executor>::clear_the_way(std::string_view sql, std::string& what) {
    std::vector<std::string> stale;
    if (std::string name; state_of_index(sql, name) == "unfinished") stale.push_back(name);
    if (const std::string copies = find_copies_sql(sql); !copies.empty()) {
        for (const auto& row : session_.query(copies).rows) stale.push_back(field_of(row, 0));
    }
    reply answer;
    answer.ok = true;
    for (const std::string& each : stale) {
        answer = session_.run_step("DROP INDEX CONCURRENTLY " + each);
        if (answer.ok) continue;
        what = "the unfinished index " + each + " cannot be dropped: " + words_of(answer);
        return answer;
    }
    return answer;
}

// The statement that brings about the step's effect now: it, or what completes it where it was interrupted.
template <class Executor>
std::string mover<Executor>::statement_of(std::string_view sql) {
    const concurrent_detach detach = concurrent_detach_of(sql);
    if (!detach.table.empty()) {
        const reply found = session_.query(find_half_detached_sql(detach));
        if (found.ok && !found.rows.empty()) return finish_detach_sql(detach);
    }
    return std::string(sql);
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

}  // namespace migrations::postgresql

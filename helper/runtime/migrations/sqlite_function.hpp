// Calling a function of the program inside the transaction of a revision.
//
// C++17, standard library and sqlite3.h only, no exceptions, no RTTI.
#pragma once

#include <sqlite3.h>

#include <string>

#include "function_check.hpp"
#include "sqlite_session.hpp"

namespace migrations::sqlite {

// A statement that is still running would keep the revision from being committed.
inline bool leaves_statement(sqlite3* db) {
    for (sqlite3_stmt* each = sqlite3_next_stmt(db, nullptr); each != nullptr; each = sqlite3_next_stmt(db, each)) {
        if (sqlite3_stmt_busy(each) != 0) return true;
    }
    return false;
}

// Precondition: the program has it (check_functions()), unless statements are only collected.
inline trouble call_function(session& on, const step& each) {
    on.announce("-- function " + std::string(each.function));
    if (on.how.collecting) return {};
    const function& what = *find_function<sqlite3*>(on.how, each.function);
    on.watch = watcher();
    on.watch.on = true;
    std::string error = what.call<sqlite3*>(on.db);
    on.watch.on = false;
    const std::string name = "the function '" + what.name() + "'";
    if (!on.watch.denied.empty()) {
        return {status::sql_failed, 0, name + ": " + on.watch.denied + " is not allowed in a migration", {},
                "leave transactions, attached databases and settings of the connection to the migration"};
    }
    if (on.lost_transaction()) return {status::sql_failed, 0, name + " ended the transaction of the revision", {}, {}};
    if (!error.empty()) return {status::sql_failed, 0, name + " failed: " + one_line(error), {}, {}};
    if (leaves_statement(on.db)) {
        return {status::sql_failed, 0, name + " left a statement that is still running", {},
                "reset or finalize it before the function returns"};
    }
    if (on.watch.schema_changed) {
        return {status::refused, 0, name + " changed the schema", {}, "write that as operations of the revision"};
    }
    return {};
}

}  // namespace migrations::sqlite

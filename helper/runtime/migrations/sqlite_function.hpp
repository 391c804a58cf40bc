// Calling a function of the program inside the transaction of a revision.
//
// C++17, standard library and sqlite3.h only, no exceptions, no RTTI.
#pragma once

#include <sqlite3.h>

#include <string>

#include "function_check.hpp"
#include "sqlite_session.hpp"

namespace migrations::sqlite {

// A statement that is still running would keep the revision from being committed. One without text is a module's own.
inline bool leaves_statement(sqlite3* db) {
    for (sqlite3_stmt* each = sqlite3_next_stmt(db, nullptr); each != nullptr; each = sqlite3_next_stmt(db, each)) {
        if (sqlite3_stmt_busy(each) != 0 && sqlite3_sql(each) != nullptr) return true;
    }
    return false;
}

// A function that is missing where others have changed what is to be done since check_functions() looked.
inline trouble call_function(session& on, const step& each) {
    const std::string name = "the function '" + std::string(each.function) + "'";
    on.announce("-- function " + std::string(each.function));
    if (on.how.collecting) {
        on.guard(name + " can only be called by the program", "false");
        return {};
    }
    const function* const what = find_function<sqlite3*>(on.how, each.function);
    if (what == nullptr || !what->takes<sqlite3*>())
        return {status::refused, 0, name + " is not registered", {}, "add it to options::functions"};
    on.watch = watcher();
    on.watch.on = true;
    on.watch.within_transaction = on.db;
    const function_result result = what->call<sqlite3*>(on.db);
    on.watch.on = false;
    on.watch.within_transaction = nullptr;
    // Whatever the function made of it: statements of it ended early.
    if (trouble stop = on.interrupted()) return stop;
    if (!on.watch.denied.empty()) {
        return {status::sql_failed, 0, name + ": " + on.watch.denied + " is not allowed in a migration", {},
                "leave transactions, attached databases and settings of the connection to the migration"};
    }
    if (on.lost_transaction()) {
        return {status::sql_failed, 0,
                name + " ended the transaction of the revision" + (result.error.empty() ? "" : ": " + one_line(result.error)), {}, {}};
    }
    if (!result.error.empty()) return {status::sql_failed, 0, name + " failed: " + one_line(result.error), {}, {}};
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

// The authorizer that watches the statements of scripts.
//
// C++17, standard library and sqlite3.h only, no exceptions, no RTTI.
#pragma once

#include <sqlite3.h>

#include <string>

#include "sql_tokens.hpp"

namespace migrations::sqlite {

// What the statements of a script do, seen through the authorizer while they are prepared, and what
// they may not do. Transactions, savepoints, ATTACH, DETACH and PRAGMAs with an argument are
// denied: they would end or escape the transaction of the revision, or change the connection.
// PRAGMAs that only read stay allowed: SQLite itself uses some of them inside ALTER TABLE.
struct watcher {
    bool on = false;
    bool rows_touched = false;     // INSERT, UPDATE, DELETE on some table
    bool objects_dropped = false;  // a table or a view goes away
    bool table_altered = false;
    bool schema_changed = false;  // a table, view, index or trigger comes, goes or changes; not a temporary one
    bool temporary_made = false;   // a temporary table, view or trigger comes
    std::string denied;  // the last thing that was not allowed
    // While a function of the program runs: what it writes when its transaction has ended would stay for good.
    sqlite3* within_transaction = nullptr;

    static bool is_reading_pragma(const char* name) {
        for (const char* each :
             {"quick_check", "integrity_check", "foreign_key_check", "foreign_key_list",
              "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo",
              "database_list", "collation_list", "function_list"}) {
            if (same_letters(name, each)) return true;
        }
        return false;
    }

    static int judge(void* self, int action, const char* first, const char* second, const char*,
                     const char*) {
        auto& watch = *static_cast<watcher*>(self);
        if (!watch.on) return SQLITE_OK;
        const auto text = [](const char* value) {
            return std::string(value == nullptr ? "" : value);
        };
        const bool internal = first != nullptr && text(first).rfind("sqlite_", 0) == 0;
        switch (action) {
            case SQLITE_TRANSACTION:
                watch.denied = text(first);
                return SQLITE_DENY;
            case SQLITE_SAVEPOINT:
                watch.denied =
                    same_letters(text(first), "begin") ? "SAVEPOINT" : text(first) + " SAVEPOINT";
                return SQLITE_DENY;
            case SQLITE_ATTACH:
                watch.denied = "ATTACH";
                return SQLITE_DENY;
            case SQLITE_DETACH:
                watch.denied = "DETACH";
                return SQLITE_DENY;
            case SQLITE_PRAGMA:
                if (second == nullptr || is_reading_pragma(first)) return SQLITE_OK;
                watch.denied = "PRAGMA " + text(first);
                return SQLITE_DENY;
            case SQLITE_INSERT:
            case SQLITE_UPDATE:
            case SQLITE_DELETE:
                watch.rows_touched = watch.rows_touched || !internal;
                return watch.within_transaction != nullptr && sqlite3_get_autocommit(watch.within_transaction) != 0
                           ? SQLITE_DENY
                           : SQLITE_OK;
            case SQLITE_DROP_TABLE:
            case SQLITE_DROP_VIEW:
            case SQLITE_DROP_VTABLE:
                watch.objects_dropped = true;
                watch.schema_changed = watch.schema_changed || !internal;
                return SQLITE_OK;
            case SQLITE_CREATE_TEMP_TABLE:
            case SQLITE_CREATE_TEMP_TRIGGER:
            case SQLITE_CREATE_TEMP_VIEW:
                watch.temporary_made = true;
                return SQLITE_OK;
            case SQLITE_ALTER_TABLE:
                watch.table_altered = watch.schema_changed = true;
                return SQLITE_OK;
            case SQLITE_CREATE_INDEX:
            case SQLITE_CREATE_TABLE:
            case SQLITE_CREATE_TRIGGER:
            case SQLITE_CREATE_VIEW:
            case SQLITE_CREATE_VTABLE:
            case SQLITE_DROP_INDEX:
            case SQLITE_DROP_TRIGGER:
                watch.schema_changed = watch.schema_changed || !internal;
                return SQLITE_OK;
            default:
                return SQLITE_OK;
        }
    }
};

}  // namespace migrations::sqlite

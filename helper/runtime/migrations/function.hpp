// Data migrations in C++: functions of the program that revisions call by name, inside their transaction.
//
//     #include <migrations/sqlite3.hpp>
//
//     std::string fill_slugs(sqlite3* db) {  // "" when it is done, otherwise what went wrong
//         const char* const sql = "UPDATE posts SET slug = lower(title)";
//         return sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK ? "" : sqlite3_errmsg(db);
//     }
//
//     migrations::outcome start(sqlite3* db) {
//         migrations::options how;
//         how.functions = {{"fill_slugs", fill_slugs}};
//         return migrations::upgrade(db, blog_db::sqlite(), how);
//     }
//
// A function takes what the call is made with: `sqlite3*`, `PGconn*`, `pqxx::transaction_base&`, or an executor of one's
// own; a program for several of them registers one for each, under the same name. It returns an error as text, "" when it
// is done; a function_result; or nothing. What it throws passes through the call, which rolls the revision back; but
// pqxx::sql_error and pqxx::broken_connection become the outcome.
//
// It changes rows, not the schema, and leaves the transaction as it is. On SQLite transactions, ATTACH and settings are
// denied; foreign keys are off while it runs, and all rows are checked before the revision is committed. It may run more
// than once: on PostgreSQL a transaction that lost a race for a lock is repeated, where the function says by its SQLSTATE
// that this is what happened (function_result; exceptions of libpqxx do).
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "model/names.hpp"

namespace migrations {

// How a function ended.
struct function_result {
    std::string error;     // empty: done
    std::string sqlstate;  // of the server, where it knows; decides whether the revision is tried again

    function_result() = default;
    function_result(std::string message, std::string code = {}) : error(std::move(message)), sqlstate(std::move(code)) {}
    function_result(const char* message) : error(message == nullptr ? "" : message) {}
};

class function {
public:
    // Whatever can be called, with its name. Overloaded and generic ones need a std::function around them.
    template <class Callable>
    function(std::string name, Callable run) : function(std::move(name), std::function(std::move(run))) {}

    template <class Result, class Argument>
    function(std::string name, std::function<Result(Argument)> run)
        : name_(std::move(name)), argument_(model_detail::printed<Argument>()) {
        static_assert(std::is_void_v<Result> || std::is_convertible_v<Result, function_result>,
                      "a function returns an error as std::string, a migrations::function_result, or nothing");
        run_ = [run = std::move(run)](void* with) -> function_result {
            if constexpr (std::is_void_v<Result>) {
                run(argument_of<Argument>(with));
                return {};
            } else {
                return run(argument_of<Argument>(with));
            }
        };
    }

    const std::string& name() const { return name_; }
    // The type that it takes, as the compiler prints it.
    std::string_view argument() const { return argument_; }
    template <class Argument>
    bool takes() const {
        return argument_ == model_detail::printed<Argument>();
    }

    // Precondition: takes<Argument>().
    template <class Argument>
    function_result call(Argument with) const {
        if constexpr (std::is_pointer_v<Argument>) {
            return run_(with);
        } else {
            return run_(&with);
        }
    }

private:
    template <class Argument>
    static Argument argument_of(void* with) {
        if constexpr (std::is_pointer_v<Argument>) {
            return static_cast<Argument>(with);
        } else {
            return static_cast<Argument>(*static_cast<std::remove_reference_t<Argument>*>(with));
        }
    }

    std::string name_;
    std::string_view argument_;
    std::function<function_result(void*)> run_;
};

}  // namespace migrations

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
// own; a program for several of them registers one for each, under the same name. It returns std::string or nothing. What it throws passes through the call, which rolls the revision back; but
// pqxx::sql_error and pqxx::broken_connection become the outcome.
//
// It changes rows, not the schema, and leaves the transaction open: what it begins, commits or rolls back is refused. On
// SQLite foreign keys are off while it runs, and all rows are checked before the revision is committed.
// It may run more than once: a transaction that the server asks to repeat is repeated with it.
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

class function {
public:
    // Whatever can be called, with its name. Overloaded and generic ones need a std::function around them.
    template <class Callable>
    function(std::string name, Callable run) : function(std::move(name), std::function(std::move(run))) {}

    template <class Argument>
    function(std::string name, std::function<std::string(Argument)> run)
        : name_(std::move(name)), argument_(model_detail::printed<Argument>()) {
        run_ = [run = std::move(run)](void* with) {
            if constexpr (std::is_pointer_v<Argument>) {
                return run(static_cast<Argument>(with));
            } else {
                return run(*static_cast<std::remove_reference_t<Argument>*>(with));
            }
        };
    }
    template <class Argument>
    function(std::string name, std::function<void(Argument)> run)
        : function(std::move(name), std::function<std::string(Argument)>([run = std::move(run)](Argument with) {
                       run(static_cast<Argument>(with));
                       return std::string();
                   })) {}

    const std::string& name() const { return name_; }
    // The type that it takes, as the compiler prints it.
    std::string_view argument() const { return argument_; }
    template <class Argument>
    bool takes() const {
        return argument_ == model_detail::printed<Argument>();
    }

    // Precondition: takes<Argument>().
    template <class Argument>
    std::string call(Argument with) const {
        if constexpr (std::is_pointer_v<Argument>) {
            return run_(with);
        } else {
            return run_(&with);
        }
    }

private:
    std::string name_;
    std::string_view argument_;
    std::function<std::string(void*)> run_;
};

}  // namespace migrations

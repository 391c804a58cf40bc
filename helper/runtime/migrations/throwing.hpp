// For programs that say by exceptions that something failed. Include it beside the header of the client library:
//
//     #include <migrations/sqlite3.hpp>
//     #include <migrations/throwing.hpp>
//
//     void start(sqlite3* db) {
//         try {
//             migrations::upgrade_or_throw(db, blog_db::sqlite());
//         } catch (const migrations::upgrade_error& error) {
//             std::cerr << error.what() << "\n";  // error.result() is the outcome
//             throw;
//         }
//     }
//
// C++17, standard library only.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

#include "outcome.hpp"

namespace migrations {

// An upgrade that did not end well. what() has the message, the state of the database and what to do next, a line each.
class upgrade_error : public std::runtime_error {
public:
    explicit upgrade_error(outcome failed) : std::runtime_error(text_of(failed)), result_(std::move(failed)) {}

    const outcome& result() const { return result_; }

private:
    static std::string text_of(const outcome& failed) {
        std::string text = failed.message;
        for (const std::string& line : {failed.database_state, failed.help}) {
            if (!line.empty()) text += "\n" + line;
        }
        return text;
    }

    outcome result_;
};

// upgrade() with the same arguments; throws upgrade_error unless the database is at all heads afterwards.
template <class... Arguments>
outcome upgrade_or_throw(Arguments&&... arguments) {
    outcome result = upgrade(std::forward<Arguments>(arguments)...);
    if (!result) throw upgrade_error(std::move(result));
    return result;
}

}  // namespace migrations

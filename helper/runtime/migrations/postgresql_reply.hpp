// What the PostgreSQL engine needs of a connection: an *executor*, a class with one function
//
//   postgresql::reply exec(std::string_view sql);
//
// which sends `sql` by the simple query protocol (several statements in one message are allowed
// and, outside BEGIN, form one transaction), waits, and never throws. libpq.hpp and pqxx.hpp have
// one each; a program that reaches its database in another way writes its own. It may have more:
//
//   void cancel();                      called by another thread: asks the server to end the statement that exec() waits for
//   using function_argument = <type>;   what functions of the program are given (function.hpp), instead of the executor,
//   reply call(const function&);        and what gives it to them
//
// One executor serves one call at a time. exec() is called on the thread of the call, but for that of a second connection,
// which a thread of its own asks now and then while the first one is at a step outside a transaction.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace migrations::postgresql {

// The answer to one message.
struct reply {
    bool ok = false;  // every statement of the message succeeded
    bool broken =
        false;  // the connection is gone; whatever was under way is rolled back by the server
    std::vector<std::vector<std::optional<std::string>>>
        rows;                // of the last statement; empty when it has no rows
    long long affected = 0;  // by the last statement

    // When not ok:
    std::string sqlstate;      // empty when the error did not come from the server
    std::string message;       // the server's primary message, one line
    std::string detail;        // its DETAIL; may be empty
    std::size_t position = 0;  // character in the message sent, from 1; 0: not known
};

// The answer to a COPY from or to the client: an executor has nothing to send and nobody to give
// the rows to. The statement, and all behind it in its message, count as failed.
constexpr const char* copy_refused = "COPY from or to the client is not possible in a migration";
inline reply copy_reply() {
    reply answer;
    answer.sqlstate = "0A000";
    answer.message = copy_refused;
    return answer;
}

}  // namespace migrations::postgresql

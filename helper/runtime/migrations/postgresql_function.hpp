// Calling a function of the program inside the transaction of a revision, with what its executor has.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <string>
#include <type_traits>
#include <utility>

#include "function.hpp"
#include "postgresql_reply.hpp"

namespace migrations::postgresql {

// The answer of a function that returned this.
inline reply function_reply(function_result result) {
    reply answer;
    answer.ok = result.error.empty();
    answer.message = std::move(result.error);
    answer.sqlstate = std::move(result.sqlstate);
    return answer;
}

// What functions are given: `Executor::function_argument`, a connection of the client library, where the executor names
// one; it then has a function `reply call(const function&)` too. Otherwise the executor itself.
template <class Executor, class = void>
struct function_call {
    using argument = Executor&;
    static reply call(Executor& with, const function& what) {
        return function_reply(what.template call<argument>(with));
    }
};
template <class Executor>
struct function_call<Executor, std::void_t<typename Executor::function_argument>> {
    using argument = typename Executor::function_argument;
    static reply call(Executor& with, const function& what) { return with.call(what); }
};

}  // namespace migrations::postgresql

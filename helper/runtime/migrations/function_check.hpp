// Whether a program has the functions that revisions call. Pure; shared by all engines.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "outcome.hpp"
#include "record_words.hpp"
#include "script.hpp"

namespace migrations {

inline const script& steps_of(const move& made) {
    return made.way == direction::up ? made.what->up : made.what->down;
}

inline bool calls_functions(const script& steps) {
    for (const step& each : steps.steps) {
        if (each.is_call()) return true;
    }
    return false;
}

// The function of this name among those that the program has registered: the one that takes an Argument, as there may be
// one for each client library; otherwise another one of the name; null: none.
template <class Argument>
const function* find_function(const options& how, std::string_view name) {
    const function* other = nullptr;
    for (const function& each : how.functions) {
        if (each.name() != name) continue;
        if (each.takes<Argument>()) return &each;
        other = &each;
    }
    return other;
}

// Whether all that these moves call is there and can be called with an Argument; otherwise a refusal.
template <class Argument>
outcome check_functions(const options& how, const std::vector<move>& moves) {
    if (how.collecting) return {};  // nothing is called
    for (const move& each : moves) {
        const std::string id(each.what->id);
        const script& steps = steps_of(each);
        for (const step& one : steps.steps) {
            if (!one.is_call()) continue;
            const std::string name = "the function '" + std::string(one.function) + "'";
            const std::string calls = "revision '" + id + "' calls " + name;
            outcome result;
            const function* const found = find_function<Argument>(how, one.function);
            if (!steps.transactional) {
                result = failure(status::refused, calls + ", which runs in a transaction, and has none",
                                 "take 'transactional = false' out of the revision");
            } else if (found == nullptr) {
                result = failure(status::refused, calls + ", which this program has not registered",
                                 "add it to options::functions");
            } else if (!found->template takes<Argument>()) {
                result = failure(status::refused,
                                 calls + ", which takes '" + std::string(found->argument()) + "' where this call has '" +
                                     std::string(model_detail::printed<Argument>()) + "'",
                                 "register one that takes that");
            }
            if (result) continue;
            result.revision = id;
            return result;
        }
    }
    return {};
}

}  // namespace migrations

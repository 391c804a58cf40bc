// Whether a program's models are those that its migrations were made from. Pure; shared by all engines.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include "outcome.hpp"
#include "record_words.hpp"
#include "script.hpp"

namespace migrations {

// Refuses, before the database is asked anything, a chain whose schema is not the one that the caller names.
inline outcome refuse_other_schema(const set& of, const options& how) {
    if (how.schema_hash.empty() || of.schema_hash.empty() || how.schema_hash == of.schema_hash) return {};
    outcome result = failure(status::state,
                             "this program was built with models of another schema (" + short_hash(how.schema_hash) +
                                 ") than its migrations (" + short_hash(of.schema_hash) + ")",
                             "build the program anew against the models that the migrations were made from");
    result.database_state = "the database was not touched";
    return result;
}

}  // namespace migrations

#pragma once

#include <string>
#include <vector>

#include "dialects/dialect.h"
#include "schema/schema.h"

namespace migrations {

// What a database shows before and after SQL ran on it, and what the chain says that it was before, renames followed.
struct SeenChange {
    Schema chain;
    Schema before;
    Schema after;
    std::vector<std::string> statements;  // of the SQL: what they create keeps their text
};

// How new things are written.
struct Wording {
    bool portable = true;     // types and defaults in the chain's terms where the dialect would make the same of them
    bool per_dialect = false; // SQL expressions hold for this dialect alone
};

// The chain's schema after the change, in its own terms: what the database shows no difference in stays as the chain has
// it, member by member; what is new or changed is taken from the database. A type or default becomes a portable one only
// where the dialect's own normalize() makes exactly what the database shows out of it, else it is verbatim.
Schema in_chain_terms(const SeenChange& seen, const Dialect& dialect, const Wording& wording);

}  // namespace migrations

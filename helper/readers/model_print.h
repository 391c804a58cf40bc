#pragma once

#include <string>
#include <vector>

#include "schema/schema.h"

namespace migrations {

// The inverse of read_models(): the schema as models, as a person would write them. Keys, uniques,
// references, checks and indexes stand at their columns where they can; names are written where the
// reader would choose others; enums stand at the one column that uses them where their name allows
// it; `cpp` is written where the standard name is none, or taken.
//
// read_models(print_models(s)).schema == s, but for the order of enums, tables, constraints and
// indexes, when read_models() finds nothing wrong with s. A thing without a name gets the one that
// the reader chooses: with_names() shows it.
std::string print_models(const Schema& schema);

// The same, for a file a table. `name` is that of the table; "enums" for the file of those that
// belong to no column, which comes first, and "objects" for that of views and the like, which comes
// last; either is left out when there are none.
struct PrintedModel {
    std::string name;
    std::string text;
};
std::vector<PrintedModel> print_models_apart(const Schema& schema);

// The schema with everything named, and with `automatic` set on what print_models() writes no name
// for.
Schema with_names(const Schema& schema);

}  // namespace migrations

#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "dialects/postgresql/writer.h"
#include "schema/schema.h"

namespace migrations::postgresql {

// Columns of one table that are about to change.
struct Touched {
    const Table* table = nullptr;
    std::set<std::string> retyped;  // get another type, in place
    std::set<std::string> recollated;  // those of them that get another collation
    std::set<std::string>
        remade;  // are dropped and added again, since the server cannot change them
    bool expressions_stay = false;  // what uses the retyped ones means the same afterwards
    std::set<std::string> types = {};     // go meanwhile, with all that names them
    std::set<std::string> routines = {};  // the same for functions, in lower case
};

// Whether the default of the column is among what goes with types and functions.
bool default_goes(const Column& column, const Touched& touched);

// What stands in the way of such a change, and must be dropped before it and made again after it.
struct Dependents {
    struct OfTable {
        const Table* table = nullptr;
        std::vector<Column> columns;  // generated ones, and those to be remade
        std::vector<Column> defaults;  // whose defaults use types or functions that go
        std::optional<PrimaryKey> primary_key;
        std::vector<Unique> uniques;
        std::vector<Check> checks;  // those of enums too
        std::vector<Exclude> excludes;
        std::vector<Index> indexes;
    };
    struct Reference {
        std::string table;
        ForeignKey key;
    };
    std::vector<OfTable> tables;
    std::vector<Reference> references;  // foreign keys from or to the columns
};

// What depends on the columns: generated columns that use them, with all keys and indexes of those;
// CHECKs, partial and expression indexes that mention them (the server would keep their text with
// the casts of the old types), or that use a type or a function which goes; foreign keys, of remade columns always, of retyped ones only
// `with_references`. Tables that are not touched are looked up in `others`, and enums.
Dependents dependents_of(const std::vector<Touched>& touched, const Schema& others,
                         bool with_references);

// Drops all of them, and makes them again.
void detach(const Dependents& dependents, Writer& writer);
void attach(const Dependents& dependents, const Schema& schema, Writer& writer);

}  // namespace migrations::postgresql

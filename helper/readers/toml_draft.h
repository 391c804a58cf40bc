#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "base/node.h"
#include "schema/schema.h"

namespace migrations {

// Models as they are written, file by file, before names are looked up across files. What could not
// be read is marked, so that one mistake is reported once and not again by what builds on it.

struct PlacedName {
    std::string name;
    Location location;
};

struct EnumDraft {
    EnumType type;
    std::optional<PlacedName> cpp;
    std::optional<PlacedName> renamed_from;
    std::vector<std::pair<PlacedName, std::string>> renamed_values;  // old, new
    std::string table;    // of the column that defines it with `values`; empty for [enums.NAME]
    std::string column;   // likewise
    bool broken = false;  // its values are not known
    bool in_header = false;  // the enum is there in C++ already
};

// `key.table` and `key.references` are filled by resolve_foreign_keys().
struct ForeignKeyDraft {
    ForeignKey key;
    PlacedName target;  // "table", and for a column's `references` also "table.column"
};

struct ColumnDraft {
    Column column;
    std::string model;                    // the one that declares it
    std::optional<Location> primary_key;  // where the key says true
    std::optional<Location> unique;
    std::optional<Location> index;
    std::optional<Check> check;
    std::optional<ForeignKeyDraft> foreign_key;
    std::optional<PlacedName> cpp;  // of its enum
    std::optional<PlacedName> renamed_from;
    bool identity_given = false;
    bool broken = false;  // only its name and flags can be relied upon
};

struct ModelDraft {
    Table table;  // its columns, column-level constraints and foreign keys are put in by
                  // toml_assembly.h
    bool data_only = false;
    bool in_header = false;  // the class is there in C++ already
    PlacedName cpp;  // name may be empty: choose_cpp_names() fills it
    std::vector<PlacedName> bases;
    std::optional<PlacedName> renamed_from;
    std::vector<ColumnDraft> columns;  // its own; after inherit_columns() all of them
    std::vector<ForeignKeyDraft> foreign_keys;
    bool columns_known = true;  // false: a mistake hides columns
    bool keys_known = true;     // false: a mistake hides a primary key, unique or index
};

struct Drafts {
    std::vector<EnumDraft> enums;
    std::vector<ModelDraft> models;
    std::vector<Object> objects;
    bool complete =
        true;  // false: a file could not be parsed, so that unknown names may stand there
    std::set<std::string> misplaced;  // names in tables of a file that nobody knows, as [enum.x]

    // Null when there is none of this name.
    ModelDraft* model(std::string_view name);
    const ModelDraft* model(std::string_view name) const;
    EnumDraft* enum_type(std::string_view name);
    const EnumDraft* enum_type(std::string_view name) const;

    std::vector<std::string> model_names() const;

    // True when there is certainly no table and no enum of this name but those above.
    bool is_unknown(const std::string& name) const { return complete && !misplaced.contains(name); }
};

// The entry of a key, or null.
const Entry* entry_of(const Node& table, std::string_view key);

// The string of a key with its place; nothing, with a Diagnostic, when it is no string or empty,
// and nothing when there is no such key.
std::optional<PlacedName> read_name(const Node& table, const std::string& key,
                                    Diagnostics& diagnostics);

// "text", or "text; did you mean 'x'?" when a candidate is near.
std::string with_suggestion(std::string text, std::string_view word,
                            const std::vector<std::string>& candidates);

// Appends what was found while reading one table. A missing key beside an unknown one is most
// likely that one misspelled, and left out.
void append_found(Diagnostics found, Diagnostics& diagnostics);

}  // namespace migrations

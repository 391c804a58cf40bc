#include "dialects/sqlite/reflect.h"

#include <string>
#include <unordered_map>
#include <utility>

#include "base/error.h"
#include "base/names.h"
#include "dialects/sqlite/collation.h"
#include "dialects/sqlite/read_table.h"
#include "dialects/sqlite/token_cursor.h"
#include "schema/names.h"

namespace migrations::sqlite {
namespace {

IndexKey read_ordered_key(std::string_view sql, std::vector<token> tokens) {
    bool descending = false;
    if (!tokens.empty() && (is_word(tokens.back(), "desc") || is_word(tokens.back(), "asc"))) {
        descending = is_word(tokens.back(), "desc");
        tokens.pop_back();
    }
    IndexKey key = read_key(text_of(sql, tokens));
    key.descending = descending;
    return key;
}

Index read_index(const std::string& sql) {
    const std::vector<token> tokens = tokens_of(sql);
    TokenCursor cursor(sql, tokens);
    Index index;
    cursor.take("create");
    index.unique = cursor.take("unique");
    cursor.take("index");
    if (cursor.take("if")) {
        cursor.take("not");
        cursor.take("exists");
    }
    index.name = cursor.take_name();
    if (cursor.take(".")) index.name = cursor.take_name();
    cursor.take("on");
    cursor.skip();
    if (!cursor.take("(")) {
        throw Error(Exit::environment,
                    "the stored text of the index '" + index.name + "' cannot be read");
    }
    while (!cursor.done() && !cursor.take(")")) {
        index.keys.push_back(read_ordered_key(sql, cursor.take_item()));
        cursor.take(",");
    }
    if (cursor.take("where")) index.where = Sql(cursor.rest());
    return index;
}

// Names of columns as the table spells them; names in keys may differ in letter case.
void spell_as_declared(const Table& table, std::string& name) {
    for (const Column& column : table.columns) {
        if (equals_ignoring_case(column.name, name)) name = column.name;
    }
}

void spell_names(Table& table) {
    for (Unique& unique : table.uniques) {
        for (std::string& name : unique.columns) spell_as_declared(table, name);
    }
    for (ForeignKey& key : table.foreign_keys) {
        for (std::string& name : key.columns) spell_as_declared(table, name);
    }
    for (Index& index : table.indexes) {
        for (IndexKey& key : index.keys) {
            if (!key.column.empty()) spell_as_declared(table, key.column);
        }
    }
    drop_usual_collations(table);
}

// REFERENCES without columns means the primary key.
void complete_references(Schema& schema) {
    std::unordered_map<std::string, const Table*> parents;
    for (const Table& table : schema.tables) parents[lower(table.name)] = &table;
    for (Table& table : schema.tables) {
        for (ForeignKey& key : table.foreign_keys) {
            const auto found = parents.find(lower(key.table));
            if (found == parents.end()) continue;
            const Table& parent = *found->second;
            key.table = parent.name;
            if (key.references.empty() && parent.primary_key) key.references = parent.primary_key->columns;
            for (std::string& name : key.references) spell_as_declared(parent, name);
        }
    }
}

// Two unnamed constraints with the same text get the same name; the second says nothing new.
template <class Constraint>
void drop_repeated(std::vector<Constraint>& constraints) {
    std::vector<Constraint> kept;
    for (Constraint& each : constraints) {
        const bool repeated = is_unnamed(each.name) && find_named(kept, each.name) != nullptr &&
                              *find_named(kept, each.name) == each;
        if (!repeated) kept.push_back(std::move(each));
    }
    constraints = std::move(kept);
}

}  // namespace

Schema reflect(const std::vector<StoredTable>& tables) {
    Schema schema;
    for (const StoredTable& stored : tables) {
        const table_text text = parse_create_table(stored.sql);
        if (!text.error.empty()) {
            throw Error(Exit::environment, "the stored text of the table '" + stored.name +
                                               "' cannot be read: " + text.error);
        }
        Table table = read_table(text);
        table.name = stored.name;
        for (const std::string& index : stored.indexes) table.indexes.push_back(read_index(index));
        spell_names(table);
        drop_repeated(table.checks);
        drop_repeated(table.uniques);
        drop_repeated(table.foreign_keys);
        schema.tables.push_back(std::move(table));
    }
    complete_references(schema);
    return sorted_but_columns(std::move(schema));
}

}  // namespace migrations::sqlite

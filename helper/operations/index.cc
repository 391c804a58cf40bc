#include "operations/index.h"

#include "base/names.h"
#include "operations/kinds.h"
#include "operations/lookup.h"
#include "operations/place.h"
#include "operations/words.h"

namespace migrations {
namespace {

std::string keys_missing(const Table& table, const Index& index) {
    const std::string what = "index " + quoted(index.name);
    if (index.keys.empty()) return what + " has no columns";
    for (const IndexKey& key : index.keys) {
        if (key.column.empty() == key.expression.empty()) {
            return what + " needs either 'column' or 'expression' for each key";
        }
        if (!key.column.empty() && !table.column(key.column)) {
            return what + ": " + no_column(table, key.column);
        }
    }
    return index.include.empty() ? "" : columns_missing(table, index.include, "'include' of " + what);
}

}  // namespace

// ---- create_index ----

std::string carry_out(const CreateIndex& change, const Origin& origin, Schema& schema) {
    return carry_out(change, origin, schema, nullptr);
}

std::string carry_out(const CreateIndex& change, const Origin& origin, Schema& schema, RelationNames* names) {
    Table* table = schema.table(change.table);
    if (!table) return no_table(schema, change.table);
    std::string problem = change.index.name.empty() ? index_name_taken(schema, "") : name_taken(schema, change.index.name, names);
    if (problem.empty()) problem = keys_missing(*table, change.index);
    if (problem.empty()) table->indexes.push_back(placed(change.index, origin));
    return problem;
}

void undo(const CreateIndex& change, const Schema&, Reverse& to) {
    to.operations.emplace_back(DropIndex{change.table, change.index.name, change.concurrently});
}

std::string summary_of(const CreateIndex& change) {
    return std::string("create ") + (change.index.unique ? "unique " : "") + "index " +
           change.index.name + " on " + change.table + " " + keys_words(change.index.keys) +
           (change.index.method.empty() ? "" : " using " + change.index.method) +
           (change.index.include.empty() ? "" : " include " + columns_words(change.index.include)) +
           (change.index.nulls_not_distinct ? " nulls not distinct" : "") +
           (change.index.with.values.empty() ? "" : " with " + parameters_words(change.index.with)) +
           (change.index.where ? " where " + sql_words(*change.index.where) : "") +
           (change.concurrently ? ", concurrently" : "");
}

Subject subject_of(const CreateIndex& change) {
    return {change.table, change.index.name};
}

// ---- drop_index ----

std::string carry_out(const DropIndex& change, const Origin&, Schema& schema) {
    Table* table = schema.table(change.table);
    if (!table) return no_table(schema, change.table);
    const Index* index = find_named(table->indexes, change.index);
    if (!index) {
        std::vector<std::string> names;
        for (const Index& each : table->indexes) names.push_back(each.name);
        const std::string near = did_you_mean(change.index, names);
        return "table " + quoted(change.table) + " has no index " + quoted(change.index) +
               (near.empty() ? "" : "; " + near);
    }
    const std::string user = key_in_use(schema, *table, index);
    if (!user.empty()) {
        return "index " + quoted(change.index) + " of table " + quoted(change.table) +
               " is in use: " + user;
    }
    std::erase_if(table->indexes, [&](const Index& each) { return each.name == change.index; });
    return "";
}

void undo(const DropIndex& change, const Schema& before, Reverse& to) {
    const Index& dropped = *find_named(before.table(change.table)->indexes, change.index);
    to.operations.emplace_back(CreateIndex{change.table, dropped, change.concurrently});
}

std::string summary_of(const DropIndex& change) {
    return "drop index " + change.index + " of " + change.table +
           (change.concurrently ? ", concurrently" : "");
}

Subject subject_of(const DropIndex& change) {
    return {change.table, change.index};
}

}  // namespace migrations

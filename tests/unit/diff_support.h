#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "diff/diff.h"
#include "operations/replay.h"
#include "schema/names.h"
#include "schema/schema.h"

namespace migrations {

// Columns and tables written down in a line. What has no name gets its automatic one.
struct Col : Column {
    Col(std::string column_name, const std::string& type_text) {
        std::string problem;
        name = std::move(column_name);
        type = Type(parse_type(type_text, problem).value());
    }
    Col nullable() && { return null = true, *this; }
    Col value(Value value) && { return default_value = std::move(value), *this; }
    Col expr(Sql sql) && { return default_expr = std::move(sql), *this; }
    Col computed(Sql sql, bool stored = true) && {
        return generated = Generated{std::move(sql), stored}, *this;
    }
    Col numbered() && { return identity = true, *this; }
    Col says(std::string text) && { return comment = std::move(text), *this; }
    Col at(int line) && { return origin.path = "m.toml", origin.line = line, *this; }
};

struct Tab : Table {
    Tab(std::string table_name, std::vector<Col> cols) {
        name = std::move(table_name);
        for (Col& col : cols) columns.push_back(std::move(col));
    }
    Tab key(std::vector<std::string> names, std::string called = {}) && {
        primary_key = PrimaryKey{std::move(called), std::move(names), {}, {}};
        return std::move(*this);
    }
    Tab unique(std::vector<std::string> names, std::string called = {}) && {
        Unique& added = uniques.emplace_back();
        added.name = std::move(called);
        added.columns = std::move(names);
        return std::move(*this);
    }
    Tab refers(std::string column, std::string other, std::string called = {},
               Action on_delete = Action::no_action, std::string other_column = "id") && {
        ForeignKey foreign;
        foreign.name = std::move(called);
        foreign.columns = {std::move(column)};
        foreign.table = std::move(other);
        foreign.references = {std::move(other_column)};
        foreign.on_delete = on_delete;
        foreign_keys.push_back(std::move(foreign));
        return std::move(*this);
    }
    Tab check(Sql sql, std::string called = {}) && {
        Check& added = checks.emplace_back();
        added.name = std::move(called);
        added.expression = std::move(sql);
        return std::move(*this);
    }
    Tab index(std::vector<std::string> names, std::string called = {}, bool is_unique = false) && {
        Index added;
        added.name = std::move(called);
        for (std::string& column : names) added.keys.emplace_back().column = std::move(column);
        added.unique = is_unique;
        indexes.push_back(std::move(added));
        return std::move(*this);
    }
    Tab at(int line) && {
        origin.path = "m.toml";
        origin.line = line;
        return std::move(*this);
    }
};

// A table with nothing but `id`, its primary key.
inline Tab plain(std::string name) {
    return Tab(std::move(name), {{"id", "int64"}}).key({"id"});
}

inline Schema schema_of(std::vector<Tab> tables, std::vector<EnumType> enums = {}) {
    Schema schema;
    schema.enums = std::move(enums);
    for (Tab& table : tables) {
        complete_names(table);
        schema.tables.push_back(std::move(table));
    }
    return schema;
}

inline EnumType enum_of(std::string name, std::vector<std::string> values, bool native = false) {
    return {std::move(name), std::move(values), native, {}};
}

inline RenameHints rename_table(const std::string& from, const std::string& to) {
    RenameHints hints;
    hints.tables[from] = to;
    return hints;
}

inline RenameHints rename_columns(const std::string& table,
                                  std::vector<std::pair<std::string, std::string>> columns) {
    RenameHints hints;
    for (auto& [from, to] : columns) hints.columns[{table, from}] = to;
    return hints;
}

// The summaries of the operations, one a line; and, when one of the laws of diff() is broken, what
// is wrong instead.
inline std::string changes(const Schema& from, const Schema& to, const RenameHints& hints = {}) {
    const Operations operations = diff(from, to, hints);
    const Schema expected = adopt_names(to, from, hints);
    Diagnostics diagnostics;
    const Schema result = replay(operations, from, diagnostics);
    std::string lines;
    for (const Operation& operation : operations) lines += summary(operation) + "\n";
    if (!diagnostics.empty()) return "cannot be replayed:\n" + lines + to_string(diagnostics);
    if (canonical(result) != canonical(expected)) return "leads elsewhere:\n" + lines;
    if (!diff(result, to, hints).empty()) return "does not settle:\n" + lines;
    if (adopt_names(expected, from, hints) != expected) return "names are not stable:\n" + lines;
    if (diff(from, expected, hints) != operations) return "names matter:\n" + lines;
    return lines;
}

// The same for hints in a circle, which do not settle: once more they swap once more.
inline std::string swaps(const Schema& from, const Schema& to, const RenameHints& hints) {
    const Operations operations = diff(from, to, hints);
    Diagnostics diagnostics;
    const Schema result = replay(operations, from, diagnostics);
    std::string lines;
    for (const Operation& operation : operations) lines += summary(operation) + "\n";
    if (!diagnostics.empty()) return "cannot be replayed:\n" + lines + to_string(diagnostics);
    if (canonical(result) != canonical(adopt_names(to, from, hints)))
        return "leads elsewhere:\n" + lines;
    return lines;
}

}  // namespace migrations

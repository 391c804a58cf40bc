#include "scratch/observed_renames.h"

#include <algorithm>
#include <optional>

#include <migrations/sql_tokens.hpp>

namespace migrations {
namespace {

constexpr const char* numbers_query = R"(
SELECT 'table', c.oid::text, '', c.relname::text FROM pg_catalog.pg_class c
WHERE c.relnamespace = pg_catalog.current_schema()::regnamespace AND c.relkind IN ('r', 'p')
UNION ALL
SELECT 'column', a.attrelid::text, a.attnum::text, a.attname::text FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
WHERE c.relnamespace = pg_catalog.current_schema()::regnamespace AND c.relkind IN ('r', 'p')
  AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT 'enum', t.oid::text, '', t.typname::text FROM pg_catalog.pg_type t
WHERE t.typnamespace = pg_catalog.current_schema()::regnamespace AND t.typtype = 'e'
UNION ALL
SELECT 'value', e.enumtypid::text, e.oid::text, e.enumlabel::text FROM pg_catalog.pg_enum e
JOIN pg_catalog.pg_type t ON t.oid = e.enumtypid
WHERE t.typnamespace = pg_catalog.current_schema()::regnamespace)";

// The names of a table and of its columns, in the words of the statements so far.
class StatedNames {
public:
    void rename_table(const std::string& from, const std::string& to) {
        const std::string old = old_table(from);
        tables_[old] = to;
    }
    void rename_column(const std::string& table, const std::string& from, const std::string& to) {
        auto& columns = columns_[old_table(table)];
        const auto known = std::find_if(columns.begin(), columns.end(), [&](const auto& each) { return each.second == from; });
        columns[known == columns.end() ? from : known->first] = to;
    }
    RenameHints hints() const {
        RenameHints hints;
        hints.tables = tables_;
        for (const auto& [table, columns] : columns_) {
            const auto renamed = tables_.find(table);
            const std::string& now = renamed == tables_.end() ? table : renamed->second;
            for (const auto& [from, to] : columns) hints.columns[{now, from}] = to;
        }
        return hints;
    }

private:
    std::string old_table(const std::string& now) const {
        for (const auto& [old, name] : tables_) {
            if (name == now) return old;
        }
        return now;
    }

    std::map<std::string, std::string> tables_;
    std::map<std::string, std::map<std::string, std::string>> columns_;  // by the old name of the table
};

// sqlite.org/lang_altertable.html
void follow(const std::string& statement, StatedNames& names) {
    const std::vector<token> tokens = tokens_of(statement);
    std::size_t at = 0;
    const auto take = [&](std::string_view word) {
        if (at >= tokens.size() || !is_word(tokens[at], word)) return false;
        ++at;
        return true;
    };
    const auto take_name = [&]() -> std::optional<std::string> {
        if (at >= tokens.size()) return std::nullopt;
        return identifier_text(tokens[at++]);
    };
    if (!take("alter") || !take("table")) return;
    std::optional<std::string> table = take_name();
    if (at < tokens.size() && is_operator(tokens[at], ".")) {
        ++at;
        table = take_name();
    }
    if (!table || !take("rename")) return;
    if (take("to")) {
        if (const auto to = take_name()) names.rename_table(*table, *to);
        return;
    }
    take("column");
    const std::optional<std::string> from = take_name();
    if (!from || !take("to")) return;
    if (const auto to = take_name()) names.rename_column(*table, *from, *to);
}

}  // namespace

NamesByNumber names_by_number(Connection& database) {
    NamesByNumber names;
    if (database.language().language() != dialect::postgresql) return names;
    for (const Cells& row : database.query(numbers_query)) {
        const std::string& kind = *row[0];
        const std::string& number = *row[1];
        if (kind == "table") names.tables[number] = *row[3];
        if (kind == "enum") names.enums[number] = *row[3];
        if (kind == "column") names.columns[{number, *row[2]}] = *row[3];
        if (kind == "value") names.values[{number, *row[2]}] = *row[3];
    }
    return names;
}

RenameHints observed_renames(const NamesByNumber& before, const NamesByNumber& after) {
    RenameHints hints;
    const auto compare = [](const auto& then, const auto& now, const auto& report) {
        for (const auto& [number, name] : now) {
            const auto old = then.find(number);
            if (old != then.end() && old->second != name) report(number, old->second, name);
        }
    };
    compare(before.tables, after.tables, [&](const auto&, const auto& from, const auto& to) { hints.tables[from] = to; });
    compare(before.enums, after.enums, [&](const auto&, const auto& from, const auto& to) { hints.enums[from] = to; });
    compare(before.columns, after.columns, [&](const auto& number, const auto& from, const auto& to) {
        const auto table = after.tables.find(number.first);
        if (table != after.tables.end()) hints.columns[{table->second, from}] = to;
    });
    compare(before.values, after.values, [&](const auto& number, const auto& from, const auto& to) {
        const auto type = after.enums.find(number.first);
        if (type != after.enums.end()) hints.enum_values[type->second][from] = to;
    });
    return hints;
}

RenameHints stated_renames(const std::vector<std::string>& statements) {
    StatedNames names;
    for (const std::string& each : statements) follow(each, names);
    return names.hints();
}

}  // namespace migrations

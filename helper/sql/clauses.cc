#include "sql/clauses.h"

#include <cstddef>
#include <variant>

#include "base/names.h"
#include "base/sql_text.h"

namespace migrations {

namespace {

constexpr std::size_t rows_per_statement = 100;

const char* words_of(Action action) {
    switch (action) {
        case Action::no_action:
            return "NO ACTION";
        case Action::restrict:
            return "RESTRICT";
        case Action::cascade:
            return "CASCADE";
        case Action::set_null:
            return "SET NULL";
        case Action::set_default:
            return "SET DEFAULT";
    }
    return "";
}

std::string cell_text(const Cell& cell, std::string_view column, std::string_view dialect,
                      const LiteralFor& literal) {
    if (const auto* expression = std::get_if<Sql>(&cell))
        return "(" + expression->in(dialect) + ")";
    return literal(std::get<Value>(cell), column);
}

std::vector<std::string> columns_of(const Row& row) {
    std::vector<std::string> columns;
    for (const auto& [column, cell] : row) columns.push_back(column);
    return columns;
}

std::string where_clause(const std::optional<Sql>& where, std::string_view dialect) {
    return where ? " WHERE " + where->in(dialect) : "";
}

}  // namespace

std::string column_list(const std::vector<std::string>& columns) {
    std::vector<std::string> quoted;
    for (const std::string& column : columns) quoted.push_back(quote_identifier(column));
    return "(" + join(quoted, ", ") + ")";
}

std::string constraint_prefix(std::string_view name) {
    return name.empty() ? "" : "CONSTRAINT " + quote_identifier(name) + " ";
}

std::string constraint_clause(const PrimaryKey& key) {
    return constraint_prefix(key.name) + "PRIMARY KEY " + column_list(key.columns);
}

std::string constraint_clause(const Unique& unique) {
    return constraint_prefix(unique.name) + "UNIQUE " +
           (unique.nulls_not_distinct ? "NULLS NOT DISTINCT " : "") + column_list(unique.columns) +
           deferrable_clause(unique.deferrable);
}

std::string constraint_clause(const ForeignKey& key) {
    return constraint_prefix(key.name) + "FOREIGN KEY " + column_list(key.columns) +
           " REFERENCES " + quote_identifier(key.table) + " " + column_list(key.references) +
           (key.match == Match::full ? " MATCH FULL" : "") + action_clauses(key) +
           deferrable_clause(key.deferrable) + (key.not_valid ? " NOT VALID" : "");
}

std::string constraint_clause(const Check& check, std::string_view dialect) {
    return constraint_prefix(check.name) + "CHECK (" + check.expression.in(dialect) + ")" +
           (check.no_inherit ? " NO INHERIT" : "") + (check.not_valid ? " NOT VALID" : "");
}

std::string action_clauses(const ForeignKey& key) {
    std::string text;
    if (key.on_delete != Action::no_action)
        text += std::string(" ON DELETE ") + words_of(key.on_delete);
    if (key.on_update != Action::no_action)
        text += std::string(" ON UPDATE ") + words_of(key.on_update);
    return text;
}

std::string deferrable_clause(Deferrable deferrable) {
    switch (deferrable) {
        case Deferrable::no:
            return "";
        case Deferrable::immediate:
            return " DEFERRABLE INITIALLY IMMEDIATE";
        case Deferrable::deferred:
            return " DEFERRABLE INITIALLY DEFERRED";
    }
    return "";
}

std::vector<std::string> insert_statements(const InsertRows& insert, std::string_view dialect,
                                           const LiteralFor& literal,
                                           const Overriding& overriding) {
    const std::string into = "INSERT INTO " + quote_identifier(insert.table) + " ";
    std::vector<std::string> statements;
    std::vector<std::string> columns;  // of the last statement
    std::size_t rows = 0;              // in the last statement
    for (const Row& row : insert.rows) {
        const std::vector<std::string> here = columns_of(row);
        if (here.empty()) {
            statements.push_back(into + "DEFAULT VALUES");
            columns.clear();
            continue;
        }
        std::vector<std::string> cells;
        for (const auto& [column, cell] : row)
            cells.push_back(cell_text(cell, column, dialect, literal));
        const std::string values = "(" + join(cells, ", ") + ")";
        if (here == columns && rows < rows_per_statement) {
            statements.back() += ", " + values;
            ++rows;
        } else {
            statements.push_back(into + column_list(here) +
                                 (overriding ? overriding(here) : "") + " VALUES " + values);
            columns = here;
            rows = 1;
        }
    }
    return statements;
}

std::string update_statement(const UpdateRows& update, std::string_view dialect,
                             const LiteralFor& literal) {
    std::vector<std::string> settings;
    for (const auto& [column, cell] : update.values) {
        settings.push_back(quote_identifier(column) + " = " +
                           cell_text(cell, column, dialect, literal));
    }
    return "UPDATE " + quote_identifier(update.table) + " SET " + join(settings, ", ") +
           where_clause(update.where, dialect);
}

std::string delete_statement(const DeleteRows& removal, std::string_view dialect) {
    return "DELETE FROM " + quote_identifier(removal.table) + where_clause(removal.where, dialect);
}

}  // namespace migrations

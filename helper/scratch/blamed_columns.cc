#include "scratch/blamed_columns.h"

#include <algorithm>

#include "base/names.h"
#include "base/sql_text.h"

namespace migrations {
namespace {

class Blame {
public:
    Blame(const Table& table, std::string_view dialect) : table_(table), dialect_(dialect) {}

    void add(const std::string& name) {
        for (const Column& column : table_.columns) {
            if (!equals_ignoring_case(column.name, name) || has(column.name)) continue;
            columns_.push_back(column.name);
            if (column.generated) add_all(identifiers_in(column.generated->expression.in(dialect_)));
        }
    }
    void add_all(const std::vector<std::string>& names) {
        for (const std::string& name : names) add(name);
    }
    void add_expression(const Sql& expression) { add_all(identifiers_in(expression.in(dialect_))); }

    void add_index(const Index& index) {
        for (const IndexKey& key : index.keys) {
            if (key.column.empty()) {
                add_expression(key.expression);
            } else {
                add(key.column);
            }
        }
        if (index.where) add_expression(*index.where);
    }

    // False when the table has no constraint or index of this name.
    bool add_constraint(const std::string& name) {
        const std::size_t before = columns_.size();
        if (table_.primary_key && table_.primary_key->name == name) add_all(table_.primary_key->columns);
        if (const Unique* found = find_named(table_.uniques, name)) add_all(found->columns);
        if (const ForeignKey* found = find_named(table_.foreign_keys, name)) add_all(found->columns);
        if (const Check* found = find_named(table_.checks, name)) add_expression(found->expression);
        if (const Index* found = find_named(table_.indexes, name)) add_index(*found);
        return columns_.size() != before;
    }

    // Without the generated ones, which nobody chooses.
    std::vector<std::string> chosen() const {
        std::vector<std::string> names;
        for (const std::string& name : columns_) {
            if (!table_.column(name)->generated) names.push_back(name);
        }
        return names;
    }

private:
    bool has(const std::string& name) const { return std::find(columns_.begin(), columns_.end(), name) != columns_.end(); }

    const Table& table_;
    std::string_view dialect_;
    std::vector<std::string> columns_;
};

// What stands between `start` and `end` (or the end of the text); "" when `start` is not there.
std::string between(const std::string& text, const std::string& start, const std::string& end) {
    const std::size_t at = text.find(start);
    if (at == std::string::npos) return "";
    const std::size_t from = at + start.size();
    return text.substr(from, end.empty() ? std::string::npos : text.find(end, from) - from);
}

}  // namespace

std::vector<std::string> blamed_columns(const std::string& message, const Table& table, std::string_view dialect) {
    Blame blame(table, dialect);
    // PostgreSQL: violates check constraint "ck_users_age"; null value in column "age" of relation "users" violates ...
    blame.add_constraint(between(message, "constraint \"", "\""));
    blame.add(between(message, "null value in column \"", "\""));
    // SQLite: CHECK constraint failed: ck_users_age (or the expression); UNIQUE constraint failed: users.age, users.nick
    const std::string failed = between(message, "constraint failed: ", "");
    if (message.find("CHECK constraint failed: ") != std::string::npos) {
        if (!blame.add_constraint(failed)) blame.add_all(identifiers_in(failed));
    } else if (!blame.add_constraint(between(failed, "index '", "'"))) {
        for (const std::string& name : split(failed, ',')) blame.add(between(trim(name), table.name + ".", ""));
    }
    return blame.chosen();
}

std::vector<std::string> columns_in(const std::string& expression, const Table& table, std::string_view dialect) {
    Blame blame(table, dialect);
    blame.add_all(identifiers_in(expression));
    return blame.chosen();
}

}  // namespace migrations

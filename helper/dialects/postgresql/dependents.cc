#include "dialects/postgresql/dependents.h"

#include <algorithm>

#include "base/names.h"
#include "base/sql_text.h"
#include "dialects/postgresql/emit.h"
#include "dialects/postgresql/traits.h"
#include "dialects/postgresql/types.h"
#include "schema/calls.h"
#include "sql/clauses.h"

namespace migrations::postgresql {

namespace {

using Names = std::set<std::string>;

bool has_any(const std::vector<std::string>& columns, const Names& names) {
    return std::any_of(columns.begin(), columns.end(),
                       [&](const std::string& each) { return names.count(each) != 0; });
}

// Letter case is ignored: an unquoted word may mean either, and too many dependents do no harm.
bool mentions(const Sql& sql, const Names& names) {
    for (const std::string& word : identifiers_in(sql.in(dialect_name))) {
        for (const std::string& name : names) {
            if (equals_ignoring_case(word, name)) return true;
        }
    }
    return false;
}

// A key that has a collation of its own: the server writes it down only where it is not that of the column, and would
// make the index again with the new one of the column.
bool keeps_collation(const Index& index, const Names& recollated) {
    return std::any_of(index.keys.begin(), index.keys.end(), [&](const IndexKey& key) {
        return !key.collation.text(dialect_name).empty() && recollated.count(key.column) != 0;
    });
}

// What an expression must not use.
struct Gone {
    Names columns;
    const Names& types;
    const Names& routines;
};

bool uses(const Sql& sql, const Gone& gone) {
    return mentions(sql, gone.columns) || names_any(sql, gone.types) || calls(sql, gone.routines);
}

bool uses(const Index& index, const Names& remade, const Gone& gone) {
    if (index.where && uses(*index.where, gone)) return true;
    if (has_any(index.include, remade)) return true;
    return std::any_of(index.keys.begin(), index.keys.end(), [&](const IndexKey& key) {
        return key.column.empty() ? uses(key.expression, gone) : remade.count(key.column) != 0;
    });
}

// Which columns of a table are dropped and added again: those named, and the generated ones that
// use a changed one.
Names remade_columns(const Touched& touched) {
    Gone gone{touched.remade, touched.types, touched.routines};
    gone.columns.insert(touched.retyped.begin(), touched.retyped.end());
    Names remade = touched.remade;
    for (const Column& column : touched.table->columns) {
        if (column.generated && uses(column.generated->expression, gone)) {
            // A column that only looks as if it used itself is retyped in place.
            if (touched.retyped.count(column.name) == 0) remade.insert(column.name);
        }
    }
    return remade;
}

const Touched* find_touched(const std::vector<Touched>& touched, const std::string& table) {
    for (const Touched& each : touched) {
        if (each.table->name == table) return &each;
    }
    return nullptr;
}

}  // namespace

bool default_goes(const Column& column, const Touched& touched) {
    return !column.generated && column.default_expr && uses(*column.default_expr, {{}, touched.types, touched.routines});
}

Dependents dependents_of(const std::vector<Touched>& touched, const Schema& others,
                         bool with_references) {
    Dependents dependents;
    const auto columns_in_question = [&](const Touched& each) {
        Names names = remade_columns(each);
        if (with_references) names.insert(each.retyped.begin(), each.retyped.end());
        return names;
    };
    const auto add_references = [&](const Table& table, const Touched* own) {
        for (const ForeignKey& key : table.foreign_keys) {
            const Touched* target = find_touched(touched, key.table);
            if ((own != nullptr && has_any(key.columns, columns_in_question(*own))) ||
                (target != nullptr && has_any(key.references, columns_in_question(*target)))) {
                dependents.references.push_back({table.name, key});
            }
        }
    };
    for (const Touched& each : touched) {
        const Table& table = *each.table;
        const Names remade = remade_columns(each);
        Gone gone{remade, each.types, each.routines};
        if (!each.expressions_stay) gone.columns.insert(each.retyped.begin(), each.retyped.end());
        Dependents::OfTable found;
        found.table = &table;
        for (const Column& column : table.columns) {
            if (remade.count(column.name) != 0) {
                found.columns.push_back(column);
            } else if (default_goes(column, each)) {
                found.defaults.push_back(column);
            }
        }
        if (table.primary_key && has_any(table.primary_key->columns, remade)) {
            found.primary_key = table.primary_key;
        }
        for (const Unique& unique : table.uniques) {
            if (has_any(unique.columns, remade)) found.uniques.push_back(unique);
        }
        for (const Check& check : enum_checks(table, others)) {
            if (uses(check.expression, gone)) found.checks.push_back(check);
        }
        for (const Check& check : table.checks) {
            if (check.exists_in(dialect_name) && uses(check.expression, gone))
                found.checks.push_back(check);
        }
        for (const Exclude& exclude : table.excludes) {
            if (exclude.exists_in(dialect_name) && uses(exclude.expression, gone))
                found.excludes.push_back(exclude);
        }
        for (const Index& index : table.indexes) {
            if (!index.exists_in(dialect_name)) continue;
            if (uses(index, remade, gone) || keeps_collation(index, each.recollated))
                found.indexes.push_back(index);
        }
        add_references(table, &each);
        dependents.tables.push_back(std::move(found));
    }
    for (const Table& table : others.tables) {
        if (find_touched(touched, table.name) == nullptr) add_references(table, nullptr);
    }
    return dependents;
}

void detach(const Dependents& dependents, Writer& writer) {
    for (const auto& [table, key] : dependents.references) {
        writer.alter_table(table, "DROP CONSTRAINT " + quote_identifier(key.name));
    }
    for (const Dependents::OfTable& each : dependents.tables) {
        for (const Index& index : each.indexes) {
            writer.definition("DROP INDEX " + quote_identifier(index.name));
        }
        std::vector<std::string> actions;
        const auto drop = [&](const std::string& what, const std::string& name) {
            actions.push_back("DROP " + what + " " + quote_identifier(name));
        };
        for (const Check& check : each.checks) drop("CONSTRAINT", check.name);
        for (const Exclude& exclude : each.excludes) drop("CONSTRAINT", exclude.name);
        for (const Unique& unique : each.uniques) drop("CONSTRAINT", unique.name);
        if (each.primary_key) drop("CONSTRAINT", each.primary_key->name);
        for (const Column& column : each.columns) drop("COLUMN", column.name);
        for (const Column& column : each.defaults)
            actions.push_back("ALTER COLUMN " + quote_identifier(column.name) + " DROP DEFAULT");
        if (!actions.empty()) writer.alter_table(each.table->name, join(actions, ", "));
    }
}

void attach(const Dependents& dependents, const Schema& schema, Writer& writer) {
    for (const Dependents::OfTable& each : dependents.tables) {
        std::vector<std::string> actions;
        for (const Column& column : each.columns) {
            actions.push_back("ADD COLUMN " + column_definition(column, *each.table, schema));
        }
        for (const Column& column : each.defaults) {
            if (const auto text = default_text(column))
                actions.push_back("ALTER COLUMN " + quote_identifier(column.name) + " SET DEFAULT " + *text);
        }
        if (each.primary_key) actions.push_back("ADD " + constraint_clause(*each.primary_key));
        for (const Unique& unique : each.uniques) {
            if (!is_taken_for_another(unique, *each.table))
                actions.push_back("ADD " + constraint_clause(unique));
        }
        for (const Check& check : each.checks) {
            actions.push_back("ADD " + constraint_clause(check, dialect_name));
        }
        for (const Exclude& exclude : each.excludes) {
            actions.push_back("ADD " + exclude_clause(exclude));
        }
        if (!actions.empty()) writer.alter_table(each.table->name, join(actions, ", "));
        for (const Unique& unique : each.uniques) {
            if (!is_taken_for_another(unique, *each.table)) continue;
            writer.alter_table(each.table->name, "ADD " + constraint_clause(unique));
        }
        for (const Index& index : each.indexes) make_index(each.table->name, index, writer);
        for (const Column& column : each.columns) {
            if (!column.comment.empty()) comment_column(each.table->name, column, writer);
        }
    }
    for (const auto& [table, key] : dependents.references) {
        writer.alter_table(table, "ADD " + constraint_clause(key));
    }
}

}  // namespace migrations::postgresql

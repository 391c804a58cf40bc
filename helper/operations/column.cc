#include "operations/column.h"

#include <algorithm>

#include "base/names.h"
#include "base/sql_text.h"
#include "operations/fill.h"
#include "operations/kinds.h"
#include "operations/lookup.h"
#include "operations/place.h"
#include "operations/question.h"
#include "operations/words.h"
#include "schema/default_value.h"
#include "schema/keys.h"

namespace migrations {
namespace {

bool drops(const AlterColumn& change, const char* what) {
    return std::find(change.drop.begin(), change.drop.end(), what) != change.drop.end();
}

// Precondition: the change has been checked.
Column altered(const AlterColumn& change, Column column) {
    if (drops(change, "default")) {
        column.default_value.reset();
        column.default_expr.reset();
    }
    if (drops(change, "generated")) column.generated.reset();
    if (drops(change, "collation")) column.collation = {};
    if (change.type) column.type = *change.type;
    if (change.collation) column.collation = *change.collation;
    if (change.null) column.null = *change.null;
    if (change.default_value) {
        column.default_value = change.default_value;
        column.default_expr.reset();
    }
    if (change.default_expr) {
        column.default_expr = change.default_expr;
        column.default_value.reset();
    }
    if (change.generated) column.generated = change.generated;
    if (change.identity) column.identity = *change.identity;
    if (change.autoincrement) column.autoincrement = *change.autoincrement;
    if (change.comment) column.comment = *change.comment;
    return column;
}

// What the operation asks for beside what it says about rows.
bool changes_nothing(const AlterColumn& change) {
    return !change.type && !change.collation && !change.null && !change.default_value && !change.default_expr &&
           !change.generated && !change.identity && !change.autoincrement && !change.comment &&
           change.drop.empty() && !change.using_expr;
}

// A fill that the column cannot hold. `name`: "add_column of 'users.email'".
template <class Change>
std::string fill_mistake(const Change& change, const Column& column, const Schema& schema,
                         const std::string& name) {
    if (change.fill && change.fill_expr) return name + " sets both 'fill' and 'fill_expr'";
    if (change.fill_expr) {
        const std::string misfit = expression_mistake(*change.fill_expr, column.type);
        return misfit.empty() ? "" : name + ": the fill_expr " + misfit;
    }
    if (!change.fill || is_question(change.fill)) return "";
    const std::string mistake = value_mistake(*change.fill, column, schema);
    if (mistake.empty()) return "";
    return name + ": the fill " + value_words(*change.fill) + " " + mistake;
}

// Contradictions within the operation itself.
std::string contradiction(const AlterColumn& change) {
    const std::string start = "alter_column of " + quoted(change.table + "." + change.column);
    for (const std::string& word : change.drop) {
        if (word != "default" && word != "generated" && word != "collation") {
            return start + " cannot drop " + quoted(word) +
                   "; it can drop 'default', 'generated' and 'collation'";
        }
    }
    if (change.default_value && change.default_expr) {
        return start + " sets both 'default' and 'default_expr'";
    }
    if (drops(change, "default") && (change.default_value || change.default_expr)) {
        return start + " both sets and drops the default";
    }
    if (drops(change, "generated") && change.generated) {
        return start + " both sets and drops 'generated'";
    }
    if (drops(change, "collation") && change.collation) {
        return start + " both sets and drops the collation";
    }
    if (changes_nothing(change)) return start + " changes nothing";
    return "";
}

void rename_text(std::string& text, const std::string& from, const std::string& to) {
    text = rename_identifier(text, from, to);
}

void rename_in(Sql& sql, const std::string& from, const std::string& to) {
    rename_text(sql.text, from, to);
    for (auto& [dialect, text] : sql.by_dialect) rename_text(text, from, to);
}

void rename_in(std::vector<std::string>& columns, const std::string& from, const std::string& to) {
    std::replace(columns.begin(), columns.end(), from, to);
}

void rename_in(Table& table, const std::string& from, const std::string& to) {
    for (Column& each : table.columns) {
        if (each.name == from) each.name = to;
        if (each.generated) rename_in(each.generated->expression, from, to);
    }
    if (table.primary_key) rename_in(table.primary_key->columns, from, to);
    for (Unique& each : table.uniques) rename_in(each.columns, from, to);
    for (ForeignKey& each : table.foreign_keys) rename_in(each.columns, from, to);
    for (Check& each : table.checks) rename_in(each.expression, from, to);
    for (Exclude& each : table.excludes) rename_in(each.expression, from, to);
    for (Index& each : table.indexes) {
        for (IndexKey& key : each.keys) {
            if (key.column == from) key.column = to;
            rename_in(key.expression, from, to);
        }
        if (each.where) rename_in(*each.where, from, to);
        rename_in(each.include, from, to);
    }
}

// Whether PostgreSQL has collations for it, as far as is known.
bool is_text(const Type& type) {
    return std::holds_alternative<Text>(type.portable) || std::holds_alternative<String>(type.portable) ||
           std::holds_alternative<Enum>(type.portable) || std::holds_alternative<Verbatim>(type.portable);
}

// The index that has a collation of PostgreSQL for the column, or "". (SQLite takes one for any type.)
std::string index_with_collation(const Table& table, const std::string& column) {
    for (const Index& index : table.indexes) {
        for (const IndexKey& key : index.keys) {
            if (key.column == column && !key.collation.in("postgresql").empty()) return index.name;
        }
    }
    return "";
}

// "string(320) null default 'x'"
std::string column_words(const Column& column) {
    std::string words = type_words(column.type) + collation_words(column.collation);
    if (column.null) words += " null";
    if (column.default_value) words += " default " + value_words(*column.default_value);
    if (column.default_expr) words += " default " + sql_words(*column.default_expr);
    if (column.generated) words += " generated as " + sql_words(column.generated->expression);
    if (column.identity) words += " " + identity_words(column.identity);
    if (column.autoincrement) words += " autoincrement";
    return words;
}

template <class Change>
void append_fill(const Change& change, std::vector<std::string>& words) {
    if (change.fill) words.push_back("fill " + value_words(*change.fill));
    if (change.fill_expr) words.push_back("fill " + sql_words(*change.fill_expr));
}

}  // namespace

// ---- add_column ----

std::string carry_out(const AddColumn& change, const Origin& origin, Schema& schema) {
    Table* table = schema.table(change.table);
    if (!table) return no_table(schema, change.table);
    std::string problem = column_name_taken(*table, change.column.name);
    if (problem.empty()) problem = type_mistake(schema, change.column);
    if (problem.empty()) {
        problem = fill_mistake(change, change.column, schema,
                               "add_column of " + quoted(change.table + "." + change.column.name));
    }
    if (problem.empty()) table->columns.push_back(placed(change.column, origin));
    return problem;
}

void undo(const AddColumn& change, const Schema&, Reverse& to) {
    to.operations.emplace_back(DropColumn{change.table, change.column.name});
}

std::string summary_of(const AddColumn& change) {
    std::vector<std::string> fills;
    append_fill(change, fills);
    return "add column " + change.table + "." + change.column.name + " " +
           column_words(change.column) + (fills.empty() ? "" : ", ") + join(fills, ", ");
}

Subject subject_of(const AddColumn& change) {
    return {change.table, change.column.name};
}

// ---- drop_column ----

std::string carry_out(const DropColumn& change, const Origin&, Schema& schema) {
    Table* table = schema.table(change.table);
    if (!table) return no_table(schema, change.table);
    if (!table->column(change.column)) return no_column(*table, change.column);
    if (table->columns.size() == 1) {
        return quoted(change.column) + " is the only column of table " + quoted(change.table);
    }
    const std::string problem = column_in_use(schema, *table, change.column);
    if (!problem.empty()) return problem;
    std::erase_if(table->columns, [&](const Column& each) { return each.name == change.column; });
    return "";
}

void undo(const DropColumn& change, const Schema& before, Reverse& to) {
    AddColumn back;
    back.table = change.table;
    back.column = *before.table(change.table)->column(change.column);
    const Column& column = back.column;
    if (!column.null && !column.default_value && !column.default_expr && !column.generated &&
        !column.identity) {
        back.fill = neutral_value(column.type, before);
    }
    if (!column.generated) {
        to.lost.emplace_back(to.operations.size(),
                             "values of " + change.table + "." + change.column);
    }
    to.operations.emplace_back(std::move(back));
}

std::string summary_of(const DropColumn& change) {
    return "drop column " + change.table + "." + change.column;
}

Subject subject_of(const DropColumn& change) {
    return {change.table, change.column};
}

// ---- rename_column ----

std::string carry_out(const RenameColumn& change, const Origin&, Schema& schema) {
    Table* table = schema.table(change.table);
    if (!table) return no_table(schema, change.table);
    if (!table->column(change.from)) return no_column(*table, change.from);
    if (!equals_ignoring_case(change.from, change.to)) {
        const std::string problem = column_name_taken(*table, change.to);
        if (!problem.empty()) return problem;
    }
    rename_in(*table, change.from, change.to);
    for (Table& other : schema.tables) {
        for (ForeignKey& each : other.foreign_keys) {
            if (each.table == change.table) rename_in(each.references, change.from, change.to);
        }
    }
    return "";
}

void undo(const RenameColumn& change, const Schema&, Reverse& to) {
    to.operations.emplace_back(RenameColumn{change.table, change.to, change.from});
}

std::string summary_of(const RenameColumn& change) {
    return "rename column " + change.table + "." + change.from + " to " + change.to;
}

Subject subject_of(const RenameColumn& change) {
    return {change.table, change.from};
}

// ---- alter_column ----

std::string carry_out(const AlterColumn& change, const Origin&, Schema& schema) {
    Table* table = schema.table(change.table);
    if (!table) return no_table(schema, change.table);
    Column* column = table->column(change.column);
    if (!column) return no_column(*table, change.column);
    std::string problem = contradiction(change);
    if (!problem.empty()) return problem;

    Column wanted = altered(change, *column);
    problem = type_mistake(schema, wanted);
    if (problem.empty()) {
        problem = fill_mistake(change, wanted, schema,
                               "alter_column of " + quoted(change.table + "." + change.column));
    }
    if (!problem.empty()) return problem;
    const std::string start =
        "column " + quoted(change.column) + " of table " + quoted(change.table);
    if (wanted.generated && (wanted.default_value || wanted.default_expr)) {
        return start + " is generated and cannot have a default";
    }
    if (change.type && !is_text(wanted.type)) {
        const std::string index = index_with_collation(*table, change.column);
        if (!index.empty()) {
            return start + " becomes " + type_words(wanted.type) + ", but index " + quoted(index) + " has a collation for it";
        }
    }
    const std::vector<std::string> none;
    const auto& key = table->primary_key ? table->primary_key->columns : none;
    const bool in_key = std::find(key.begin(), key.end(), change.column) != key.end();
    if (in_key && !can_be_in_primary_key(wanted)) {
        return start + " is in the primary key and cannot be null";
    }
    *column = std::move(wanted);
    return "";
}

void undo(const AlterColumn& change, const Schema& before, Reverse& to) {
    const Column& old = *before.table(change.table)->column(change.column);
    const Column now = altered(change, old);
    if (now == old) return;

    AlterColumn back;
    back.table = change.table;
    back.column = change.column;
    if (now.type != old.type) back.type = old.type;
    if (now.collation != old.collation) {
        if (old.collation == Collation()) {
            back.drop.push_back("collation");
        } else {
            back.collation = old.collation;
        }
    }
    if (now.null != old.null) back.null = old.null;
    if (now.default_value != old.default_value || now.default_expr != old.default_expr) {
        back.default_value = old.default_value;
        back.default_expr = old.default_expr;
        if (!old.default_value && !old.default_expr) back.drop.push_back("default");
    }
    if (now.generated != old.generated) {
        back.generated = old.generated;
        if (!old.generated) back.drop.push_back("generated");
    }
    if (now.identity != old.identity) back.identity = old.identity;
    if (now.autoincrement != old.autoincrement) back.autoincrement = old.autoincrement;
    if (now.comment != old.comment) back.comment = old.comment;
    if (now.null && !old.null && !old.generated && !old.identity) {
        back.fill = old.default_value;
        back.fill_expr = old.default_expr;
        if (!back.fill && !back.fill_expr) back.fill = neutral_value(old.type, before);
    }

    const std::string name = change.table + "." + change.column;
    const std::size_t index = to.operations.size();
    if ((now.generated && now.generated != old.generated && !old.generated) ||
        (back.type && (change.using_expr || !keeps_all_values(old.type, now.type)))) {
        to.lost.emplace_back(index, "values of " + name);
    } else if (back.type && !keeps_all_values(now.type, old.type)) {
        to.lost.emplace_back(
            index, "values of " + name + " that " + type_words(old.type) + " cannot hold");
    }
    if (old.null && !now.null && (change.fill || change.fill_expr)) {
        to.lost.emplace_back(index, "NULLs of " + name);
    }
    to.operations.emplace_back(std::move(back));
}

std::string summary_of(const AlterColumn& change) {
    std::vector<std::string> words;
    if (change.type) words.push_back("type " + type_words(*change.type));
    if (change.collation) {
        const std::string collation = collation_words(*change.collation);
        words.push_back(collation.empty() ? "default collation" : collation.substr(1));
    }
    if (change.null) words.push_back(*change.null ? "null" : "not null");
    if (change.default_value) words.push_back("default " + value_words(*change.default_value));
    if (change.default_expr) words.push_back("default " + sql_words(*change.default_expr));
    if (change.generated) {
        words.push_back("generated as " + sql_words(change.generated->expression));
    }
    if (change.identity) {
        words.push_back(*change.identity ? identity_words(*change.identity) : "no identity");
    }
    if (change.autoincrement) {
        words.push_back(*change.autoincrement ? "autoincrement" : "no autoincrement");
    }
    if (change.comment) {
        words.push_back(change.comment->empty() ? "drop comment"
                                                : "comment " + quoted(*change.comment));
    }
    for (const std::string& what : change.drop) words.push_back("drop " + what);
    append_fill(change, words);
    if (change.using_expr) words.push_back("using " + sql_words(*change.using_expr));
    return "alter column " + change.table + "." + change.column + (words.empty() ? "" : ": ") +
           join(words, ", ");
}

Subject subject_of(const AlterColumn& change) {
    return {change.table, change.column};
}

}  // namespace migrations

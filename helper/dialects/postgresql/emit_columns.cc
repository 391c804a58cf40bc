#include <string>
#include <utility>
#include <vector>

#include "base/names.h"
#include "base/sql_text.h"
#include "dialects/postgresql/advance_sequence.h"
#include "dialects/postgresql/casts.h"
#include "dialects/postgresql/collation.h"
#include "dialects/postgresql/dependents.h"
#include "dialects/postgresql/emit.h"
#include "dialects/postgresql/identity.h"
#include "dialects/postgresql/sequences.h"
#include "dialects/postgresql/serial.h"
#include "dialects/postgresql/types.h"
#include "schema/names.h"
#include "sql/clauses.h"

namespace migrations::postgresql {

namespace {

bool is_null(const std::optional<Value>& value) {
    return !value || std::holds_alternative<Null>(*value);
}

// fill = "?" is a question that nobody has answered.
template <class Change>
bool is_open(const Change& change, const std::string& column, Writer& writer) {
    if (!change.fill || *change.fill != Value(std::string("?"))) return false;
    writer.problem("fill", "the fill of '" + change.table + "." + column + "' is still \"?\"",
                   "write the value that rows which exist get: fill = ..., or fill_expr");
    return true;
}

// The value for rows that exist, as SQL text, or "".
template <class Change>
std::string fill_text(const Change& change, const Type& type) {
    if (!is_null(change.fill)) return literal(*change.fill, type);
    if (!change.fill_expr) return "";
    const std::string text = value_expression(*change.fill_expr, type);
    return is_portable_word(*change.fill_expr) ? text : "(" + text + ")";
}

std::string alter_column(const Column& column, const std::string& action) {
    return "ALTER COLUMN " + quote_identifier(column.name) + " " + action;
}

std::string set_default(const Column& column) {
    const auto text = default_text(column);
    return alter_column(column, text ? "SET DEFAULT " + *text : "DROP DEFAULT");
}

// The CHECK of the column's enum, or nothing.
std::optional<Check> check_of(const std::string& table, const Column& column,
                              const Schema& schema) {
    const EnumType* type = checked_enum(column, schema);
    if (type == nullptr) return std::nullopt;
    return enum_check(table, column, *type);
}

void drop_check(const std::string& table, const Check& check, Writer& writer) {
    writer.alter_table(table, "DROP CONSTRAINT " + quote_identifier(check.name));
}

void add_check(const std::string& table, const Check& check, Writer& writer) {
    writer.alter_table(table, "ADD " + constraint_clause(check, dialect_name));
}

// The server has no statement that makes a column generated, or changes the expression of one that
// is.
bool must_be_remade(const Column& old, const Column& now) {
    if (!now.generated) return false;
    return !old.generated || Sql(old.generated->expression.in(dialect_name)) !=
                                 Sql(now.generated->expression.in(dialect_name));
}

// One alter_column in place.
class Alteration {
public:
    Alteration(const AlterColumn& change, const Around& around, Writer& writer)
        : change_(change),
          around_(around),
          writer_(writer),
          old_table_(*around.before.table(change.table)),
          table_(*around.after.table(change.table)),
          old_(*old_table_.column(change.column)),
          now_(*table_.column(change.column)),
          old_type_(without_collation(type_name(old_.type, around.before))),
          type_(without_collation(type_name(now_.type, around.after))),
          recollate_(collation_of(old_) != collation_of(now_)) {}

    void write() {
        if (must_be_remade(old_, now_)) {
            remake();
            return;
        }
        alone(old_.generated && !now_.generated, "DROP EXPRESSION");
        alone(old_.identity && !now_.identity, "DROP IDENTITY");
        const bool retype = old_type_ != type_ || recollate_;
        const auto old_check = check_of(table_.name, old_, around_.before);
        const auto check = check_of(table_.name, now_, around_.after);
        const bool swap_checks = !retype && old_check != check;
        if (retype) detach(dependents(old_table_), writer_);
        if (swap_checks && old_check) drop_check(table_.name, *old_check, writer_);

        change_type_and_default(retype);
        change_null();
        flush();

        if (swap_checks && check) add_check(table_.name, *check, writer_);
        if (retype) attach(dependents(table_), around_.after, writer_);
        change_identity();
        if (old_.comment != now_.comment) comment_column(table_.name, now_, writer_);
    }

private:
    void change_identity() {
        if (!now_.identity) return;
        const std::string action = old_.identity
                                       ? identity_change(identity_of_type(old_.identity, old_type_),
                                                         identity_of_type(now_.identity, type_))
                                       : "ADD " + identity_clause(now_.identity);
        alone(!action.empty(), action);
        if (!old_.identity || (!action.empty() && restarts(old_.identity, now_.identity)))
            advance_sequence(table_.name, now_, around_.after, writer_);
    }

    Dependents dependents(const Table& table) const {
        Touched touched;
        touched.table = &table;
        touched.retyped.insert(now_.name);
        if (recollate_) touched.recollated.insert(now_.name);
        touched.expressions_stay = base_type_name(old_type_) == base_type_name(type_);
        return dependents_of({touched}, around_.after, false);
    }

    void remake() {
        const auto dependents_in = [&](const Table& table) {
            Touched touched;
            touched.table = &table;
            touched.remade.insert(now_.name);
            return dependents_of({touched}, around_.after, false);
        };
        detach(dependents_in(old_table_), writer_);
        attach(dependents_in(table_), around_.after, writer_);
    }

    // A statement of its own: the server looks at the column as it is before the statement.
    void alone(bool wanted, const std::string& action) {
        if (wanted) writer_.alter_table(table_.name, alter_column(now_, action));
    }

    void add(const std::string& action) { actions_.push_back(alter_column(now_, action)); }

    // All that is waiting goes into one statement, since each may rewrite the table.
    void flush() {
        if (!actions_.empty()) writer_.alter_table(table_.name, join(actions_, ", "));
        actions_.clear();
    }

    void change_type_and_default(bool retype) {
        const auto old_default = has_default(old_) ? default_text(old_) : std::nullopt;
        const auto now_default = has_default(now_) ? default_text(now_) : std::nullopt;
        // The server would keep the default with a cast, or find that it cannot be cast.
        if (old_default && (retype || !now_default)) add("DROP DEFAULT");
        // Without the clause it would get the collation of its type.
        if (retype) add("TYPE " + type_ + collate_clause(collation_of(now_)) + using_clause());
        if (now_default && (retype || old_default != now_default))
            actions_.push_back(set_default(now_));
    }

    static bool has_default(const Column& column) { return !column.generated && !column.identity; }

    std::string using_clause() const {
        if (now_.generated) return "";
        const std::string text = change_.using_expr
                                     ? value_expression(*change_.using_expr, now_.type)
                                     : conversion(old_type_, type_, quote_identifier(now_.name));
        return text.empty() ? "" : " USING " + text;
    }

    void change_null() {
        const bool accepted = accepts_null(old_, old_table_);
        const bool accepts = accepts_null(now_, table_);
        if (accepts && !accepted) add("DROP NOT NULL");
        const std::string fill = fill_text(change_, now_.type);
        if (!fill.empty() && !now_.generated) {
            flush();
            const std::string name = quote_identifier(now_.name);
            writer_.rows("UPDATE " + quote_identifier(table_.name) + " SET " + name + " = " + fill +
                         " WHERE " + name + " IS NULL");
        }
        if (!accepts && accepted) add("SET NOT NULL");
    }

    const AlterColumn& change_;
    const Around& around_;
    Writer& writer_;
    const Table& old_table_;
    const Table& table_;
    const Column& old_;
    const Column& now_;
    const std::string old_type_;
    const std::string type_;
    const bool recollate_;
    std::vector<std::string> actions_;
};

// One statement: the definition, and the CHECK of its enum.
void add_in_one(const Column& column, const std::optional<Check>& check, const Table& table,
                const Schema& schema, Writer& writer) {
    std::string action = "ADD COLUMN " + column_definition(column, table, schema);
    if (check) action += ", ADD " + constraint_clause(*check, dialect_name);
    writer.alter_table(table.name, action);
}

}  // namespace

void emit(const AddColumn& change, const Around& around, Writer& writer) {
    if (is_open(change, change.column.name, writer)) return;
    const Table& table = *around.after.table(change.table);
    const Column& column = change.column;
    const auto check = check_of(table.name, column, around.after);
    const std::string fill = column.generated ? "" : fill_text(change, column.type);
    make_sequences(around.before.table(change.table), table, around.after, writer);
    if (fill.empty()) {
        add_in_one(column, check, table, around.after, writer);
    } else if (!column.identity && (change.fill || is_portable_word(*change.fill_expr))) {
        // As a default it costs no rewrite where it is constant.
        Column filled = column;
        filled.default_value = change.fill;
        filled.default_expr = change.fill_expr;
        add_in_one(filled, check, table, around.after, writer);
        if (default_text(filled) != default_text(column)) {
            writer.alter_table(table.name, set_default(column));
        }
    } else {
        Column bare = column;
        bare.null = true;
        bare.identity = {};
        bare.default_value.reset();
        bare.default_expr.reset();
        add_in_one(bare, std::nullopt, table, around.after, writer);
        writer.rows("UPDATE " + quote_identifier(table.name) + " SET " +
                    quote_identifier(column.name) + " = " + fill);
        std::vector<std::string> actions;
        if (!column.identity && default_text(column)) actions.push_back(set_default(column));
        if (!accepts_null(column, table)) actions.push_back(alter_column(column, "SET NOT NULL"));
        if (check) actions.push_back("ADD " + constraint_clause(*check, dialect_name));
        if (!actions.empty()) writer.alter_table(table.name, join(actions, ", "));
        if (column.identity) {
            writer.alter_table(table.name,
                               alter_column(column, "ADD " + identity_clause(column.identity)));
            advance_sequence(table.name, column, around.after, writer);
        }
    }
    tie_sequences(around.before.table(change.table), table, around.after, writer);
    give_sequences(around.before.table(change.table), table, around.after, writer);
    if (!column.comment.empty()) comment_column(table.name, column, writer);
}

void emit(const AlterColumn& change, const Around& around, Writer& writer) {
    if (is_open(change, change.column, writer)) return;
    const Table* before = around.before.table(change.table);
    const Table& after = *around.after.table(change.table);
    make_sequences(before, after, around.after, writer);
    Alteration(change, around, writer).write();
    tie_sequences(before, after, around.after, writer);
}

}  // namespace migrations::postgresql

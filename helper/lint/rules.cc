#include <algorithm>
#include <variant>

#include "lint/lint.h"
#include "operations/question.h"
#include "operations/replay.h"
#include "schema/domain_columns.h"
#include "schema/object_text.h"

namespace migrations {
namespace {

template <class Kind>
const Kind* as(const Operation& operation) {
    return std::get_if<Kind>(&operation.change);
}

std::string quoted(const std::string& table, const std::string& column) { return "'" + table + "." + column + "'"; }

// A table that the same revision makes has no rows yet.
bool is_new(const LintChange& change, const std::string& table) {
    return std::any_of(change.revision.begin(), change.revision.end(), [&](const Operation& other) {
        const CreateTable* create = as<CreateTable>(other);
        return create != nullptr && create->table.name == table;
    });
}

// The column as it was before the operation, or null.
const Column* before_column(const LintChange& change, const std::string& table, const std::string& column) {
    const Table* found = change.before.table(table);
    return found == nullptr ? nullptr : found->column(column);
}

// The operation that adds the column in the same revision, or null.
const AddColumn* addition_of(const LintChange& change, const std::string& table, const std::string& column) {
    for (const Operation& other : change.revision) {
        const AddColumn* add = as<AddColumn>(other);
        if (add != nullptr && add->table == table && add->column.name == column) return add;
    }
    return nullptr;
}

// A column that the same revision adds, and that is NULL in every row: no key of it can be broken.
bool is_empty(const LintChange& change, const std::string& table, const std::string& column) {
    const AddColumn* add = addition_of(change, table, column);
    return add != nullptr && add->column.null && !add->column.default_value && !add->column.default_expr &&
           !add->column.generated && !add->fill && !add->fill_expr;
}

bool any_is_empty(const LintChange& change, const std::string& table, const std::vector<std::string>& columns) {
    return std::any_of(columns.begin(), columns.end(),
                       [&](const std::string& column) { return is_empty(change, table, column); });
}

// Whether some table had the same constraint or index before the revision, which drops it only to change a column.
template <class Thing>
bool existed(const LintChange& change, std::vector<Thing> Table::*things, const Thing& thing) {
    return std::any_of(change.start.tables.begin(), change.start.tables.end(), [&](const Table& table) {
        return std::find((table.*things).begin(), (table.*things).end(), thing) != (table.*things).end();
    });
}

std::string drop_table(const LintChange& change) {
    const DropTable* drop = as<DropTable>(change.operation);
    if (drop == nullptr || is_new(change, drop->table)) return "";
    return "drops table '" + drop->table + "' with all its rows";
}

std::string drop_column(const LintChange& change) {
    const DropColumn* drop = as<DropColumn>(change.operation);
    if (drop == nullptr || is_new(change, drop->table)) return "";
    const Column* before = before_column(change, drop->table, drop->column);
    if (before != nullptr && before->generated) return "";  // its values can be computed again
    return "drops column " + quoted(drop->table, drop->column) + " with all its values";
}

std::string narrowing(const LintChange& change) {
    const AlterColumn* alter = as<AlterColumn>(change.operation);
    if (alter == nullptr || !alter->type) return "";
    const Column* before = before_column(change, alter->table, alter->column);
    if (before == nullptr || keeps_all_values(before->type, *alter->type)) return "";
    return "changes " + quoted(alter->table, alter->column) + " from " + to_string(before->type.portable) + " to " +
           to_string(alter->type->portable) + ", which cannot hold every value";
}

std::string not_null_without_fill(const LintChange& change) {
    if (const AddColumn* add = as<AddColumn>(change.operation)) {
        const Column& column = add->column;
        if (is_new(change, add->table) || column.null || column.default_value || column.default_expr ||
            column.generated || column.identity || add->fill || add->fill_expr) {
            return "";
        }
        return "adds " + quoted(add->table, column.name) + " as NOT NULL without a value for rows that exist";
    }
    const AlterColumn* alter = as<AlterColumn>(change.operation);
    if (alter == nullptr || alter->null != std::optional<bool>(false)) return "";
    const Column* before = before_column(change, alter->table, alter->column);
    if (before == nullptr || !before->null || alter->fill || alter->fill_expr) return "";
    return "makes " + quoted(alter->table, alter->column) + " NOT NULL without a value for rows that have none";
}

std::string possible_rename(const LintChange& change) {
    if (const DropColumn* drop = as<DropColumn>(change.operation)) {
        const Column* before = before_column(change, drop->table, drop->column);
        // A generated column that changes is dropped and added under its own name.
        if (before == nullptr || addition_of(change, drop->table, drop->column) != nullptr) return "";
        for (const Operation& other : change.revision) {
            const AddColumn* add = as<AddColumn>(other);
            if (add != nullptr && add->table == drop->table && add->column.type == before->type &&
                add->column.generated.has_value() == before->generated.has_value()) {
                return "drops " + quoted(drop->table, drop->column) + " and adds " +
                       quoted(add->table, add->column.name) + " of the same type: is it a rename?";
            }
        }
    }
    if (const DropTable* drop = as<DropTable>(change.operation)) {
        const Table* before = change.before.table(drop->table);
        if (before == nullptr) return "";
        for (const Operation& other : change.revision) {
            const CreateTable* create = as<CreateTable>(other);
            if (create == nullptr || create->table.columns.size() != before->columns.size()) continue;
            const bool same_columns =
                std::all_of(before->columns.begin(), before->columns.end(), [&](const Column& column) {
                    const Column* found = create->table.column(column.name);
                    return found != nullptr && found->type == column.type;
                });
            if (same_columns) {
                return "drops table '" + drop->table + "' and creates '" + create->table.name +
                       "' with the same columns: is it a rename?";
            }
        }
    }
    return "";
}

std::string table_rewrite(const LintChange& change) {
    if (const AddColumn* add = as<AddColumn>(change.operation)) {
        if (is_new(change, add->table)) return "";
        if (add->column.identity || (add->column.generated && add->column.generated->stored)) {
            return "adds " + quoted(add->table, add->column.name) + ", for which every row of '" + add->table +
                   "' is written again under an exclusive lock";
        }
    }
    const AlterColumn* alter = as<AlterColumn>(change.operation);
    if (alter == nullptr || !alter->type) return "";
    const Column* before = before_column(change, alter->table, alter->column);
    if (before == nullptr) return "";
    // PostgreSQL changes these in its catalogue alone.
    const bool to_text = std::holds_alternative<Text>(alter->type->portable) ||
                         std::holds_alternative<String>(alter->type->portable);
    const bool from_text = std::holds_alternative<Text>(before->type.portable) ||
                           std::holds_alternative<String>(before->type.portable);
    if (to_text && from_text && keeps_all_values(before->type, *alter->type)) return "";
    return "changes the type of " + quoted(alter->table, alter->column) + ", for which every row of '" +
           alter->table + "' is written again under an exclusive lock";
}

std::string add_unique(const LintChange& change) {
    if (const AddUnique* add = as<AddUnique>(change.operation)) {
        if (is_new(change, add->table) || any_is_empty(change, add->table, add->unique.columns) ||
            existed(change, &Table::uniques, add->unique)) {
            return "";
        }
        return "adds unique '" + add->unique.name + "' to '" + add->table + "', which fails when rows repeat a value";
    }
    const CreateIndex* create = as<CreateIndex>(change.operation);
    if (create == nullptr || !create->index.unique || is_new(change, create->table)) return "";
    std::vector<std::string> columns;
    for (const IndexKey& key : create->index.keys) columns.push_back(key.column);
    if (any_is_empty(change, create->table, columns) || existed(change, &Table::indexes, create->index)) return "";
    return "adds unique index '" + create->index.name + "' to '" + create->table +
           "', which fails when rows repeat a value";
}

// The values of its columns are looked at as those of a table are when that gets a check.
std::string stricter_domain(const LintChange& change, const ReplaceObject& replace) {
    const Object& after = replace.object;
    const Object* before = change.start.object(key_of(after));
    if (after.kind != ObjectKind::domain || before == nullptr || !has_columns(change.before, after.name)) return "";
    const DomainText then = domain_text(before->sql.in("postgresql"));
    const DomainText now = domain_text(after.sql.in("postgresql"));
    const bool not_null = now.not_null && !then.not_null;
    const bool check = std::any_of(now.checks.begin(), now.checks.end(), [&](const DomainCheck& each) {
        return std::find(then.checks.begin(), then.checks.end(), each) == then.checks.end();
    });
    if (!not_null && !check) return "";
    const std::string more = not_null && check ? "NOT NULL and a check" : not_null ? "NOT NULL" : "a check";
    return "adds " + more + " to domain '" + after.name + "', which fails when values of its columns break it";
}

std::string add_check(const LintChange& change) {
    if (const ReplaceObject* replace = as<ReplaceObject>(change.operation)) return stricter_domain(change, *replace);
    if (const ValidateConstraint* validate = as<ValidateConstraint>(change.operation)) {
        const Table* table = change.before.table(validate->table);
        if (table == nullptr || find_named(table->checks, validate->constraint) == nullptr) return "";
        return "validates check '" + validate->constraint + "' of '" + validate->table +
               "', which fails when rows break it";
    }
    const AddCheck* add = as<AddCheck>(change.operation);
    if (add == nullptr || add->check.not_valid || is_new(change, add->table) || existed(change, &Table::checks, add->check)) return "";
    return "adds check '" + add->check.name + "' to '" + add->table + "', which fails when rows break it";
}

std::string add_foreign_key(const LintChange& change) {
    if (const ValidateConstraint* validate = as<ValidateConstraint>(change.operation)) {
        const Table* table = change.before.table(validate->table);
        const ForeignKey* key =
            table == nullptr ? nullptr : find_named(table->foreign_keys, validate->constraint);
        if (key == nullptr) return "";
        return "validates foreign key '" + key->name + "' of '" + validate->table +
               "', which fails when a row refers to one of '" + key->table + "' that does not exist";
    }
    const AddForeignKey* add = as<AddForeignKey>(change.operation);
    if (add == nullptr || add->foreign_key.not_valid || is_new(change, add->table) || any_is_empty(change, add->table, add->foreign_key.columns) ||
        existed(change, &Table::foreign_keys, add->foreign_key)) {
        return "";
    }
    return "adds foreign key '" + add->foreign_key.name + "' to '" + add->table +
           "', which fails when a row refers to one of '" + add->foreign_key.table + "' that does not exist";
}

std::string add_exclude(const LintChange& change) {
    const AddExclude* add = as<AddExclude>(change.operation);
    if (add == nullptr || is_new(change, add->table) || existed(change, &Table::excludes, add->exclude)) return "";
    return "adds exclude '" + add->exclude.name + "' to '" + add->table +
           "', which fails when two rows exclude one another";
}

std::string enum_value_removed(const LintChange& change) {
    const AlterEnum* alter = as<AlterEnum>(change.operation);
    const EnumType* before = alter == nullptr ? nullptr : change.before.enum_type(alter->type);
    if (before == nullptr) return "";
    std::string message;
    for (const std::string& value : lost_values(*alter, *before)) {
        const auto replacement = alter->replaced_values.find(value);
        message += (message.empty() ? "" : ", ") + std::string("'") + value + "'";
        const bool said = replacement != alter->replaced_values.end() && replacement->second != open_question;
        if (said) message += " (becomes '" + replacement->second + "')";
    }
    return message.empty() ? "" : "enum '" + alter->type + "' loses " + message;
}

}  // namespace

const std::vector<LintRule>& lint_rules() {
    static const std::vector<LintRule> rules = {
        {"drop-table", LintLevel::warning, "The rows cannot be brought back, and programs that still run use the table.",
         "stop using the table in one release and drop it in a later one", drop_table},
        {"drop-column", LintLevel::warning,
         "The values cannot be brought back, and programs that still run read the column.",
         "stop using the column in one release and drop it in a later one", drop_column},
        {"narrowing", LintLevel::warning, "Values that do not fit make the upgrade fail or are changed.",
         "find such rows first, or give the conversion in 'using'", narrowing},
        {"not-null-without-fill", LintLevel::error, "The upgrade fails as soon as the table has a row without a value.",
         "say what existing rows get, in 'fill' or 'fill_expr'", not_null_without_fill},
        {"possible-rename", LintLevel::warning, "A drop and an add lose the values that a rename keeps.",
         "if it is, run: migrations revision --amend --rename TABLE.OLD=NEW (of a table: OLD=NEW); leave it if the values are to go",
         possible_rename},
        {"add-unique", LintLevel::warning, "The upgrade fails when rows repeat a value.",
         "find such rows first: SELECT ... GROUP BY ... HAVING count(*) > 1", add_unique},
        {"add-check", LintLevel::warning, "The upgrade fails when rows break the check.",
         "find such rows first, and mend them in the same revision with update_rows before the check", add_check},
        {"add-exclude", LintLevel::warning, "The upgrade fails when two rows exclude one another.",
         "find such rows first: join the table with itself by the operators of the constraint", add_exclude},
        {"add-foreign-key", LintLevel::warning, "The upgrade fails when a row refers to nothing.",
         "find such rows first, and mend or delete them in the same revision before the foreign key", add_foreign_key},
        {"enum-value-removed", LintLevel::warning,
         "Rows that hold the value lose it, and programs that still run write it.",
         "stop using the value in one release and take it away in a later one", enum_value_removed},
        {"table-rewrite", LintLevel::warning, "On a large table nobody can read or write it for as long as it takes.",
         "add a new column, fill it in batches and switch over, or plan for the time", table_rewrite},
        {"wrong-downgrade", LintLevel::warning, "After a downgrade the schema is not what it was, and the next upgrade may fail.",
         "correct the downgrade, or write irreversible = \"WHY\" if there is none", nullptr},
    };
    return rules;
}

}  // namespace migrations

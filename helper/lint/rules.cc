#include <algorithm>
#include <variant>

#include "lint/lint.h"
#include "operations/replay.h"

namespace migrations {
namespace {

template <class Kind>
const Kind* as(const Operation& operation) {
    return std::get_if<Kind>(&operation.change);
}

std::string quoted(const std::string& table, const std::string& column) { return "'" + table + "." + column + "'"; }

// A table that the same revision makes has no rows yet.
bool is_new(const LintChange& change, const std::string& table) { return change.before.table(table) == nullptr; }

// The column as it was before the whole revision, or null.
const Column* before_column(const LintChange& change, const std::string& table, const std::string& column) {
    const Table* found = change.before.table(table);
    return found == nullptr ? nullptr : found->column(column);
}

std::string drop_table(const LintChange& change) {
    const DropTable* drop = as<DropTable>(change.operation);
    if (drop == nullptr || is_new(change, drop->table)) return "";
    return "drops table '" + drop->table + "' with all its rows";
}

std::string drop_column(const LintChange& change) {
    const DropColumn* drop = as<DropColumn>(change.operation);
    if (drop == nullptr || is_new(change, drop->table)) return "";
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
        if (before == nullptr) return "";
        for (const Operation& other : change.revision) {
            const AddColumn* add = as<AddColumn>(other);
            if (add != nullptr && add->table == drop->table && add->column.type == before->type) {
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
         "write 'renamed_from' into the model and generate the revision again, or leave it if the values are to go",
         possible_rename},
        {"table-rewrite", LintLevel::warning, "On a large table nobody can read or write it for as long as it takes.",
         "add a new column, fill it in batches and switch over, or plan for the time", table_rewrite},
    };
    return rules;
}

}  // namespace migrations

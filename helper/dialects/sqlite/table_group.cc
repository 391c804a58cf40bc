#include "dialects/sqlite/table_group.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/sql_text.h"
#include "dialects/sqlite/create_table.h"
#include "dialects/sqlite/native_alter.h"
#include "dialects/sqlite/types.h"
#include "sql/clauses.h"

namespace migrations::sqlite {

namespace {

bool mentions_any(const std::optional<Sql>& expression, const std::set<std::string>& columns) {
    if (!expression) return false;
    const std::vector<std::string> names = identifiers_in(expression->in("sqlite"));
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return columns.count(lower(name)) != 0; });
}

bool has_same_index(const Table& table, const Index& index) {
    const Index* found = find_named(table.indexes, index.name);
    return found != nullptr && found->exists_in("sqlite") && plain(*found) == plain(index);
}

void append(std::vector<Step>& steps, std::vector<Step> more) {
    std::move(more.begin(), more.end(), std::back_inserter(steps));
}

// The one ALTER TABLE statement that changes the table's text as wanted, or "" when there is none.
std::string native_statement(const Change& change, const Table& before, const Table& after,
                             const Schema& schema, const RenderOptions& options) {
    const std::string alter = "ALTER TABLE " + quote_identifier(before.name);
    if (const auto* add = std::get_if<AddColumn>(&change)) {
        if (!can_add_column(*add, after, schema, options)) return "";
        return alter + " ADD COLUMN " + column_text(add->column, after, schema);
    }
    if (const auto* drop = std::get_if<DropColumn>(&change)) {
        if (!can_drop_column(*drop, before, after, options)) return "";
        return alter + " DROP COLUMN " + quote_identifier(drop->column);
    }
    return "";
}

}  // namespace

TableGroup::TableGroup(const Table& before, const Schema& schema, const RenderOptions& options,
                       std::size_t operation)
    : before_(before),
      before_text_(create_table_text(before, schema)),
      options_(options),
      operation_(operation) {}

bool TableGroup::must_end_before(const Change& change) const {
    if (const auto* add = std::get_if<AddColumn>(&change)) {
        // A rebuild would copy the values of the old column with this name.
        const bool again =
            std::any_of(before_.columns.begin(), before_.columns.end(), [&](const Column& column) {
                return equals_ignoring_case(column.name, add->column.name);
            });
        return again || mentions_any(add->fill_expr, touched_);
    }
    if (const auto* alter = std::get_if<AlterColumn>(&change)) {
        const bool new_values = alter->type || alter->fill || alter->fill_expr || alter->using_expr;
        return (new_values && touched_.count(lower(alter->column)) != 0) ||
               mentions_any(alter->fill_expr, touched_) ||
               mentions_any(alter->using_expr, touched_);
    }
    return false;
}

void TableGroup::note_source(const AddColumn& change) {
    touched_.insert(lower(change.column.name));
    if (change.fill_expr) {
        sources_[change.column.name] = expression_text(*change.fill_expr, change.column.type);
    } else if (change.fill && change.fill != change.column.default_value) {
        sources_[change.column.name] = literal(*change.fill, change.column.type);
    }
}

void TableGroup::note_source(const AlterColumn& change, const Table& before, const Table& after) {
    const Column* old_column = before.column(change.column);
    const Column* new_column = after.column(change.column);
    if (old_column == nullptr || new_column == nullptr) return;
    const std::string old_value = quote_identifier(change.column);
    std::string value = old_value;
    if (change.using_expr) {
        value = expression_text(*change.using_expr, new_column->type);
    } else if (change.type) {
        const std::string converted = conversion(value, old_column->type, new_column->type);
        if (!converted.empty()) value = converted;
    }
    if (!new_column->null && (change.fill || change.fill_expr)) {
        value = "COALESCE(" + value + ", " +
                (change.fill ? literal(*change.fill, new_column->type)
                             : expression_text(*change.fill_expr, new_column->type)) +
                ")";
    }
    if (change.type || value != old_value) touched_.insert(lower(change.column));
    if (value != old_value) sources_[change.column] = value;
}

void TableGroup::add(const Change& change, const Table& before, const Table& after,
                     const Schema& schema, std::size_t operation) {
    const std::size_t sources_before = sources_.size();
    if (const auto* added = std::get_if<AddColumn>(&change)) note_source(*added);
    if (const auto* altered = std::get_if<AlterColumn>(&change))
        note_source(*altered, before, after);
    if (const auto* dropped = std::get_if<DropColumn>(&change)) sources_.erase(dropped->column);

    append(native_steps_, index_drops(before, after, operation));
    if (sources_.size() > sources_before) {
        native_ = false;
    } else if (create_table_text(before, schema) != create_table_text(after, schema)) {
        std::string sql = native_statement(change, before, after, schema, options_);
        if (sql.empty()) native_ = false;
        native_steps_.push_back(statement(std::move(sql), operation));
    }
    append(native_steps_, index_creations(before, after, operation));
}

std::map<std::string, std::string> TableGroup::all_sources(const Table& after) const {
    const bool some_stay =
        std::any_of(after.columns.begin(), after.columns.end(), [&](const Column& column) {
            return !column.generated && before_.column(column.name) != nullptr;
        });
    if (some_stay || !sources_.empty()) return sources_;
    // Rows stay even when all their columns are new; INSERT has to name a column all the same.
    std::map<std::string, std::string> sources;
    for (const Column& column : after.columns) {
        if (column.generated) continue;
        sources[column.name] = default_text(column).value_or("NULL");
        break;
    }
    return sources;
}

std::vector<Step> TableGroup::steps(const Table& after, const Schema& schema) const {
    std::string after_text = create_table_text(after, schema);
    // An index that goes and comes back with another setting that SQLite leaves out had better stay.
    const bool stays = std::any_of(after.indexes.begin(), after.indexes.end(), [&](const Index& index) {
        const std::string drop = "DROP INDEX " + quote_identifier(index.name);
        return has_same_index(before_, index) &&
               std::any_of(native_steps_.begin(), native_steps_.end(), [&](const Step& step) { return step.sql == drop; });
    });
    if (native_ && !(stays && after_text == before_text_)) return native_steps_;
    std::vector<Step> steps = index_drops(before_, after, operation_);
    if (after_text != before_text_ || !sources_.empty()) {
        steps.push_back(rebuild(before_.name, before_text_, std::move(after_text),
                                all_sources(after), operation_));
    }
    append(steps, index_creations(before_, after, operation_));
    return steps;
}

Step statement(std::string sql, std::size_t operation) {
    Step step;
    step.sql = std::move(sql);
    step.operation = operation;
    return step;
}

Step rebuild(const std::string& table, std::string expected, std::string wanted,
             const std::map<std::string, std::string>& sources, std::size_t operation) {
    Step step;
    step.table = table;
    step.expected = std::move(expected);
    step.wanted = std::move(wanted);
    for (const auto& [column, expression] : sources) step.sources.push_back({column, expression});
    step.operation = operation;
    return step;
}

std::vector<Step> index_drops(const Table& before, const Table& after, std::size_t operation) {
    std::vector<Step> steps;
    for (const Index& index : before.indexes) {
        if (!index.exists_in("sqlite") || has_same_index(after, index)) continue;
        steps.push_back(statement("DROP INDEX " + quote_identifier(index.name), operation));
    }
    return steps;
}

std::vector<Step> index_creations(const Table& before, const Table& after, std::size_t operation) {
    std::vector<Step> steps;
    for (const Index& index : after.indexes) {
        if (!index.exists_in("sqlite") || has_same_index(before, index)) continue;
        steps.push_back(statement(create_index_text(after.name, index), operation));
    }
    return steps;
}

}  // namespace migrations::sqlite

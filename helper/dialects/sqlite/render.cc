#include "dialects/sqlite/render.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "base/names.h"
#include "base/sql_text.h"
#include "dialects/sqlite/create_table.h"
#include "dialects/sqlite/native_alter.h"
#include "dialects/sqlite/problems.h"
#include "dialects/sqlite/statements.h"
#include "dialects/sqlite/table_group.h"
#include "dialects/sqlite/types.h"
#include "operations/replay.h"
#include "sql/clauses.h"

namespace migrations::sqlite {

namespace {

// Since then REFERENCES clauses follow a renamed table also while foreign keys are off.
constexpr int references_follow_since = 3026000;

bool refers_to(const Table& table, const std::string& other) {
    return std::any_of(table.foreign_keys.begin(), table.foreign_keys.end(),
                       [&](const ForeignKey& key) { return key.table == other; });
}

const Enum* enum_of(const Column& column) {
    if (column.type.verbatim_for("sqlite") != nullptr) return nullptr;
    return std::get_if<Enum>(&column.type.portable);
}

// What the rows of an enum column get when its values change, or "" when they keep theirs.
std::string new_enum_value(const AlterEnum& change, const std::string& column) {
    std::string cases;
    for (const auto* values : {&change.renamed_values, &change.replaced_values}) {
        for (const auto& [from, to] : *values) {
            cases += " WHEN " + quote_literal(from) + " THEN " + quote_literal(to);
        }
    }
    const std::string name = quote_identifier(column);
    return cases.empty() ? "" : "CASE " + name + cases + " ELSE " + name + " END";
}

// A rebuild with another type compares values only where nothing but the type changes them. Hence a
// change of type and a fill become two changes.
std::vector<Change> split(const Change& change, const Schema& schema) {
    const auto* alter = std::get_if<AlterColumn>(&change);
    if (alter == nullptr || !alter->type || alter->using_expr ||
        (!alter->fill && !alter->fill_expr)) {
        return {change};
    }
    const Table* table = schema.table(alter->table);
    const Column* column = table == nullptr ? nullptr : table->column(alter->column);
    if (column == nullptr || !conversion("x", column->type, *alter->type).empty() ||
        affinity(type_name(column->type)) == affinity(type_name(*alter->type))) {
        return {change};
    }
    AlterColumn type_change = *alter;
    type_change.null.reset();
    type_change.fill.reset();
    type_change.fill_expr.reset();
    if (!alter->null) return {Change(type_change)};  // nothing that could be NULL stops being so
    AlterColumn fill_change;
    fill_change.table = alter->table;
    fill_change.column = alter->column;
    fill_change.null = alter->null;
    fill_change.fill = alter->fill;
    fill_change.fill_expr = alter->fill_expr;
    return {Change(type_change), Change(fill_change)};
}

// Walks the operations, with the schema as it is after those already rendered.
class Renderer {
public:
    Renderer(Schema& schema, const RenderOptions& options, Diagnostics& diagnostics)
        : schema_(schema), options_(options), diagnostics_(diagnostics) {}

    Script render(const Operations& operations) {
        for (index_ = 0; index_ < operations.size(); ++index_) {
            origin_ = operations[index_].origin;
            for (const Change& change : split(operations[index_].change, schema_)) {
                current_ = &change;
                std::visit(*this, change);
            }
        }
        end_group();
        return std::move(script_);
    }

    void operator()(const CreateTable& change) {
        end_group();
        if (!replay_current()) return;
        const Table& table = *schema_.table(change.table.name);
        report(problems_of(table, options_), {});
        fresh_.insert_or_assign(table.name, script_.steps.size());
        add(create_table_text(table, schema_));
        add(index_creations(Table{}, table, index_));
    }
    void operator()(const DropTable& change) {
        end_group();
        fresh_.clear();
        if (replay_current()) add("DROP TABLE " + quote_identifier(change.table));
    }
    void operator()(const RenameTable& change) {
        end_group();
        fresh_.clear();
        const bool referred =
            std::any_of(schema_.tables.begin(), schema_.tables.end(),
                        [&](const Table& table) { return refers_to(table, change.from); });
        if (!replay_current()) return;
        report(problems_of(*schema_.table(change.to), options_), {});
        if (referred && options_.sqlite_minimum < references_follow_since) {
            report({{"renaming the table '" + change.from +
                         "', which foreign keys refer to, needs SQLite " +
                         version_text(references_follow_since) + ", but scripts must run on " +
                         version_text(options_.sqlite_minimum),
                     "set sqlite_minimum = \"" + version_text(references_follow_since) +
                         "\" in migrations.toml"}},
                   {});
        }
        std::string from = change.from;
        if (equals_ignoring_case(from, change.to)) {
            // SQLite takes names that differ in letter case for the same one and refuses.
            const std::string between = unused_name(change.to);
            add("ALTER TABLE " + quote_identifier(from) + " RENAME TO " +
                quote_identifier(between));
            from = between;
        }
        add("ALTER TABLE " + quote_identifier(from) + " RENAME TO " + quote_identifier(change.to));
    }
    void operator()(const RenameColumn& change) {
        end_group();
        fresh_.clear();
        if (options_.sqlite_minimum >= rename_column_since) {
            if (!replay_current()) return;
            add("ALTER TABLE " + quote_identifier(change.table) + " RENAME COLUMN " +
                quote_identifier(change.from) + " TO " + quote_identifier(change.to));
        } else {
            rebuild_changed_tables([&](const Table& table) {
                std::map<std::string, std::string> sources;
                if (table.name == change.table) sources[change.to] = quote_identifier(change.from);
                return sources;
            });
        }
    }

    void operator()(const AlterTable& change) { change_table(change.table); }
    void operator()(const AddColumn& change) {
        if (is_open(change.fill)) ask_for_fill(change.table + "." + change.column.name);
        change_table(change.table);
    }
    void operator()(const DropColumn& change) { change_table(change.table); }
    void operator()(const AlterColumn& change) {
        if (is_open(change.fill)) ask_for_fill(change.table + "." + change.column);
        change_table(change.table);
    }
    void operator()(const AddPrimaryKey& change) { change_table(change.table); }
    void operator()(const DropPrimaryKey& change) { change_table(change.table); }
    void operator()(const AddUnique& change) { change_table(change.table); }
    void operator()(const DropUnique& change) { change_table(change.table); }
    void operator()(const AddForeignKey& change) {
        const auto made = fresh_.find(change.table);
        if (made == fresh_.end()) {
            change_table(change.table);
            return;
        }
        // The table was made in this script and has no rows yet: it gets the key when it is made.
        end_group();
        if (!replay_current()) return;
        script_.steps[made->second].sql = create_table_text(*schema_.table(change.table), schema_);
    }
    void operator()(const DropForeignKey& change) { change_table(change.table); }
    void operator()(const AddCheck& change) { change_table(change.table); }
    void operator()(const DropCheck& change) { change_table(change.table); }
    void operator()(const ValidateConstraint& change) { change_table(change.table); }
    void operator()(const AddExclude& change) { change_table(change.table); }
    void operator()(const DropExclude& change) { change_table(change.table); }
    void operator()(const CreateIndex& change) { change_table(change.table); }
    void operator()(const DropIndex& change) { change_table(change.table); }

    void operator()(const CreateEnum&) { change_enum(); }
    void operator()(const DropEnum&) { change_enum(); }
    void operator()(const RenameEnum&) { change_enum(); }
    void operator()(const AlterEnum& change) {
        end_group();
        fresh_.clear();
        rebuild_changed_tables([&](const Table& table) {
            std::map<std::string, std::string> sources;
            for (const Column& column : table.columns) {
                const Enum* type = enum_of(column);
                if (type == nullptr || type->name != change.type || column.generated) continue;
                const std::string value = new_enum_value(change, column.name);
                if (!value.empty()) sources[column.name] = value;
            }
            return sources;
        });
    }

    void operator()(const CreateObject& change) {
        end_group();
        fresh_.clear();
        if (replay_current()) create(change.object);
    }
    void operator()(const DropObject& change) {
        end_group();
        fresh_.clear();
        const Object* found = schema_.object({change.kind, change.table, change.object});
        const Object object = found == nullptr ? Object() : *found;
        if (!replay_current() || !object.exists_in("sqlite")) return;
        const char* word = change.kind == ObjectKind::view      ? "VIEW "
                           : change.kind == ObjectKind::trigger ? "TRIGGER "
                                                                : "TABLE ";
        add("DROP " + (word + quote_identifier(change.object)));
    }
    void operator()(const ReplaceObject& change) {
        end_group();
        fresh_.clear();
        if (replay_current()) create(change.object);
    }

    void operator()(const Execute& change) {
        end_group();
        fresh_.clear();
        if (!replay_current()) return;
        const std::size_t before = script_.steps.size();
        for (std::string& sql : split_statements(change.sql.in("sqlite"))) add(std::move(sql));
        if (script_.steps.size() > before) script_.steps.back().probe = change.probe.in("sqlite");
    }
    void operator()(const CallFunction& change) {
        end_group();
        fresh_.clear();
        if (!replay_current()) return;
        add("");
        script_.steps.back().function = change.function;
    }
    void operator()(const InsertRows& change) {
        end_group();
        fresh_.clear();
        if (!replay_current()) return;
        InsertRows insert = change;
        for (Row& row : insert.rows) row = with_words(change.table, std::move(row));
        for (std::string& sql : insert_statements(insert, "sqlite", literals(change.table)))
            add(std::move(sql));
    }
    void operator()(const UpdateRows& change) {
        end_group();
        fresh_.clear();
        if (!replay_current()) return;
        UpdateRows update = change;
        update.values = with_words(change.table, std::move(update.values));
        add(update_statement(update, "sqlite", literals(change.table)));
    }
    void operator()(const DeleteRows& change) {
        end_group();
        fresh_.clear();
        if (replay_current()) add(delete_statement(change, "sqlite"));
    }

private:
    void add(std::string sql) { script_.steps.push_back(statement(std::move(sql), index_)); }
    void add(std::vector<Step> steps) {
        std::move(steps.begin(), steps.end(), std::back_inserter(script_.steps));
    }

    void report(const std::vector<Problem>& problems, const std::vector<Problem>& known) {
        for (const Problem& problem : problems) {
            if (std::find(known.begin(), known.end(), problem) != known.end()) continue;
            diagnostics_.push_back(error_at(origin_, "sqlite", problem.message, problem.help));
        }
    }

    void create(const Object& object) {
        const std::string& text = object.sql.in("sqlite");
        if (text.empty()) return;  // it is one of other databases
        report(problems_of(object), {});
        for (std::string& sql : split_statements(text)) add(std::move(sql));
    }

    bool replay_current() {
        const std::string problem = replay(Operation(*current_, origin_), schema_);
        if (problem.empty()) return true;
        diagnostics_.push_back(error_at(origin_, "operation", problem));
        return false;
    }

    static bool is_open(const std::optional<Value>& fill) {
        return fill && *fill == Value(std::string("?"));
    }
    void ask_for_fill(const std::string& column) {
        diagnostics_.push_back(
            error_at(origin_, "fill", "the fill of '" + column + "' is still \"?\"",
                     "write the value that rows which exist get: fill = ..., or fill_expr"));
    }

    // A change that belongs to one table and may share a rebuild with its neighbours.
    void change_table(const std::string& name) {
        if (!std::holds_alternative<CreateIndex>(*current_)) fresh_.clear();
        if (group_ && (group_->table() != name || group_->must_end_before(*current_))) end_group();
        const Table* table = schema_.table(name);
        if (table == nullptr) {
            replay_current();
            return;
        }
        const Table before = *table;
        if (!group_) group_.emplace(before, schema_, options_, index_);
        if (!replay_current()) return;
        const Table& after = *schema_.table(name);
        report(problems_of(after, options_), problems_of(before, options_));
        group_->add(*current_, before, after, schema_, index_);
    }

    void end_group() {
        if (!group_) return;
        add(group_->steps(*schema_.table(group_->table()), schema_));
        group_.reset();
    }

    // Enums are no objects of SQLite; tables that use one have its values in CHECKs.
    void change_enum() {
        end_group();
        replay_current();
    }

    // Replays, then rebuilds each table whose text that changed, or whose values `sources_of` says
    // to change.
    template <class SourcesOf>
    void rebuild_changed_tables(const SourcesOf& sources_of) {
        const Schema before = schema_;
        if (!replay_current()) return;
        for (const Table& table : before.tables) {
            const Table* after = schema_.table(table.name);
            if (after == nullptr) continue;
            std::string expected = create_table_text(table, before);
            std::string wanted = create_table_text(*after, schema_);
            const std::map<std::string, std::string> sources = sources_of(table);
            add(index_drops(table, *after, index_));
            if (expected != wanted || !sources.empty()) {
                script_.steps.push_back(
                    rebuild(table.name, std::move(expected), std::move(wanted), sources, index_));
            }
            add(index_creations(table, *after, index_));
        }
    }

    Type type_of(const std::string& table, std::string_view column) const {
        const Table* found = schema_.table(table);
        const Column* known = found == nullptr ? nullptr : found->column(column);
        return known == nullptr ? Type() : known->type;
    }

    LiteralFor literals(const std::string& table) const {
        return [this, table](const Value& value, std::string_view column) {
            return literal(value, type_of(table, column));
        };
    }

    // The row with the portable words `now` and `uuid` spelled out.
    Row with_words(const std::string& table, Row row) const {
        for (auto& [column, cell] : row) {
            const auto* expression = std::get_if<Sql>(&cell);
            if (expression == nullptr) continue;
            std::string text = expression_text(*expression, type_of(table, column));
            cell = Sql(text.substr(1, text.size() - 2));
        }
        return row;
    }

    std::string unused_name(const std::string& name) const {
        std::string free = name + "_";
        while (schema_.table(free) != nullptr) free += '_';
        return free;
    }

    Schema& schema_;
    const RenderOptions& options_;
    Diagnostics& diagnostics_;
    Script script_;
    std::optional<TableGroup> group_;
    std::map<std::string, std::size_t>
        fresh_;  // tables made in this script, without rows: their step
    std::size_t index_ = 0;
    Origin origin_;
    const Change* current_ = nullptr;
};

}  // namespace

Script render_on(Schema& schema, const Operations& operations, const RenderOptions& options,
                 Diagnostics& diagnostics) {
    return Renderer(schema, options, diagnostics).render(operations);
}

}  // namespace migrations::sqlite

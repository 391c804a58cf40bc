#include "dialects/sqlite/problems.h"

#include <algorithm>
#include <array>

#include "base/names.h"
#include "dialects/sqlite/collation.h"
#include "dialects/sqlite/statements.h"
#include "dialects/sqlite/types.h"

namespace migrations::sqlite {

namespace {

constexpr int strict_since = 3037000;     // sqlite.org/stricttables.html
constexpr int generated_since = 3031000;  // sqlite.org/gencol.html

constexpr const char* text_help =
    "give it a text of its own: { sqlite = \"...\", postgresql = \"...\" }";

class Collector {
public:
    Collector(const Table& table, const RenderOptions& options)
        : table_(table), options_(options) {}

    std::vector<Problem> collect() {
        check_table();
        for (const Column& column : table_.columns) check_column(column);
        for (const Unique& unique : table_.uniques) {
            const std::string what = "unique '" + unique.name + "' of table '" + table_.name + "'";
            if (unique.deferrable != Deferrable::no) {
                add(what + " is deferrable, which SQLite does not have", "take `deferrable` away");
            }
            if (unique.nulls_not_distinct) refuse_nulls(what);
        }
        for (const ForeignKey& key : table_.foreign_keys) {
            // A key of one column is NULL or it is not.
            if (key.match != Match::full || key.columns.size() < 2) continue;
            add("foreign key '" + key.name + "' of table '" + table_.name +
                    "' is match = \"full\", which SQLite does not enforce",
                "take `match` away, and add a check that all its columns are NULL or none is");
        }
        for (const Exclude& exclude : table_.excludes) {
            if (!exclude.exists_in("sqlite")) continue;
            add("exclude '" + exclude.name + "' of table '" + table_.name +
                    "' is an exclusion constraint, which SQLite does not have",
                "say that it is for PostgreSQL only: expression = { postgresql = \"...\" }");
        }
        for (const Check& check : table_.checks) {
            if (check.exists_in("sqlite")) need_text(check.expression, "check '" + check.name + "'");
        }
        for (const Index& index : table_.indexes) check_index(index);
        return std::move(problems_);
    }

private:
    void add(std::string message, std::string help) {
        problems_.push_back({std::move(message), std::move(help)});
    }

    void need_text(const Sql& sql, const std::string& what) {
        if (!trim(sql.in("sqlite")).empty()) return;
        add(what + " of table '" + table_.name + "' has no text for sqlite", text_help);
    }

    void refuse_nulls(const std::string& what) {
        add(what + " is nulls_not_distinct, which SQLite does not have",
            "take `nulls_not_distinct` away; a unique index over coalesce(...) does the same");
    }

    void need_collation(const Collation& collation, const std::string& what) {
        const std::string& name = collation.text("sqlite");
        if (name.empty() || is_known_collation(name)) return;
        add(what + " of table '" + table_.name + "' has the collation '" + name + "', which SQLite does not have",
            "SQLite has BINARY, NOCASE and RTRIM; write collation = { sqlite = \"...\", postgresql = \"...\" }");
    }

    void need_version(int version, const std::string& what) {
        if (options_.sqlite_minimum >= version) return;
        add(what + " needs SQLite " + version_text(version) + ", but scripts must run on " +
                version_text(options_.sqlite_minimum),
            "set sqlite_minimum = \"" + version_text(version) + "\" in migrations.toml");
    }

    void need_usual_name(const std::string& name, const std::string& what) {
        if (!equals_ignoring_case(std::string_view(name).substr(0, 7), "sqlite_")) return;
        add(what + " '" + name + "' has a name that SQLite keeps for itself",
            "choose a name that does not begin with \"sqlite_\"");
    }

    void check_table() {
        need_usual_name(table_.name, "table");
        if (table_.strict) need_version(strict_since, "the STRICT table '" + table_.name + "'");
        if (std::all_of(table_.columns.begin(), table_.columns.end(),
                        [](const Column& column) { return column.generated.has_value(); })) {
            add("table '" + table_.name + "' has generated columns only, which SQLite refuses",
                "give it a column that is not generated");
        }
        if (!table_.without_rowid) return;
        if (!table_.primary_key) {
            add("table '" + table_.name + "' is WITHOUT ROWID and has no primary key",
                "give it a primary key, or take `without_rowid` away");
        }
        for (const Column& column : table_.columns) {
            if (column.autoincrement) {
                add("column '" + column.name + "' of table '" + table_.name +
                        "' cannot be autoincrement in a WITHOUT ROWID table",
                    "take `autoincrement` or `without_rowid` away");
            }
        }
    }

    void check_column(const Column& column) {
        const std::string what = "column '" + column.name + "'";
        const std::string type = type_name(column.type);
        // A column without a type is one too, in SQLite: its text is there, and empty.
        if (type.empty() && column.type.verbatim_for("sqlite") == nullptr) {
            add("the type of " + what + " of table '" + table_.name + "' has no text for sqlite",
                "add sqlite = \"...\" to the type");
        } else if (table_.strict) {
            check_strict_type(column, type);
        }
        need_collation(column.collation, what);
        if (column.default_expr) need_text(*column.default_expr, "the default of " + what);
        if (!column.generated) return;
        need_text(column.generated->expression, "the expression of " + what);
        if (table_.primary_key && std::count(table_.primary_key->columns.begin(),
                                             table_.primary_key->columns.end(), column.name) != 0) {
            add(what + " of table '" + table_.name +
                    "' is generated, and SQLite takes no generated columns into a primary key",
                "use a unique instead, or let the application write the column");
        }
        need_version(generated_since,
                     "the generated column '" + table_.name + "." + column.name + "'");
    }

    void check_strict_type(const Column& column, const std::string& type) {
        static constexpr std::array<const char*, 6> allowed = {"INT",  "INTEGER", "REAL",
                                                               "TEXT", "BLOB",    "ANY"};
        const std::string plain = plain_type(type);
        const std::string word = plain.substr(0, plain.find(" COLLATE "));
        for (const char* each : allowed) {
            if (word == each) return;
        }
        add("column '" + column.name + "' of the STRICT table '" + table_.name +
                "' cannot have the type '" + type + "'",
            "STRICT tables know INT, INTEGER, REAL, TEXT, BLOB and ANY only");
    }

    void check_index(const Index& index) {
        if (!index.exists_in("sqlite")) return;
        need_usual_name(index.name, "index");
        if (index.where) need_text(*index.where, "the condition of index '" + index.name + "'");
        if (index.nulls_not_distinct) refuse_nulls("index '" + index.name + "' of table '" + table_.name + "'");
        for (const IndexKey& key : index.keys) {
            need_collation(key.collation, "a key of index '" + index.name + "'");
            if (key.column.empty())
                need_text(key.expression, "a key of index '" + index.name + "'");
        }
    }

    const Table& table_;
    const RenderOptions& options_;
    std::vector<Problem> problems_;
};

}  // namespace

std::vector<Problem> problems_of(const Table& table, const RenderOptions& options) {
    return Collector(table, options).collect();
}

std::vector<Problem> problems_of(const Object& object) {
    const std::string kind = to_string(object.kind);
    switch (object.kind) {
        case ObjectKind::view:
        case ObjectKind::trigger:
        case ObjectKind::virtual_table:
            break;
        default:
            return {{"SQLite has no " + kind + "s: '" + object.name + "'",
                     "say that it is of PostgreSQL alone: sql = { postgresql = \"...\" }"}};
    }
    const std::string problem = classify(object.sql.in("sqlite")).problem;
    if (problem.empty()) return {};
    return {{"the SQL of the " + kind + " '" + object.name + "' is not valid in SQLite: " + problem, ""}};
}

std::string version_text(int version) {
    std::string text =
        std::to_string(version / 1000000) + "." + std::to_string(version / 1000 % 1000);
    if (version % 1000 != 0) text += "." + std::to_string(version % 1000);
    return text;
}

}  // namespace migrations::sqlite

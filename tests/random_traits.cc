#include "random_traits.h"

#include <algorithm>

#include "base/sql_text.h"
#include "random_schema.h"
#include "schema/names.h"

namespace migrations {
namespace {

std::string number(std::mt19937& random) { return std::to_string(random()); }

Column column_of_type(const Table& table, const char* dialect, std::string text, std::mt19937& random) {
    Column column;
    column.name = free_name(table.columns, random);
    column.type.verbatim[dialect] = std::move(text);
    column.null = one_in(random, 2);
    return column;
}

std::string type_of(const Column& column, const char* dialect) {
    const std::string* text = column.type.verbatim_for(dialect);
    return text == nullptr ? "" : *text;
}

// ---- PostgreSQL ----

const std::vector<std::string> postgresql_types = {
    "text[]",     "integer[]",          "inet",         "macaddr",  "interval", "int4range", "tstzrange",
    "daterange",  "time with time zone", "character(5)", "tsvector", "point",    "json",      "numeric",
    "bit varying(8)", "cidr",           "uuid[]",       "oid",      "real[]",   "name",
};

bool is_range(const Column& column) {
    return type_of(column, "postgresql").find("range") != std::string::npos;
}
// Whose values have parts that gin can find.
bool has_parts(const Column& column) {
    const std::string type = type_of(column, "postgresql");
    return type == "tsvector" || (type.size() > 2 && type.substr(type.size() - 2) == "[]") ||
           (type.empty() && std::holds_alternative<Json>(column.type.portable));
}
bool is_integer(const Column& column) {
    return column.type.verbatim.empty() && std::holds_alternative<Integer>(column.type.portable);
}

void add_index(Table& table, const std::vector<std::string>& columns, const char* method, std::mt19937& random) {
    if (columns.empty()) return;
    Index index;
    index.name = "i " + number(random);
    index.method = method;
    index.keys.emplace_back().column = any_of(random, columns);
    const Column& column = *table.column(index.keys[0].column);
    const bool is_json = std::holds_alternative<Json>(column.type.portable) && column.type.verbatim.empty();
    if (is_json && one_in(random, 2)) index.keys[0].opclass = "jsonb_path_ops";
    if (index.method == "brin" && one_in(random, 2)) index.with.values["pages_per_range"] = "16";
    table.indexes.push_back(std::move(index));
}

void add_range_exclusion(Table& table, std::mt19937& random) {
    const auto ranges = columns_where(table, is_range);
    if (ranges.empty()) return;
    Exclude exclude;
    exclude.name = "ex " + number(random);
    std::string text = "USING gist (" + quote_identifier(any_of(random, ranges)) + " WITH &&)";
    if (one_in(random, 3)) text += " WHERE (" + quote_identifier(any_of(random, ranges)) + " IS NOT NULL)";
    if (one_in(random, 3)) text += " DEFERRABLE INITIALLY DEFERRED";
    exclude.expression.by_dialect["postgresql"] = text;
    table.excludes.push_back(std::move(exclude));
}

// Another order of the texts in an index: the one that LIKE can use.
void change_operator_class(Table& table, std::mt19937& random) {
    if (table.indexes.empty()) return;
    Index& index = any_of(random, table.indexes);
    if (!index.method.empty()) return;
    IndexKey& key = any_of(random, index.keys);
    const Column* column = table.column(key.column);
    if (column == nullptr || !column->type.verbatim.empty()) return;
    if (!key.opclass.empty()) {
        key.opclass.clear();
    } else if (std::holds_alternative<Text>(column->type.portable)) {
        key.opclass = "text_pattern_ops";
    } else if (std::holds_alternative<String>(column->type.portable)) {
        key.opclass = "varchar_pattern_ops";
    }
}

void add_domain(Schema& schema, Table& table, std::mt19937& random) {
    Object domain;
    domain.kind = ObjectKind::domain;
    domain.name = "d" + std::to_string(random_below(random, 1000));
    if (taken(schema.objects, domain.name)) return;
    domain.sql.by_dialect["postgresql"] = "CREATE DOMAIN " + domain.name + " AS text CHECK (length(VALUE) < " +
                                          std::to_string(100 + random_below(random, 100)) + ")";
    table.columns.push_back(column_of_type(table, "postgresql", domain.name, random));
    schema.objects.push_back(std::move(domain));
}

void edit_postgresql(Schema& schema, Table& table, std::mt19937& random) {
    switch (random_below(random, 12)) {
        case 0:
            table.unlogged = !table.unlogged;
            break;
        case 1:
            if (!table.uniques.empty()) {
                Unique& unique = any_of(random, table.uniques);
                unique.nulls_not_distinct = !unique.nulls_not_distinct;
            }
            break;
        case 2:
            if (!table.uniques.empty()) {
                const std::vector<Deferrable> kinds = {Deferrable::no, Deferrable::immediate, Deferrable::deferred};
                any_of(random, table.uniques).deferrable = any_of(random, kinds);
            }
            break;
        case 3:
            for (Index& index : table.indexes) index.nulls_not_distinct = index.unique && one_in(random, 2);
            break;
        case 4:
        case 5:
            change_operator_class(table, random);
            break;
        case 6:
            add_index(table, columns_where(table, has_parts), "gin", random);
            break;
        case 7:
            add_index(table, columns_where(table, is_range), "gist", random);
            break;
        case 8:
            add_index(table, columns_where(table, is_integer), "brin", random);
            break;
        case 9:
            add_range_exclusion(table, random);
            break;
        case 10:
            add_domain(schema, table, random);
            break;
        default: {
            Column column = column_of_type(table, "postgresql", any_of(random, postgresql_types), random);
            if (has_parts(column) && column.type.verbatim["postgresql"] != "tsvector" && one_in(random, 2)) {
                column.default_value = std::string("{}");
            }
            table.columns.push_back(std::move(column));
        }
    }
}

void add_materialized_views(Schema& schema, std::mt19937& random) {
    std::vector<Object> views;
    for (const Table& table : schema.tables) {
        if (!one_in(random, 4) || table.name.size() > 50) continue;
        Object view;
        view.kind = ObjectKind::materialized_view;
        view.name = "m " + table.name;
        const std::string column = quote_identifier(table.columns[0].name);
        view.sql.by_dialect["postgresql"] =
            "CREATE MATERIALIZED VIEW " + quote_identifier(view.name) + " AS SELECT " + column + "::text AS a, count(*) AS n FROM " +
            quote_identifier(table.name) + " GROUP BY " + column + "::text;\nCREATE INDEX " +
            quote_identifier("im " + table.name) + " ON " + quote_identifier(view.name) + " (n)";
        views.push_back(std::move(view));
    }
    schema.objects.insert(schema.objects.end(), views.begin(), views.end());
}

bool postgresql_takes(const Schema& schema) {
    for (const Table& table : schema.tables) {
        for (const ForeignKey& key : table.foreign_keys) {
            const Table& target = *schema.table(key.table);
            if (target.unlogged && !table.unlogged) return false;
            const bool primary = target.primary_key && target.primary_key->columns == key.references;
            const bool firm = std::any_of(target.uniques.begin(), target.uniques.end(), [&](const Unique& each) {
                return each.deferrable == Deferrable::no &&
                       std::is_permutation(each.columns.begin(), each.columns.end(), key.references.begin(),
                                           key.references.end());
            });
            if (!primary && !firm) return false;
        }
    }
    return true;
}

// ---- SQLite ----

const std::vector<std::string> sqlite_types = {
    "VARCHAR(40)", "DECIMAL(10,2)", "DATETIME", "", "NUMERIC", "BOOLEAN", "NVARCHAR(10)", "double precision", "INT", "CLOB",
};

void edit_sqlite(Table& table, std::mt19937& random) {
    const auto is_word = [](const Column& each) { return !each.type.verbatim.empty(); };
    Column* key = table.primary_key && table.primary_key->columns.size() == 1
                      ? table.column(table.primary_key->columns[0])
                      : nullptr;
    switch (random_below(random, 6)) {
        case 0:
            if (columns_where(table, is_word).empty()) table.strict = !table.strict;
            break;
        case 1:
            if (key == nullptr || !key->identity) table.without_rowid = !table.without_rowid;
            break;
        case 2:
            if (key != nullptr && key->identity) key->autoincrement = !key->autoincrement;
            break;
        case 3: {
            const auto sources = columns_where(table, [](const Column& each) { return is_integer(each) && !each.generated; });
            if (sources.empty()) break;
            const Column source = *table.column(any_of(random, sources));
            Column column;
            column.name = free_name(table.columns, random);
            column.type = Type(Integer{64});
            column.null = source.null;
            column.generated = Generated{Sql(spelled(source.name, random) + " + 1"), false};
            table.columns.push_back(std::move(column));
            break;
        }
        default:
            if (table.strict) break;
            table.columns.push_back(column_of_type(table, "sqlite", any_of(random, sqlite_types), random));
    }
}

void add_virtual_tables(Schema& schema, std::mt19937& random) {
    if (!one_in(random, 4)) return;
    Object search;
    search.kind = ObjectKind::virtual_table;
    search.name = "search " + std::to_string(random_below(random, 3));
    search.sql = Sql("CREATE VIRTUAL TABLE " + quote_identifier(search.name) + " USING fts5(title, body" +
                     (one_in(random, 2) ? ", prefix = '2 3')" : ")"));
    schema.objects.push_back(std::move(search));
}

}  // namespace

void edit_traits(dialect language, Schema& schema, std::mt19937& random) {
    Table& table = any_of(random, schema.tables);
    if (language == dialect::postgresql) {
        edit_postgresql(schema, table, random);
    } else {
        edit_sqlite(table, random);
    }
    complete_names(table);
}

void add_traits(dialect language, Schema& schema, std::mt19937& random) {
    for (std::size_t i = schema.tables.size() * 3; i > 0; --i) {
        Schema next = schema;
        edit_traits(language, next, random);
        if (is_possible(next) && takes_traits(language, next)) schema = std::move(next);
    }
}

void add_objects(dialect language, Schema& schema, std::mt19937& random) {
    if (language == dialect::postgresql) {
        add_materialized_views(schema, random);
    } else {
        add_virtual_tables(schema, random);
    }
}

bool takes_traits(dialect language, const Schema& schema) {
    return language != dialect::postgresql || postgresql_takes(schema);
}

}  // namespace migrations

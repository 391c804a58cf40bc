#include "dialects/postgresql/reflect.h"

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <utility>

#include "base/sql_text.h"
#include "dialects/postgresql/collation.h"
#include "dialects/postgresql/identity.h"
#include "dialects/postgresql/reflect_queries.h"
#include "dialects/postgresql/types.h"
#include "dialects/unfinished_index.h"

namespace migrations::postgresql {

namespace {

const std::string& text(const std::optional<std::string>& cell) {
    static const std::string none;
    return cell ? *cell : none;
}

bool flag(const std::optional<std::string>& cell) {
    return cell == "t";
}

// A JSON array of strings; an empty one for NULL, or for the array [null] of an aggregate over
// nothing.
std::vector<std::string> list(const std::optional<std::string>& cell) {
    std::vector<std::string> items;
    if (!cell) return items;
    for (const nlohmann::json& each : nlohmann::json::parse(*cell)) {
        if (each.is_string()) items.push_back(each.get<std::string>());
    }
    return items;
}

// "fillfactor=70", ...
Parameters parameters(const std::optional<std::string>& cell) {
    Parameters parameters;
    for (const std::string& each : list(cell)) {
        const std::size_t equals = std::min(each.find('='), each.size());
        parameters.values[each.substr(0, equals)] =
            equals == each.size() ? "true" : each.substr(equals + 1);
    }
    return parameters;
}

Identity identity_of(const std::optional<std::string>& cell, const std::string& type) {
    if (!cell) return {};
    const nlohmann::json json = nlohmann::json::parse(*cell);
    const auto number = [&](const char* name) { return json.at(name).get<std::int64_t>(); };
    Identity identity(true);
    identity.always = json.at("always").get<bool>();
    identity.start = number("start");
    identity.increment = number("increment");
    identity.min = number("min");
    identity.max = number("max");
    identity.cache = number("cache");
    identity.cycle = json.at("cycle").get<bool>();
    return identity_of_type(identity, type);
}

// pg_constraint.confdeltype and confupdtype
Action action_of(const std::optional<std::string>& code) {
    switch (text(code).empty() ? 'a' : code->front()) {
        case 'r':
            return Action::restrict;
        case 'c':
            return Action::cascade;
        case 'n':
            return Action::set_null;
        case 'd':
            return Action::set_default;
        default:
            return Action::no_action;
    }
}

Deferrable deferrable_of(bool deferrable, bool deferred) {
    if (!deferrable) return Deferrable::no;
    return deferred ? Deferrable::deferred : Deferrable::immediate;
}

// `schema` has the enums: those of extensions are types like any other.
Column column_of(const Cells& row, const Schema& schema) {
    Column column;
    column.name = text(row[1]);
    if (row[8] && schema.enum_type(*row[8]) != nullptr)
        column.type = Type(Enum{*row[8]});
    else
        column.type.verbatim[std::string(dialect_name)] = text(row[2]);
    column.null = !flag(row[3]);
    if (row[4]) column.default_expr = Sql(*row[4]);
    if (row[5]) column.generated = Generated{Sql(*row[5]), true};
    column.identity = identity_of(row[6], text(row[2]));
    column.comment = text(row[7]);
    column.collation = only_here(text(row[9]));
    return column;
}

void add_constraint(const Cells& row, Table& table) {
    const std::string& name = text(row[2]);
    const Deferrable deferrable = deferrable_of(flag(row[4]), flag(row[5]));
    switch (text(row[1]).front()) {
        case 'p': {
            PrimaryKey key;
            key.name = name;
            key.columns = list(row[3]);
            table.primary_key = std::move(key);
            break;
        }
        case 'u': {
            Unique unique;
            unique.name = name;
            unique.columns = list(row[3]);
            unique.deferrable = deferrable;
            unique.nulls_not_distinct = flag(row[14]);
            table.uniques.push_back(std::move(unique));
            break;
        }
        case 'f': {
            ForeignKey key;
            key.name = name;
            key.columns = list(row[3]);
            key.table = text(row[6]);
            key.references = list(row[7]);
            key.on_delete = action_of(row[8]);
            key.on_update = action_of(row[9]);
            key.deferrable = deferrable;
            key.not_valid = !flag(row[11]);
            key.match = flag(row[13]) ? Match::full : Match::simple;
            table.foreign_keys.push_back(std::move(key));
            break;
        }
        case 'x': {
            constexpr std::string_view word = "EXCLUDE ";
            Exclude exclude;
            exclude.name = name;
            exclude.expression = Sql(text(row[10]).substr(word.size()));
            table.excludes.push_back(std::move(exclude));
            break;
        }
        default: {
            Check check;
            check.name = name;
            check.expression = Sql(text(row[10]));
            check.not_valid = !flag(row[11]);
            check.no_inherit = flag(row[12]);
            table.checks.push_back(std::move(check));
        }
    }
}

Index index_of(const Cells& row) {
    Index index;
    index.name = text(row[1]);
    index.unique = flag(row[2]);
    if (row[3]) index.where = Sql(*row[3]);
    for (const nlohmann::json& each : nlohmann::json::parse(text(row[4]))) {
        IndexKey key;
        if (each.at("column").is_string())
            key.column = each.at("column").get<std::string>();
        else
            key.expression = Sql(each.at("expression").get<std::string>());
        key.descending = each.at("descending").get<bool>();
        const bool first = each.at("nulls_first").get<bool>();
        if (first != key.descending) key.nulls = first ? Nulls::first : Nulls::last;
        if (each.at("collation").is_string())
            key.collation = only_here(each.at("collation").get<std::string>());
        if (each.at("opclass").is_string()) key.opclass = each.at("opclass").get<std::string>();
        index.keys.push_back(std::move(key));
    }
    index.method = text(row[5]);
    index.include = list(row[6]);
    index.nulls_not_distinct = flag(row[7]);
    index.with = parameters(row[8]);
    if (!flag(row[9])) index.keys.emplace_back().expression = Sql(std::string(unfinished_key));
    return index;
}

Object object_of(const Cells& row) {
    Object object;
    for (const auto& [kind, word] : object_kinds) {
        if (text(row[0]) == word) object.kind = kind;
    }
    object.name = text(row[1]);
    object.table = text(row[2]);
    object.sql = Sql(text(row[3]));
    return object;
}

std::string with_schema(std::string query, const std::string& literal) {
    constexpr std::string_view place = "%schema";
    for (std::size_t at = query.find(place); at != std::string::npos; at = query.find(place, at)) {
        query.replace(at, place.size(), literal);
        at += literal.size();
    }
    return query;
}

}  // namespace

Schema reflect(const Query& query, const std::vector<std::string>& ignored, std::string_view name) {
    const std::string literal = name.empty() ? "pg_catalog.current_schema()" : quote_literal(name);
    const auto rows_of = [&](const char* text) { return query(with_schema(text, literal)); };
    Schema schema;
    for (const Cells& row : rows_of(enums_query)) {
        EnumType type;
        type.name = text(row[0]);
        type.values = list(row[1]);
        type.native = true;
        schema.enums.push_back(std::move(type));
    }
    std::unordered_map<std::string, std::size_t> places;
    for (const Cells& row : rows_of(tables_query)) {
        if (std::find(ignored.begin(), ignored.end(), text(row[0])) != ignored.end()) continue;
        places.emplace(text(row[0]), schema.tables.size());
        Table table;
        table.name = text(row[0]);
        table.comment = text(row[1]);
        table.unlogged = flag(row[2]);
        table.with = parameters(row[3]);
        schema.tables.push_back(std::move(table));
    }
    const auto table_of = [&](const Cells& row) {
        const auto place = places.find(text(row[0]));
        return place == places.end() ? nullptr : &schema.tables[place->second];
    };
    for (const Cells& row : rows_of(columns_query)) {
        if (Table* table = table_of(row)) table->columns.push_back(column_of(row, schema));
    }
    for (const Cells& row : rows_of(constraints_query)) {
        if (Table* table = table_of(row)) add_constraint(row, *table);
    }
    for (const Cells& row : rows_of(indexes_query)) {
        if (Table* table = table_of(row)) table->indexes.push_back(index_of(row));
    }
    for (const Cells& row : rows_of(objects_query)) {
        if (std::find(ignored.begin(), ignored.end(), text(row[2])) == ignored.end()) schema.objects.push_back(object_of(row));
    }
    std::sort(schema.objects.begin(), schema.objects.end(),
              [](const Object& a, const Object& b) { return key_of(a) < key_of(b); });
    return schema;
}

}  // namespace migrations::postgresql

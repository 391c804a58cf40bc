#include "random_objects.h"

#include "base/sql_text.h"
#include "random_values.h"

namespace migrations {
namespace {

Object view_of(const std::string& name, const std::string& query) {
    Object view;
    view.kind = ObjectKind::view;
    view.name = name;
    view.sql = Sql("CREATE VIEW " + quote_identifier(name) + " AS SELECT " + query);
    return view;
}

Object trigger_on(const Table& table) {
    Object trigger;
    trigger.kind = ObjectKind::trigger;
    trigger.name = "tr " + table.name;
    trigger.table = table.name;
    const std::string opening = "CREATE TRIGGER " + quote_identifier(trigger.name) + " AFTER DELETE ON " +
                                quote_identifier(table.name) + " ";
    trigger.sql.by_dialect["sqlite"] = opening + "BEGIN SELECT 1; END";
    trigger.sql.by_dialect["postgresql"] = opening + "FOR EACH ROW EXECUTE FUNCTION noted()";
    return trigger;
}

Object function_named(const std::string& name, const std::string& rest) {
    Object function;
    function.kind = ObjectKind::function;
    function.name = name;
    function.sql.by_dialect["postgresql"] = "CREATE FUNCTION " + quote_identifier(name) + rest;
    return function;
}

}  // namespace

std::vector<Object> random_objects(const Schema& schema, std::mt19937& random) {
    std::vector<Object> objects;
    bool has_trigger = false;
    for (const Table& table : schema.tables) {
        if (table.name.size() > 55) continue;  // the names made of it must have at most 63 bytes
        if (one_in(random, 2)) {
            std::string columns;
            for (std::size_t i = 0; i < table.columns.size() && i < 3; ++i) {
                columns += (i == 0 ? "" : ", ") + quote_identifier(table.columns[i].name);
            }
            const std::string name = "v " + table.name;
            if (taken(schema.tables, name) || taken(objects, name)) continue;
            objects.push_back(view_of(name, columns + " FROM " + quote_identifier(table.name)));
            if (one_in(random, 2) && !taken(schema.tables, "v" + name)) {
                objects.push_back(view_of("v" + name, "count(*) AS n FROM " + quote_identifier(name)));
            }
        }
        if (one_in(random, 3) && !taken(objects, "tr " + table.name)) {
            objects.push_back(trigger_on(table));
            has_trigger = true;
        }
    }
    if (has_trigger) {
        const std::string body = std::to_string(random_below(random, 2));
        objects.push_back(function_named(
            "noted", "() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM " + body + "; RETURN OLD; END $$"));
    }
    return objects;
}

Object random_lone_object(std::mt19937& random) {
    const std::string number = std::to_string(random_below(random, 100));
    if (one_in(random, 2)) return view_of("view" + number, number + " AS n");
    return function_named("function" + number, "() RETURNS int LANGUAGE sql AS 'SELECT " + number + "'");
}

}  // namespace migrations

#include "cli/twin.h"

#include <migrations/tables.hpp>

#include "dialects/dialects.h"

namespace migrations {
namespace {

void copy_rows(Connection& live, Connection& twin, const std::string& table) {
    const std::string named = quoted_text(table);
    const auto columns = live.query(
        "SELECT group_concat('quote(\"' || replace(name, '\"', '\"\"') || '\")', ' || '','' || ') FROM "
        "pragma_table_info(" + named + ")");
    if (columns.empty() || !columns[0][0]) return;
    for (const Cells& row : live.query("SELECT " + *columns[0][0] + " FROM main." + quoted_name(table))) {
        twin.execute("INSERT INTO main." + quoted_name(table) + " VALUES (" + row[0].value_or("") + ")");
    }
}

}  // namespace

std::unique_ptr<Connection> twin_of(Connection& live, const std::vector<std::string>& with_rows) {
    std::unique_ptr<Connection> twin = open_memory();
    // Tables before what refers to them. What SQLite makes by itself is left out: its own objects, and the tables in
    // which virtual tables keep their content.
    const auto objects = live.query(
        "SELECT sql FROM main.sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name "
        "NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow') ORDER BY CASE type WHEN 'table' THEN 0 WHEN "
        "'index' THEN 1 WHEN 'view' THEN 2 ELSE 3 END, rowid");
    for (const Cells& row : objects) twin->execute(*row[0]);
    for (const std::string& table : with_rows) copy_rows(live, *twin, table);
    return twin;
}

std::vector<std::string> bookkeeping_tables(const std::string& version_table) {
    const table_names names = names_of(dialect::sqlite, version_table);
    return {names.version, names.history, names.journal};
}

}  // namespace migrations

#include "scratch/other_objects.h"

namespace migrations {
namespace {

constexpr const char* sqlite_query =
    "SELECT CASE WHEN type = 'table' THEN 'virtual table' ELSE type END, name, sql FROM main.sqlite_schema WHERE type IN "
    "('view', 'trigger') OR (type = 'table' AND sql LIKE 'CREATE VIRTUAL %')";

// Without what belongs to extensions, and the sequences of identity and serial columns, which go with their columns.
constexpr const char* postgresql_query = R"(
WITH own AS (
    SELECT n.oid AS schema FROM pg_catalog.pg_namespace n WHERE n.nspname = pg_catalog.current_schema()),
part AS (
    SELECT d.classid, d.objid FROM pg_catalog.pg_depend d
    WHERE d.deptype = 'e' OR (d.deptype IN ('a', 'i') AND d.refobjsubid > 0
                              AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass))
SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table'
            ELSE 'sequence' END, c.relname::text,
       CASE WHEN c.relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(c.oid) ELSE '' END
FROM pg_catalog.pg_class c, own
WHERE c.relnamespace = own.schema AND c.relkind IN ('v', 'm', 'S', 'f')
  AND NOT EXISTS (SELECT FROM part WHERE part.objid = c.oid AND part.classid = 'pg_catalog.pg_class'::pg_catalog.regclass)
UNION ALL
SELECT 'function', p.oid::pg_catalog.regprocedure::text,
       CASE WHEN p.prokind IN ('f', 'p') THEN pg_catalog.pg_get_functiondef(p.oid) ELSE '' END
FROM pg_catalog.pg_proc p, own
WHERE p.pronamespace = own.schema
  AND NOT EXISTS (SELECT FROM part WHERE part.objid = p.oid AND part.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass)
UNION ALL
SELECT 'trigger', t.tgname || ' of ' || c.relname, pg_catalog.pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text
FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid, own
WHERE c.relnamespace = own.schema AND NOT t.tgisinternal
UNION ALL
SELECT 'policy', p.polname || ' of ' || c.relname,
       pg_catalog.concat_ws(' ', p.polcmd, p.polpermissive, pg_catalog.pg_get_expr(p.polqual, p.polrelid),
                            pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid))
FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_class c ON c.oid = p.polrelid, own WHERE c.relnamespace = own.schema
UNION ALL
SELECT 'row security', c.relname::text, c.relforcerowsecurity::text
FROM pg_catalog.pg_class c, own WHERE c.relnamespace = own.schema AND c.relrowsecurity
UNION ALL
SELECT CASE t.typtype WHEN 'd' THEN 'domain' ELSE 'type' END, t.typname::text,
       pg_catalog.concat_ws(' ', pg_catalog.format_type(t.typbasetype, t.typtypmod), t.typnotnull, t.typdefault)
FROM pg_catalog.pg_type t, own
WHERE t.typnamespace = own.schema
  AND (t.typtype IN ('d', 'r') OR (t.typtype = 'c' AND (SELECT c.relkind FROM pg_catalog.pg_class c
                                                         WHERE c.oid = t.typrelid) = 'c'))
  AND NOT EXISTS (SELECT FROM part WHERE part.objid = t.oid AND part.classid = 'pg_catalog.pg_type'::pg_catalog.regclass)
UNION ALL
SELECT 'extension', e.extname::text, e.extversion FROM pg_catalog.pg_extension e
UNION ALL
SELECT 'schema', n.nspname::text, '' FROM pg_catalog.pg_namespace n
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema')";

}  // namespace

OtherObjects other_objects(Connection& database) {
    const bool sqlite = database.language().language() == dialect::sqlite;
    OtherObjects objects;
    for (const Cells& row : database.query(sqlite ? sqlite_query : postgresql_query)) {
        objects[row[0].value_or("") + " '" + row[1].value_or("") + "'"] = row[2].value_or("");
    }
    return objects;
}

std::vector<std::string> differences(const OtherObjects& before, const OtherObjects& after) {
    std::vector<std::string> lines;
    for (const auto& [name, definition] : before) {
        const auto now = after.find(name);
        if (now == after.end()) lines.push_back(name + " is gone");
        if (now != after.end() && now->second != definition) lines.push_back(name + " has changed");
    }
    for (const auto& [name, definition] : after) {
        if (!before.contains(name)) lines.push_back(name + " is new");
    }
    return lines;
}

}  // namespace migrations

#include "scratch/other_objects.h"

namespace migrations {
namespace {

// Without what belongs to extensions.
constexpr const char* postgresql_query = R"(
WITH own AS (
    SELECT n.oid AS schema FROM pg_catalog.pg_namespace n WHERE n.nspname = pg_catalog.current_schema()),
part AS (SELECT d.classid, d.objid FROM pg_catalog.pg_depend d WHERE d.deptype = 'e')
SELECT 'foreign table', c.relname::text, ''
FROM pg_catalog.pg_class c, own
WHERE c.relnamespace = own.schema AND c.relkind = 'f'
  AND NOT EXISTS (SELECT FROM part WHERE part.objid = c.oid AND part.classid = 'pg_catalog.pg_class'::pg_catalog.regclass)
UNION ALL
SELECT 'aggregate', p.oid::pg_catalog.regprocedure::text, ''
FROM pg_catalog.pg_proc p, own
WHERE p.pronamespace = own.schema AND p.prokind = 'a'
  AND NOT EXISTS (SELECT FROM part WHERE part.objid = p.oid AND part.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass)
UNION ALL
SELECT 'disabled trigger', t.tgname || ' of ' || c.relname, t.tgenabled::text
FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid, own
WHERE c.relnamespace = own.schema AND NOT t.tgisinternal AND t.tgenabled <> 'O'
UNION ALL
SELECT 'policy', p.polname || ' of ' || c.relname,
       pg_catalog.concat_ws(' ', p.polcmd, p.polpermissive, pg_catalog.pg_get_expr(p.polqual, p.polrelid),
                            pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid))
FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_class c ON c.oid = p.polrelid, own WHERE c.relnamespace = own.schema
UNION ALL
SELECT 'row security', c.relname::text, c.relforcerowsecurity::text
FROM pg_catalog.pg_class c, own WHERE c.relnamespace = own.schema AND c.relrowsecurity
UNION ALL
SELECT 'type', t.typname::text, ''
FROM pg_catalog.pg_type t, own
WHERE t.typnamespace = own.schema
  AND (t.typtype = 'r' OR (t.typtype = 'c' AND (SELECT c.relkind FROM pg_catalog.pg_class c
                                                         WHERE c.oid = t.typrelid) = 'c'))
  AND NOT EXISTS (SELECT FROM part WHERE part.objid = t.oid AND part.classid = 'pg_catalog.pg_type'::pg_catalog.regclass)
UNION ALL
SELECT 'schema', n.nspname::text, '' FROM pg_catalog.pg_namespace n
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema')";

}  // namespace

OtherObjects other_objects(Connection& database) {
    OtherObjects objects;
    if (database.language().language() == dialect::sqlite) return objects;
    for (const Cells& row : database.query(postgresql_query)) {
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

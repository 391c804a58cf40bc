#include "dialects/postgresql/left_out.h"

#include <algorithm>

namespace migrations::postgresql {

// Catalogue names are found without a schema before them: pg_catalog is always searched first. Columns that only newer
// servers have are looked up by name.
const char* const left_out_query = R"(
WITH here AS (SELECT oid FROM pg_namespace WHERE nspname = current_schema()),
member AS (SELECT classid, objid FROM pg_depend WHERE deptype = 'e'),
relation AS (
    SELECT c.* FROM pg_class c JOIN here ON here.oid = c.relnamespace
    WHERE NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_class'::regclass AND m.objid = c.oid)),
base AS (SELECT * FROM relation WHERE relkind IN ('r', 'p')),
type AS (
    SELECT t.* FROM pg_type t JOIN here ON here.oid = t.typnamespace
    WHERE NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_type'::regclass AND m.objid = t.oid)),
function AS (
    SELECT p.* FROM pg_proc p JOIN here ON here.oid = p.pronamespace
    WHERE NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_proc'::regclass AND m.objid = p.oid)
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
                                                AND d.deptype = 'i')),
owned AS (
    SELECT d.objid, d.refobjid FROM pg_depend d
    WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'a'
      AND d.refobjsubid > 0),
named AS (
    SELECT CASE relkind WHEN 'f' THEN 'foreign table' ELSE 'composite type' END AS kind, relname::text AS name,
           NULL::text AS owner,
           (SELECT string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum)
            FROM pg_attribute a WHERE a.attrelid = relation.oid AND a.attnum > 0 AND NOT a.attisdropped) AS definition
    FROM relation WHERE relkind IN ('f', 'c')
UNION ALL
    SELECT 'persistence of sequence', r.relname, t.relname, r.relpersistence::text
    FROM relation r JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = r.oid AND d.deptype = 'i'
                                    AND d.refclassid = 'pg_class'::regclass
    JOIN pg_class t ON t.oid = d.refobjid
    WHERE r.relkind = 'S' AND r.relpersistence <> t.relpersistence
UNION ALL
    SELECT 'aggregate', proname || '(' || pg_get_function_identity_arguments(oid) || ')', NULL,
           concat_ws(' ', g.aggkind, g.aggtransfn, g.aggfinalfn, g.aggcombinefn, g.aggsortop::regoperator,
                     format_type(g.aggtranstype, NULL), g.agginitval)
    FROM function JOIN pg_aggregate g ON g.aggfnoid = oid WHERE prokind = 'a'
UNION ALL
    SELECT CASE typtype WHEN 'r' THEN 'range type' ELSE 'base type' END, typname, NULL,
           (SELECT concat_ws(' ', format_type(g.rngsubtype, NULL), NULLIF(g.rngcanonical, 0::oid)::regproc,
                             NULLIF(g.rngsubdiff, 0::oid)::regproc)
            FROM pg_range g WHERE g.rngtypid = type.oid)
    FROM type WHERE typtype = 'r' OR (typtype = 'b' AND typelem = 0)
UNION ALL
    SELECT 'disabled trigger', t.tgname || ' on ' || b.relname, b.relname, t.tgenabled::text
    FROM pg_trigger t JOIN relation b ON b.oid = t.tgrelid WHERE NOT t.tgisinternal AND t.tgenabled <> 'O'
UNION ALL
    SELECT DISTINCT 'disabled foreign key', k.conname || ' of ' || b.relname, b.relname, NULL
    FROM pg_trigger t JOIN pg_constraint k ON k.oid = t.tgconstraint JOIN base b ON b.oid = k.conrelid
    WHERE t.tgisinternal AND t.tgenabled <> 'O'
UNION ALL
    SELECT 'rule', w.rulename || ' on ' || b.relname, b.relname, pg_get_ruledef(w.oid, true)
    FROM pg_rewrite w JOIN relation b ON b.oid = w.ev_class WHERE w.rulename <> '_RETURN'
UNION ALL
    SELECT 'policy', p.polname || ' on ' || b.relname, b.relname,
           concat_ws(' ', p.polcmd, p.polpermissive,
                     (SELECT string_agg(CASE r WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(r)::text END, ', ' ORDER BY r)
                      FROM unnest(p.polroles) r), pg_get_expr(p.polqual, p.polrelid),
                     pg_get_expr(p.polwithcheck, p.polrelid))
    FROM pg_policy p JOIN base b ON b.oid = p.polrelid
UNION ALL
    SELECT 'row level security of table', relname, relname, concat_ws(' ', relrowsecurity, relforcerowsecurity)
    FROM base WHERE relrowsecurity OR relforcerowsecurity
UNION ALL
    SELECT 'grant', CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END || ' on ' || r.relname,
           r.relname, string_agg(a.privilege_type || a.is_grantable, ' ' ORDER BY a.privilege_type)
    FROM relation r, aclexplode(r.relacl) a WHERE a.grantee <> r.relowner GROUP BY r.oid, r.relname, a.grantee
UNION ALL
    SELECT 'grant', CASE WHEN x.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(x.grantee) END || ' on ' || r.relname
                    || '.' || a.attname,
           r.relname, string_agg(x.privilege_type || x.is_grantable, ' ' ORDER BY x.privilege_type)
    FROM relation r JOIN pg_attribute a ON a.attrelid = r.oid, aclexplode(a.attacl) x WHERE x.grantee <> r.relowner
    GROUP BY r.oid, r.relname, a.attname, x.grantee
UNION ALL
    SELECT CASE WHEN relkind = 'p' THEN 'partitions of table' ELSE 'partition' END, relname, relname,
           concat_ws(' ', pg_get_partkeydef(oid), pg_get_expr(relpartbound, oid))
    FROM base WHERE relkind = 'p' OR relispartition
UNION ALL
    SELECT 'inheritance of table', b.relname || ' from ' || p.relname, b.relname, NULL
    FROM base b JOIN pg_inherits i ON i.inhrelid = b.oid JOIN pg_class p ON p.oid = i.inhparent
    WHERE NOT b.relispartition
UNION ALL
    SELECT 'tablespace of ' || CASE WHEN relkind IN ('i', 'I') THEN 'index' WHEN relkind = 'm' THEN 'materialized view'
                                    ELSE 'table' END, relname, NULL, reltablespace::text
    FROM relation WHERE reltablespace <> 0 AND relkind IN ('r', 'p', 'm', 'i', 'I')
UNION ALL
    SELECT 'replica identity of table', relname, relname, relreplident::text FROM base WHERE relreplident <> 'd'
UNION ALL
    SELECT 'storage of column', b.relname || '.' || a.attname, b.relname,
           concat_ws(' ', a.attstorage, to_jsonb(a) ->> 'attcompression')
    FROM base b JOIN pg_attribute a ON a.attrelid = b.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type t ON t.oid = a.atttypid
    WHERE a.attstorage <> t.typstorage OR coalesce(to_jsonb(a) ->> 'attcompression', '') <> ''
UNION ALL
    SELECT CASE WHEN k.contype = 'f' THEN 'columns of ON DELETE of foreign key'
                WHEN k.contype = 'p' AND k.condeferrable THEN 'DEFERRABLE of primary key'
                ELSE 'INCLUDE or storage of key' END, k.conname || ' of ' || b.relname, b.relname,
           concat_ws(' ', pg_get_constraintdef(k.oid), x.reloptions)
    FROM pg_constraint k JOIN base b ON b.oid = k.conrelid
    LEFT JOIN pg_index i ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u')
    LEFT JOIN pg_class x ON x.oid = i.indexrelid
    WHERE (k.contype = 'f' AND to_jsonb(k) ->> 'confdelsetcols' IS NOT NULL)
       OR (k.contype = 'p' AND k.condeferrable) OR i.indnatts > i.indnkeyatts OR x.reloptions IS NOT NULL
UNION ALL
    SELECT 'CLUSTER of index', r.relname, b.relname, NULL
    FROM pg_index i JOIN relation r ON r.oid = i.indexrelid JOIN relation b ON b.oid = i.indrelid WHERE i.indisclustered
UNION ALL
    SELECT 'statistics target of column', b.relname || '.' || a.attname, b.relname, to_jsonb(a) ->> 'attstattarget'
    FROM relation b JOIN pg_attribute a ON a.attrelid = b.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE coalesce((to_jsonb(a) ->> 'attstattarget')::integer, -1) <> -1
      AND b.relkind IN ('r', 'p', 'm', 'i', 'I')
UNION ALL
    SELECT 'options of column', b.relname || '.' || a.attname, b.relname, array_to_string(a.attoptions, ' ')
    FROM relation b JOIN pg_attribute a ON a.attrelid = b.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE b.relkind IN ('r', 'p', 'm') AND a.attoptions IS NOT NULL
UNION ALL
    SELECT 'default of column', b.relname || '.' || a.attname, b.relname, pg_get_expr(d.adbin, d.adrelid, true)
    FROM relation b JOIN pg_attrdef d ON d.adrelid = b.oid JOIN pg_attribute a ON a.attrelid = b.oid AND a.attnum = d.adnum
    WHERE b.relkind = 'v'
UNION ALL
    SELECT 'comment on ' || CASE c.relkind WHEN 'S' THEN 'sequence' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
                                           WHEN 'f' THEN 'foreign table' ELSE 'index' END, c.relname, t.relname, d.description
    FROM relation c JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND d.objoid = c.oid AND d.objsubid = 0
    LEFT JOIN pg_index i ON i.indexrelid = c.oid LEFT JOIN owned o ON o.objid = c.oid
    LEFT JOIN pg_class t ON t.oid = coalesce(i.indrelid, o.refobjid)
    WHERE c.relkind IN ('i', 'I', 'S', 'v', 'm', 'f')
UNION ALL
    SELECT 'comment on column', c.relname || '.' || a.attname, c.relname, d.description
    FROM relation c JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND d.objoid = c.oid
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid
    WHERE c.relkind IN ('v', 'm', 'f', 'c') AND d.objsubid > 0
UNION ALL
    SELECT 'comment on ' || CASE prokind WHEN 'a' THEN 'aggregate' WHEN 'p' THEN 'procedure' ELSE 'function' END,
           proname || '(' || pg_get_function_identity_arguments(function.oid) || ')', NULL, d.description
    FROM function JOIN pg_description d ON d.classoid = 'pg_proc'::regclass AND d.objoid = function.oid
UNION ALL
    SELECT 'comment on trigger', t.tgname || ' on ' || b.relname, b.relname, d.description
    FROM pg_trigger t JOIN relation b ON b.oid = t.tgrelid
    JOIN pg_description d ON d.classoid = 'pg_trigger'::regclass AND d.objoid = t.oid
UNION ALL
    SELECT 'comment on policy', p.polname || ' on ' || b.relname, b.relname, d.description
    FROM pg_policy p JOIN base b ON b.oid = p.polrelid
    JOIN pg_description d ON d.classoid = 'pg_policy'::regclass AND d.objoid = p.oid
UNION ALL
    SELECT 'comment on rule', w.rulename || ' on ' || b.relname, b.relname, d.description
    FROM pg_rewrite w JOIN relation b ON b.oid = w.ev_class
    JOIN pg_description d ON d.classoid = 'pg_rewrite'::regclass AND d.objoid = w.oid
UNION ALL
    SELECT 'comment on constraint', k.conname || ' of domain ' || t.typname, NULL, d.description
    FROM pg_constraint k JOIN type t ON t.oid = k.contypid
    JOIN pg_description d ON d.classoid = 'pg_constraint'::regclass AND d.objoid = k.oid
UNION ALL
    SELECT 'comment on constraint', k.conname || ' of ' || b.relname, b.relname, d.description
    FROM pg_constraint k JOIN base b ON b.oid = k.conrelid
    JOIN pg_description d ON d.classoid = 'pg_constraint'::regclass AND d.objoid = k.oid
UNION ALL
    SELECT 'comment on ' || CASE t.typtype WHEN 'd' THEN 'domain' ELSE 'type' END, t.typname, NULL, d.description
    FROM type t JOIN pg_description d ON d.classoid = 'pg_type'::regclass AND d.objoid = t.oid
UNION ALL
    SELECT 'statistics', s.stxname, b.relname,
           concat_ws(' ', s.stxkind::text, s.stxstattarget, pg_get_statisticsobjdef_columns(s.oid))
    FROM pg_statistic_ext s JOIN relation b ON b.oid = s.stxrelid JOIN here ON here.oid = s.stxnamespace
UNION ALL
    SELECT 'operator', o.oid::regoperator::text, NULL, o.oprcode::text FROM pg_operator o JOIN here ON here.oid = o.oprnamespace
    WHERE NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_operator'::regclass AND m.objid = o.oid)
UNION ALL
    SELECT 'operator class', o.opcname, NULL, NULL FROM pg_opclass o JOIN here ON here.oid = o.opcnamespace
    WHERE NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_opclass'::regclass AND m.objid = o.oid)
UNION ALL
    SELECT 'operator family', o.opfname, NULL, NULL FROM pg_opfamily o JOIN here ON here.oid = o.opfnamespace
    WHERE NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_opfamily'::regclass AND m.objid = o.oid)
UNION ALL
    SELECT 'collation', c.collname, NULL,
           concat_ws(' ', c.collprovider, c.collisdeterministic, c.collcollate, to_jsonb(c) ->> 'colliculocale')
    FROM pg_collation c JOIN here ON here.oid = c.collnamespace
    WHERE NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_collation'::regclass AND m.objid = c.oid)
UNION ALL
    SELECT 'conversion', c.conname, NULL, NULL FROM pg_conversion c JOIN here ON here.oid = c.connamespace
UNION ALL
    SELECT 'text search configuration', c.cfgname, NULL, NULL FROM pg_ts_config c JOIN here ON here.oid = c.cfgnamespace
    WHERE NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_ts_config'::regclass AND m.objid = c.oid)
UNION ALL
    SELECT 'text search dictionary', c.dictname, NULL, NULL FROM pg_ts_dict c JOIN here ON here.oid = c.dictnamespace
    WHERE NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_ts_dict'::regclass AND m.objid = c.oid)
UNION ALL
    SELECT 'cast', format_type(c.castsource, NULL) || ' to ' || format_type(c.casttarget, NULL), NULL,
           concat_ws(' ', c.castcontext, c.castmethod, NULLIF(c.castfunc, 0)::regprocedure)
    FROM pg_cast c
    WHERE c.oid >= 16384
      AND EXISTS (SELECT FROM type t WHERE t.oid IN (c.castsource, c.casttarget))
      AND NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_cast'::regclass AND m.objid = c.oid)
      -- That of a range type to its multirange type comes with it.
      AND NOT EXISTS (SELECT FROM pg_depend d
                      WHERE d.classid = 'pg_cast'::regclass AND d.objid = c.oid AND d.deptype = 'i')
UNION ALL
    SELECT 'extension', extname, NULL, NULL FROM pg_extension
    WHERE extname <> 'plpgsql' AND extnamespace NOT IN (SELECT oid FROM here)
UNION ALL
    SELECT 'event trigger', evtname, NULL, NULL FROM pg_event_trigger
UNION ALL
    SELECT 'publication', pubname, NULL, concat_ws(' ', puballtables, pubinsert, pubupdate, pubdelete, pubtruncate) FROM pg_publication
UNION ALL
    SELECT 'table of publication', p.pubname || ': ' || b.relname, b.relname, (to_jsonb(v) - 'schemaname')::text
    FROM pg_publication p JOIN pg_publication_rel r ON r.prpubid = p.oid JOIN base b ON b.oid = r.prrelid
    LEFT JOIN pg_publication_tables v
           ON v.pubname = p.pubname AND v.tablename = b.relname AND v.schemaname = current_schema()
UNION ALL
    SELECT 'dependence on extension', pg_describe_object(d.classid, d.objid, 0) || ' on ' || e.extname, t.relname, NULL
    FROM pg_depend d JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND e.oid = d.refobjid
    LEFT JOIN pg_index i ON d.classid = 'pg_class'::regclass AND i.indexrelid = d.objid
    LEFT JOIN pg_trigger g ON d.classid = 'pg_trigger'::regclass AND g.oid = d.objid
    LEFT JOIN pg_class t ON t.oid = coalesce(i.indrelid, g.tgrelid)
    WHERE d.deptype = 'x'
UNION ALL
    SELECT 'foreign server', srvname, NULL, NULL FROM pg_foreign_server
UNION ALL
    SELECT 'schema', n.nspname, NULL, NULL FROM pg_namespace n
    WHERE n.oid NOT IN (SELECT oid FROM here) AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
      AND NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_namespace'::regclass AND m.objid = n.oid)
UNION ALL
    SELECT 'table of schema ' || n.nspname, c.relname, NULL, NULL
    FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p')
    WHERE n.oid NOT IN (SELECT oid FROM here) AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
      AND NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_class'::regclass AND m.objid = c.oid))
SELECT kind, name, owner, definition FROM named ORDER BY kind COLLATE "C", name COLLATE "C")";

std::vector<LeftOut> left_out(const Query& query, const std::vector<std::string>& ignored) {
    std::vector<LeftOut> things;
    for (const Cells& row : query(left_out_query)) {
        const bool is_ignored = row[2] && std::find(ignored.begin(), ignored.end(), *row[2]) != ignored.end();
        if (is_ignored) continue;
        things.push_back({row[0].value_or(""), row[1].value_or(""), row[2].value_or(""), row[3].value_or("")});
    }
    return things;
}

}  // namespace migrations::postgresql

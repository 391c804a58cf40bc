#include "dialects/postgresql/reflect_queries.h"

namespace migrations::postgresql {

const char* const tables_query = R"(
SELECT c.relname, pg_catalog.obj_description(c.oid, 'pg_class'), c.relpersistence = 'u',
       (SELECT pg_catalog.json_agg(o.option)
        FROM (SELECT pg_catalog.unnest(c.reloptions)
              UNION ALL
              SELECT 'toast.' || pg_catalog.unnest(s.reloptions)
              FROM pg_catalog.pg_class s WHERE s.oid = c.reltoastrelid) AS o (option))
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = %schema AND c.relkind IN ('r', 'p')
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                  WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
                    AND d.deptype = 'e')
ORDER BY c.relname COLLATE "C")";

// The type of an enum of the schema itself, and that of an array of it, is always quoted, as the
// scripts write it.
const char* const columns_query = R"(
SELECT c.relname, a.attname,
       CASE WHEN e.typname IS NOT NULL
            THEN '"' || pg_catalog.replace(e.typname, '"', '""') || '"'
                 || CASE WHEN e.oid = t.oid THEN '' ELSE '[]' END
            ELSE pg_catalog.format_type(a.atttypid, a.atttypmod) END,
       a.attnotnull,
       CASE WHEN a.attgenerated = '' THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid, true) END,
       CASE WHEN a.attgenerated <> '' THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid, true) END,
       CASE WHEN a.attidentity <> '' THEN
           (SELECT pg_catalog.json_build_object(
                       'always', a.attidentity = 'a', 'start', q.seqstart,
                       'increment', q.seqincrement, 'min', q.seqmin, 'max', q.seqmax,
                       'cache', q.seqcache, 'cycle', q.seqcycle)
            FROM pg_catalog.pg_depend w
            JOIN pg_catalog.pg_sequence q ON q.seqrelid = w.objid
            WHERE w.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
              AND w.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
              AND w.refobjid = c.oid AND w.refobjsubid = a.attnum AND w.deptype = 'i') END,
       pg_catalog.col_description(c.oid, a.attnum),
       CASE WHEN e.oid = t.oid THEN e.typname END,
       CASE WHEN a.attcollation <> t.typcollation THEN
           CASE WHEN pg_catalog.pg_collation_is_visible(l.oid) THEN l.collname
                ELSE l.oid::pg_catalog.regcollation::pg_catalog.text END END
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_type e ON e.typtype = 'e' AND e.typnamespace = n.oid
                              AND t.oid IN (e.oid, e.typarray)
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
WHERE n.nspname = %schema AND c.relkind IN ('r', 'p')
ORDER BY c.relname COLLATE "C", a.attnum)";

const char* const constraints_query = R"(
SELECT c.relname, k.contype, k.conname,
       (SELECT pg_catalog.json_agg(a.attname ORDER BY u.position)
        FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY AS u (number, position)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.number),
       k.condeferrable, k.condeferred,
       CASE WHEN f.relnamespace = c.relnamespace THEN f.relname
            ELSE f.oid::pg_catalog.regclass::pg_catalog.text END,
       (SELECT pg_catalog.json_agg(a.attname ORDER BY u.position)
        FROM pg_catalog.unnest(k.confkey) WITH ORDINALITY AS u (number, position)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.number),
       k.confdeltype, k.confupdtype,
       CASE k.contype WHEN 'x' THEN pg_catalog.pg_get_constraintdef(k.oid, true)
            WHEN 'c' THEN pg_catalog.pg_get_expr(k.conbin, k.conrelid, true) END,
       k.convalidated, k.connoinherit, k.confmatchtype = 'f',
       (pg_catalog.to_jsonb(i) ->> 'indnullsnotdistinct')::boolean
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_class f ON f.oid = k.confrelid
LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = k.conindid AND k.contype = 'u'
WHERE n.nspname = %schema AND c.relkind IN ('r', 'p') AND k.contype IN ('p', 'u', 'f', 'c', 'x')
  AND k.conparentid = 0
ORDER BY c.relname COLLATE "C", k.conname COLLATE "C")";

// Bits of indoption: 1 descending, 2 nulls first. Nulls come first by default where the order is
// descending.
const char* const indexes_query = R"(
SELECT c.relname, r.relname, i.indisunique, pg_catalog.pg_get_expr(i.indpred, i.indrelid, true),
       (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                   'column', CASE WHEN i.indkey[p - 1] <> 0 THEN a.attname END,
                   'expression', pg_catalog.pg_get_indexdef(r.oid, p, true),
                   'descending', i.indoption[p - 1] & 1 = 1,
                   'nulls_first', i.indoption[p - 1] & 2 = 2,
                   'collation', CASE WHEN i.indcollation[p - 1] <> 0 AND i.indcollation[p - 1] <> coalesce(
                                              nullif(a.attcollation, 0),
                                              (SELECT t.typcollation FROM pg_catalog.pg_type t
                                               WHERE t.oid = k.atttypid))
                                     -- An expression has the collation of its columns; only another one is printed.
                                     AND (i.indkey[p - 1] <> 0 OR pg_catalog.strpos(
                                              pg_catalog.pg_get_indexdef(r.oid, 0, true),
                                              pg_catalog.pg_get_indexdef(r.oid, p, true) || ' COLLATE ') > 0)
                                THEN CASE WHEN pg_catalog.pg_collation_is_visible(l.oid) THEN l.collname
                                          ELSE l.oid::pg_catalog.regcollation::pg_catalog.text END END,
                   'opclass', CASE WHEN NOT o.opcdefault OR k.attoptions IS NOT NULL
                              THEN CASE WHEN pg_catalog.pg_opclass_is_visible(o.oid) THEN ''
                                        ELSE pg_catalog.quote_ident(z.nspname) || '.' END
                                   || pg_catalog.quote_ident(o.opcname)
                                   || coalesce(' (' || pg_catalog.array_to_string(k.attoptions, ', ') || ')', '')
                              END) ORDER BY p)
        FROM pg_catalog.generate_series(1, i.indnkeyatts) AS p
        LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[p - 1]
        JOIN pg_catalog.pg_attribute k ON k.attrelid = r.oid AND k.attnum = p
        JOIN pg_catalog.pg_opclass o ON o.oid = i.indclass[p - 1]
        JOIN pg_catalog.pg_namespace z ON z.oid = o.opcnamespace
        LEFT JOIN pg_catalog.pg_collation l ON l.oid = i.indcollation[p - 1]),
       CASE WHEN m.amname <> 'btree' THEN m.amname END,
       (SELECT pg_catalog.json_agg(a.attname ORDER BY p)
        FROM pg_catalog.generate_series(i.indnkeyatts + 1, i.indnatts) AS p
        JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[p - 1]),
       (pg_catalog.to_jsonb(i) ->> 'indnullsnotdistinct')::boolean,
       pg_catalog.to_json(r.reloptions),
       i.indisvalid
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class r ON r.oid = i.indexrelid
JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_am m ON m.oid = r.relam
WHERE n.nspname = %schema AND c.relkind IN ('r', 'p')
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k
                  WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
ORDER BY c.relname COLLATE "C", r.relname COLLATE "C")";

const char* const enums_query = R"(
SELECT t.typname, pg_catalog.json_agg(e.enumlabel ORDER BY e.enumsortorder)
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_catalog.pg_enum e ON e.enumtypid = t.oid
WHERE n.nspname = %schema AND t.typtype = 'e'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                  WHERE d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.objid = t.oid
                    AND d.deptype = 'e')
GROUP BY t.typname
ORDER BY t.typname COLLATE "C")";

// Names in the texts are qualified only where they are not of this schema: the search path leads here.
const char* const objects_query = R"(
WITH space AS (SELECT oid, nspname FROM pg_catalog.pg_namespace WHERE nspname = %schema),
     own AS (SELECT d.classid, d.objid FROM pg_catalog.pg_depend d WHERE d.deptype = 'e'),
     views AS (
         SELECT c.oid, c.relname, c.relkind, coalesce(' WITH (' || pg_catalog.array_to_string(c.reloptions, ', ') || ')', '')
                || ' AS ' || pg_catalog.btrim(pg_catalog.pg_get_viewdef(c.oid, true), '; ') AS query
         FROM pg_catalog.pg_class c JOIN space ON space.oid = c.relnamespace
         WHERE c.relkind IN ('v', 'm')
           AND NOT EXISTS (SELECT FROM own WHERE own.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                                             AND own.objid = c.oid)),
     routines AS (
         SELECT p.oid, p.proname, p.prokind, pg_catalog.count(*) OVER (PARTITION BY p.proname) AS same,
                pg_catalog.pg_get_function_identity_arguments(p.oid) AS parameters,
                pg_catalog.length('CREATE OR REPLACE ' || CASE p.prokind WHEN 'p' THEN 'PROCEDURE ' ELSE 'FUNCTION ' END)
                AS opening
         FROM pg_catalog.pg_proc p JOIN space ON space.oid = p.pronamespace
         WHERE p.prokind IN ('f', 'w', 'p')
           AND NOT EXISTS (SELECT FROM own WHERE own.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
                                             AND own.objid = p.oid)
           -- The constructors of a range type come and go with it.
           AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                           WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid
                             AND d.deptype = 'i'))
SELECT 'view', relname, NULL, 'CREATE VIEW ' || pg_catalog.quote_ident(relname) || query FROM views WHERE relkind = 'v'
UNION ALL
SELECT 'materialized view', v.relname, NULL,
       'CREATE MATERIALIZED VIEW ' || pg_catalog.quote_ident(v.relname) || v.query ||
       coalesce((SELECT pg_catalog.string_agg(E';\n' || pg_catalog.pg_get_indexdef(i.indexrelid, 0, true), ''
                                              ORDER BY r.relname COLLATE "C")
                 FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class r ON r.oid = i.indexrelid
                 WHERE i.indrelid = v.oid), '')
FROM views v WHERE v.relkind = 'm'
UNION ALL
SELECT CASE prokind WHEN 'p' THEN 'procedure' ELSE 'function' END,
       proname || CASE WHEN same > 1 THEN '(' || parameters || ')' ELSE '' END, NULL,
       pg_catalog.substr(definition, 1, opening) ||
       pg_catalog.rtrim(pg_catalog.substr(definition, opening + pg_catalog.length(pg_catalog.quote_ident(space.nspname)) + 2),
                        E'\n')
FROM routines, space, LATERAL (SELECT pg_catalog.pg_get_functiondef(routines.oid) AS definition) AS d
UNION ALL
SELECT 'trigger', t.tgname, c.relname, pg_catalog.pg_get_triggerdef(t.oid, true)
FROM pg_catalog.pg_trigger t
JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
JOIN space ON space.oid = c.relnamespace
WHERE NOT t.tgisinternal AND t.tgparentid = 0
UNION ALL
-- Those of identity columns are part of them, and one that counts for its column as serial makes it is in its default.
SELECT 'sequence', c.relname, NULL,
       'CREATE ' || CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED ' ELSE '' END || 'SEQUENCE ' ||
       pg_catalog.quote_ident(c.relname) || ' AS ' || pg_catalog.format_type(s.seqtypid, NULL) ||
       ' INCREMENT BY ' || s.seqincrement || ' MINVALUE ' || s.seqmin || ' MAXVALUE ' || s.seqmax ||
       ' START WITH ' || s.seqstart || ' CACHE ' || s.seqcache || CASE WHEN s.seqcycle THEN ' CYCLE' ELSE '' END ||
       coalesce(' OWNED BY ' || pg_catalog.quote_ident(t.relname) || '.' || pg_catalog.quote_ident(a.attname), '')
FROM pg_catalog.pg_class c
JOIN space ON space.oid = c.relnamespace
JOIN pg_catalog.pg_sequence s ON s.seqrelid = c.oid
LEFT JOIN pg_catalog.pg_depend o ON o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.objid = c.oid
                                AND o.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.deptype = 'a'
LEFT JOIN pg_catalog.pg_class t ON t.oid = o.refobjid
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = o.refobjid AND a.attnum = o.refobjsubid
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                  WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
                    AND d.deptype IN ('i', 'e'))
  AND (o.objid IS NULL OR c.relpersistence <> t.relpersistence
       OR pg_catalog.pg_get_expr(d.adbin, d.adrelid)
          IS DISTINCT FROM pg_catalog.format('nextval(%L::regclass)', c.oid::pg_catalog.regclass)
       OR (s.seqincrement, s.seqmin, s.seqstart, s.seqcache, s.seqcycle) <> (1, 1, 1, 1, false)
       OR s.seqmax <> CASE s.seqtypid WHEN 'pg_catalog.int2'::pg_catalog.regtype THEN 32767
                                      WHEN 'pg_catalog.int4'::pg_catalog.regtype THEN 2147483647
                                      ELSE 9223372036854775807 END)
UNION ALL
SELECT 'domain', t.typname, NULL,
       'CREATE DOMAIN ' || pg_catalog.quote_ident(t.typname) || ' AS ' || pg_catalog.format_type(t.typbasetype, t.typtypmod) ||
       CASE WHEN t.typcollation <> b.typcollation THEN ' COLLATE ' || t.typcollation::pg_catalog.regcollation ELSE '' END ||
       coalesce(' DEFAULT ' || t.typdefault, '') || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END ||
       coalesce((SELECT pg_catalog.string_agg(' CONSTRAINT ' || pg_catalog.quote_ident(k.conname) || ' ' ||
                                              pg_catalog.pg_get_constraintdef(k.oid, true), ''
                                              ORDER BY k.conname COLLATE "C")
                 FROM pg_catalog.pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'), '')
FROM pg_catalog.pg_type t
JOIN space ON space.oid = t.typnamespace
JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
WHERE t.typtype = 'd'
  AND NOT EXISTS (SELECT FROM own WHERE own.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND own.objid = t.oid)
UNION ALL
SELECT 'extension', e.extname, NULL, 'CREATE EXTENSION ' || pg_catalog.quote_ident(e.extname)
FROM pg_catalog.pg_extension e JOIN space ON space.oid = e.extnamespace)";

}  // namespace migrations::postgresql

// Reading what a SQLite database records about its migrations.
//
// C++17, standard library and sqlite3.h only, no exceptions, no RTTI.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "recorded.hpp"
#include "sqlite_session.hpp"
#include "tables.hpp"
#include "unfinished.hpp"

namespace migrations::sqlite {

// The version table as it is meant when something else is in its place.
inline trouble wrong_version_table(const table_names& names, const std::string& what) {
    return {status::state,
            0,
            "the version table '" + names.version + "' " + what,
            {},
            "give the project another version table, or mend this one"};
}

// Whether there is a version table; something else of that name is status::state.
inline trouble find_version_table(session& on, const table_names& names, bool& found) {
    rows objects;
    const trouble bad =
        on.read("SELECT type FROM main.sqlite_schema WHERE name = " + quoted_text(names.version) +
                    " COLLATE NOCASE",
                objects);
    found = !objects.empty();
    if (bad || !found || objects[0][0] == "table") return bad;
    return wrong_version_table(names, "is a " + objects[0][0]);
}

// The heads, and what the journal says is unfinished, in one query: it runs for each revision.
inline trouble read_heads(session& on, const table_names& names, recorded& record) {
    rows found;
    trouble bad = on.read(
        "SELECT v.revision, v.chain_sha256, v.seq, v.project, v.format, j.moves, "
        "v.seq IS NOT NULL "
        "FROM (SELECT group_concat(kind || ' ' || revision, ' ') AS moves FROM (SELECT DISTINCT "
        "kind, revision FROM " +
            table_sql(names.language, names.journal) + ")) AS j LEFT JOIN " +
            table_sql(names.language, names.version) + " AS v ON true ORDER BY 1",
        found);
    record.heads.clear();
    record.unfinished.clear();
    if (bad.kind == status::sql_failed) {
        const trouble alone = on.read(select_heads_sql(names), found);
        return wrong_version_table(names, "has another form: " + (alone ? alone : bad).message);
    }
    for (const std::vector<std::string>& row : found) {
        if (row[6] == "1") record.heads.push_back(head_row_of(row));
        record.unfinished = unfinished_moves(row[5]);
    }
    return bad;
}

// The user's tables and views, at most 10. What SQLite, SpatiaLite, GeoPackage and this library
// make does not count.
inline trouble read_objects(session& on, const table_names& names, recorded& record) {
    std::string ours;
    for (const std::string* name : {&names.version, &names.history, &names.journal}) {
        ours += (ours.empty() ? "" : ", ") + quoted_text(*name);
    }
    rows found;
    trouble bad = on.read(
        "SELECT name FROM main.sqlite_schema WHERE type IN ('table', 'view') AND substr(name, 1, "
        "7) <> 'sqlite_' "
        "AND substr(name, 1, 5) NOT IN ('gpkg_', 'rtree') AND name NOT IN (" +
            ours +
            ", 'spatial_ref_sys', 'spatial_ref_sys_all', 'spatial_ref_sys_aux', "
            "'geometry_columns', "
            "'geometry_columns_auth', 'geometry_columns_field_infos', "
            "'geometry_columns_statistics', "
            "'geometry_columns_time', 'views_geometry_columns', 'views_geometry_columns_auth', "
            "'views_geometry_columns_field_infos', 'views_geometry_columns_statistics', "
            "'virts_geometry_columns', "
            "'virts_geometry_columns_auth', 'virts_geometry_columns_field_infos', "
            "'virts_geometry_columns_statistics', 'geom_cols_ref_sys', 'spatialite_history', "
            "'sql_statements_log', "
            "'data_licenses', 'vector_layers', 'vector_layers_auth', 'vector_layers_field_infos', "
            "'vector_layers_statistics', 'SpatialIndex', 'ElementaryGeometries', 'KNN', 'KNN2') "
            "ORDER BY name LIMIT 10",
        found);
    record.objects.clear();
    for (const std::vector<std::string>& row : found) record.objects.push_back(row[0]);
    record.empty = record.objects.empty();
    return bad;
}

inline trouble read_revisions(session& on, const table_names& names,
                              std::vector<revision_row>& revisions) {
    rows found;
    trouble bad = on.read(select_revisions_sql(names), found);
    revisions.clear();
    for (const std::vector<std::string>& row : found) revisions.push_back(revision_row_of(row));
    return bad;
}

// Version table and heads: all that the fast path needs.
inline trouble read_state(session& on, const table_names& names, recorded& record) {
    record = recorded();
    if (trouble bad = find_version_table(on, names, record.version_table)) return bad;
    return record.version_table ? read_heads(on, names, record) : trouble();
}

// What check_record() needs beyond read_state(). A history that cannot be read is taken for an
// empty one.
inline trouble read_details(session& on, const table_names& names, recorded& record) {
    if (!record.version_table) return read_objects(on, names, record);
    trouble bad = read_revisions(on, names, record.revisions);
    return bad.kind == status::sql_failed ? trouble() : bad;
}

}  // namespace migrations::sqlite

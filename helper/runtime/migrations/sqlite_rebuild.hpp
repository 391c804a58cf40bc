// Rebuilding a table of SQLite: a change that ALTER TABLE cannot make
// (sqlite.org/lang_altertable.html, section 7).
//
// C++17, standard library and sqlite3.h only, no exceptions, no RTTI.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "create_table.hpp"
#include "script.hpp"
#include "sqlite_session.hpp"
#include "sqlite_table_copy.hpp"
#include "sqlite_trouble.hpp"
#include "table_merge.hpp"
#include "tables.hpp"

namespace migrations::sqlite {

// The columns that a rebuild renames: those that take their values from a column which goes away,
// as it is.
inline std::vector<renamed_column> renames_of(const step& rebuild) {
    const table_text expected = parse_create_table(rebuild.expected);
    const table_text wanted = parse_create_table(rebuild.wanted);
    std::vector<renamed_column> renames;
    for (const column_source& source : rebuild.sources) {
        const std::vector<token> tokens = tokens_of(source.expression);
        if (tokens.size() != 1) continue;
        if (tokens[0].kind != token_kind::word && tokens[0].kind != token_kind::quoted) continue;
        const table_element* from = expected.column(identifier_text(tokens[0]));
        if (from == nullptr || wanted.column(from->name) != nullptr) continue;
        if (expected.column(source.column) != nullptr) continue;
        bool taken = false;  // a second copy of the same column is a new one
        for (const renamed_column& other : renames)
            taken = taken || same_letters(other.from, from->name);
        if (!taken) renames.push_back({from->name, std::string(source.column)});
    }
    return renames;
}

// A message of SQLite about columns of table `made`, as if they were those of `table`.
inline std::string with_table(std::string message, const std::string& made,
                              const std::string& table) {
    for (std::size_t at = message.find(made + "."); at != std::string::npos;
         at = message.find(made + ".", at + table.size())) {
        message.replace(at, made.size(), table);
    }
    return message;
}

// For scripts that are collected: they hold texts of this table, and are to stop where it has others. What was
// added to it by hand would be lost.
inline trouble guard_texts(session& on, const std::string& table) {
    if (!on.how.collecting) return {};
    const std::string texts =
        "(SELECT group_concat(sql, ';') FROM (SELECT sql FROM main.sqlite_schema WHERE tbl_name = " +
        quoted_text(table) + " COLLATE NOCASE AND sql IS NOT NULL ORDER BY type, name))";
    rows found;
    if (trouble bad = on.read("SELECT " + texts, found)) return bad;
    on.guard("the table '" + table + "' is as the chain says",
             texts + " IS " + quoted_text(found[0][0]));
    return {};
}

// Rebuilds the table of a step, inside the transaction of the session, foreign keys off. The name
// of the new table starts with `prefix`. A stored text that is not as expected is status::state,
// before anything is written.
inline trouble rebuild_table(session& on, const step& rebuild, std::string_view prefix) {
    const std::string literal = quoted_text(rebuild.table);
    rows found;
    if (trouble bad = on.read(
            "SELECT sql, name FROM main.sqlite_schema WHERE type = 'table' AND name = " + literal +
                " COLLATE NOCASE",
            found)) {
        return bad;
    }
    const auto refuse = [&](std::string why) {
        return trouble{
            status::state,
            0,
            std::move(why),
            {},
            "compare the database with the chain, and bring the table back to what the chain says"};
    };
    const std::string expected_name = "the table '" + std::string(rebuild.table) + "' ";
    if (found.empty()) return refuse(expected_name + "does not exist");
    const std::string stored_text = found[0][0];
    const std::string stored_name = found[0][1];

    if (trouble bad = on.read(
            "SELECT name FROM temp.sqlite_schema WHERE tbl_name = " + literal + " COLLATE NOCASE",
            found)) {
        return bad;
    }
    if (!found.empty()) {
        return {status::refused,
                0,
                expected_name + "is shadowed or watched by the temporary '" + found[0][0] +
                    "' of this connection",
                {},
                "drop it, or migrate with another connection"};
    }

    std::string made(prefix);
    while (true) {
        long long taken = 0;
        if (trouble bad = on.read_number("SELECT count(*) FROM main.sqlite_schema WHERE name = " +
                                             quoted_text(made) + " COLLATE NOCASE",
                                         taken)) {
            return bad;
        }
        if (taken == 0) break;
        made += '_';
    }

    const merged_table merged = merge_create_table(stored_text, rebuild.expected, rebuild.wanted,
                                                   made, renames_of(rebuild), rebuild.shared);
    if (!merged.refusal.empty()) return refuse(merged.refusal);
    const table_text before = parse_create_table(stored_text);
    const table_text after = parse_create_table(merged.text);
    table_copy plan = plan_copy(before, after, rebuild);
    plan.table = stored_name;
    if (plan.targets.empty()) return refuse(expected_name + "would keep none of its columns");

    if (trouble bad = guard_texts(on, stored_name)) return bad;
    rows dependants;
    if (trouble bad = on.read("SELECT sql FROM main.sqlite_schema WHERE tbl_name = " + literal +
                                  " COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT "
                                  "NULL ORDER BY rowid",
                              dependants)) {
        return bad;
    }
    rows statistics;
    if (trouble bad = on.read(
            "SELECT name FROM main.sqlite_schema WHERE name IN ('sqlite_stat1', 'sqlite_stat4')",
            statistics)) {
        return bad;
    }

    const std::string old_table = "main." + quoted_name(stored_name);
    const std::string new_table = "main." + quoted_name(made);
    std::vector<std::string> copying = {merged.text, "INSERT INTO " + new_table + " (" +
                                                         plan.targets + ") SELECT " + plan.values +
                                                         " FROM " + old_table};
    std::vector<std::string> swapping;
    if (plan.sequence) {
        copying.push_back("DELETE FROM main.sqlite_sequence WHERE name = " + quoted_text(made));
        copying.push_back("UPDATE main.sqlite_sequence SET name = " + quoted_text(made) +
                          " WHERE name = " + quoted_text(stored_name));
    }
    // Dropping a table deletes its statistics: they wait under the other name.
    for (const std::vector<std::string>& row : statistics) {
        swapping.push_back("UPDATE main." + row[0] + " SET tbl = " + quoted_text(made) +
                           " WHERE tbl = " + quoted_text(stored_name));
    }
    swapping.push_back("DROP TABLE " + old_table);
    std::vector<std::string> mending;
    for (const std::vector<std::string>& row : dependants) mending.push_back(row[0]);
    for (const std::vector<std::string>& row : statistics) {
        mending.push_back("UPDATE main." + row[0] + " SET tbl = " + quoted_text(stored_name) +
                          " WHERE tbl = " + quoted_text(made));
    }

    for (const std::string& sql : copying) {
        if (trouble bad = on.execute(sql)) {
            bad.message = with_table(std::move(bad.message), made, stored_name);
            return bad;
        }
    }
    if (trouble bad = check_copy(on, plan)) return bad;
    for (const std::string& sql : swapping) {
        if (trouble bad = on.execute(sql)) return bad;
    }
    if (trouble bad = on.set_legacy_alter(true)) return bad;
    const trouble renamed =
        on.execute("ALTER TABLE " + new_table + " RENAME TO " + quoted_name(stored_name));
    if (trouble bad = on.set_legacy_alter(false)) return bad;
    if (renamed) return renamed;
    for (const std::string& sql : mending) {
        if (trouble bad = on.execute(sql)) return bad;
    }
    return {};
}

}  // namespace migrations::sqlite

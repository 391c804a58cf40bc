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

// How SQLite stores values in a column of this type (sqlite.org/datatype3.html, section 3.1).
inline std::string_view affinity_of(const table_element& column) {
    std::string type;
    for (const token& each : column_type(column)) {
        for (const char letter : each.text) type += lower_letter(letter);
        type += ' ';
    }
    const auto has = [&](std::string_view part) { return type.find(part) != std::string::npos; };
    if (has("int")) return "INTEGER";
    if (has("char") || has("clob") || has("text")) return "TEXT";
    if (type.empty() || has("blob")) return "BLOB";
    if (has("real") || has("floa") || has("doub")) return "REAL";
    return "NUMERIC";
}

// What has to be known for the copy, worked out from the texts of both tables.
struct table_copy {
    std::string table;  // the old table, as stored
    std::string made;   // the new one
    std::string targets;
    std::string values;
    std::string join;  // pairs rows of `o` and `n`; empty when rows cannot be paired
    // Columns whose values may change by the new type alone, and its affinity.
    std::vector<std::pair<std::string, std::string_view>> converted;
    bool sequence = false;  // AUTOINCREMENT before and after
};

inline table_copy plan_copy(const table_text& before, const table_text& after,
                            const step& rebuild) {
    table_copy plan;
    plan.table = before.name;
    plan.made = after.name;
    plan.sequence = has_autoincrement(before) && has_autoincrement(after);
    const auto add = [&](const std::string& target, const std::string& value) {
        if (!plan.targets.empty()) {
            plan.targets += ", ";
            plan.values += ", ";
        }
        plan.targets += target;
        plan.values += value;
    };
    const std::string old_key = rowid_alias(before);
    const std::string new_key = rowid_alias(after);
    if (!before.without_rowid() && !after.without_rowid() && new_key.empty()) {
        for (const char* name : {"rowid", "_rowid_", "oid"}) {
            if (before.column(name) != nullptr || after.column(name) != nullptr) continue;
            add(name, name);
            plan.join = std::string("n.") + name + " = o." + name;
            break;
        }
    } else if (!new_key.empty() && same_letters(old_key, new_key)) {
        plan.join = "n." + quoted_name(new_key) + " = o." + quoted_name(old_key);
    }
    for (const table_element& column : after.elements) {
        if (!column.is_column || is_generated(column)) continue;
        const column_source* source = nullptr;
        for (const column_source& each : rebuild.sources) {
            if (same_letters(each.column, column.name)) source = &each;
        }
        if (source != nullptr) {
            add(quoted_name(column.name), std::string(source->expression));
            continue;
        }
        const table_element* old = before.column(column.name);
        if (old == nullptr) continue;  // takes its default
        add(quoted_name(column.name), quoted_name(old->name));
        if (affinity_of(*old) != affinity_of(column)) {
            plan.converted.emplace_back(column.name, affinity_of(column));
        }
    }
    return plan;
}

// Whether the copy has all rows, and values that are the same when they are taken back to their old
// type: '007' as INTEGER is 7, and the zeros are lost.
inline trouble check_copy(session& on, const table_copy& plan) {
    const std::string before = "main." + quoted_name(plan.table);
    const std::string after = "main." + quoted_name(plan.made);
    rows counts;
    if (trouble bad = on.read(
            "SELECT (SELECT count(*) FROM " + before + "), (SELECT count(*) FROM " + after + ")",
            counts)) {
        return bad;
    }
    if (counts[0][0] != counts[0][1]) {
        return {status::refused,
                0,
                "the table '" + plan.table + "' has " + counts[0][0] + " rows, but only " +
                    counts[0][1] + " fit the new definition",
                {},
                "delete or correct the other rows in the revision"};
    }
    for (const auto& [column, affinity] : plan.converted) {
        const std::string name = quoted_name(column);
        // Where the rows cannot be paired, a cast stands for the new value.
        const bool paired = !plan.join.empty();
        const std::string made =
            paired ? "n." + name : "CAST(o." + name + " AS " + std::string(affinity) + ")";
        std::string back = "CASE typeof(o." + name + ") ";
        for (const char* type : {"INTEGER", "REAL", "TEXT", "BLOB"}) {
            back +=
                std::string("WHEN lower('") + type + "') THEN CAST(" + made + " AS " + type + ") ";
        }
        rows lost;
        if (trouble bad = on.read(
                "SELECT quote(o." + name + "), count(*) OVER () FROM " + before + " AS o" +
                    (paired ? " JOIN " + after + " AS n ON " + plan.join : "") + " WHERE (" + back +
                    "END) IS NOT (+o." + name + ") COLLATE BINARY LIMIT 3",
                lost)) {
            return bad;
        }
        if (lost.empty()) continue;
        std::string examples;
        for (const std::vector<std::string>& row : lost)
            examples += (examples.empty() ? "" : ", ") + row[0];
        return {status::refused,
                0,
                "the new type of the column '" + column + "' of '" + plan.table +
                    "' would change " + lost[0][1] + (lost[0][1] == "1" ? " value" : " values") +
                    ", such as " + one_line(examples),
                {},
                "say in the revision how the values are converted"};
    }
    return {};
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
                                                   made, renames_of(rebuild));
    if (!merged.refusal.empty()) return refuse(merged.refusal);
    const table_text before = parse_create_table(stored_text);
    const table_text after = parse_create_table(merged.text);
    table_copy plan = plan_copy(before, after, rebuild);
    plan.table = stored_name;
    if (plan.targets.empty()) return refuse(expected_name + "would keep none of its columns");

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

// Copying the rows of a table into the one that takes its place (sqlite_rebuild.hpp): what goes where,
// and whether all of it arrived.
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
#include "tables.hpp"

namespace migrations::sqlite {

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

// A column that the copy fills from the old one of its name, which has another affinity.
struct converted_column {
    std::string name;
    std::string_view affinity;
    // The storage classes (typeof) that its type is not meant for, as a list of SQL, and what
    // values of those are not; empty: any value will do.
    std::string_view strange;
    std::string_view meant;
};

// SQLite keeps what it cannot convert as it is: '7abc' stays text in an INTEGER column.
inline converted_column conversion_to(const table_element& column) {
    const std::string_view affinity = affinity_of(column);
    if (affinity == "BLOB") return {column.name, affinity, {}, {}};
    if (affinity == "TEXT") return {column.name, affinity, "'blob'", "text"};
    // DATE, DATETIME and TIMESTAMP have numeric affinity, and values that are usually text.
    for (const token& each : column_type(column)) {
        std::string word;
        for (const char letter : each.text) word += lower_letter(letter);
        for (const char* part : {"date", "time"}) {
            if (word.find(part) != std::string::npos) return {column.name, affinity, {}, {}};
        }
    }
    return {column.name, affinity, "'text', 'blob'", "number"};
}

// What has to be known for the copy, worked out from the texts of both tables.
struct table_copy {
    std::string table;  // the old table, as stored
    std::string made;   // the new one
    std::string targets;
    std::string values;
    std::string join;  // pairs rows of `o` and `n`; empty when rows cannot be paired
    // Their values may change by the new type alone.
    std::vector<converted_column> converted;
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
        if (affinity_of(*old) != affinity_of(column))
            plan.converted.push_back(conversion_to(column));
    }
    return plan;
}

// "1 value" and "2 values"
inline std::string values_text(const std::string& count) {
    return count + (count == "1" ? " value" : " values");
}

// The first column of each row, for a message.
inline std::string examples_text(const rows& found) {
    std::string text;
    for (const std::vector<std::string>& row : found) text += (text.empty() ? "" : ", ") + row[0];
    return one_line(std::move(text));
}

// "FROM ... WHERE ..." of the rows whose value in the new table `n` is no value of the new type; empty when
// any value will do.
inline std::string strange_values(const table_copy& plan, const converted_column& column) {
    if (column.strange.empty()) return {};
    return " FROM main." + quoted_name(plan.made) + " AS n WHERE typeof(n." +
           quoted_name(column.name) + ") IN (" + std::string(column.strange) + ")";
}

// The same for the rows of the old table `o` whose value is another one when the new value is taken back to
// its old type: '007' as INTEGER is 7, and the zeros are lost.
inline std::string lost_values(const table_copy& plan, const converted_column& column) {
    const std::string name = quoted_name(column.name);
    // Where the rows cannot be paired, a cast stands for the new value.
    const bool paired = !plan.join.empty();
    const std::string made =
        paired ? "n." + name : "CAST(o." + name + " AS " + std::string(column.affinity) + ")";
    std::string back = "CASE typeof(o." + name + ") ";
    for (const char* type : {"INTEGER", "REAL", "TEXT", "BLOB"}) {
        back += std::string("WHEN lower('") + type + "') THEN CAST(" + made + " AS " + type + ") ";
    }
    return " FROM main." + quoted_name(plan.table) + " AS o" +
           (paired ? " JOIN main." + quoted_name(plan.made) + " AS n ON " + plan.join : "") +
           " WHERE (" + back + "END) IS NOT (+o." + name + ") COLLATE BINARY";
}

inline trouble check_column(session& on, const table_copy& plan, const converted_column& column) {
    const std::string name = quoted_name(column.name);
    const auto examples = [&](const std::string& value, const std::string& from, rows& found) {
        if (from.empty()) return trouble();
        return on.read("SELECT quote(" + value + "), count(*) OVER ()" + from + " LIMIT 3", found);
    };
    rows lost;
    if (trouble bad = examples("o." + name, lost_values(plan, column), lost)) return bad;
    if (!lost.empty()) {
        return {status::refused,
                0,
                "the new type of the column '" + column.name + "' of '" + plan.table +
                    "' would change " + values_text(lost[0][1]) + ", such as " +
                    examples_text(lost),
                {},
                "say in the revision how the values are converted"};
    }
    rows strange;
    if (trouble bad = examples("n." + name, strange_values(plan, column), strange)) return bad;
    if (strange.empty()) return {};
    const bool one = strange[0][1] == "1";
    const std::string meant(column.meant);
    return {status::refused,
            0,
            "the column '" + column.name + "' of '" + plan.table + "' would have " +
                values_text(strange[0][1]) + (one ? " that is no " : " that are no ") + meant +
                (one || meant == "text" ? "" : "s") + ", such as " + examples_text(strange),
            {},
            "say in the revision how the values are converted"};
}

// Whether the copy has all rows, and the values that they had.
inline trouble check_copy(session& on, const table_copy& plan) {
    const std::string before = "(SELECT count(*) FROM main." + quoted_name(plan.table) + ")";
    const std::string after = "(SELECT count(*) FROM main." + quoted_name(plan.made) + ")";
    rows counts;
    if (trouble bad = on.read("SELECT " + before + ", " + after, counts)) return bad;
    if (counts[0][0] != counts[0][1]) {
        return {status::refused,
                0,
                "the table '" + plan.table + "' has " + counts[0][0] + " rows, but only " +
                    counts[0][1] + " fit the new definition",
                {},
                "delete or correct the other rows in the revision"};
    }
    on.guard("all rows of the table '" + plan.table + "' fit the new definition",
             before + " = " + after);
    for (const converted_column& column : plan.converted) {
        if (trouble bad = check_column(on, plan, column)) return bad;
        const std::string where = "the column '" + column.name + "' of '" + plan.table + "' ";
        on.guard(where + "keeps its values", "NOT EXISTS (SELECT 1" + lost_values(plan, column) + ")");
        const std::string strange = strange_values(plan, column);
        if (strange.empty()) continue;
        on.guard(where + "has values of its new type", "NOT EXISTS (SELECT 1" + strange + ")");
    }
    return {};
}

}  // namespace migrations::sqlite

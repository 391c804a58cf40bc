// What a revision on SQLite may not break: foreign keys, views and triggers. Each is looked at
// before the first change that could break it and again at the end; only what was in order before
// counts. And what would lead its statements astray: temporary objects.
//
// C++17, standard library and sqlite3.h only, no exceptions, no RTTI.
#pragma once

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sqlite_session.hpp"
#include "sqlite_trouble.hpp"
#include "tables.hpp"

namespace migrations::sqlite {

// Rows that point to nothing: table, rowid, parent; sorted. A foreign key that is declared wrongly
// (its parent columns are no key) makes SQLite fail: then `mismatch` is what it says.
struct violations {
    rows found;
    std::string mismatch;
};

inline trouble find_violations(session& on, violations& found) {
    found = violations();
    trouble bad = on.read("PRAGMA main.foreign_key_check", found.found);
    if (bad.kind == status::sql_failed && bad.code == SQLITE_ERROR) {
        found.mismatch = bad.message;
        return {};
    }
    for (std::vector<std::string>& row : found.found) row.resize(3);
    std::sort(found.found.begin(), found.found.end());
    return bad;
}

// What is there now and was not before, as a failure.
inline trouble judge_violations(const violations& before, const violations& now) {
    if (!now.mismatch.empty() && now.mismatch != before.mismatch) {
        return {status::sql_failed,
                0,
                now.mismatch,
                {},
                "give the referenced columns a primary key or unique index"};
    }
    rows fresh;
    std::set_difference(now.found.begin(), now.found.end(), before.found.begin(),
                        before.found.end(), std::back_inserter(fresh));
    if (fresh.empty()) return {};
    const std::vector<std::string>& first = fresh.front();
    const std::string row = first[1].empty() ? "a row" : "the row with rowid " + first[1];
    const std::string more =
        fresh.size() == 1 ? "" : " (and " + std::to_string(fresh.size() - 1) + " more)";
    return {status::sql_failed,
            SQLITE_CONSTRAINT_FOREIGNKEY,
            row + " of '" + first[0] + "' refers to a row of '" + first[2] +
                "' that does not exist" + more,
            {},
            "delete or correct such rows in the revision"};
}

// What SQLite says when a view, or a table with triggers, is used.
struct complaint {
    std::string text;  // empty: nothing
    bool of_triggers = false;
};

// By a name of what is used that stays the same while columns change.
using complaints = std::map<std::string, complaint>;

inline trouble find_complaints(session& on, complaints& found) {
    found.clear();
    rows objects;
    if (trouble bad =
            on.read("SELECT DISTINCT type, CASE type WHEN 'view' THEN name ELSE tbl_name END "
                    "FROM main.sqlite_schema WHERE type IN ('view', 'trigger')",
                    objects)) {
        return bad;
    }
    for (const std::vector<std::string>& object : objects) {
        const std::string& name = object[1];
        const std::string table = "main." + quoted_name(name);
        if (object[0] == "view") {
            found["the view '" + name + "'"] = {on.complaint("SELECT * FROM " + table), false};
            continue;
        }
        rows columns;
        std::string assignments;
        const trouble bad = on.read("PRAGMA main.table_xinfo(" + quoted_name(name) + ")", columns);
        if (bad && bad.kind != status::sql_failed) return bad;
        for (const std::vector<std::string>& column : columns) {
            if (column.size() > 6 && column[6] != "0") continue;  // generated columns cannot be set
            if (!assignments.empty()) assignments += ", ";
            assignments += quoted_name(column[1]) + " = " + quoted_name(column[1]);
        }
        const std::string prefix = "a trigger on '" + name + "' at ";
        found[prefix + "DELETE"] = {on.complaint("DELETE FROM " + table), true};
        found[prefix + "INSERT"] = {on.complaint("INSERT INTO " + table + " DEFAULT VALUES"), true};
        if (!assignments.empty()) {
            found[prefix + "UPDATE"] = {on.complaint("UPDATE " + table + " SET " + assignments),
                                        true};
        }
    }
    return {};
}

inline bool is_new(const complaints& before, const complaints::value_type& now) {
    if (now.second.text.empty()) return false;
    const auto old = before.find(now.first);
    return old == before.end() || old->second.text.empty();
}

// Which trigger a new complaint is about; empty when it cannot be told. SQLite does not name it,
// and one that fires others fails with them. So all are taken away, and tried one at a time: only
// for a transaction that is rolled back.
inline std::string broken_trigger(session& on, const complaints& before, const complaint& about) {
    rows triggers;
    rows ignored;
    if (on.read("SELECT name, tbl_name, sql FROM main.sqlite_schema WHERE type = 'trigger'",
                triggers)) {
        return {};
    }
    const auto drop = [&](const std::vector<std::string>& trigger) {
        return on.read("DROP TRIGGER main." + quoted_name(trigger[0]), ignored);
    };
    for (const std::vector<std::string>& trigger : triggers) {
        if (drop(trigger)) return {};
    }
    for (const std::vector<std::string>& trigger : triggers) {
        complaints alone;
        if (on.read(trigger[2], ignored) || find_complaints(on, alone)) return {};
        const bool guilty = std::any_of(alone.begin(), alone.end(), [&](const auto& each) {
            return each.second.of_triggers && each.second.text == about.text &&
                   is_new(before, each);
        });
        if (guilty) return "the trigger '" + trigger[0] + "' on '" + trigger[1] + "'";
        if (drop(trigger)) return {};
    }
    return {};
}

// What no longer works, as a failure. After one, the transaction must be rolled back.
inline trouble judge_complaints(session& on, const complaints& before, const complaints& now) {
    for (const auto& each : now) {
        if (!is_new(before, each)) continue;
        const std::string trigger =
            each.second.of_triggers ? broken_trigger(on, before, each.second) : std::string();
        return {status::sql_failed,
                SQLITE_ERROR,
                (trigger.empty() ? each.first : trigger) + " no longer works: " + each.second.text,
                {},
                "drop and create what depends on the change in the revision"};
    }
    return {};
}

// An unqualified name means a temporary object before one of the database
// (sqlite.org/lang_naming.html): a statement of a script would miss its table, and still succeed.
inline trouble refuse_hidden(session& on) {
    rows found;
    if (trouble bad = on.read(
            "SELECT t.type, t.name, m.name FROM temp.sqlite_schema AS t, main.sqlite_schema AS m "
            "WHERE m.name = t.name COLLATE NOCASE AND (m.type = 'trigger') = (t.type = 'trigger') "
            "AND substr(t.name, 1, 7) <> 'sqlite_' ORDER BY 2 LIMIT 1",
            found)) {
        return bad;
    }
    if (found.empty()) return {};
    return {status::refused,
            0,
            "the temporary " + found[0][0] + " '" + found[0][1] + "' of this connection hides '" +
                found[0][2] + "' of the database",
            {},
            "drop it, or migrate with another connection"};
}

constexpr const char* all_violations =
    "SELECT \"table\", rowid, parent FROM pragma_foreign_key_check";

// The checks of one run, each made only where it is needed. `violations` found at the end of a
// revision are the "before" of the next, as long as no other connection has written in between.
class checks {
public:
    explicit checks(session& on) : on_(on) {}

    // A transaction starts. Refused when temporary objects are in the way.
    trouble start() {
        rows_at_risk_ = objects_at_risk_ = false;
        if (trouble bad = count_temporary()) return bad;
        if (trouble bad = nothing_hidden()) return bad;
        if (!known_) return {};
        long long version = 0;
        trouble bad = on_.read_number("PRAGMA main.data_version", version);
        known_ = !bad && version == version_;
        return bad;
    }

    // Temporary objects may have come.
    trouble count_temporary() {
        return on_.read_number("SELECT count(*) FROM temp.sqlite_schema", temporary_);
    }

    // The next statement may meet what those before it have made: a table that a temporary one
    // hides, too.
    trouble nothing_hidden() { return temporary_ == 0 ? trouble() : refuse_hidden(on_); }

    // The next statement may leave rows that refer to nothing.
    trouble rows_at_risk() {
        if (std::exchange(rows_at_risk_, true)) return {};
        on_.collect("CREATE TEMP TABLE " + std::string(violations_table) + " AS " + all_violations);
        if (known_) return {};
        if (trouble bad = on_.read_number("PRAGMA main.data_version", version_)) return bad;
        if (trouble bad = find_violations(on_, before_)) return bad;
        known_ = true;
        return {};
    }

    // The next statement may break views or triggers.
    trouble objects_at_risk() {
        if (std::exchange(objects_at_risk_, true)) return {};
        return find_complaints(on_, complaints_);
    }

    // The statements of the transaction have run: is anything broken?
    trouble finish() {
        if (trouble bad = nothing_hidden()) return bad;
        if (objects_at_risk_) {
            complaints now;
            if (trouble bad = find_complaints(on_, now)) return bad;
            if (trouble bad = judge_complaints(on_, complaints_, now)) return bad;
        }
        if (!rows_at_risk_) return {};
        on_.guard("no row refers to one that does not exist",
                  std::string("NOT EXISTS (") + all_violations + " EXCEPT SELECT * FROM " +
                      std::string(violations_table) + ")");
        on_.collect("DROP TABLE " + std::string(violations_table));
        violations now;
        if (trouble bad = find_violations(on_, now)) return bad;
        if (trouble bad = judge_violations(before_, now)) return bad;
        before_ = std::move(now);
        return {};
    }

    // The transaction was rolled back, or statements ran outside one.
    void forget() { known_ = false; }

private:
    session& on_;
    bool rows_at_risk_ = false;
    bool objects_at_risk_ = false;
    long long temporary_ = 0;  // temporary objects when the transaction started
    bool known_ = false;       // before_ is what the database holds
    long long version_ = 0;
    violations before_;
    complaints complaints_;
};

}  // namespace migrations::sqlite

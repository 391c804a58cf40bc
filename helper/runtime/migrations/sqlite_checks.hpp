// What a revision on SQLite may not break: foreign keys, views and triggers. Each is looked at
// before the first change that could break it and again at the end; only what was in order before
// counts.
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

// What SQLite says to each view and to each trigger's table when they are used; empty text:
// nothing. By a name that stays the same while columns change.
using complaints = std::map<std::string, std::string>;

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
            found["the view '" + name + "'"] = on.complaint("SELECT * FROM " + table);
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
        found[prefix + "DELETE"] = on.complaint("DELETE FROM " + table);
        found[prefix + "INSERT"] = on.complaint("INSERT INTO " + table + " DEFAULT VALUES");
        if (!assignments.empty()) {
            found[prefix + "UPDATE"] = on.complaint("UPDATE " + table + " SET " + assignments);
        }
    }
    return {};
}

inline trouble judge_complaints(const complaints& before, const complaints& now) {
    for (const auto& [object, complaint] : now) {
        if (complaint.empty()) continue;
        const auto old = before.find(object);
        if (old != before.end() && !old->second.empty()) continue;
        return {status::sql_failed,
                SQLITE_ERROR,
                object + " no longer works: " + complaint,
                {},
                "drop and create what depends on the change in the revision"};
    }
    return {};
}

// The checks of one run, each made only where it is needed. `violations` found at the end of a
// revision are the "before" of the next, as long as no other connection has written in between.
class checks {
public:
    explicit checks(session& on) : on_(on) {}

    // A transaction starts.
    trouble start() {
        rows_at_risk_ = objects_at_risk_ = false;
        if (!known_) return {};
        long long version = 0;
        trouble bad = on_.read_number("PRAGMA main.data_version", version);
        known_ = !bad && version == version_;
        return bad;
    }

    // The next statement may leave rows that refer to nothing.
    trouble rows_at_risk() {
        if (std::exchange(rows_at_risk_, true) || known_) return {};
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
        if (objects_at_risk_) {
            complaints now;
            if (trouble bad = find_complaints(on_, now)) return bad;
            if (trouble bad = judge_complaints(complaints_, now)) return bad;
        }
        if (!rows_at_risk_) return {};
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
    bool known_ = false;  // before_ is what the database holds
    long long version_ = 0;
    violations before_;
    complaints complaints_;
};

}  // namespace migrations::sqlite

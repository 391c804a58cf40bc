// A private PostgreSQL server that runs rendered scripts, for the tests of the dialect.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "blanked.h"
#include "dialect_support.h"
#include "scratch/postgresql_server.h"

namespace migrations {

inline Script rendered(const Schema& before, const Operations& operations) {
    return rendered_by(postgresql_dialect(), before, operations);
}

inline std::string problems_when_rendered(const Schema& before, const Operations& operations) {
    return problems_when_rendered_by(postgresql_dialect(), before, operations);
}

// The script of `change` on the schema that `first` makes, as text.
inline std::string sql_of(const std::string& first, const std::string& change) {
    return print(rendered(replayed(operations_of(first)), operations_of(change)));
}

// One server for the process, one database for all tests, a schema of it for each Postgres value.
inline const std::string& test_server_url() {
    static const PostgresqlServer server = PostgresqlServer::start();
    static const std::string url = server.url();
    return url;
}

inline std::unique_ptr<Connection> connect_to(const std::string& url) {
    std::string problem;
    const auto parsed = parse_database_url(url, problem);
    EXPECT_EQ(problem, "");
    OpenOptions options;
    options.scratch = true;
    return open_connection(*parsed, options);
}

class Postgres {
public:
    Postgres() : database_(connect_to(test_server_url())) {
        static int count = 0;
        name_ = "s" + std::to_string(++count);
        database_->execute("CREATE SCHEMA " + name_);
        database_->execute("SET search_path TO " + name_);
    }
    ~Postgres() {
        database_->execute("SET client_min_messages = warning");
        database_->execute("DROP SCHEMA " + name_ + " CASCADE");
    }
    Postgres(const Postgres&) = delete;
    Postgres& operator=(const Postgres&) = delete;

    Connection& operator*() { return *database_; }
    Connection* operator->() { return database_.get(); }

    // Runs a script in one transaction, statement by statement. "", or the error and the statement.
    std::string run(const Script& script) {
        std::string sql;
        try {
            database_->execute("BEGIN");
            for (const Step& each : script.steps) {
                sql = each.sql;
                database_->execute(sql);
            }
            sql = "COMMIT";
            database_->execute(sql);
        } catch (const Error& error) {
            database_->execute("ROLLBACK");
            return error.code + ": " + error.what() + "\n" + sql;
        }
        return "";
    }
    void must_run(const Script& script) { EXPECT_EQ(run(script), "") << print(script); }

    Schema reflected() { return canonical(database_->reflect({})); }

    // The names of all relations and constraints, which a schema value has not all; but not of the
    // sequences of identity columns, which nobody chose.
    std::string names() {
        return rows(
            "SELECT relkind::text || ' ' || relname FROM pg_class AS c WHERE relnamespace = "
            "current_schema()::regnamespace "
            "AND relkind <> 't' AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = c.oid AND "
            "deptype = 'i' AND relkind = 'S') UNION ALL SELECT 'constraint ' || "
            "conrelid::regclass::text || ' ' "
            "|| conname FROM "
            "pg_constraint WHERE connamespace = current_schema()::regnamespace ORDER BY 1");
    }

    std::string rows(const std::string& query) { return rows_of(*database_, query); }

private:
    std::unique_ptr<Connection> database_;
    std::string name_;
};

// The lines that only one of two texts has, in order; "" when there are none.
inline std::string differences(const std::string& a, const std::string& b) {
    const std::vector<std::string> left = split(a, '\n');
    const std::vector<std::string> right = split(b, '\n');
    std::string text;
    const auto add = [&](const char* sign, const std::vector<std::string>& of,
                         const std::vector<std::string>& but) {
        for (const std::string& line : of) {
            if (std::find(but.begin(), but.end(), line) == but.end()) text += sign + line + "\n";
        }
    };
    add("- ", left, right);
    add("+ ", right, left);
    return text.empty() && a != b ? "the order of lines" : text;
}

// What a migrated schema must look like: as the operations say, and as if it had been made at once.
inline void expect_made_as(Postgres& on, const Schema& after, const std::string& about) {
    const Schema shown = on.reflected();
    EXPECT_EQ(
        differences(print(blanked(shown)), print(blanked(postgresql_dialect().normalize(after)))),
        "")
        << about;
    Postgres fresh;
    fresh.must_run(rendered({}, creation(after)));
    EXPECT_EQ(differences(print(shown), print(fresh.reflected())), "") << about;
    EXPECT_EQ(differences(on.names(), fresh.names()), "") << about;
}

// Makes the schema of `first`, inserts rows, runs `change` on them, and compares what the server
// then shows with replay. Returns the script of the change; the database is `on`.
inline std::string change_with_rows(Postgres& on, const std::string& first,
                                    const std::string& inserts, const std::string& change) {
    const Schema before = replayed(operations_of(first));
    on.must_run(rendered({}, operations_of(first)));
    expect_made_as(on, before, first);
    if (!inserts.empty()) on->execute(inserts);
    const Operations operations = operations_of(change);
    const Script script = rendered(before, operations);
    on.must_run(script);
    expect_made_as(on, replayed(operations, before), print(script));
    return print(script);
}

}  // namespace migrations

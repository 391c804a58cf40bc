// A PostgreSQL server for the tests of a process, and a database for each test.
#pragma once

#include <gtest/gtest.h>
#include <libpq-fe.h>

#include <functional>
#include <migrations/libpq.hpp>
#include <pqxx/pqxx>
#include <string>
#include <string_view>

#include "postgresql_suite.h"
#include "runtime_support.h"

namespace migrations {

// A connection, and what tests ask of it.
class TestDatabase {
public:
    explicit TestDatabase(const std::string& url) : url_(url), handle_(PQconnectdb(url.c_str())) {
        EXPECT_EQ(PQstatus(handle_), CONNECTION_OK) << PQerrorMessage(handle_);
    }
    TestDatabase(const TestDatabase&) = delete;
    TestDatabase& operator=(const TestDatabase&) = delete;
    ~TestDatabase() {
        PQfinish(handle_);
        PQfinish(second_);
    }

    PGconn* get() const { return handle_; }
    // Another connection, for what runs outside a transaction.
    PGconn* second() {
        if (second_ == nullptr) second_ = PQconnectdb(url_.c_str());
        return second_;
    }

    // All values of a query: columns joined by '|', rows by a newline; NULL is "NULL".
    std::string text(const std::string& sql) {
        std::string result;
        PGresult* const rows = PQexec(handle_, sql.c_str());
        const ExecStatusType status = PQresultStatus(rows);
        if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
            result = std::string("error: ") + PQerrorMessage(handle_);
        for (int row = 0; row < PQntuples(rows); ++row) {
            if (row > 0) result += '\n';
            for (int column = 0; column < PQnfields(rows); ++column) {
                if (column > 0) result += '|';
                result +=
                    PQgetisnull(rows, row, column) != 0 ? "NULL" : PQgetvalue(rows, row, column);
            }
        }
        PQclear(rows);
        return result;
    }
    void run(const std::string& sql) {
        EXPECT_EQ(text(sql).substr(0, 6) == "error:" ? text(sql) : "", "") << sql;
    }

    // The tables, views and sequences of the current schema with their columns.
    std::string everything() {
        return text(
            "SELECT c.relkind, c.relname, a.attname, pg_catalog.format_type(a.atttypid, "
            "a.atttypmod) "
            "FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND "
            "NOT a.attisdropped "
            "WHERE c.relnamespace = current_schema()::regnamespace ORDER BY 1, 2, 3");
    }

private:
    std::string url_;
    PGconn* handle_;
    PGconn* second_ = nullptr;
};

// Each test has a database of its own.
class RuntimePostgresql : public WithPostgresql<testing::Test> {
protected:
    void prepare() override {
        static int number = 0;
        url = server().create_database("t" + std::to_string(++number));
    }

    std::string url;
};

// A connection through which messages can be counted and broken.
class Probe {
public:
    explicit Probe(PGconn* connection) : inner_(connection) {}

    postgresql::reply exec(std::string_view sql) {
        ++messages;
        if (before) before(sql);
        postgresql::reply answer = inner_.exec(sql);
        if (after) after(sql, answer);
        return answer;
    }

    int messages = 0;
    std::function<void(std::string_view)> before;
    std::function<void(std::string_view, postgresql::reply&)> after;

private:
    postgresql::libpq_executor inner_;
};

// The text with N for each number, of which some differ from run to run: process ids, seconds.
inline std::string without_numbers(std::string_view text) {
    std::string result;
    bool in_number = false;
    for (const char each : text) {
        const bool digit = each >= '0' && each <= '9';
        if (!digit) result += each;
        if (digit && !in_number) result += 'N';
        in_number = digit;
    }
    return result;
}

// The chain as a set for PostgreSQL; lives as long as the chain and its next view().
inline set postgresql_view(TestChain& chain) {
    set view = chain.view();
    view.language = dialect::postgresql;
    return view;
}

// Three revisions, each with a way down.
inline TestChain simple_chain() {
    TestChain chain;
    chain
        .add("a1", "", {"CREATE TABLE users (id bigint PRIMARY KEY, name text)"},
             {"DROP TABLE users"})
        .add("b2", "a1",
             {"ALTER TABLE users ADD COLUMN email text -- the last word",
              "INSERT INTO users (id, name, email) VALUES (1, 'ann', 'a;b');"},
             {"DELETE FROM users", "ALTER TABLE users DROP COLUMN email"})
        .add("c3", "b2", {"CREATE INDEX users_email ON users (email)"}, {"DROP INDEX users_email"});
    return chain;
}

}  // namespace migrations

#pragma once

#include <libpq-fe.h>

#include <cstdlib>
#include <memory>
#include <orders_db/migrations.hpp>
#include <string>

#include "database.hpp"

class libpq_observer : public observer {
public:
    explicit libpq_observer(const std::string& url) : db_(PQconnectdb(url.c_str())) {
        PQsetNoticeProcessor(db_, [](void*, const char*) {}, nullptr);
    }
    libpq_observer(const libpq_observer&) = delete;
    libpq_observer& operator=(const libpq_observer&) = delete;
    ~libpq_observer() override { PQfinish(db_); }

    std::string text(const std::string& sql) override {
        std::string found;
        PGresult* const rows = PQexec(db_, sql.c_str());
        const ExecStatusType status = PQresultStatus(rows);
        if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) found = std::string("error: ") + PQerrorMessage(db_);
        for (int row = 0; row < PQntuples(rows); ++row) {
            for (int column = 0; column < PQnfields(rows); ++column) {
                if (column > 0) found += '|';
                found += PQgetvalue(rows, row, column);
            }
            found += '\n';
        }
        PQclear(rows);
        return found;
    }
    std::string structure() override {
        return text("SELECT c.relname, c.relkind, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity "
                    "FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
                    "WHERE c.relnamespace = current_schema()::regnamespace ORDER BY 1, 2, 3") +
               text("SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint "
                    "WHERE connamespace = current_schema()::regnamespace ORDER BY 1, 2") +
               text("SELECT indrelid::regclass, indexrelid::regclass, indisvalid FROM pg_index JOIN pg_class "
                    "ON pg_class.oid = indexrelid WHERE relnamespace = current_schema()::regnamespace ORDER BY 1, 2");
    }
    std::string faults() override { return {}; }

private:
    PGconn* db_;
};

// A schema of its own in the database that ORDERS_DATABASE_URL names, which is quicker to make than a database: tables, the
// record and the lock belong to the current schema.
class libpq_database : public database_kind {
public:
    std::string name() const override { return "postgresql"; }
    std::string program() const override { return ORDERS_libpq; }
    std::string watched() const override {
#ifdef WATCHED_libpq
        return WATCHED_libpq;
#else
        return {};
#endif
    }
    const migrations::set& revisions() const override { return orders_db::postgresql(); }

    std::string make() override {
        const char* const url = std::getenv("ORDERS_DATABASE_URL");
        const std::string server = url == nullptr ? "" : url;
        const std::string schema = "orders_" + std::to_string(++made_);
        look(server)->text("DROP SCHEMA IF EXISTS " + schema + " CASCADE; CREATE SCHEMA " + schema);
        return server + (server.find('?') == std::string::npos ? "?" : "&") + "options=-csearch_path%3D" + schema;
    }
    std::unique_ptr<observer> look(const std::string& url) const override { return std::make_unique<libpq_observer>(url); }

private:
    int made_ = 0;
};

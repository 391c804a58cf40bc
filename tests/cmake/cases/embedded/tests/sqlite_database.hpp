#pragma once

#include <sqlite3.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <orders_db/migrations.hpp>
#include <string>
#include <utility>

#include "database.hpp"

class sqlite_observer : public observer {
public:
    explicit sqlite_observer(const std::string& file) { sqlite3_open(file.c_str(), &db_); }
    sqlite_observer(const sqlite_observer&) = delete;
    sqlite_observer& operator=(const sqlite_observer&) = delete;
    ~sqlite_observer() override { sqlite3_close(db_); }

    std::string text(const std::string& sql) override {
        std::string found;
        if (sqlite3_exec(db_, sql.c_str(), add_row, &found, nullptr) != SQLITE_OK)
            found = std::string("error: ") + sqlite3_errmsg(db_);
        return found;
    }
    std::string structure() override { return text("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY 1, 2"); }
    std::string faults() override {
        const std::string whole = text("PRAGMA integrity_check");
        return (whole == "ok\n" ? "" : whole) + text("PRAGMA foreign_key_check");
    }

private:
    static int add_row(void* to, int count, char** values, char**) {
        std::string& all = *static_cast<std::string*>(to);
        for (int at = 0; at < count; ++at) {
            if (at > 0) all += '|';
            all += values[at] == nullptr ? "NULL" : values[at];
        }
        all += '\n';
        return 0;
    }

    sqlite3* db_ = nullptr;
};

class sqlite_database : public database_kind {
public:
    explicit sqlite_database(std::string journal_mode) : mode_(std::move(journal_mode)) {
        std::string pattern = (std::filesystem::temp_directory_path() / "orders-XXXXXX").string();
        folder_ = mkdtemp(pattern.data());
    }
    sqlite_database(const sqlite_database&) = delete;
    sqlite_database& operator=(const sqlite_database&) = delete;
    ~sqlite_database() override { std::filesystem::remove_all(folder_); }

    std::string name() const override { return "sqlite_" + mode_; }
    std::string program() const override { return ORDERS_sqlite3; }
    std::string watched() const override {
#ifdef WATCHED_sqlite3
        return WATCHED_sqlite3;
#else
        return {};
#endif
    }
    const migrations::set& revisions() const override { return orders_db::sqlite(); }

    std::string make() override {
        const std::string file = folder_ + "/" + std::to_string(++made_) + ".db";
        look(file)->text("PRAGMA journal_mode = " + mode_);
        return file;
    }
    std::unique_ptr<observer> look(const std::string& file) const override { return std::make_unique<sqlite_observer>(file); }

private:
    std::string mode_;
    std::string folder_;
    int made_ = 0;
};

// Chains and SQLite databases for the tests of the runtime.
#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cstdlib>
#include <deque>
#include <filesystem>
#include <functional>
#include <migrations/script.hpp>
#include <migrations/sqlite3.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace migrations {

// A chain that owns its text. Hashes are made of the ids, and of the text where a test changes
// them.
class TestChain {
public:
    struct Step {
        std::string sql;
        std::string table;
        std::string expected;
        std::string wanted;
        std::vector<std::pair<std::string, std::string>> sources;
        std::string function = {};
    };
    struct Revision {
        std::string id;
        std::vector<std::string> parents;
        std::vector<Step> up;
        std::vector<Step> down;
        bool transactional = true;
        std::string irreversible;
        std::string ops;    // other operations: another hash
        std::string chain;  // another hash of the chain
        std::vector<std::string> depends_on;
        std::vector<std::pair<std::string, std::string>> replaces;  // id and hash of operations
        bool compatible = false;
    };

    static Step sql(std::string text) { return {std::move(text), "", "", "", {}}; }
    static Step call(std::string function) { return {"", "", "", "", {}, std::move(function)}; }
    static Step rebuild(std::string table, std::string expected, std::string wanted,
                        std::vector<std::pair<std::string, std::string>> sources = {}) {
        return {"", std::move(table), std::move(expected), std::move(wanted), std::move(sources)};
    }

    TestChain& add(Revision revision) {
        revisions_.push_back(std::move(revision));
        return *this;
    }
    // A revision of plain statements after `parent`.
    TestChain& add(std::string id, std::string parent, std::vector<std::string> up,
                   std::vector<std::string> down = {}) {
        Revision revision;
        revision.id = std::move(id);
        if (!parent.empty()) revision.parents.push_back(std::move(parent));
        for (std::string& text : up) revision.up.push_back(sql(std::move(text)));
        for (std::string& text : down) revision.down.push_back(sql(std::move(text)));
        return add(std::move(revision));
    }
    Revision& operator[](std::size_t number) { return revisions_[number]; }

    // Views this chain; made anew by each call.
    const set& view() {
        migrations_.clear();
        ids_.clear();
        steps_.clear();
        sources_.clear();
        texts_.clear();
        replaced_.clear();
        for (const Revision& revision : revisions_) {
            migration made;
            made.id = revision.id;
            std::vector<std::string_view>& parents = ids_.emplace_back();
            for (const std::string& parent : revision.parents) parents.push_back(parent);
            made.parents = {parents.data(), parents.size()};
            made.message = "a message";
            made.file_hash = texts_.emplace_back("file-" + revision.id + revision.chain);
            made.ops_hash = texts_.emplace_back("ops-" + revision.id + revision.ops);
            made.chain_hash =
                texts_.emplace_back("chain-" + revision.id + revision.chain + revision.ops);
            made.up = script_of(revision.up, revision.transactional);
            made.down = script_of(revision.down, revision.transactional);
            made.irreversible = revision.irreversible;
            std::vector<std::string_view>& needed = ids_.emplace_back();
            for (const std::string& each : revision.depends_on) needed.push_back(each);
            made.depends_on = {needed.data(), needed.size()};
            std::vector<replaced_revision>& replaced = replaced_.emplace_back();
            for (const auto& [id, hash] : revision.replaces) replaced.push_back({id, hash});
            made.replaces = {replaced.data(), replaced.size()};
            made.compatible = revision.compatible;
            migrations_.push_back(made);
        }
        set_.project = project;
        set_.version_table = version_table;
        set_.migrations = {migrations_.data(), migrations_.size()};
        return set_;
    }

    // The moves to these ids, in the given direction.
    std::vector<move> moves(direction way, const std::vector<std::string>& ids) {
        std::vector<move> result;
        for (const std::string& id : ids) result.push_back({set_.find(id), way});
        return result;
    }

    std::string project = "blog";
    std::string version_table = "migrations_version";

private:
    script script_of(const std::vector<Step>& steps, bool transactional) {
        std::vector<step>& made = steps_.emplace_back();
        for (const Step& each : steps) {
            std::vector<column_source>& sources = sources_.emplace_back();
            for (const auto& [column, expression] : each.sources) {
                sources.push_back({column, expression});
            }
            made.push_back({each.sql,
                            each.table,
                            each.expected,
                            each.wanted,
                            {sources.data(), sources.size()},
                            false,
                            {},
                            each.function});
        }
        return {{made.data(), made.size()}, transactional};
    }

    std::deque<Revision> revisions_;
    std::vector<migration> migrations_;
    std::deque<std::vector<std::string_view>> ids_;
    std::deque<std::vector<step>> steps_;
    std::deque<std::vector<column_source>> sources_;
    std::deque<std::string> texts_;
    std::deque<std::vector<replaced_revision>> replaced_;
    set set_;
};

// A connection to a SQLite file; foreign keys are on, as a careful application has it. No test here
// pulls a plug, so it does not wait for the disk.
class TestConnection {
public:
    explicit TestConnection(const std::string& path,
                            int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) {
        EXPECT_EQ(sqlite3_open_v2(path.c_str(), &db_, flags, nullptr), SQLITE_OK);
        sqlite3_exec(db_, "PRAGMA foreign_keys = ON; PRAGMA synchronous = OFF", nullptr, nullptr,
                     nullptr);
    }
    TestConnection(const TestConnection&) = delete;
    TestConnection& operator=(const TestConnection&) = delete;
    ~TestConnection() { EXPECT_EQ(sqlite3_close(db_), SQLITE_OK); }

    sqlite3* get() const { return db_; }

    void run(const std::string& sql) {
        char* message = nullptr;
        sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, &message);
        EXPECT_EQ(message == nullptr ? std::string() : message, "") << sql;
        sqlite3_free(message);
    }

    // All values of a query: columns joined by '|', rows by a newline; NULL is "NULL".
    std::string text(const std::string& sql) {
        std::string result;
        sqlite3_stmt* handle = nullptr;
        if (sqlite3_prepare_v2(db_, sql.c_str(), -1, &handle, nullptr) != SQLITE_OK) {
            return std::string("error: ") + sqlite3_errmsg(db_);
        }
        while (sqlite3_step(handle) == SQLITE_ROW) {
            if (!result.empty()) result += '\n';
            for (int at = 0; at < sqlite3_column_count(handle); ++at) {
                if (at > 0) result += '|';
                const unsigned char* value = sqlite3_column_text(handle, at);
                result += value == nullptr ? "NULL" : reinterpret_cast<const char*>(value);
            }
        }
        sqlite3_finalize(handle);
        return result;
    }

    // Everything in the database but the bookkeeping: stored texts and rows.
    std::string everything() {
        std::string result = text(
            "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE tbl_name NOT LIKE "
            "'migrations_%' ORDER BY 1, 2");
        std::string tables = text(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE "
            "'migrations_%' ORDER BY 1");
        std::size_t start = 0;
        while (start < tables.size()) {
            const std::size_t end = std::min(tables.find('\n', start), tables.size());
            const std::string name = tables.substr(start, end - start);
            result += "\n-- " + name + "\n" + text("SELECT * FROM \"" + name + "\"");
            start = end + 1;
        }
        return result;
    }

private:
    sqlite3* db_ = nullptr;
};

// A fresh folder that goes away, with one database file in it.
class RuntimeSqlite : public testing::Test {
protected:
    RuntimeSqlite() {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "migrations-test-XXXXXX").string();
        folder = mkdtemp(pattern.data());
        path = folder + "/app.db";
    }
    ~RuntimeSqlite() override { std::filesystem::remove_all(folder); }

    std::string folder;
    std::string path;
};

}  // namespace migrations

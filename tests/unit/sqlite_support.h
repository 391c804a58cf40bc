// SQLite databases that run rendered scripts with the runtime's own engine, for the tests of the
// dialect.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "dialect_support.h"

namespace migrations {

inline Script rendered(const Schema& before, const Operations& operations,
                       const RenderOptions& options = {}) {
    return rendered_by(sqlite_dialect(), before, operations, options);
}

inline std::string problems_when_rendered(const Schema& before, const Operations& operations,
                                          const RenderOptions& options = {}) {
    return problems_when_rendered_by(sqlite_dialect(), before, operations, options);
}

// A database in memory with a chain that grows by a revision for each script that is run.
class ScratchSqlite {
public:
    ScratchSqlite() : database_(open_memory()) {}

    Connection& operator*() { return *database_; }
    Connection* operator->() { return database_.get(); }

    outcome run(const Script& script) {
        scripts_.push_back(script);
        ids_.push_back("revision" + std::to_string(ids_.size() + 1));
        std::vector<migration> migrations;
        std::deque<std::vector<step>> steps;
        std::deque<std::vector<column_source>> sources;
        std::deque<std::string_view> parents;
        for (std::size_t at = 0; at < scripts_.size(); ++at) {
            migration made;
            made.id = made.file_hash = made.ops_hash = made.chain_hash = ids_[at];
            if (at > 0) made.parents = {&parents.emplace_back(ids_[at - 1]), 1};
            std::vector<step>& list = steps.emplace_back();
            for (const Step& each : scripts_[at].steps) {
                std::vector<column_source>& values = sources.emplace_back();
                for (const ColumnSource& source : each.sources)
                    values.push_back({source.column, source.expression});
                list.push_back({each.sql,
                                each.table,
                                each.expected,
                                each.wanted,
                                {values.data(), values.size()}});
            }
            made.up.steps = {list.data(), list.size()};
            migrations.push_back(made);
        }
        set chain;
        chain.project = "test";
        chain.migrations = {migrations.data(), migrations.size()};
        outcome result = database_->upgrade(chain, {});
        if (!result) {
            scripts_.pop_back();
            ids_.pop_back();
        }
        return result;
    }

    // Runs what must work.
    void must_run(const Script& script) {
        const outcome result = run(script);
        EXPECT_TRUE(result) << result.message << "\n" << result.sql << "\n" << print(script);
    }

    Schema reflected() {
        return canonical(database_->reflect(
            {"migrations_version", "migrations_history", "migrations_journal"}));
    }

    std::string rows(const std::string& query) { return rows_of(*database_, query); }

private:
    std::unique_ptr<Connection> database_;
    std::deque<Script> scripts_;
    std::deque<std::string> ids_;
};

// Makes the schema of `first`, inserts rows, runs `change`, and compares what SQLite then shows
// with replay. Returns the script of the change; the database is `on`.
inline Script change_with_rows(ScratchSqlite& on, const std::string& first,
                               const std::string& inserts, const std::string& change,
                               const RenderOptions& options = {}) {
    const Schema before = replayed(operations_of(first));
    on.must_run(rendered({}, operations_of(first), options));
    EXPECT_EQ(print(on.reflected()), print(sqlite_dialect().normalize(before)));
    on->execute(inserts);
    const Operations operations = operations_of(change);
    const Script script = rendered(before, operations, options);
    on.must_run(script);
    const Schema expected = sqlite_dialect().normalize(replayed(operations, before));
    EXPECT_EQ(print(on.reflected()), print(expected)) << print(script);
    EXPECT_TRUE(on.reflected() == expected);
    return script;
}

}  // namespace migrations

// Two branches that change one table: each is applied and taken back with the other and without it.
#include <gtest/gtest.h>

#include "cli_support.h"
#include "postgresql_suite.h"

namespace migrations {
namespace {

// Left gives users.age a default and adds a column with a CHECK; right lets users.size be NULL and adds a column with
// an index.
class TwoSides : public CommandLine {
protected:
    void start(const std::string& dialect, const std::string& database) {
        database_ = database;
        make_project("\"" + dialect + "\"");
        const std::string id = "id = { type = \"int64\", primary_key = true }\n";
        revise("a1", "", id + "age = { type = \"int32\" }\nsize = { type = \"int32\" }\n");
        revise("l1", "a1",
               id + "age = { type = \"int32\", default = 5 }\nsize = { type = \"int32\" }\n"
                    "left = { type = \"text\", default = \"l\" }\n[[tables.users.checks]]\nexpression = \"\\\"left\\\" <> ''\"\n");
        revise("r1", "a1",
               id + "age = { type = \"int32\" }\nsize = { type = \"int32\", null = true, default = 7 }\n"
                    "right = { type = \"text\", default = \"r\" }\n[[tables.users.indexes]]\ncolumns = [\"right\"]\n");
        write("migrations/revisions/m1.toml",
              "revision = \"m1\"\ndown_revision = [\"l1\", \"r1\"]\nmessage = \"join\"\ncreated = 2026-01-07T00:00:00Z\ndowngrade = []\n");
        ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
        go("upgrade", "a1");
        execute("INSERT INTO users (id, age, size) VALUES (1, 2, 3)");
    }
    virtual void execute(const std::string& sql) const = 0;
    virtual std::string row() const = 0;

    void revise(const std::string& id, const std::string& parent, const std::string& columns) {
        write("models/users.toml", "[tables.users.columns]\n" + columns);
        std::vector<std::string> command = {"revision", "--autogenerate", "--rev-id", id, "-m", id};
        if (!parent.empty()) command.insert(command.end(), {"--head", parent, "--splice"});
        const Ran made = run(command);
        ASSERT_EQ(made.exit, 0) << made.err;
        const Ran reviewed = run({"review", "--yes", "-q"});
        ASSERT_EQ(reviewed.exit, 0) << reviewed.err;
    }
    void go(const std::string& command, const std::string& target) const {
        std::vector<std::string> all = {command, target, "--database", database_};
        all.emplace_back(command == "upgrade" ? "--create" : "--yes");
        const Ran ran = run(all);
        ASSERT_EQ(ran.exit, 0) << command << " " << target << "\n" << ran.err;
    }

    // Up and down with nothing else applied.
    void one_without_the_other() {
        const std::string start = row();
        for (const char* side : {"l1", "r1"}) {
            go("upgrade", side);
            const std::string there = row();
            EXPECT_NE(there, start);
            go("downgrade", "a1");
            EXPECT_EQ(row(), start);
            go("upgrade", side);
            EXPECT_EQ(row(), there);
            go("downgrade", "a1");
        }
    }
    // In either order, and the one that came first goes first.
    void one_on_top_of_the_other() {
        for (const auto& [first, second] : {std::pair{"l1", "r1"}, std::pair{"r1", "l1"}}) {
            go("upgrade", second);
            const std::string alone = row();
            go("downgrade", "a1");
            go("upgrade", first);
            go("upgrade", second);
            go("downgrade", std::string(first) + "@-1");
            EXPECT_EQ(row(), alone);
            go("downgrade", "a1");
        }
        go("upgrade", "head");
        go("downgrade", "base");
    }

    std::string database_;
};

class TwoSidesOnSqlite : public TwoSides {
protected:
    void SetUp() override { start("sqlite", "x.db"); }
    void execute(const std::string& sql) const override { ASSERT_EQ(ask(database_, sql), ""); }
    std::string row() const override {
        return ask(database_, "SELECT group_concat(name, ',') FROM pragma_table_info('users')") + ": " +
               ask(database_, "SELECT * FROM users");
    }
};
TEST_F(TwoSidesOnSqlite, one_without_the_other) {
    one_without_the_other();
}
TEST_F(TwoSidesOnSqlite, one_on_top_of_the_other) {
    one_on_top_of_the_other();
}

#if MIGRATIONS_POSTGRESQL

class TwoSidesOnPostgresql : public WithPostgresql<TwoSides> {
protected:
    void prepare() override { start("postgresql", server().create_database("two_sides_" + std::to_string(count_++))); }
    void execute(const std::string& sql) const override { ASSERT_EQ(psql(sql), ""); }
    std::string row() const override { return psql("SELECT to_json(users) FROM users"); }
    std::string psql(const std::string& sql) const {
        return shell("psql -XAtq -v ON_ERROR_STOP=1 '" + database_ + "' -c \"" + sql + "\" 2>&1").out;
    }
    static inline int count_ = 0;
};
TEST_F(TwoSidesOnPostgresql, one_without_the_other) {
    one_without_the_other();
}
TEST_F(TwoSidesOnPostgresql, one_on_top_of_the_other) {
    one_on_top_of_the_other();
}

#endif

}  // namespace
}  // namespace migrations

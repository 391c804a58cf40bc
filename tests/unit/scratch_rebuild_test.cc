// A rebuild that diff and the dialect ask for, on a table that holds what no model says.
#include <gtest/gtest.h>

#include <string>

#include "base/error.h"
#include "base/names.h"
#include "dialects/dialects.h"
#include "diff/diff.h"
#include "operations/replay.h"
#include "readers/model.h"
#include "scratch/scratch.h"
#include "sql/script.h"

namespace migrations {
namespace {

Schema model(const std::string& users_columns) {
    Diagnostics found;
    Schema schema =
        read_models({{"models.toml", "[tables.users.columns]\n" + users_columns +
                                         "[[tables.users.indexes]]\n"
                                         "name = 'one_email'\n"
                                         "columns = [{ expression = 'lower(email)' }]\n"
                                         "unique = true\n"
                                         "[tables.posts.columns]\n"
                                         "id = { type = 'int64', primary_key = true }\n"
                                         "user_id = { type = 'int64', references = 'users.id', "
                                         "on_delete = 'cascade' }\n"}},
                    found)
            .schema;
    EXPECT_EQ(to_string(found), "");
    return schema;
}

Script rendered(const Schema& before, const Operations& operations) {
    Diagnostics found;
    Script script = sqlite_dialect().render(before, operations, {}, found);
    EXPECT_EQ(to_string(found), "");
    return script;
}

std::string text(Connection& database, const std::string& query) {
    std::string all;
    for (const Cells& row : database.query(query)) {
        std::vector<std::string> cells;
        for (const auto& cell : row) cells.push_back(cell.value_or("NULL"));
        all += join(cells, "|") + "\n";
    }
    return all;
}

TEST(Rebuild, KeepsWhatNoModelSaysWithForeignKeysOn) {
    const Schema before = model(
        "id = { type = 'int64', primary_key = true, autoincrement = true }\n"
        "email = { type = 'text' }\n"
        "age = { type = 'int32', null = true }\n");
    const Schema after = model(
        "id = { type = 'int64', primary_key = true, autoincrement = true }\n"
        "email = { type = 'text' }\n"
        "age = { type = 'int32', default = 18 }\n");
    Scratch scratch;
    const std::unique_ptr<Connection> database = scratch.database(sqlite_dialect());

    // What somebody's raw SQL made; of the check, the trigger, the view and the log the effects say
    // nothing.
    Execute made;
    made.sql = Sql(
        "CREATE TABLE users (\n"
        "    id INTEGER CONSTRAINT pk_users PRIMARY KEY AUTOINCREMENT, -- never given out again\n"
        "    email TEXT NOT NULL,\n"
        "    age INTEGER,\n"
        "    CHECK (age > 0)\n"
        ");\n"
        "CREATE UNIQUE INDEX one_email ON users (lower(email));\n"
        "CREATE TABLE posts (id INTEGER CONSTRAINT pk_posts PRIMARY KEY, user_id INTEGER NOT "
        "NULL,\n"
        "    CONSTRAINT fk_posts_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE "
        "CASCADE);\n"
        "CREATE TABLE log (what TEXT);\n"
        "CREATE TRIGGER users_log AFTER UPDATE ON users BEGIN INSERT INTO log VALUES (new.email); "
        "END;\n"
        "CREATE VIEW authors AS SELECT u.email, count(*) AS posts FROM users u JOIN posts p ON "
        "p.user_id = u.id GROUP BY u.id");
    made.effects = creation(before);
    run_recorded(*database, rendered({}, {made}));
    Diagnostics found;
    const Schema now = replay(Operations{made}, {}, found);
    EXPECT_EQ(to_string(found), "");

    database->execute(
        "PRAGMA foreign_keys = ON;"
        "INSERT INTO users VALUES (1, 'Ada', 36), (5, 'Bob', NULL), (9, 'Eve', 3);"
        "INSERT INTO posts VALUES (1, 1), (2, 5), (3, 5);"
        "DELETE FROM users WHERE id = 9");
    const std::string others =
        "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name <> 'users' AND name NOT "
        "LIKE 'migrations!_%' ESCAPE '!' ORDER BY 1, 2";
    const std::string others_before = text(*database, others);

    Operations operations = diff(now, after);
    ASSERT_EQ(operations.size(), 1u);
    std::get<AlterColumn>(operations[0].change).fill = Value(std::int64_t{18});
    const Script script = rendered(now, operations);
    ASSERT_EQ(script.steps.size(), 1u);
    ASSERT_TRUE(script.steps[0].is_rebuild()) << print(script);
    run_recorded(*database, script);

    EXPECT_EQ(text(*database, "SELECT sql FROM sqlite_schema WHERE name = 'users'"),
              "CREATE TABLE \"users\" (\n"
              "    id INTEGER CONSTRAINT pk_users PRIMARY KEY AUTOINCREMENT, -- never given out "
              "again\n"
              "    email TEXT NOT NULL,\n"
              "    age INTEGER NOT NULL DEFAULT 18,\n"
              "    CHECK (age > 0)\n"
              ")\n");
    EXPECT_EQ(text(*database, others), others_before);
    EXPECT_NE(others_before.find("CREATE TRIGGER users_log"), std::string::npos);
    EXPECT_NE(others_before.find("CREATE VIEW authors"), std::string::npos);
    EXPECT_NE(others_before.find("(lower(email))"), std::string::npos);
    EXPECT_EQ(text(*database, "SELECT * FROM users ORDER BY id"), "1|Ada|36\n5|Bob|18\n");
    EXPECT_EQ(text(*database, "SELECT * FROM posts ORDER BY id"), "1|1\n2|5\n3|5\n");
    EXPECT_EQ(text(*database, "SELECT * FROM log"), "");  // a rebuild is no update
    EXPECT_EQ(text(*database, "SELECT * FROM authors ORDER BY 1"), "Ada|1\nBob|2\n");
    EXPECT_EQ(text(*database, "PRAGMA foreign_keys"), "1\n");
    EXPECT_EQ(text(*database, "PRAGMA foreign_key_check"), "");
    EXPECT_EQ(text(*database, "PRAGMA integrity_check"), "ok\n");

    EXPECT_THROW(database->execute("INSERT INTO users (email, age) VALUES ('x', 0)"), Error);
    EXPECT_THROW(database->execute("INSERT INTO users (email) VALUES ('ADA')"), Error);
    database->execute(
        "INSERT INTO users (email) VALUES ('Kim'); UPDATE users SET email = 'Bo' WHERE id = 5;"
        "DELETE FROM users WHERE id = 1");
    EXPECT_EQ(text(*database, "SELECT * FROM users ORDER BY id"), "5|Bo|18\n10|Kim|18\n");
    EXPECT_EQ(text(*database, "SELECT * FROM log"), "Bo\n");
    EXPECT_EQ(text(*database, "SELECT id FROM posts ORDER BY id"), "2\n3\n");
}

}  // namespace
}  // namespace migrations

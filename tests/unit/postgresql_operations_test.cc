// Every operation on tables with rows: they keep what they must, and the result looks as if it had
// been made at once.
#include "postgresql_blog.h"

namespace migrations {
namespace {

TEST(PostgresqlOperations, RenameTable) {
    Postgres on;
    change(on, "[[upgrade]]\nop = 'rename_table'\nfrom = 'users'\nto = 'People'");
    EXPECT_EQ(on.rows("SELECT id, email FROM \"People\" ORDER BY id"), "1|A@b.c\n2|D@e.f\n");
    EXPECT_EQ(on.rows("INSERT INTO \"People\" (email) VALUES ('x') RETURNING id"), "3\n");
}

TEST(PostgresqlOperations, RenameTableWithACheckOfTheSameColumnByHand) {
    Postgres on;
    change_with_rows(on,
                     std::string(blog) +
                         "[[upgrade]]\nop = 'add_check'\ntable = 'users'\ncheck = { name = "
                         "'ck_users_mood', expression = \"mood <> 'bad' OR age IS NULL\" }",
                     blog_rows, "[[upgrade]]\nop = 'rename_table'\nfrom = 'users'\nto = 'a b'");
}

TEST(PostgresqlOperations, RenamesToTheSameName) {
    Postgres on;
    EXPECT_EQ(change(on,
                     "[[upgrade]]\nop = 'rename_table'\nfrom = 'users'\nto = 'users'\n"
                     "[[upgrade]]\nop = 'rename_column'\ntable = 'users'\nfrom = 'id'\nto = 'id'\n"
                     "[[upgrade]]\nop = 'rename_enum'\nfrom = 'mood'\nto = 'mood'\n"),
              "");
}

TEST(PostgresqlOperations, TableComment) {
    Postgres on;
    change(on,
           "[[upgrade]]\nop = 'alter_table'\ntable = 'posts'\ncomment = \"it's\"\n"
           "[[upgrade]]\nop = 'alter_table'\ntable = 'users'\ncomment = ''");
}

TEST(PostgresqlOperations, DropTable) {
    Postgres on;
    change(on,
           "[[upgrade]]\nop = 'drop_table'\ntable = 'posts'\n[[upgrade]]\nop = 'drop_table'\ntable "
           "= 'users'\n"
           "[[upgrade]]\nop = 'drop_enum'\nenum = 'mood'\n[[upgrade]]\nop = 'drop_enum'\nenum = "
           "'status'");
    EXPECT_EQ(on.names(), "");
}

TEST(PostgresqlOperations, AddColumns) {
    Postgres on;
    const std::string add = "[[upgrade]]\nop = 'add_column'\ntable = 'users'\n";
    change(
        on,
        add + "column = { name = 'a', type = 'text', null = true, comment = 'c' }\n" + add +
            "column = { name = 'b', type = 'int32', default = 5 }\n" + add +
            "column = { name = 'c', type = 'int32', default = 5 }\nfill = 7\n" + add +
            "column = { name = 'd', type = 'int32', null = true }\nfill = 8\n" + add +
            "column = { name = 'e', type = 'text', default = 'z' }\nfill_expr = 'upper(email)'\n" +
            add + "column = { name = 'f', type = 'uuid' }\nfill_expr = 'uuid'\n" + add +
            "column = { name = 'g', type = 'enum(status)' }\nfill_expr = 'status'\n" + add +
            "column = { name = 'h', type = 'enum(mood)' }\nfill = 'bad'\n" + add +
            "column = { name = 'i', type = 'int64', generated = { expression = 'c * 2', stored = "
            "true } }\n" +
            add + "column = { name = 'j', type = 'int64', identity = true }\n" + add +
            "column = { name = 'k', type = 'int64', identity = true }\nfill_expr = 'id * 100'\n" +
            add + "column = { name = 'l', type = 'json', default = '{}' }\n" + add +
            "column = { name = 'm', type = 'blob', default = 'ab' }\n" + add +
            "column = { name = 'n', type = 'bool', default = false }\nfill = true\n");
    EXPECT_EQ(on.rows("SELECT a, b, c, d, e, g, h, i, j, k, l, m, n FROM users ORDER BY id"),
              "NULL|5|7|8|A@B.C|active|bad|14|1|100|{}|\\x6162|t\n"
              "NULL|5|7|8|D@E.F|suspended|bad|14|2|200|{}|\\x6162|t\n");
    EXPECT_EQ(on.rows("SELECT count(DISTINCT f) FROM users"), "2\n");
    EXPECT_EQ(on.rows("INSERT INTO users (email, f, g, h) VALUES ('x', gen_random_uuid(), "
                      "'active', 'good') RETURNING "
                      "b, c, d, e, j, k, n"),
              "5|5|NULL|z|3|201|f\n");
}

TEST(PostgresqlOperations, DropColumns) {
    Postgres on;
    const std::string drop = "[[upgrade]]\nop = 'drop_column'\ntable = 'users'\ncolumn = ";
    change(on, "[[upgrade]]\nop = 'drop_index'\ntable = 'users'\nindex = 'ix_users_active'\n" +
                   drop + "'status'\n" + drop + "'mood'\n" + drop + "'Nick Name'\n");
    EXPECT_EQ(on.rows("SELECT id, email, balance FROM users ORDER BY id"),
              "1|A@b.c|1.50\n2|D@e.f|2.00\n");
}

TEST(PostgresqlOperations, RenameColumns) {
    Postgres on;
    const std::string rename = "[[upgrade]]\nop = 'rename_column'\ntable = 'users'\n";
    change(on, rename + "from = 'status'\nto = 'The State'\n" + rename +
                   "from = 'id'\nto = 'number'\n" + rename + "from = 'email'\nto = 'address'\n" +
                   rename + "from = 'age'\nto = 'years'\n");
    EXPECT_EQ(
        on.rows("SELECT number, address, lower_email, \"The State\", years FROM users ORDER BY 1"),
        "1|A@b.c|a@b.c|active|20\n2|D@e.f|d@e.f|suspended|NULL\n");
}

TEST(PostgresqlOperations, TypesWithinAFamily) {
    Postgres on;
    change(on, alter("email", "type = 'string(99)'") + alter("balance", "type = 'decimal(14,3)'") +
                   alter("age", "type = 'int64'") + alter("id", "type = 'int32'"));
    EXPECT_EQ(on.rows("SELECT id, email, lower_email, balance, age FROM users ORDER BY 1"),
              "1|A@b.c|a@b.c|1.500|20\n2|D@e.f|d@e.f|2.000|NULL\n");
}

TEST(PostgresqlOperations, TypesAcrossFamilies) {
    Postgres on;
    on->execute("SET timezone TO 'Asia/Tokyo'");
    change(on,
           alter("email", "type = 'text'") + alter("balance", "type = 'float64'\ndefault = 0") +
               alter("age", "type = 'float32'") + alter("created_at", "type = 'timestamp'") +
               alter("Nick Name", "type = 'int64'\nusing = 'length(\"Nick Name\")'\ndefault = 7"));
    EXPECT_EQ(on.rows("SELECT email, balance, \"Nick Name\", created_at <= now() AT TIME ZONE "
                      "'UTC' FROM users ORDER "
                      "BY id"),
              "A@b.c|1.5|NULL|t\nD@e.f|2|3|t\n");
}

TEST(PostgresqlOperations, TypeThatLosesIsRefusedByTheServer) {
    Postgres on;
    on.must_run(rendered({}, operations_of(blog)));
    on->execute(blog_rows);
    const std::string problem = on.run(rendered(
        replayed(operations_of(blog)), operations_of(alter("email", "type = 'string(3)'"))));
    EXPECT_EQ(problem.substr(0, 51), "22001: value too long for type character varying(3)");
}

TEST(PostgresqlOperations, NullAndDefault) {
    Postgres on;
    change(on, alter("age", "null = false\nfill = 99\ndefault = 18") +
                   alter("email", "null = true") +
                   alter("Nick Name", "null = false\nfill_expr = 'lower(email)'") +
                   alter("balance", "drop = ['default']") +
                   alter("created_at", "default = '2026-01-01T00:00:00Z'") +
                   alter("status", "default_expr = \"lower('ACTIVE')\""));
    EXPECT_EQ(on.rows("SELECT age, \"Nick Name\" FROM users ORDER BY id"), "20|a@b.c\n99|dee\n");
}

TEST(PostgresqlOperations, FillWhileDeferredConstraintsWait) {
    Postgres on;
    change(
        on,
        "[[upgrade]]\nop = 'insert_rows'\ntable = 'posts'\nrows = [{ author = 3, title = 'early' "
        "}]\n"
        "[[upgrade]]\nop = 'insert_rows'\ntable = 'users'\nrows = [{ id = 3, email = 'late' }]\n"
        "[[upgrade]]\nop = 'alter_column'\ntable = 'posts'\ncolumn = 'author'\nnull = false\nfill "
        "= 1\n"
        "[[upgrade]]\nop = 'insert_rows'\ntable = 'posts'\nrows = [{ author = 4, title = 'early' "
        "}]\n"
        "[[upgrade]]\nop = 'insert_rows'\ntable = 'users'\nrows = [{ id = 4, email = 'later' }]\n"
        "[[upgrade]]\nop = 'add_column'\ntable = 'posts'\ncolumn = { name = 'x', type = 'int32', "
        "default = 1 }\n");
    EXPECT_EQ(on.rows("SELECT author, title, x FROM posts ORDER BY id"),
              "1|one|1\n2|two|1\n3|early|1\n4|early|1\n");
}

TEST(PostgresqlOperations, Identity) {
    Postgres on;
    change(on,
           "[[upgrade]]\nop = 'alter_column'\ntable = 'posts'\ncolumn = 'id'\nidentity = false\n"
           "[[upgrade]]\nop = 'insert_rows'\ntable = 'posts'\nrows = [{ id = 70, title = 'x' }]\n"
           "[[upgrade]]\nop = 'alter_column'\ntable = 'posts'\ncolumn = 'id'\nidentity = true\n"
           "[[upgrade]]\nop = 'insert_rows'\ntable = 'users'\nrows = [{ id = 30, email = 'x' }]\n" +
               alter("id", "identity = false"));
    EXPECT_EQ(on.rows("INSERT INTO posts (title) VALUES ('y') RETURNING id"), "71\n");
}

TEST(PostgresqlOperations, IdentityOfAnEmptyTableStartsAtOne) {
    Postgres on;
    change_with_rows(
        on, blog, "",
        "[[upgrade]]\nop = 'alter_column'\ntable = 'posts'\ncolumn = 'id'\nidentity = false\n"
        "[[upgrade]]\nop = 'alter_column'\ntable = 'posts'\ncolumn = 'id'\nidentity = true\n");
    EXPECT_EQ(on.rows("INSERT INTO posts (title) VALUES ('y') RETURNING id"), "1\n");
}

TEST(PostgresqlOperations, InsertedNumbersAreNotGivenAgain) {
    Postgres on;
    change(on,
           "[[upgrade]]\nop = 'insert_rows'\ntable = 'posts'\nrows = [{ id = 9, title = 'x' }, { "
           "id = -4, title = "
           "'y' }]\n");
    EXPECT_EQ(on.rows("INSERT INTO posts (title) VALUES ('y') RETURNING id"), "10\n");
    Postgres other;
    change(other,
           "[[upgrade]]\nop = 'insert_rows'\ntable = 'posts'\nrows = [{ id = -4, title = 'y' }]\n");
    EXPECT_EQ(other.rows("INSERT INTO posts (title) VALUES ('y') RETURNING id"), "3\n");
}

TEST(PostgresqlOperations, Generated) {
    Postgres on;
    change(on, alter("lower_email",
                     "generated = { expression = 'upper(email)', stored = true }\ncomment = 'c'"));
    EXPECT_EQ(on.rows("SELECT lower_email FROM users ORDER BY id"), "A@B.C\nD@E.F\n");
    Postgres plain;
    change(plain, alter("lower_email",
                        "drop = ['generated']\ndefault = 'x'\ntype = 'string(9)'\nnull = true"));
    EXPECT_EQ(plain.rows("SELECT lower_email FROM users ORDER BY id"), "a@b.c\nd@e.f\n");
    Postgres made;
    change(made, alter("Nick Name", "generated = { expression = 'email || id', stored = true }"));
    EXPECT_EQ(made.rows("SELECT \"Nick Name\" FROM users ORDER BY id"), "A@b.c1\nD@e.f2\n");
    Postgres typed;
    change(typed, alter("lower_email", "type = 'string(50)'"));
    EXPECT_EQ(typed.rows("SELECT lower_email FROM users ORDER BY id"), "a@b.c\nd@e.f\n");
}

TEST(PostgresqlOperations, GeneratedColumnInKeys) {
    Postgres on;
    change_with_rows(on, R"toml(
[[upgrade]]
op = "create_table"
table = "a"
columns = [
  { name = "x", type = "int32" },
  { name = "g", type = "int32", generated = { expression = "x + 1", stored = true } },
  { name = "h", type = "int32" },
]
primary_key = { name = "pk_a", columns = ["g", "h"] }
uniques = [{ name = "uq_a", columns = ["g"] }]
checks = [{ name = "ck_a", expression = "g > 0 AND h > 0" }]
indexes = [{ name = "ix_a", columns = ["h"], where = "g > 5" }, { name = "ix_a2", columns = [{ expression = "g + h" }] }]
[[upgrade]]
op = "create_table"
table = "b"
columns = [{ name = "a", type = "int32" }]
foreign_keys = [{ name = "fk_b", columns = ["a"], table = "a", references = ["g"] }]
)toml",
                     "INSERT INTO a VALUES (1, DEFAULT, 5); INSERT INTO b VALUES (2)",
                     "[[upgrade]]\nop = 'alter_column'\ntable = 'a'\ncolumn = 'x'\ntype = 'int64'\n"
                     "[[upgrade]]\nop = 'alter_column'\ntable = 'a'\ncolumn = 'g'\ngenerated = { "
                     "expression = '1 + x', "
                     "stored = true }\n");
    EXPECT_EQ(on.rows("SELECT x, g, h FROM a"), "1|2|5\n");
    EXPECT_EQ(on.rows("SELECT a FROM b"), "2\n");
}

TEST(PostgresqlOperations, KeysAndConstraints) {
    Postgres on;
    change(on, R"toml(
[[upgrade]]
op = "drop_foreign_key"
table = "posts"
foreign_key = "fk_posts_author"
[[upgrade]]
op = "update_rows"
table = "posts"
set = { author = { expr = "NULL" } }
[[upgrade]]
op = "drop_primary_key"
table = "users"
[[upgrade]]
op = "add_primary_key"
table = "users"
primary_key = { name = "PK of users", columns = ["email", "id"] }
[[upgrade]]
op = "drop_unique"
table = "users"
unique = "uq_users_email"
[[upgrade]]
op = "add_unique"
table = "users"
unique = { name = "uq", columns = ["id"], deferrable = "immediate" }
[[upgrade]]
op = "add_unique"
table = "users"
unique = { name = "uq3", columns = ["id", "email"] }
[[upgrade]]
op = "add_foreign_key"
table = "posts"
foreign_key = { name = "fk", columns = ["author", "title"], table = "users", references = ["id", "email"], on_update = "set_null", on_delete = "set_default" }
[[upgrade]]
op = "drop_check"
table = "users"
check = "ck_users_age"
[[upgrade]]
op = "add_check"
table = "users"
check = { name = "ck", expression = "balance > 1 OR email LIKE '%@%'" }
)toml");
}

TEST(PostgresqlOperations, Indexes) {
    Postgres on;
    change(on, R"toml(
[[upgrade]]
op = "drop_index"
table = "users"
index = "ix_users_active"
[[upgrade]]
op = "create_index"
table = "users"
index = { name = "I X", columns = ["email", { expression = "coalesce(age, 0) + 1", descending = true }], unique = true, where = "age IS NOT NULL" }
[[upgrade]]
op = "create_index"
table = "users"
index = { name = "ix2", columns = [{ expression = "lower(email)" }, { column = "Nick Name", descending = true }] }
)toml");
}

TEST(PostgresqlOperations, Rows) {
    Postgres on;
    change(on, R"toml(
[[upgrade]]
op = "insert_rows"
table = "users"
rows = [{ email = "it's", "Nick Name" = { expr = "upper('x')" }, created_at = { expr = "now" }, mood = "bad" }]
[[upgrade]]
op = "update_rows"
table = "users"
set = { balance = "7" }
where = "mood = 'bad'"
[[upgrade]]
op = "delete_rows"
table = "posts"
[[upgrade]]
op = "execute"
sql = { sqlite = "nonsense", postgresql = "INSERT INTO posts (title) SELECT email FROM users WHERE id = 1; UPDATE users SET age = 1" }
)toml");
    EXPECT_EQ(on.rows("SELECT email, \"Nick Name\", balance, age FROM users ORDER BY id"),
              "A@b.c|NULL|1.50|1\nD@e.f|dee|7.00|1\nit's|X|7.00|1\n");
    EXPECT_EQ(on.rows("SELECT title FROM posts"), "A@b.c\n");
}

}  // namespace
}  // namespace migrations

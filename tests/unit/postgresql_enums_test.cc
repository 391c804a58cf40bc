// Operations on enums and on columns of them, on tables with rows.
#include "postgresql_blog.h"

namespace migrations {
namespace {

std::string alter_enum(const std::string& name, const std::string& what) {
    return "[[upgrade]]\nop = 'alter_enum'\nenum = '" + name + "'\n" + what + "\n";
}

TEST(PostgresqlOperations, TextToEnumsAndBack) {
    Postgres on;
    change(on,
           "[[upgrade]]\nop = 'update_rows'\ntable = 'users'\nset = { 'Nick Name' = 'good' }\n" +
               alter("Nick Name", "type = 'enum(mood)'\ndefault = 'bad'") +
               alter("status", "type = 'text'") + alter("mood", "type = 'text'"));
    EXPECT_EQ(on.rows("SELECT \"Nick Name\", status, mood FROM users ORDER BY id"),
              "good|active|good\ngood|suspended|bad\n");
    Postgres other;
    change(other,
           "[[upgrade]]\nop = 'update_rows'\ntable = 'users'\nset = { 'Nick Name' = 'active' }\n" +
               alter("Nick Name", "type = 'enum(status)'"));
    EXPECT_EQ(other.rows("SELECT \"Nick Name\" FROM users ORDER BY id"), "active\nactive\n");
}

TEST(PostgresqlOperations, BetweenEnums) {
    Postgres on;
    change(
        on,
        "[[upgrade]]\nop = 'create_enum'\nenum = 'feeling'\nvalues = ['bad', 'good']\nnative = "
        "true\n"
        "[[upgrade]]\nop = 'create_enum'\nenum = 'state'\nvalues = ['suspended', 'active', 'x']\n" +
            alter("mood", "type = 'enum(feeling)'") + alter("status", "type = 'enum(state)'"));
    EXPECT_EQ(on.rows("SELECT status, mood FROM users ORDER BY id"),
              "active|good\nsuspended|bad\n");
}

TEST(PostgresqlOperations, TextEnumGrows) {
    Postgres on;
    change(on, alter_enum("status", "values = ['new', 'active', 'suspended']"));
    on->execute("UPDATE users SET status = 'new'");
}

TEST(PostgresqlOperations, TextEnumValuesAreRenamedAndReplaced) {
    Postgres on;
    change(
        on,
        alter_enum(
            "status",
            "values = ['suspended', 'live', \"it's\"]\nrenamed_values = { active = 'live' }\n") +
            alter_enum("status",
                       "values = ['live', \"it's\"]\nreplaced_values = { suspended = \"it's\" }"));
    EXPECT_EQ(on.rows("SELECT status FROM users ORDER BY id"), "live\nit's\n");
}

TEST(PostgresqlOperations, TextEnumLosesAValueThatIsInUse) {
    Postgres on;
    on.must_run(rendered({}, operations_of(blog)));
    on->execute(blog_rows);
    const std::string problem = on.run(rendered(
        replayed(operations_of(blog)), operations_of(alter_enum("status", "values = ['active']"))));
    EXPECT_EQ(problem.substr(0, 5), "23514");
}

TEST(PostgresqlOperations, NativeEnumGrowsInPlace) {
    Postgres on;
    const std::string script =
        change(on, alter_enum("mood", "values = ['first', 'good', 'mid', 'mid2', 'bad', 'last']"));
    EXPECT_EQ(script.find("CREATE TYPE"), std::string::npos) << script;
    EXPECT_EQ(on.rows("SELECT mood FROM users ORDER BY id"), "good\nbad\n");
}

TEST(PostgresqlOperations, NativeEnumGrowsAndIsUsedAtOnce) {
    Postgres on;
    const std::string script = change(
        on, alter_enum("mood", "values = ['good', 'bad', 'new']") +
                "[[upgrade]]\nop = 'update_rows'\ntable = 'users'\nset = { mood = 'new' }\n");
    EXPECT_NE(script.find("CREATE TYPE"), std::string::npos) << script;
    EXPECT_EQ(on.rows("SELECT mood FROM users ORDER BY id"), "new\nnew\n");
}

TEST(PostgresqlOperations, NativeEnumIsRenamedReorderedShrunk) {
    Postgres on;
    change(on, alter_enum("mood", "values = ['fine', 'bad']\nrenamed_values = { good = 'fine' }") +
                   "[[upgrade]]\nop = 'drop_index'\ntable = 'users'\nindex = 'ix_users_active'\n" +
                   alter_enum("mood", "values = ['bad', 'fine']") +
                   alter_enum("mood", "values = ['fine']\nreplaced_values = { bad = 'fine' }"));
    EXPECT_EQ(on.rows("SELECT mood FROM users ORDER BY id"), "fine\nfine\n");
}

TEST(PostgresqlOperations, NativeEnumValuesChangePlaces) {
    Postgres on;
    change_with_rows(
        on, R"toml(
[[upgrade]]
op = "create_enum"
enum = "e"
values = ["a", "b"]
native = true
[[upgrade]]
op = "create_table"
table = "p"
columns = [{ name = "e", type = "enum(e)", default = "a" }]
primary_key = { name = "pk_p", columns = ["e"] }
[[upgrade]]
op = "create_table"
table = "c"
columns = [
  { name = "e", type = "enum(e)", default = "b" },
  { name = "g", type = "enum(e)", generated = { expression = "e", stored = true } },
  { name = "t", type = "text", generated = { expression = "CASE WHEN e = 'a' THEN 'x' ELSE 'y' END", stored = true } },
]
checks = [{ name = "ck_c", expression = "e IN ('a', 'b')" }]
foreign_keys = [{ name = "fk_c", columns = ["e"], table = "p", references = ["e"] }]
)toml",
        "INSERT INTO p VALUES ('a'), ('b'); INSERT INTO c (e) VALUES ('a'), ('b')",
        alter_enum("e", "values = ['b', 'a', 'z']\nrenamed_values = { a = 'b', b = 'a' }"));
    EXPECT_EQ(on.rows("SELECT e, g, t FROM c ORDER BY e::text"), "a|a|x\nb|b|y\n");
}

TEST(PostgresqlOperations, EnumBecomesNativeAndText) {
    Postgres on;
    change(
        on,
        "[[upgrade]]\nop = 'drop_index'\ntable = 'users'\nindex = 'ix_users_active'\n" +
            alter_enum("status",
                       "values = ['live', 'suspended']\nrenamed_values = { active = 'live' "
                       "}\nnative = true") +
            alter_enum(
                "mood",
                "values = ['good', 'poor']\nreplaced_values = { bad = 'poor' }\nnative = false"));
    EXPECT_EQ(on.rows("SELECT status, mood FROM users ORDER BY id"), "live|good\nsuspended|poor\n");
}

TEST(PostgresqlOperations, RenameEnums) {
    Postgres on;
    change(on,
           "[[upgrade]]\nop = 'rename_enum'\nfrom = 'mood'\nto = 'The Mood'\n"
           "[[upgrade]]\nop = 'rename_enum'\nfrom = 'status'\nto = 'state'\n");
}

}  // namespace
}  // namespace migrations

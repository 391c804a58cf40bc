#include "schema/text.h"

#include "operations_support.h"

namespace migrations {
namespace {

// What parse_table says about a text, without the help.
std::string mistakes_in(const std::string& text) {
    Diagnostics diagnostics;
    parse_table(document(text), diagnostics);
    for (Diagnostic& each : diagnostics) each.help.clear();
    return to_string(diagnostics);
}

std::string column_mistakes(const std::string& column) {
    return mistakes_in("table = \"t\"\ncolumns = [\n" + column + "]\n");
}

TEST(SchemaText, DefaultsAreLeftOut) {
    Column column;
    column.name = "id";
    column.type = Type(Integer{64});
    EXPECT_EQ(toml_inline(print(column)), R"toml({ name = "id", type = "int64" })toml");
    column.null = true;
    column.default_value = Value(Null{});
    column.comment = "it's";
    EXPECT_EQ(
        toml_inline(print(column)),
        R"toml({ name = "id", type = "int64", null = true, default = { null = true }, comment = "it's" })toml");
}

TEST(SchemaText, SchemaIsSortedButForColumns) {
    EXPECT_EQ(print(small_schema()), R"toml([[enums]]
enum   = "status"
values = ["active", "suspended"]

[[tables]]
table       = "teams"
columns     = [
    { name = "id", type = "int64", identity = true },
    { name = "code", type = "string(8)" },
]
primary_key = { name = "pk_teams", columns = ["id"] }
uniques     = [
    { name = "uq_teams_code", columns = ["code"] },
]

[[tables]]
table        = "users"
comment      = "people"
columns      = [
    { name = "id", type = "int64", identity = true },
    { name = "email", type = "string(320)" },
    { name = "nick", type = "text", null = true },
    { name = "status", type = "enum(status)", default = "active" },
    { name = "age", type = "int32", null = true },
    { name = "team_id", type = "int64", null = true },
    { name = "lowered", type = "text", generated = { expression = "lower(email)", stored = true } },
]
primary_key  = { name = "pk_users", columns = ["id"] }
uniques      = [
    { name = "uq_users_email", columns = ["email"] },
]
foreign_keys = [
    { name = "fk_users_team_id", columns = ["team_id"], table = "teams", references = ["id"], on_delete = "set null" },
]
checks       = [
    { name = "ck_users_age", expression = "age >= 0" },
]
indexes      = [
    { name = "by_nick", columns = ["nick", { expression = "upper(nick)" }], where = "nick <> ''" },
]
)toml");
    EXPECT_EQ(print(Schema{}), "");
}

TEST(SchemaText, TextPerDialect) {
    Diagnostics diagnostics;
    const Node node = document(R"toml(
both  = { sqlite = "a", postgresql = "b" }
rest  = { portable = "x", sqlite = "a" }
type  = { portable = "string(50)", sqlite = "VARCHAR(50)" }
only  = { postgresql = "inet" }
)toml");
    const auto both = parse_sql(*node.find("both"), diagnostics);
    ASSERT_TRUE(both);
    EXPECT_EQ(both->in("sqlite"), "a");
    EXPECT_EQ(both->in("postgresql"), "b");
    EXPECT_EQ(toml_inline(print(*both)), R"toml({ sqlite = "a", postgresql = "b" })toml");
    const auto rest = parse_sql(*node.find("rest"), diagnostics);
    ASSERT_TRUE(rest);
    EXPECT_EQ(rest->in("postgresql"), "x");
    EXPECT_EQ(toml_inline(print(*rest)), R"toml({ portable = "x", sqlite = "a" })toml");
    const auto type = parse_type(*node.find("type"), diagnostics);
    ASSERT_TRUE(type);
    EXPECT_EQ(type->portable, PortableType(String{50}));
    EXPECT_EQ(*type->verbatim_for("sqlite"), "VARCHAR(50)");
    const auto only = parse_type(*node.find("only"), diagnostics);
    ASSERT_TRUE(only);
    EXPECT_EQ(toml_inline(print(*only)), R"toml({ postgresql = "inet" })toml");
    EXPECT_EQ(to_string(diagnostics), "");
}

TEST(SchemaText, ValuesOfAllKinds) {
    Diagnostics diagnostics;
    const Node node = document(
        "a = true\nb = 7\nc = 1.5\nd = \"x\"\ne = 2026-11-22\nf = { null = true }\ng = []");
    EXPECT_EQ(parse_value(*node.find("a"), diagnostics), Value(true));
    EXPECT_EQ(parse_value(*node.find("b"), diagnostics), Value(std::int64_t{7}));
    EXPECT_EQ(parse_value(*node.find("c"), diagnostics), Value(1.5));
    EXPECT_EQ(parse_value(*node.find("d"), diagnostics), Value(std::string("x")));
    EXPECT_EQ(parse_value(*node.find("e"), diagnostics), Value(std::string("2026-11-22")));
    EXPECT_EQ(parse_value(*node.find("f"), diagnostics), Value(Null{}));
    EXPECT_EQ(to_string(diagnostics), "");
    EXPECT_FALSE(parse_value(*node.find("g"), diagnostics));
    EXPECT_EQ(to_string(diagnostics),
              "test.toml:7:5: error: 'value' must be a value, not an array [wrong-kind]\n");
}

TEST(SchemaText, ShortFormsAreCompleted) {
    Diagnostics diagnostics;
    const Table table = parse_table(document(R"toml(
table       = "t"
columns     = [{ name = "a", type = "text" }, { name = "b", type = "text", generated = { sqlite = "a", postgresql = "a" } }]
primary_key = ["a"]
indexes     = [{ columns = "b" }, { columns = { expression = "lower(a)" } }]
uniques     = [{ columns = ["a"], deferrable = true }, { name = "u", columns = ["b"], deferrable = false }]
foreign_keys = [{ columns = ["a"], table = "t", references = ["a"], on_delete = "SET_NULL", on_update = "no action", deferrable = "deferred" }]
)toml"),
                                    diagnostics);
    EXPECT_EQ(to_string(diagnostics), "");
    EXPECT_EQ(table.primary_key->name, "pk_t");
    EXPECT_TRUE(table.primary_key->automatic.value);
    EXPECT_EQ(table.primary_key->origin.line, 4);
    EXPECT_EQ(table.indexes[0].name, "ix_t_b");
    EXPECT_EQ(table.indexes[1].name, "ix_t_lower_a");
    EXPECT_EQ(table.uniques[0].deferrable, Deferrable::immediate);
    EXPECT_EQ(table.uniques[1].deferrable, Deferrable::no);
    EXPECT_EQ(table.foreign_keys[0].on_delete, Action::set_null);
    EXPECT_EQ(table.foreign_keys[0].on_update, Action::no_action);
    EXPECT_EQ(table.foreign_keys[0].deferrable, Deferrable::deferred);
    EXPECT_EQ(table.columns[1].generated->expression.in("sqlite"), "a");
    EXPECT_TRUE(table.columns[1].generated->stored);
    EXPECT_EQ(table.columns[0].origin.line, 3);
}

TEST(SchemaText, AllMistakesAtOnce) {
    EXPECT_EQ(
        column_mistakes(R"toml({ name = "a", type = "varchar(20)", nul = true, defualt = 1 },
{ name = 5, generated = 1 },
{ name = "b", type = { sqlit = "TEXT" }, identity = "yes", default_expr = "  " },
)toml"),
        "test.toml:3:37: error: unknown key 'nul' in 'columns'; did you mean 'null'? "
        "[unknown-key]\n"
        "test.toml:3:49: error: unknown key 'defualt' in 'columns'; did you mean 'default'? "
        "[unknown-key]\n"
        "test.toml:3:22: error: unknown type 'varchar(20)'; did you mean 'string(20)'? "
        "[unknown-type]\n"
        "test.toml:4:10: error: 'name' must be a string, not an integer [wrong-kind]\n"
        "test.toml:4:1: error: missing key 'type' in 'columns' [missing-key]\n"
        "test.toml:4:25: error: 'generated' must be SQL as a string or as a table with one per "
        "dialect, not an integer [wrong-kind]\n"
        "test.toml:5:24: error: unknown key 'sqlit' in 'type'; did you mean 'sqlite'? "
        "[unknown-key]\n"
        "test.toml:5:75: error: 'default_expr' is empty [bad-value]\n"
        "test.toml:5:53: error: 'identity' is true, false, \"always\" or a table, not 'yes' [bad-value]\n");
}

TEST(SchemaText, MistakesOfKeysAndIndexes) {
    EXPECT_EQ(mistakes_in(R"toml(table = "t"
columns = "id"
primary_key = 1
foreign_keys = [{ columns = "a", table = "x", on_delete = "cascde" }]
uniques = [{ columns = ["a"], deferrable = "later" }, 7]
indexes = [{ columns = [3, { expresion = "x" }] }]
)toml"),
              "test.toml:2:11: error: 'columns' must be an array, not a string [wrong-kind]\n"
              "test.toml:3:15: error: 'primary_key' must be an array of columns or a table, not an "
              "integer [wrong-kind]\n"
              "test.toml:5:44: error: 'deferrable' is \"immediate\", \"deferred\" or false, not "
              "'later' [bad-value]\n"
              "test.toml:5:55: error: 'uniques' must be a table, not an integer [wrong-kind]\n"
              "test.toml:4:29: error: 'columns' must be an array, not a string [wrong-kind]\n"
              "test.toml:4:17: error: missing key 'references' in 'foreign_keys' [missing-key]\n"
              "test.toml:4:59: error: unknown action 'cascde' in 'on_delete'; did you mean "
              "'cascade'? [bad-value]\n"
              "test.toml:6:25: error: 'columns' must be a column or { expression = \"...\" }, not "
              "an integer [wrong-kind]\n"
              "test.toml:6:30: error: unknown key 'expresion' in 'columns'; did you mean "
              "'expression'? [unknown-key]\n");
}

TEST(SchemaText, HelpNamesTheKeys) {
    Diagnostics diagnostics;
    parse_enum(document("enum = \"e\"\nvalue = [\"a\"]\nvalues = [\"a\"]"), diagnostics);
    EXPECT_EQ(to_string(diagnostics),
              "test.toml:2:1: error: unknown key 'value' in 'enum'; did you mean 'values'? "
              "[unknown-key]\n"
              "note: known keys: enum, values, native\n");
}

}  // namespace
}  // namespace migrations

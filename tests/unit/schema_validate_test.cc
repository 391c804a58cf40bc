#include "schema/validate.h"

#include "operations_support.h"

namespace migrations {
namespace {

// Tables and enums as print(Schema) writes them.
Schema read(const std::string& text) {
    Schema schema;
    Diagnostics diagnostics;
    const Node root = document(text);
    if (const Node* enums = root.find("enums")) {
        for (const Node& each : enums->array()) {
            schema.enums.push_back(parse_enum(each, diagnostics));
        }
    }
    if (const Node* tables = root.find("tables")) {
        for (const Node& each : tables->array()) {
            schema.tables.push_back(parse_table(each, diagnostics));
        }
    }
    EXPECT_EQ(to_string(diagnostics), "");
    return schema;
}

std::string mistakes(const std::string& text) {
    return to_string(validate(read(text)));
}

// One table 't' with these columns and more keys.
std::string in_table(const std::string& columns, const std::string& more = "") {
    return mistakes("[[tables]]\ntable = \"t\"\ncolumns = [\n" + columns + "\n]\n" + more);
}

TEST(SchemaValidate, NothingWrong) {
    EXPECT_EQ(to_string(validate(small_schema())), "");
    EXPECT_EQ(to_string(validate({})), "");
}

TEST(SchemaValidate, Names) {
    EXPECT_EQ(mistakes(R"toml(
[[tables]]
table = "users"
columns = [{ name = "id", type = "text" }, { name = "ID", type = "text" }, { name = "", type = "text" }]
uniques = [{ name = "x", columns = ["id"] }, { name = "x", columns = ["ID"] }]
[[tables]]
table = "Users"
columns = []
[[tables]]
table = "a234567890123456789012345678901234567890123456789012345678901234"
columns = [{ name = "a\nb", type = "text" }]
indexes = [{ name = "users", columns = ["a\nb"] }]
)toml"),
              "test.toml:6:1: error: 'users' and 'Users' differ only in letter case, which SQLite "
              "does not tell apart [duplicate-name]\n"
              "test.toml:9:1: error: table "
              "'a234567890123456789012345678901234567890123456789012345678901234' has a name of 64 "
              "bytes; at most 63 are possible [bad-name]\n"
              "test.toml:4:44: error: table 'users': 'id' and 'ID' differ only in letter case, "
              "which SQLite does not tell apart [duplicate-name]\n"
              "test.toml:4:76: error: table 'users': column without a name [bad-name]\n"
              "test.toml:5:46: error: table 'users': two things are named 'x' [duplicate-name]\n"
              "test.toml:6:1: error: table 'Users' has no columns [empty-table]\n"
              "test.toml:11:12: error: table "
              "'a234567890123456789012345678901234567890123456789012345678901234': column 'a\\nb' "
              "has a control character in its name [bad-name]\n"
              "test.toml:12:12: error: table "
              "'a234567890123456789012345678901234567890123456789012345678901234': two things are "
              "named 'users' [duplicate-name]\n");
}

TEST(SchemaValidate, KeysOfMissingColumns) {
    EXPECT_EQ(
        in_table(
            R"toml({ name = "id", type = "int64", null = true }, { name = "email", type = "text" })toml",
            R"toml(primary_key = ["id", "id"]
uniques = [{ columns = ["emial"] }]
indexes = [{ name = "i", columns = [] }, { name = "j", columns = ["nothing"] }, { name = "k", columns = [{ column = "id", expression = "id" }] }]
foreign_keys = [{ columns = ["x"], table = "t", references = ["emal"] }]
)toml"),
        "test.toml:6:15: error: table 't': primary key names column 'id' twice [duplicate-name]\n"
        "test.toml:4:1: error: table 't': column 'id' is in the primary key and cannot be null "
        "[primary-key]\n"
        "test.toml:4:1: error: table 't': column 'id' is in the primary key and cannot be null "
        "[primary-key]\n"
        "test.toml:7:12: error: table 't': unique 'uq_t_emial': there is no column 'emial'; did "
        "you mean 'email'? [missing-column]\n"
        "test.toml:9:17: error: table 't': foreign key 'fk_t_x': there is no column 'x' "
        "[missing-column]\n"
        "test.toml:9:17: error: table 't': foreign key 'fk_t_x': there is no column 'emal'; did "
        "you mean 'email'? [missing-column]\n"
        "test.toml:8:12: error: table 't': index 'i' has no columns [missing-column]\n"
        "test.toml:8:42: error: table 't': index 'j': there is no column 'nothing' "
        "[missing-column]\n"
        "test.toml:8:81: error: table 't': index 'k' needs either 'column' or 'expression' for "
        "each key [missing-column]\n");
}

TEST(SchemaValidate, ForeignKeys) {
    EXPECT_EQ(mistakes(R"toml(
[[tables]]
table = "teams"
columns = [{ name = "id", type = "int64" }, { name = "code", type = "string(5)" }, { name = "name", type = "text" }]
primary_key = ["id"]
indexes = [{ name = "a", columns = ["code"], unique = true }, { name = "b", columns = ["name"], unique = true, where = "name <> ''" }]
[[tables]]
table = "users"
columns = [{ name = "a", type = "int32" }, { name = "b", type = "text" }, { name = "c", type = "uuid" }]
foreign_keys = [
    { columns = ["a"], table = "teams", references = ["id"] },
    { columns = ["b"], table = "teams", references = ["code"] },
    { columns = ["b"], table = "teams", references = ["name"] },
    { columns = ["c"], table = "teams", references = ["id"] },
    { columns = ["a", "b"], table = "teams", references = ["id"] },
    { columns = ["a"], table = "team", references = ["id"] },
]
)toml"),
              "test.toml:13:5: error: table 'users': foreign key 'fk_users_b_2' refers to teams "
              "(name), of which the unique index 'b' has a condition: no foreign key can refer to such a one "
              "[foreign-key]\n"
              "test.toml:14:5: error: table 'users': foreign key 'fk_users_c': column 'c' is uuid, "
              "but teams.id is int64 [foreign-key]\n"
              "test.toml:15:5: error: table 'users': foreign key 'fk_users_a_b' has 2 columns and "
              "refers to 1 [foreign-key]\n"
              "test.toml:16:5: error: table 'users': foreign key 'fk_users_a_2': there is no table "
              "'team'; did you mean 'teams'? [foreign-key]\n");
}

// What a foreign key may refer to, as both servers see it.
TEST(SchemaValidate, KeysThatForeignKeysCannotHave) {
    EXPECT_EQ(mistakes(R"toml(
[[tables]]
table = "p"
columns = [{ name = "a", type = "text" }, { name = "b", type = "text" }, { name = "c", type = "text" }, { name = "d", type = "text" }]
uniques = [
    { name = "later", columns = ["a"], deferrable = "deferred" },
    { name = "also", columns = ["b"], deferrable = "immediate" },
    { name = "now", columns = ["b"] },
]
indexes = [
    { name = "loose", columns = [{ column = "c", collation = { sqlite = "NOCASE" } }], unique = true },
    { name = "words", columns = [{ expression = "lower(d)" }], unique = true },
]
[[tables]]
table = "t"
columns = [{ name = "a", type = "text" }]
foreign_keys = [
    { columns = ["a"], table = "p", references = ["a"] },
    { columns = ["a"], table = "p", references = ["b"] },
    { columns = ["a"], table = "p", references = ["c"] },
    { columns = ["a"], table = "p", references = ["d"] },
]
)toml"),
              "test.toml:18:5: error: table 't': foreign key 'fk_t_a' refers to p (a), of which the unique 'later' is "
              "deferrable: no foreign key can refer to such a one [foreign-key]\n"
              "test.toml:20:5: error: table 't': foreign key 'fk_t_a_3' refers to p (c), of which the unique index 'loose' "
              "has another collation than they have: in SQLite no foreign key can refer to such a one [foreign-key]\n"
              "test.toml:21:5: error: table 't': foreign key 'fk_t_a_4' refers to p (d), which is neither primary key nor "
              "unique [foreign-key]\n");
}

TEST(SchemaValidate, OwnersOfSequences) {
    const auto owned_by = [](const std::string& owner) {
        Schema schema = read("[[tables]]\ntable = \"users\"\ncolumns = [{ name = \"id\", type = \"int64\" }]\n");
        Object sequence;
        sequence.kind = ObjectKind::sequence;
        sequence.name = "s";
        sequence.sql.by_dialect["postgresql"] = "CREATE SEQUENCE s OWNED BY " + owner + " CYCLE";
        sequence.origin = Origin(Location{"test.toml", 5, 1});
        schema.objects.push_back(std::move(sequence));
        return to_string(validate(schema));
    };
    EXPECT_EQ(owned_by("user.id"),
              "test.toml:5:1: error: sequence s is owned by user.id: there is no table 'user'; did you mean 'users'? [object]\n");
    EXPECT_EQ(owned_by("users.idd"),
              "test.toml:5:1: error: sequence s is owned by users.idd: there is no column 'idd'; did you mean 'id'? [object]\n");
    EXPECT_EQ(owned_by("public.Users.\"id\""), "");
    EXPECT_EQ(owned_by("NONE"), "");
}

TEST(SchemaValidate, NumbersOfSequences) {
    const auto mistake = [](const std::string& options) {
        Schema schema;
        Object sequence;
        sequence.kind = ObjectKind::sequence;
        sequence.name = "s";
        sequence.sql.by_dialect["postgresql"] = "CREATE SEQUENCE s " + options;
        sequence.origin = Origin(Location{"test.toml", 5, 1});
        schema.objects.push_back(std::move(sequence));
        const std::string text = to_string(validate(schema));
        const std::string start = "test.toml:5:1: error: sequence s: ";
        return text.starts_with(start) ? text.substr(start.size(), text.find(" [object]") - start.size()) : text;
    };
    EXPECT_EQ(mistake("MINVALUE 5 MAXVALUE 3"), "MINVALUE 5 is not less than MAXVALUE 3");
    EXPECT_EQ(mistake("START 0"), "START 0 is less than MINVALUE 1");
    EXPECT_EQ(mistake("INCREMENT -1 START 7"), "START 7 is more than MAXVALUE -1");
    EXPECT_EQ(mistake("INCREMENT 0"), "INCREMENT is 0");
    EXPECT_EQ(mistake("CACHE 0"), "CACHE 0 is less than 1");
    EXPECT_EQ(mistake("AS smallint MAXVALUE 40000"), "MAXVALUE 40000 is out of range for smallint");
    EXPECT_EQ(mistake("AS text"), "its type text is not smallint, integer or bigint");
    EXPECT_EQ(mistake("AS int2 INCREMENT -2 MINVALUE -9 START -3 CACHE 2"), "");
}

TEST(SchemaValidate, CirclesOfObjects) {
    const auto mistake = [](const std::vector<std::pair<ObjectKind, std::string>>& things) {
        Schema schema;
        for (const auto& [kind, rest] : things) {
            Object object;
            object.kind = kind;
            object.name = rest.substr(0, rest.find_first_of(" ("));
            object.sql.by_dialect["postgresql"] = "CREATE " + to_string(kind) + " " + rest;
            object.origin = Origin(Location{"test.toml", static_cast<int>(schema.objects.size()) + 1, 1});
            schema.objects.push_back(std::move(object));
        }
        return to_string(validate(schema));
    };
    constexpr ObjectKind view = ObjectKind::view;
    constexpr ObjectKind function = ObjectKind::function;
    EXPECT_EQ(mistake({{view, "x AS SELECT 1"}, {view, "a AS SELECT * FROM x, b"}, {view, "b AS SELECT * FROM a"}}),
              "test.toml:2:1: error: view a needs view b, which needs the first again: none of them can be made first [object]\n");
    EXPECT_EQ(mistake({{view, "a AS SELECT f(1)"},
                       {function, "f(x integer) RETURNS integer RETURN g(NULL)"},
                       {function, "g(x a) RETURNS integer LANGUAGE sql AS 'SELECT 1'"}}),
              "test.toml:1:1: error: view a needs function f, which needs function g, which needs the first again: none of them can "
              "be made first [object]\n");
    // Columns, aliases and parameters, names of WITH, and bodies that are strings.
    EXPECT_EQ(mistake({{view, "a AS SELECT b FROM t"}, {view, "b AS SELECT x AS a FROM t a"}}), "");
    EXPECT_EQ(mistake({{view, "a AS WITH b AS (SELECT 1) SELECT * FROM b"}, {view, "b AS SELECT * FROM a"}}), "");
    EXPECT_EQ(mistake({{view, "a AS SELECT f(1)"}, {function, "f(a integer) RETURNS integer LANGUAGE sql AS 'SELECT count(*) FROM a'"}}),
              "");
    EXPECT_EQ(mistake({{view, "a AS SELECT * FROM legacy.b"}, {view, "b AS SELECT * FROM a"}}), "");
    EXPECT_EQ(mistake({{view, "a AS SELECT 1"}, {function, "f(x a) RETURNS integer RETURN f(x)"}}), "");
}

// Functions and domains are for PostgreSQL, which tells letter case apart.
TEST(SchemaValidate, LetterCaseOfNames) {
    const auto both = [](ObjectKind kind, const std::string& create) {
        Schema schema;
        for (const char* name : {"isfine", "IsFine"}) {
            Object object;
            object.kind = kind;
            object.name = name;
            object.sql.text = create + " \"" + name + "\"";
            schema.objects.push_back(std::move(object));
        }
        return to_string(validate(schema));
    };
    EXPECT_EQ(both(ObjectKind::function, "CREATE FUNCTION"), "");
    EXPECT_EQ(both(ObjectKind::domain, "CREATE DOMAIN"), "");
    EXPECT_EQ(both(ObjectKind::view, "CREATE VIEW"),
              "error: 'isfine' and 'IsFine' differ only in letter case, which SQLite does not tell apart [duplicate-name]\n");
}

TEST(SchemaValidate, Enums) {
    EXPECT_EQ(mistakes(R"toml(
[[enums]]
enum = "status"
values = ["a", "b", "a"]
[[enums]]
enum = "none"
values = []
[[enums]]
enum = "t"
values = ["a"]
native = true
[[tables]]
table = "t"
columns = [{ name = "x", type = "enum(statu)" }, { name = "y", type = "enum(status)", default = "c" }]
)toml"),
              "test.toml:2:1: error: enum 'status' has the value 'a' twice [enum]\n"
              "test.toml:5:1: error: enum 'none' has no values [enum]\n"
              "test.toml:8:1: error: enum 't' is native and has the name of a table, which is a "
              "type already [duplicate-name]\n"
              "test.toml:14:12: error: table 't': column 'x': there is no enum 'statu'; did you "
              "mean 'status'? [unknown-enum]\n"
              "test.toml:14:50: error: table 't': column 'y': the default is no value of enum "
              "'status'; did you mean 'a'? [default]\n");
}

TEST(SchemaValidate, Defaults) {
    const auto of = [](const std::string& rest) {
        const std::string text = in_table("{ name = \"c\", " + rest + " }");
        const std::string start = "test.toml:4:1: error: table 't': column 'c'";
        return text.starts_with(start) ? text.substr(start.size()) : text;
    };
    EXPECT_EQ(of(R"toml(type = "bool", default = 1)toml"),
              ": the default is an integer, not true or false [default]\n");
    EXPECT_EQ(of(R"toml(type = "bool", default = true)toml"), "");
    EXPECT_EQ(of(R"toml(type = "int16", default = 32768)toml"),
              ": the default is out of the range of int16 [default]\n");
    EXPECT_EQ(of(R"toml(type = "int16", default = -32768)toml"), "");
    EXPECT_EQ(of(R"toml(type = "int64", default = "1")toml"),
              ": the default is a string, not an integer [default]\n");
    EXPECT_EQ(of(R"toml(type = "float64", default = 1)toml"), "");
    EXPECT_EQ(of(R"toml(type = "float64", default = true)toml"),
              ": the default is a boolean, not a number [default]\n");
    EXPECT_EQ(of(R"toml(type = "decimal(4,2)", default = "12.34")toml"), "");
    EXPECT_EQ(of(R"toml(type = "decimal(4,2)", default = "-012.3")toml"), "");
    EXPECT_EQ(of(R"toml(type = "decimal(4,2)", default = 12)toml"), "");
    EXPECT_EQ(of(R"toml(type = "decimal(4,2)", default = 1.5)toml"),
              ": the default is a float, not a decimal number in quotes [default]\n");
    EXPECT_EQ(of(R"toml(type = "decimal(4,2)", default = "1.234")toml"),
              ": the default has more than 2 digits after the point [default]\n");
    EXPECT_EQ(of(R"toml(type = "decimal(4,2)", default = "123")toml"),
              ": the default has more than 2 digits before the point [default]\n");
    // SQLite keeps the text: one number has one form.
    for (const char* text : {"1e2", "+1", ".5", "5.", "", "-"}) {
        EXPECT_EQ(of(std::string("type = \"decimal(4,2)\", default = \"") + text + "\""),
                  ": the default is no decimal number such as '-0.5' [default]\n");
    }
    EXPECT_EQ(of(R"toml(type = "string(2)", default = "üüü")toml"),
              ": the default is longer than 2 characters [default]\n");
    EXPECT_EQ(of(R"toml(type = "string(3)", default = "üüü")toml"), "");
    EXPECT_EQ(of(R"toml(type = "date", default = 5)toml"),
              ": the default is an integer, not a string [default]\n");
    EXPECT_EQ(of(R"toml(type = "date", default = "2024-13-45")toml"),
              ": the default is no date such as '2024-12-31' [default]\n");
    EXPECT_EQ(of(R"toml(type = "date", default = "2024-02-29")toml"), "");
    EXPECT_EQ(of(R"toml(type = "date", default = 2024-02-29)toml"), "");
    EXPECT_EQ(of(R"toml(type = "time", default = "25:00")toml"),
              ": the default is no time such as '23:59:59' [default]\n");
    EXPECT_EQ(of(R"toml(type = "time", default = "23:00")toml"), "");
    EXPECT_EQ(of(R"toml(type = "timestamptz", default = "yesterday")toml"),
              ": the default is no timestamp such as '2024-12-31T23:59:59Z' [default]\n");
    EXPECT_EQ(of(R"toml(type = "timestamptz", default = "2024-01-01 00:00:00+02:00")toml"), "");
    EXPECT_EQ(of(R"toml(type = "timestamptz", default = "0001-01-01 00:00:00+02:00")toml"),
              ": the default is no timestamp such as '2024-12-31T23:59:59Z' [default]\n");
    EXPECT_EQ(of(R"toml(type = "timestamp", default = "2024-01-01 00:00:00+02:00")toml"),
              ": the default has an offset, which the type 'timestamp' does not keep [default]\n");
    EXPECT_EQ(of(R"toml(type = "uuid", default = "zz")toml"),
              ": the default is no uuid such as '00000000-0000-0000-0000-000000000000' "
              "[default]\n");
    EXPECT_EQ(of(R"toml(type = "uuid", default = "0123ABCD-0000-4000-8000-0123456789ab")toml"), "");
    EXPECT_EQ(of(R"toml(type = "json", default = "{x")toml"),
              ": the default is no JSON [default]\n");
    EXPECT_EQ(of(R"toml(type = "json", default = "{\"x\": [1]}")toml"), "");
    for (const char* number : {"nan", "inf", "-inf"}) {
        EXPECT_EQ(of(std::string("type = \"float64\", default = ") + number),
                  ": the default is not a finite number [default]\n");
    }
    EXPECT_EQ(of(R"toml(type = "float32", default = 1e39)toml"),
              ": the default is out of the range of float32 [default]\n");
    EXPECT_EQ(of(R"toml(type = "int32", default_expr = "now")toml"),
              ": the default_expr is a time, which int32 cannot hold [default]\n");
    EXPECT_EQ(of(R"toml(type = "date", default_expr = { sqlite = "uuid", postgresql = "x" })toml"),
              ": the default_expr is a uuid, which date cannot hold [default]\n");
    EXPECT_EQ(of(R"toml(type = "text", default_expr = "now")toml"), "");
    EXPECT_EQ(of(R"toml(type = "text", default = { null = true })toml"),
              ": the default is NULL, but the column is not null = true [default]\n");
    EXPECT_EQ(of(R"toml(type = "text", null = true, default = { null = true })toml"), "");
    EXPECT_EQ(of(R"toml(type = "text", default = "a", default_expr = "b")toml"),
              " has both 'default' and 'default_expr' [default]\n");
    EXPECT_EQ(of(R"toml(type = { sqlite = "ANY" }, default = 5)toml"), "");
}

TEST(SchemaValidate, GeneratedAndIdentity) {
    EXPECT_EQ(
        in_table(R"toml({ name = "a", type = "text", generated = "lower(A)" },
{ name = "b", type = "text", generated = "a", default = "x" },
{ name = "c", type = "text", identity = true, null = true, default = "" },
{ name = "d", type = "int64", identity = true, autoincrement = true },)toml",
                 "without_rowid = true\n"),
        "test.toml:4:1: error: table 't': column 'a' is generated from itself [generated]\n"
        "test.toml:5:1: error: table 't': column 'b' is generated and cannot have a default "
        "[generated]\n"
        "test.toml:6:1: error: table 't': column 'c' is identity, but no integer [identity]\n"
        "test.toml:6:1: error: table 't': column 'c' is identity and cannot have a default or be "
        "generated [identity]\n"
        "test.toml:6:1: error: table 't': column 'c' is identity and cannot be null [identity]\n"
        "test.toml:7:1: error: table 't': column 'd' is autoincrement, but not the integer primary "
        "key [identity]\n"
        "test.toml:7:1: error: table 't': column 'd' is autoincrement, which a without_rowid table "
        "cannot have [identity]\n"
        "test.toml:1:1: error: table 't' is without_rowid and needs a primary key [primary-key]\n");
}

TEST(SchemaValidate, EmptyExpressionsAndTypes) {
    Schema schema;
    Table table;
    table.name = "t";
    table.origin = Origin(Location{"m.toml", 3, 1});
    Column column;
    column.name = "a";
    column.default_expr = Sql();
    column.generated = Generated{};
    table.columns = {column};
    table.checks.emplace_back().name = "c";
    Index& index = table.indexes.emplace_back();
    index.name = "i";
    index.keys.emplace_back().column = "a";
    index.where = Sql();
    schema.tables = {table};
    // What has no place of its own is reported at its table's.
    EXPECT_EQ(
        to_string(validate(schema)),
        "m.toml:3:1: error: table 't': column 'a' has no type [unknown-type]\n"
        "m.toml:3:1: error: table 't': column 'a' has an empty 'default_expr' [empty-expression]\n"
        "m.toml:3:1: error: table 't': column 'a' is generated and cannot have a default "
        "[generated]\n"
        "m.toml:3:1: error: table 't': column 'a' is generated from nothing [empty-expression]\n"
        "m.toml:3:1: error: table 't': check 'c' has no expression [empty-expression]\n"
        "m.toml:3:1: error: table 't': index 'i' has an empty 'where' [empty-expression]\n");
}

}  // namespace
}  // namespace migrations

#include "operations/replay.h"

#include "operations_support.h"

namespace migrations {
namespace {

// What does not fit small_schema() about an operation; the schema must then be unchanged.
std::string problem_of(const std::string& text, Schema schema = small_schema()) {
    const Schema before = schema;
    const std::string problem = replay(operation_of(text), schema);
    if (!problem.empty()) {
        EXPECT_EQ(schema, before) << text;
    }
    return problem;
}

Schema after(const std::string& text, Schema schema = small_schema()) {
    EXPECT_EQ(replay(operation_of(text), schema), "") << text;
    return schema;
}

std::string alter(const std::string& column, const std::string& keys) {
    return "op = \"alter_column\"\ntable = \"users\"\ncolumn = \"" + column + "\"\n" + keys;
}

// A list of operations is carried out as each by itself is, whatever is known of names by then.
TEST(OperationsReplay, NamesOfAListAreThoseOfTheSchema) {
    const auto table = [](const std::string& name, const std::string& index) {
        return operation_of("op = \"create_table\"\ntable = \"" + name + "\"\ncolumns = [{ name = \"a\", type = \"text\" }]\n" +
                            "indexes = [{ name = \"" + index + "\", columns = [\"a\"] }]\n");
    };
    const auto index = [](const std::string& on, const std::string& name) {
        return operation_of("op = \"create_index\"\ntable = \"" + on + "\"\nindex = { name = \"" + name + "\", columns = [\"a\"] }\n");
    };
    const auto line = [](const std::string& text) { return operation_of(text); };
    const Operations operations = {
        table("t", "ix_t"), table("T", "x"), table("IX_T", "x"), table("u", "u"), table("v", "ix_T"), index("t", "T"), index("t", "second"),
        table("Second", "x"), line("op = \"rename_table\"\nfrom = \"t\"\nto = \"w\"\n"), table("W", "x"), table("t", "ix_2"),
        line("op = \"drop_index\"\ntable = \"w\"\nindex = \"second\"\n"), table("second", "ix_3"),
        line("op = \"drop_table\"\ntable = \"second\"\n"), table("Second", "ix_3"), index("Second", "by_nick"), table("", "x")};
    Schema one_by_one = small_schema();
    std::vector<std::string> wanted;
    for (const Operation& each : operations) {
        const std::string problem = replay(each, one_by_one);
        if (!problem.empty()) wanted.push_back(problem);
    }
    Diagnostics found;
    EXPECT_EQ(replay(operations, small_schema(), found), one_by_one);
    std::vector<std::string> told;
    for (const Diagnostic& each : found) told.push_back(each.message);
    EXPECT_EQ(told, wanted);
    EXPECT_EQ(told.size(), 9U);
    EXPECT_EQ(told.front(), "table 'T' exists already");
}

TEST(OperationsReplay, TablesThatDoNotFit) {
    EXPECT_EQ(problem_of("op = \"create_table\"\ntable = \"Users\"\ncolumns = []"),
              "table 'Users' exists already");
    EXPECT_EQ(problem_of("op = \"create_table\"\ntable = \"by_nick\"\ncolumns = []"),
              "table 'users' has an index 'by_nick' already");
    EXPECT_EQ(problem_of("op = \"create_table\"\ntable = \"\"\ncolumns = []"),
              "the name of the table is empty");
    EXPECT_EQ(problem_of("op = \"create_table\"\ntable = \"t\"\ncolumns = []"),
              "table 't' has no columns");
    EXPECT_EQ(problem_of("op = \"create_table\"\ntable = \"t\"\ncolumns = [{ name = \"a\", type = "
                         "\"text\" }, { name = \"A\", type = \"text\" }]"),
              "table 't' has a column 'A' already");
    EXPECT_EQ(problem_of("op = \"create_table\"\ntable = \"t\"\ncolumns = [{ name = \"a\", type = "
                         "\"enum(statu)\" }]"),
              "enum 'statu' does not exist; did you mean 'status'?");
    EXPECT_EQ(problem_of("op = \"create_table\"\ntable = \"t\"\ncolumns = [{ name = \"a\", type = "
                         "\"text\" }]\nprimary_key = [\"b\"]"),
              "primary key 'pk_t': table 't' has no column 'b'; did you mean 'a'?");
    EXPECT_EQ(problem_of("op = \"drop_table\"\ntable = \"user\""),
              "table 'user' does not exist; did you mean 'users'?");
    EXPECT_EQ(problem_of("op = \"drop_table\"\ntable = \"teams\""),
              "table 'teams' is referred to by foreign key 'fk_users_team_id' of table 'users'");
    EXPECT_EQ(problem_of("op = \"rename_table\"\nfrom = \"users\"\nto = \"TEAMS\""),
              "table 'TEAMS' exists already");
    EXPECT_EQ(problem_of("op = \"rename_table\"\nfrom = \"nothing\"\nto = \"x\""),
              "table 'nothing' does not exist");
    EXPECT_EQ(problem_of("op = \"alter_table\"\ntable = \"nothing\""),
              "table 'nothing' does not exist");
}

TEST(OperationsReplay, RenameTableFollowsIntoForeignKeys) {
    const Schema schema = after("op = \"rename_table\"\nfrom = \"teams\"\nto = \"Teams\"");
    EXPECT_EQ(schema.table("teams"), nullptr);
    EXPECT_EQ(schema.table("users")->foreign_keys[0].table, "Teams");
    EXPECT_EQ(schema.table("Teams")->primary_key->name, "pk_teams");
}

TEST(OperationsReplay, AlterTableLeavesWhatIsNotGiven) {
    Schema schema = after("op = \"alter_table\"\ntable = \"users\"\nstrict = true");
    EXPECT_TRUE(schema.table("users")->strict);
    EXPECT_EQ(schema.table("users")->comment, "people");
    schema = after("op = \"alter_table\"\ntable = \"users\"\ncomment = \"\"", schema);
    EXPECT_EQ(schema.table("users")->comment, "");
    EXPECT_TRUE(schema.table("users")->strict);
}

TEST(OperationsReplay, ColumnsThatDoNotFit) {
    EXPECT_EQ(problem_of("op = \"add_column\"\ntable = \"users\"\ncolumn = { name = \"Email\", "
                         "type = \"text\" }"),
              "table 'users' has a column 'Email' already");
    EXPECT_EQ(
        problem_of(
            "op = \"add_column\"\ntable = \"users\"\ncolumn = { name = \"\", type = \"text\" }"),
        "the name of the column is empty");
    EXPECT_EQ(
        problem_of("op = \"add_column\"\ntable = \"users\"\ncolumn = { name = \"x\", type = "
                   "\"enum(status)\", default = \"activ\" }"),
        "the default 'activ' of column 'x' is no value of enum 'status'; did you mean 'active'?");
    EXPECT_EQ(problem_of("op = \"add_column\"\ntable = \"users\"\ncolumn = { name = \"x\", type = "
                         "\"text\" }\nfill = \"\"\nfill_expr = \"nick\""),
              "add_column of 'users.x' sets both 'fill' and 'fill_expr'");
    EXPECT_EQ(
        problem_of("op = \"rename_column\"\ntable = \"users\"\nfrom = \"nick\"\nto = \"EMAIL\""),
        "table 'users' has a column 'EMAIL' already");
    EXPECT_EQ(problem_of("op = \"rename_column\"\ntable = \"users\"\nfrom = \"nik\"\nto = \"x\""),
              "table 'users' has no column 'nik'; did you mean 'nick'?");
}

TEST(OperationsReplay, DroppedColumnsMustNotBeInUse) {
    const auto drop = [](const std::string& table, const std::string& column) {
        return problem_of("op = \"drop_column\"\ntable = \"" + table + "\"\ncolumn = \"" + column +
                          "\"");
    };
    EXPECT_EQ(drop("users", "id"),
              "column 'id' of table 'users' is used by primary key 'pk_users'");
    EXPECT_EQ(drop("users", "email"),
              "column 'email' of table 'users' is used by unique 'uq_users_email'");
    EXPECT_EQ(drop("users", "nick"), "column 'nick' of table 'users' is used by index 'by_nick'");
    EXPECT_EQ(drop("users", "age"),
              "column 'age' of table 'users' is used by check 'ck_users_age'");
    EXPECT_EQ(drop("users", "team_id"),
              "column 'team_id' of table 'users' is used by foreign key 'fk_users_team_id'");
    EXPECT_EQ(drop("users", "x"), "table 'users' has no column 'x'");
    EXPECT_EQ(drop("users", "lowered"), "");
    const Schema schema =
        after("op = \"drop_unique\"\ntable = \"users\"\nunique = \"uq_users_email\"");
    EXPECT_EQ(problem_of("op = \"drop_column\"\ntable = \"users\"\ncolumn = \"email\"", schema),
              "column 'email' of table 'users' is used by generated column 'lowered'");
    // Only used from elsewhere: a foreign key whose target has lost its own key is not left
    // dangling.
    Schema keyless = small_schema();
    keyless.table("teams")->primary_key.reset();
    EXPECT_EQ(
        problem_of("op = \"drop_column\"\ntable = \"teams\"\ncolumn = \"id\"", keyless),
        "column 'id' of table 'teams' is used by foreign key 'fk_users_team_id' of table 'users'");
    const Schema one = schema_of(
        "[[op]]\nop = \"create_table\"\ntable = \"t\"\ncolumns = [{ name = \"a\", type = \"text\" "
        "}]");
    EXPECT_EQ(problem_of("op = \"drop_column\"\ntable = \"t\"\ncolumn = \"a\"", one),
              "'a' is the only column of table 't'");
}

TEST(OperationsReplay, RenameColumnFollowsEverywhere) {
    Schema schema =
        after("op = \"rename_column\"\ntable = \"users\"\nfrom = \"nick\"\nto = \"order\"");
    const Index& index = schema.table("users")->indexes[0];
    EXPECT_EQ(index.keys[0].column, "order");
    EXPECT_EQ(index.keys[1].expression.text, "upper(\"order\")");
    EXPECT_EQ(index.where->text, "\"order\" <> ''");
    schema =
        after("op = \"rename_column\"\ntable = \"users\"\nfrom = \"email\"\nto = \"mail\"", schema);
    EXPECT_EQ(schema.table("users")->column("lowered")->generated->expression.text, "lower(mail)");
    EXPECT_EQ(schema.table("users")->uniques[0].columns, std::vector<std::string>{"mail"});
    schema =
        after("op = \"rename_column\"\ntable = \"users\"\nfrom = \"age\"\nto = \"years\"", schema);
    EXPECT_EQ(schema.table("users")->checks[0].expression.text, "years >= 0");
    schema = after("op = \"rename_column\"\ntable = \"users\"\nfrom = \"team_id\"\nto = \"team\"",
                   schema);
    EXPECT_EQ(schema.table("users")->foreign_keys[0].columns, std::vector<std::string>{"team"});
    schema = after("op = \"rename_column\"\ntable = \"teams\"\nfrom = \"id\"\nto = \"nr\"", schema);
    EXPECT_EQ(schema.table("teams")->primary_key->columns, std::vector<std::string>{"nr"});
    EXPECT_EQ(schema.table("users")->foreign_keys[0].references, std::vector<std::string>{"nr"});
    EXPECT_EQ(schema.table("users")->primary_key->columns, std::vector<std::string>{"id"});
}

TEST(OperationsReplay, RenameColumnFollowsIntoTheTextOfEveryDialect) {
    Schema schema = small_schema();
    Check check;
    check.name = "c";
    check.expression.by_dialect = {{"sqlite", "age < 200"}, {"postgresql", "200 > age"}};
    schema.table("users")->checks.push_back(check);
    schema =
        after("op = \"rename_column\"\ntable = \"users\"\nfrom = \"age\"\nto = \"years\"", schema);
    EXPECT_EQ(schema.table("users")->checks[1].expression.in("sqlite"), "years < 200");
    EXPECT_EQ(schema.table("users")->checks[1].expression.in("postgresql"), "200 > years");
}

TEST(OperationsReplay, AlterColumnChangesWhatIsGiven) {
    Schema schema = after(
        alter("nick", "type = \"string(9)\"\nnull = false\ndefault = \"x\"\ncomment = \"c\""));
    const Column* nick = schema.table("users")->column("nick");
    EXPECT_EQ(nick->type, Type(String{9}));
    EXPECT_FALSE(nick->null);
    EXPECT_EQ(nick->default_value, Value(std::string("x")));
    EXPECT_EQ(nick->comment, "c");
    // A default of one kind removes that of the other.
    schema = after(alter("nick", "default_expr = \"upper('x')\""), schema);
    EXPECT_FALSE(schema.table("users")->column("nick")->default_value);
    EXPECT_TRUE(schema.table("users")->column("nick")->default_expr);
    schema = after(alter("nick", "default = \"y\""), schema);
    EXPECT_FALSE(schema.table("users")->column("nick")->default_expr);
    schema = after(alter("nick", "drop = [\"default\"]\ncomment = \"\""), schema);
    EXPECT_FALSE(schema.table("users")->column("nick")->default_value);
    EXPECT_EQ(schema.table("users")->column("nick")->comment, "");
    EXPECT_EQ(schema.table("users")->column("nick")->type, Type(String{9}));
    schema = after(alter("lowered", "drop = [\"generated\"]\ndefault = \"z\""), schema);
    EXPECT_FALSE(schema.table("users")->column("lowered")->generated);
}

TEST(OperationsReplay, AlterColumnThatDoesNotFit) {
    EXPECT_EQ(problem_of(alter("id", "null = true")),
              "column 'id' of table 'users' is in the primary key and cannot be null");
    EXPECT_EQ(problem_of(alter("nick", "drop = [\"defualt\"]")),
              "alter_column of 'users.nick' cannot drop 'defualt'; it can drop 'default', "
              "'generated' and 'collation'");
    EXPECT_EQ(problem_of(alter("nick", "default = \"a\"\ndefault_expr = \"b\"")),
              "alter_column of 'users.nick' sets both 'default' and 'default_expr'");
    EXPECT_EQ(problem_of(alter("nick", "default = \"a\"\ndrop = [\"default\"]")),
              "alter_column of 'users.nick' both sets and drops the default");
    EXPECT_EQ(problem_of(alter("nick", "generated = \"email\"\ndrop = [\"generated\"]")),
              "alter_column of 'users.nick' both sets and drops 'generated'");
    EXPECT_EQ(problem_of(alter("nick", "null = false\nfill = \"\"\nfill_expr = \"email\"")),
              "alter_column of 'users.nick' sets both 'fill' and 'fill_expr'");
    EXPECT_EQ(problem_of(alter("lowered", "default = \"\"")),
              "column 'lowered' of table 'users' is generated and cannot have a default");
    EXPECT_EQ(problem_of(alter("status", "default = \"gone\"")),
              "the default 'gone' of column 'status' is no value of enum 'status'");
    EXPECT_EQ(problem_of(alter("nick", "type = \"enum(color)\"")), "enum 'color' does not exist");
    EXPECT_EQ(problem_of(alter("nik", "null = true")),
              "table 'users' has no column 'nik'; did you mean 'nick'?");
}

TEST(OperationsReplay, ConstraintsThatDoNotFit) {
    const auto on = [](const std::string& op, const std::string& table, const std::string& rest) {
        return problem_of("op = \"" + op + "\"\ntable = \"" + table + "\"\n" + rest);
    };
    EXPECT_EQ(on("add_primary_key", "users", "primary_key = [\"email\"]"),
              "table 'users' has the primary key 'pk_users' already");
    EXPECT_EQ(on("drop_primary_key", "teams", ""),
              "primary key of table 'teams' is in use: foreign key 'fk_users_team_id' of table "
              "'users' refers to it");
    EXPECT_EQ(on("drop_primary_key", "users", ""), "");
    EXPECT_EQ(on("add_unique", "users", "unique = { name = \"PK_users\", columns = [\"nick\"] }"),
              "table 'users' has a constraint 'PK_users' already");
    EXPECT_EQ(on("add_unique", "users", "unique = { columns = [\"nick\", \"nick\"] }"),
              "unique 'uq_users_nick_nick' names column 'nick' twice");
    EXPECT_EQ(on("add_unique", "users", "unique = { name = \"u\", columns = [] }"),
              "unique 'u' has no columns");
    EXPECT_EQ(on("drop_unique", "users", "unique = \"uq_users_emial\""),
              "table 'users' has no unique 'uq_users_emial'; did you mean 'uq_users_email'?");
    EXPECT_EQ(
        on("add_check", "users", "check = { name = \"ck_users_age\", expression = \"true\" }"),
        "table 'users' has a constraint 'ck_users_age' already");
    EXPECT_EQ(on("drop_check", "users", "check = \"x\""), "table 'users' has no check 'x'");
    EXPECT_EQ(on("drop_foreign_key", "users", "foreign_key = \"x\""),
              "table 'users' has no foreign key 'x'");
    const auto refers = [&](const std::string& columns, const std::string& table,
                            const std::string& references) {
        return on("add_foreign_key", "users",
                  "foreign_key = { name = \"f\", columns = [" + columns + "], table = \"" + table +
                      "\", references = [" + references + "] }");
    };
    EXPECT_EQ(refers("\"nick\"", "team", "\"id\""),
              "foreign key 'f': table 'team' does not exist; did you mean 'teams'?");
    EXPECT_EQ(refers("\"nick\"", "teams", "\"name\""),
              "foreign key 'f': table 'teams' has no column 'name'");
    EXPECT_EQ(refers("\"nick\", \"age\"", "teams", "\"id\""),
              "foreign key 'f' has 2 columns and refers to 1");
    EXPECT_EQ(refers("\"nick\"", "users", "\"nick\""),
              "foreign key 'f' refers to users (nick), which is neither primary key nor unique");
    EXPECT_EQ(refers("\"nick\"", "teams", "\"code\""), "");
    Schema nullable = small_schema();
    nullable.table("users")->primary_key.reset();
    EXPECT_EQ(problem_of("op = \"add_primary_key\"\ntable = \"users\"\nprimary_key = [\"nick\"]",
                         nullable),
              "column 'nick' of table 'users' is null = true and cannot be in the primary key");
    EXPECT_EQ(problem_of("op = \"drop_primary_key\"\ntable = \"users\"", nullable),
              "table 'users' has no primary key");
}

TEST(OperationsReplay, KeysThatForeignKeysReferToStay) {
    Schema schema = after(
        "op = \"add_foreign_key\"\ntable = \"users\"\nforeign_key = { name = \"f\", columns = "
        "[\"nick\"], table = \"teams\", references = [\"code\"] }");
    const std::string drop = "op = \"drop_unique\"\ntable = \"teams\"\nunique = \"uq_teams_code\"";
    EXPECT_EQ(problem_of(drop, schema),
              "unique 'uq_teams_code' of table 'teams' is in use: foreign key 'f' of table 'users' "
              "refers to it");
    // An index does as well.
    schema = after(
        "op = \"create_index\"\ntable = \"teams\"\nindex = { columns = \"code\", unique = true }",
        schema);
    schema = after(drop, schema);
    EXPECT_EQ(
        problem_of("op = \"drop_index\"\ntable = \"teams\"\nindex = \"ix_teams_code\"", schema),
        "index 'ix_teams_code' of table 'teams' is in use: foreign key 'f' of table 'users' refers "
        "to it");
}

TEST(OperationsReplay, IndexesThatDoNotFit) {
    const auto create = [](const std::string& index) {
        return problem_of("op = \"create_index\"\ntable = \"teams\"\nindex = " + index);
    };
    EXPECT_EQ(create("{ name = \"By_Nick\", columns = \"code\" }"),
              "table 'users' has an index 'By_Nick' already");
    EXPECT_EQ(create("{ name = \"users\", columns = \"code\" }"), "table 'users' exists already");
    EXPECT_EQ(create("{ name = \"i\", columns = \"cod\" }"),
              "index 'i': table 'teams' has no column 'cod'; did you mean 'code'?");
    EXPECT_EQ(create("{ name = \"i\", columns = [] }"), "index 'i' has no columns");
    EXPECT_EQ(create("{ name = \"i\", columns = [{ descending = true }] }"),
              "index 'i' needs either 'column' or 'expression' for each key");
    EXPECT_EQ(problem_of("op = \"drop_index\"\ntable = \"users\"\nindex = \"by_nik\""),
              "table 'users' has no index 'by_nik'; did you mean 'by_nick'?");
}

TEST(OperationsReplay, EnumsThatDoNotFit) {
    EXPECT_EQ(problem_of("op = \"create_enum\"\nenum = \"Status\"\nvalues = [\"a\"]"),
              "enum 'Status' exists already");
    EXPECT_EQ(problem_of("op = \"create_enum\"\nenum = \"e\"\nvalues = []"),
              "enum 'e' has no values");
    EXPECT_EQ(problem_of("op = \"create_enum\"\nenum = \"e\"\nvalues = [\"a\", \"a\"]"),
              "enum 'e' has the value 'a' twice");
    EXPECT_EQ(problem_of("op = \"drop_enum\"\nenum = \"status\""),
              "enum 'status' is used by column 'users.status'");
    EXPECT_EQ(problem_of("op = \"rename_enum\"\nfrom = \"state\"\nto = \"x\""),
              "enum 'state' does not exist; did you mean 'status'?");
    const auto alter_status = [](const std::string& rest) {
        return problem_of("op = \"alter_enum\"\nenum = \"status\"\n" + rest);
    };
    EXPECT_EQ(alter_status("values = [\"suspended\"]"),
              "alter_enum of 'status': 'active' is the default of column 'users.status'");
    EXPECT_EQ(alter_status("values = [\"active\"]\nrenamed_values = { gone = \"active\" }"),
              "alter_enum of 'status': there is no value 'gone'");
    EXPECT_EQ(alter_status("values = [\"active\"]\nrenamed_values = { suspended = \"off\" }"),
              "alter_enum of 'status': 'suspended' is renamed to 'off', which is not in 'values'");
    EXPECT_EQ(alter_status("values = [\"active\"]\nrenamed_values = { suspended = \"active\" }"),
              "alter_enum of 'status': 'suspended' is renamed to 'active', which exists; "
              "'replaced_values' merges two values");
    EXPECT_EQ(
        alter_status("values = [\"x\"]\nrenamed_values = { suspended = \"x\", active = \"x\" }"),
        "alter_enum of 'status': two values are renamed to 'x'");
    EXPECT_EQ(
        alter_status(
            "values = [\"active\", \"suspended\"]\nreplaced_values = { suspended = \"active\" }"),
        "alter_enum of 'status': 'suspended' is replaced, but is still in 'values'");
    EXPECT_EQ(alter_status("values = [\"active\"]\nreplaced_values = { suspended = \"off\" }"),
              "alter_enum of 'status': 'suspended' is replaced by 'off', which is not in 'values'");
    EXPECT_EQ(alter_status("values = [\"active\", \"x\"]\nrenamed_values = { suspended = \"x\" "
                           "}\nreplaced_values = { suspended = \"active\" }"),
              "alter_enum of 'status': 'suspended' is both renamed and replaced");
    EXPECT_EQ(alter_status("values = [\"active\"]\nreplaced_values = { gone = \"active\" }"),
              "alter_enum of 'status': there is no value 'gone'");
}

TEST(OperationsReplay, AlterEnumTakesDefaultsAlong) {
    const Schema renamed = after(
        "op = \"alter_enum\"\nenum = \"status\"\nvalues = [\"on\", \"suspended\"]\nrenamed_values "
        "= { active = \"on\" }\nnative = true");
    EXPECT_EQ(renamed.table("users")->column("status")->default_value, Value(std::string("on")));
    EXPECT_TRUE(renamed.enum_type("status")->native);
    const Schema replaced = after(
        "op = \"alter_enum\"\nenum = \"status\"\nvalues = [\"suspended\"]\nreplaced_values = { "
        "active = \"suspended\" }");
    EXPECT_EQ(replaced.table("users")->column("status")->default_value,
              Value(std::string("suspended")));
    const Schema swapped = after(
        "op = \"alter_enum\"\nenum = \"status\"\nvalues = [\"active\", "
        "\"suspended\"]\nrenamed_values = { active = \"suspended\", suspended = \"active\" }");
    EXPECT_EQ(swapped.table("users")->column("status")->default_value,
              Value(std::string("suspended")));
}

TEST(OperationsReplay, RenameEnumFollowsIntoColumns) {
    const Schema schema = after("op = \"rename_enum\"\nfrom = \"status\"\nto = \"state\"");
    EXPECT_EQ(schema.table("users")->column("status")->type, Type(Enum{"state"}));
    EXPECT_EQ(schema.enum_type("status"), nullptr);
}

TEST(OperationsReplay, RowsAndRawSql) {
    EXPECT_EQ(
        problem_of(
            "op = \"insert_rows\"\ntable = \"users\"\nrows = [{ id = 1 }, { emial = \"x\" }]"),
        "table 'users' has no column 'emial'; did you mean 'email'?");
    EXPECT_EQ(problem_of("op = \"update_rows\"\ntable = \"users\"\nset = { emial = \"x\" }"),
              "table 'users' has no column 'emial'; did you mean 'email'?");
    EXPECT_EQ(problem_of("op = \"delete_rows\"\ntable = \"user\""),
              "table 'user' does not exist; did you mean 'users'?");
    EXPECT_EQ(problem_of("op = \"execute\"\nsql = \"x\"\neffects = [{ op = \"drop_table\", table = "
                         "\"users\" }, { op = \"drop_table\", table = \"users\" }]"),
              "effect drop_table of execute: table 'users' does not exist");
    const Schema schema = after(
        "op = \"execute\"\nsql = \"x\"\neffects = [{ op = \"drop_table\", table = \"users\" }]");
    EXPECT_EQ(schema.table("users"), nullptr);
    EXPECT_EQ(after("op = \"execute\"\nsql = \"x\""), small_schema());
}

TEST(OperationsReplay, FunctionsChangeNoSchema) {
    EXPECT_EQ(after("op = \"call_function\"\nfunction = \"blog::f_1\""), small_schema());
    for (const std::string name : {"", "a b", "a\nb", "f()"}) {
        EXPECT_EQ(problem_of("op = \"call_function\"\nfunction = \"\"\"" + name + "\"\"\""),
                  "call_function: '" + name + "' is no name of a function: letters, digits, '_' and ':'");
    }
}

TEST(OperationsReplay, ProblemsStandAtTheirOperation) {
    Diagnostics diagnostics;
    const Operations operations = operations_of(
        "[[op]]\nop = \"drop_table\"\ntable = \"x\"\n\n[[op]]\nop = \"drop_table\"\ntable = "
        "\"users\"\n");
    const Schema schema = replay(operations, small_schema(), diagnostics);
    EXPECT_EQ(to_string(diagnostics),
              "test.toml:1:1: error: table 'x' does not exist [operation]\n");
    EXPECT_EQ(schema.table("users"), nullptr);
}

TEST(OperationsReplay, ElementsTakeTheOriginOfTheirOperation) {
    Schema schema;
    Table table;
    table.name = "t";
    Column column;
    column.name = "a";
    column.type = Type(Text{});
    table.columns = {column};
    Unique& unique = table.uniques.emplace_back();
    unique.name = "u";
    unique.columns = {"a"};
    column.name = "b";
    column.origin = Origin(Location{"model.toml", 1, 1});
    table.columns.push_back(column);
    const Origin origin(Location{"r.toml", 7, 1});
    ASSERT_EQ(replay(Operation(CreateTable{table}, origin), schema), "");
    EXPECT_EQ(schema.tables[0].origin.line, 7);
    EXPECT_EQ(schema.tables[0].columns[0].origin.path, "r.toml");
    EXPECT_EQ(schema.tables[0].columns[1].origin.path, "model.toml");
    EXPECT_EQ(schema.tables[0].uniques[0].origin.line, 7);
}

TEST(OperationsReplay, WhatChangesNothing) {
    EXPECT_EQ(problem_of(alter("nick", "")), "alter_column of 'users.nick' changes nothing");
    EXPECT_EQ(problem_of(alter("nick", "fill = \"x\"")),
              "alter_column of 'users.nick' changes nothing");
    EXPECT_EQ(problem_of("op = \"alter_table\"\ntable = \"users\""),
              "alter_table of 'users' changes nothing");
    EXPECT_EQ(problem_of("op = \"insert_rows\"\ntable = \"users\"\nrows = []"),
              "insert_rows on 'users' has no rows");
    EXPECT_EQ(problem_of("op = \"update_rows\"\ntable = \"users\"\nset = {}"),
              "update_rows on 'users' sets nothing");
    EXPECT_EQ(problem_of("op = \"rename_table\"\nfrom = \"users\"\nto = \"users\""), "");
}

TEST(OperationsReplay, ValuesThatTheirColumnCannotHold) {
    const auto add = [](const std::string& column, const std::string& keys) {
        return problem_of("op = \"add_column\"\ntable = \"users\"\ncolumn = { name = \"x\", " +
                          column + " }\n" + keys);
    };
    EXPECT_EQ(add("type = \"int32\"", "fill = \"abc\""),
              "add_column of 'users.x': the fill 'abc' is a string, not an integer");
    EXPECT_EQ(add("type = \"int32\"", "fill = \"?\""), "");  // reported by who reads the file
    EXPECT_EQ(add("type = \"int32\"", "fill = { null = true }"),
              "add_column of 'users.x': the fill NULL cannot be stored: the column is NOT NULL");
    EXPECT_EQ(add("type = \"int32\"", "fill_expr = \"now\""),
              "add_column of 'users.x': the fill_expr is a time, which int32 cannot hold");
    EXPECT_EQ(add("type = \"float64\"", "fill = nan"),
              "add_column of 'users.x': the fill nan is not a finite number");
    EXPECT_EQ(add("type = \"date\", default = \"2024-13-45\"", ""),
              "the default '2024-13-45' of column 'x' is no date such as '2024-12-31'");
    EXPECT_EQ(add("type = \"int32\", default_expr = \"now\"", ""),
              "the default_expr now of column 'x' is a time, which int32 cannot hold");
    EXPECT_EQ(problem_of(alter("age", "default = \"abc\"")),
              "the default 'abc' of column 'age' is a string, not an integer");
    EXPECT_EQ(problem_of(alter("email", "type = \"int32\"\ndefault = 1")), "");
    EXPECT_EQ(
        problem_of(alter("email", "type = \"int32\""), after(alter("email", "default = \"x\""))),
        "the default 'x' of column 'email' is a string, not an integer");
    EXPECT_EQ(problem_of(alter("age", "null = false\nfill = \"abc\"")),
              "alter_column of 'users.age': the fill 'abc' is a string, not an integer");
    EXPECT_EQ(problem_of(alter("age", "type = \"int16\"\nnull = false\nfill = 40000")),
              "alter_column of 'users.age': the fill 40000 is out of the range of int16");
    EXPECT_EQ(problem_of("op = \"insert_rows\"\ntable = \"users\"\nrows = [{ id = 1, age = 5 }, { "
                         "age = \"abc\" }]"),
              "insert_rows on 'users': the value 'abc' of 'age' is a string, not an integer");
    EXPECT_EQ(problem_of("op = \"update_rows\"\ntable = \"users\"\nset = { status = \"actve\" }"),
              "update_rows on 'users': the value 'actve' of 'status' is no value of enum 'status'; "
              "did you mean 'active'?");
    EXPECT_EQ(
        problem_of("op = \"update_rows\"\ntable = \"users\"\nset = { email = { null = true } }"),
        "update_rows on 'users': the value NULL of 'email' cannot be stored: the column is NOT "
        "NULL");
}

TEST(OperationsReplay, AnOpenReplacementIsReportedByWhoReadsTheFile) {
    EXPECT_EQ(
        problem_of(
            "op = \"alter_enum\"\nenum = \"status\"\nvalues = [\"active\"]\nreplaced_values = { "
            "suspended = \"?\" }"),
        "");
}

}  // namespace
}  // namespace migrations

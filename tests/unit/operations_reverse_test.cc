#include <string>
#include <vector>

#include "base/names.h"
#include "operations/fill.h"
#include "operations_support.h"

namespace migrations {
namespace {

struct Back {
    std::string operations;  // one line each
    std::string lost;        // "0: values of users.email\n"
    std::string irreversible;
};

// The way back from `text`, which must lead to the schema it started from.
Back back_of(const std::string& text, const Schema& before = small_schema()) {
    const Operations operations = operations_of(text);
    Diagnostics diagnostics;
    const Schema after = replay(operations, before, diagnostics);
    const Reverse reversed = reverse(operations, before);
    const Schema again = replay(reversed.operations, after, diagnostics);
    EXPECT_EQ(to_string(diagnostics), "") << text;
    EXPECT_EQ(canonical(again), canonical(before)) << text << print(again);
    Back back;
    back.operations = canonical_text(reversed.operations);
    for (const auto& [index, what] : reversed.lost) {
        back.lost += std::to_string(index) + ": " + what + "\n";
    }
    for (const std::string& each : reversed.irreversible) back.irreversible += each + "\n";
    return back;
}

std::string op(const std::string& name, const std::string& rest) {
    return "[[op]]\nop = \"" + name + "\"\n" + rest + "\n";
}

std::string on_users(const std::string& name, const std::string& rest) {
    return op(name, "table = \"users\"\n" + rest);
}

TEST(OperationsReverse, LastOperationFirst) {
    const Back back = back_of(on_users("drop_check", "check = \"ck_users_age\"") +
                              op("create_enum", "enum = \"e\"\nvalues = [\"a\"]") +
                              op("rename_table", "from = \"users\"\nto = \"people\""));
    EXPECT_EQ(back.operations,
              "{ op = \"rename_table\", from = \"people\", to = \"users\" }\n"
              "{ op = \"drop_enum\", enum = \"e\" }\n"
              "{ op = \"add_check\", table = \"users\", check = { name = \"ck_users_age\", "
              "expression = \"age >= 0\" } }\n");
    EXPECT_EQ(back.lost, "");
}

TEST(OperationsReverse, DroppedTableComesBackWithoutRows) {
    const Back back = back_of(op("drop_table", "table = \"users\""));
    EXPECT_TRUE(back.operations.starts_with(
        "{ op = \"create_table\", table = \"users\", comment = \"people\", columns = ["));
    EXPECT_NE(back.operations.find("indexes = [{ name = \"by_nick\""), std::string::npos);
    EXPECT_EQ(back.lost, "0: rows of users\n");
}

TEST(OperationsReverse, AlterTableRestoresWhatWasGiven) {
    EXPECT_EQ(
        back_of(on_users("alter_table", "comment = \"\"\nstrict = true")).operations,
        "{ op = \"alter_table\", table = \"users\", comment = \"people\", strict = false }\n");
}

TEST(OperationsReverse, AddedColumnIsDropped) {
    EXPECT_EQ(
        back_of(on_users("add_column", "column = { name = \"x\", type = \"text\" }\nfill = \"\""))
            .operations,
        "{ op = \"drop_column\", table = \"users\", column = \"x\" }\n");
}

// A schema with a table `t` that has a NOT NULL column for each type.
Schema all_types() {
    return schema_of(R"toml(
[[op]]
op     = "create_enum"
enum   = "e"
values = ["first", "second"]
[[op]]
op      = "create_table"
table   = "t"
columns = [
    { name = "id", type = "int64" },
    { name = "b", type = "bool" },
    { name = "i", type = "int16" },
    { name = "f", type = "float64" },
    { name = "d", type = "decimal(5,2)" },
    { name = "s", type = "string(5)" },
    { name = "x", type = "blob" },
    { name = "day", type = "date" },
    { name = "at", type = "time" },
    { name = "ts", type = "timestamp" },
    { name = "tz", type = "timestamptz" },
    { name = "u", type = "uuid" },
    { name = "j", type = "json" },
    { name = "e", type = "enum(e)" },
    { name = "v", type = { sqlite = "NUMERIC", postgresql = "numeric" } },
    { name = "n", type = "text", null = true },
    { name = "w", type = "text", default = "standard" },
    { name = "g", type = "text", generated = "upper(s)" },
]
)toml");
}

TEST(OperationsReverse, DroppedColumnComesBackWithANeutralFill) {
    const auto fill_of = [](const std::string& column) {
        const Back back =
            back_of(op("drop_column", "table = \"t\"\ncolumn = \"" + column + "\""), all_types());
        EXPECT_EQ(back.lost, column == "g" ? "" : "0: values of t." + column + "\n");
        const std::size_t fill = back.operations.find(", fill");
        return fill == std::string::npos
                   ? "none"
                   : back.operations.substr(fill + 2, back.operations.size() - fill - 5);
    };
    EXPECT_EQ(fill_of("b"), "fill = false");
    EXPECT_EQ(fill_of("i"), "fill = 0");
    EXPECT_EQ(fill_of("f"), "fill = 0.0");
    EXPECT_EQ(fill_of("d"), "fill = \"0\"");
    EXPECT_EQ(fill_of("x"), "fill = \"\"");
    EXPECT_EQ(fill_of("day"), "fill = \"1970-01-01\"");
    EXPECT_EQ(fill_of("at"), "fill = \"00:00:00\"");
    EXPECT_EQ(fill_of("ts"), "fill = \"1970-01-01 00:00:00\"");
    EXPECT_EQ(fill_of("tz"), "fill = \"1970-01-01 00:00:00+00\"");
    EXPECT_EQ(fill_of("u"), "fill = \"00000000-0000-0000-0000-000000000000\"");
    EXPECT_EQ(fill_of("j"), "fill = \"{}\"");
    EXPECT_EQ(fill_of("e"), "fill = \"first\"");
    EXPECT_EQ(fill_of("v"), "fill = 0");
    EXPECT_EQ(fill_of("n"), "none");
    EXPECT_EQ(fill_of("w"), "none");
    EXPECT_EQ(fill_of("g"), "none");
}

TEST(OperationsReverse, NeutralFillsOfPostgresqlsOwnTypes) {
    const auto fill_of = [](const std::string& type) {
        Type verbatim;
        verbatim.verbatim["postgresql"] = type;
        const Value value = neutral_value(verbatim, {});
        const auto* text = std::get_if<std::string>(&value);
        return text == nullptr ? "no text" : *text;
    };
    EXPECT_EQ(fill_of("inet"), "0.0.0.0");
    EXPECT_EQ(fill_of("macaddr"), "00:00:00:00:00:00");
    EXPECT_EQ(fill_of("int4range"), "empty");
    EXPECT_EQ(fill_of("point"), "(0,0)");
    EXPECT_EQ(fill_of("bit(4)"), "0000");
    EXPECT_EQ(fill_of("bit varying(8)"), "");
    EXPECT_EQ(fill_of("timestamp with time zone[]"), "{}");
    EXPECT_EQ(fill_of("oid"), "0");
    EXPECT_EQ(fill_of("tsvector"), "");
}

TEST(OperationsReverse, UniqueColumnsGetDistinctValues) {
    const Back text =
        back_of(on_users("alter_column", "column = \"lowered\"\ndrop = [\"generated\"]") +
                on_users("drop_unique", "unique = \"uq_users_email\"") +
                on_users("drop_column", "column = \"email\""));
    EXPECT_NE(
        text.operations.find("fill_expr = { sqlite = \"lower(hex(randomblob(16)))\", postgresql = "
                             "\"replace(gen_random_uuid()::text, '-', '')\" }"),
        std::string::npos)
        << text.operations;
    EXPECT_EQ(text.lost, "0: values of users.email\n");
}

// The rebuild that brings the column back reads a table which has no rowid yet.
TEST(OperationsReverse, UniqueColumnsOfATableThatWasWithoutRowidAsk) {
    const Schema before = schema_of(op("create_table", "table = \"t\"\ncolumns = [{ name = \"id\", type = \"int64\" }, { name = \"c\", "
                                                       "type = \"int32\" }]\nprimary_key = { name = \"p\", columns = [\"id\"] }\n"
                                                       "uniques = [{ name = \"u\", columns = [\"c\"] }]"));
    const Back back = back_of(op("drop_unique", "table = \"t\"\nunique = \"u\"") + op("drop_column", "table = \"t\"\ncolumn = \"c\"") +
                                  op("alter_table", "table = \"t\"\nwithout_rowid = true"),
                              before);
    EXPECT_NE(back.operations.find("fill = \"?\""), std::string::npos) << back.operations;
    EXPECT_EQ(back.lost, "1: values of t.c; say what rows get: c is unique\n");
}

TEST(OperationsReverse, UniqueColumnsOfTypesWithFewValuesAsk) {
    const auto back_for = [](const std::string& column) {
        const Schema before = schema_of(
            op("create_table", "table = \"t\"\ncolumns = [{ name = \"id\", type = \"int64\" }, " +
                                   column + "]\nuniques = [{ name = \"u\", columns = [\"c\"] }]"));
        return back_of(op("drop_unique", "table = \"t\"\nunique = \"u\"") +
                           op("drop_column", "table = \"t\"\ncolumn = \"c\""),
                       before);
    };
    for (const char* type : {"time", "bool", "json", "decimal(3,1)", "timestamp", "int16", "string(3)", "string(18)"}) {
        const Back back = back_for(std::string("{ name = \"c\", type = \"") + type + "\" }");
        EXPECT_NE(back.operations.find("fill = \"?\""), std::string::npos) << type << back.operations;
        EXPECT_EQ(back.lost, "0: values of t.c; say what rows get: c is unique\n") << type;
    }
    const Back text = back_for("{ name = \"c\", type = \"string(19)\" }");
    EXPECT_NE(text.operations.find("sqlite = \"CAST(rowid AS TEXT)\""), std::string::npos) << text.operations;
    const Back number = back_for("{ name = \"c\", type = \"int32\" }");
    EXPECT_EQ(number.lost, "0: values of t.c\n");
    EXPECT_NE(number.operations.find("sqlite = \"rowid\""), std::string::npos);
    // A default would be the same for all rows; NULLs are distinct.
    const Back null = back_for("{ name = \"c\", type = \"text\", null = true, default = \"x\" }");
    EXPECT_NE(null.operations.find("fill = { null = true }"), std::string::npos);
    const Back standard = back_for("{ name = \"c\", type = \"text\", default = \"x\" }");
    EXPECT_NE(standard.operations.find("fill_expr = "), std::string::npos);
}

TEST(OperationsReverse, ReferringColumnsGetTheFirstRow) {
    const std::string schema = op("create_table",
                                  "table = \"teams\"\ncolumns = [{ name = \"id\", type = \"int64\" "
                                  "}]\nprimary_key = [\"id\"]") +
                               op("create_table",
                                  "table = \"users\"\ncolumns = [{ name = \"id\", type = \"int64\" "
                                  "}, { name = \"team\", type = \"int64\" }]\n"
                                  "foreign_keys = [{ name = \"f\", columns = [\"team\"], table = "
                                  "\"teams\", references = [\"id\"] }]");
    const std::string drop = on_users("drop_foreign_key", "foreign_key = \"f\"") +
                             on_users("drop_column", "column = \"team\"");
    const Back back = back_of(drop, schema_of(schema));
    EXPECT_NE(
        back.operations.find(
            R"toml(fill_expr = "(SELECT \"id\" FROM \"teams\" ORDER BY \"id\" LIMIT 1)")toml"),
        std::string::npos)
        << back.operations;
    EXPECT_EQ(back.lost, "0: values of users.team\n");

    // Under the names of the moment.
    const Back renamed =
        back_of(drop.substr(0, drop.find("[[op]]", 1)) +
                    op("rename_table", "from = \"teams\"\nto = \"groups\"") +
                    op("rename_column", "table = \"groups\"\nfrom = \"id\"\nto = \"nr\"") +
                    on_users("drop_column", "column = \"team\""),
                schema_of(schema));
    EXPECT_NE(renamed.operations.find(
                  R"toml("(SELECT \"nr\" FROM \"groups\" ORDER BY \"nr\" LIMIT 1)")toml"),
              std::string::npos)
        << renamed.operations;

    // Rows that are gone cannot be referred to.
    const Back gone = back_of(drop + op("drop_table", "table = \"teams\""), schema_of(schema));
    EXPECT_EQ(gone.lost, "0: rows of teams\n1: values of users.team\n");
    EXPECT_EQ(gone.irreversible, "users.team must refer to a row of teams, whose rows are lost\n");

    // Each row would need a team of its own.
    const Schema one_each =
        schema_of(schema + on_users("add_unique", "unique = { name = \"u\", columns = [\"team\"] }"));
    const Back distinct = back_of(on_users("drop_unique", "unique = \"u\"") + drop, one_each);
    EXPECT_NE(distinct.operations.find("fill = \"?\""), std::string::npos) << distinct.operations;
    EXPECT_EQ(distinct.lost,
              "0: values of users.team; say what rows get: team is unique and refers to teams\n");
}

// The fill of a dropped column that has a check, and what is said of it.
std::string fill_for(const std::string& type, const std::string& check) {
    const Schema before = schema_of(
        op("create_table", "table = \"t\"\ncolumns = [{ name = \"id\", type = \"int64\" }, { name = "
                           "\"n\", type = \"" + type + "\" }]\n"
                           "checks = [{ name = \"c\", expression = \"" + check + "\" }]"));
    const Back back = back_of(op("drop_check", "table = \"t\"\ncheck = \"c\"") +
                                  op("drop_column", "table = \"t\"\ncolumn = \"n\""),
                              before);
    const std::size_t fill = back.operations.find(", fill = ") + 9;
    const std::string lost = back.lost == "0: values of t.n\n" ? "" : " " + back.lost;
    return back.operations.substr(fill, back.operations.find(" }\n", fill) - fill) + lost;
}

TEST(OperationsReverse, ChecksAcceptTheFill) {
    EXPECT_EQ(fill_for("int64", "n >= 0"), "0");
    EXPECT_EQ(fill_for("int64", "n > 0"), "1");
    EXPECT_EQ(fill_for("int32", "n BETWEEN 5 AND 9"), "5");
    EXPECT_EQ(fill_for("int32", "n > -20 AND n <= -10"), "-10");
    EXPECT_EQ(fill_for("int32", "n IN (3, 4) OR n IS NULL"), "3");
    EXPECT_EQ(fill_for("float64", "n > 0 AND n < 0.1"), "0.05");
    EXPECT_EQ(fill_for("decimal(5,2)", "n > 0"), "\"0.01\"");
    EXPECT_EQ(fill_for("text", "length(n) = 3"), "\"r1x\"");
    EXPECT_EQ(fill_for("string(9)", "n IN ('red', 'blue')"), "\"red\"");
    EXPECT_EQ(fill_for("text", "n LIKE '%_@_%'"), "\"r1x@xr1\"");
    EXPECT_EQ(fill_for("text", "n = upper(n) AND length(n) > 1"), "\"R1\"");
    EXPECT_EQ(fill_for("date", "n >= '2000-01-01'"), "\"2000-01-01\"");
    EXPECT_EQ(fill_for("text", "NOT (n = '' OR n = 'x')"), "\"r1\"");
}

TEST(OperationsReverse, ChecksThatAreNotUnderstoodAsk) {
    const std::string asked = "\"?\" 0: values of t.n; say what rows get: check c must accept it\n";
    EXPECT_EQ(fill_for("int64", "n > id"), asked);
    EXPECT_EQ(fill_for("int64", "n % 7 = 3"), asked);
    EXPECT_EQ(fill_for("text", "n GLOB '[a-z]'"), asked);
    EXPECT_EQ(fill_for("int64", "n < 3 AND n > 3"), asked);
    EXPECT_EQ(fill_for("int64", "CASE WHEN n > 0 THEN true END"), asked);
    EXPECT_EQ(fill_for("int64", "n >"), asked);
    // SQLite compares the text of a decimal.
    EXPECT_EQ(fill_for("decimal(5,2)", "n > 9 AND n < 11"), asked);
}

TEST(OperationsReverse, AlterColumnRestoresWhatChanged) {
    EXPECT_EQ(back_of(on_users("alter_column",
                               "column = \"nick\"\ndefault = \"x\"\ncomment = \"c\"\nnull = true"))
                  .operations,
              "{ op = \"alter_column\", table = \"users\", column = \"nick\", comment = \"\", drop "
              "= [\"default\"] }\n");
    EXPECT_EQ(
        back_of(on_users("alter_column", "column = \"status\"\ndrop = [\"default\"]")).operations,
        "{ op = \"alter_column\", table = \"users\", column = \"status\", default = \"active\" "
        "}\n");
    EXPECT_EQ(
        back_of(on_users("alter_column", "column = \"status\"\ndefault_expr = \"'suspended'\""))
            .operations,
        "{ op = \"alter_column\", table = \"users\", column = \"status\", default = \"active\" "
        "}\n");
    EXPECT_EQ(back_of(on_users("alter_column", "column = \"lowered\"\ndrop = [\"generated\"]"))
                  .operations,
              "{ op = \"alter_column\", table = \"users\", column = \"lowered\", generated = { "
              "expression = \"lower(email)\", stored = true } }\n");
    EXPECT_EQ(back_of(on_users("alter_column", "column = \"nick\"\nnull = true")).operations, "");
}

TEST(OperationsReverse, NullsAreFilledOnTheWayBack) {
    EXPECT_EQ(back_of(on_users("alter_column", "column = \"email\"\nnull = true")).operations,
              "{ op = \"alter_column\", table = \"users\", column = \"email\", null = false, "
              "fill_expr = { sqlite = \"lower(hex(randomblob(16)))\", postgresql = "
              "\"replace(gen_random_uuid()::text, '-', '')\" } }\n");
    EXPECT_EQ(back_of(on_users("alter_column", "column = \"status\"\nnull = true")).operations,
              "{ op = \"alter_column\", table = \"users\", column = \"status\", null = false, fill "
              "= \"active\" }\n");
    const Back filled =
        back_of(on_users("alter_column", "column = \"nick\"\nnull = false\nfill = \"?\""));
    EXPECT_EQ(filled.operations,
              "{ op = \"alter_column\", table = \"users\", column = \"nick\", null = true }\n");
    EXPECT_EQ(filled.lost, "0: NULLs of users.nick\n");
}

TEST(OperationsReverse, TypesThatLoseValuesAreNoted) {
    const auto lost = [](const std::string& rest) {
        return back_of(on_users("alter_column", "column = \"age\"\n" + rest)).lost;
    };
    EXPECT_EQ(lost("type = \"int16\""), "0: values of users.age\n");
    EXPECT_EQ(lost("type = \"int64\""), "0: values of users.age that int32 cannot hold\n");
    EXPECT_EQ(lost("type = \"int64\"\nusing = \"age * 2\""), "0: values of users.age\n");
    EXPECT_EQ(lost("null = false"), "");
    EXPECT_EQ(back_of(on_users("alter_column", "column = \"nick\"\ngenerated = \"email\"")).lost,
              "0: values of users.nick\n");
}

TEST(OperationsReverse, AlterEnumGoesBack) {
    const Back back = back_of(
        op("alter_enum",
           "enum = \"status\"\nvalues = [\"off\", \"on\"]\nrenamed_values = { active = \"on\" }\n"
           "replaced_values = { suspended = \"off\" }\nnative = true"));
    EXPECT_EQ(back.operations,
              "{ op = \"alter_enum\", enum = \"status\", values = [\"active\", \"suspended\"], "
              "renamed_values = { on = \"active\" }, replaced_values = { off = \"suspended\" }, "
              "native = false }\n");
    EXPECT_EQ(back.lost, "0: value 'suspended' of enum status\n");
    const Back merged = back_of(op("alter_enum",
                                   "enum = \"status\"\nvalues = [\"suspended\"]\nreplaced_values = "
                                   "{ active = \"suspended\" }"));
    EXPECT_EQ(merged.operations,
              "{ op = \"alter_enum\", enum = \"status\", values = [\"active\", \"suspended\"] }\n"
              "{ op = \"alter_column\", table = \"users\", column = \"status\", default = "
              "\"active\" }\n");
    EXPECT_EQ(merged.lost, "0: value 'active' of enum status\n");
}

TEST(OperationsReverse, InsertedRowsAreDeletedByPrimaryKey) {
    const Back one =
        back_of(on_users("insert_rows", "rows = [{ id = 1, email = \"a\" }, { id = 2 }]"));
    EXPECT_EQ(one.operations,
              "{ op = \"delete_rows\", table = \"users\", where = \"\\\"id\\\" IN (1, 2)\" }\n");
    EXPECT_EQ(one.irreversible, "");
    const Schema pairs =
        schema_of(op("create_table",
                     "table = \"p\"\ncolumns = [{ name = \"a\", type = \"text\" }, { name = \"b\", "
                     "type = \"bool\" }]\nprimary_key = [\"a\", \"b\"]"));
    EXPECT_EQ(
        back_of(op("insert_rows",
                   "table = \"p\"\nrows = [{ a = \"it's\", b = true }, { b = false, a = \"y\" }]"),
                pairs)
            .operations,
        "{ op = \"delete_rows\", table = \"p\", where = \"(\\\"a\\\" = 'it''s' AND \\\"b\\\" = "
        "TRUE) OR (\\\"a\\\" = 'y' AND \\\"b\\\" = FALSE)\" }\n");
}

TEST(OperationsReverse, WhatHasNoWayBack) {
    EXPECT_EQ(
        back_of(on_users("insert_rows", "rows = [{ id = 1 }, { email = \"a\" }]")).irreversible,
        "insert_rows on 'users'\n");
    EXPECT_EQ(back_of(on_users("insert_rows", "rows = [{ id = { expr = \"1\" } }]")).irreversible,
              "insert_rows on 'users'\n");
    EXPECT_EQ(
        back_of(on_users("update_rows", "set = { nick = \"x\" }") + on_users("delete_rows", ""))
            .irreversible,
        "update_rows on 'users'\ndelete_rows on 'users'\n");
    EXPECT_EQ(back_of(op("execute", "sql = \"x\"")).irreversible, "execute\n");
    EXPECT_EQ(back_of(op("call_function", "function = \"f\"")).irreversible, "call_function 'f'\n");
    // What raw SQL does to the schema is undone all the same.
    const Back effects = back_of(op("execute",
                                    "sql = \"x\"\neffects = [{ op = \"drop_column\", table = "
                                    "\"users\", column = \"lowered\" }]"));
    EXPECT_TRUE(effects.operations.starts_with("{ op = \"add_column\", table = \"users\""));
    EXPECT_EQ(effects.irreversible, "execute\n");
}

TEST(OperationsReverse, KeepsAllValues) {
    const auto keeps = [](const std::string& from, const std::string& to) {
        std::string problem;
        return keeps_all_values(Type(*parse_type(from, problem)), Type(*parse_type(to, problem)));
    };
    for (const auto& [from, to] :
         std::vector<std::pair<std::string, std::string>>{{"int32", "int64"},
                                                          {"int16", "float32"},
                                                          {"int32", "float64"},
                                                          {"int64", "decimal(19,0)"},
                                                          {"int32", "text"},
                                                          {"int16", "string(6)"},
                                                          {"float32", "float64"},
                                                          {"decimal(5,2)", "decimal(6,2)"},
                                                          {"decimal(5,2)", "string(8)"},
                                                          {"string(5)", "string(6)"},
                                                          {"string(5)", "text"},
                                                          {"uuid", "string(36)"},
                                                          {"date", "text"},
                                                          {"json", "text"},
                                                          {"enum(e)", "text"},
                                                          {"bool", "int16"},
                                                          {"text", "text"}}) {
        EXPECT_TRUE(keeps(from, to)) << from << " to " << to;
        if (from != to) {
            EXPECT_FALSE(keeps(to, from)) << to << " to " << from;
        }
    }
    for (const auto& [from, to] :
         std::vector<std::pair<std::string, std::string>>{{"int64", "float64"},
                                                          {"int32", "float32"},
                                                          {"int64", "decimal(19,1)"},
                                                          {"int32", "string(10)"},
                                                          {"decimal(5,2)", "decimal(5,3)"},
                                                          {"text", "json"},
                                                          {"timestamp", "timestamptz"},
                                                          {"timestamptz", "text"},
                                                          {"float64", "text"},
                                                          {"blob", "text"},
                                                          {"enum(a)", "enum(b)"},
                                                          {"bool", "text"},
                                                          {"date", "timestamp"}}) {
        EXPECT_FALSE(keeps(from, to)) << from << " to " << to;
    }
    Type verbatim(Integer{32});
    verbatim.verbatim["sqlite"] = "INT";
    EXPECT_FALSE(keeps_all_values(Type(Integer{32}), verbatim));
    EXPECT_TRUE(keeps_all_values(verbatim, verbatim));
}

// A body is read when the function is made: it comes back behind the names that it was written with.
TEST(OperationsReverse, ReplacedFunctionsComeBackBehindWhatTheirBodiesName) {
    const auto function = [](const std::string& body) {
        return "kind = \"function\"\nname = \"names\"\nsql = \"CREATE FUNCTION names() RETURNS text LANGUAGE sql AS " + body +
               "\"\n";
    };
    const Schema before = schema_of(
        op("create_table", "table = \"people\"\ncolumns = [{ name = \"name\", type = \"text\" }, { name = \"nick\", type = "
                           "\"text\" }]") +
        op("create_table", "table = \"others\"\ncolumns = [{ name = \"x\", type = \"text\" }, { name = \"z\", type = "
                           "\"text\" }]") +
        op("create_object", function("'SELECT nick FROM people'")));
    const Back back = back_of(op("rename_table", "from = \"people\"\nto = \"users\"") +
                                  op("drop_column", "table = \"others\"\ncolumn = \"x\"") +
                                  op("add_column", "table = \"others\"\ncolumn = { name = \"y\", type = \"text\" }") +
                                  op("drop_column", "table = \"users\"\ncolumn = \"nick\"") +
                                  op("replace_object", function("'SELECT name FROM users'")),
                              before);
    const std::vector<std::string> lines = split(back.operations, '\n');
    ASSERT_EQ(lines.size(), 6u) << back.operations;
    EXPECT_NE(lines[0].find("add_column"), std::string::npos) << lines[0];
    EXPECT_NE(lines[3].find("rename_table"), std::string::npos) << lines[3];
    EXPECT_NE(lines[4].find("replace_object"), std::string::npos) << lines[4];
    EXPECT_EQ(back.lost, "0: values of users.nick\n2: values of others.x\n");
}

TEST(OperationsReverse, ARenamedEnumIsTheTypeOfDomains) {
    const Schema before = schema_of(
        op("create_enum", "enum = \"mood\"\nvalues = [\"sad\"]\nnative = true") +
        op("create_object", "kind = \"domain\"\nname = \"d\"\nsql = \"CREATE DOMAIN d AS mood CHECK (VALUE <> 'mood')\""));
    Schema after = before;
    ASSERT_EQ(replay(RenameEnum{"mood", "Feeling"}, after), "");
    EXPECT_EQ(after.objects[0].sql.text, "CREATE DOMAIN d AS \"Feeling\" CHECK (VALUE <> 'mood')");
    const Back back = back_of(op("rename_enum", "from = \"mood\"\nto = \"Feeling\""), before);
    EXPECT_EQ(back.operations, "{ op = \"rename_enum\", from = \"Feeling\", to = \"mood\" }\n");
}

}  // namespace
}  // namespace migrations

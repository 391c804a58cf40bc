#include "operations/text.h"

#include "operations_support.h"

namespace migrations {
namespace {

std::string mistakes_in(const std::string& text) {
    Diagnostics diagnostics;
    const auto operation = parse_operation(document(text), diagnostics);
    EXPECT_FALSE(operation) << text;
    for (Diagnostic& each : diagnostics) each.help.clear();
    return to_string(diagnostics);
}

// Every kind of operation with every key, as it is printed.
const char* const all_operations[] = {
    R"toml(op          = "create_table"
table       = "t"
columns     = [
    { name = "id", type = "int64" },
]
primary_key = { name = "pk_t", columns = ["id"] }
strict      = true
)toml",
    "op    = \"drop_table\"\ntable = \"t\"\n",
    "op   = \"rename_table\"\nfrom = \"a\"\nto   = \"b\"\n",
    "op            = \"alter_table\"\ntable         = \"t\"\ncomment       = \"\"\nstrict        = "
    "false\nwithout_rowid = true\n",
    R"toml(op     = "add_column"
table  = "users"
column = { name = "email", type = "string(320)", null = true }
fill   = "?"
)toml",
    "op        = \"add_column\"\ntable     = \"t\"\ncolumn    = { name = \"a\", type = \"text\" "
    "}\nfill_expr = { sqlite = \"hex(1)\", postgresql = \"to_hex(1)\" }\n",
    "op     = \"drop_column\"\ntable  = \"t\"\ncolumn = \"a\"\n",
    "op    = \"rename_column\"\ntable = \"t\"\nfrom  = \"a\"\nto    = \"b\"\n",
    R"toml(op            = "alter_column"
table         = "t"
column        = "a"
type          = "decimal(12,2)"
null          = false
default       = "0"
generated     = { expression = "b", stored = false }
identity      = false
autoincrement = true
comment       = ""
drop          = ["default"]
fill          = { null = true }
using         = "a::numeric"
)toml",
    "op          = \"add_primary_key\"\ntable       = \"t\"\nprimary_key = { name = \"pk\", "
    "columns = [\"a\", \"b\"] }\n",
    "op    = \"drop_primary_key\"\ntable = \"t\"\n",
    "op     = \"add_unique\"\ntable  = \"t\"\nunique = { name = \"u\", columns = [\"a\"], "
    "deferrable = \"immediate\" }\n",
    "op     = \"drop_unique\"\ntable  = \"t\"\nunique = \"u\"\n",
    R"toml(op          = "add_foreign_key"
table       = "t"
foreign_key = { name = "f", columns = ["a"], table = "u", references = ["b"], on_delete = "set null", on_update = "set default", deferrable = "deferred" }
)toml",
    "op          = \"drop_foreign_key\"\ntable       = \"t\"\nforeign_key = \"f\"\n",
    "op    = \"add_check\"\ntable = \"t\"\ncheck = { name = \"c\", expression = \"a > 0\" }\n",
    R"toml(op    = "add_check"
table = "t"
check = { name = "c", expression = "a > 0", not_valid = true, no_inherit = true }
)toml",
    "op    = \"drop_check\"\ntable = \"t\"\ncheck = \"c\"\n",
    "op         = \"validate_constraint\"\ntable      = \"t\"\nconstraint = \"c\"\n",
    R"toml(op      = "add_exclude"
table   = "t"
exclude = { name = "x", expression = { postgresql = "USING gist (a WITH &&)" } }
)toml",
    "op      = \"drop_exclude\"\ntable   = \"t\"\nexclude = \"x\"\n",
    R"toml(op    = "create_index"
table = "t"
index = { name = "i", columns = [{ column = "a", nulls = "first", collation = { sqlite = "NOCASE", postgresql = "C" }, opclass = "text_ops" }], unique = true, nulls_not_distinct = true, method = "gin", include = ["b"], with = { fillfactor = "70" } }
)toml",
    R"toml(op    = "create_index"
table = "t"
index = { name = "i", columns = ["a", { column = "b", descending = true }, { expression = "lower(c)" }], unique = true, where = "a > 0" }
)toml",
    "op    = \"drop_index\"\ntable = \"t\"\nindex = \"i\"\n",
    "op     = \"create_enum\"\nenum   = \"e\"\nvalues = [\"a\", \"b\"]\nnative = true\n",
    "op   = \"drop_enum\"\nenum = \"e\"\n",
    "op   = \"rename_enum\"\nfrom = \"a\"\nto   = \"b\"\n",
    R"toml(op              = "alter_enum"
enum            = "e"
values          = ["a", "c"]
renamed_values  = { b = "c" }
replaced_values = { "x y" = "a" }
native          = false
)toml",
    R"toml(op   = "create_object"
kind = "materialized view"
name = "v"
sql  = { postgresql = "CREATE MATERIALIZED VIEW v AS SELECT 1" }
)toml",
    R"toml(op    = "drop_object"
kind  = "trigger"
name  = "g"
table = "t"
)toml",
    R"toml(op   = "replace_object"
kind = "function"
name = "f"
sql  = """
CREATE FUNCTION f() RETURNS int
LANGUAGE sql AS 'SELECT 1'"""
)toml",
    R"toml(op      = "execute"
sql     = { sqlite = "SELECT 1", postgresql = "SELECT 2" }
effects = [
    { op = "drop_table", table = "t" },
]
)toml",
    "op      = \"execute\"\nsql     = \"\"\"\nSELECT 1;\nSELECT 2\"\"\"\neffects = []\n",
    "op  = \"execute\"\nsql = \"VACUUM\"\n",
    "op       = \"call_function\"\nfunction = \"blog::fill_slugs\"\n",
    R"toml(op    = "insert_rows"
table = "t"
rows  = [
    { id = 1, name = "x", at = { expr = "now()" } },
    { id = 2, name = { null = true } },
]
)toml",
    "op    = \"update_rows\"\ntable = \"t\"\nset   = { a = 1.5, b = true }\nwhere = \"a < 1\"\n",
    "op    = \"delete_rows\"\ntable = \"t\"\nwhere = \"a < 1\"\n",
};

TEST(OperationsText, EveryKindIsPrintedAsItIsRead) {
    std::vector<std::string> seen;
    for (const char* text : all_operations) {
        const Operation operation = operation_of(text);
        EXPECT_EQ(print_lines(operation), text);
        if (seen.empty() || seen.back() != name_of(operation)) seen.push_back(name_of(operation));
    }
    EXPECT_EQ(seen, operation_names());
}

TEST(OperationsText, LayoutDoesNotCountInTheCanonicalText) {
    const Operations tight = operations_of(
        "[[op]]\nop=\"drop_column\"\ntable=\"t\"\ncolumn=\"a\" # "
        "why\n[[op]]\nop=\"drop_table\"\ntable=\"t\"\n");
    const Operations loose = operations_of(
        "[[op]]\n\ncolumn = 'a'\ntable  = 't'\nop = \"drop_column\"\n\n[[op]]\ntable = \"t\"\nop = "
        "\"drop_table\"\n");
    EXPECT_EQ(canonical_text(tight),
              "{ op = \"drop_column\", table = \"t\", column = \"a\" }\n"
              "{ op = \"drop_table\", table = \"t\" }\n");
    EXPECT_EQ(canonical_text(loose), canonical_text(tight));
    EXPECT_EQ(canonical_text({}), "");
}

TEST(OperationsText, NamesThatNobodyChose) {
    const auto name_in = [](const std::string& text) {
        const Operation operation = operation_of(text);
        if (const auto* key = std::get_if<AddPrimaryKey>(&operation.change)) {
            EXPECT_TRUE(key->primary_key.automatic.value);
            return key->primary_key.name;
        }
        if (const auto* unique = std::get_if<AddUnique>(&operation.change)) {
            EXPECT_TRUE(unique->unique.automatic.value);
            return unique->unique.name;
        }
        if (const auto* foreign = std::get_if<AddForeignKey>(&operation.change)) {
            EXPECT_TRUE(foreign->foreign_key.automatic.value);
            return foreign->foreign_key.name;
        }
        if (const auto* check = std::get_if<AddCheck>(&operation.change)) {
            EXPECT_TRUE(check->check.automatic.value);
            return check->check.name;
        }
        const auto& index = std::get<CreateIndex>(operation.change).index;
        EXPECT_TRUE(index.automatic.value);
        return index.name;
    };
    EXPECT_EQ(name_in("op = \"add_primary_key\"\ntable = \"t\"\nprimary_key = [\"a\"]"), "pk_t");
    EXPECT_EQ(name_in("op = \"add_unique\"\ntable = \"t\"\nunique = { columns = [\"a\", \"b\"] }"),
              "uq_t_a_b");
    EXPECT_EQ(name_in("op = \"add_foreign_key\"\ntable = \"t\"\nforeign_key = { columns = [\"a\"], "
                      "table = \"u\", references = [\"id\"] }"),
              "fk_t_a");
    EXPECT_EQ(name_in("op = \"add_check\"\ntable = \"t\"\ncheck = { expression = \"abs(a) > 0\" }"),
              "ck_t_a");
    EXPECT_EQ(name_in("op = \"create_index\"\ntable = \"t\"\nindex = { columns = \"a\" }"),
              "ix_t_a");
    EXPECT_EQ(mistakes_in("op = \"add_check\"\ntable = \"t\"\ncheck = { expression = \"a > b\" }"),
              "test.toml:3:9: error: missing key 'name' in 'check' [missing-key]\n");
}

TEST(OperationsText, WhatIsNoOperation) {
    EXPECT_EQ(mistakes_in("table = \"t\""),
              "test.toml: error: missing key 'op' in an operation [missing-key]\n");
    EXPECT_EQ(mistakes_in("op = 1"),
              "test.toml:1:6: error: 'op' must be a string, not an integer [wrong-kind]\n");
    EXPECT_EQ(mistakes_in("op = \"add_colum\""),
              "test.toml:1:6: error: unknown operation 'add_colum'; did you mean 'add_column'? "
              "[unknown-operation]\n");
    Diagnostics diagnostics;
    EXPECT_FALSE(parse_operation({std::string("drop_table"), {"x.toml", 2, 3}}, diagnostics));
    EXPECT_EQ(to_string(diagnostics),
              "x.toml:2:3: error: 'operation' must be a table, not a string [wrong-kind]\n");
    diagnostics.clear();
    EXPECT_FALSE(parse_operation(document("op = \"frobnicate\""), diagnostics));
    EXPECT_EQ(to_string(diagnostics),
              "test.toml:1:6: error: unknown operation 'frobnicate' [unknown-operation]\n"
              "note: operations: create_table, drop_table, rename_table, alter_table, add_column, "
              "drop_column, rename_column, alter_column, add_primary_key, drop_primary_key, "
              "add_unique, drop_unique, add_foreign_key, drop_foreign_key, add_check, drop_check, "
              "validate_constraint, add_exclude, drop_exclude, create_index, drop_index, create_enum, "
              "drop_enum, rename_enum, alter_enum, create_object, drop_object, replace_object, execute, call_function, "
              "insert_rows, update_rows, delete_rows\n");
}

TEST(OperationsText, AllMistakesAtOnce) {
    EXPECT_EQ(mistakes_in("op = \"add_column\"\ntabel = \"t\"\ncolumn = { name = \"a\", type = "
                          "\"varchar\" }\nfill = []"),
              "test.toml:2:1: error: unknown key 'tabel' in add_column; did you mean 'table'? "
              "[unknown-key]\n"
              "test.toml: error: missing key 'table' in add_column [missing-key]\n"
              "test.toml:3:31: error: unknown type 'varchar'; did you mean 'string(255)'? "
              "[unknown-type]\n"
              "test.toml:4:8: error: 'fill' must be a value, not an array [wrong-kind]\n");
    EXPECT_EQ(
        mistakes_in("op = \"insert_rows\"\ntable = \"t\"\nrows = [{ a = { exp = \"1\" }, b = {}, c "
                    "= { expr = 1 } }, 5]"),
        "test.toml:3:17: error: unknown key 'exp' in 'a'; did you mean 'expr'? [unknown-key]\n"
        "test.toml:3:15: error: missing key 'expr' in 'a' [missing-key]\n"
        "test.toml:3:34: error: missing key 'expr' in 'b' [missing-key]\n"
        "test.toml:3:51: error: 'expr' must be SQL as a string or as a table with one per dialect, "
        "not an integer [wrong-kind]\n"
        "test.toml:3:58: error: 'rows' must be a table, not an integer [wrong-kind]\n");
    EXPECT_EQ(
        mistakes_in(
            "op = \"execute\"\nsql = \"x\"\neffects = [{ op = \"drop_table\", tables = \"t\" }]"),
        "test.toml:3:33: error: unknown key 'tables' in drop_table; did you mean 'table'? "
        "[unknown-key]\n"
        "test.toml:3:12: error: missing key 'table' in drop_table [missing-key]\n");
    EXPECT_EQ(
        mistakes_in(
            "op = \"alter_enum\"\nenum = \"e\"\nvalues = [\"a\", 2]\nrenamed_values = { a = 1 }"),
        "test.toml:3:16: error: 'values' must be a string, not an integer [wrong-kind]\n"
        "test.toml:4:24: error: 'a' must be a string, not an integer [wrong-kind]\n");
}

TEST(OperationsText, DescriptionComesFromTheFields) {
    EXPECT_EQ(
        describe_operation("add_column"),
        "add_column\n"
        "  table      a string (required)\n"
        "  column     a table { name, type, collation, null, default, default_expr, generated, identity, "
        "autoincrement, comment } (required)\n"
        "  fill       a value\n"
        "  fill_expr  SQL, as a string or { sqlite, postgresql }\n");
    EXPECT_EQ(describe_operation("create_enum"),
              "create_enum\n"
              "  enum    a string (required)\n"
              "  values  an array, each a string (required)\n"
              "  native  true or false\n");
    EXPECT_EQ(describe_operation("nothing"), "");
    for (const std::string& name : operation_names()) EXPECT_NE(describe_operation(name), "");
}

}  // namespace
}  // namespace migrations

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "readers_support.h"

namespace migrations {
namespace {

// "line:col: message" of each mistake, with the path before it when there are several files.
std::vector<std::string> mistakes(const std::vector<SourceFile>& files) {
    Diagnostics diagnostics;
    read_models(files, diagnostics);
    std::vector<std::string> lines;
    for (const Diagnostic& each : diagnostics) {
        EXPECT_EQ(each.severity, Severity::error);
        EXPECT_FALSE(each.rule.empty());
        std::string place = to_string(each.location);
        if (files.size() == 1 && place.starts_with("m.toml:")) place.erase(0, 7);
        lines.push_back(place + ": " + each.message);
    }
    return lines;
}

struct Case {
    std::string text;
    std::vector<std::string> expected;
};

void expect_mistakes(const std::vector<Case>& cases) {
    for (const Case& each : cases)
        EXPECT_EQ(mistakes({{"m.toml", each.text}}), each.expected) << each.text;
}

// The mistakes in a table `t` with a sound key `id` and, from line 3 on, these lines.
const std::string head = "[tables.t.columns]\nid = { type = 'int64', primary_key = true }\n";

TEST(ReadModelsMistakes, InColumns) {
    expect_mistakes({
        {head + "a = { type = 'text', nul = true }",
         {"3:22: unknown key 'nul' in column 'a' of table 't'; did you mean 'null'?"}},
        {head + "a = { typ = 'text' }",
         {"3:7: unknown key 'typ' in column 'a' of table 't'; did you mean 'type'?"}},
        {head + "a = { type = 'text', name = 'b' }",
         {"3:22: unknown key 'name' in column 'a' of table 't'"}},
        {head + "a = {}", {"3:5: missing key 'type' in column 'a' of table 't'"}},
        {head + "a = 'text'", {"3:5: column 'a' of table 't' must be a table, not a string"}},
        {head + "a = ['text']", {"3:5: column 'a' of table 't' must be a table, not an array"}},
        {head + "a = { type = 'varchar(20)', default = 5 }",
         {"3:14: unknown type 'varchar(20)'; did you mean 'string(20)'?"}},
        {head + "a = { type = 'strin(20)' }",
         {"3:14: unknown type 'strin(20)'; did you mean 'string(20)'?"}},
        {head + "a = { type = 'decimal(2,3)' }",
         {"3:14: the scale of 'decimal(2,3)' is not between 0 and its precision"}},
        {head + "a = { type = 5 }", {"3:14: 'type' must be a type, not an integer"}},
        {head + "a = { type = { portable = 'text', postgres = 'citext' } }",
         {"3:35: unknown key 'postgres' in 'type'; did you mean 'postgresql'?"}},
        {head + "a = { type = 'text', null = 'yes' }",
         {"3:29: 'null' must be true or false, not a string"}},
        {head + "a = { type = 'text', unique = 1, index = 'i', comment = 3 }",
         {"3:31: 'unique' must be true or false, not an integer",
          "3:42: 'index' must be true or false, not a string",
          "3:57: 'comment' must be a string, not an integer"}},
        {head + "a = { type = 'text', default_expr = { mysql = '1', sqlite = '1' } }",
         {"3:39: unknown key 'mysql' in 'default_expr'"}},
        {head + "a = { type = 'text', default_expr = ' ' }", {"3:37: 'default_expr' is empty"}},
        {head + "a = { type = 'text', generated = { expression = 'b', store = true } }",
         {"3:54: unknown key 'store' in 'generated'; did you mean 'stored'?"}},
        {head + "a = { type = 'text', default = 'x', default_expr = \"'x'\" }",
         {"3:1: table 't': column 'a' has both 'default' and 'default_expr'"}},
        {head + "a = { type = 'int32', default = 'x' }",
         {"3:1: table 't': column 'a': the default is a string, not an integer"}},
        {head + "a = { type = 'text', default = { null = true } }",
         {"3:1: table 't': column 'a': the default is NULL, but the column is not null = true"}},
        {head + "a = { type = 'text', default = ['x'] }",
         {"3:32: 'default' must be a value, not an array"}},
        {head + "a = { type = 'timestamptz', default = 'now' }",
         {"3:39: the default of column 'a' of table 't' is the text 'now'; did you mean "
          "default_expr = \"now\"?"}},
        {head + "a = { type = 'date', default = 'CURRENT_DATE' }",
         {"3:32: the default of column 'a' of table 't' is the text 'CURRENT_DATE'; did you mean "
          "default_expr = "
          "\"now\"?"}},
        {head + "a = { type = 'uuid', default = 'uuid' }",
         {"3:32: the default of column 'a' of table 't' is the text 'uuid'; did you mean "
          "default_expr = \"uuid\"?"}},
        {head + "a = { type = 'text', renamed_from = '' }", {"3:37: 'renamed_from' is empty"}},
        {head + "a = { type = 'text', renamed_from = 3 }",
         {"3:37: 'renamed_from' must be a string, not an integer"}},
        {head + "a = { type = 'text', cpp = 'A' }",
         {"3:28: 'cpp' names the C++ type of an enum, and column 'a' of table 't' is none"}},
        {head + "a = { type = 'text', autoincrement = true }",
         {"3:1: table 't': column 'a' is autoincrement, but not the integer primary key"}},
        {head + "A = { type = 'text' }\na = { type = 'text' }",
         {"4:1: table 't': 'A' and 'a' differ only in letter case, which SQLite does not tell "
          "apart"}},
        {head + "a = { type = 'text', primary_key = true, null = true }",
         {"3:1: table 't': column 'a' is in the primary key and cannot be null"}},
    });
}

TEST(ReadModelsMistakes, InTables) {
    expect_mistakes({
        {"[table.t.columns]\na = { type = 'text' }",
         {"1:2: unknown key 'table' in a file of models; did you mean 'tables'?"}},
        {"[[tables]]\ntable = 't'", {"1:3: 'tables' must be a table, not an array"}},
        {"tables = 3\nenums = 4",
         {"1:1: 'tables' must be a table, not an integer",
          "2:1: 'enums' must be a table, not an integer"}},
        {"tables.t = 3", {"1:12: table 't' must be a table, not an integer"}},
        {"[tables.t]\ncomment = 'x'", {"1:9: table 't' has no columns"}},
        {"[tables.t]\ncolums.a = { type = 'text' }",
         {"2:1: unknown key 'colums' in table 't'; did you mean 'columns'?"}},
        {"[tables.T]\ntable = false", {"1:9: model 'T' has no columns"}},
        {"[tables.t]\na = { type = 'text' }",
         {"2:1: column 'a' stands outside of the columns of table 't'"}},
        {"[tables.t]\ncolumns = ['a']", {"2:11: 'columns' must be a table, not an array"}},
        {"[tables.t]\nstrict = 1\ncomment = 2\ntable = 3\ncpp = 4\ncolumns.a = { type = 'text' }",
         {"2:10: 'strict' must be true or false, not an integer",
          "3:11: 'comment' must be a string, not an integer",
          "4:9: 'table' must be true or false, not an integer",
          "5:7: 'cpp' must be a string, not an integer"}},
        {"[tables.T]\ntable = false\nstrict = true\nprimary_key = ['a']\nrenamed_from = "
         "'S'\ncolumns.a = { type = 'text' }\n"
         "[[tables.T.indexes]]\ncolumns = 'a'",
         {"3:1: 'strict' has no meaning for the data-only model 'T'",
          "4:1: 'primary_key' has no meaning for the data-only model 'T'",
          "5:1: 'renamed_from' has no meaning for the data-only model 'T'",
          "7:12: 'indexes' has no meaning for the data-only model 'T'"}},
        {"[tables.t]\nprimary_key = ['a']\n[tables.t.columns]\na = { type = 'int64' }\nb = { type "
         "= 'int64', primary_key = true }",
         {"2:1: table 't' has two primary keys: this one and that of column 'b' (m.toml:5:23)"}},
        {"[tables.t]\nprimary_key = ['b']\n[tables.t.columns]\nbb = { type = 'int64' }",
         {"2:1: table 't': primary key: there is no column 'b'; did you mean 'bb'?"}},
        {"[tables.t]\nprimary_key = 'a'\nwithout_rowid = true\n[tables.t.columns]\na = { type = "
         "'int64', autoincrement = true }",
         {"2:15: 'primary_key' must be an array of columns or a table, not a string"}},
        {"[tables.t]\nwithout_rowid = true\n[tables.t.columns]\na = { type = 'int64' }",
         {"1:9: table 't' is without_rowid and needs a primary key"}},
        {"[tables.a]\nrenamed_from = 'c'\ncolumns.x = { type = 'text', renamed_from = 'x' }\n"
         "[tables.b]\nrenamed_from = 'c'\n[tables.b.columns]\nx = { type = 'text', renamed_from = "
         "'z' }\n"
         "y = { type = 'text', renamed_from = 'z' }\n",
         {"3:45: column 'x' is renamed from itself",
          "5:16: tables 'a' and 'b' are both renamed from 'c'",
          "8:37: columns 'x' and 'y' are both renamed from 'z'"}},
    });
}

TEST(ReadModelsMistakes, InConstraints) {
    expect_mistakes({
        {head + "[[tables.t.uniques]]\ncolumn = ['id']",
         {"4:1: unknown key 'column' in 'uniques' of table 't'; did you mean 'columns'?"}},
        {head + "[[tables.t.uniques]]\ncolumns = 'id'",
         {"4:11: 'columns' must be an array, not a string"}},
        {head + "[[tables.t.uniques]]\ncolumns = ['ids', 'id']",
         {"3:1: table 't': unique 'uq_t_ids_id': there is no column 'ids'; did you mean 'id'?"}},
        {head + "[[tables.t.uniques]]\n", {"3:1: missing key 'columns' in 'uniques' of table 't'"}},
        {head + "[tables.t.uniques]\ncolumns = ['id']",
         {"3:1: 'uniques' must be an array of tables, written [[tables.t.uniques]], not a table"}},
        {"[tables.t]\nchecks = ['id > 0']\ncolumns.id = { type = 'int64' }",
         {"2:11: each of 'checks' must be a table, not a string"}},
        {head + "[[tables.t.checks]]\nname = 'c'",
         {"3:1: missing key 'expression' in 'checks' of table 't'"}},
        {head + "[[tables.t.checks]]\nname = 'c'\nexpression = 'id > 0'\n[[tables.t.checks]]\nname "
                "= 'c'\nexpression = 'id > 1'",
         {"6:1: table 't': two things are named 'c'"}},
        {head + "a = { type = 'int64', on_delete = 'cascade', deferrable = true }",
         {"3:23: 'on_delete' of column 'a' of table 't' needs 'references'"}},
        {head + "a = { type = 'int64', reference = 't', on_delete = 'cascade' }",
         {"3:23: unknown key 'reference' in column 'a' of table 't'; did you mean 'references'?"}},
        {head + "a = { type = 'int64', references = 'tt.id' }",
         {"3:36: there is no table 'tt'; did you mean 't'?"}},
        {head + "a = { type = 'int64', references = 't(id)' }",
         {"3:36: there is no table 't(id)'"}},
        {head + "a = { type = 'int64', references = 't.ids' }",
         {"3:23: table 't': foreign key 'fk_t_a': there is no column 'ids'; did you mean 'id'?"}},
        {head + "a = { type = 'int64' }\nb = { type = 'int64', references = 't.a' }",
         {"4:23: table 't': foreign key 'fk_t_b' refers to t (a), which is neither primary key nor "
          "unique"}},
        {head + "a = { type = 'text', references = 't' }",
         {"3:22: table 't': foreign key 'fk_t_a': column 'a' is text, but t.id is int64"}},
        {head + "a = { type = 'int64', references = 't', on_delete = 'casade' }",
         {"3:53: unknown action 'casade' in 'on_delete'; did you mean 'cascade'?"}},
        {head + "a = { type = 'int64', references = 't', on_delete = 'set null', on_update = 'set "
                "default' }",
         {"3:23: on_delete of column 'a' of table 't' stores NULL, but the column is not null = "
          "true",
          "3:23: on_update of column 'a' of table 't' stores the default, but the column has "
          "none"}},
        {head + "a = { type = 'int64', references = 'D' }\n[tables.D]\ntable = false\ncolumns.id = "
                "{ type = 'int64', primary_key = true }",
         {"3:36: 'D' is a data-only model (table = false), to which no foreign key can refer"}},
        {head + "a = { type = 'int64', references = 'k' }\n[tables.k]\nprimary_key = ['x', "
                "'y']\n[tables.k.columns]\n"
                "x = { type = 'int64' }\ny = { type = 'int64' }",
         {"3:36: the primary key of table 'k' has 2 columns, and the foreign key 1"}},
        {head +
             "a = { type = 'int64', references = 'k' }\n[tables.k.columns]\nx = { type = 'int64' }",
         {"3:36: table 'k' has no primary key to refer to"}},
        {head + "[[tables.t.foreign_keys]]\ncolumns = ['ix']\ntable = "
                "'t'\n[[tables.t.foreign_keys]]\ncolumns = ['id']\ntable = 'u'",
         {"3:1: table 't': foreign key 'fk_t_ix': there is no column 'ix'; did you mean 'id'?",
          "8:9: there is no table 'u'; did you mean 't'?"}},
        {head + "[[tables.t.foreign_keys]]\ntable = 't'",
         {"3:1: missing key 'columns' in 'foreign_keys' of table 't'"}},
        {head + "[[tables.t.indexes]]\ncolumns = ['nope', { colum = 'id' }]",
         {"4:22: unknown key 'colum' in 'columns'; did you mean 'column'?"}},
        {head + "[[tables.t.indexes]]\ncolumns = 'nope'\nwhere = { postgres = 'x' }",
         {"5:11: unknown key 'postgres' in 'where'; did you mean 'postgresql'?"}},
        {head + "[[tables.t.indexes]]\ncolumns = ['zzz']",
         {"3:1: table 't': index 'ix_t_zzz': there is no column 'zzz'"}},
    });
}

TEST(ReadModelsMistakes, InEnums) {
    expect_mistakes({
        {"[enums.e]\nvalue = ['a']",
         {"2:1: unknown key 'value' in enum 'e'; did you mean 'values'?"}},
        {"[enums.e]\nnative = true", {"1:1: missing key 'values' in enum 'e'"}},
        {"[enums.e]\nvalues = []", {"1:8: enum 'e' has no values"}},
        {"[enums.e]\nvalues = ['a', 'a']", {"1:8: enum 'e' has the value 'a' twice"}},
        {"[enums.e]\nvalues = ['a', 1]\nrenamed_values = { b = 'c' }",
         {"2:16: 'values' must be a string, not an integer"}},
        {"enums.e = ['a']", {"1:11: enum 'e' must be a table, not an array"}},
        {"[enums.e]\nvalues = ['active']\nrenamed_values = { on = 'activ', x = 1, active = "
         "'active' }",
         {"3:25: 'activ' is no value of enum 'e'; did you mean 'active'?",
          "3:38: 'x' must be a string, not an integer",
          "3:41: value 'active' is renamed to itself"}},
        {"[enums.e]\nvalues = ['a']\nrenamed_values = 'b'",
         {"3:18: 'renamed_values' must be a table of old = \"new\", not a string"}},
        {"[enums.e]\nvalues = ['a']\nrenamed_from = 'e'",
         {"3:16: enum 'e' is renamed from itself"}},
        {head + "a = { type = 'enum' }",
         {"3:14: column 'a' of table 't' is an enum without 'values'"}},
        {head + "a = { type = 'enum', vaules = ['x'] }",
         {"3:22: unknown key 'vaules' in column 'a' of table 't'; did you mean 'values'?"}},
        {head + "a = { type = 'text', values = ['x'], native = true }",
         {"3:22: 'values' of column 'a' of table 't' needs type = \"enum\""}},
        {head + "a = { values = ['x'], default = 'y' }",
         {"3:7: 'values' of column 'a' of table 't' needs type = \"enum\""}},
        {head + "a = { type = 'text', native = true }",
         {"3:22: 'native' of column 'a' of table 't' needs 'values'"}},
        {head + "a = { type = 'enum', values = 'x', default = 'y' }",
         {"3:31: 'values' must be an array, not a string"}},
        {head + "a = { type = 'enum(stat)' }\n[enums.state]\nvalues = ['x']",
         {"3:1: table 't': column 'a': there is no enum 'stat'; did you mean 'state'?"}},
        {head + "a = { type = 'enum', values = ['on', 'off'], default = 'of' }",
         {"3:1: table 't': column 'a': the default is no value of enum 't_a'; did you mean "
          "'off'?"}},
        {head + "a = { type = 'enum', values = ['x'], default = 'y' }\n[enums.t_a]\nvalues = ['x']",
         {"3:22: enum 't_a' is declared twice; the other one is in m.toml:4:8"}},
    });
}

TEST(ReadModelsMistakes, InObjects) {
    const std::string table = "[tables.t.columns]\nid = { type = 'int64', primary_key = true }\n";
    expect_mistakes({
        {"[view.v]\nsql = 'CREATE VIEW v AS SELECT 1'", {"1:2: unknown key 'view' in a file of models; did you mean 'views'?"}},
        {"views = 5", {"1:1: 'views' must be a table, not an integer"}},
        {"[views]\nv = 'CREATE VIEW v AS SELECT 1'", {"2:5: view 'v' must be a table, not a string"}},
        {"[views.v]", {"1:1: missing key 'sql' in view 'v'"}},
        {"[views.v]\nsql = ' '", {"2:7: 'sql' is empty"}},
        {"[views.v]\nsql = { mysql = 'CREATE VIEW v AS SELECT 1' }", {"2:9: unknown key 'mysql' in 'sql'"}},
        {"[views.v]\nsql = 'CREATE VIEW v AS SELECT 1'\ntable = 't'", {"3:1: unknown key 'table' in view 'v'"}},
        {"[views.v]\nsql = 'SELECT 1'", {"1:8: view v: its SQL does not begin with CREATE and 'view'"}},
        {"[views.v]\nsql = 'CREATE VIEW w AS SELECT 1'", {"1:8: view v: its SQL makes the view 'w'"}},
        {"[materialized_views.v]\nsql = 'CREATE VIEW v AS SELECT 1'",
         {"1:21: materialized view v: its SQL does not begin with CREATE and 'materialized view'"}},
        {"[triggers.g]\nsql = 'CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END'",
         {"1:1: missing key 'table' in trigger 'g'"}},
        {table + "[triggers.g]\ntable = 'u'\nsql = 'CREATE TRIGGER g AFTER INSERT ON u BEGIN SELECT 1; END'",
         {"3:11: trigger g on u: there is no table 'u'; did you mean 't'?"}},
        {table + "[views.t]\nsql = 'CREATE VIEW t AS SELECT 1'", {"3:8: two things are named 't'"}},
    });
    EXPECT_EQ(mistakes({{"a.toml", "[views.v]\nsql = 'CREATE VIEW v AS SELECT 1'"},
                        {"b.toml", "[views.v]\nsql = 'CREATE VIEW v AS SELECT 1'"}}),
              (std::vector<std::string>{"b.toml:1:8: two things are named 'v'"}));
    // What a trigger is on may be a view, and may stand where it cannot be read.
    EXPECT_EQ(mistakes({{"m.toml",
                         "[views.v]\nsql = 'CREATE VIEW v AS SELECT 1'\n[triggers.g]\ntable = 'v'\n"
                         "sql = 'CREATE TRIGGER g INSTEAD OF INSERT ON v BEGIN SELECT 1; END'"}}),
              std::vector<std::string>());
}

TEST(ReadModelsMistakes, InCppNames) {
    const std::string columns = "\ncolumns.a = { type = 'text' }\n";
    expect_mistakes({
        {"[tables.user]" + columns + "[tables.users]\ncpp = 'User'" + columns,
         {"4:7: 'User' is the C++ name of both table 'user' (m.toml:1:9) and table 'users'"}},
        {"[tables.blog_posts]" + columns + "[enums.x]\nvalues = ['a']\ncpp = 'BlogPosts'",
         {"5:7: 'BlogPosts' is the C++ name of both table 'blog_posts' (m.toml:1:9) and enum 'x'"}},
        {"[tables.a]\ncpp = 'app::User'" + columns,
         {"2:7: 'app::User' is no name for a type in C++; did you mean 'AppUser'?"}},
        {"[tables.a]\ncpp = 'class'" + columns,
         {"2:7: 'class' is no name for a type in C++; did you mean 'Class'?"}},
        {"[tables.a]\ncpp = '_User'" + columns,
         {"2:7: '_User' is no name for a type in C++; did you mean 'User'?"}},
        {"[tables.'über']\ncolumns.a = { type = 'text' }\n[tables.'ü']" + columns,
         {"3:9: the name of table 'ü' makes no name in C++"}},
        {head + "a = { type = 'enum(e)', cpp = 'A' }\nb = { type = 'enum(e)', cpp = 'B' "
                "}\n[enums.e]\nvalues = ['x']",
         {"4:31: enum 'e' has the C++ name 'A' already (m.toml:3:31)"}},
    });
    EXPECT_EQ(read_well("[tables.'2fa_codes'.columns]\na = { type = 'text' }").structs[0].name,
              "_2faCodes");
}

TEST(ReadModelsMistakes, InExtends) {
    const std::string base = "[tables.Base]\ntable = false\n[tables.Base.columns]\n";
    expect_mistakes({
        {base + "a = { type = 'text' }\n[tables.t]\nextends = 'base'",
         {"6:11: there is no model 'base'; did you mean 'Base'?"}},
        {"[tables.t]\nextends = 5\n[[tables.t.uniques]]\ncolumns = ['x']",
         {"2:11: 'extends' must be the name of a model or an array of them, not an integer"}},
        {"[tables.t]\nextends = ['t']", {"2:12: model 't' extends itself: 't' -> 't'"}},
        {"[tables.a]\nextends = 'b'\nprimary_key = ['x']\n[tables.b]\nextends = "
         "'c'\n[tables.c]\nextends = ['a']",
         {"7:12: model 'a' extends itself: 'a' -> 'b' -> 'c' -> 'a'"}},
        {base +
             "a = { type = 'text' }\n[tables.Other]\ntable = false\ncolumns.a = { type = 'date' }\n"
             "[tables.t]\nextends = ['Base', 'Other']",
         {"9:20: model 't' gets column 'a' from both 'Base' and 'Other'"}},
        // A mistake of a base is reported once, whoever extends it.
        {base +
             "a = { type = 'int16', default = 'x' }\nb = { type = 'int64', references = 'nope' }\n"
             "c = { type = 'txt', default = 1 }\nd = { type = 'int64', references = 't.a', "
             "on_delete = 'set null' }\n"
             "[tables.t]\nextends = 'Base'\n[tables.u]\nextends = 'Base'\n",
         {"4:1: model 'Base': column 'a': the default is a string, not an integer",
          "5:36: there is no table 'nope'", "6:14: unknown type 'txt'; did you mean 'text'?",
          "7:23: on_delete of column 'd' of table 'Base' stores NULL, but the column is not null = "
          "true"}},
        // A table whose columns are not all known is not accused of lacking some.
        {"[tables.t]\nextends = 'nope'\nprimary_key = ['id']\nwithout_rowid = true\ncolumns.a = { "
         "type = 'date', default = 1 }\n"
         "[[tables.t.indexes]]\ncolumns = ['b']\n"
         "[tables.u.columns]\nt_id = { type = 'int64', references = 't' }\nu_id = { type = "
         "'int64', references = 't.c' }",
         {"2:11: there is no model 'nope'",
          "5:9: table 't': column 'a': the default is an integer, not a string"}},
        // Nor one whose key could not be read; other mistakes of who refers to it are found.
        {"[tables.t.columns]\na = { type = 'int64', unique = 3 }\nb = { type = 'int64' }\n"
         "[tables.u.columns]\nx = { type = 'int64', references = 't.a' }\ny = { type = 'text', "
         "references = 't.b' }\n"
         "z = { type = 'text', references = 't.aa' }",
         {"2:32: 'unique' must be true or false, not an integer",
          "6:22: table 'u': foreign key 'fk_u_y': column 'y' is text, but t.b is int64",
          "7:22: table 'u': foreign key 'fk_u_z': table 't' has no column 'aa'; did you mean "
          "'a'?"}},
    });
}

TEST(ReadModelsMistakes, LimitsHowDeepModelsExtendOneAnother) {
    std::string text;
    for (int i = 0; i < 5000; ++i) {
        text += "[tables.t" + std::to_string(i) + "]\nextends = 't" + std::to_string(i + 1) + "'\n";
    }
    text += "[tables.t5000.columns]\na = { type = 'text' }\n";
    const std::vector<std::string> found = mistakes({{"m.toml", text}});
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found.front(), "128:11: more than 64 models extend one another");
}

TEST(ReadModelsMistakes, AcrossFiles) {
    const std::string a =
        "[tables.t.columns]\nid = { type = 'int64', primary_key = true, nul = 1 "
        "}\n[enums.e]\nvalues = ['x']\n";
    const std::string b = "[enums.e]\nvalues = ['y']\n[tables.t.columns]\nid = { type = 'int' }\n";
    EXPECT_EQ(
        mistakes({{"z.toml", a}, {"b.toml", b}}),
        (std::vector<std::string>{
            "z.toml:2:44: unknown key 'nul' in column 'id' of table 't'; did you mean 'null'?",
            "b.toml:1:8: enum 'e' is declared twice; the other one is in z.toml:3:8",
            "b.toml:3:9: table 't' is declared twice; the other one is in z.toml:1:9",
            "b.toml:4:15: unknown type 'int'; did you mean 'int32'?"}));
    EXPECT_EQ(mistakes({{"a.toml", head}, {"a.toml", head}}),
              std::vector<std::string>{"a.toml: this file is listed twice"});
    // What the file that cannot be read may declare is not missed.
    EXPECT_EQ(
        mistakes({{"a.toml", "[tables.u\n"},
                  {"b.toml",
                   head + "u = { type = 'int64', references = 'u' }\ne = { type = 'enum(e)' }\n"
                          "x = { type = 'txt' }\n[tables.v]\nextends = 'u'\n"}}),
        (std::vector<std::string>{"a.toml:1:10: expected ']', saw the end of the line",
                                  "b.toml:5:14: unknown type 'txt'; did you mean 'text'?"}));
}

TEST(ReadModelsMistakes, KeepsWhatWasFoundBefore) {
    Diagnostics diagnostics = {error_at({"x", 9, 9}, "rule", "earlier")};
    read_models({{"m.toml", "a = 1"}}, diagnostics);
    ASSERT_EQ(diagnostics.size(), 2U);
    EXPECT_EQ(diagnostics[0].message, "earlier");
    EXPECT_EQ(diagnostics[1].help, "known keys: tables, enums, extensions, domains, sequences, functions, procedures, virtual_tables, views, materialized_views, triggers");
}

TEST(ReadModelsMistakes, SaysWhatToDo) {
    Diagnostics diagnostics;
    read_models({{"m.toml", head + "a = 'int32'\n[tables.u]\nb = { type = 'text' }"}}, diagnostics);
    ASSERT_EQ(diagnostics.size(), 2U);
    EXPECT_EQ(diagnostics[0].help, "write: a = { type = \"int32\" }");
    EXPECT_EQ(diagnostics[1].help, "write it under [tables.u.columns]");
}

// After it was made, a circle cannot be told from one to be made.
TEST(ReadModelsMistakes, RenamesInACircle) {
    const std::string circle =
        "' form a circle: once it is made, it cannot be told from one to be made";
    expect_mistakes({
        {head +
             "a = { type = 'text', renamed_from = 'b' }\nb = { type = 'text', renamed_from = 'a' }",
         {"3:37: renamed_from of 'a' and 'b" + circle}},
        {head +
             "a = { type = 'text', renamed_from = 'c' }\nb = { type = 'text', renamed_from = 'a' "
             "}\n"
             "c = { type = 'text', renamed_from = 'b' }\nd = { type = 'text', renamed_from = 'e' }",
         {"3:37: renamed_from of 'a', 'b' and 'c" + circle}},
        {"[tables.x]\nrenamed_from = 'y'\ncolumns.id = { type = 'int64' }\n"
         "[tables.y]\nrenamed_from = 'x'\ncolumns.id = { type = 'int64' }",
         {"2:16: renamed_from of 'x' and 'y" + circle}},
        {"[enums.e]\nvalues = ['a', 'b']\nrenamed_values = { a = 'b', b = 'a' }\nrenamed_from = "
         "'f'\n"
         "[enums.f]\nvalues = ['a']\nrenamed_from = 'e'",
         {"3:33: renamed_values of 'a' and 'b" + circle,
          "4:16: renamed_from of 'e' and 'f" + circle}},
        {"[tables.Base]\ntable = false\ncolumns.a = { type = 'text', renamed_from = 'b' }\n"
         "columns.b = { type = 'text', renamed_from = 'a' }\n"
         "[tables.t]\nextends = 'Base'\n[tables.u]\nextends = 'Base'",
         {"3:45: renamed_from of 'a' and 'b" + circle}},
        // One after the other is none.
        {head +
             "b = { type = 'text', renamed_from = 'a' }\nc = { type = 'text', renamed_from = 'b' }",
         {}},
    });
    Diagnostics diagnostics;
    const Model model =
        read_models({{"m.toml", head + "a = { type = 'text', renamed_from = 'b' }\nb = { type = "
                                       "'text', renamed_from = 'a' }"}},
                    diagnostics);
    EXPECT_EQ(diagnostics.at(0).help,
              "take them out of the model, and once give --rename t.a=b --rename t.b=a");
    EXPECT_EQ(model.hints, RenameHints{});
}

// A mistake hides what it may hide, and nothing else.
TEST(ReadModelsMistakes, WhatAnUnknownKeyDoesNotHide) {
    expect_mistakes({
        {"[enum.x]\nvalues = ['a']\n[enums.role]\nvalues = ['a']\n[tables.t.columns]\nid = { type "
         "= 'int64', references = "
         "'nope.id' }\na = { type = 'enum(rol)' }\nb = { type = 'enum(x)' }",
         {"1:2: unknown key 'enum' in a file of models; did you mean 'enums'?",
          "6:37: there is no table 'nope'",
          "7:1: table 't': column 'a': there is no enum 'rol'; did you mean 'role'?"}},
        {"[tabels.b.columns]\nid = { type = 'int64' }\n[tables.t]\nextends = "
         "'b'\n[tables.t.columns]\nid = { type = "
         "'int64', references = 'b.id' }\na = { type = 'int64', references = 'c.id' }",
         {"1:2: unknown key 'tabels' in a file of models; did you mean 'tables'?",
          "7:36: there is no table 'c'; did you mean 't'?"}},
        {"[tables.b]\ncoment = 'x'\ncolumns.id = { type = 'int64', primary_key = true "
         "}\n[tables.t.columns]\na = { type = "
         "'int64', references = 'b.x' }",
         {"2:1: unknown key 'coment' in table 'b'; did you mean 'comment'?",
          "5:23: table 't': foreign key 'fk_t_a': table 'b' has no column 'x'"}},
        {"[tables.b]\ncolums.x = { type = 'int64', primary_key = true }\n[tables.t.columns]\na = { "
         "type = "
         "'int64', references = 'b.x' }",
         {"2:1: unknown key 'colums' in table 'b'; did you mean 'columns'?"}},
        {"[tables.b]\nunique = [{ columns = ['x'] }]\ncolumns.x = { type = 'int64' "
         "}\n[tables.t.columns]\na = { type = "
         "'int64', references = 'b.x' }\nb = { type = 'int64', references = 'b.y' }",
         {"2:1: unknown key 'unique' in table 'b'; did you mean 'uniques'?",
          "6:23: table 't': foreign key 'fk_t_b': table 'b' has no column 'y'; did you mean 'x'?"}},
        {"[tables.b]\nzzzzzz = 5\ncolumns.x = { type = 'int64' }\n[tables.t.columns]\na = { type = "
         "'int64', references = "
         "'b.x' }",
         {"2:1: unknown key 'zzzzzz' in table 'b'",
          "5:23: table 't': foreign key 'fk_t_a' refers to b (x), which is neither primary key nor "
          "unique"}},
    });
}

}  // namespace
}  // namespace migrations

#include "operations_support.h"

namespace migrations {
namespace {

struct Words {
    const char* operation;
    const char* summary;
    const char* subject;
    const char* table;
};

const Words all[] = {
    {"op = 'create_table'\ntable = 'users'\ncolumns = [{ name = 'id', type = 'int64' }]",
     "create table users (1 column)", "users", "users"},
    {"op = 'drop_table'\ntable = 'users'", "drop table users", "users", "users"},
    {"op = 'rename_table'\nfrom = 'a'\nto = 'b'", "rename table a to b", "a", "a"},
    {"op = 'alter_table'\ntable = 'a'\ncomment = 'x'\nstrict = true\nwithout_rowid = false",
     "alter table a: comment 'x', strict, with rowid", "a", "a"},
    {"op = 'alter_table'\ntable = 'a'\ncomment = ''", "alter table a: drop comment", "a", "a"},
    {"op = 'add_column'\ntable = 'users'\ncolumn = { name = 'email', type = 'string(320)' }",
     "add column users.email string(320)", "users.email", "users"},
    {"op = 'add_column'\ntable = 't'\ncolumn = { name = 'n', type = 'int32', null = true, default "
     "= 1 }\nfill = 2",
     "add column t.n int32 null default 1, fill 2", "t.n", "t"},
    {"op = 'add_column'\ntable = 't'\ncolumn = { name = 'n', type = { sqlite = 'ANY' }, generated "
     "= 'a + b' }",
     "add column t.n ANY generated as a + b", "t.n", "t"},
    {"op = 'drop_column'\ntable = 't'\ncolumn = 'a'", "drop column t.a", "t.a", "t"},
    {"op = 'rename_column'\ntable = 't'\nfrom = 'a'\nto = 'b'", "rename column t.a to b", "t.a",
     "t"},
    {"op = 'alter_column'\ntable = 't'\ncolumn = 'a'\ntype = 'text'\nnull = false\ndefault = "
     "'x'\nfill = true\nusing = 'b'\ncomment = ''\nidentity = false",
     "alter column t.a: type text, not null, default 'x', no identity, drop comment, fill true, "
     "using b",
     "t.a", "t"},
    {"op = 'alter_column'\ntable = 't'\ncolumn = 'a'\ndrop = ['default', 'generated']\nnull = true",
     "alter column t.a: null, drop default, drop generated", "t.a", "t"},
    {"op = 'add_primary_key'\ntable = 't'\nprimary_key = ['a', 'b']",
     "add primary key pk_t to t (a, b)", "t.pk_t", "t"},
    {"op = 'drop_primary_key'\ntable = 't'", "drop primary key of t", "t.primary key", "t"},
    {"op = 'add_unique'\ntable = 't'\nunique = { name = 'u', columns = ['a'] }",
     "add unique u to t (a)", "t.u", "t"},
    {"op = 'drop_unique'\ntable = 't'\nunique = 'u'", "drop unique u of t", "t.u", "t"},
    {"op = 'add_foreign_key'\ntable = 't'\nforeign_key = { name = 'f', columns = ['a'], table = "
     "'u', references = ['id'], on_delete = 'cascade', on_update = 'set_null' }",
     "add foreign key f to t (a) referring to u (id) on delete cascade on update set null", "t.f",
     "t"},
    {"op = 'drop_foreign_key'\ntable = 't'\nforeign_key = 'f'", "drop foreign key f of t", "t.f",
     "t"},
    {"op = 'add_check'\ntable = 't'\ncheck = { name = 'c', expression = 'a > 0' }",
     "add check c to t (a > 0)", "t.c", "t"},
    {"op = 'drop_check'\ntable = 't'\ncheck = 'c'", "drop check c of t", "t.c", "t"},
    {"op = 'create_index'\ntable = 't'\nindex = { name = 'i', columns = ['a', { column = 'b', "
     "descending = true }, { expression = 'lower(c)' }], unique = true, where = 'a > 0' }",
     "create unique index i on t (a, b desc, lower(c)) where a > 0", "t.i", "t"},
    {"op = 'drop_index'\ntable = 't'\nindex = 'i'", "drop index i of t", "t.i", "t"},
    {"op = 'create_enum'\nenum = 'e'\nvalues = ['a', 'b']\nnative = true",
     "create native enum e (a, b)", "enum e", ""},
    {"op = 'drop_enum'\nenum = 'e'", "drop enum e", "enum e", ""},
    {"op = 'rename_enum'\nfrom = 'a'\nto = 'b'", "rename enum a to b", "enum a", ""},
    {"op = 'alter_enum'\nenum = 'e'\nvalues = ['a', 'c']\nrenamed_values = { b = 'c' "
     "}\nreplaced_values = { x = 'a' }\nnative = false",
     "alter enum e: (a, c), b becomes c, x is replaced by a, not native", "enum e", ""},
    {"op = 'execute'\nsql = '''UPDATE users\n  SET nick = name -- and so on, for more than sixty "
     "bytes of text'''",
     "execute UPDATE users SET nick = name -- and so on, for more than ...", "sql", ""},
    {"op = 'call_function'\nfunction = 'fill_slugs'", "call fill_slugs", "function fill_slugs", ""},
    {"op = 'insert_rows'\ntable = 't'\nrows = [{ a = 1 }, { a = 2 }]", "insert 2 rows into t", "t",
     "t"},
    {"op = 'update_rows'\ntable = 't'\nset = { a = 1, b = 2 }\nwhere = 'c'",
     "update a, b of rows of t where c", "t", "t"},
    {"op = 'update_rows'\ntable = 't'\nset = { a = 1 }", "update a of all rows of t", "t", "t"},
    {"op = 'delete_rows'\ntable = 't'", "delete all rows of t", "t", "t"},
    {"op = 'delete_rows'\ntable = 't'\nwhere = 'c'", "delete rows of t where c", "t", "t"},
};

TEST(OperationsSummary, OneLineForEachKind) {
    for (const Words& each : all) {
        const Operation operation = operation_of(each.operation);
        EXPECT_EQ(summary(operation), each.summary);
        EXPECT_EQ(subject(operation), each.subject);
        EXPECT_EQ(table_of(operation), each.table);
    }
}

}  // namespace
}  // namespace migrations

#include "cli/json_schema/words.h"

// What editors show of models, and of what revisions have in common with them.
namespace migrations {
namespace {

constexpr Word words[] = {
    {"tables", "The tables and data-only models: `[tables.users]`"},
    {"enums", "Enums by name, for columns of `type = \"enum(NAME)\"`"},
    {"extensions", "Extensions of PostgreSQL; they need no `sql`"},
    {"domains", "Domains of PostgreSQL"},
    {"sequences", "Sequences of PostgreSQL"},
    {"functions",
     "Functions of PostgreSQL; of several with one name each has its parameters in the key: `[functions.\"area(integer, "
     "integer)\"]`"},
    {"procedures", "Procedures of PostgreSQL"},
    {"virtual_tables", "Virtual tables of SQLite"},
    {"views", "Views: `[views.active_users]`"},
    {"materialized_views", "Materialized views of PostgreSQL, their indexes behind the statement"},
    {"triggers", "Triggers: `[triggers.touch_users]`"},

    {"model", "A table; with `table = false` a data-only model"},
    {"model.cpp", "Name of the C++ struct; default: the table's name in CamelCase", nullptr, "'User'"},
    {"model.table", "`false`: a data-only model. A struct is made, and the database never sees it", "true"},
    {"model.extends", "The model, or models, whose columns this one takes, before its own", nullptr, "'timestamps'"},
    {"model.renamed_from", "The table was called so: a rename, not a drop and a create"},
    {"model.columns", "The columns, in the order of the file"},

    {"table", "The name of the table"},
    {"comment", "A comment, which PostgreSQL stores"},
    {"columns", "The columns"},
    {"table.columns", "The columns, in order"},
    {"primary_key", "The primary key: its columns, or a table with `name` and `columns`", nullptr, "['team_id', 'user_id']"},
    {"uniques", "Unique constraints"},
    {"foreign_keys", "Foreign keys"},
    {"checks", "Check constraints"},
    {"excludes", "Exclusion constraints of PostgreSQL"},
    {"indexes", "Indexes"},
    {"strict", "SQLite: STRICT, no column takes a value of another type"},
    {"without_rowid", "SQLite: WITHOUT ROWID"},
    {"unlogged", "PostgreSQL: UNLOGGED, empty after a crash"},
    {"with", "PostgreSQL: storage parameters; those of the TOAST table begin with `toast.`", nullptr, "{ fillfactor = 70 }"},

    {"column", "A column"},
    {"column.name", "The name of the column"},
    {"type",
     "A portable type, or a table with the text for single dialects: `{ portable = \"string(50)\", sqlite = \"VARCHAR(50)\" }`",
     nullptr, "'string(320)'"},
    {"collation", "A collation's name, or one for each dialect", nullptr, "{ sqlite = 'NOCASE', postgresql = 'C' }"},
    {"null", "`true`: it may be NULL. NOT NULL is the default"},
    {"default", "A value that the type can hold", nullptr, "'active'"},
    {"default_expr", "An SQL expression, or `now` or `uuid`; also one for each dialect", nullptr, "'now'"},
    {"generated", "Computed from other columns: an expression, or `{ expression = ..., stored = ... }`", nullptr,
     "{ expression = 'substr(nick, 1, 1)', stored = true }"},
    {"identity",
     "The server numbers it; implied for a single integer primary key. `\"always\"`: the server takes no other number"},
    {"autoincrement", "SQLite: never gives a number out again"},
    {"column.cpp", "Name of the C++ enum class"},
    {"column.primary_key",
     "It is the primary key. One of several columns is written on the table: `primary_key = [\"a\", \"b\"]`", "false"},
    {"column.unique", "No two rows have the same value", "false"},
    {"column.index", "An index on this column alone", "false"},
    {"column.check", "An SQL expression that each row must fulfil", nullptr, "'price > 0'"},
    {"column.references", "A foreign key: `\"table.column\"`, or `\"table\"` for its primary key", nullptr, "'teams.id'"},
    {"column.renamed_from", "The column was called so: a rename, and its values stay"},
    {"column.values", "The values of an enum that is defined here; `type = \"enum\"`", nullptr, "['active', 'suspended']"},

    {"name", "Its name; default: made from the table and the columns"},
    {"unique.columns", "Columns of which no two rows have the same values"},
    {"primary_key.columns", "Its columns"},
    {"nulls_not_distinct", "Two NULLs are equal (PostgreSQL 15)"},
    {"deferrable", "PostgreSQL: whether it can be checked at the end of the transaction, and when it is by default"},
    {"foreign_key.columns", "The columns that refer"},
    {"foreign_key.table", "The table that they refer to"},
    {"foreign_key.references", "The columns that they refer to; in a model, default: its primary key"},
    {"match", "Over several columns: `simple` takes a row with one NULL, `full` all or none"},
    {"on_delete", "What becomes of these rows when the row that they refer to is deleted"},
    {"on_update", "What becomes of these rows when the key that they refer to changes"},
    {"not_valid", "Rows that exist are not looked at (PostgreSQL: NOT VALID), until `validate_constraint`"},
    {"no_inherit", "Tables that inherit do not have it"},
    {"expression", "An SQL expression; also one for each dialect"},
    {"check.expression", "What each row must fulfil, in SQL; also one for each dialect", nullptr, "'price > 0'"},
    {"exclude.expression", "What stands behind EXCLUDE", nullptr, "{ postgresql = 'USING gist (room WITH =, during WITH &&)' }"},
    {"index.columns",
     "Its keys: columns, or tables such as `{ column = \"created_at\", descending = true }` and `{ expression = \"lower(email)\" "
     "}`",
     nullptr, "['team_id', { column = 'created_at', descending = true }]"},
    {"index.unique", "No two rows have the same keys"},
    {"index.where", "Only rows for which this is true are in it; also one for each dialect", nullptr, "'deleted_at IS NULL'"},
    {"method", "PostgreSQL: `gin`, `gist`, `brin`, `hash`, ...; default: `btree`", nullptr, "'gin'"},
    {"include", "PostgreSQL: columns that are stored in it and are no keys", nullptr, "['title']"},
    {"index_key.column", "A column"},
    {"descending", "From large to small"},
    {"nulls", "Where NULLs come; default: last, and first where the order is descending"},
    {"index_key.collation", "A collation, where it is not that of the column; also one for each dialect"},
    {"opclass", "PostgreSQL: an operator class, with its parameters", nullptr, "'text_pattern_ops'"},

    {"identity.always", "GENERATED ALWAYS: the server takes no other number"},
    {"start", "PostgreSQL: the first number"},
    {"increment", "PostgreSQL: from one number to the next; below 0 it counts down"},
    {"min", "PostgreSQL: the smallest number"},
    {"max", "PostgreSQL: the largest number"},
    {"cache", "PostgreSQL: how many numbers a session takes at once"},
    {"cycle", "PostgreSQL: begins again after the last number"},
    {"stored", "The value is written to the row. PostgreSQL 15 has nothing else", "true"},

    {"enum", "An enum"},
    {"values", "Its values, in order", nullptr, "['active', 'suspended']"},
    {"native", "`true`: CREATE TYPE on PostgreSQL. Otherwise text with a CHECK", "false"},
    {"enum.cpp", "Name of the C++ enum class; default: its name in CamelCase"},
    {"enum.renamed_from", "The enum was called so"},
    {"renamed_values", "Values that have other names now, old = \"new\": rows follow", nullptr, "{ suspended = 'paused' }"},

    {"object", "What is declared by the statement that makes it"},
    {"object.table", "Of a trigger: the table or view that it is on"},
    {"object.sql", "The statement that makes it, for all dialects or one for each; a dialect without a text does not have it"},

    {"dialect.portable", "For all dialects that have no text of their own"},
    {"dialect.sqlite", "For SQLite"},
    {"dialect.postgresql", "For PostgreSQL"},
    {"value.null", "NULL: `{ null = true }`"},
    {"value.expr", "An SQL expression: `{ expr = \"...\" }`"},

    {"unique", "A unique constraint"},
    {"foreign_key", "A foreign key"},
    {"check", "A check constraint"},
    {"exclude", "An exclusion constraint of PostgreSQL"},
    {"index", "An index"},
};

}  // namespace

std::span<const Word> words_of_models() {
    return words;
}

}  // namespace migrations

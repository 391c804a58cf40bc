#include "cli/json_schema/words.h"

// What editors show of migrations.toml.
namespace migrations {
namespace {

constexpr Word words[] = {
    {"settings.name", "Recorded in databases, and the name of the CMake target; default: from the folder", nullptr, "'blog_db'"},
    {"settings.dialects", "The databases that the migrations are for", "['sqlite']", "['sqlite', 'postgresql']"},
    {"settings.models", "Files, folders, or patterns with `*`; `[]` when all migrations are written by hand", nullptr,
     "['../models']"},
    {"settings.database",
     "Where commands act without `--database`: a URL, with `${NAME}` from the environment and `${x:key}` from the command line",
     nullptr, "'sqlite:///blog.db'"},
    {"settings.version_table", "The table that records revisions", "'migrations_version'"},
    {"settings.transaction_per_migration", "`false`: all revisions of a call are one transaction", "true"},
    {"settings.revisions", "Folders of revision files", "'revisions'"},
    {"settings.file_name",
     "How new files of revisions are called; there are `{date}`, `{time}`, `{year}`, `{month}`, `{day}`, `{hour}`, `{minute}`, "
     "`{second}`, `{id}` and `{slug}`",
     nullptr, "'{year}/{date}_{time}_{id}_{slug}'"},
    {"settings.time_zone", "Of the times in file names: `UTC`, `local`, or a zone", "'UTC'", "'Europe/Berlin'"},
    {"settings.after_write", "Commands of the shell that run on each new file", nullptr, "['taplo format']"},
    {"settings.template", "The template of new files", "'revision.toml.in'"},
    {"settings.sqlite_minimum", "The oldest SQLite library that the migrations must run on", "'3.35.5'"},
    {"settings.lint", "Levels of findings in revisions, by rule: `off`, `warning` or `error`"},
    {"settings.tests", "The generated tests: their rows, and which of them are made"},
    {"settings.ignore", "What databases hold that is none of the project's business, with `*` and `?`"},
    {"settings.naming", "How constraints and indexes are called to which the models give no name"},
    {"settings.databases", "Several databases, each with a chain of its own: `[databases.analytics]`"},
    {"database", "What holds for this database; of what stands at the top, a section says otherwise"},
    {"tests.rows", "`audit_log = \"empty\"` keeps a table without rows"},
    {"tests.rows_file", "A file with rows to use"},
    {"tests.seed", "Of the generated values", nullptr, "7"},
    {"tests.folder", "The folder with the files of single revisions: their rows, and queries that must return none", "'tests'"},
    {"tests.released", "Revisions that databases out there are at: their upgrade is tested too", nullptr, "['9a8b7c6d5e4f']"},
    {"tests.kills", "How often a runner is killed on its way", "8"},
    {"tests.skip", "Kinds of tests that are not made", nullptr, "['killed']"},
    {"tests.column_order", "What it is when a downgrade brings columns back in another order", "'warning'"},
    {"tests.rows_per_table", "How many rows a table gets", nullptr, "20"},
    {"ignore.tables", "Tables, and also views and sequences", nullptr, "['spatial_ref_sys', 'legacy_*']"},
    {"ignore.columns", "Columns, with their tables", nullptr, "['users.internal_*']"},
    {"ignore.others", "What models have no words for, as `check --database` names it", nullptr, "['policy * on users']"},
    {"ignore.pattern", "Names, with `*` and `?`", nullptr, "['legacy_*']"},
    {"naming.pattern",
     "`{table}`; `{columns}`, joined by `_`; `{column}`, the first of them; of a foreign key `{referred_table}` and "
     "`{referred_columns}`"},
};

}  // namespace

std::span<const Word> words_of_settings() {
    return words;
}

}  // namespace migrations

#include <sys/stat.h>

#include <filesystem>

#include "cli_support.h"

namespace migrations {
namespace {

// Files that cannot be read or understood. Nothing is ever written, and the file is named.
class BadInput : public CommandLine {
protected:
    void SetUp() override { make_chain(); }

    // Every command that reads the file fails with this exit code, says this of it and no more, and changes nothing.
    void refuses(const std::string& file, int exit, const std::string& finding,
                 const std::vector<std::vector<std::string>>& commands) {
        const auto before = everything();
        for (const auto& command : commands) {
            const Ran refused = run(command);
            EXPECT_EQ(refused.exit, exit) << command[0] << refused.err;
            EXPECT_EQ(refused.out, "") << command[0];
            EXPECT_EQ(plain(refused.err), "~/" + file + finding) << command[0];
            std::vector<std::string> as_json = command;
            const std::string pointer = command[0] == "check" ? "/findings/0/severity" : "/error/findings/0/severity";
            const bool settings = file == "migrations/migrations.toml";
            EXPECT_EQ(json(as_json, settings ? "/error/findings/0/severity" : pointer, exit), "error") << command[0];
        }
        EXPECT_EQ(everything(), before);
    }

    const std::string revision_ = "migrations/revisions/b2.toml";
    const std::string models_ = "models/users.toml";
    const std::string settings_ = "migrations/migrations.toml";
    const std::string ledger_ = "migrations/migrations.lock";
    const std::vector<std::vector<std::string>> read_revisions_ = {
        {"check"}, {"review", "--yes"}, {"revision", "-m", "x"}, {"revision", "--autogenerate"}, {"revision", "--amend"},
        {"history"}, {"heads"}, {"show", "a1"}, {"sql"}, {"upgrade", "--database", "x.db", "--create"}};
    const std::vector<std::vector<std::string>> read_models_ = {{"check"}, {"revision", "--autogenerate"}, {"revision", "--amend"}};
    const std::vector<std::vector<std::string>> read_settings_ = {
        {"check"}, {"review"}, {"revision"}, {"history"}, {"heads"}, {"show"}, {"sql"}, {"upgrade"}, {"downgrade", "-1"},
        {"current"}, {"stamp"}, {"diff", "head", "models"}};
};

TEST_F(BadInput, malformed) {
    write(revision_, "revision = \"b2\"\n[[upgrade]\n");
    refuses(revision_, 4, ":2:11: error: expected ']]', saw the end of the line [toml-syntax]\n", read_revisions_);
    make_chain();
    write(models_, "[tables.users.columns]\nid = {\n");
    refuses(models_, 4, ":2:6: error: this '{' is not closed on its line [toml-syntax]\nnote: an inline table { ... } has one line only\n",
            read_models_);
    make_chain();
    write(settings_, "name = \n");
    refuses(settings_, 2, ":1:8: error: expected a value, saw the end of the line [toml-syntax]\n", read_settings_);
}

TEST_F(BadInput, empty) {
    write(revision_, "");
    refuses(revision_, 4, ": error: missing key 'revision' in a revision file [missing-key]\n", read_revisions_);
    make_chain();
    write(models_, "");
    refused({"check"}, 3,
            "~/models/users.toml: error: table 'users' is in the migrations but not in the models [migrations-drift]\n"
            "note: the latest revision is c3 (~/migrations/revisions/c3.toml)\nto write the missing revision, run:\n\n"
            "    migrations revision --autogenerate\n");
    make_chain();
    write(settings_, "");
    refuses(settings_, 4, ": error: no models are named [no-models]\nnote: write models = [\"../models\"] into it, or models = [] when there are "
            "none, or name the build folder with -B\n", {{"revision", "--autogenerate"}});
    make_chain();
    write(ledger_, "");
    EXPECT_EQ(run({"check"}).exit, 3);
}

TEST_F(BadInput, binary) {
    const std::string bytes("\0\1\2\3", 4);
    write(revision_, bytes);
    refuses(revision_, 4, ":1:1: error: NUL at offset 0 [control-character]\n", read_revisions_);
    make_chain();
    write(models_, bytes);
    refuses(models_, 4, ":1:1: error: NUL at offset 0 [control-character]\n", read_models_);
    make_chain();
    write(settings_, bytes);
    refuses(settings_, 2, ":1:1: error: NUL at offset 0 [control-character]\n", read_settings_);
    make_chain();
    write(ledger_, bytes);
    refuses(ledger_, 4, ":1:1: error: NUL at offset 0 [control-character]\n", {{"check"}, {"review", "--yes"}, {"show", "a1"}});
}

TEST_F(BadInput, not_utf8) {
    for (const auto& [file, exit, commands] :
         {std::make_tuple(revision_, 4, read_revisions_), {models_, 4, read_models_}, {settings_, 2, read_settings_}}) {
        make_chain();
        write(file, "# \xff\n" + read(file));
        refuses(file, exit, ":1:3: error: not UTF-8: byte 0xff at offset 2 [not-utf8]\nnote: save the file as UTF-8\n", commands);
    }
}

TEST_F(BadInput, a_folder_instead_of_a_file) {
    for (const auto& [file, exit, commands] :
         {std::make_tuple(revision_, 4, read_revisions_), {models_, 4, read_models_}, {settings_, 2, read_settings_},
          {ledger_, 4, std::vector<std::vector<std::string>>{{"check"}, {"review", "--yes"}}}}) {
        make_chain();
        std::filesystem::remove(path(file));
        std::filesystem::create_directory(path(file));
        refuses(file, exit, ": error: no regular file but a directory [no-file]\n", commands);
        std::filesystem::remove(path(file));
    }
}

TEST_F(BadInput, a_pipe_and_a_dangling_link_instead_of_a_file) {
    std::filesystem::remove(path(models_));
    ASSERT_EQ(mkfifo(path(models_).c_str(), 0600), 0);
    Ran refused = run({"check"});
    EXPECT_EQ(refused.exit, 4);
    EXPECT_EQ(plain(refused.err), "~/models/users.toml: error: no regular file but a FIFO [no-file]\n");
    std::filesystem::remove(path(models_));
    std::filesystem::create_symlink("nowhere", path(models_));
    refused = run({"check"});
    EXPECT_EQ(refused.exit, 4);
    EXPECT_EQ(plain(refused.err), "~/models/users.toml: error: cannot read '~/models/users.toml': No such file or directory [unreadable]\n");
}

TEST_F(BadInput, a_ledger_that_is_a_link_to_nowhere) {
    for (const auto& [target, why] : {std::pair("migrations.lock", "Too many levels of symbolic links"),
                                      std::pair("nowhere", "No such file or directory")}) {
        std::filesystem::remove(path(ledger_));
        std::filesystem::create_symlink(target, path(ledger_));
        const Ran refused = run({"check"});
        EXPECT_EQ(refused.exit, 4);
        EXPECT_EQ(plain(refused.err), std::string("~/migrations/migrations.lock: error: cannot read '~/migrations/migrations.lock': ") +
                                          why + " [unreadable]\n");
    }
}

// Editors of other systems: the same file.
TEST_F(BadInput, line_ends_and_byte_order_marks_do_not_matter) {
    for (const std::string& file : {revision_, models_, settings_, ledger_}) {
        std::string text = read(file);
        replace(text, "\n", "\r\n");
        write(file, "\xef\xbb\xbf" + text);
        const Ran clean = run({"check"});
        EXPECT_EQ(clean.exit, 0) << file << clean.err;
    }
    EXPECT_EQ(run({"upgrade", "--database", "x.db", "--create"}).exit, 0);
    EXPECT_EQ(run({"review"}).out, "every revision is reviewed\n");
}

TEST_F(BadInput, unknown_keys_types_and_columns_are_told_all_at_once) {
    write(revision_,
          "revision = \"b2\"\ndown_revision = \"a1\"\nmesage = \"x\"\n\n[[upgrade]]\nop = \"add_colum\"\n\n[[upgrade]]\nop = "
          "\"add_column\"\ntable = \"users\"\ncolumn = { name = \"email\", type = \"txt\" }\n\n[[downgrade]]\nop = "
          "\"drop_column\"\ntable = \"users\"\ncolum = \"email\"\n");
    refused({"check"}, 4,
            "~/migrations/revisions/b2.toml:3:1: error: unknown key 'mesage' in a revision; did you mean 'message'? [unknown-key]\n"
            "note: known keys: format, revision, down_revision, depends_on, branch_labels, message, created, transactional, irreversible, "
            "compatible, lost, replaces, variables, upgrade, downgrade\n"
            "~/migrations/revisions/b2.toml:6:6: error: unknown operation 'add_colum'; did you mean 'add_column'? [unknown-operation]\n"
            "note: operations: create_table, drop_table, rename_table, alter_table, add_column, drop_column, rename_column, alter_column, "
            "add_primary_key, drop_primary_key, add_unique, drop_unique, add_foreign_key, drop_foreign_key, add_check, drop_check, "
            "validate_constraint, add_exclude, drop_exclude, create_index, drop_index, create_enum, drop_enum, rename_enum, alter_enum, "
            "create_object, drop_object, replace_object, execute, call_function, insert_rows, update_rows, delete_rows\n"
            "~/migrations/revisions/b2.toml:11:35: error: unknown type 'txt'; did you mean 'text'? [unknown-type]\n"
            "note: types: bool int16 int32 int64 float32 float64 decimal(p,s) string(n) text blob date time timestamp timestamptz uuid json "
            "enum(name), or { sqlite = \"...\", postgresql = \"...\" }\n"
            "~/migrations/revisions/b2.toml:16:1: error: unknown key 'colum' in drop_column; did you mean 'column'? [unknown-key]\n"
            "note: known keys: op, table, column\n"
            "~/migrations/revisions/b2.toml:13:1: error: missing key 'column' in drop_column [missing-key]\n");
}

TEST_F(BadInput, operations_that_do_not_fit) {
    write("migrations/revisions/c3.toml", add_column("c3", "b2", "email", "int32", "", "2026-01-03"));
    refused({"check"}, 4, "~/migrations/revisions/c3.toml:6:1: error: table 'users' has a column 'email' already [operation]\n");
    std::string text = add_column("c3", "b2", "age", "int32", "", "2026-01-03");
    replace(text, "\"users\"", "\"usrs\"");
    write("migrations/revisions/c3.toml", text);
    std::filesystem::remove(path("migrations/migrations.lock"));
    refused({"upgrade", "--database", "x.db", "--create"}, 4,
            "warning: not reviewed: a1, b2, c3\n"
            "~/migrations/revisions/c3.toml:6:1: error: table 'usrs' does not exist; did you mean 'users'? [operation]\n"
            "~/migrations/revisions/c3.toml:11:1: error: table 'usrs' does not exist; did you mean 'users'? [operation]\n");
    EXPECT_FALSE(exists("x.db"));
}

TEST_F(BadInput, foreign_keys_to_nothing) {
    set_model("email = { type = \"text\", null = true }\nage = { type = \"int32\", null = true }\nteam = { type = \"int64\", references = "
              "\"teems.id\" }\nboss = { type = \"int64\", references = \"users.idd\" }\n");
    refused({"check"}, 4,
            "~/models/users.toml:6:39: error: there is no table 'teems' [foreign-key]\n"
            "~/models/users.toml:7:26: error: table 'users': foreign key 'fk_users_boss': there is no column 'idd'; did you mean 'id'? "
            "[missing-column]\n");
}

TEST_F(BadInput, cycles_duplicates_and_missing_parents) {
    write("migrations/revisions/a1.toml", "down_revision = \"c3\"\n" + read("migrations/revisions/a1.toml"));
    const auto everywhere = [&](const std::string& finding) {
        const auto before = everything();
        for (const auto& command : read_revisions_) {
            const Ran refused = run(command);
            EXPECT_EQ(refused.exit, 4) << command[0];
            EXPECT_EQ(refused.out, "") << command[0];
            EXPECT_EQ(plain(refused.err), finding) << command[0];
        }
        EXPECT_EQ(everything(), before);
    };
    everywhere("~/migrations/revisions/a1.toml:1:17: error: revisions 'a1' -> 'b2' -> 'c3' -> 'a1' form a cycle [revision-cycle]\n"
               "note: one of them must have a parent outside the cycle, or none\n~/migrations/revisions/a1.toml:1:17: 'a1'\n"
               "~/migrations/revisions/b2.toml:2:17: 'b2'\n~/migrations/revisions/c3.toml:2:17: 'c3'\n");
    make_chain();
    write("migrations/revisions/d4.toml", add_column("b2", "c3", "city", "text", "city", "2026-01-04"));
    everywhere("~/migrations/revisions/d4.toml:1:12: error: revision id 'b2' is used twice, also in "
               "'~/migrations/revisions/b2.toml' [duplicate-revision]\n"
               "note: every revision needs an id of its own: change this one, or delete the file if it is a copy\n");
    std::filesystem::remove(path("migrations/revisions/d4.toml"));
    write("migrations/revisions/d4.toml", add_column("d4", "zz", "city", "text", "city", "2026-01-04"));
    everywhere("~/migrations/revisions/d4.toml:2:17: error: parent 'zz' of revision 'd4' does not exist [missing-parent]\n"
               "note: was its file deleted, or never committed? 'git log --all -- \"*zz*\"' finds it\n");
}

// The revisions above a broken file are not blamed for what it does not say.
TEST_F(BadInput, one_broken_file_is_one_finding) {
    write(revision_, "revision = \"b2\"\nmessage = \"cut o\n");
    refused({"check"}, 4,
            "~/migrations/revisions/b2.toml:2:11: error: this string is never closed [toml-syntax]\n"
            "note: a string over several lines is written in three double quotes: \"\"\"...\"\"\"\n");
}

TEST_F(BadInput, settings) {
    const struct {
        std::string text;
        std::string finding;
    } cases[] = {
        {"nme = \"x\"\n", ":1:1: error: unknown key 'nme' [unknown-key]\nnote: did you mean 'name'?\n"},
        {"name = \"a b\"\n", ":1:8: error: 'name' must be a word without blanks, quotes and slashes, not 'a b' [settings]\n"},
        {"name = 3\n", ":1:8: error: 'name' must be a string, not an integer [settings]\n"},
        {"dialects = [\"sqlit\"]\n", ":1:13: error: unknown dialect 'sqlit' [settings]\nnote: did you mean 'sqlite'?\n"},
        {"dialects = 1\n", ":1:12: error: 'dialects' must be a string or an array of strings, not an integer [settings]\n"},
        {"sqlite_minimum = \"3.x\"\n",
         ":1:18: error: 'sqlite_minimum' must be a version such as \"3.35.5\", at least 3.25.0, not '3.x' [settings]\n"},
        {"version_table = \"a\\\"b\"\n",
         ":1:17: error: 'version_table' must be 1 to 55 letters, digits, '_' and '.', not 'a\"b' [settings]\n"},
        {"[lint]\ndrop-tabel = \"off\"\n", ":2:1: error: unknown lint rule 'drop-tabel' [unknown-key]\nnote: did you mean 'drop-table'?\n"},
        {"[lint]\ndrop-table = \"no\"\n", ":2:14: error: lint rule 'drop-table' must be \"off\", \"warning\" or \"error\" [settings]\n"},
        {"[tests]\nseed = 0\n", ":2:8: error: 'tests.seed' must be an integer from 1 to 1000000 [settings]\n"},
        {"[tests]\nrow = 1\n", ":2:1: error: unknown key 'tests.row' [unknown-key]\nnote: did you mean 'rows'?\n"},
        {"[tests.rows]\nusers = \"some\"\n", ":2:9: error: 'tests.rows.users' must be \"empty\" [settings]\n"},
    };
    for (const auto& each : cases) {
        write(settings_, each.text);
        const Ran refused = run({"history"});
        EXPECT_EQ(refused.exit, 2) << each.text;
        EXPECT_EQ(refused.out, "");
        EXPECT_EQ(plain(refused.err), "~/migrations/migrations.toml" + each.finding);
    }
    write(settings_, "nme = 1\nname = 2\n");
    refused({"check"}, 2,  // all mistakes at once
            "~/migrations/migrations.toml:1:1: error: unknown key 'nme' [unknown-key]\nnote: did you mean 'name'?\n"
            "~/migrations/migrations.toml:2:8: error: 'name' must be a string, not an integer [settings]\n");
}

TEST_F(BadInput, cmake_and_the_settings_disagree) {
    write("build/project.toml", "name = \"other\"\ndirectory = \"" + path("migrations") + "\"\n");
    const Ran refused = run({"check", "--project", path("build/project.toml")});
    EXPECT_EQ(refused.exit, 2);
    EXPECT_EQ(plain(refused.err), "~/migrations/migrations.toml:1:8: error: 'name' is 'blog_db' here, and 'other' in CMakeLists.txt "
                                  "[settings]\nnote: write name = \"other\" here, or call add_migrations(blog_db ...) there\n");
    write("build/project.toml", "name = \"blog_db\"\ndirectory = \"" + path("nowhere") + "\"\n");
    EXPECT_EQ(plain(run({"check", "--project", path("build/project.toml")}).err),
              "error: there is no '~/nowhere/migrations.toml'\nnote: to make one, run: migrations init ~/nowhere --name blog_db\n");
    EXPECT_EQ(run({"check", "--project", path("build/missing.toml")}).exit, 12);
}

TEST_F(BadInput, nowhere_to_write_to) {
    write("blocked/migrations/migrations.toml", "name = \"b\"\nmodels = []\nrevisions = \"file\"\n");
    write("blocked/migrations/file", "");
    inside_ = "blocked";
    refused({"revision", "-m", "x"}, 4,
            "~/blocked/migrations/file: error: cannot read the folder '~/blocked/migrations/file': Not a directory [unreadable]\n");
}

// What a reviewer reads is what runs.
TEST_F(BadInput, characters_that_nobody_sees) {
    make_chain();
    std::string text = read("migrations/revisions/c3.toml");
    replace(text, "message = \"\"", "message = \"a\u202Eb\u200B\"  # \u200D is a part of emojis");
    write("migrations/revisions/c3.toml", text);
    refused({"validate"}, 4,
            "~/migrations/revisions/c3.toml:3:13: error: there is a character that nobody sees and that reorders the line: U+202E "
            "[invisible-character]\nnote: take it away, or write it as \\u202E in a string in double quotes\n"
            "~/migrations/revisions/c3.toml:3:17: error: there is a character that nobody sees: U+200B [invisible-character]\n"
            "note: take it away, or write it as \\u200B in a string in double quotes\n");
    replace(text, "\u202E", "\\u202E");
    replace(text, "\u200B", "");
    write("migrations/revisions/c3.toml", text);
    EXPECT_EQ(run({"validate"}).exit, 0);
}

TEST_F(BadInput, what_may_not_be_read) {
    make_chain();
    as_nobody_ = true;
    const auto set = [&](const std::string& name, unsigned mode) {
        std::filesystem::permissions(path(name), std::filesystem::perms(mode));
    };
    for (const std::string& each : {std::string("."), std::string("migrations"), std::string("migrations/revisions"), std::string("models")}) set(each, 0755);
    std::filesystem::permissions(root_, std::filesystem::perms(0755));
    set("migrations/revisions/c3.toml", 0);
    for (const std::string command : {"validate", "history", "check"}) {
        const Ran ran = run({command, "-v"});
        EXPECT_EQ(ran.exit, 12) << command;
        EXPECT_EQ(plain(ran.err), "~/migrations/revisions/c3.toml: error: cannot read '~/migrations/revisions/c3.toml': Permission denied "
                                  "[unreadable]\n") << command;
    }
    set("migrations/revisions/c3.toml", 0644);
    set("migrations/revisions", 0744);
    const Ran ran = run({"validate"});
    EXPECT_EQ(ran.exit, 12);
    std::string each_file;
    for (const std::string file : {"a1", "b2", "c3"}) {
        const std::string name = "~/migrations/revisions/" + file + ".toml";
        each_file += name + ": error: cannot read '" + name + "': Permission denied [unreadable]\n";
    }
    EXPECT_EQ(plain(ran.err), each_file);
    set("migrations/revisions", 0755);
}

TEST_F(BadInput, a_revision_below_what_is_applied) {
    make_chain();
    ASSERT_EQ(run({"upgrade", "-q", "--database", "x.db", "--create"}).exit, 0);
    write("migrations/revisions/b1.toml", add_column("b1", "a1", "between", "text", "", "2026-01-02"));
    std::string text = read("migrations/revisions/b2.toml");
    replace(text, "down_revision = \"a1\"", "down_revision = \"b1\"");
    write("migrations/revisions/b2.toml", text);
    ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    const Ran refused = run({"upgrade", "--database", "x.db"});
    EXPECT_EQ(refused.exit, 6);
    EXPECT_EQ(plain(refused.err),
              "~/migrations/revisions/b1.toml:1:12: error: revision 'b1' comes before an applied revision, but was not applied itself\n"
              "note: the database is unchanged, at revision 'c3'\nnote: put the new revision after the applied ones\n");
}

TEST_F(BadInput, names_of_files_and_leftovers_do_not_matter) {
    make_chain();
    ASSERT_EQ(run({"upgrade", "-q", "--database", "x.db", "--create"}).exit, 0);
    std::filesystem::rename(path("migrations/revisions/c3.toml"), path("migrations/revisions/other name.toml"));
    write("migrations/revisions/.migrations-12.tmp", "half");
    write("migrations/revisions/.half.toml", "half");
    EXPECT_EQ(run({"check"}).exit, 0);
    EXPECT_EQ(run({"upgrade", "--database", "x.db"}).out, "the database is at c3: nothing to do\n");
}

TEST_F(BadInput, ten_thousand_revisions) {
    std::filesystem::remove_all(path("migrations"));
    write("migrations/migrations.toml", "name = \"blog_db\"\ndialects = [\"sqlite\"]\nmodels = []\n");
    for (int i = 0; i < 10000; ++i) {
        write("migrations/revisions/" + std::to_string(i) + ".toml",
              "revision = \"r" + std::to_string(i) + "\"\n" +
                  (i == 0 ? "" : "down_revision = \"r" + std::to_string(i - 1) + "\"\n"));
    }
    const Ran valid = run({"validate"});
    EXPECT_EQ(valid.out, "blog_db: 10000 revisions, head r9999; the chain is valid\n") << valid.err;
}

}  // namespace
}  // namespace migrations

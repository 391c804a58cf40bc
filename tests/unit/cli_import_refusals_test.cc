#include "cli_import_support.h"

namespace migrations {
namespace {

// Nothing that is wrong leaves a trace.
using ImportRefusals = Importing;

TEST_F(ImportRefusals, no_project) {
    make_database("app.db", "CREATE TABLE t (a TEXT)");
    EXPECT_EQ(run({"import", "app.db"}).exit, 2);
}

TEST_F(ImportRefusals, no_source) {
    start_project("\"sqlite\"");
    refused({"import"}, 2, "error: source is required\nnote: see 'migrations import --help'\n");
    refused({"import", "app.db"}, 12,
            "error: the database 'app.db' cannot be opened: there is no such file\n"
            "note: check the path; relative ones start at ~\n");
    refused({"import", "models"}, 2,
            "error: 'models' is neither a database nor a file of SQL\n"
            "note: give sqlite:///app.db, postgresql://user@host/database, an SQLite file, or a file that ends in .sql\n");
    write("app.db", "hello\n");
    refused({"import", "app.db"}, 12,
            "error: the database 'app.db' cannot be read: file is not a database (26)\n"
            "note: check the name of the file: it is no SQLite database, or it is encrypted\n");
    make_database("empty.db", "PRAGMA user_version = 1; CREATE VIEW v AS SELECT 1");
    refused({"import", "empty.db"}, 6,
            "error: there is nothing to import: sqlite:///empty.db has no tables\n"
            "note: for a new database, write models and run: migrations revision --autogenerate\n");
    refused({"import", "missing.sql"}, 12, run({"import", "missing.sql"}).err);
    write("bad.sql", "CREATE TABLE t (a TEXT);\nCREATE TABL u;\n");
    refused({"import", "bad.sql"}, 7,
            "error: bad.sql: near \"TABL\": syntax error (1)\n  in: CREATE TABL u;\n");
}

TEST_F(ImportRefusals, dialects_that_do_not_fit) {
    start_project("\"postgresql\"");
    make_database("app.db", "CREATE TABLE t (a TEXT)");
    refused({"import", "app.db"}, 2,
            "error: the source is of sqlite, which is no dialect of blog_db\n"
            "note: add \"sqlite\" to 'dialects' in ~/migrations/migrations.toml\n");
    start_project("\"sqlite\"");
    refused({"import", "app.db", "--dialect", "postgresql"}, 2,
            "error: --dialect postgresql is not the dialect of the database\n");
    start_project("\"sqlite\", \"postgresql\"");
    write("s.sql", "CREATE TABLE t (a TEXT);");
    refused({"import", "s.sql"}, 2,
            "error: the dialect of 's.sql' is not known\nnote: give --dialect sqlite or postgresql\n");
    EXPECT_EQ(run({"import", "s.sql", "--dialect", "sqlite"}).exit, 0);
}

TEST_F(ImportRefusals, a_project_that_has_begun) {
    start_project("\"sqlite\"");
    make_database("app.db", "CREATE TABLE t (a TEXT)");
    write("models/mine.toml", "[tables.t.columns]\na = { type = \"text\" }\n");
    refused({"import", "app.db"}, 6,
            "error: the project has models already: ~/models/mine.toml\n"
            "note: import writes all models; move the file away, or compare: migrations diff models SOURCE\n");
    ASSERT_EQ(run({"revision", "--autogenerate", "--rev-id", "a1"}).exit, 0);
    std::filesystem::remove(path("models/mine.toml"));
    refused({"import", "app.db"}, 6,
            plain("error: the project has revisions already: " + path(revision_path("a1"))) +
                "\nnote: import starts a project; to compare with the source, run: migrations diff head SOURCE\n");
}

TEST_F(ImportRefusals, a_file_that_is_in_the_way) {
    start_project("\"sqlite\"");
    make_database("app.db", "CREATE TABLE t (a TEXT)");
    // No model of the project: its name says so. But it is there.
    std::string settings = read("migrations/migrations.toml");
    replace(settings, "[\"../models\"]", "[\"../models/*.toml\"]");
    write("migrations/migrations.toml", settings);
    std::filesystem::create_directories(path("models"));
    std::filesystem::create_symlink("nowhere", path("models/.hidden"));
    std::filesystem::create_directories(path("migrations"));
    std::filesystem::remove_all(path("migrations/revisions"));
    write("migrations/revisions", "a file where the folder should be");
    const auto before = everything();
    const Ran result = run({"import", "app.db"});
    EXPECT_NE(result.exit, 0);
    EXPECT_EQ(everything(), before);
}

TEST_F(ImportRefusals, folders_that_cannot_be_written) {
    start_project("\"sqlite\"");
    make_database("app.db", "CREATE TABLE t (a TEXT)");
    as_nobody_ = true;
    std::filesystem::permissions(path("migrations/revisions"), std::filesystem::perms(0555));
    std::filesystem::create_directories(path("models"));
    std::filesystem::permissions(path("models"), std::filesystem::perms(0777));
    std::filesystem::permissions(root_, std::filesystem::perms(0755));
    const auto before = everything();
    const Ran result = run({"import", "app.db"});
    EXPECT_EQ(result.exit, 12) << result.out << result.err;
    EXPECT_NE(result.err.find("note: nothing was written"), std::string::npos) << result.err;
    EXPECT_EQ(everything(), before);
}

TEST_F(ImportRefusals, what_models_cannot_say) {
    start_project("\"sqlite\"");
    make_database("app.db", "CREATE TABLE t (a TEXT, b INTEGER REFERENCES nowhere (id))");
    refused({"import", "app.db"}, 4,
            "~/models/schema.toml:3:49: error: there is no table 'nowhere' [foreign-key]\n"
            "note: the line would be: b = { type = \"int64\", null = true, references = \"nowhere.id\" }\n"
            "note: nothing was written: models cannot say this\n");
}

TEST_F(ImportRefusals, what_the_other_dialect_cannot_say) {
    start_project("\"sqlite\", \"postgresql\"");
    make_database("app.db", "CREATE TABLE t (a, b INTEGER CONSTRAINT pk_t PRIMARY KEY, c TEXT UNIQUE, d TEXT UNIQUE)");
    refused({"import", "app.db"}, 4,
            "~/models/schema.toml:1:9: error: the type of column 't.a' has no text for postgresql [postgresql]\n"
            "note: add postgresql = \"...\" to the type\n"
            "the line would be: [tables.t.columns]\n"
            "~/models/schema.toml:4:35: error: the unique of table 't' has no name in the database, and postgresql gives "
            "every constraint one; 1 more constraint likewise [postgresql]\n"
            "note: the line would be: c = { type = \"text\", null = true, unique = true }\n"
            "note: nothing was written; postgresql cannot say all of what was imported: set dialects = [\"sqlite\"] in "
            "~/migrations/migrations.toml, and add postgresql when the models are portable\n");
}

// The text of a default that SQLite would store otherwise, and a key that is not the rowid although it looks like one.
TEST_F(ImportRefusals, what_would_not_come_out_the_same) {
    start_project("\"sqlite\"");
    make_database("app.db", "CREATE TABLE t (id INTEGER PRIMARY KEY DESC, a TEXT)");
    refused({"import", "app.db"}, 3,
            "warning: 1 thing of the source cannot be said in models and is not imported:\n"
            "    DESC in a key of table t\n"
            "error: a database made from the models would not be the same:\n"
            "    alter column t.id: not null, identity\n"
            "note: nothing was written; please report this, with the CREATE statements of these tables\n");
}

TEST_F(ImportRefusals, a_stamp_that_cannot_be_set) {
    start_project("\"sqlite\"");
    write("s.sql", "CREATE TABLE t (a TEXT);");
    refused({"import", "s.sql", "--stamp"}, 2,
            "error: --stamp needs a database, and 's.sql' is a file of SQL\n"
            "note: import the file, then run: migrations stamp head --database URL\n");
    make_database("app.db", "CREATE TABLE t (a TEXT)");
    ASSERT_EQ(run({"import", "app.db", "--stamp"}).exit, 0);
    std::filesystem::remove_all(path("models"));
    std::filesystem::remove_all(path("migrations/revisions"));
    const Ran again = run({"import", "app.db", "--stamp"});
    EXPECT_EQ(again.exit, 6);
    EXPECT_NE(again.err.find("note: leave --stamp out; afterwards 'migrations stamp head --yes' replaces the record"),
              std::string::npos)
        << again.err;
    EXPECT_FALSE(exists("models"));
}

TEST_F(ImportRefusals, a_password_is_not_printed) {
    start_project("\"postgresql\"");
    const Ran result = run({"import", "postgresql://app:s3cret@127.0.0.1:1/app"});
    EXPECT_EQ(result.exit, 10) << result.err;
    EXPECT_EQ(result.err.find("s3cret"), std::string::npos) << result.err;
    EXPECT_FALSE(exists("models"));
}

TEST_F(ImportRefusals, a_template_that_leaves_something_out) {
    start_project("\"sqlite\"");
    make_database("app.db", "CREATE TABLE t (a TEXT)");
    write("migrations/revision.toml.in", "revision = {{{revision}}}\n{{{upgrade}}}\n");
    const Ran result = run({"import", "app.db"});
    EXPECT_EQ(result.exit, 2) << result.err;
    EXPECT_NE(plain(result.err).find("note: nothing was written; is the template ~/migrations/revision.toml.in to blame?"),
              std::string::npos)
        << result.err;
    EXPECT_FALSE(exists("models"));
}

}  // namespace
}  // namespace migrations

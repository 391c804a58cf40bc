#if MIGRATIONS_POSTGRESQL

// What a PostgreSQL server refuses: the exit code, the whole text, and a database that is where the text says.
#include <filesystem>

#include "cli_support.h"
#include "postgresql_suite.h"

namespace migrations {
namespace {

class PostgresqlErrors : public WithPostgresql<CommandLine> {
protected:
    void prepare() override {
        make_chain("\"postgresql\"");
        url_ = server().create_database("errors_" + std::to_string(count_++));
        ASSERT_EQ(run({"upgrade", "c3", "-q", "--database", url_}).exit, 0);
        ASSERT_EQ(sql("INSERT INTO users (nick, email, age) VALUES ('ann', 'x', -1), ('bob', 'x', 5)"), "");
    }
    std::string sql(const std::string& statements) const {
        return shell("psql -XAtq -v ON_ERROR_STOP=1 '" + url_ + "' -c \"" + statements + "\" 2>&1").out;
    }
    // The structure and the rows, apart from the history, which keeps failures too.
    std::string everything_in() const {
        return sql("SELECT c.relname, a.attname, a.atttypid::regtype FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE "
                   "c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped ORDER BY 1, 2") +
               sql("SELECT * FROM users ORDER BY id") + sql("SELECT * FROM migrations_version");
    }
    // What the command says to this database, which stays as it is.
    void says(const std::vector<std::string>& command, int exit, const std::string& error) const { says_as(url_, command, exit, error); }
    void says_as(const std::string& url, std::vector<std::string> command, int exit, const std::string& error) const {
        command.insert(command.end(), {"--database", url});
        const std::string before = everything_in();
        refused(command, exit, error);
        EXPECT_EQ(everything_in(), before);
    }
    // d4 on top of c3, reviewed.
    void write_d4(const std::string& head, const std::string& operations) const {
        write("migrations/revisions/d4.toml", "revision = \"d4\"\ndown_revision = \"c3\"\n" + head + "downgrade = []\n\n" + operations);
    }
    void review() const { ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0); }
    static std::string execute(const std::string& text, const std::string& more = "") {
        return "[[upgrade]]\nop = \"execute\"\nsql = \"" + text + "\"\n" + more;
    }
    std::string as_guest() const {
        std::string url = url_;
        replace(url, "user=postgres", "user=guest");
        return url;
    }

    std::string url_;
    static inline int count_ = 0;
};

const std::string d4 = "~/migrations/revisions/d4.toml";

TEST_F(PostgresqlErrors, a_statement_that_fails) {
    write_d4("", "[[upgrade]]\nop = \"add_column\"\ntable = \"users\"\ncolumn = { name = \"city\", type = \"text\", null = true }\n\n" +
                     execute("UPDATE users SET nick = nope"));
    review();
    says({"upgrade"}, 7,
         d4 + ":10:1: error: revision 'd4' could not be applied, step 2: column \"nope\" does not exist (42703)\n"
              "  in: UPDATE users SET nick = nope\n"
              "note: the database is unchanged, at revision 'c3'\n"
              "note: correct the revision or the data, and run the same command again\n");
    EXPECT_EQ(sql("SELECT revision, outcome, error_code FROM migrations_history ORDER BY seq DESC LIMIT 1"), "d4|failed|42703\n");
}

TEST_F(PostgresqlErrors, a_version_table_of_another_form) {
    const std::string keep = "note: the database is unchanged\n";
    const std::string another = keep + "note: choose another version_table\n";
    ASSERT_EQ(sql("ALTER TABLE migrations_version RENAME TO o; CREATE VIEW migrations_version AS TABLE o"), "");
    says({"upgrade"}, 6, "error: 'migrations_version' is not an ordinary table\n" + another);
    ASSERT_EQ(sql("DROP VIEW migrations_version; CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE FOREIGN "
                  "TABLE migrations_version (revision text, chain_sha256 text, seq bigint, project text, format int) "
                  "SERVER s"),
              "");
    const std::string unreadable = "error: the tables 'migrations_version', 'migrations_history' and 'migrations_journal' cannot be read "
                                   "as ours: ";
    const std::string restore = keep + "note: restore them from a backup, or choose another version_table\n";
    refused({"upgrade", "--database", url_}, 6, unreadable + "foreign-data wrapper \"w\" has no handler (55000)\n" + restore);
    ASSERT_EQ(sql("DROP FOREIGN TABLE migrations_version; CREATE TABLE migrations_version (version_num text)"), "");
    says({"upgrade"}, 6, unreadable + "column h.revision does not exist (42703)\n" + restore);
    ASSERT_EQ(sql("DROP TABLE migrations_version; ALTER TABLE o RENAME TO migrations_version; UPDATE migrations_version SET revision = ''"), "");
    says({"upgrade"}, 6, "error: the version table 'migrations_version' names a revision with what cannot be its id: NULL or nothing\n" + keep +
                             "note: look which revision the database is at, and run: migrations stamp --yes REVISION\n");
    ASSERT_EQ(sql("DROP TABLE migrations_journal"), "");
    says({"upgrade"}, 6, "error: there is a version table 'migrations_version', but not the tables 'migrations_history' and "
                         "'migrations_journal' beside it\n" + restore);
}

TEST_F(PostgresqlErrors, what_a_role_may_not) {
    write("migrations/revisions/d4.toml", add_column("d4", "c3", "city", "text", "", "2026-01-04"));
    review();
    sql("CREATE ROLE guest LOGIN");
    const std::string keep = "note: the database is unchanged";
    const std::string grant = "note: connect as the owner of the tables, or GRANT what is missing\n";
    says_as(as_guest(), {"upgrade"}, 12, "error: permission denied for table migrations_version (42501)\n" + keep + "\n" + grant);
    sql("GRANT SELECT ON ALL TABLES IN SCHEMA public TO guest");
    says_as(as_guest(), {"upgrade"}, 12, d4 + ":6:1: error: revision 'd4' could not be applied, step 1: must be owner of table users (42501)\n"
                                              "  in: ALTER TABLE \"users\" ADD COLUMN \"city\" text\n" +
                                             keep + ", at revision 'c3'\n" + grant);
    sql("ALTER TABLE users OWNER TO guest");
    says_as(as_guest(), {"upgrade"}, 12, "~/migrations/revisions/d4.toml:1:12: error: revision 'd4' cannot be recorded: permission denied "
                                         "for table migrations_version (42501)\n" + keep + ", at revision 'c3'\n" + grant);
    sql("DROP TABLE users, migrations_version, migrations_history, migrations_journal");
    refused({"upgrade", "--database", as_guest()}, 12,
            "~/migrations/revisions/a1.toml:1:12: error: the tables for the record cannot be made: permission denied for schema public (42501)\n" +
                keep + ", at base\n" + grant);
    EXPECT_EQ(sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), "0\n");
}

TEST_F(PostgresqlErrors, a_database_that_may_not_be_written) {
    write("migrations/revisions/d4.toml", add_column("d4", "c3", "city", "text", "", "2026-01-04"));
    review();
    const std::string name = url_.substr(url_.find("errors_"), url_.find('?') - url_.find("errors_"));
    ASSERT_EQ(sql("ALTER DATABASE " + name + " SET default_transaction_read_only = on"), "");
    for (const std::vector<std::string>& command : {std::vector<std::string>{"upgrade"}, {"downgrade", "-1", "--yes"}, {"stamp", "b2"}}) {
        says(command, 12, "error: the database is read-only: its transactions may not write (default_transaction_read_only) (25006)\n"
                          "note: the database is unchanged, at revision 'c3'\n"
                          "note: connect to the primary server, with a role that may write\n");
    }
}

TEST_F(PostgresqlErrors, a_history_that_cannot_be_written) {
    write("migrations/revisions/d4.toml", add_column("d4", "c3", "city", "text", "", "2026-01-04"));
    review();
    sql("CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''not today''; END'");
    sql("CREATE TRIGGER no BEFORE INSERT ON migrations_history EXECUTE FUNCTION no()");
    says({"upgrade"}, 7, d4 + ":1:12: error: revision 'd4' cannot be recorded: not today (P0001)\n"
                         "note: the database is unchanged, at revision 'c3'\n"
                         "note: correct the revision or the data, and run the same command again\n");
}

// ---- what cannot be in a transaction, or not in this one ----

TEST_F(PostgresqlErrors, statements_that_need_to_be_outside_a_transaction) {
    for (const char* each : {"CREATE INDEX CONCURRENTLY i ON users (email)", "DROP INDEX CONCURRENTLY i", "REINDEX TABLE CONCURRENTLY users",
                             "VACUUM users", "CREATE DATABASE x", "DROP DATABASE x", "ALTER SYSTEM SET work_mem = '4MB'",
                             "ALTER TABLE p DETACH PARTITION q CONCURRENTLY", "CREATE TABLESPACE t LOCATION '/x'"}) {
        write_d4("", execute(each, "effects = []\n"));
        says({"upgrade"}, 4, "warning: not reviewed: d4\n" + d4 + ":5:1: error: the SQL cannot run in a transaction (postgresql) [no-transaction]\n"
                             "note: write transactional = false at the head of the file; each statement is then recorded by itself\n"
                             "note: the database is unchanged\n");
    }
    // What only the server knows of.
    write_d4("", execute("DO 'BEGIN COMMIT; END'", "effects = []\n"));
    review();
    says({"upgrade"}, 7, d4 + ":5:1: error: revision 'd4' could not be applied, step 1: invalid transaction termination (2D000)\n"
                         "  in: DO 'BEGIN COMMIT; END'\nnote: the database is unchanged, at revision 'c3'\n"
                         "note: write transactional = false at the head of the revision file, or take the statement out\n");
}

TEST_F(PostgresqlErrors, a_value_of_an_enum_that_is_used_too_soon) {
    ASSERT_EQ(sql("CREATE TYPE kind AS ENUM ('a'); CREATE TABLE kinds (k kind)"), "");
    write_d4("", execute("ALTER TYPE kind ADD VALUE 'b'", "effects = []\n\n") + execute("INSERT INTO kinds VALUES ('b')"));
    review();
    says({"upgrade"}, 7, d4 + ":10:1: error: revision 'd4' could not be applied, step 2: unsafe use of new value \"b\" of enum type kind (55P04)\n"
                         "  in: INSERT INTO kinds VALUES ('b')\nnote: the database is unchanged, at revision 'c3'\n"
                         "note: a value that is added to an enum can be used after the end of the transaction: use it in a revision of its "
                         "own, behind this one\n");
    EXPECT_EQ(sql("SELECT enumlabel FROM pg_enum"), "a\n");
}

// ---- steps outside a transaction ----

class PostgresqlSteps : public PostgresqlErrors {
protected:
    void write_index(const std::string& unique) const {
        write("migrations/revisions/d4.toml",
              "revision = 'd4'\ndown_revision = 'c3'\ntransactional = false\n[[upgrade]]\nop = 'create_index'\ntable = 'users'\nindex = { "
              "columns = ['email']" + unique + " }\nconcurrently = true\n[[downgrade]]\nop = 'drop_index'\ntable = 'users'\nindex = "
              "'ix_users_email'\nconcurrently = true\n");
        review();
    }
    std::string journal() const { return sql("SELECT step, state FROM migrations_journal ORDER BY step"); }
};

TEST_F(PostgresqlSteps, an_index_that_rows_are_in_the_way_of) {
    write_index(", unique = true");
    for (int round = 0; round < 2; ++round) {
        refused({"upgrade", "--database", url_}, 8,
                d4 + ":4:1: error: revision 'd4' could not be applied, step 1: could not create unique index \"ix_users_email\" (23505)\n"
                     "  in: CREATE UNIQUE INDEX CONCURRENTLY \"ix_users_email\" ON \"users\" (\"email\")\n"
                     "note: revision 'd4' is partly applied: 0 of 1 steps are done\n"
                     "note: mend the cause and run the same again: it goes on with this step, and drops an unfinished index first\n");
        EXPECT_EQ(sql("SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix_users_email'::regclass"), "f\n");
    }
    ASSERT_EQ(sql("UPDATE users SET email = 'y' WHERE nick = 'bob'"), "");
    EXPECT_EQ(run({"upgrade", "--database", url_}).out, "the database is at d4\n");
    EXPECT_EQ(sql("SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix_users_email'::regclass"), "t\n");
}

TEST_F(PostgresqlSteps, an_index_of_the_name_that_is_another_one) {
    write_index("");
    ASSERT_EQ(sql("CREATE INDEX ix_users_email ON users (nick)"), "");
    says({"upgrade"}, 8, d4 + ":4:1: error: revision 'd4' could not be applied, step 1: relation \"ix_users_email\" already exists (42P07)\n"
                         "  in: CREATE INDEX CONCURRENTLY \"ix_users_email\" ON \"users\" (\"email\")\n"
                         "note: revision 'd4' is partly applied: 0 of 1 steps are done\n"
                         "note: mend the cause and run the same again: it goes on with this step, and drops an unfinished index first\n");
    EXPECT_EQ(sql("SELECT pg_get_indexdef('ix_users_email'::regclass)"), "CREATE INDEX ix_users_email ON public.users USING btree (nick)\n");
}

TEST_F(PostgresqlSteps, a_constraint_that_rows_violate) {
    write_d4("transactional = false\n", execute("ALTER TABLE users ADD CONSTRAINT grown CHECK (age > 0) NOT VALID", "effects = []\n\n") +
                                            execute("ALTER TABLE users VALIDATE CONSTRAINT grown", "effects = []\n"));
    review();
    const std::string state = "SELECT convalidated FROM pg_constraint WHERE conname = 'grown'";
    for (int round = 0; round < 2; ++round) {
        refused({"upgrade", "--database", url_}, 8,
                d4 + ":11:1: error: revision 'd4' could not be applied, step 2: check constraint \"grown\" of relation \"users\" is violated by "
                     "some row (23514)\n  in: ALTER TABLE users VALIDATE CONSTRAINT grown\n"
                     "note: revision 'd4' is partly applied: 1 of 2 steps are done\n"
                     "note: mend the cause and run the same again: it goes on with this step\n");
        EXPECT_EQ(sql(state), "f\n");
        EXPECT_EQ(journal(), "1|done\n");
    }
    says({"downgrade", "-1", "--yes"}, 8, d4 + ":1:12: error: revision 'c3' cannot be taken back, since the upgrade of revision 'd4' has begun "
                                          "and is not finished\nnote: revision 'd4' is partly applied\nnote: run: migrations resume\n");
    ASSERT_EQ(sql("UPDATE users SET age = 7 WHERE age < 0"), "");
    EXPECT_EQ(run({"resume", "--database", url_}).out, "the database is at d4\n");
    EXPECT_EQ(sql(state), "t\n");
}

// Several statements in one text are steps of their own.
TEST_F(PostgresqlSteps, a_text_of_several_statements) {
    write_d4("transactional = false\n", execute("UPDATE users SET age = 7; VACUUM users; UPDATE users SET nope = 2"));
    review();
    refused({"upgrade", "--database", url_}, 8,
            d4 + ":6:1: error: revision 'd4' could not be applied, step 3: column \"nope\" of relation \"users\" does not exist (42703)\n"
                 "  in: UPDATE users SET nope = 2\nnote: revision 'd4' is partly applied: 2 of 3 steps are done\n"
                 "note: mend the cause and run the same again: it goes on with this step\n");
    EXPECT_EQ(journal(), "1|done\n2|done\n");
    EXPECT_EQ(sql("SELECT DISTINCT age FROM users"), "7\n");
}

// A transaction of several steps would not be seen by the journal.
TEST_F(PostgresqlSteps, a_transaction_of_their_own) {
    write_d4("transactional = false\n", execute("UPDATE users SET age = 7; BEGIN; UPDATE users SET age = 8; COMMIT"));
    says({"upgrade"}, 4, "warning: not reviewed: d4\n" + d4 + ":6:1: error: the SQL begins or ends a transaction (postgresql), which only the "
                         "runner may do [transaction-control]\nnote: take BEGIN, COMMIT, SAVEPOINT and the like out; 'transactional = false' at "
                         "the head of the file runs the revision without a transaction\nnote: the database is unchanged\n");
}

}  // namespace
}  // namespace migrations

#endif

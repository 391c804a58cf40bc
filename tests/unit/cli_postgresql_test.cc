#if MIGRATIONS_POSTGRESQL

#include <filesystem>
#include <memory>

#include "base/error.h"
#include "cli_support.h"
#include "scratch/postgresql_server.h"

namespace migrations {
namespace {

// The command line on a PostgreSQL server that the tests start for themselves.
class OnPostgresql : public CommandLine {
protected:
    static void SetUpTestSuite() {
        try {
            server_ = std::make_unique<PostgresqlServer>(PostgresqlServer::start());
        } catch (const Error& error) {
            missing_ = error.what();
        }
    }
    static void TearDownTestSuite() { server_.reset(); }

    void SetUp() override {
        if (server_ == nullptr) GTEST_SKIP() << missing_;
        make_chain("\"postgresql\"");
        environment_["MIGRATIONS_POSTGRESQL_URL"] = server_->url();
    }

    std::string database(const std::string& name) const {
        return server_->create_database(name + "_" + std::to_string(count_++));
    }

    std::string query(const std::string& url, const std::string& sql) const {
        const Ran result = shell("psql -XAtq -v ON_ERROR_STOP=1 '" + url + "' -c \"" + sql + "\"");
        return result.exit == 0 ? result.out : "error: " + result.err;
    }

    Ran psql(const std::string& url, const std::string& file) const {
        return shell("psql -Xq '" + url + "' -f " + file + " > psql.out 2>&1; status=$?; cat psql.out >&2; exit $status");
    }

    std::string record_of(const std::string& url) const {
        return query(url, "SELECT revision, chain_sha256, project, format, min_compat FROM migrations_version") +
               query(url, "SELECT revision, parents, action, outcome, file_sha256, ops_sha256, chain_sha256, tool_version, "
                          "down_script FROM migrations_history ORDER BY seq");
    }

    static std::unique_ptr<PostgresqlServer> server_;
    static std::string missing_;
    static int count_;
};

std::unique_ptr<PostgresqlServer> OnPostgresql::server_;
std::string OnPostgresql::missing_;
int OnPostgresql::count_ = 0;

TEST_F(OnPostgresql, up_and_down) {
    const std::string url = database("a");
    environment_["DATABASE_URL"] = url;
    const Ran up = run({"upgrade"});
    EXPECT_EQ(up.exit, 0) << up.err;
    EXPECT_EQ(up.out, "the database is at c3\n");
    EXPECT_EQ(plain(up.err), "applied a1  create users  (? ms)\napplied b2  add email  (? ms)\napplied c3  (? ms)\n");
    EXPECT_EQ(run({"upgrade"}).out, "the database is at c3: nothing to do\n");
    EXPECT_EQ(run({"current"}).out, "c3 (head)\n");
    EXPECT_EQ(run({"downgrade", "-1"}).exit, 11);
    EXPECT_EQ(run({"downgrade", "-1", "--yes"}).out, "the database is at b2\n");
    const std::string dry = run({"upgrade", "--dry-run"}).out;
    EXPECT_NE(dry.find("ALTER TABLE \"users\" ADD COLUMN \"age\" integer;\n"), std::string::npos) << dry;
    EXPECT_EQ(run({"current"}).out, "b2  add email\n");
    EXPECT_EQ(run({"downgrade", "base", "--yes"}).out, "the database is at base\n");
    EXPECT_EQ(query(url, "SELECT count(*) FROM pg_tables WHERE tablename = 'users'"), "0\n");
    EXPECT_EQ(run({"stamp", "b2"}).exit, 0);
    EXPECT_EQ(json({"current"}, "/current/0/revision"), "b2");
}

TEST_F(OnPostgresql, sql_does_what_upgrade_does) {
    const std::string a = database("a");
    const std::string b = database("b");
    ASSERT_EQ(run({"upgrade", "--database", a}).exit, 0);
    write("up.sql", run({"sql"}).out);
    const Ran replayed = psql(b, "up.sql");
    EXPECT_EQ(replayed.exit, 0) << replayed.err;
    EXPECT_EQ(record_of(a), record_of(b));
    const Ran equal = run({"diff", a, b});
    EXPECT_EQ(equal.exit, 0) << equal.out << equal.err;
    EXPECT_EQ(run({"upgrade", "--database", b}).out, "the database is at c3: nothing to do\n");
    EXPECT_EQ(run({"sql"}).out, read("up.sql"));

    ASSERT_EQ(run({"downgrade", "a1", "--yes", "--database", a}).exit, 0);
    write("down.sql", run({"sql", "head:a1"}).out);
    EXPECT_EQ(psql(b, "down.sql").exit, 0);
    EXPECT_EQ(record_of(a), record_of(b));
    EXPECT_NE(psql(b, "down.sql").exit, 0);  // it is not there any more
    EXPECT_EQ(record_of(a), record_of(b));
}

TEST_F(OnPostgresql, show_and_review_tell_the_same) {
    std::filesystem::remove(path("migrations/migrations.lock"));
    const Ran review = run({"review", "--yes"});
    EXPECT_EQ(review.exit, 0) << review.err;
    for (const char* id : {"a1", "b2", "c3"}) {
        const Ran shown = run({"show", id});
        EXPECT_EQ(shown.exit, 0) << shown.err;
        const std::size_t start = shown.out.find("postgresql, up\n") + 15;
        std::string statements = shown.out.substr(start, shown.out.find("postgresql, down\n") - start);
        EXPECT_FALSE(statements.empty());
        replace(statements, "\n  ", "\n    ");
        EXPECT_NE(review.out.find("\n  postgresql\n  " + statements + "\n"), std::string::npos) << statements << review.out;
    }
}

TEST_F(OnPostgresql, every_pair_of_sides) {
    const std::string url = database("live");
    ASSERT_EQ(run({"upgrade", "--database", url}).exit, 0);
    write("schema.sql", "CREATE TABLE users (id bigint GENERATED BY DEFAULT AS IDENTITY, nick text NOT NULL, email text, age integer, CONSTRAINT pk_users PRIMARY KEY (id));\n");
    const std::vector<std::string> sides = {"models", "head", url, "models/users.toml", "schema.sql"};
    for (const std::string& from : sides) {
        for (const std::string& to : sides) {
            const Ran equal = run({"diff", from, to, "--dialect", "postgresql"});
            EXPECT_EQ(equal.exit, 0) << from << " " << to << ": " << equal.out << equal.err;
        }
        const Ran other = run({"diff", from, "b2", "--dialect", "postgresql"});
        EXPECT_EQ(other.exit, 3) << from << other.err;
        EXPECT_NE(other.out.find("drop column users.age\n"), std::string::npos) << from << other.out;
    }
}

TEST_F(OnPostgresql, diff_sql_makes_both_equal) {
    const std::string url = database("live");
    ASSERT_EQ(run({"upgrade", "--database", url}).exit, 0);
    set_model("email = { type = \"string(80)\" }\nage = { type = \"int64\", null = true, default = 3 }\nmood = { type = \"enum\", values = "
              "[\"good\", \"bad\"], default = \"good\" }\n");
    write("schema.sql", "CREATE TABLE other (a serial PRIMARY KEY, b text CHECK (b <> ''));\nCREATE INDEX o ON other (lower(b)) WHERE a > 3;\n");
    for (const std::string wanted : {"models", "b2", "schema.sql", "head"}) {
        const Ran printed = run({"diff", url, wanted, "--dialect", "postgresql", "--sql"});
        EXPECT_EQ(printed.exit, 3) << wanted << printed.err;
        write("mend.sql", printed.out);
        const Ran mended = psql(url, "mend.sql");
        EXPECT_EQ(mended.exit, 0) << wanted << printed.out << mended.err;
        const Ran equal = run({"diff", url, wanted, "--dialect", "postgresql"});
        EXPECT_EQ(equal.exit, 0) << wanted << ": " << equal.out << equal.err << printed.out;
    }
}

TEST_F(OnPostgresql, not_empty_and_nothing_recorded) {
    const std::string url = database("mine");
    query(url, "CREATE TABLE mine (a int)");
    const Ran refused = run({"upgrade", "--database", url});
    EXPECT_EQ(refused.exit, 6);
    EXPECT_EQ(refused.out, "");
    EXPECT_NE(refused.err.find("it holds 'mine'"), std::string::npos) << refused.err;
    EXPECT_EQ(query(url, "SELECT string_agg(tablename, ' ') FROM pg_tables WHERE schemaname = 'public'"), "mine\n");
}

TEST_F(OnPostgresql, a_statement_that_fails_is_rolled_back) {
    const std::string url = database("bad");
    write("migrations/revisions/d4.toml",
          "revision = \"d4\"\ndown_revision = \"c3\"\ndowngrade = []\n\n[[upgrade]]\nop = \"add_column\"\ntable = \"users\"\ncolumn "
          "= { name = \"city\", type = \"text\", null = true }\n\n[[upgrade]]\nop = \"execute\"\nsql = \"UPDATE users SET nick = 1/0::text\"\n");
    ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    const Ran failed = run({"upgrade", "--database", url});
    EXPECT_EQ(failed.exit, 7) << failed.err;
    EXPECT_NE(plain(failed.err).find("~/migrations/revisions/d4.toml:10:1: error: revision 'd4' could not be applied, step 2: "), std::string::npos) << failed.err;
    EXPECT_NE(failed.err.find("  in: UPDATE users"), std::string::npos) << failed.err;
    EXPECT_EQ(run({"current", "--database", url}).out, "c3\n");
    EXPECT_EQ(query(url, "SELECT count(*) FROM information_schema.columns WHERE column_name = 'city'"), "0\n");
}

TEST_F(OnPostgresql, locked_by_somebody_else) {
    const std::string url = database("locked");
    ASSERT_EQ(run({"upgrade", "b2", "--database", url}).exit, 0);
    const Ran refused = shell(
        "psql -Xq '" + url + "' -c \"BEGIN; SELECT pg_advisory_xact_lock(1835624306, hashtext('public.migrations_version')), 'held'; "
        "SELECT pg_sleep(60)\" > /dev/null 2>&1 & other=$!; until [ \"$(psql -XAtq '" + url + "' -c \"SELECT count(*) FROM pg_locks "
        "WHERE locktype = 'advisory'\")\" = 1 ]; do sleep 0.1; done; migrations upgrade --lock-timeout 1 --database '" + url +
        "'; status=$?; kill $other; exit $status");
    EXPECT_EQ(refused.exit, 9) << refused.err;
    EXPECT_EQ(refused.out, "");
    EXPECT_NE(refused.err.find("note: the database is unchanged"), std::string::npos) << refused.err;
    EXPECT_EQ(run({"current", "--database", url}).out, "b2  add email\n");
}

TEST_F(OnPostgresql, the_password_is_in_no_output) {
    for (const std::string& url : {server_->url("nothing_of_this_name"), server_->url()}) {
        std::string with_password = url + (url.find('?') == std::string::npos ? "?" : "&") + "password=canary99";
        for (const std::vector<std::string>& command :
             {std::vector<std::string>{"upgrade", "zz"}, {"current", "-v"}, {"upgrade", "b2", "--json"}, {"current", "--json"}}) {
            std::vector<std::string> arguments = command;
            arguments.insert(arguments.end(), {"--database", with_password});
            const Ran result = run(arguments);
            EXPECT_EQ((result.out + result.err).find("canary"), std::string::npos) << result.out << result.err;
        }
    }
}

}  // namespace
}  // namespace migrations

#endif

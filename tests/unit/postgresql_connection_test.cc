#include "dialects/postgresql/conninfo.h"
#include "postgresql_dialect_support.h"

// For the leak checker of the sanitizer builds: libpqxx 6 loses the result of a statement when it
// finds that the connection is gone.
extern "C" const char* __lsan_default_suppressions() { return "leak:libpqxx-6"; }

namespace migrations {
namespace {

const char* const secret = "s3cr3t-p4ss";

DatabaseUrl url_of(const std::string& text) {
    std::string problem;
    const auto url = parse_database_url(text, problem);
    EXPECT_EQ(problem, "");
    return url.value_or(DatabaseUrl());
}

Error error_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& error) {
        return error;
    }
    ADD_FAILURE() << "no error";
    return Error(Exit::ok, "");
}

TEST(PostgresqlConnection, ExecutesAndQueries) {
    Postgres on;
    on->execute("CREATE TABLE t (a int, b text); INSERT INTO t VALUES (1, 'x'), (2, NULL)");
    const std::vector<Cells> rows = on->query("SELECT a, b FROM t ORDER BY a");
    EXPECT_EQ(rows, (std::vector<Cells>{{"1", "x"}, {"2", std::nullopt}}));
    EXPECT_TRUE(on->query("SELECT 1 WHERE false").empty());
    EXPECT_EQ(on.rows("SHOW client_encoding"), "UTF8\n");
    EXPECT_EQ(&on->language(), &postgresql_dialect());
}

TEST(PostgresqlConnection, NoticesArePrintedNowhere) {
    Postgres on;
    testing::internal::CaptureStderr();
    testing::internal::CaptureStdout();
    on->execute("DROP TABLE IF EXISTS nothing");
    EXPECT_EQ(testing::internal::GetCapturedStderr() + testing::internal::GetCapturedStdout(), "");
}

TEST(PostgresqlConnection, ErrorsCarryCodeAndStatement) {
    Postgres on;
    const Error error = error_of([&] { on->execute("SELECT nope"); });
    EXPECT_EQ(error.exit, Exit::sql_failed);
    EXPECT_STREQ(error.what(), "column \"nope\" does not exist");
    EXPECT_EQ(error.code, "42703");
    EXPECT_EQ(error.sql, "SELECT nope");
    EXPECT_EQ(error.position, 8U);
    // In bytes, whatever the characters and the line; the beginning of a line that is too long to be shown.
    EXPECT_EQ(error_of([&] { on->execute("SELECT '\xc3\xbc',\n  '\xc3\xa4', nope"); }).position, 22U);
    const std::string wide = "SELECT 1;\nSELECT '" + std::string(300, 'x') + "', nope, '" + std::string(300, 'x') + "'";
    EXPECT_EQ(error_of([&] { on->execute(wide); }).position, 11U);
    EXPECT_EQ(error_of([&] { on->execute("SELECT 1 / 0"); }).position, 0U);
    EXPECT_EQ(error_of([&] { on->execute(std::string("SELECT 1\0; DROP TABLE t", 23)); }).exit,
              Exit::sql_failed);
    EXPECT_EQ(on.rows("SELECT 1"), "1\n") << "the connection still works";
}

TEST(PostgresqlConnection, PrivilegesAndLocksHaveTheirOwnExits) {
    Postgres on;
    on->execute("CREATE TABLE t (a int)");
    EXPECT_EQ(error_of([&] { on->execute("BEGIN READ ONLY; INSERT INTO t VALUES (1)"); }).exit,
              Exit::environment);
    on->execute("ROLLBACK");
    on->execute("BEGIN; LOCK TABLE t");
    const auto other = connect_to(test_server_url());
    const std::string schema = on.rows("SELECT current_schema()");
    EXPECT_EQ(error_of([&] {
                  other->execute("SET lock_timeout = '50ms'; SELECT 1 FROM " +
                                 schema.substr(0, schema.size() - 1) + ".t");
              }).exit,
              Exit::busy);
    on->execute("ROLLBACK");
}

TEST(PostgresqlConnection, LostConnectionIsNotMadeAgain) {
    const auto victim = connect_to(test_server_url());
    const auto killer = connect_to(test_server_url());
    killer->query("SELECT pg_terminate_backend(" + *victim->query("SELECT pg_backend_pid()")[0][0] +
                  ")");
    EXPECT_EQ(error_of([&] { victim->execute("SELECT 1"); }).exit, Exit::connect);
    EXPECT_EQ(error_of([&] { victim->execute("SELECT 1"); }).exit, Exit::connect);
}

TEST(PostgresqlConnection, ReflectWithoutASchema) {
    Postgres on;
    const std::string schema = on.rows("SELECT current_schema()");
    on->execute("SET search_path TO nowhere");
    EXPECT_EQ(error_of([&] { on->reflect({}); }).exit, Exit::state);
    on->execute("SET search_path TO " + schema.substr(0, schema.size() - 1));
    EXPECT_EQ(on->reflect({}), Schema());
}

TEST(PostgresqlConnection, ReflectDoesNotDependOnTheSession) {
    Postgres on;
    on->execute(
        "CREATE TABLE \"Order\" (id int, f double precision DEFAULT 0.1 + 0.2::real, "
        "d date DEFAULT '2026-02-01', s interval DEFAULT '1 day 2 hours', b bytea DEFAULT "
        "'\\x00ff', "
        "m timestamptz DEFAULT '2026-01-01 00:00:00Z', t text DEFAULT E'a\\\\b', "
        "CHECK (id > 0)); CREATE INDEX ON \"Order\" (lower(t))");
    const Schema plain = on->reflect({});
    EXPECT_EQ(plain.tables.at(0).column("s")->default_expr->text, "'1 day 02:00:00'::interval");
    for (const char* setting :
         {"quote_all_identifiers = on", "standard_conforming_strings = off",
          "DateStyle = 'SQL, DMY'", "IntervalStyle = iso_8601", "TimeZone = 'Asia/Tokyo'",
          "extra_float_digits = -10", "bytea_output = escape"}) {
        on->execute(std::string("SET ") + setting);
        EXPECT_EQ(differences(print(on->reflect({})), print(plain)), "") << setting;
    }
    EXPECT_EQ(on.rows("SHOW IntervalStyle"), "iso_8601\n");
    on->execute("SET standard_conforming_strings = on");
}

TEST(PostgresqlConnection, FailuresNeverShowThePassword) {
    const std::string server = test_server_url();  // postgresql:///postgres?host=...&user=...
    const std::string rest = server.substr(server.find("host="));
    const std::string host = rest.substr(0, rest.find('&'));
    const std::string password = secret;
    const std::vector<std::string> urls = {
        "postgresql://app:" + password + "@127.0.0.1:1/db",
        "postgresql://app:" + password + "@/db?host=/nowhere",
        "postgresql://app:" + password + "@no-such-host.invalid/db",
        "postgresql://nobody_at_all:" + password + "@/postgres?" + host,
        "postgresql://app:" + password + "@127.0.0.1:1/db?sslmode=nonsense",
        "host=127.0.0.1 port=1 user=app password=" + password,
        "host=127.0.0.1 port=99999999 user=app password='" + password + "'",
    };
    for (const std::string& text : urls) {
        OpenOptions options;
        options.connect_timeout = std::chrono::seconds(3);
        const Error error = error_of([&] { open_connection(url_of(text), options); });
        EXPECT_EQ(error.exit, Exit::connect) << text;
        const std::string all =
            error.what() + error.help + error.sql + error.state + to_string(error.diagnostics);
        EXPECT_EQ(all.find(password), std::string::npos) << all;
    }
    const Error refused = error_of([&] { open_connection(url_of(urls[0])); });
    EXPECT_STREQ(
        refused.what(),
        "cannot connect to postgresql://app:***@127.0.0.1:1/db: the connection was refused");
}

TEST(PostgresqlConnection, WordsForFailures) {
    DatabaseUrl url = url_of("postgresql://app@host/db");
    url.password = secret;
    EXPECT_EQ(postgresql::connect_failure(
                  url, "connection to server failed: FATAL:  database \"db\" does not exist\nx"),
              "database \"db\" does not exist");
    EXPECT_EQ(postgresql::connect_failure(url, std::string("FATAL:  no role \"") + secret + "\""),
              "no role \"***\"");
    EXPECT_EQ(
        postgresql::connect_failure(url, std::string("invalid port number: \"") + secret + "\""),
        "libpq cannot use the URL, or cannot reach the server");
}

TEST(PostgresqlConnection, ConninfoKeepsWhatTheUserSet) {
    const auto complete = [](const std::string& text) {
        return postgresql::complete_conninfo(url_of(text), std::chrono::milliseconds(2500));
    };
    EXPECT_EQ(complete("postgresql://h/d").substr(0, 53),
              "postgresql://h/d?connect_timeout=3&client_encoding=UT");
    EXPECT_EQ(complete("postgresql://h/d?connect_timeout=9").find("connect_timeout=3"),
              std::string::npos);
    EXPECT_EQ(complete("host=h dbname=d").substr(0, 51),
              "host=h dbname=d connect_timeout=3 client_encoding=U");
}

}  // namespace
}  // namespace migrations

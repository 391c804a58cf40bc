#include <gtest/gtest.h>

#include <cstdlib>

#include "dialects/url.h"
#include "dialects/url_words.h"

namespace migrations {
namespace {

std::string shown(const std::string& text) {
    std::string problem;
    const auto url = parse_database_url(text, problem);
    return url ? url->shown : "problem: " + problem;
}

DatabaseUrl parsed(const std::string& text) {
    std::string problem;
    const auto url = parse_database_url(text, problem);
    EXPECT_TRUE(url) << problem;
    return url.value_or(DatabaseUrl());
}

TEST(DatabaseUrls, Sqlite) {
    EXPECT_EQ(parsed("sqlite:///blog.db").path, "blog.db");
    EXPECT_EQ(parsed("sqlite:////var/blog.db").path, "/var/blog.db");
    EXPECT_EQ(parsed("sqlite+pysqlite:///a b?c#d%20.x").path, "a b?c#d%20.x");
    for (const char* memory :
         {"sqlite://:memory:", "sqlite://", "sqlite:///", "sqlite:///:memory:", ":memory:"}) {
        EXPECT_EQ(parsed(memory).path, ":memory:");
        EXPECT_EQ(parsed(memory).shown, "sqlite://:memory:");
    }
    EXPECT_EQ(parsed("some/dir/a.sqlite3").path, "some/dir/a.sqlite3");
    EXPECT_EQ(shown("/x/a.db"), "sqlite:////x/a.db");
    EXPECT_EQ(shown("sqlite://blog.db"),
              "problem: an SQLite URL has three slashes before a path: sqlite:///file.db (16 "
              "characters)");
}

// For pg_dump: others can read its command line.
TEST(DatabaseUrls, WordsWithoutPasswords) {
    const auto words = [](const std::string& url) {
        const UrlWords found = words_of(parsed(url));
        return found.keywords + " / " + found.password;
    };
    EXPECT_EQ(words("postgresql://app:p%40w'd@db.example:5433/blog?sslmode=require&sslpassword=x"),
              "dbname='blog' host='db.example' port='5433' sslmode='require' user='app' / p@w'd");
    EXPECT_EQ(words("host=/run dbname='it\\'s \\\\' password='p w'"), "dbname='it\\'s \\\\' host='/run' / p w");
    EXPECT_EQ(words("postgresql://h/blog?ssl=true&host=h2"), "dbname='blog' host='h2' sslmode='require' / ");
    EXPECT_EQ(words("service=prod"), "service='prod' / ");
}

TEST(DatabaseUrls, Postgresql) {
    EXPECT_EQ(shown("postgresql://app:s3cret@db.example:5433/blog?sslmode=require"),
              "postgresql://app:***@db.example:5433/blog");
    EXPECT_EQ(parsed("postgresql+psycopg://app:s3cret@h/blog").conninfo,
              "postgresql://app:s3cret@h/blog");
    EXPECT_EQ(parsed("postgres://h/blog").conninfo, "postgresql://h/blog");
    EXPECT_EQ(parsed("postgres://h/blog").dialect, "postgresql");
    EXPECT_EQ(shown("postgresql:///blog"), "postgresql:///blog");
    EXPECT_EQ(shown("postgresql://"), "postgresql:///");
    EXPECT_EQ(shown("postgresql://app@/blog?host=/var/run/postgresql"),
              "postgresql://app@/blog?host=/var/run/postgresql");
    EXPECT_EQ(shown("postgresql://%2Fvar%2Frun/blog"), "postgresql:///blog?host=/var/run");
    EXPECT_EQ(shown("postgresql://[::1]:5432/blog"), "postgresql://::1:5432/blog");
    EXPECT_EQ(shown("postgresql://a,b:1/blog"), "postgresql://a,b:,1/blog");
    EXPECT_EQ(shown("postgresql://h/blog?user=app&password=p%40w"), "postgresql://app:***@h/blog");
    EXPECT_EQ(shown("host=h port=5 user=app password='p w\\'x' dbname=blog"),
              "postgresql://app:***@h:5/blog");
    EXPECT_EQ(shown("dbname = blog"), "postgresql:///blog");
    EXPECT_EQ(shown("service=prod"), "postgresql:///?service=prod");
    EXPECT_EQ(shown("host=/run user=app"), "postgresql://app@/?host=/run");
}

// However a password is misspelt into a URL, no piece of it is shown.
TEST(DatabaseUrls, PasswordsDoNotLeak) {
    const std::string secret = "hunTER27";
    for (const char* before :
         {"",    "x",   "1",   "ab@",  "ab/", "ab?", "ab#", "ab:", "ab[", "ab]", "ab%zz", "ab=",
          "ab&", "ab ", "ab'", "ab\\", "12/", "12?", "12@", "ab,", "@",   "/",   "?",     ":"}) {
        for (const char* after :
             {"", "@", "/", "?", "#", ":", "%", "&", "=", "'", " ", "\\", "@x", "/x", "?x", "=1"}) {
            const std::string password = before + secret + after;
            for (const std::string& url :
                 {"postgresql://u:" + password + "@host:5432/db",
                  "postgresql://u:" + password + "@host", "postgresql:/u:" + password + "@host/db",
                  "u:" + password + "@host/db", "postgresql:" + password,
                  "postgresql://host/db?password=" + password,
                  "postgresql://host/db?pasword=" + password,
                  "postgresql://u@host:54" + password + "/db",
                  "host=h password=" + password + " dbname=d", "host=h pasword=" + password,
                  "host=h password='" + password,
                  "jdbc:postgresql://h/d?user=u&password=" + password,
                  "Driver={PostgreSQL};Server=h;Pwd=" + password + ";",
                  "mysql://u:" + password + "@h/d"}) {
                const std::string text = shown(url);
                EXPECT_EQ(text.find(secret.substr(0, 4)), std::string::npos) << url << "\n" << text;
                EXPECT_EQ(text.find(secret.substr(4)), std::string::npos) << url << "\n" << text;
            }
        }
    }
}

TEST(DatabaseUrls, Problems) {
    EXPECT_EQ(shown(""), "problem: the database URL is empty");
    EXPECT_EQ(
        shown("blog"),
        "problem: the database URL cannot be understood (4 characters); write sqlite:///file.db or "
        "postgresql://user@host/database");
    EXPECT_EQ(shown("postgresql://u:p/w@h/d"),
              "problem: the PostgreSQL URL cannot be understood (22 characters); write "
              "postgresql://user:password@host:5432/database, with '@', '/', '?', '#' and '%' in "
              "the password as %40, %2F, "
              "%3F, %23 and %25");
}

TEST(DatabaseUrls, VariablesAreExpanded) {
    setenv("MIGRATIONS_TEST_URL", "sqlite:///x.db", 1);
    unsetenv("MIGRATIONS_TEST_NONE");
    std::string problem;
    EXPECT_EQ(expand_variables("${MIGRATIONS_TEST_URL}", problem), "sqlite:///x.db");
    EXPECT_EQ(expand_variables("a${MIGRATIONS_TEST_URL}$b", problem), "asqlite:///x.db$b");
    EXPECT_EQ(expand_variables("", problem), "");
    EXPECT_EQ(expand_variables("${MIGRATIONS_TEST_NONE}", problem), std::nullopt);
    EXPECT_EQ(problem, "the environment variable 'MIGRATIONS_TEST_NONE' is not set");
    for (const char* bad : {"${", "${}", "${a b}", "${1a}", "x${abc"}) {
        EXPECT_EQ(expand_variables(bad, problem), std::nullopt) << bad;
        EXPECT_EQ(problem, "'${' is not followed by the name of an environment variable and '}'");
    }
}

}  // namespace
}  // namespace migrations

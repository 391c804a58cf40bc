// A large table is made anew in a small memory.
#include "cli_support.h"

namespace migrations {
namespace {

using LargeTable = CommandLine;

TEST_F(LargeTable, a_million_rows_are_made_anew_in_256_MB) {
    make_chain();
    write("migrations/revisions/d4.toml",
          "revision = \"d4\"\ndown_revision = \"c3\"\n\n[[upgrade]]\nop = \"alter_column\"\ntable = \"users\"\ncolumn = \"email\"\n"
          "null = false\nfill = \"none\"\n\n[[downgrade]]\nop = \"alter_column\"\ntable = \"users\"\ncolumn = \"email\"\nnull = true\n");
    ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    ASSERT_EQ(run({"upgrade", "c3", "-q", "--create", "--database", "x.db"}).exit, 0);
    ASSERT_EQ(ask("x.db", "PRAGMA synchronous = OFF; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) "
                          "INSERT INTO users (nick, email, age) SELECT 'somebody ' || i, CASE WHEN i % 3 > 0 THEN i || '@example.org' "
                          "END, i % 100 FROM n; CREATE INDEX by_nick ON users (nick)"),
              "");
#if defined(__SANITIZE_ADDRESS__)
    const std::string limit;  // its shadow takes terabytes of addresses
#else
    const std::string limit = "ulimit -v 262144 && ";
#endif
    const Ran ran = shell(limit + "migrations upgrade --database x.db");
    EXPECT_EQ(ran.exit, 0) << ran.err;
    EXPECT_EQ(ran.out, "the database is at d4\n");
    EXPECT_EQ(plain(ran.err), "applied d4  (? ms)\n");
    // Each row is what it was, but for the emails that were NULL.
    EXPECT_EQ(ask("x.db", "SELECT count(*), min(id), max(id), count(DISTINCT id) FROM users WHERE nick IS 'somebody ' || id AND email IS "
                          "CASE WHEN id % 3 > 0 THEN id || '@example.org' ELSE 'none' END AND age IS id % 100"),
              "1000000 1 1000000 1000000");
    EXPECT_EQ(ask("x.db", "SELECT id FROM users INDEXED BY by_nick WHERE nick = 'somebody 777777'"), "777777");
    EXPECT_EQ(ask("x.db", "SELECT name || ' ' || \"notnull\" FROM pragma_table_info('users') WHERE name = 'email'"), "email 1");
}

}  // namespace
}  // namespace migrations

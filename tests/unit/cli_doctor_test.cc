#include <unistd.h>

#include <filesystem>

#include "cli_support.h"

#if MIGRATIONS_POSTGRESQL
#include "postgresql_suite.h"
#endif

namespace migrations {
namespace {

class Doctor : public CommandLine {
protected:
    // From then on commands have no rights but to read.
    void become_nobody() {
        as_nobody_ = true;
        for (const std::string& folder : {root_, folder_, path("migrations"), path("migrations/revisions"), path("models")}) {
            std::filesystem::permissions(folder, std::filesystem::perms(0755));
        }
    }
};

// The lines of one part, without those that name versions.
std::string part_of(const std::string& out, const std::string& part) {
    const std::size_t start = out.find(part + "\n");
    if (start == std::string::npos) return "";
    std::size_t end = start + part.size() + 1;
    while (end < out.size() && out[end] == ' ') end = out.find('\n', end) + 1;
    return out.substr(start, end - start);
}

TEST_F(Doctor, a_healthy_project) {
    make_chain();
    make_database("x.db", "");
    ASSERT_EQ(run({"upgrade", "--database", "x.db"}).exit, 0);
    const auto before = everything();
    const Ran healthy = run({"doctor", "--database", "x.db"});
    EXPECT_EQ(healthy.exit, 0) << healthy.out;
    EXPECT_EQ(healthy.out.find("error"), std::string::npos) << healthy.out;
    EXPECT_NE(healthy.out.find("installation\n  ok       migrations "), std::string::npos) << healthy.out;
    EXPECT_EQ(plain(part_of(healthy.out, "project")), "project\n"
                                                      "  ok       settings in ~/migrations/migrations.toml\n"
                                                      "  ok       revisions in ~/migrations/revisions\n"
                                                      "  ok       3 revisions can be read\n");
    EXPECT_EQ(part_of(healthy.out, "database"), "database\n"
                                                "  ok       connected to sqlite:///x.db\n"
                                                "  ok       it is at c3\n");
    EXPECT_EQ(everything(), before);
    EXPECT_EQ(run({"doctor", "-q", "--database", "x.db"}).out, "");
    EXPECT_EQ(json({"doctor", "--database", "x.db"}, "/healthy"), "true");
}

TEST_F(Doctor, what_is_wrong_with_a_project) {
    make_chain();
    write(".gitignore", "*.lock\n");
    ASSERT_EQ(shell("git init -q .").exit, 0);
    write("migrations/revisions/c3.toml", "revision = 3\n");
    become_nobody();
    std::filesystem::permissions(path("migrations/revisions"), std::filesystem::perms(0555));
    const Ran sick = run({"doctor"});
    // Only the owner can change the rights; where root runs the tests, that is not the one who asks.
    const std::string advice = geteuid() == 0 ? "it belongs to root: work as that user, or have the right given to you"
                                              : "give yourself the right: chmod u+wx ~/migrations/revisions";
    const std::string finding = "  error    the folder for revisions cannot be written: ~/migrations/revisions\n           ";
    EXPECT_NE(plain(sick.out).find(finding + advice + "\n"), std::string::npos) << sick.out;
    if (geteuid() == 0) {
        ASSERT_EQ(chown(path("migrations/revisions").c_str(), 65534, 65534), 0);
        const std::string own = plain(run({"doctor"}).out);
        EXPECT_NE(own.find(finding + "give yourself the right: chmod u+wx ~/migrations/revisions\n"), std::string::npos) << own;
    }
    std::filesystem::permissions(path("migrations/revisions"), std::filesystem::perms(0755));
    EXPECT_EQ(sick.exit, 3);
    EXPECT_NE(sick.out.find("  error    1 problem of revisions, models or reviews\n           run: migrations check\n"), std::string::npos)
        << sick.out;
    EXPECT_NE(sick.out.find("  warning  no database is named\n"), std::string::npos) << sick.out;
    EXPECT_EQ(json({"doctor"}, "/healthy", 3), "false");
}

TEST_F(Doctor, what_git_leaves_out) {
    make_chain();
    ASSERT_EQ(shell("git init -q . && printf '*.lock\\n' > .gitignore").exit, 0);
    EXPECT_NE(plain(run({"doctor"}).out).find("  error    git leaves out ~/migrations/migrations.lock\n"), std::string::npos)
        << run({"doctor"}).out;
    ASSERT_EQ(shell("printf '*.db\\n' > .gitignore").exit, 0);
    EXPECT_EQ(run({"doctor"}).out.find("git leaves out"), std::string::npos);
}

TEST_F(Doctor, without_a_project) {
    const Ran none = run({"doctor"});
    EXPECT_EQ(none.exit, 3);
    EXPECT_NE(none.out.find("installation\n  ok       migrations "), std::string::npos) << none.out;
    EXPECT_NE(none.out.find("project\n  error    no migrations.toml here, in "), std::string::npos) << none.out;
    make_project("\"sqlite\"", "colour = 1\n");
    EXPECT_NE(plain(run({"doctor"}).out).find("  error    ~/migrations/migrations.toml:4:1: error: unknown key 'colour' [unknown-key]\n"),
              std::string::npos) << run({"doctor"}).out;
}

TEST_F(Doctor, what_is_wrong_with_a_database) {
    make_chain();
    make_database("orphans.db", "CREATE TABLE p (a PRIMARY KEY); CREATE TABLE c (a REFERENCES p); INSERT INTO c VALUES (1), (2);");
    const Ran orphans = run({"doctor", "--database", "orphans.db"});
    EXPECT_EQ(orphans.exit, 3);
    EXPECT_EQ(part_of(orphans.out, "database"),
              "database\n"
              "  ok       connected to sqlite:///orphans.db\n"
              "  warning  2 rows that refer to nothing, the first in table 'c'\n"
              "           an upgrade that touches these tables is refused; see: PRAGMA foreign_key_check\n"
              "  error    it is not empty, and nothing is recorded: it holds 'c', 'p'\n"
              "           if it is at a revision already, run: migrations stamp REVISION\n");
    make_database("x.db", "");
    std::filesystem::permissions(path("x.db"), std::filesystem::perms(0444));
    become_nobody();
    EXPECT_NE(run({"doctor", "--database", "x.db"}).out.find("  error    the file or its folder cannot be written: x.db\n"), std::string::npos);
    write("no.db", "this is no database, and long enough to be seen as none at all");
    EXPECT_NE(run({"doctor", "--database", "no.db"}).out.find("database\n  error    "), std::string::npos);
}

#if MIGRATIONS_POSTGRESQL

class DoctorOnPostgresql : public WithPostgresql<Doctor> {
protected:
    void prepare() override { make_chain("\"postgresql\""); }
};

TEST_F(DoctorOnPostgresql, names_a_schema_as_SQL_does) {
    const std::string url = server().create_database("quoted");
    write("x.sql", "CREATE ROLE other LOGIN; CREATE SCHEMA \"My \"\"own\"\"\"; GRANT USAGE ON SCHEMA \"My \"\"own\"\"\" TO other; "
                   "ALTER DATABASE quoted SET search_path = \"My \"\"own\"\"\";");
    ASSERT_EQ(shell("psql -Xq '" + url + "' -f x.sql").exit, 0);
    std::string as_other = url;
    replace(as_other, "user=postgres", "user=other");
    const Ran sick = run({"doctor", "--database", as_other});
    EXPECT_NE(sick.out.find("as its owner, run: GRANT CREATE ON SCHEMA \"My \"\"own\"\"\" TO other\n"), std::string::npos) << sick.out;
}

TEST_F(DoctorOnPostgresql, rights_and_read_only_servers) {
    const std::string url = server().create_database("doctor");
    const Ran healthy = run({"doctor", "--database", url});
    EXPECT_EQ(healthy.exit, 0) << healthy.out;
    EXPECT_NE(healthy.out.find("  ok       the client of PostgreSQL can be loaded\n"), std::string::npos) << healthy.out;
    EXPECT_NE(healthy.out.find("schema 'public'\n  ok       it is at base\n"), std::string::npos) << healthy.out;
    write("x.sql", "CREATE ROLE \"Reader\" LOGIN; ALTER DATABASE doctor SET default_transaction_read_only = on;");
    ASSERT_EQ(shell("psql -Xq '" + url + "' -f x.sql").exit, 0);
    std::string as_reader = url;
    replace(as_reader, "user=postgres", "user=Reader");
    ASSERT_NE(as_reader, url);
    const Ran sick = run({"doctor", "--database", as_reader});
    EXPECT_EQ(sick.exit, 3);
    EXPECT_NE(sick.out.find("  error    transactions are read-only here\n"), std::string::npos) << sick.out;
    EXPECT_NE(sick.out.find("  error    this user may not make tables in the schema 'public'\n"
                            "           as its owner, run: GRANT CREATE ON SCHEMA public TO \"Reader\"\n"), std::string::npos) << sick.out;
}

#endif

}  // namespace
}  // namespace migrations

// Several databases in one migrations.toml: [databases.NAME], -n and MIGRATIONS_NAME.
#include "cli_support.h"

namespace migrations {
namespace {

class Databases : public CommandLine {
protected:
    // A file with the databases main and analytics, each with a model of its own.
    void make_two(const std::string& top = "", const std::string& of_main = "", const std::string& of_analytics = "") const {
        write("migrations/migrations.toml",
              "name = \"blog_db\"\ndialects = [\"sqlite\"]\n" + top + "\n[databases.main]\nmodels = [\"../models/main\"]\n" +
                  "database = \"sqlite:///../main.db\"\n" + of_main + "\n[databases.analytics]\nmodels = [\"../models/analytics\"]\n" +
                  "database = \"sqlite:///../analytics.db\"\n" + of_analytics);
        write("models/main/users.toml", "[tables.users.columns]\nid = { type = \"int64\", primary_key = true }\n");
        write("models/analytics/events.toml", "[tables.events.columns]\nid = { type = \"int64\", primary_key = true }\n");
    }
};

TEST_F(Databases, each_has_its_chain) {
    make_two();
    EXPECT_EQ(run({"revision", "--autogenerate", "-m", "users", "--rev-id", "a1"}).exit, 0);
    EXPECT_EQ(run({"-n", "analytics", "revision", "--autogenerate", "-m", "events", "--rev-id", "b1"}).exit, 0);
    EXPECT_EQ(run({"review", "--yes"}).exit, 0);
    environment_["MIGRATIONS_NAME"] = "analytics";
    EXPECT_EQ(run({"review", "--yes"}).exit, 0);
    EXPECT_EQ(run({"check"}).out, "blog_db_analytics: 1 revision, all reviewed; models and migrations agree\n");
    EXPECT_EQ(run({"upgrade", "--create"}).exit, 0);
    EXPECT_EQ(run({"upgrade", "--create", "-n", "main"}).exit, 0);  // the option says more than the variable
    EXPECT_EQ(ask("main.db", "SELECT count(*) FROM users"), "0");
    EXPECT_EQ(ask("analytics.db", "SELECT count(*) FROM events"), "0");
    EXPECT_TRUE(exists("migrations/main/migrations.lock"));
    EXPECT_TRUE(exists("migrations/analytics/migrations.lock"));
    EXPECT_FALSE(exists("migrations/migrations.lock"));
    EXPECT_EQ(run({"heads"}).out, "<base> -> b1 (head)  events\n");
    EXPECT_EQ(run({"heads", "--name", "main"}).out, "<base> -> a1 (head)  users\n");
    // Each knows its own database.
    const Ran mixed_up = run({"upgrade", "--database", "main.db"});
    EXPECT_EQ(mixed_up.exit, 6) << mixed_up.err;
    EXPECT_NE(mixed_up.err.find("'blog_db'"), std::string::npos) << mixed_up.err;
}

TEST_F(Databases, commands_in_messages_mean_the_same_one) {
    make_two();
    EXPECT_EQ(run({"-n", "analytics", "status"}).out,
              "blog_db_analytics\n"
              "  models    1 file, 1 table; 1 difference to the migrations\n"
              "            migrations -n analytics revision --autogenerate\n"
              "  chain     no revision yet\n"
              "            migrations -n analytics revision --autogenerate\n"
              "  review    all reviewed\n"
              "  database  the database '" + path("analytics.db") + "' cannot be opened: there is no such file\n"
              "            check the path; relative ones start at " + folder_ + "\n");
    const std::string help = json({"-n", "analytics", "check"}, "/findings/0/help", 3);
    EXPECT_NE(help.find(" migrations -n analytics revision --autogenerate"), std::string::npos) << help;
    EXPECT_EQ(json({"-n", "analytics", "status"}, "/status/chain/next"), "migrations -n analytics revision --autogenerate");
    EXPECT_EQ(json({"status"}, "/status/chain/next"), "migrations revision --autogenerate");
}

TEST_F(Databases, settings_at_the_top_are_those_of_all) {
    make_two("version_table = \"versions\"\nfile_name = \"{id}\"\n[lint]\ndrop-column = \"error\"\ndrop-table = \"off\"\n", "",
             "name = \"clicks\"\nversion_table = \"clicks\"\n[databases.analytics.lint]\ndrop-column = \"off\"\n");
    const auto setting = [&](const std::string& database, const std::string& key) {
        return plain(run({"-n", database, "config", key}).out);
    };
    EXPECT_EQ(setting("main", "name"), "name = \"blog_db\"  # ~/migrations/migrations.toml:1:1\n");
    EXPECT_EQ(setting("analytics", "name"), "name = \"clicks\"  # ~/migrations/migrations.toml:16:1\n");
    EXPECT_EQ(setting("main", "version_table"), "version_table = \"versions\"  # ~/migrations/migrations.toml:3:1\n");
    EXPECT_EQ(setting("analytics", "version_table"), "version_table = \"clicks\"  # ~/migrations/migrations.toml:17:1\n");
    EXPECT_EQ(setting("analytics", "file_name"), "file_name = \"{id}\"  # ~/migrations/migrations.toml:4:1\n");
    EXPECT_EQ(setting("main", "lint.drop-column"), "lint.drop-column = \"error\"  # ~/migrations/migrations.toml:5:2\n");
    EXPECT_EQ(json({"-n", "analytics", "config", "lint.drop-column"}, "/settings/0/value"), "off");
    EXPECT_EQ(json({"-n", "analytics", "config", "lint.drop-table"}, "/settings/0/value"), "off");
    EXPECT_EQ(setting("analytics", "revisions"), "revisions = [\"~/migrations/analytics/revisions\"]  # default\n");
    EXPECT_EQ(run({"config", "database_name"}).out, "database_name = \"main\"  # default\n");
    EXPECT_EQ(run({"config", "database_name", "-n", "analytics"}).out, "database_name = \"analytics\"  # -n\n");
    environment_["MIGRATIONS_NAME"] = "analytics";
    EXPECT_EQ(run({"config", "database_name"}).out, "database_name = \"analytics\"  # MIGRATIONS_NAME\n");
    EXPECT_EQ(plain(run({"config", "databases"}).out), "databases = [\"main\", \"analytics\"]  # ~/migrations/migrations.toml:9:1\n");
}

TEST_F(Databases, names_by_default) {
    write("migrations/migrations.toml", "[databases.main]\n[databases.click-stream]\n");
    EXPECT_EQ(run({"config", "name"}).out, "name = \"blog\"  # default\n");
    EXPECT_EQ(run({"-n", "click-stream", "config", "name"}).out, "name = \"blog_click_stream\"  # default\n");
}

TEST_F(Databases, one_chain_for_several) {
    make_two("models = [\"../models/main\"]\nrevisions = \"revisions\"\n");
    write("migrations/migrations.toml",
          "name = \"blog_db\"\nmodels = [\"../models/main\"]\nrevisions = \"revisions\"\n"
          "[databases.berlin]\ndatabase = \"sqlite:///../berlin.db\"\n[databases.rome]\ndatabase = \"sqlite:///../rome.db\"\n");
    EXPECT_EQ(run({"-n", "berlin", "revision", "--autogenerate", "--rev-id", "a1"}).exit, 0);
    EXPECT_EQ(run({"-n", "rome", "review", "--yes"}).exit, 0);
    for (const char* each : {"rome", "berlin"}) EXPECT_EQ(run({"-n", each, "upgrade", "--create"}).exit, 0);
    EXPECT_TRUE(exists("migrations/migrations.lock"));
    EXPECT_EQ(ask("berlin.db", "SELECT count(*) FROM users"), "0");
}

TEST_F(Databases, which_one) {
    make_two();
    refused({"heads", "-n", "analytcs"}, 2,
            "error: there is no database 'analytcs' in ~/migrations/migrations.toml\nnote: did you mean 'analytics'?\n");
    refused({"heads", "-n", "x"}, 2, "error: there is no database 'x' in ~/migrations/migrations.toml\nnote: it has main, analytics\n");
    const Ran empty = run({"heads", "-n", ""});
    EXPECT_EQ(empty.exit, 2);
    std::string text = read("migrations/migrations.toml");
    replace(text, "databases.main", "databases.web");
    write("migrations/migrations.toml", text);
    refused({"heads"}, 2, "error: ~/migrations/migrations.toml has 2 databases, and none of them is 'main'\n"
                          "note: name one: -n web or -n analytics, or set MIGRATIONS_NAME\n");
    environment_["MIGRATIONS_NAME"] = "webb";
    refused({"heads"}, 2, "error: there is no database 'webb' in ~/migrations/migrations.toml\nnote: did you mean 'web'?\n");
    make_project();
    EXPECT_EQ(run({"heads"}).exit, 0);  // where there is one, nothing needs to be chosen
    EXPECT_EQ(run({"heads", "-n", "main"}).exit, 0);
    refused({"heads", "-n", "web"}, 2,
            "error: there is no database 'web' in ~/migrations/migrations.toml, which has one, without a name\n"
            "note: leave -n out, or write [databases.web] into the file\n");
}

TEST_F(Databases, mistakes_in_sections) {
    make_two("", "", "version_tabel = \"x\"\n");
    // Also in the one that is not asked for.
    refused({"heads", "-n", "main"}, 2,
            "~/migrations/migrations.toml:11:1: error: unknown key 'version_tabel' [unknown-key]\nnote: did you mean 'version_table'?\n");
    write("migrations/migrations.toml",
          "databases = { all = {}, \"a/b\" = {}, c = 1, d = { databases = {} } }\nfile_nam = \"x\"\n");
    refused({"heads", "-n", "d"}, 2,
            "~/migrations/migrations.toml:1:15: error: 'all' cannot be the name of a database [settings]\n"
            "note: 'all' means all of them\n"
            "~/migrations/migrations.toml:1:25: error: 'a/b' cannot be the name of a database [settings]\n"
            "note: use letters, digits, '_' and '-'\n"
            "~/migrations/migrations.toml:1:41: error: 'databases.c' must be a table, not an integer [settings]\n"
            "~/migrations/migrations.toml:2:1: error: unknown key 'file_nam' [unknown-key]\nnote: did you mean 'file_name'?\n"
            "~/migrations/migrations.toml:1:50: error: unknown key 'databases' [unknown-key]\nnote: did you mean 'database'?\n");
    write("migrations/migrations.toml", "databases = 1\n");
    refused({"heads"}, 2, "~/migrations/migrations.toml:1:13: error: 'databases' holds no section such as [databases.main] [settings]\n");
}

TEST_F(Databases, chains_that_would_get_into_each_other) {
    make_two("", "revisions = \"revisions\"\n", "revisions = \"revisions/analytics\"\n");
    refused({"heads"}, 2,
            "~/migrations/migrations.toml:12:13: error: of the databases 'main' and 'analytics', one would read the revisions of the "
            "other: ~/migrations/revisions and ~/migrations/revisions/analytics [settings]\n"
            "note: give each a folder outside of the other's with 'revisions'\n");
    make_two("", "revisions = \"one\"\n", "revisions = \"two\"\n");
    refused({"heads"}, 2,
            "~/migrations/migrations.toml:12:13: error: the databases 'main' and 'analytics' have different revisions and the same "
            "reviews, in ~/migrations/migrations.lock [settings]\n"
            "note: give each its own folder, such as main/revisions and analytics/revisions\n");
}

TEST_F(Databases, of_a_build) {
    make_two();
    write("build/migrations-projects.txt", path("build/a.toml") + "\n" + path("build/b.toml") + "\n");
    write("build/a.toml", "name = \"blog_db\"\ndirectory = \"" + path("migrations") + "\"\n");
    write("build/b.toml", "name = \"blog_db_analytics\"\ndirectory = \"" + path("migrations") + "\"\n");
    const auto database = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"config", "database_name"});
        return run(arguments).out;
    };
    EXPECT_EQ(database({"--project", "build/b.toml"}), "database_name = \"analytics\"  # add_migrations()\n");
    environment_["MIGRATIONS_NAME"] = "analytics";  // a build means the same whatever the shell says
    EXPECT_EQ(database({"--project", "build/a.toml"}), "database_name = \"main\"  # add_migrations()\n");
    EXPECT_EQ(database({"-B", "build"}), "database_name = \"analytics\"  # add_migrations()\n");
    environment_.clear();
    EXPECT_EQ(database({"-B", "build"}), "database_name = \"main\"  # add_migrations()\n");
    EXPECT_EQ(database({"-B", "build", "-n", "analytics"}), "database_name = \"analytics\"  # add_migrations()\n");
    refused({"heads", "-n", "main", "--project", "build/b.toml"}, 2,
            "error: -n main is not the database of blog_db_analytics, whose project file is used: that is analytics\n"
            "note: leave -n or the project file out\n");
    write("build/b.toml", "name = \"shop_db\"\ndirectory = \"" + path("migrations") + "\"\n");
    refused({"heads", "--project", "build/b.toml"}, 2,
            "~/migrations/migrations.toml:1:1: error: no database has the name 'shop_db', for which CMakeLists.txt calls "
            "add_migrations(): there are blog_db (main), blog_db_analytics (analytics) [settings]\n"
            "note: call add_migrations() with one of these, or write name = \"shop_db\" into a section here\n");
    make_two("", "", "name = \"blog_db\"\n");
    refused({"heads", "--project", "build/a.toml"}, 2,
            "~/migrations/migrations.toml:1:1: error: several databases have the name 'blog_db': main, analytics [settings]\n"
            "note: write another 'name' into the sections of all but one, or choose with -n\n");
}

TEST_F(Databases, completion_knows_them) {
    make_two();
    EXPECT_EQ(run({"completion", "words", "--", "-n", ""}).out, "analytics\nmain\n");
    EXPECT_EQ(run({"completion", "words", "--", "check", "--name", "m"}).out, "main\n");
    EXPECT_EQ(run({"-n", "analytics", "revision", "-m", "x", "--rev-id", "b1"}).exit, 0);
    EXPECT_EQ(run({"completion", "words", "--", "-n", "analytics", "show", "b"}).out, "b1\nbase\n");
    EXPECT_EQ(run({"completion", "words", "--", "show", "b"}).out, "base\n");
}

TEST_F(Databases, all_of_them) {
    make_two();
    for (const char* each : {"main", "analytics"}) {
        EXPECT_EQ(run({"-n", each, "revision", "--autogenerate", "-m", each, "--rev-id", std::string(each).substr(0, 1) + "1"}).exit, 0);
    }
    EXPECT_EQ(run({"review", "--yes"}).exit, 0);
    const Ran checked = run({"check", "-n", "all"});
    EXPECT_EQ(checked.exit, 3);
    EXPECT_EQ(checked.out, "[main]\nblog_db: 1 revision, all reviewed; models and migrations agree\n[analytics]\n");
    EXPECT_NE(checked.err.find("    migrations -n analytics review\n"), std::string::npos) << checked.err;
    EXPECT_EQ(json({"check", "-n", "all"}, "/databases/main/clean", 3), "true");
    EXPECT_EQ(json({"check", "-n", "all"}, "/databases/analytics/findings/0/rule", 3), "unreviewed-revision");
    EXPECT_EQ(run({"-n", "analytics", "review", "--yes"}).exit, 0);
    // What fails for one leaves those behind it alone.
    write("migrations/migrations.toml", "name = \"blog_db\"\n[databases.analytics]\nmodels = [\"../models/analytics\"]\n"
                                        "database = \"sqlite:///../later/analytics.db\"\n[databases.main]\nmodels = [\"../models/main\"]\n"
                                        "database = \"sqlite:///../main.db\"\n");
    const Ran stopped = run({"upgrade", "-n", "all", "--create"});
    EXPECT_EQ(stopped.exit, 12) << stopped.err;
    EXPECT_EQ(stopped.out, "[analytics]\n");
    EXPECT_FALSE(exists("main.db"));
    make_database("later/analytics.db", "");
    EXPECT_EQ(json({"upgrade", "-n", "all", "--create"}, "/databases/main/applied"), "1");
    EXPECT_EQ(run({"current", "-n", "all", "-q"}).exit, 0);
    EXPECT_EQ(ask("main.db", "SELECT count(*) FROM users"), "0");
    EXPECT_EQ(ask("later/analytics.db", "SELECT count(*) FROM events"), "0");

    refused({"upgrade", "-n", "all", "--database", "main.db"}, 2,
            "error: --database names one database, and -n all means 2 databases\nnote: leave one of them out\n");
    refused({"heads", "-n", "all"}, 2, "error: 'heads' is about one database\nnote: name it: -n NAME\n");
}

}  // namespace
}  // namespace migrations
